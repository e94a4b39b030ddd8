import { useT } from '../app/i18n';
import { Field } from '../ui/Field';
import { inWords } from './fieldDraft';
import { Check } from './FieldForm';
import { editState, removeState, type Flow } from './flow';
import { ToneSelect } from './OptionsEditor';
import { useLanguage } from '../app/i18n';

interface Props {
  flow: Flow;
  name: string;
  count: number;
  canEdit: boolean;
  onChange: (flow: Flow) => void;
  onStep: (at: number) => void;
  onConnect: (source: string, target: string) => void;
  onClose: () => void;
}

/** One state: its names, its tone, whether it closes the record, and where it leads. */
export function StateForm({ flow, name, count, canEdit, onChange, onStep, onConnect, onClose }: Props) {
  const t = useT();
  const language = useLanguage();
  const at = flow.states.findIndex((state) => state.value === name);
  const state = flow.states[at];
  if (!state) return null;
  const labelOf = (key: string) => {
    const other = flow.states.find((one) => one.value === key);
    return (other && inWords(other, language)) || t('cfg.flow.unnamed');
  };
  const text = (field: 'label_zh' | 'label_en', isOptional = false) => (
    <Field id={`cs-${field}`} label={t(`cfg.field.${field}`)} optional={isOptional}>
      <input
        id={`cs-${field}`}
        className="field"
        value={state[field]}
        disabled={!canEdit}
        autoFocus={field === 'label_zh' && !state.label_zh && !state.label_en}
        autoComplete="off"
        onChange={(event) => onChange(editState(flow, name, { [field]: event.target.value }))}
      />
    </Field>
  );
  const out = flow.steps.map((step, index) => ({ step, index })).filter(({ step }) => step.sources.includes(name));
  const targets = flow.states.filter((other) => other.value !== name && !out.some(({ step }) => step.target === other.value));
  const canRemove = canEdit && !state.is_built_in && count === 0 && flow.states.length > 1;
  return (
    <div className="form">
      <div className="ad-two">
        {text('label_zh')}
        {text('label_en', true)}
      </div>
      <div className="fld">
        <span className="cf-label">{t('cfg.tone')}</span>
        <ToneSelect value={state.tone} label={t('cfg.tone')} disabled={!canEdit} onChange={(tone) => onChange(editState(flow, name, { tone }))} />
      </div>
      <Check
        label={t('cfg.flow.closes')}
        hint={t('cfg.flow.closesHint')}
        value={state.is_closed}
        disabled={!canEdit}
        onChange={(is_closed) => onChange(editState(flow, name, { is_closed }))}
      />
      <div className="fld">
        <span className="cf-label">{t('cfg.flow.leadsTo')}</span>
        {out.map(({ step, index }) => (
          <button key={index} type="button" className="cf-step" onClick={() => onStep(index)}>
            <span className="el">{inWords(step, language) || t('cfg.flow.unnamed')}</span>
            <span className="mut el">→ {labelOf(step.target)}</span>
          </button>
        ))}
        {out.length === 0 && <p className="mut s12">{t('cfg.flow.leadsNowhere')}</p>}
        {canEdit && targets.length > 0 && (
          <select className="field" aria-label={t('cfg.flow.addStep')} value="" onChange={(event) => event.target.value && onConnect(name, event.target.value)}>
            <option value="">{t('cfg.flow.addStepTo')}</option>
            {targets.map((other) => (
              <option key={other.value} value={other.value}>
                {inWords(other, language) || t('cfg.flow.unnamed')}
              </option>
            ))}
          </select>
        )}
      </div>
      <p className="mut s12">{t('cfg.flow.stands', { n: count })}</p>
      {canEdit && (
        <div className="form-f">
          {at > 0 && (
            <button type="button" className="bt" onClick={() => onChange({ ...flow, states: [state, ...flow.states.filter((other) => other !== state)] })}>
              {t('cfg.flow.makeFirst')}
            </button>
          )}
          <button
            type="button"
            className="bt"
            disabled={!canRemove}
            title={canRemove ? undefined : t(state.is_built_in ? 'cfg.flow.keepsBuiltIn' : count > 0 ? 'cfg.flow.keepsRows' : 'cfg.flow.keepsLast', { n: count })}
            onClick={() => {
              onChange(removeState(flow, name));
              onClose();
            }}
          >
            {t('cfg.flow.removeState')}
          </button>
        </div>
      )}
      {canEdit && !canRemove && <p className="mut s12">{t(state.is_built_in ? 'cfg.flow.keepsBuiltIn' : count > 0 ? 'cfg.flow.keepsRows' : 'cfg.flow.keepsLast', { n: count })}</p>}
    </div>
  );
}
