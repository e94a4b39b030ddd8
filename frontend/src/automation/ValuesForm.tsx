import { X } from 'lucide-react';

import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { ExpressionInput } from '../configuration/ExpressionInput';
import type { FieldMeta, Refs } from '../schema/types';
import { Input } from '../schema/widgets';
import { CHECK } from './data';
import { without } from './draft';
import type { Given, Values } from './types';

interface Props {
  id: string;
  /** The record that the rule is about: formulas read its fields. */
  entity: string;
  /** The kind of record whose fields are filled. */
  target: string;
  project: Place;
  fields: FieldMeta[];
  values: Values;
  refs: Refs;
  label: string;
  /** Prefix of the server's lists for an action's inputs. */
  source?: string;
  onChange: (values: Values) => void;
}

const isFormula = (given: Given): given is { formula: string } => 'formula' in given;

/** Fields with what they get: a value, or a formula over the record. */
export function ValuesForm({ id, entity, target, project, fields, values, refs, label, source, onChange }: Props) {
  const t = useT();
  const left = fields.filter((field) => !(field.name in values));
  const set = (name: string, given: Given) => onChange({ ...values, [name]: given });
  const used = Object.keys(values).flatMap((name) => fields.find((field) => field.name === name) ?? []);
  return (
    <div className="au-values">
      {used.map((field) => {
        const given = values[field.name];
        const at = `${id}-${field.name}`;
        return (
          <div key={field.name} className="au-value">
            <div className="au-value-h">
              <label htmlFor={at} className="cf-label el cf-grow">
                {field.label}
              </label>
              <div className="seg" role="group" aria-label={t('auto.kindOfValue', { field: field.label })}>
                <button type="button" aria-pressed={!isFormula(given)} onClick={() => isFormula(given) && set(field.name, { value: field.default })}>
                  {t('auto.value')}
                </button>
                <button type="button" aria-pressed={isFormula(given)} onClick={() => !isFormula(given) && set(field.name, { formula: '' })}>
                  {t('auto.formula')}
                </button>
              </div>
              <button type="button" className="ib" aria-label={t('cfg.takeOut', { name: field.label })} onClick={() => onChange(without(values, field.name))}>
                <X size={14} strokeWidth={1.5} />
              </button>
            </div>
            {isFormula(given) ? (
              <ExpressionInput id={at} entity={entity} project={project} value={given.formula} checkAt={CHECK} hasBefore onChange={(formula) => set(field.name, { formula })} />
            ) : (
              <Input
                id={at}
                field={field}
                value={given.value}
                refs={refs}
                project={project}
                entity={target}
                source={source ? `${source}.${field.name}` : undefined}
                onChange={(value) => set(field.name, { value })}
              />
            )}
          </div>
        );
      })}
      <select className="field" aria-label={label} value="" disabled={!left.length} onChange={(event) => event.target.value && set(event.target.value, { value: left.find((field) => field.name === event.target.value)?.default ?? null })}>
        <option value="">{label}</option>
        {left.map((field) => (
          <option key={field.name} value={field.name}>
            {field.label}
          </option>
        ))}
      </select>
    </div>
  );
}
