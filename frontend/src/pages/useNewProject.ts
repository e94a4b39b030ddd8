import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, ApiProblem } from '../api/client';
import { keys } from '../api/keys';
import type { ProjectRow } from '../api/types';
import { RECORD_UNDO, recordUndo } from '../api/undo';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { showToast } from '../ui/toasts';

export const CODE_RULE = /^[A-Za-z][A-Za-z0-9_-]{1,19}$/;

export interface Draft {
  name: string;
  code: string;
  start: string;
  calendar: string;
  programme: string;
  /** '' for an empty project, `t:12` for a template, `p:CODE` for a copy. */
  from: string;
  shift: 'work' | 'calendar';
}

interface Made extends ProjectRow {
  log_id: number | null;
  skipped: Record<string, number>;
}

/** What of the project to copy is taken along. */
export interface TakenBody {
  parts: string[];
  entities: string[];
  people: boolean;
}

const beginning = ({ from, shift }: Draft, taken: TakenBody | null) => {
  if (from.startsWith('t:')) return { template: Number(from.slice(2)), shift };
  return from.startsWith('p:') ? { copy_of: from.slice(2), shift, ...taken } : {};
};

/** The form of a new project: what was typed, what is wrong with it, and sending it. */
export function useNewProject(copyOf: string | undefined, onMade: (code: string) => void) {
  const t = useT();
  const client = useQueryClient();
  const { business_today } = useSession();
  const [draft, setDraft] = useState<Draft>({
    name: '', code: '', start: business_today, calendar: '', programme: '', from: copyOf ? `p:${copyOf}` : '', shift: 'work',
  }); // prettier-ignore
  const [problem, setProblem] = useState<unknown>(null);
  const [touched, setTouched] = useState<Set<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const refused = problem instanceof ApiProblem ? problem : null;
  const set = (change: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...change }));
    setProblem(null);
  };
  const isCode = (isNumbered: boolean) => CODE_RULE.test(draft.code) || (isNumbered && draft.code === '');
  const errorOf = (field: keyof Draft, isNumbered = false): string | null => {
    if (refused?.field === field) return refused.detail;
    if (!touched.has(field)) return null;
    if (field === 'name' && !draft.name.trim()) return t('project.nameMissing');
    return field === 'code' && !isCode(isNumbered) ? t('project.codeRule') : null;
  };
  const tell = (made: Made) => {
    if (made.log_id && draft.from) {
      const refresh = () => [keys.session, keys.projects].forEach((queryKey) => void client.invalidateQueries({ queryKey }));
      recordUndo({ project: '', logId: made.log_id, label: t('project.made', { code: made.code }), urls: RECORD_UNDO, onAnswer: refresh });
    }
    const left = Object.entries(made.skipped ?? {}).map(([kind, count]) => `${kind} ${count}`);
    if (left.length > 0) showToast({ text: t('project.skipped', { list: left.join(', ') }) });
  };
  const send = async (taken: TakenBody | null) => {
    const { name, code, start, calendar, programme } = draft;
    const optional = { ...(calendar && { calendar_id: Number(calendar) }), ...(programme && { programme }) };
    const body = { name: name.trim(), code, start, ...optional, ...beginning(draft, taken) };
    const made = await api.post<Made>('/api/projects', body);
    await Promise.all([keys.session, keys.projects].map((queryKey) => client.invalidateQueries({ queryKey })));
    tell(made);
    onMade(made.code);
  };
  const submit = (event: FormEvent, taken: TakenBody | null, isNumbered: boolean) => {
    event.preventDefault();
    setTouched(new Set(['name', 'code']));
    if (!draft.name.trim() || !isCode(isNumbered) || isBusy) return;
    setBusy(true);
    void send(taken)
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  const touch = (field: string) => setTouched((old) => new Set(old).add(field));
  return { draft, set, touch, errorOf, submit, isBusy, general: refused?.field ? null : problem };
}
