import './i18n';

import { Stamp } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

import { useT } from '../app/i18n';
import type { DetailAnswer, EntityMeta } from '../schema/types';
import { useRecordApprovals } from './data';
import type { Startable } from './types';

const StartDialog = lazy(() => import('./StartDialog').then((module) => ({ default: module.StartDialog })));

type Step = DetailAnswer['transitions'][number];
/** A step that is only taken by an approval: why none can be started now, '' where one can; null where the step is free. */
export type GateOf = (step: Step) => { refusal: string } | null;

const isLacking = (step: Step, row: DetailAnswer['row']) =>
  step.requires.some((name) => {
    const value = row[name];
    return value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);
  });

/** Which steps of a record need an approval, and the dialog that asks for one. */
export function useGates(entity: EntityMeta, detail: DetailAnswer, project: string | null) {
  const t = useT();
  const { data } = useRecordApprovals(entity.name, entity.workflow ? detail.row.id : 0);
  const [asked, setAsked] = useState<Startable | null>(null);
  const startable = (step: Step) => data?.startable.find((one) => one.to === step.to);
  const gateOf: GateOf = (step) => {
    const one = startable(step);
    if (one) return { refusal: one.allowed || isLacking(step, detail.row) ? '' : one.reason };
    if (data?.current && data.gated.includes(step.to)) return { refusal: data.frozen_sentence || t('ap.running') };
    return null;
  };
  /** True where the step is asked for as an approval. */
  const start = (step: Step): boolean => {
    const one = startable(step);
    if (one) setAsked(one);
    return one !== undefined;
  };
  const dialog = asked && data && (
    <Suspense fallback={null}>
      <StartDialog {...{ entity, detail, project }} what={asked} version={data.version} onClose={() => setAsked(null)} />
    </Suspense>
  );
  return { gateOf, start, dialog };
}

/** Says in a menu that the step asks for an approval. */
export function GateMark() {
  const t = useT();
  return (
    <span className="mut s12 row gap4" title={t('ap.needs')}>
      <Stamp size={14} strokeWidth={1.5} aria-hidden="true" />
      {t('ap.needs')}
    </span>
  );
}
