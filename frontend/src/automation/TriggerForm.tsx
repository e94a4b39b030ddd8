import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { NamesPicker } from '../configuration/NamesPicker';
import type { EntityMeta } from '../schema/types';
import { Field } from '../ui/Field';
import { dateFields, daysOf, sideOf, triggerOf, triggersOf } from './draft';
import type { Trigger, TriggerKind } from './types';
import { stateLabel } from './words';

interface Props {
  entity: EntityMeta;
  project: Place;
  trigger: Trigger;
  onChange: (trigger: Trigger) => void;
}

const SIDES = ['before', 'on', 'after'] as const;
const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

function TimeOfDay({ trigger, onChange }: Pick<Props, 'trigger' | 'onChange'>) {
  const t = useT();
  return (
    <input type="time" className="field au-time" aria-label={t('auto.at')} value={trigger.at ?? ''} onChange={(event) => onChange({ ...trigger, at: event.target.value })} />
  );
}

function OnDate({ entity, project, trigger, onChange }: Props) {
  const t = useT();
  const days = trigger.days ?? 0;
  const side = sideOf(days);
  return (
    <div className="au-row">
      <select className="field" aria-label={t('auto.dateField')} value={trigger.field} onChange={(event) => onChange({ ...trigger, field: event.target.value })}>
        {dateFields(entity, project).map((field) => (
          <option key={field.name} value={field.name}>
            {field.label}
          </option>
        ))}
      </select>
      <select className="field" aria-label={t('auto.side')} value={side} onChange={(event) => onChange({ ...trigger, days: daysOf(event.target.value as (typeof SIDES)[number], Math.abs(days)) })}>
        {SIDES.map((one) => (
          <option key={one} value={one}>
            {t(`auto.side.${one}`)}
          </option>
        ))}
      </select>
      {side !== 'on' && (
        <input
          type="number"
          className="field au-days"
          aria-label={t('auto.days')}
          min={1}
          max={3650}
          value={Math.abs(days)}
          onChange={(event) => onChange({ ...trigger, days: daysOf(side, Math.round(event.target.valueAsNumber) || 1) })}
        />
      )}
      <TimeOfDay trigger={trigger} onChange={onChange} />
    </div>
  );
}

function OnSchedule({ trigger, onChange }: Pick<Props, 'trigger' | 'onChange'>) {
  const t = useT();
  const setEvery = (every: string) => onChange({ kind: 'schedule', at: trigger.at, ...(every === 'week' ? { every, weekday: 0 } : { every: 'day' }) });
  return (
    <div className="au-row">
      <select className="field" aria-label={t('auto.every')} value={trigger.every} onChange={(event) => setEvery(event.target.value)}>
        <option value="day">{t('auto.every.day')}</option>
        <option value="week">{t('auto.every.week')}</option>
      </select>
      {trigger.every === 'week' && (
        <select className="field" aria-label={t('auto.weekday')} value={trigger.weekday} onChange={(event) => onChange({ ...trigger, weekday: Number(event.target.value) })}>
          {WEEKDAYS.map((day) => (
            <option key={day} value={day}>
              {t(`auto.day.${day}`)}
            </option>
          ))}
        </select>
      )}
      <TimeOfDay trigger={trigger} onChange={onChange} />
    </div>
  );
}

/** When the rule looks at a record. */
export function TriggerForm({ entity, project, trigger, onChange }: Props) {
  const t = useT();
  const states = entity.workflow?.states ?? entity.fields.find((field) => field.name === entity.workflow?.field)?.options.map((one) => one.value) ?? [];
  const watched = entity.fields.filter((field) => !field.formula && (!field.project || field.project === project));
  const toggle = (value: string) => {
    const held = trigger.states ?? [];
    onChange({ ...trigger, states: held.includes(value) ? held.filter((other) => other !== value) : [...held, value] });
  };
  return (
    <>
      <Field id="au-when" label={t('auto.when')} hint={trigger.kind === 'schedule' ? t('auto.scheduleHint') : undefined}>
        <select id="au-when" className="field" value={trigger.kind} onChange={(event) => onChange(triggerOf(event.target.value as TriggerKind, entity, project))}>
          {triggersOf(entity, project).map((kind) => (
            <option key={kind} value={kind}>
              {t(`auto.when.${kind}`)}
            </option>
          ))}
        </select>
      </Field>
      {trigger.kind === 'changed' && (
        <NamesPicker
          id="au-fields"
          label={t('auto.onlyFields')}
          hint={t('auto.onlyFieldsHint')}
          names={trigger.fields ?? []}
          choices={watched.map((field) => ({ name: field.name, label: field.label }))}
          onChange={(fields) => onChange({ ...trigger, fields })}
        />
      )}
      {trigger.kind === 'state' && (
        <fieldset className="cf-set">
          <legend className="cf-label">{t('auto.states')}</legend>
          <div className="cf-checks">
            {states.map((value) => (
              <label key={value} className="ad-verb">
                <input type="checkbox" checked={trigger.states?.includes(value) ?? false} onChange={() => toggle(value)} />
                <span>{stateLabel(entity, value)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {trigger.kind === 'date' && <OnDate {...{ entity, project, trigger, onChange }} />}
      {trigger.kind === 'schedule' && <OnSchedule {...{ trigger, onChange }} />}
    </>
  );
}
