import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { ExpressionInput } from '../configuration/ExpressionInput';
import { Field } from '../ui/Field';
import { faultsAt } from './draft';
import { Faults } from './Inspector';
import type { RouteBody } from './routes';
import type { Fault, RouteSettings, Vocabulary } from './types';

interface Props {
  body: RouteBody;
  entity: string;
  project: Place;
  words: Vocabulary;
  faults: Fault[];
  isFixed: boolean;
  errorOf: (name: string) => string | null;
  onChange: (change: Partial<RouteBody>) => void;
}

type Flag = 'requester_may_approve' | 'same_person_once' | 'comment_on_return' | 'comment_on_reject';
const FLAGS: Flag[] = ['requester_may_approve', 'same_person_once', 'comment_on_return', 'comment_on_reject'];

function Names({ label, hint, options, chosen, isFixed, onChange }: {
  label: string;
  hint: string;
  options: { name: string; label: string }[];
  chosen: string[];
  isFixed: boolean;
  onChange: (names: string[]) => void;
}) {
  if (!options.length) return null;
  return (
    <fieldset className="cf-set">
      <legend className="cf-label">{label}</legend>
      <p className="mut s12">{hint}</p>
      <div className="cf-checks">
        {options.map((one) => (
          <label key={one.name} className="ad-verb">
            <input
              type="checkbox"
              checked={chosen.includes(one.name)}
              disabled={isFixed}
              onChange={(event) => onChange(event.target.checked ? [...chosen, one.name] : chosen.filter((name) => name !== one.name))}
            />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The route as a whole: name, which step it guards, when it holds, and its rules. */
export function RouteForm({ body, entity, project, words, faults, isFixed, errorOf, onChange }: Props) {
  const t = useT();
  const { definition } = body;
  const states = words.entities.find((one) => one.name === entity)?.states ?? [];
  const set = (change: Partial<RouteSettings>) => onChange({ definition: { ...definition, settings: { ...definition.settings, ...change } } });
  return (
    <>
      <h2>{t('apr.general')}</h2>
      <Faults faults={faultsAt(faults, null)} />
      <div className="ad-two">
        <Field id="apr-name" label={t('apr.name')} error={errorOf('name')}>
          <input id="apr-name" className="field" value={body.name} disabled={isFixed} maxLength={80} onChange={(event) => onChange({ name: event.target.value })} />
        </Field>
        <Field id="apr-name-en" label={t('apr.nameEn')} optional error={errorOf('name_en')}>
          <input id="apr-name-en" className="field" value={body.name_en} disabled={isFixed} maxLength={80} onChange={(event) => onChange({ name_en: event.target.value })} />
        </Field>
      </div>
      <Field id="apr-to" label={t('apr.step')} hint={t('apr.stepHint')} error={errorOf('to')}>
        <select id="apr-to" className="field" value={body.to} disabled={isFixed} onChange={(event) => onChange({ to: event.target.value })}>
          <option value="">{t('apr.noStep')}</option>
          {states.map((state) => (
            <option key={state.value} value={state.value}>
              {t('apr.toState', { state: state.label })}
            </option>
          ))}
        </select>
      </Field>
      <div className="fld">
        <label htmlFor="apr-if">{t('apr.routeIf')}</label>
        <ExpressionInput
          id="apr-if"
          entity={entity}
          project={project}
          expects="boolean"
          value={definition.condition}
          disabled={isFixed}
          onChange={(condition) => onChange({ definition: { ...definition, condition } })}
        />
      </div>
      <div className="ad-two">
        <Field id="apr-order" label={t('apr.order')} hint={t('apr.orderHint')}>
          <input
            id="apr-order"
            className="field"
            inputMode="numeric"
            value={body.order}
            disabled={isFixed}
            onChange={(event) => onChange({ order: Number(event.target.value.replace(/\D/g, '').slice(0, 4)) })}
          />
        </Field>
        <label className="ad-verb ap-on">
          <input type="checkbox" checked={body.active} disabled={isFixed} onChange={(event) => onChange({ active: event.target.checked })} />
          <span>{t('apr.active')}</span>
        </label>
      </div>
      <h2>{t('apr.rules')}</h2>
      <div>
        {FLAGS.map((flag) => (
          <label key={flag} className="ad-verb">
            <input type="checkbox" checked={definition.settings[flag]} disabled={isFixed} onChange={(event) => set({ [flag]: event.target.checked })} />
            <span>{t(`apr.set.${flag}`)}</span>
          </label>
        ))}
      </div>
      <Names
        label={t('apr.excluded')}
        hint={t('apr.excludedHint')}
        options={words.person_fields ?? []}
        chosen={definition.settings.excluded_fields}
        isFixed={isFixed}
        onChange={(excluded_fields) => set({ excluded_fields })}
      />
      <Names
        label={t('apr.editable')}
        hint={t('apr.editableHint')}
        options={words.editable ?? []}
        chosen={definition.settings.editable_fields}
        isFixed={isFixed}
        onChange={(editable_fields) => set({ editable_fields })}
      />
    </>
  );
}
