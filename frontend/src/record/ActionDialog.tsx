import { useRef, useState } from 'react';

import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import type { ActionMeta, EntityMeta, Row, WriteAnswer } from '../schema/types';
import { titleOf } from '../schema/useMeta';
import { useWriter } from '../schema/writes';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { showProblem } from '../ui/toasts';
import { canSend, focusField, FormFields, takesFocus, useForm, useReturnFocus } from './Form';
import './i18n';
import './record.css';

export interface ActionDialogProps {
  entity: EntityMeta;
  action: ActionMeta;
  rows: Row[];
  project: string | null;
  onClose: () => void;
  onDone?: (answer: WriteAnswer) => void;
}

/** What has to be typed before something is done that nothing takes back: the code of the one row, or how many there are. */
function passwordOf(entity: EntityMeta, rows: Row[]): string {
  const [row] = rows;
  if (rows.length !== 1) return String(rows.length);
  return String((entity.code_field && row[entity.code_field]) || row.id);
}

function Consequence({ action }: { action: ActionMeta }) {
  const t = useT();
  if (action.undo === 'inverse') return null;
  const what = t(action.undo === 'none' ? 'record.action.noUndo' : 'record.action.compensation');
  return (
    <p className={`rc-note s12 ${action.undo === 'none' ? 'amb' : ''}`}>
      {what} {action.undo_reason}
    </p>
  );
}

/** The action's signature as a form, for one row or a selection. Says before what cannot be undone, and why. */
export function ActionDialog({ entity, action, rows, project, onClose, onDone }: ActionDialogProps) {
  const t = useT();
  const writer = useWriter(entity);
  const box = useRef<HTMLFormElement>(null);
  useReturnFocus();
  const [isRunning, setRunning] = useState(false);
  const [typed, setTyped] = useState('');
  const form = useForm(action.inputs, {});
  const password = action.undo === 'none' ? passwordOf(entity, rows) : '';
  const isReady = !isRunning && typed.trim() === password;
  const run = async () => {
    if (!isReady) return;
    if (!canSend(box.current, form)) return;
    setRunning(true);
    try {
      const answer = await writer.act(rows, action.name, form.now());
      onClose();
      onDone?.(answer);
    } catch (problem) {
      focusField(box.current, form.refuse(problem));
      setRunning(false);
    }
  };
  const whom = rows.length === 1 ? titleOf(entity, rows[0]) : t('record.action.rows', { n: rows.length });
  return (
    <Dialog title={action.label} size={440} onClose={onClose} bodyClass="rc-dlg">
      <form
        ref={box}
        className="form"
        noValidate
        {...takesFocus}
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void run();
        }}
      >
        <p className="t2">{whom}</p>
        <FormFields
          fields={action.inputs}
          form={form}
          project={project}
          entity={entity.name}
          source={(field) => `${action.name}.${field.name}`}
        />
        <Consequence action={action} />
        {password && (
          <Field id="action-password" label={t('record.action.type', { text: password })}>
            <input id="action-password" className="field" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
          </Field>
        )}
        <div className="form-f rc-dlg-f">
          <button type="submit" className="bt p" disabled={!isReady}>
            {action.label}
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

/**
 * Run an action: at once where it asks nothing and can be undone, else through its dialog. `dialog` is to be drawn by the caller.
 */
export function useRunAction(entity: EntityMeta, project: string | null, onDone?: (answer: WriteAnswer) => void) {
  const writer = useWriter(entity);
  const [asked, setAsked] = useState<{ action: ActionMeta; rows: Row[] } | null>(null);
  const run = (action: ActionMeta, rows: Row[]) => {
    if (!rows.length) return;
    if (action.inputs.length || action.undo !== 'inverse') setAsked({ action, rows });
    else writer.act(rows, action.name).then(onDone, showProblem);
  };
  const dialog = asked && <ActionDialog {...{ entity, project, onDone }} action={asked.action} rows={asked.rows} onClose={() => setAsked(null)} />;
  return { run, dialog };
}
