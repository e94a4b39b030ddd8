import { useMemo } from 'react';
import { Link } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { planFacts } from './facts';
import { isActive } from './filter';
import type { PlanView } from './usePlanView';

export function StatusBar({ view }: { view: PlanView }) {
  const t = useT();
  const { model } = view.store;
  const facts = useMemo(() => planFacts(model), [model, view.tick]);
  const baseline = model.baselines.find((b) => b.current);
  const { isSaving } = view.store.getSnapshot();
  return (
    <div className="pl-sb desk" data-testid="plan-status">
      <span>{isActive(view.filter) ? t('plan.status.shown', { shown: view.matched, all: facts.tasks }) : t('plan.status.all', { all: facts.tasks })}</span>
      <span className={facts.critical ? 'red' : ''}>{t('plan.status.critical', { n: facts.critical })}</span>
      {facts.finish && <span>{t('plan.status.finish', { date: facts.finish })}</span>}
      {facts.slip && <span>{t('plan.status.slip', { slip: facts.slip })}</span>}
      {view.selected > 1 && <span className="acc">{t('plan.status.selected', { n: view.selected })}</span>}
      {!view.canEdit && <span>{t('plan.status.readOnly')}</span>}
      {isSaving && <span role="status">{t('plan.status.saving')}</span>}
      <Forecast view={view} />
      <span className="sp" />
      <Legend draw={<><rect y="1" width="22" height="7" rx="2" fill="var(--ls-crit)" /><path d="M1 9h20" stroke="var(--ls-critd)" strokeWidth="1.5" /></>} text={t('plan.legend.critical')} />
      <Legend draw={<><rect y="1.5" width="22" height="7" rx="2" fill="var(--ls-bar)" /><rect y="1.5" width="10" height="7" rx="2" fill="var(--ls-bard)" /></>} text={t('plan.legend.task')} />
      {baseline && view.showBaseline && <Legend draw={<rect y="4" width="22" height="3" rx="1.5" fill="var(--ls-base)" />} text={t('plan.legend.baseline', { n: baseline.number })} />}
      {facts.hasDeadline && <Legend draw={<path d="M6 2h10l-5 6z" fill="var(--ls-t1)" />} text={t('plan.legend.deadline')} />}
    </div>
  );
}

/** A forecast carries its sample and its seed, and says when the plan has moved since. */
function Forecast({ view }: { view: PlanView }) {
  const t = useT();
  const { forecast } = view;
  if (forecast === undefined) return null;
  const text = forecast === null ? t('plan.forecast.none')
    : t(forecast.is_stale ? 'plan.forecast.stale' : 'plan.forecast.of', { n: forecast.iterations.toLocaleString('en-US'), seed: forecast.seed, revision: forecast.revision });
  return <Link href={path.analysis(view.code, 'risk')} className={`nl ${forecast?.is_stale ? 'amb' : ''}`}>{text}</Link>;
}

function Legend({ draw, text }: { draw: React.ReactNode; text: string }) {
  return <span className="pl-lg"><svg width="22" height="10" aria-hidden="true">{draw}</svg>{text}</span>;
}
