import { useRef, useState } from 'react';

import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import type { DetailAnswer, EntityMeta, FieldMeta } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { useWriter } from '../schema/writes';
import { Dialog } from '../ui/Dialog';
import { canSend, FormFields, takesFocus, useForm, useReturnFocus } from './Form';

export type Step = DetailAnswer['transitions'][number];

/** What a step of the workflow requires and the row does not have yet. */
export function missingFields(entity: EntityMeta, step: Step, row: DetailAnswer['row']): FieldMeta[] {
  return step.requires
    .map((name) => fieldOf(entity, name))
    .filter((field): field is FieldMeta => field !== undefined)
    .filter((field) => {
      const value = row[field.name];
      return value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);
    })
    .map((field) => ({ ...field, required: true }));
}

/** Asks what the next state requires, then takes the step with it in one write. */
export function TransitionDialog({ entity, step, detail, project, onClose }: {
  entity: EntityMeta;
  step: Step;
  detail: DetailAnswer;
  project: string | null;
  onClose: () => void;
}) {
  const t = useT();
  const writer = useWriter(entity);
  const box = useRef<HTMLFormElement>(null);
  useReturnFocus();
  const [fields] = useState(() => missingFields(entity, step, detail.row));
  const form = useForm(fields, {});
  const run = () => {
    if (!canSend(box.current, form)) return;
    onClose();
    void writer.edit(detail.row, { ...form.now(), [entity.workflow?.field ?? '']: step.to }, detail.refs);
  };
  return (
    <Dialog title={step.label} size={440} onClose={onClose} bodyClass="rc-dlg">
      <form
        ref={box}
        className="form"
        noValidate
        {...takesFocus}
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          run();
        }}
      >
        <FormFields fields={fields} form={form} refs={detail.refs} project={project} entity={entity.name} />
        <div className="form-f rc-dlg-f">
          <button type="submit" className="bt p">
            {step.label}
            <span className="key desk">{printKeys('mod+Enter')}</span>
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
