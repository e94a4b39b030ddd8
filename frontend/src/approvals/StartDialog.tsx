import { useId, useRef, useState } from 'react';

import { ApiProblem, sentenceOf } from '../api/client';
import { printKeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { canSend, FormFields, takesFocus, useForm, useReturnFocus } from '../record/Form';
import { missingFields } from '../record/TransitionDialog';
import type { DetailAnswer, EntityMeta } from '../schema/types';
import { useWriter } from '../schema/writes';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Loading } from '../ui/Loading';
import { useAct, usePreview } from './data';
import { PeoplePick } from './PeoplePick';
import { PreviewFlow } from './PreviewFlow';
import type { Someone, Startable } from './types';

interface Props {
  entity: EntityMeta;
  detail: DetailAnswer;
  project: string | null;
  /** What is asked for. */
  what: Startable;
  version: number;
  onClose: () => void;
}

/** Asks for an approval: who will sign is shown first, what the step still needs is filled in on the way. */
export function StartDialog({ entity, detail, project, what, version, onClose }: Props) {
  const t = useT();
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const writer = useWriter(entity);
  const { start, isBusy } = useAct();
  const preview = usePreview(entity.name, detail.row.id, what.to);
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState<Record<string, Someone[]>>({});
  const [wrong, setWrong] = useState<{ field: string | null; text: string } | null>(null);
  const [fields] = useState(() => {
    const step = detail.transitions.find((one) => one.to === what.to);
    return step ? missingFields(entity, step, detail.row) : [];
  });
  const form = useForm(fields, {});
  useReturnFocus();
  const send = async () => {
    if (!canSend(box.current, form)) return;
    const lacking = what.choices.find((choice) => !chosen[choice.key]?.length);
    if (lacking) return setWrong({ field: lacking.key, text: t('ap.personNeeded') });
    setWrong(null);
    try {
      let now = version;
      if (fields.length) {
        if (!(await writer.edit(detail.row, form.now(), detail.refs))) return;
        now = writer.now(detail.row.id)?.version ?? now;
      }
      const choices = Object.fromEntries(Object.entries(chosen).map(([key, people]) => [key, people.map((one) => one.id)]));
      await start(entity.name, detail.row.id, now, { to: what.to, note: note.trim(), choices });
      onClose();
    } catch (problem) {
      setWrong({ field: problem instanceof ApiProblem ? problem.field : null, text: sentenceOf(problem) });
    }
  };
  const isPlaced = what.choices.some((choice) => choice.key === wrong?.field);
  return (
    <Dialog title={t('ap.start.title', { name: what.route.name })} size={520} onClose={onClose} bodyClass="rc-dlg">
      <form
        ref={box}
        className="form"
        noValidate
        {...takesFocus}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
      >
        {what.to_label && <p className="t2">{t('ap.start.leads', { state: what.to_label })}</p>}
        {fields.length > 0 && <FormFields fields={fields} form={form} refs={detail.refs} project={project} entity={entity.name} />}
        {what.choices.map((choice) => (
          <Field key={choice.key} id={`${id}-${choice.key}`} label={t('ap.start.choose', { title: choice.title })} error={wrong?.field === choice.key ? wrong.text : null}>
            <PeoplePick
              id={`${id}-${choice.key}`}
              label={choice.title}
              project={project ?? ''}
              among={choice.people}
              chosen={chosen[choice.key] ?? []}
              isMulti={choice.many}
              onChange={(people) => setChosen({ ...chosen, [choice.key]: people })}
              isInvalid={wrong?.field === choice.key}
            />
          </Field>
        ))}
        <div data-field="note">
          <Field id={`${id}-note`} label={t('ap.note')} optional>
            <textarea id={`${id}-note`} className="field area" rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
          </Field>
        </div>
        <div className="ap-sheetlike">
          <p className="s12 mut">{t('ap.whoSigns')}</p>
          {preview.data && <PreviewFlow preview={preview.data} />}
          {preview.isPending && <Loading rows={3} />}
          {preview.isError && <p className="red s12">{sentenceOf(preview.error)}</p>}
        </div>
        {wrong && !isPlaced && (
          <p className="red" role="alert">
            {wrong.text}
          </p>
        )}
        <div className="form-f rc-dlg-f">
          <button type="submit" className="bt p" disabled={isBusy}>
            {t('ap.start')}
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
