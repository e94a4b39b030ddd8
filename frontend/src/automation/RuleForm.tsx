import { X } from 'lucide-react';
import { useRef, useState } from 'react';

import { api, ApiProblem, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import { EntitySelect } from '../configuration/EntitySelect';
import { ExpressionInput } from '../configuration/ExpressionInput';
import { Sortable } from '../configuration/Sortable';
import { useConfigure, type Place } from '../configuration/data';
import type { Written } from '../configuration/types';
import { useEntity } from '../schema/useMeta';
import { Field } from '../ui/Field';
import { ActionForm } from './ActionForm';
import { CHECK, RULES } from './data';
import { actionsOf, draftOf, freshAction, freshRule, lackOf, MOST_AN_HOUR } from './draft';
import { TriggerForm } from './TriggerForm';
import { Trial } from './Trial';
import type { Action, Rule, RuleDraft, RulesAnswer } from './types';

interface Props {
  project: Place;
  rule: Rule | null;
  /** Kind of records of a new rule. */
  first: string;
  answer: RulesAnswer;
  onClose: () => void;
}

/** Actions keep a key of their own while they are put in order. */
type Keyed = { key: number; action: Action };

function ActionList({ items, change, rule, project, answer, refs }: { items: Keyed[]; change: (items: Keyed[]) => void; rule: RuleDraft; project: Place; answer: RulesAnswer; refs: Rule['refs'] }) {
  const t = useT();
  const entity = useEntity(rule.entity);
  const next = useRef(items.length);
  if (!entity) return null;
  const add = (type: string) => type && change([...items, { key: next.current++, action: freshAction(type as Action['type'], entity) }]);
  return (
    <div className="fld">
      <label htmlFor="au-add">{t('auto.then')}</label>
      <Sortable items={items} label={t('auto.then')} keyOf={(item) => item.key} nameOf={(item) => t(`auto.do.${item.action.type}`)} onOrder={change} isFixed={items.length < 2}>
        {(item, at) => (
          <section className="au-action" aria-label={t(`auto.do.${item.action.type}`)}>
            <div className="au-value-h">
              <span className="b cf-grow">{t(`auto.do.${item.action.type}`)}</span>
              <button type="button" className="ib" aria-label={t('cfg.takeOut', { name: t(`auto.do.${item.action.type}`) })} onClick={() => change(items.filter((other) => other !== item))}>
                <X size={14} strokeWidth={1.5} />
              </button>
            </div>
            <ActionForm
              id={`au-${item.key}`}
              {...{ entity, project, answer, refs }}
              action={item.action}
              onChange={(action) => change(items.map((other, place) => (place === at ? { ...other, action } : other)))}
            />
          </section>
        )}
      </Sortable>
      <select id="au-add" className="field" value="" onChange={(event) => add(event.target.value)}>
        <option value="">{t('auto.addAction')}</option>
        {actionsOf(entity, answer.hosts).map((type) => (
          <option key={type} value={type}>
            {t(`auto.do.${type}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A rule as a sentence to fill in: when, if, then; tried out at its side before it is saved. */
export function RuleForm({ project, rule: held, first, answer, onClose }: Props) {
  const t = useT();
  const { run, isBusy } = useConfigure();
  const [draft, setDraft] = useState<RuleDraft>(() => (held ? draftOf(held) : freshRule(first)));
  const [items, setItems] = useState<Keyed[]>(() => draft.actions.map((action, key) => ({ key, action })));
  const [problem, setProblem] = useState('');
  const entity = useEntity(draft.entity);
  const rule = { ...draft, actions: items.map((item) => item.action) };
  const lack = lackOf(rule);
  const set = (change: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...change });
    setProblem('');
  };
  const choose = (name: string) => {
    setItems([]);
    set({ ...freshRule(name), label_zh: draft.label_zh, label_en: draft.label_en });
  };
  const send = async (write: () => Promise<Written>) => {
    try {
      await run(write, { quiet: true });
      onClose();
    } catch (refusal) {
      setProblem(refusal instanceof ApiProblem && refusal.status === 412 ? t('auto.overtaken') : sentenceOf(refusal));
    }
  };
  const version = held ? { ifMatch: held.version } : {};
  const { entity: _entity, ...changes } = rule;
  const save = () =>
    void send(() => (held ? api.patch<Written>(`${RULES}/${held.id}`, changes, version) : api.post<Written>(RULES, { ...rule, project: project ?? '' })));
  const name = (field: 'label_zh' | 'label_en') => (
    <Field id={`au-${field}`} label={t(`cfg.field.${field}`)} optional={field === 'label_en'}>
      <input id={`au-${field}`} className="field" value={draft[field]} maxLength={60} autoComplete="off" onChange={(event) => set({ [field]: event.target.value })} />
    </Field>
  );
  return (
    <div className="scroll">
      <div className="cf-two">
        <form
          className="form cf-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!lack) save();
          }}
          onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
        >
          <h2>{t(held ? 'auto.edit' : 'auto.new')}</h2>
          <div className="ad-two">
            {name('label_zh')}
            {name('label_en')}
          </div>
          <div className="fld">
            <span className="cf-label">{t('cfg.entity')}</span>
            {held ? <span>{entity?.label ?? draft.entity}</span> : <EntitySelect project={project} value={draft.entity} onChange={choose} />}
          </div>
          {entity && <TriggerForm {...{ entity, project }} trigger={draft.trigger} onChange={(trigger) => set({ trigger })} />}
          <div className="fld">
            <label htmlFor="au-if">
              {t('auto.if')} <span className="mut">{t('form.optional')}</span>
            </label>
            <ExpressionInput id="au-if" entity={draft.entity} project={project} value={draft.condition} expects="boolean" checkAt={CHECK} hasBefore onChange={(condition) => set({ condition })} />
            <p className="mut s12">{t('auto.ifHint')}</p>
          </div>
          <ActionList items={items} change={setItems} refs={held?.refs ?? {}} {...{ rule, project, answer }} />
          <Field id="au-hour" label={t('auto.perHour')} hint={t('auto.perHourHint')}>
            <input
              id="au-hour"
              className="field au-days"
              type="number"
              min={1}
              max={100_000}
              value={draft.per_hour}
              onChange={(event) => set({ per_hour: Math.max(1, Math.round(event.target.valueAsNumber) || MOST_AN_HOUR) })}
            />
          </Field>
          <label className="ad-verb">
            <input type="checkbox" checked={draft.is_on} onChange={(event) => set({ is_on: event.target.checked })} />
            <span>{t('auto.isOn')}</span>
          </label>
          <p className="mut s12">{held ? t('auto.ownerNow', { name: held.owner.name }) : t('auto.ownerNew')}</p>
          {held?.key && (
            <p className="mut s12 au-key">
              {t('auto.webhook.key')} <code>{held.key}</code>
            </p>
          )}
          {problem && (
            <p className="red" role="alert">
              {problem}
            </p>
          )}
          {lack && <p className="mut s12">{t(lack)}</p>}
          <div className="form-f">
            {held && (
              <button type="button" className="bt" disabled={isBusy} onClick={() => void send(() => api.delete<Written>(`${RULES}/${held.id}`, undefined, version))}>
                {t('cfg.delete')}
              </button>
            )}
            <span className="sp" />
            <button type="button" className="bt" onClick={onClose}>
              {t('action.cancel')}
            </button>
            <button type="submit" className="bt p" disabled={isBusy || !!lack}>
              {t('cfg.save')}
            </button>
          </div>
        </form>
        <Trial rule={rule} project={project} isReady={!lack} />
      </div>
    </div>
  );
}
