import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';

import { api, uuid } from '../api/client';
import { cancelJob, followJob, isRunning, useJob } from '../api/jobs';
import type { ImportPreview } from '../api/types';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { JobBar } from '../pages/JobsIndicator';
import { percent } from '../ui/dates';
import { LoadFailed } from '../ui/LoadFailed';
import { showProblem } from '../ui/toasts';
import { ChooseFile } from './ChooseFile';
import { ChooseTarget, NEW_PROJECT, suggestCode, type Target } from './ChooseTarget';
import { PreviewReport } from './PreviewReport';

type Step =
  | { at: 'file' }
  | { at: 'reading'; file: File }
  | { at: 'preview'; file: File; preview: ImportPreview }
  | { at: 'failed'; file: File; problem: unknown }
  | { at: 'applying'; job: string; code: string };

const baseOf = (target: Target) => (target.code === NEW_PROJECT ? '/api/import' : `/api/projects/${encodeURIComponent(target.code)}/import`);

/** Opened without saying for which project: the one on the page behind. */
function openedFrom(): string | null {
  const [, code] = /^\/p\/([^/]+)/.exec(location.pathname) ?? [];
  return code ? decodeURIComponent(code) : null;
}

function Progressing({ job: id, code, onClose }: { job: string; code: string; onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const client = useQueryClient();
  const job = useJob(id);
  const state = job?.state;
  useEffect(() => {
    if (state !== 'done') return;
    void client.invalidateQueries();
    onClose();
    go(path.plan(code));
  }, [state, client, code, go, onClose]);
  if (!job) return null;
  if (job.state === 'failed') return <p className="red" role="alert">{job.error || job.message || t('import.failed')}</p>;
  if (job.state === 'cancelled') return <p>{t('import.cancelled')}</p>;
  return (
    <div className="im-run">
      <div className="row"><span className="el">{job.message || t('import.running')}</span><span className="sp" /><span className="num">{percent(job.progress)}</span></div>
      <JobBar job={job} />
      <div className="form-f">
        <span className="mut s12">{t('import.background')}</span><span className="sp" />
        {isRunning(job.state) && <button type="button" className="bt" onClick={() => void cancelJob(id).catch(showProblem)}>{t('import.cancel')}</button>}
      </div>
    </div>
  );
}

function useImport(first: File | undefined, target: Target, onRead: (preview: ImportPreview) => void) {
  const t = useT();
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
  const apply = async () => {
    if (step.at !== 'preview') return;
    const isNew = target.code === NEW_PROJECT;
    const body = { token: step.preview.token, ...(isNew && { code: target.newCode, name: target.newName.trim() }) };
    try {
      const answer = await api.post<{ job_id: string | number }>(`${baseOf(target)}/apply`, body, { idempotencyKey: applyKey.current });
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

/** Drop or choose a schedule file, see what it would do, apply it, watch it, go to the plan. Nothing is written before «apply». */
export default function ImportDialog({ onClose, file, project }: { onClose: () => void; file?: File; project?: string | null }) {
  const t = useT();
  const { projects, may } = useSession();
  const canCreate = may('project.create');
  const [target, setTarget] = useState<Target>({
    code: (project === undefined ? openedFrom() : project) ?? (canCreate ? NEW_PROJECT : (projects[0]?.code ?? NEW_PROJECT)), newCode: file ? suggestCode(file.name) : '', newName: file ? file.name.replace(/\.[^.]+$/, '') : '',
  });
  const { step, setStep, apply } = useImport(file, target, ({ project_name }) => {
    if (project_name) setTarget((old) => (old.isNamed ? old : { ...old, newName: project_name }));
  });
  const choose = (chosen: File) => {
    setTarget((old) => ({ ...old, newCode: old.newCode || suggestCode(chosen.name), newName: old.newName || chosen.name.replace(/\.[^.]+$/, '') }));
    setStep({ at: 'reading', file: chosen });
  };
  const change = (next: Target) => {
    setTarget(next);
    if (next.code !== target.code && (step.at === 'preview' || step.at === 'failed')) setStep({ at: 'reading', file: step.file });
  };
  const isNew = target.code === NEW_PROJECT;
  const isNamed = !isNew || (target.newName.trim() !== '' && /^[A-Za-z][A-Za-z0-9_-]{1,19}$/.test(target.newCode));
  const label = isNew ? t('import.applyNew', { code: target.newCode }) : t('import.applyTo', { code: target.code });
  return (
    <Modal opened onClose={onClose} title={t('import.title')} size={760} returnFocus={false} closeButtonProps={{ 'aria-label': t('action.close') }} classNames={{ title: 'dlg-t', body: 'im' }}>
      {step.at !== 'file' && step.at !== 'applying' && (
        <div className="im-file"><b className="el">{step.file.name}</b><span className="mut s12">{t('import.size', { n: (step.file.size / 1024).toLocaleString(undefined, { maximumFractionDigits: 0 }) })}</span><span className="sp" /><button type="button" className="lk" onClick={() => setStep({ at: 'file' })}>{t('import.another')}</button></div>
      )}
      {step.at !== 'applying' && <ChooseTarget canCreate={canCreate} projects={projects} target={target} onChange={change} />}
      {step.at === 'file' && <ChooseFile onFile={choose} />}
      {step.at === 'reading' && <p className="mut im-wait" role="status">{t('import.reading')}</p>}
      {step.at === 'failed' && <LoadFailed problem={step.problem} onRetry={() => setStep({ at: 'reading', file: step.file })} />}
      {step.at === 'preview' && <PreviewReport preview={step.preview} />}
      {step.at === 'applying' && <Progressing job={step.job} code={step.code} onClose={onClose} />}
      {step.at === 'preview' && (
        <div className="form-f">
          <span className="mut s12">{t(step.preview.blocked ? 'import.blocked' : 'import.dry')}</span><span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>{t('action.cancel')}</button>
          <button type="button" className="bt p" disabled={step.preview.blocked || !isNamed} onClick={() => void apply()}>{label}</button>
        </div>
      )}
    </Modal>
  );
}
