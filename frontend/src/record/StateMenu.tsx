import { Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { GateMark, useGates, type GateOf } from '../approvals/gates';
import type { DetailAnswer, EntityMeta } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { Cell } from '../schema/widgets';
import { useWriter } from '../schema/writes';
import { missingFields, TransitionDialog, type Step } from './TransitionDialog';
import { VerbItem } from './VerbItem';

/** Steps from here as menu entries; a refused one stays, greyed, with its reason. */
export function TransitionItems({ steps, onStep, gateOf }: { steps: Step[]; onStep: (step: Step) => void; gateOf: GateOf }) {
  const t = useT();
  return steps.map((step) => {
    const gate = gateOf(step);
    const refusal = gate ? gate.refusal : step.allowed ? '' : step.reason || t('record.refused');
    return (
      <VerbItem key={`${step.to}:${step.label}`} refusal={refusal} onClick={() => onStep(step)} rightSection={gate && <GateMark />}>
        {step.label}
      </VerbItem>
    );
  });
}

/** Takes a step at once, or asks first what it requires. `dialog` is to be drawn. */
export function useTransition(entity: EntityMeta, detail: DetailAnswer, project: string | null) {
  const writer = useWriter(entity);
  const [asked, setAsked] = useState<Step | null>(null);
  const gates = useGates(entity, detail, project);
  const take = (step: Step) => {
    if (gates.start(step)) return;
    if (missingFields(entity, step, detail.row).length) setAsked(step);
    else void writer.edit(detail.row, { [entity.workflow?.field ?? '']: step.to }, detail.refs);
  };
  const dialog = asked ? <TransitionDialog {...{ entity, detail, project }} step={asked} onClose={() => setAsked(null)} /> : gates.dialog;
  return { take, dialog, gateOf: gates.gateOf };
}

/** The state of a record; opens the steps that lead on from it. */
export function StateMenu({ entity, detail, onStep }: { entity: EntityMeta; detail: DetailAnswer; onStep: (step: Step) => void }) {
  const t = useT();
  const { gateOf } = useGates(entity, detail, null);
  const field = fieldOf(entity, entity.workflow?.field);
  if (!field) return null;
  const cell = <Cell field={field} row={detail.row} refs={detail.refs} />;
  if (!detail.transitions.length) return <span className="rc-v">{cell}</span>;
  return (
    <Menu position="bottom-start" width={240} withinPortal>
      <Menu.Target>
        <button type="button" className="rc-v rc-state" aria-label={t('record.state.change', { field: field.label })}>
          {cell}
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <TransitionItems steps={detail.transitions} onStep={onStep} gateOf={gateOf} />
      </Menu.Dropdown>
    </Menu>
  );
}
