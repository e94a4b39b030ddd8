import { useLanguage, useT } from '../app/i18n';
import type { EntityMeta } from '../schema/types';
import { Field } from '../ui/Field';
import type { Place } from './data';
import { ExpressionInput } from './ExpressionInput';
import { inWords } from './fieldDraft';
import { editStep, removeStep, type Flow } from './flow';
import { NamesPicker } from './NamesPicker';
import type { StepDef } from './types';

interface Props {
  entity: EntityMeta;
  project: Place;
  flow: Flow;
  at: number;
  rights: { verb: string; label: string }[];
  canEdit: boolean;
  onChange: (flow: Flow) => void;
  onClose: () => void;
}

/** One transition: from where to where, what it asks for, who may take it, and when it is refused with which sentence. */
export function StepForm({ entity, project, flow, at, rights, canEdit, onChange, onClose }: Props) {
  const t = useT();
  const language = useLanguage();
  const step = flow.steps[at];
  if (!step) return null;
  const set = (change: Partial<StepDef>) => onChange(editStep(flow, at, change));
  const text = (field: 'label_zh' | 'label_en' | 'refusal_zh' | 'refusal_en', isOptional = false) => (
    <Field id={`ct-${field}`} label={t(field.startsWith('label') ? `cfg.field.${field}` : `cfg.flow.${field}`)} optional={isOptional}>
      <input
        id={`ct-${field}`}
        className="field"
        value={step[field]}
        disabled={!canEdit}
        autoComplete="off"
        onChange={(event) => set({ [field]: event.target.value })}
      />
    </Field>
  );
  const toggle = (source: string) => {
    const sources = step.sources.includes(source) ? step.sources.filter((other) => other !== source) : [...step.sources, source];
    set({ sources });
  };
  const fillable = entity.fields.filter((field) => !field.read_only && field.type !== 'state' && (!field.project || field.project === project));
  const areas = new Map<string, { verb: string; label: string }[]>();
  for (const right of rights) areas.set(right.verb.split('.')[0], [...(areas.get(right.verb.split('.')[0]) ?? []), right]);
  const own = areas.get(entity.name) ?? [];
  const others = rights.filter((right) => !own.includes(right));
  const option = (right: { verb: string; label: string }) => (
    <option key={right.verb} value={right.verb}>
      {right.label} ({right.verb})
    </option>
  );
  return (
    <div className="form">
      <p className="mut s12">{t('cfg.flow.stepNameHint')}</p>
      <div className="ad-two">
        {text('label_zh')}
        {text('label_en', true)}
      </div>
      <fieldset className="cf-set">
        <legend className="cf-label">{t('cfg.flow.from')}</legend>
        <div className="cf-checks">
          {flow.states
            .filter((state) => state.value !== step.target)
            .map((state) => (
              <label key={state.value} className="ad-verb">
                <input type="checkbox" checked={step.sources.includes(state.value)} disabled={!canEdit} onChange={() => toggle(state.value)} />
                <span>{inWords(state, language) || t('cfg.flow.unnamed')}</span>
              </label>
            ))}
        </div>
      </fieldset>
      <Field id="ct-target" label={t('cfg.flow.to')}>
        <select
          id="ct-target"
          className="field"
          value={step.target}
          disabled={!canEdit}
          onChange={(event) => set({ target: event.target.value, sources: step.sources.filter((source) => source !== event.target.value) })}
        >
          {flow.states.map((state) => (
            <option key={state.value} value={state.value}>
              {inWords(state, language) || t('cfg.flow.unnamed')}
            </option>
          ))}
        </select>
      </Field>
      <NamesPicker
        id="ct-requires"
        label={t('cfg.flow.requires')}
        hint={t('cfg.flow.requiresHint')}
        names={step.requires}
        choices={fillable.map((field) => ({ name: field.name, label: field.label }))}
        onChange={(requires) => set({ requires })}
        isFixed={!canEdit}
      />
      <Field id="ct-verb" label={t('cfg.flow.right')} hint={t('cfg.flow.rightHint')} optional>
        <select id="ct-verb" className="field" value={step.verb} disabled={!canEdit} onChange={(event) => set({ verb: event.target.value })}>
          <option value="">{t('cfg.flow.rightOfEdit')}</option>
          {own.length > 0 && <optgroup label={entity.label}>{own.map(option)}</optgroup>}
          <optgroup label={t('cfg.flow.otherRights')}>{others.map(option)}</optgroup>
        </select>
      </Field>
      <div className="fld">
        <label htmlFor="ct-guard">
          {t('cfg.flow.guard')} <span className="mut">{t('form.optional')}</span>
        </label>
        <ExpressionInput id="ct-guard" entity={entity.name} project={project} value={step.guard} expects="boolean" disabled={!canEdit} onChange={(guard) => set({ guard })} />
      </div>
      {step.guard.trim() && (
        <>
          {text('refusal_zh', true)}
          {text('refusal_en', true)}
          <p className="mut s12">{t('cfg.flow.refusalHint')}</p>
        </>
      )}
      {step.is_built_in && <p className="mut s12">{t('cfg.flow.builtInStep')}</p>}
      {canEdit && (
        <div className="form-f">
          <button
            type="button"
            className="bt"
            onClick={() => {
              onChange(removeStep(flow, at));
              onClose();
            }}
          >
            {t('cfg.flow.removeStep')}
          </button>
        </div>
      )}
    </div>
  );
}
