import { useEffect, useRef, useState } from 'react';

import { api, uuid } from '../api/client';
import { showProblem } from '../ui/toasts';
import type { AppliedAnswer, Mapping, RecordPreview } from './types';

export interface Settings {
  /** Null until the user chose one: the server takes the first that has rows. */
  sheet: string | null;
  mapping: Mapping | null;
  isUpdate: boolean;
}

export interface ImportState {
  file: File | null;
  settings: Settings;
  preview: RecordPreview | null;
  problem: unknown;
  /** The preview belongs to settings before these. */
  isReading: boolean;
  isApplying: boolean;
}

const START: Settings = { sheet: null, mapping: null, isUpdate: false };

export const mappingOf = (preview: RecordPreview): Mapping =>
  Object.fromEntries(preview.columns.map((column) => [column.index, column.field]));

function bodyOf(file: File, project: string | null, { sheet, mapping, isUpdate }: Settings): FormData {
  const body = new FormData();
  body.set('file', file);
  if (project) body.set('project', project);
  if (sheet !== null) body.set('sheet', sheet);
  if (mapping) body.set('mapping', JSON.stringify(mapping));
  if (isUpdate) body.set('update', '1');
  return body;
}

/** The steps of an import of records: every change of the settings reads the file again; nothing is written before `apply`. */
export function useRecordImport(entity: string, project: string | null, first: File | null, onApplied: (answer: AppliedAnswer) => void) {
  const [file, setFile] = useState(first);
  const [settings, setSettings] = useState(START);
  const [preview, setPreview] = useState<RecordPreview | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [isReading, setReading] = useState(first !== null);
  const [isApplying, setApplying] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // Applying twice with one key writes once.
  const applyKey = useRef(uuid());
  const base = `/api/records/${entity}/import`;
  useEffect(() => {
    if (!file) return undefined;
    const stop = new AbortController();
    setReading(true);
    setProblem(null);
    api.post<RecordPreview>(`${base}/preview`, bodyOf(file, project, settings), { signal: stop.signal }).then(
      (read) => {
        applyKey.current = uuid();
        setPreview(read);
        setReading(false);
      },
      (refusal: unknown) => {
        if (stop.signal.aborted) return;
        setProblem(refusal);
        setReading(false);
      },
    );
    return () => stop.abort();
  }, [base, file, project, settings, attempt]);
  const choose = (chosen: File | null) => {
    setPreview(null);
    setProblem(null);
    setSettings((old) => ({ ...START, isUpdate: old.isUpdate }));
    setFile(chosen);
  };
  const apply = async () => {
    if (!preview) return;
    setApplying(true);
    try {
      onApplied(await api.post<AppliedAnswer>(`${base}/apply`, { token: preview.token }, { idempotencyKey: applyKey.current }));
    } catch (refusal) {
      applyKey.current = uuid();
      showProblem(refusal);
    } finally {
      setApplying(false);
    }
  };
  const state: ImportState = { file, settings, preview, problem, isReading, isApplying };
  return { state, choose, setSettings, apply, retry: () => setAttempt((old) => old + 1) };
}
