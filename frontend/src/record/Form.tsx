import { useEffect, useId, useRef, useState, type FocusEvent } from 'react';
import { flushSync } from 'react-dom';

import { ApiProblem, sentenceOf } from '../api/client';
import { t } from '../app/i18n';
import type { FieldMeta, Refs, Value } from '../schema/types';
import { Input } from '../schema/widgets';
import { Field } from '../ui/Field';

export type Values = Record<string, Value>;

const isEmpty = (value: Value | undefined) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Values, complaints by field, and the one complaint that belongs to no field. */
export function useForm(fields: FieldMeta[], initial: Values, onChange?: (values: Values) => void) {
  const [values, setValues] = useState<Values>(initial);
  // What leaving a field has just put in counts for the save that follows in the same press of a key.
  const latest = useRef(values);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState('');
  const missing = (field: FieldMeta, value: Value | undefined) =>
    field.required && field.type !== 'boolean' && isEmpty(value) ? t('parse.required', { field: field.label }) : '';
  const set = (name: string, value: Value) => {
    const next = { ...latest.current, [name]: value };
    latest.current = next;
    setValues(next);
    setErrors(({ [name]: _, ...rest }) => rest);
    setProblem('');
    onChange?.(next);
  };
  const check = (field: FieldMeta) => {
    const text = missing(field, latest.current[field.name]);
    if (text) setErrors((old) => ({ ...old, [field.name]: text }));
  };
  const checkAll = () =>
    setErrors(Object.fromEntries(fields.map((field) => [field.name, missing(field, latest.current[field.name])]).filter(([, text]) => text)));
  /** Where the server's refusal belongs: at its field, else under the form. */
  const refuse = (reason: unknown): string | null => {
    const name = reason instanceof ApiProblem ? (reason.field?.split('.').at(-1) ?? null) : null;
    const field = fields.find((other) => other.name === name);
    if (field) setErrors((old) => ({ ...old, [field.name]: sentenceOf(reason) }));
    else setProblem(sentenceOf(reason));
    return field?.name ?? null;
  };
  const reset = (next: Values) => {
    latest.current = next;
    setValues(next);
    setErrors({});
    setProblem('');
  };
  return { values, now: () => latest.current, errors, problem, set, check, checkAll, refuse, reset };
}

export type FormState = ReturnType<typeof useForm>;

/** One column of inputs, label above. `focus(name)` of the returned ref puts the cursor into a field. */
export function FormFields({
  fields,
  form,
  refs = {},
  project,
  entity,
  source,
}: {
  fields: FieldMeta[];
  form: FormState;
  refs?: Refs;
  project: string | null;
  entity: string;
  /** Name under which the server lists the choices of a field, where it is not the field's own. */
  source?: (field: FieldMeta) => string;
}) {
  const id = useId();
  const left = useRef<string | null>(null);
  const onBlur = (field: FieldMeta) => (event: FocusEvent<HTMLDivElement>) => {
    // Inside a field the focus may move between its own parts, a month for example.
    if (event.currentTarget.contains(event.relatedTarget)) return;
    // Nor does a complaint push away the button that is being pressed: saving checks everything.
    if (event.relatedTarget instanceof HTMLButtonElement) return;
    left.current = field.name;
    // A value that is picked arrives with the same event that takes the focus away.
    setTimeout(() => left.current === field.name && form.check(field), 0);
  };
  return (
    <>
      {fields.map((field) => (
        <div key={field.name} data-field={field.name} onBlur={onBlur(field)} onFocus={() => (left.current = null)}>
          <Field
            id={`${id}-${field.name}`}
            label={field.label}
            hint={field.type === 'boolean' ? undefined : field.help || undefined}
            error={form.errors[field.name]}
            optional={!field.required && field.type !== 'boolean'}
          >
            <Input
              id={`${id}-${field.name}`}
              field={field}
              value={form.values[field.name]}
              refs={refs}
              project={project}
              entity={entity}
              source={source?.(field)}
              error={form.errors[field.name]}
              onChange={(value) => form.set(field.name, value)}
            />
          </Field>
        </div>
      ))}
      {form.problem && (
        <p className="red s12" role="alert">
          {form.problem}
        </p>
      )}
    </>
  );
}

/** A dialog that closes gives the focus back to who opened it; a menu entry is gone by then, the record behind it is not. */
export function useReturnFocus(): void {
  const [opener] = useState(() => document.activeElement as HTMLElement | null);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const held = document.activeElement;
        if (held && held !== document.body) return;
        const isThere = opener?.isConnected && opener !== document.body;
        const behind = document.querySelector<HTMLElement>('.rc-peek') ?? document.getElementById('main');
        (isThere ? opener : behind)?.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}

/** Attributes of a dialog's form: where the dialog begins with the focus, the first field takes it. */
export const takesFocus = {
  tabIndex: -1,
  'data-autofocus': true,
  onFocus: (event: FocusEvent<HTMLFormElement>) => {
    if (event.target === event.currentTarget) focusFirst(event.currentTarget);
  },
};

export function focusFirst(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('[data-field] :is(input, select, textarea), input, button.p')?.focus();
}

/**
 * Whether the form may be sent: the field that is being typed in takes its text first, then everything is checked. Text that means
 * nothing is not in the values, only its field knows; so what is marked on the page decides. The first wrong field gets the cursor.
 */
export function canSend(root: HTMLElement | null, form: FormState): boolean {
  const held = document.activeElement as HTMLElement | null;
  flushSync(() => {
    if (root?.contains(held)) held?.blur();
  });
  flushSync(form.checkAll);
  const wrong = root?.querySelector<HTMLElement>('[aria-invalid="true"]');
  (wrong ?? held)?.focus();
  return !wrong;
}

/** The cursor goes to the field that has to be mended. */
export function focusField(root: HTMLElement | null, name: string | null): void {
  root?.querySelector<HTMLElement>(`[data-field="${name}"] :is(input, select, textarea)`)?.focus();
}
