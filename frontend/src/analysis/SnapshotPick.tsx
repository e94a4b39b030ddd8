import { Camera } from 'lucide-react';
import { useState } from 'react';

import { moment } from '../admin/when';
import { useT } from '../app/i18n';
import { Dialog } from '../ui/Dialog';
import { showProblem, showToast } from '../ui/toasts';
import { useSetup, useTakeSnapshot } from './data';
import type { Snapshot } from './types';
import { snapshotName, titled, useDays } from './words';

/** One of the snapshots, newest first, or the plan as it is now. */
export function SnapshotSelect({ label, snapshots, value, onChange, hasNow, testId }: { label: string; snapshots: Snapshot[]; value: string; onChange: (id: string) => void; hasNow: boolean; testId: string }) {
  const t = useT();
  const { finish } = useDays();
  return (
    <label className="an-pickone">
      <span className="mut s12">{label}</span>
      <select className="field" value={value} aria-label={label} data-testid={testId} onChange={(event) => onChange(event.target.value)}>
        {hasNow && <option value="now">{t('analysis.snapshot.now')}</option>}
        {snapshots.map((snapshot) => (
          <option key={snapshot.id} value={String(snapshot.id)}>
            {[snapshotName(snapshot), moment(snapshot.made_at), snapshot.finish === null ? '' : t('analysis.snapshot.finish', { date: finish(snapshot.finish) })].filter(Boolean).join(t('analysis.comma'))}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Whose finish is looked at: the project's or that of one milestone. */
export function FinishSelect({ code, value, onChange }: { code: string; value: number | null; onChange: (task: number | null) => void }) {
  const t = useT();
  const targets = useSetup(code).data?.targets ?? [];
  return (
    <label className="an-pickone">
      <span className="mut s12">{t('analysis.finishOf')}</span>
      <select className="field" value={value ?? ''} aria-label={t('analysis.finishOf')} data-testid="finish-of" onChange={(event) => onChange(Number(event.target.value) || null)}>
        <option value="">{t('analysis.project')}</option>
        {targets.map((target) => <option key={target.id} value={target.id}>{titled(target.code, target.name)}</option>)}
      </select>
    </label>
  );
}

/** Keep the plan as it is now, under a name. */
export function TakeSnapshot({ code }: { code: string }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="bt" onClick={() => setOpen(true)} data-testid="take-snapshot" title={t('analysis.snapshot.hint')}>
        <Camera size={14} strokeWidth={1.5} aria-hidden="true" />
        {t('analysis.snapshot.take')}
      </button>
      {isOpen && <SnapshotDialog code={code} onClose={() => setOpen(false)} />}
    </>
  );
}

export function SnapshotDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const take = useTakeSnapshot(code);
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    take.mutate(name.trim(), {
      onSuccess: () => { showToast({ text: t('analysis.snapshot.taken', { name: name.trim() || t('analysis.snapshot.manual') }) }); onClose(); },
      onError: (problem) => showProblem(problem),
    });
  };
  return (
    <Dialog title={t('analysis.snapshot.take')} size={420} onClose={onClose}>
      <form className="form" onSubmit={save}>
        <p className="prose t2">{t('analysis.snapshot.hint')}</p>
        <div className="fld">
          <label htmlFor="an-snapshot">{t('analysis.snapshot.name')}</label>
          <input id="an-snapshot" className="field" value={name} maxLength={80} placeholder={t('analysis.snapshot.example')} onChange={(event) => setName(event.target.value)} data-autofocus />
        </div>
        <div className="form-f"><button type="submit" className="bt p" disabled={take.isPending}>{t('analysis.snapshot.take')}</button></div>
      </form>
    </Dialog>
  );
}

/** The two ends of a comparison: at first the oldest snapshot and the plan now. */
export function usePair(snapshots: Snapshot[]): { from: string; to: string; setFrom: (id: string) => void; setTo: (id: string) => void; older: Snapshot[] } {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('now');
  const first = snapshots.find((one) => one.kind === 'baseline') ?? snapshots[snapshots.length - 1];
  const isThere = (id: string) => snapshots.some((one) => String(one.id) === id);
  return {
    from: isThere(from) ? from : first ? String(first.id) : '',
    to: to === 'now' || isThere(to) ? to : 'now',
    setFrom,
    setTo,
    older: snapshots,
  };
}
