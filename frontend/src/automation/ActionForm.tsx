import { useT } from '../app/i18n';
import { useConfigurable } from '../configuration/EntitySelect';
import type { Place } from '../configuration/data';
import { NamesPicker } from '../configuration/NamesPicker';
import { useEntity } from '../schema/useMeta';
import type { EntityMeta, Refs } from '../schema/types';
import { Field } from '../ui/Field';
import { fillable } from './draft';
import { MessageForm } from './MessageForm';
import type { Action, RulesAnswer } from './types';
import { ValuesForm } from './ValuesForm';
import { stateLabel } from './words';

interface Props<A extends Action = Action> {
  id: string;
  entity: EntityMeta;
  project: Place;
  action: A;
  refs: Refs;
  answer: RulesAnswer;
  onChange: (action: Action) => void;
}
type Of<T extends Action['type']> = Props<Extract<Action, { type: T }>>;

function CreateForm({ id, entity, project, action, refs, answer, onChange }: Of<'create'>) {
  const t = useT();
  const target = useEntity(action.entity);
  const groups = useConfigurable(project ?? (entity.scope === 'project' ? project : null));
  const isFine = (scope: EntityMeta['scope']) => entity.scope === 'project' || scope !== 'project';
  return (
    <>
      <Field id={`${id}-entity`} label={t('auto.create.entity')}>
        <select id={`${id}-entity`} className="field" value={action.entity} onChange={(event) => onChange({ ...action, entity: event.target.value, values: {} })}>
          {groups.map(({ group, entities }) => (
            <optgroup key={group} label={group}>
              {entities
                .filter((one) => isFine(one.scope))
                .map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </Field>
      <ValuesForm
        id={id}
        entity={entity.name}
        target={action.entity}
        project={project}
        fields={fillable(target, project)}
        values={action.values}
        refs={refs}
        label={t('auto.addField')}
        onChange={(values) => onChange({ ...action, values })}
      />
      <Field id={`${id}-link`} label={t('auto.create.link')}>
        <select id={`${id}-link`} className="field" value={action.link} onChange={(event) => onChange({ ...action, link: event.target.value })}>
          <option value="">{t('auto.create.noLink')}</option>
          {answer.links.map((link) => (
            <option key={link.kind} value={link.kind}>
              {link.label}
            </option>
          ))}
        </select>
      </Field>
    </>
  );
}

function OfferedForm({ id, entity, project, action, refs, onChange }: Of<'action'>) {
  const t = useT();
  const offered = entity.actions.find((one) => one.name === action.action);
  return (
    <>
      <Field id={`${id}-action`} label={t('auto.do.action')}>
        <select id={`${id}-action`} className="field" value={action.action} onChange={(event) => onChange({ ...action, action: event.target.value, inputs: {} })}>
          {entity.actions.map((one) => (
            <option key={one.name} value={one.name}>
              {one.label}
            </option>
          ))}
        </select>
      </Field>
      {offered && offered.inputs.length > 0 && (
        <ValuesForm
          id={id}
          entity={entity.name}
          target={entity.name}
          project={project}
          fields={offered.inputs}
          values={action.inputs}
          refs={refs}
          label={t('auto.addInput')}
          source={action.action}
          onChange={(inputs) => onChange({ ...action, inputs })}
        />
      )}
    </>
  );
}

function ApprovalForm({ id, entity, action, onChange }: Of<'approval'>) {
  const t = useT();
  const states = entity.workflow?.states ?? [];
  return (
    <>
      <Field id={`${id}-state`} label={t('auto.approval.to')}>
        <select id={`${id}-state`} className="field" value={action.to} onChange={(event) => onChange({ ...action, to: event.target.value })}>
          <option value="">{t('auto.approval.none')}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {stateLabel(entity, state)}
            </option>
          ))}
        </select>
      </Field>
      <Field id={`${id}-note`} label={t('auto.approval.note')} optional>
        <input id={`${id}-note`} className="field" value={action.note} onChange={(event) => onChange({ ...action, note: event.target.value })} />
      </Field>
    </>
  );
}

function WebhookForm({ id, entity, project, action, answer, onChange }: Of<'webhook'>) {
  const t = useT();
  const fields = entity.fields.filter((field) => !field.project || field.project === project);
  return (
    <>
      <Field id={`${id}-url`} label={t('auto.webhook.url')} hint={t('auto.webhook.hosts', { hosts: answer.hosts.join(t('auto.comma')) })}>
        <input id={`${id}-url`} className="field" type="url" value={action.url} onChange={(event) => onChange({ ...action, url: event.target.value })} />
      </Field>
      <NamesPicker
        id={`${id}-fields`}
        label={t('auto.webhook.fields')}
        names={action.fields}
        choices={fields.map((field) => ({ name: field.name, label: field.label }))}
        onChange={(chosen) => onChange({ ...action, fields: chosen })}
      />
    </>
  );
}

/** One thing that the rule does. */
export function ActionForm({ action, ...rest }: Props) {
  const t = useT();
  const { id, entity, project, refs, answer, onChange } = rest;
  switch (action.type) {
    case 'set':
      return (
        <ValuesForm
          id={id}
          entity={entity.name}
          target={entity.name}
          project={project}
          fields={fillable(entity, project)}
          values={action.values}
          refs={refs}
          label={t('auto.addField')}
          onChange={(values) => onChange({ ...action, values })}
        />
      );
    case 'message':
      return <MessageForm {...{ id, entity, project, action, refs, onChange }} roles={answer.roles} />;
    case 'create':
      return <CreateForm action={action} {...rest} />;
    case 'comment':
      return (
        <Field id={`${id}-text`} label={t('auto.comment.text')} hint={t('auto.commentHint')}>
          <textarea id={`${id}-text`} className="field" rows={2} value={action.text} onChange={(event) => onChange({ ...action, text: event.target.value })} />
        </Field>
      );
    case 'action':
      return <OfferedForm action={action} {...rest} />;
    case 'approval':
      return <ApprovalForm action={action} {...rest} />;
    case 'webhook':
      return <WebhookForm action={action} {...rest} />;
  }
}
