import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { api } from '../../api/client';
import { rememberRef, targetOf } from '../refs';
import type { FieldMeta } from '../types';

export interface PickItem {
  id: number | string;
  label: string;
  code?: string;
  hint?: string;
}

const TYPING_PAUSE = 120;
const FRESH_FOR = 60_000;

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function optionsUrl(entity: string, source: string, project: string | null, text: string): string {
  const params = new URLSearchParams();
  if (project) params.set('project', project);
  if (text) params.set('q', text);
  return `/api/records/${entity}/options/${encodeURIComponent(source)}?${params.toString()}`;
}

/** What may be picked for a reference, a person or a tag; asked as one types. */
export function useOptions(entity: string, field: FieldMeta, source: string, project: string | null, text: string, enabled: boolean) {
  const settled = useSettled(text.trim());
  const { data, isFetching } = useQuery({
    queryKey: ['records', entity, 'options', source, project, settled],
    queryFn: ({ signal }) => api.get<{ items: PickItem[] }>(optionsUrl(entity, source, project, settled), { signal }),
    staleTime: FRESH_FOR,
    placeholderData: keepPreviousData,
    enabled,
  });
  const items = data?.items ?? [];
  // A picked row is drawn before the server's answer names it.
  const target = targetOf(field);
  if (target) items.forEach((item) => rememberRef(target, item.id, { label: item.label, code: item.code, hint: item.hint }));
  return { items, isFetching };
}
