import { X } from 'lucide-react';

import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import type { EntityMeta, Refs } from '../schema/types';
import { Input } from '../schema/widgets';
import { Field } from '../ui/Field';
import type { Action, Receiver, RulesAnswer } from './types';

type Message = Extract<Action, { type: 'message' }>;

interface Props {
  id: string;
  entity: EntityMeta;
  project: Place;
  action: Message;
  refs: Refs;
  roles: RulesAnswer['roles'];
  onChange: (action: Message) => void;
}

const keyOf = (who: Receiver): string => `${who.kind}:${who.field ?? who.role ?? who.person ?? ''}`;

/** Who gets the message, and what it says; `{title}` stands for the record's own. */
export function MessageForm({ id, entity, project, action, refs, roles, onChange }: Props) {
  const t = useT();
  const people = entity.fields.filter((field) => field.reference === 'person' && (!field.project || field.project === project));
  const [first] = people;
  const add = (who: Receiver) => {
    if (!action.to.some((other) => keyOf(other) === keyOf(who))) onChange({ ...action, to: [...action.to, who] });
  };
  const nameOf = (who: Receiver): string => {
    if (who.kind === 'field') return people.find((field) => field.name === who.field)?.label ?? who.field ?? '';
    if (who.kind === 'role') return t('auto.to.roleOf', { role: roles.find((role) => role.code === who.role)?.label ?? who.role ?? '' });
    return t(`auto.to.${who.kind}`);
  };
  const choose = (text: string) => {
    const [kind, word] = text.split(':');
    if (kind === 'field') add({ kind, field: word });
    if (kind === 'role') add({ kind, role: word });
    if (kind === 'watchers' || kind === 'owner') add({ kind });
    if (kind === 'person') onChange({ ...action, to: [...action.to, { kind }] });
  };
  const without = (at: number) => onChange({ ...action, to: action.to.filter((_who, other) => other !== at) });
  return (
    <>
      <div className="fld">
        <label htmlFor={`${id}-to`}>{t('auto.to')}</label>
        {action.to.map((who, at) => (
          <div key={who.kind === 'person' ? `p${at}` : keyOf(who)} className="au-to">
            <span className="el cf-grow">
              {who.kind === 'person' && first ? (
                <Input
                  id={`${id}-p${at}`}
                  field={{ ...first, label: t('auto.to.person'), required: true }}
                  value={who.person ?? null}
                  refs={refs}
                  project={project}
                  entity={entity.name}
                  onChange={(value) => onChange({ ...action, to: action.to.map((other, place) => (place === at ? { kind: 'person', person: Number(value) } : other)) })}
                />
              ) : (
                nameOf(who)
              )}
            </span>
            <button type="button" className="ib" aria-label={t('cfg.takeOut', { name: nameOf(who) })} onClick={() => without(at)}>
              <X size={14} strokeWidth={1.5} />
            </button>
          </div>
        ))}
        <select id={`${id}-to`} className="field" value="" onChange={(event) => choose(event.target.value)}>
          <option value="">{t('auto.to.add')}</option>
          {people.length > 0 && (
            <optgroup label={t('auto.to.fields')}>
              {people.map((field) => (
                <option key={field.name} value={`field:${field.name}`}>
                  {field.label}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={t('auto.to.roles')}>
            {roles.map((role) => (
              <option key={role.code} value={`role:${role.code}`}>
                {role.label}
              </option>
            ))}
          </optgroup>
          <optgroup label={t('auto.to.others')}>
            <option value="watchers">{t('auto.to.watchers')}</option>
            <option value="owner">{t('auto.to.owner')}</option>
            {first && <option value="person">{t('auto.to.person')}</option>}
          </optgroup>
        </select>
      </div>
      {(['text_zh', 'text_en'] as const).map((name) => (
        <Field key={name} id={`${id}-${name}`} label={t(`auto.${name}`)} hint={name === 'text_en' ? t('auto.textHint') : undefined} optional={name === 'text_en'}>
          <textarea id={`${id}-${name}`} className="field" rows={2} value={action[name]} onChange={(event) => onChange({ ...action, [name]: event.target.value })} />
        </Field>
      ))}
    </>
  );
}
