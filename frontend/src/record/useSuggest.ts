import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { api } from '../api/client';
import type { SearchItem } from '../api/types';
import { useSettled } from '../schema/widgets/useOptions';
import type { Trigger } from './mentions';

export interface Suggestion {
  entity: string;
  id: number;
  /** What is put into the text. */
  label: string;
  title: string;
  hint: string;
}

const MOST = 8;

interface Person {
  id: number;
  label: string;
  code?: string;
  hint?: string;
}

async function people(q: string, project: string, signal: AbortSignal): Promise<Suggestion[]> {
  const query = new URLSearchParams({ q, ...(project && { project }) });
  const { items } = await api.get<{ items: Person[] }>(`/api/people?${query}`, { signal });
  return items.map(({ id, label, hint = '' }) => ({ entity: 'person', id, label, title: label, hint }));
}

async function records(q: string, signal: AbortSignal): Promise<Suggestion[]> {
  const { items } = await api.get<{ items: SearchItem[] }>(`/api/search?q=${encodeURIComponent(q)}`, { signal });
  return items
    .filter((item) => item.kind !== 'person')
    .map(({ kind, id, code, name, hint }) => ({ entity: kind, id, label: code || name, title: name, hint: code || hint }));
}

/** People for `@`, records for `#`, asked as one types. */
export function useSuggest(trigger: Trigger | null, project: string): { items: Suggestion[]; isBusy: boolean } {
  const q = useSettled(trigger?.query ?? '');
  const sign = trigger?.sign;
  const { data, isFetching } = useQuery({
    queryKey: ['mention', sign, q, project],
    queryFn: ({ signal }) => (sign === '@' ? people(q, project, signal) : records(q, signal)),
    enabled: sign === '@' || (sign === '#' && q !== ''),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  if (!trigger) return { items: [], isBusy: false };
  const isOther = data?.some((item) => (item.entity === 'person') !== (sign === '@'));
  return { items: isOther || !data ? [] : data.slice(0, MOST), isBusy: isFetching };
}
