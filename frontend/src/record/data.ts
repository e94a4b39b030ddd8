/** Reading and writing what hangs on one record: activity, comments, attachments, links, watchers. */
import { useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { api, ApiProblem } from '../api/client';
import { RECORD_UNDO, recordUndo } from '../api/undo';
import { recordKeys } from '../schema/records';
import type { ActivityAnswer, ActivityItem, Attachment, DetailAnswer, LinkItem } from '../schema/types';
import { showProblem, showToast } from '../ui/toasts';

export interface Target {
  entity: string;
  id: number;
}

export type ActivityKind = 'all' | 'comments' | 'changes';

/** What a write answers that changes no row of the list: a comment, a file, a link. */
interface Told {
  log_id: number | null;
  label: string;
  undoable: boolean;
}

interface Page {
  pages: ActivityAnswer[];
  pageParams: unknown[];
}

export const recordUrl = (entity: string, id: number) => `/api/records/${entity}/${id}`;

const part = (entity: string, id: number, name: string) => ['records', entity, name, id] as const;
export const partKeys = {
  activity: (entity: string, id: number, kind: ActivityKind) => [...recordKeys.activity(entity, id), kind] as const,
  attachments: (entity: string, id: number) => part(entity, id, 'attachments'),
  watchers: (entity: string, id: number) => part(entity, id, 'watchers'),
  card: (entity: string, id: number) => part(entity, id, 'card'),
};

export function useActivity({ entity, id }: Target, kind: ActivityKind) {
  return useInfiniteQuery({
    queryKey: partKeys.activity(entity, id, kind),
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ kind, ...(pageParam && { before: pageParam }) });
      return api.get<ActivityAnswer>(`${recordUrl(entity, id)}/activity?${query}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last: ActivityAnswer) => last.next ?? undefined,
  });
}

export function useAttachments({ entity, id }: Target) {
  return useQuery({
    queryKey: partKeys.attachments(entity, id),
    queryFn: ({ signal }) => api.get<{ items: Attachment[] }>(`${recordUrl(entity, id)}/attachments`, { signal }),
  });
}

export interface Watching {
  watching: boolean;
  items: { id: number; name: string }[];
}

export function useWatchers({ entity, id }: Target, enabled: boolean) {
  return useQuery({
    queryKey: partKeys.watchers(entity, id),
    queryFn: ({ signal }) => api.get<Watching>(`${recordUrl(entity, id)}/watch`, { signal }),
    enabled,
  });
}

/** Writes of one record. Each takes the answer's undo; a refusal is shown unless the caller has to put something back. */
export class RecordParts {
  private readonly client: QueryClient;
  private readonly target: Target;
  private readonly project: string;

  constructor(client: QueryClient, target: Target, project: string) {
    this.client = client;
    this.target = target;
    this.project = project;
  }

  private get url(): string {
    return recordUrl(this.target.entity, this.target.id);
  }

  refresh = (): void => {
    void this.client.invalidateQueries({ queryKey: recordKeys.entity(this.target.entity) });
  };

  private told(answer: Partial<Told> | undefined, quiet = false): void {
    if (answer?.log_id && answer.undoable) {
      const { log_id: logId, label = '' } = answer;
      recordUndo({ project: this.project, logId, label, urls: RECORD_UNDO, onAnswer: this.refresh }, { quiet });
    } else if (answer?.label && !quiet) showToast({ text: answer.label });
    this.refresh();
  }

  private changeDetail(change: (old: DetailAnswer) => DetailAnswer): void {
    const key = recordKeys.detail(this.target.entity, this.target.id);
    this.client.setQueryData<DetailAnswer>(key, (old) => old && change(old));
  }

  private changeItems(change: (items: ActivityItem[], isFirst: boolean) => ActivityItem[]): void {
    const key = recordKeys.activity(this.target.entity, this.target.id);
    this.client.setQueriesData<Page>({ queryKey: key }, (old) =>
      old && { ...old, pages: old.pages.map((page, index) => ({ ...page, items: change(page.items, index === 0) })) },
    );
  }

  /** Shown at once; thrown where refused, so that the writer gets the text back. */
  async comment(body: string, me: { id: number; name: string }): Promise<void> {
    const draft: ActivityItem = { kind: 'comment', id: -Date.now(), at: new Date().toISOString(), who: me, body };
    // A first reading that is still on its way would end without the comment, and reading again would not replace it.
    await this.client.cancelQueries({ queryKey: recordKeys.activity(this.target.entity, this.target.id) });
    this.changeItems((items, isFirst) => (isFirst ? [draft, ...items] : items));
    try {
      const answer = await api.post<{ item: ActivityItem } & Told>(`${this.url}/comments`, { body });
      this.changeItems((items) => items.map((item) => (item.id === draft.id ? answer.item : item)));
      this.told(answer, true);
    } catch (problem) {
      this.changeItems((items) => items.filter((item) => item.id !== draft.id));
      throw problem;
    }
  }

  async editComment(item: ActivityItem, body: string): Promise<void> {
    const answer = await api.patch<Told>(`/api/comments/${item.id}`, { body }, { ifMatch: item.version });
    this.told(answer, true);
  }

  async deleteComment(item: ActivityItem): Promise<void> {
    this.changeItems((items) => items.filter((other) => other.kind !== 'comment' || other.id !== item.id));
    await this.tell(() => api.delete<Told>(`/api/comments/${item.id}`, undefined, { ifMatch: item.version }));
  }

  async upload(file: File): Promise<Attachment> {
    const form = new FormData();
    form.append('file', file, file.name);
    const answer = await api.post<{ item: Attachment } & Partial<Told>>(`${this.url}/attachments`, form);
    this.told(answer, true);
    return answer.item;
  }

  async deleteAttachment(attachment: Attachment): Promise<void> {
    const key = partKeys.attachments(this.target.entity, this.target.id);
    this.client.setQueryData<{ items: Attachment[] }>(key, (old) =>
      old && { items: old.items.filter((other) => other.id !== attachment.id) },
    );
    await this.tell(() => api.delete<Told>(`/api/attachments/${attachment.id}`));
  }

  async link(kind: string, other: Target): Promise<boolean> {
    return this.tell(() => api.post<Told>(`${this.url}/links`, { kind, entity: other.entity, id: other.id }));
  }

  async unlink(link: LinkItem): Promise<void> {
    this.changeDetail((old) => ({ ...old, links: old.links.filter((other) => other.id !== link.id) }));
    await this.tell(() => api.delete<Told>(`/api/links/${link.id}`));
  }

  async watch(isWatching: boolean): Promise<void> {
    const step = isWatching ? 1 : -1;
    this.changeDetail((old) => ({
      ...old,
      watching: isWatching,
      counts: { ...old.counts, watchers: Math.max(0, old.counts.watchers + step) },
    }));
    await this.tell(() => (isWatching ? api.put<Told>(`${this.url}/watch`) : api.delete<Told>(`${this.url}/watch`)), true);
  }

  async restore(logId: number, version: number): Promise<void> {
    await this.tell(() => api.post<Told>(`${this.url}/restore`, { log_id: logId }, { ifMatch: version }));
  }

  async undo(logId: number): Promise<void> {
    await this.tell(() => api.post<Told>(RECORD_UNDO.undo, { log_id: logId }));
  }

  /** Run it, offer its undo, say a refusal and read again what the page had changed before the answer. */
  private async tell(run: () => Promise<Told | undefined>, quiet = false): Promise<boolean> {
    try {
      this.told(await run(), quiet);
      return true;
    } catch (problem) {
      showProblem(problem);
      this.refresh();
      return false;
    }
  }
}

export function useParts({ entity, id }: Target, project: string | null): RecordParts {
  const client = useQueryClient();
  return useMemo(() => new RecordParts(client, { entity, id }, project ?? ''), [client, entity, id, project]);
}

export const isGone = (problem: unknown) => problem instanceof ApiProblem && problem.status === 404;
