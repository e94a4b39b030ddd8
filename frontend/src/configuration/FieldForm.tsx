import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import { useForm } from '../admin/useForm';
import { api } from '../api/client';
import { printKeys } from '../app/hotkeys';
import { useLanguage, useT } from '../app/i18n';
import type { FieldType, Value } from '../schema/types';
import { useEntity } from '../schema/useMeta';
import { Input } from '../schema/widgets';
import { Field } from '../ui/Field';
import { BASE, useConfigure, type Place } from './data';
import { ExpressionInput } from './ExpressionInput';
import { bodyOf, canDefault, CHOICES, CLASSES, draftOf, freshDraft, inWords, looseMeta, NUMBERS, POINTERS, typeOfKind, type Draft } from './fieldDraft';
import { FieldPreview } from './FieldPreview';
import { OptionsEditor } from './OptionsEditor';
import type { FieldDef, FieldsAnswer, Written } from './types';

interface Props {
  entity: string;
  project: Place;
  /** Null: a new one. */
  field: FieldDef | null;
  answer: FieldsAnswer;
  onClose: () => void;
  /** Saved, and the next new one is wanted. */
  onNext: () => void;
}

export function Check({ label, hint, value, disabled, onChange }: { label: string; hint?: string; value: boolean; disabled?: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="ad-verb">
      <input type="checkbox" checked={value} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}

/** One field of the company's own: everything about it in one column, with how it will look beside it. */
export function FieldForm({ entity, project, field, answer, onClose, onNext }: Props) {
  const t = useT();
  const language = useLanguage();
  const { run } = useConfigure();
  const meta = useEntity(entity);
  const box = useRef<HTMLFormElement>(null);
  // A kind of records that the company made has little else to show in its list.
  const [draft, setDraft] = useState<Draft>(() => (field ? draftOf(field) : { ...freshDraft(project), in_list: meta?.is_custom === true }));
  const [isComputed, setComputed] = useState((field?.expression ?? '') !== '');
  const isNext = useRef(false);
  const canEdit = answer.can_edit && (field === null || field.project === project || project === null);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const form = useForm(async () => {
    const body = bodyOf(isComputed ? draft : { ...draft, expression: '' });
    const write = field
      ? () => api.patch<Written>(`${BASE}/fields/${field.id}`, body, { ifMatch: field.version })
      : () => api.post<Written>(`${BASE}/fields`, { entity, project: draft.project ?? '', ...body });
    await run(write, { quiet: true });
    if (isNext.current) onNext();
    else onClose();
  });
  const submit = (next: boolean) => {
    isNext.current = next;
    box.current?.requestSubmit();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit(event.shiftKey && !field);
  };
  const wrap = (name: string, label: string, child: (id: string) => ReactNode, more: { isOptional?: boolean; hint?: string } = {}) => (
    <Field id={`cf-${name}`} label={label} hint={more.hint} optional={more.isOptional} error={form.errorOf(name)}>
      {child(`cf-${name}`)}
    </Field>
  );
  const text = (name: 'label_zh' | 'label_en' | 'help_zh' | 'help_en' | 'unit', isOptional = false) =>
    wrap(
      name,
      t(`cfg.field.${name}`),
      (id) => (
        <input
          id={id}
          className="field"
          value={draft[name]}
          disabled={!canEdit}
          autoFocus={name === 'label_zh' && !field}
          autoComplete="off"
          aria-invalid={!!form.errorOf(name)}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      ),
      { isOptional },
    );
  const valued = (name: 'default' | 'low' | 'high', hint?: string) =>
    wrap(
      name,
      t(`cfg.field.${name}`),
      (id) => (
        <Input
          key={`${draft.type}:${draft.options.length}`}
          id={id}
          field={looseMeta(draft, language, name)}
          value={draft[name]}
          refs={{}}
          project={project}
          entity={entity}
          onChange={(value: Value) => set({ [name]: value as never })}
        />
      ),
      { isOptional: true, hint },
    );
  const panels = (meta?.panels ?? []).map((panel) => panel.title).filter((title) => title);
  const typeLabel = (type: FieldType) => answer.types.find((one) => one.type === type)?.label ?? type;
  return (
    <form ref={box} className="scroll" noValidate onSubmit={form.submit} onKeyDown={onKey}>
      <div className="tb ad-tools">
        <button type="button" className="bt q" onClick={onClose}>
          ‹ {t('cfg.fields')}
        </button>
        {field && <FieldVerbs field={field} canEdit={canEdit} onDone={onClose} />}
        <span className="sp" />
        {canEdit && !field && (
          <button type="button" className="bt" disabled={form.isBusy} onClick={() => submit(true)}>
            {t('cfg.saveNext')}
            <span className="key desk">{printKeys('mod+shift+Enter')}</span>
          </button>
        )}
        {canEdit && (
          <button type="button" className="bt p" disabled={form.isBusy} onClick={() => submit(false)}>
            {t('cfg.save')}
            <span className="key desk">{printKeys('mod+Enter')}</span>
          </button>
        )}
      </div>
      <div className="cf-two">
        <div className="form cf-form">
          <h2>{field ? inWords(field, language) : t('cfg.field.new')}</h2>
          {field && <p className="mut s12">{t('cfg.field.facts', { name: field.name, n: field.filled })}</p>}
          {form.general() && (
            <p className="red" role="alert">
              {form.general()}
            </p>
          )}
          <div className="ad-two">
            {text('label_zh')}
            {text('label_en', true)}
          </div>
          {wrap(
            'type',
            t('cfg.field.type'),
            (id) => (
              <select
                id={id}
                className="field"
                value={draft.type}
                disabled={!canEdit || (field?.filled ?? 0) > 0}
                onChange={(event) => set({ type: event.target.value as FieldType, default: null, low: null, high: null })}
              >
                {answer.types.map((one) => (
                  <option key={one.type} value={one.type}>
                    {one.label}
                  </option>
                ))}
              </select>
            ),
            { hint: (field?.filled ?? 0) > 0 ? t('cfg.field.typeFixed', { n: field?.filled ?? 0 }) : undefined },
          )}
          {CHOICES.includes(draft.type) && <OptionsEditor options={draft.options} error={form.errorOf('options')} onChange={(options) => set({ options })} />}
          {POINTERS.includes(draft.type) &&
            wrap('reference', t('cfg.field.reference'), (id) => (
              <select id={id} className="field" value={draft.reference ?? ''} disabled={!canEdit} onChange={(event) => set({ reference: event.target.value || null })}>
                <option value="">{t('cfg.choose')}</option>
                {answer.targets.map((target) => (
                  <option key={target.name} value={target.name}>
                    {target.label}
                  </option>
                ))}
              </select>
            ))}
          <Check
            label={t('cfg.field.computed')}
            hint={t('cfg.field.computedHint')}
            value={isComputed}
            disabled={!canEdit}
            onChange={(value) => {
              setComputed(value);
              if (!value) set({ expression: '' });
            }}
          />
          {isComputed && (
            <div className="fld">
              <label htmlFor="cf-expression">{t('cfg.field.expression')}</label>
              <ExpressionInput
                id="cf-expression"
                entity={entity}
                project={draft.project}
                value={draft.expression}
                disabled={!canEdit}
                error={form.errorOf('expression')}
                onChange={(expression) => set({ expression })}
                onKind={(kind) => kind && !field?.filled && set({ type: typeOfKind(kind, draft.type) })}
              />
              <p className="mut s12">{t('cfg.field.computedType', { type: typeLabel(draft.type) })}</p>
            </div>
          )}
          {!isComputed && <Check label={t('cfg.field.required')} value={draft.is_required} disabled={!canEdit} onChange={(is_required) => set({ is_required })} />}
          <Check label={t('cfg.field.inList')} hint={t('cfg.field.inListHint')} value={draft.in_list} disabled={!canEdit} onChange={(in_list) => set({ in_list })} />
          {['integer', 'decimal'].includes(draft.type) && text('unit', true)}
          {NUMBERS.includes(draft.type) && !isComputed && (
            <div className="ad-two">
              {valued('low')}
              {valued('high')}
            </div>
          )}
          {!isComputed && canDefault(draft) && valued('default')}
          <div className="ad-two">
            {text('help_zh', true)}
            {text('help_en', true)}
          </div>
          {wrap(
            'panel',
            t('cfg.field.panel'),
            (id) => (
              <>
                <input
                  id={id}
                  className="field"
                  list="cf-panels"
                  value={draft.panel}
                  disabled={!canEdit}
                  placeholder={t('cfg.field.further')}
                  onChange={(event) => set({ panel: event.target.value })}
                />
                <datalist id="cf-panels">
                  {panels.map((title) => (
                    <option key={title} value={title} />
                  ))}
                </datalist>
              </>
            ),
            { isOptional: true, hint: t('cfg.field.panelHint') },
          )}
          {wrap(
            'field_class',
            t('cfg.field.class'),
            (id) => (
              <select
                id={id}
                className="field"
                value={draft.field_class}
                disabled={!canEdit}
                onChange={(event) => set({ field_class: event.target.value as Draft['field_class'] })}
              >
                {CLASSES.map((name) => (
                  <option key={name} value={name}>
                    {t(`cfg.class.${name}`)}
                  </option>
                ))}
              </select>
            ),
            { hint: t(`cfg.classHint.${draft.field_class}`) },
          )}
          <p className="mut s12">{draft.project ? t('cfg.field.onlyHere', { project: draft.project }) : t('cfg.field.everywhere')}</p>
        </div>
        <FieldPreview draft={isComputed ? draft : { ...draft, expression: '' }} />
      </div>
    </form>
  );
}

function FieldVerbs({ field, canEdit, onDone }: { field: FieldDef; canEdit: boolean; onDone: () => void }) {
  const t = useT();
  const { run, isBusy } = useConfigure();
  if (!canEdit) return null;
  const options = { ifMatch: field.version };
  const turn = (verb: 'retire' | 'revive') =>
    void run(() => api.post<Written>(`${BASE}/fields/${field.id}/${verb}`, {}, options)).then((done) => done && onDone());
  const remove = () => void run(() => api.delete<Written>(`${BASE}/fields/${field.id}`, undefined, options)).then((done) => done && onDone());
  return (
    <>
      <button type="button" className="bt" disabled={isBusy} title={t('cfg.retireHint')} onClick={() => turn(field.is_retired ? 'revive' : 'retire')}>
        {t(field.is_retired ? 'cfg.revive' : 'cfg.retire')}
      </button>
      {field.filled === 0 && (
        <button type="button" className="bt" disabled={isBusy} onClick={remove}>
          {t('cfg.delete')}
        </button>
      )}
    </>
  );
}
