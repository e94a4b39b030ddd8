import { useEffect, useRef, useState } from 'react';

import { api, uuid } from '../api/client';
import { followJob } from '../api/jobs';
import type { ImportPreview } from '../api/types';
import { t } from '../app/i18n';
import { showProblem } from '../ui/toasts';
import { NEW_PROJECT, type Target } from './ChooseTarget';

export type Step =
  | { at: 'file' }
  | { at: 'reading'; file: File }
  | { at: 'preview'; file: File; preview: ImportPreview }
  | { at: 'failed'; file: File; problem: unknown }
  | { at: 'applying'; job: string; code: string };

const baseOf = (target: Target) =>
  target.code === NEW_PROJECT ? '/api/import' : `/api/projects/${encodeURIComponent(target.code)}/import`;

/** The steps of an import. A preview is read again when the target changes; applying twice with one key writes once. */
export function useImport(first: File | undefined, target: Target, onRead: (preview: ImportPreview) => void) {
  const read = useRef(onRead);
  read.current = onRead;
  const [step, setStep] = useState<Step>(first ? { at: 'reading', file: first } : { at: 'file' });
  const applyKey = useRef(uuid());
  const file = step.at === 'reading' ? step.file : null;
  useEffect(() => {
    if (!file) return undefined;
    const stop = new AbortController();
    const body = new FormData();
    body.set('file', file);
    // Without a project the answer does not depend on the new code and name; they are sent when it is applied.
    api.post<ImportPreview>(`${baseOf(target)}/preview`, body, { signal: stop.signal }).then(
      (preview) => {
        applyKey.current = uuid();
        read.current(preview);
        setStep({ at: 'preview', file, preview });
      },
      (problem) => !stop.signal.aborted && setStep({ at: 'failed', file, problem }),
    );
    return () => stop.abort();
  }, [file, target.code]);
  const apply = async (choices: Record<string, string> = {}) => {
    if (step.at !== 'preview') return;
    const isNew = target.code === NEW_PROJECT;
    const body = { token: step.preview.token, ...(isNew ? { code: target.newCode, name: target.newName.trim() } : { choices }) };
    try {
      const answer = await api.post<{ job_id: string | number }>(`${baseOf(target)}/apply`, body, {
        idempotencyKey: applyKey.current,
      });
      const code = isNew ? target.newCode : target.code;
      followJob(answer.job_id, t('import.jobLabel', { file: step.file.name }));
      setStep({ at: 'applying', job: String(answer.job_id), code });
    } catch (problem) {
      applyKey.current = uuid();
      showProblem(problem);
    }
  };
  return { step, setStep, apply };
}
