import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { api, ApiProblem } from '../api/client';
import { keys } from '../api/keys';
import type { ProjectRow } from '../api/types';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';

export const CODE_RULE = /^[A-Za-z][A-Za-z0-9_-]{1,19}$/;

export interface Draft {
  name: string;
  code: string;
  start: string;
  calendar: string;
  programme: string;
}

/** The form of a new project: what was typed, what is wrong with it, and sending it. */
export function useNewProject(onMade: (code: string) => void) {
  const t = useT();
  const client = useQueryClient();
  const { business_today } = useSession();
  const [draft, setDraft] = useState<Draft>({ name: '', code: '', start: business_today, calendar: '', programme: '' });
  const [problem, setProblem] = useState<unknown>(null);
  const [touched, setTouched] = useState<Set<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const refused = problem instanceof ApiProblem ? problem : null;
  const set = (change: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...change }));
    setProblem(null);
  };
  const errorOf = (field: keyof Draft): string | null => {
    if (refused?.field === field) return refused.detail;
    if (!touched.has(field)) return null;
    if (field === 'name' && !draft.name.trim()) return t('project.nameMissing');
    return field === 'code' && !CODE_RULE.test(draft.code) ? t('project.codeRule') : null;
  };
  const send = async () => {
    const { name, code, start, calendar, programme } = draft;
    const optional = { ...(calendar && { calendar_id: Number(calendar) }), ...(programme && { programme }) };
    const made = await api.post<ProjectRow>('/api/projects', { name: name.trim(), code, start, ...optional });
    await Promise.all([keys.session, keys.projects].map((queryKey) => client.invalidateQueries({ queryKey })));
    onMade(made.code);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTouched(new Set(['name', 'code']));
    if (!draft.name.trim() || !CODE_RULE.test(draft.code) || isBusy) return;
    setBusy(true);
    void send()
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  const touch = (field: string) => setTouched((old) => new Set(old).add(field));
  return { draft, set, touch, errorOf, submit, isBusy, general: refused?.field ? null : problem };
}
