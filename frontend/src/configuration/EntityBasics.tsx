import { useForm } from '../admin/useForm';
import { api } from '../api/client';
import { iconOf } from '../app/icons';
import { useT } from '../app/i18n';
import { navGroups, useMeta } from '../schema/useMeta';
import { Field } from '../ui/Field';
import { BASE, useConfigure } from './data';
import { numbered, type EntityDraft } from './entityDraft';
import { Check } from './FieldForm';
import type { EntitiesAnswer, EntityDef, Written } from './types';

interface Props {
  /** Null: a new one. */
  entity: EntityDef | null;
  answer: EntitiesAnswer;
  draft: EntityDraft;
  rightsLike: string;
  onDraft: (change: Partial<EntityDraft>) => void;
  onRights: (area: string) => void;
  onSaved: (entity: EntityDef) => void;
}

type Text = 'label_zh' | 'label_en' | 'plural_en' | 'group_zh' | 'group_en' | 'numbering' | 'empty_zh' | 'empty_en';

/** Name, icon, place in the navigation, numbering, and whose rights it begins with. */
export function EntityBasics({ entity, answer, draft, rightsLike, onDraft, onRights, onSaved }: Props) {
  const t = useT();
  const { run } = useConfigure();
  const meta = useMeta();
  // Several kinds of records may share an area of rights.
  const areas = new Map<string, string[]>();
  for (const { area, label } of answer.areas) areas.set(area, [...(areas.get(area) ?? []), label]);
  const form = useForm(async () => {
    const write = entity
      ? () => api.patch<Written & { entity: EntityDef }>(`${BASE}/entities/${entity.id}`, draft, { ifMatch: entity.version })
      : () => api.post<Written & { entity: EntityDef }>(`${BASE}/entities`, { ...draft, rights_like: rightsLike });
    const done = await run(write, { quiet: true });
    if (done?.entity) onSaved(done.entity);
  });
  const text = (name: Text, more: { isOptional?: boolean; hint?: string; list?: string; placeholder?: string } = {}) => (
    <Field id={`ce-${name}`} label={t(`cfg.entity.${name}`)} optional={more.isOptional} hint={more.hint} error={form.errorOf(name)}>
      <input
        id={`ce-${name}`}
        className="field"
        value={draft[name]}
        disabled={!answer.can_edit}
        list={more.list}
        placeholder={more.placeholder}
        autoFocus={name === 'label_zh' && !entity}
        autoComplete="off"
        aria-invalid={!!form.errorOf(name)}
        onChange={(event) => onDraft({ [name]: event.target.value })}
      />
    </Field>
  );
  const scope = draft.is_in_project ? 'project' : 'organisation';
  const groups = meta ? navGroups(meta, scope).map(({ group }) => group) : [];
  const sample = draft.numbering ? numbered(draft.numbering, 1) : null;
  const numberHint = !draft.numbering ? t('cfg.entity.numberingNone') : sample ? t('cfg.entity.numberingLike', { first: sample, next: numbered(draft.numbering, 2) ?? '' }) : t('cfg.entity.numberingWrong');
  return (
    <form className="form cf-form" noValidate onSubmit={form.submit}>
      {form.general() && (
        <p className="red" role="alert">
          {form.general()}
        </p>
      )}
      <div className="ad-two">
        {text('label_zh', { placeholder: t('cfg.entity.exampleZh') })}
        {text('label_en', { isOptional: true, placeholder: t('cfg.entity.exampleEn') })}
      </div>
      {draft.label_en && text('plural_en', { isOptional: true })}
      <div className="fld">
        <span className="cf-label">{t('cfg.entity.icon')}</span>
        <div className="cf-icons" role="radiogroup" aria-label={t('cfg.entity.icon')}>
          {answer.icons.map((name) => {
            const Icon = iconOf(name);
            return (
              <button key={name} type="button" role="radio" aria-checked={draft.icon === name} aria-label={name} title={name} disabled={!answer.can_edit} onClick={() => onDraft({ icon: name })}>
                <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
              </button>
            );
          })}
        </div>
      </div>
      <Check
        label={t('cfg.entity.inProject')}
        hint={t(entity ? 'cfg.entity.inProjectFixed' : 'cfg.entity.inProjectHint')}
        value={draft.is_in_project}
        disabled={!answer.can_edit || entity !== null}
        onChange={(is_in_project) => onDraft({ is_in_project })}
      />
      <div className="ad-two">
        {text('group_zh', { isOptional: true, hint: t('cfg.entity.groupHint'), list: 'ce-groups' })}
        {text('group_en', { isOptional: true })}
      </div>
      <datalist id="ce-groups">
        {groups.map((group) => (
          <option key={group} value={group} />
        ))}
      </datalist>
      {text('numbering', { isOptional: true, hint: numberHint, placeholder: 'QC-{n:03d}' })}
      <div className="ad-two">
        {text('empty_zh', { isOptional: true })}
        {text('empty_en', { isOptional: true })}
      </div>
      {!entity && (
        <Field id="ce-rights" label={t('cfg.entity.rightsLike')} hint={t('cfg.entity.rightsHint')} error={form.errorOf('rights_like')}>
          <select id="ce-rights" className="field" value={rightsLike} onChange={(event) => onRights(event.target.value)}>
            <option value="">{t('cfg.entity.noRights')}</option>
            {[...areas].map(([area, labels]) => (
              <option key={area} value={area}>
                {labels.join(t('cfg.comma'))}
              </option>
            ))}
          </select>
        </Field>
      )}
      {answer.can_edit && (
        <div className="form-f">
          <button type="submit" className="bt p" disabled={form.isBusy}>
            {t(entity ? 'cfg.save' : 'cfg.entity.make')}
          </button>
        </div>
      )}
    </form>
  );
}
