import { X } from 'lucide-react';

import { useForm } from '../admin/useForm';
import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import { BASE, useConfigure } from './data';
import { canMeasure, choicesFor, freshMeasure, freshPanel, sortOf, type EntityDraft, type Known } from './entityDraft';
import { NamesPicker } from './NamesPicker';
import type { EntityDef, MeasureDef, PanelDef, Written } from './types';

interface Props {
  entity: EntityDef;
  draft: EntityDraft;
  fields: Known[];
  canEdit: boolean;
  onDraft: (change: Partial<EntityDraft>) => void;
  onSaved: (entity: EntityDef) => void;
}

const KINDS: MeasureDef['kind'][] = ['count', 'sum', 'avg', 'min', 'max'];
const changed = <T,>(list: T[], at: number, change: Partial<T>): T[] => list.map((item, index) => (index === at ? { ...item, ...change } : item));

function Panels({ panels, fields, onChange }: { panels: PanelDef[]; fields: Known[]; onChange: (panels: PanelDef[]) => void }) {
  const t = useT();
  const placed = new Set(panels.flatMap((panel) => panel.fields));
  return (
    <div className="fld" role="group" aria-label={t('cfg.entity.panels')}>
      <span className="cf-label">{t('cfg.entity.panels')}</span>
      {panels.map((panel, at) => {
        const put = (change: Partial<PanelDef>) => onChange(changed(panels, at, change));
        const free = fields.filter((field) => panel.fields.includes(field.name) || !placed.has(field.name));
        return (
          <div key={panel.name} className="cf-card">
            <div className="cf-option panel">
              <input className="field" value={panel.title_zh} aria-label={t('cfg.entity.panelZh', { n: at + 1 })} placeholder={t('cfg.inChinese')} onChange={(event) => put({ title_zh: event.target.value })} />
              <input className="field" value={panel.title_en} aria-label={t('cfg.entity.panelEn', { n: at + 1 })} placeholder={t('cfg.inEnglish')} onChange={(event) => put({ title_en: event.target.value })} />
              <button type="button" className="ib" aria-label={t('cfg.takeOut', { name: panel.title_zh || panel.title_en })} onClick={() => onChange(panels.filter((_, index) => index !== at))}>
                <X size={14} strokeWidth={1.5} />
              </button>
            </div>
            <NamesPicker id={`ce-panel-${at}`} label={t('cfg.entity.panelFields')} names={panel.fields} choices={free} onChange={(names) => put({ fields: names })} />
          </div>
        );
      })}
      <div>
        <button type="button" className="bt" onClick={() => onChange([...panels, freshPanel(panels)])}>
          + {t('cfg.entity.addPanel')}
        </button>
      </div>
      <p className="mut s12">{t('cfg.entity.panelsHint')}</p>
    </div>
  );
}

function Measures({ measures, fields, onChange }: { measures: MeasureDef[]; fields: Known[]; onChange: (measures: MeasureDef[]) => void }) {
  const t = useT();
  const numbers = fields.filter(canMeasure);
  return (
    <div className="fld" role="group" aria-label={t('cfg.entity.measures')}>
      <span className="cf-label">{t('cfg.entity.measures')}</span>
      {measures.map((measure, at) => {
        const put = (change: Partial<MeasureDef>) => onChange(changed(measures, at, change));
        return (
          <div key={measure.name} className="cf-option measure">
            <select className="field" value={measure.kind} aria-label={t('cfg.entity.measureKind')} onChange={(event) => put({ kind: event.target.value as MeasureDef['kind'] })}>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`cfg.measure.${kind}`)}
                </option>
              ))}
            </select>
            <select className="field" value={measure.of} disabled={measure.kind === 'count'} aria-label={t('cfg.entity.measureOf')} onChange={(event) => put({ of: event.target.value })}>
              <option value="">{t('cfg.choose')}</option>
              {numbers.map((field) => (
                <option key={field.name} value={field.name}>
                  {field.label}
                </option>
              ))}
            </select>
            <input className="field" value={measure.label_zh} placeholder={t('cfg.inChinese')} aria-label={t('cfg.field.label_zh')} onChange={(event) => put({ label_zh: event.target.value })} />
            <input className="field" value={measure.label_en} placeholder={t('cfg.inEnglish')} aria-label={t('cfg.field.label_en')} onChange={(event) => put({ label_en: event.target.value })} />
            <button type="button" className="ib" aria-label={t('cfg.takeOut', { name: measure.label_zh || measure.label_en })} onClick={() => onChange(measures.filter((_, index) => index !== at))}>
              <X size={14} strokeWidth={1.5} />
            </button>
          </div>
        );
      })}
      <div>
        <button type="button" className="bt" onClick={() => onChange([...measures, freshMeasure(measures)])}>
          + {t('cfg.entity.addMeasure')}
        </button>
      </div>
    </div>
  );
}

/** What the list shows, what the form asks, how the page of a record is divided, and by what it is grouped and added up. */
export function EntityLayout({ entity, draft, fields, canEdit, onDraft, onSaved }: Props) {
  const t = useT();
  const { run } = useConfigure();
  const form = useForm(async () => {
    const done = await run(() => api.patch<Written & { entity: EntityDef }>(`${BASE}/entities/${entity.id}`, draft, { ifMatch: entity.version }), { quiet: true });
    if (done?.entity) onSaved(done.entity);
  });
  const names = (part: 'columns' | 'create' | 'board' | 'calendar' | 'dimensions', hint?: string) => (
    <NamesPicker
      id={`ce-${part}`}
      label={t(`cfg.entity.${part}`)}
      hint={hint}
      names={draft[part]}
      choices={choicesFor(part, fields)}
      onChange={(next) => onDraft({ [part]: next })}
      isFixed={!canEdit}
      error={form.errorOf(part)}
    />
  );
  const sort = sortOf(draft.sort);
  const setSort = (field: string, isDown: boolean) => onDraft({ sort: field ? (isDown ? '-' : '') + field : '' });
  return (
    <form className="form cf-form" noValidate onSubmit={form.submit}>
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      {names('create', t('cfg.entity.createHint'))}
      {names('columns')}
      <Field id="ce-sort" label={t('cfg.entity.sort')} error={form.errorOf('sort')}>
        <div className="row">
          <select id="ce-sort" className="field" value={sort.field} disabled={!canEdit} onChange={(event) => setSort(event.target.value, sort.isDown)}>
            <option value="">{t('cfg.choose')}</option>
            {fields.map((field) => (
              <option key={field.name} value={field.name}>
                {field.label}
              </option>
            ))}
          </select>
          <button type="button" className="bt" disabled={!canEdit} onClick={() => setSort(sort.field, !sort.isDown)}>
            {t(sort.isDown ? 'cfg.sort.down' : 'cfg.sort.up')}
          </button>
        </div>
      </Field>
      <Panels panels={draft.panels} fields={fields.filter((field) => !['title', 'code'].includes(field.name))} onChange={(panels) => onDraft({ panels })} />
      {form.errorOf('panels') && <p className="red s12">{form.errorOf('panels')}</p>}
      {names('board', t('cfg.entity.boardHint'))}
      {names('calendar')}
      {names('dimensions')}
      <Measures measures={draft.measures} fields={fields} onChange={(measures) => onDraft({ measures })} />
      {form.errorOf('measures') && <p className="red s12">{form.errorOf('measures')}</p>}
      {canEdit && (
        <div className="form-f">
          <button type="submit" className="bt p" disabled={form.isBusy}>
            {t('cfg.save')}
          </button>
        </div>
      )}
    </form>
  );
}
