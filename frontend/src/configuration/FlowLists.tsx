import { useLanguage, useT } from '../app/i18n';
import type { EntityMeta } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { ToneMark } from '../schema/widgets/ToneMark';
import { inWords } from './fieldDraft';
import type { Fault, Flow } from './flow';
import type { Chosen } from './FlowDiagram';
import { Sortable } from './Sortable';

interface Props {
  entity: EntityMeta;
  flow: Flow;
  counts: Record<string, number>;
  faults: Fault[];
  chosen: Chosen;
  canEdit: boolean;
  onChoose: (chosen: Chosen) => void;
  onChange: (flow: Flow) => void;
}

/** The same workflow as two lists: for the keyboard, for reading aloud, and for the telephone. */
export function FlowLists({ entity, flow, counts, faults, chosen, canEdit, onChoose, onChange }: Props) {
  const t = useT();
  const language = useLanguage();
  const unnamed = t('cfg.flow.unnamed');
  const labelOf = (key: string) => {
    const state = flow.states.find((other) => other.value === key);
    return (state && inWords(state, language)) || unnamed;
  };
  const faultOf = (key: string) => faults.find((fault) => 'state' in fault && fault.state === key);
  return (
    <>
      <section className="cf-sec">
        <h3 className="cf-h">
          <span className="b">{t('cfg.flow.states')}</span> <span className="mut">{t('cfg.flow.statesHint')}</span>
        </h3>
        <Sortable
          items={flow.states}
          label={t('cfg.flow.states')}
          keyOf={(state) => state.value}
          nameOf={(state) => labelOf(state.value)}
          onOrder={(states) => onChange({ ...flow, states })}
          isFixed={!canEdit}
        >
          {(state, at) => {
            const fault = faultOf(state.value);
            return (
              <button
                type="button"
                className={`cf-row ${chosen?.kind === 'state' && chosen.key === state.value ? 'on' : ''}`}
                aria-pressed={chosen?.kind === 'state' && chosen.key === state.value}
                onClick={() => onChoose({ kind: 'state', key: state.value })}
              >
                <span className="cf-tonemark">
                  <ToneMark tone={state.tone} />
                </span>
                <span className="el cf-grow">{labelOf(state.value)}</span>
                <span className="mut s12 nw">
                  {[at === 0 && t('cfg.flow.isFirst'), state.is_closed && t('cfg.flow.isClosed')].filter(Boolean).join(t('cfg.comma'))}
                </span>
                {fault && <span className="amb s12 nw">{t(`cfg.flow.fault.${fault.kind}`)}</span>}
                <span className="mut s12 nw num cf-count">{t('cfg.flow.count', { n: counts[state.value] ?? 0 })}</span>
              </button>
            );
          }}
        </Sortable>
      </section>
      <section className="cf-sec">
        <h3 className="cf-h">
          <span className="b">{t('cfg.flow.steps')}</span> <span className="mut">{t('cfg.flow.stepsHint')}</span>
        </h3>
        <ul className="cf-sort" aria-label={t('cfg.flow.steps')}>
          {flow.steps.map((step, at) => {
            const isOn = chosen?.kind === 'step' && chosen.at === at;
            const needs = step.requires.map((name) => fieldOf(entity, name)?.label ?? name);
            return (
              <li key={at} className="cf-si">
                <button type="button" className={`cf-row steps ${isOn ? 'on' : ''}`} aria-pressed={isOn} onClick={() => onChoose({ kind: 'step', at })}>
                  <span className="el b">{inWords(step, language) || unnamed}</span>
                  <span className="el t2">
                    {step.sources.map(labelOf).join(t('cfg.comma'))} → {labelOf(step.target)}
                  </span>
                  <span className="el mut s12">
                    {[needs.length > 0 && t('cfg.flow.needs', { fields: needs.join(t('cfg.comma')) }), step.verb, step.guard].filter(Boolean).join(t('cfg.semicolon'))}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        {flow.steps.length === 0 && <p className="mut cf-none">{t('cfg.flow.noSteps')}</p>}
      </section>
    </>
  );
}
