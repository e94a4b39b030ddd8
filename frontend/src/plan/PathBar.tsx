import { X } from 'lucide-react';

import { useT } from '../app/i18n';
import { number1 } from '../gantt/duration';
import { IconButton } from '../ui/bits';
import type { TraceMode } from './usePlanPaths';
import type { PlanView } from './usePlanView';

/** What is highlighted and which other paths there are; stands where the bulk bar stands. */
export function PathBar({ view }: { view: PlanView }) {
  const t = useT();
  const { model } = view.store;
  const { trace, paths, setMode, clear, isWorking, count } = view.paths;
  if (!trace) return null;
  const row = model.row(trace.task);
  const name = row < 0 ? '' : `${model.wbs[row]} ${model.name[row]}`.trim();
  const button = (mode: TraceMode, label: string, title: string) => (
    <button type="button" key={mode} aria-pressed={trace.mode === mode} title={title} onClick={() => setMode(mode)}>{label}</button>
  );
  return (
    <div className="pl-bulk pl-path" role="toolbar" aria-label={t('plan.path')} data-testid="path-bar">
      <button type="button" className="el pl-goto" onClick={() => view.show(trace.task)} title={t('plan.why.show', { name })}><b>{name}</b></button>
      <span className="mut s12 nw" role="status">{isWorking ? t('plan.why.working') : t('plan.path.count', { n: count })}</span>
      <div className="seg" role="group" aria-label={t('plan.path.which')}>
        {button('driving', t('plan.path.driving'), t('plan.path.driving.hint'))}
        {paths.length > 0 && button('all', t('plan.path.all'), t('plan.path.all.hint', { n: paths.length }))}
        {paths.map((path) => button(path.number, `${path.number}`, t('plan.path.one', { n: path.number, days: number1(path.float / model.minutesPerDay), tasks: path.tasks.length })))}
      </div>
      <IconButton label={t('plan.path.end')} keys="P" onClick={clear}><X size={16} strokeWidth={1.5} /></IconButton>
    </div>
  );
}
