import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';

import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { ExpressionInput } from '../configuration/ExpressionInput';
import { Field } from '../ui/Field';
import { faultsAt, remove, setGroup, setStage, shift, type Spot } from './draft';
import type { Definition, Fault, GroupDef, Mode, StageDef, Vocabulary } from './types';
import { WhoPicker } from './WhoPicker';

interface Props {
  definition: Definition;
  spot: Spot;
  faults: Fault[];
  words: Vocabulary;
  entity: string;
  project: Place;
  isFixed: boolean;
  onDraw: (definition: Definition, spot: Spot) => void;
}

const MODES: Mode[] = ['any', 'all', 'quorum'];
const DEEDS: StageDef['on_timeout']['do'][] = ['none', 'remind', 'escalate', 'pass'];

export function Faults({ faults }: { faults: Fault[] }) {
  return faults.map((fault) => (
    <p key={`${fault.path}${fault.message}`} className="red s12" role="alert">
      {fault.message}
    </p>
  ));
}

function Titles({ of, onChange, isFixed, id }: { of: { title: string; title_en: string }; onChange: (change: { title?: string; title_en?: string }) => void; isFixed: boolean; id: string }) {
  const t = useT();
  return (
    <div className="ad-two">
      <Field id={`${id}-zh`} label={t('apr.title')} optional>
        <input id={`${id}-zh`} className="field" value={of.title} disabled={isFixed} maxLength={60} onChange={(event) => onChange({ title: event.target.value })} />
      </Field>
      <Field id={`${id}-en`} label={t('apr.titleEn')} optional>
        <input id={`${id}-en`} className="field" value={of.title_en} disabled={isFixed} maxLength={60} onChange={(event) => onChange({ title_en: event.target.value })} />
      </Field>
    </div>
  );
}

/** Moves and takes away what is selected. */
function Tools({ title, isSide, props }: { title: string; isSide: boolean; props: Props }) {
  const t = useT();
  const { definition, spot, isFixed, onDraw } = props;
  const go = (step: 1 | -1) => {
    const next = shift(definition, spot, step);
    onDraw(next.definition, next.spot);
  };
  const icon = { size: 16, strokeWidth: 1.5 } as const;
  return (
    <div className="row ap-tools">
      <h2 className="el">{title}</h2>
      <span className="sp" />
      {!isFixed && (
        <>
          <button type="button" className="ib" aria-label={t(isSide ? 'apr.left' : 'apr.up')} title={t(isSide ? 'apr.left' : 'apr.up')} onClick={() => go(-1)}>
            {isSide ? <ArrowLeft {...icon} /> : <ArrowUp {...icon} />}
          </button>
          <button type="button" className="ib" aria-label={t(isSide ? 'apr.right' : 'apr.down')} title={t(isSide ? 'apr.right' : 'apr.down')} onClick={() => go(1)}>
            {isSide ? <ArrowRight {...icon} /> : <ArrowDown {...icon} />}
          </button>
          <button
            type="button"
            className="ib"
            aria-label={t('apr.remove')}
            title={t('apr.remove')}
            onClick={() => {
              const next = remove(definition, spot);
              onDraw(next.definition, next.spot);
            }}
          >
            <Trash2 {...icon} />
          </button>
        </>
      )}
    </div>
  );
}

function Condition({ id, label, value, onChange, props }: { id: string; label: string; value: string; onChange: (text: string) => void; props: Props }) {
  const { entity, project, isFixed } = props;
  return (
    <div className="fld">
      <label htmlFor={id}>{label}</label>
      <ExpressionInput id={id} entity={entity} project={project} expects="boolean" value={value} disabled={isFixed} onChange={onChange} />
    </div>
  );
}

function StageForm({ at, props }: { at: number; props: Props }) {
  const t = useT();
  const { definition, faults, words, project, isFixed, onDraw } = props;
  const stage = definition.stages[at];
  const set = (change: Partial<StageDef>) => onDraw(setStage(definition, at, change), props.spot);
  return (
    <>
      <Tools title={t('apr.stage', { n: at + 1 })} isSide={false} props={props} />
      <Faults faults={faultsAt(faults, { stage: at })} />
      <Titles id={`s${at}`} of={stage} isFixed={isFixed} onChange={set} />
      <Condition id={`s${at}-if`} label={t('apr.stageIf')} value={stage.condition} onChange={(condition) => set({ condition })} props={props} />
      <div className="ad-two">
        <Field id={`s${at}-hours`} label={t('apr.hoursLabel')} optional hint={t('apr.hoursHint')}>
          <input
            id={`s${at}-hours`}
            className="field"
            inputMode="numeric"
            value={stage.hours ?? ''}
            disabled={isFixed}
            onChange={(event) => {
              const text = event.target.value.replace(/\D/g, '').slice(0, 4);
              set({ hours: text ? Number(text) : null });
            }}
          />
        </Field>
        <Field id={`s${at}-then`} label={t('apr.timeout')}>
          <select
            id={`s${at}-then`}
            className="field"
            value={stage.on_timeout.do}
            disabled={isFixed || stage.hours === null}
            onChange={(event) => set({ on_timeout: { ...stage.on_timeout, do: event.target.value as StageDef['on_timeout']['do'] } })}
          >
            {DEEDS.map((deed) => (
              <option key={deed} value={deed}>
                {t(`apr.timeout.${deed}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      {stage.hours !== null && stage.on_timeout.do === 'escalate' && (
        <WhoPicker label={t('apr.escalateTo')} people={stage.on_timeout.people} {...{ words, project }} disabled={isFixed} isInner onChange={(people) => set({ on_timeout: { do: 'escalate', people } })} />
      )}
    </>
  );
}

function GroupForm({ at, inner, props }: { at: number; inner: number; props: Props }) {
  const t = useT();
  const { definition, faults, words, project, isFixed, onDraw } = props;
  const group = definition.stages[at].groups[inner];
  const id = `g${at}-${inner}`;
  const set = (change: Partial<GroupDef>) => onDraw(setGroup(definition, at, inner, change), props.spot);
  const isAlone = definition.stages[at].groups.length === 1;
  const check = (name: 'may_hand_over' | 'may_add', label: string) => (
    <label className="ad-verb">
      <input type="checkbox" checked={group[name]} disabled={isFixed} onChange={(event) => set({ [name]: event.target.checked })} />
      <span>{label}</span>
    </label>
  );
  return (
    <>
      <Tools title={isAlone ? t('apr.signers', { n: at + 1 }) : t('apr.group', { n: at + 1, m: inner + 1 })} isSide props={props} />
      <Faults faults={faultsAt(faults, { stage: at, group: inner })} />
      <WhoPicker key={id} label={t('apr.people')} people={group.people} {...{ words, project }} disabled={isFixed} onChange={(people) => set({ people })} />
      <div className="fld">
        <label htmlFor={`${id}-mode`}>{t('apr.enough')}</label>
        <div className="row">
          <select id={`${id}-mode`} className="field" value={group.mode} disabled={isFixed} onChange={(event) => set({ mode: event.target.value as Mode })}>
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {t(`ap.mode.${mode}`)}
              </option>
            ))}
          </select>
          {group.mode === 'quorum' && (
            <input
              className="field ap-num"
              aria-label={t('apr.quorum')}
              inputMode="numeric"
              value={group.quorum || ''}
              disabled={isFixed}
              onChange={(event) => set({ quorum: Number(event.target.value.replace(/\D/g, '').slice(0, 3)) })}
            />
          )}
        </div>
      </div>
      <Titles id={id} of={group} isFixed={isFixed} onChange={set} />
      <Condition id={`${id}-if`} label={t('apr.groupIf')} value={group.condition} onChange={(condition) => set({ condition })} props={props} />
      <div>
        {check('may_hand_over', t('apr.mayHandOver'))}
        {check('may_add', t('apr.mayAdd'))}
      </div>
    </>
  );
}

/** What is selected in the drawing, with its fields. `children` stands where nothing of the drawing is selected. */
export function Inspector({ children, ...props }: Props & { children: ReactNode }) {
  const { spot, definition } = props;
  const stage = spot && definition.stages[spot.stage];
  if (!spot || !stage) return children;
  if (spot.group !== undefined && stage.groups[spot.group]) return <GroupForm key={`${spot.stage}.${spot.group}`} at={spot.stage} inner={spot.group} props={props} />;
  return <StageForm key={spot.stage} at={spot.stage} props={props} />;
}
