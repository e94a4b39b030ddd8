import { useEffect, useRef, useState } from 'react';

import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import type { EntityMeta, FieldMeta, Refs, Row } from '../schema/types';
import { entityAt } from '../schema/place';
import { fieldOf, inSentence, useEntity } from '../schema/useMeta';
import { useWriter } from '../schema/writes';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { drafts } from './drafts';
import { canSend, focusField, focusFirst, FormFields, takesFocus, useForm, useReturnFocus, type Values } from './Form';
import './i18n';
import './record.css';

/** Fields of these classes may be written down in this tab; the rest of a draft lives in memory. */
const STORABLE = ['public', 'internal'];

function storable(fields: FieldMeta[], values: Values): Values {
  const names = new Set(fields.filter((field) => STORABLE.includes(field.field_class)).map((field) => field.name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/** Whether anything was typed: more than what the form began with. */
const hasWords = (values: Values, fresh: Values) =>
  Object.entries(values).some(([name, value]) => value !== null && value !== '' && value !== false && value !== fresh[name]);

export interface CreateDialogProps {
  entity: EntityMeta;
  /** Null where the list is over all projects: the form asks. */
  project: string | null;
  initial?: Values;
  /** Labels of what `initial` points at. */
  refs?: Refs;
  links?: { kind: string; entity: string; id: number }[];
  onClose: () => void;
  onDone?: (row: Row) => void;
}

function ProjectField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const t = useT();
  const { projects } = useSession();
  return (
    <Field id="create-project" label={t('record.create.project')}>
      <select id="create-project" className="field" value={value} onChange={(event) => onChange(event.target.value)}>
        {projects.map((project) => (
          <option key={project.code} value={project.code}>
            {project.code} {project.name}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A new record: the entity's own fields in one column. What was typed is still there when the dialog was closed by accident. */
export function CreateDialog({ entity, project, initial = {}, refs, links = [], onClose, onDone }: CreateDialogProps) {
  const t = useT();
  const { user, projects } = useSession();
  const writer = useWriter(entity);
  const box = useRef<HTMLFormElement>(null);
  useReturnFocus();
  const asks = entity.scope === 'project' && project === null;
  const [chosen, setChosen] = useState(project ?? projects[0]?.code ?? '');
  const [isSaving, setSaving] = useState(false);
  const [made, setMade] = useState(0);
  const place = entity.scope === 'project' ? chosen : null;
  // A list over all projects leaves the fields of single projects out; the form of a chosen one has them.
  const here = entityAt(useEntity(entity.name) ?? entity, place);
  const fields = here.create.map((name) => fieldOf(here, name)).filter((field) => field !== undefined);
  const defaults = Object.fromEntries(fields.filter((one) => one.default !== null).map((one) => [one.name, one.default]));
  const fresh = { ...defaults, ...initial };
  // What begins with values of its own (a copy, a cell of a grid) is another draft, and stays in memory.
  const given = Object.keys(initial).length ? JSON.stringify(initial) : '';
  const draftKey = `${user.id}:create:${entity.name}:${project ?? ''}:${given}`;
  const [draft] = useState(() => drafts.read<Values>(draftKey));
  const [isDraft, setIsDraft] = useState(draft !== null && hasWords(draft, fresh));
  const form = useForm(fields, { ...fresh, ...draft }, (values) => {
    if (hasWords(values, fresh)) drafts.write(draftKey, values, given ? null : storable(fields, values));
    else drafts.forget(draftKey);
  });
  useEffect(() => {
    if (made > 0) focusFirst(box.current);
  }, [made]);

  const save = async (isNext: boolean) => {
    if (isSaving) return;
    if (!canSend(box.current, form)) return;
    setSaving(true);
    try {
      const values = Object.fromEntries(Object.entries(form.now()).filter(([, value]) => value !== null));
      const row = await writer.create(place, values, links);
      drafts.forget(draftKey);
      setIsDraft(false);
      if (isNext) {
        form.reset(fresh);
        setMade(made + 1);
      } else onClose();
      onDone?.(row);
    } catch (problem) {
      focusField(box.current, form.refuse(problem));
    }
    setSaving(false);
  };
  const discard = () => {
    drafts.forget(draftKey);
    form.reset(fresh);
    setIsDraft(false);
    setMade(made + 1);
  };
  return (
    <Dialog title={t('record.create.title', { label: inSentence(entity.label) })} size={480} onClose={onClose} bodyClass="rc-dlg">
      <form
        ref={box}
        className="form"
        noValidate
        {...takesFocus}
        onSubmit={(event) => {
          event.preventDefault();
          void save(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save(event.shiftKey);
        }}
      >
        {isDraft && (
          <p className="rc-note s12">
            {t('record.create.draft')}{' '}
            <button type="button" className="lk" onClick={discard}>
              {t('record.create.empty')}
            </button>
          </p>
        )}
        {asks && <ProjectField value={chosen} onChange={setChosen} />}
        <div className="form" key={`${made}:${place}`}>
          <FormFields fields={fields} form={form} refs={refs} project={place} entity={entity.name} />
        </div>
        <div className="form-f rc-dlg-f">
          <button type="submit" className="bt p" disabled={isSaving}>
            {t('record.create.save')}
            <span className="key desk">{printKeys('mod+Enter')}</span>
          </button>
          <button type="button" className="bt" disabled={isSaving} onClick={() => void save(true)}>
            {t('record.create.next')}
            <span className="key desk">{printKeys('mod+shift+Enter')}</span>
          </button>
          <span className="sp" />
          <button type="button" className="bt q" onClick={onClose}>
            {t('action.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
