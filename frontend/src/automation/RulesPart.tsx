import './automation.css';
import './i18n';

import { useState } from 'react';

import { api } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import { useConfigure, type Place } from '../configuration/data';
import { useConfigurable } from '../configuration/EntitySelect';
import type { Written } from '../configuration/types';
import { useEntity } from '../schema/useMeta';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { RULES, useRules } from './data';
import { draftOf } from './draft';
import { RuleForm } from './RuleForm';
import { RunsList } from './RunsList';
import type { Rule, RuleName } from './types';
import { actionsInWords, inSentence, nameOf } from './words';

function RuleLine({ rule, onOpen, onRuns }: { rule: Rule; onOpen: () => void; onRuns: () => void }) {
  const t = useT();
  const language = useLanguage();
  const entity = useEntity(rule.entity);
  const { run, isBusy } = useConfigure();
  const version = { ifMatch: rule.version };
  // Whoever switches a rule on saves it, and lends it its own rights.
  const turn = () =>
    void run(() =>
      rule.is_on ? api.post<Written>(`${RULES}/${rule.id}/stop`, {}, version) : api.patch<Written>(`${RULES}/${rule.id}`, { ...draftOf(rule), entity: undefined, is_on: true }, version),
    );
  return (
    <li className={`au-rule ${rule.is_on ? '' : 'off'}`}>
      <label className="au-switch" title={t(rule.is_on ? 'auto.turnOff' : 'auto.turnOn')}>
        <input type="checkbox" role="switch" checked={rule.is_on} disabled={isBusy} aria-label={t('auto.switch', { name: nameOf(rule, language) })} onChange={turn} />
      </label>
      <div className="au-about">
        <button type="button" className="ad-open el cf-name" onClick={onOpen}>
          {nameOf(rule, language)}
        </button>
        <p className="t2 s12">
          {entity?.label ?? rule.entity}
          {t('auto.colon')}
          {inSentence(rule.trigger, entity, t)} → {actionsInWords(rule.actions, t)}
        </p>
      </div>
      <span className={`s12 el ${rule.owner.is_active ? 'mut' : 'red'}`} title={t('auto.owner')}>
        {rule.owner.name}
        {!rule.owner.is_active && ` ${t('auto.ownerGone')}`}
      </span>
      <button type="button" className="lk s12 el" onClick={onRuns}>
        {rule.last ? <span className={`au-state ${rule.last.state}`}>{rule.last.state_label}</span> : t('auto.neverRan')}
        {rule.last && <time dateTime={rule.last.at}> {new Date(rule.last.at).toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' })}</time>}
      </button>
    </li>
  );
}

function FromAbove({ rules }: { rules: (Rule | RuleName)[] }) {
  const t = useT();
  const language = useLanguage();
  if (!rules.length) return null;
  return (
    <section className="cf-sec">
      <h3 className="cf-h b">{t('auto.fromAbove')}</h3>
      <ul className="au-list">
        {rules.map((rule) => (
          <li key={rule.id} className="au-rule above">
            <span className="el">{nameOf(rule, language)}</span>
            <span className="mut s12 el">{rule.place}</span>
            <span className="mut s12">{t(rule.is_on ? 'auto.on' : 'auto.off')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Rules of a place: what happens by itself, and the log of what did. */
export function RulesPart({ project }: { project: Place }) {
  const t = useT();
  const query = useRules(project);
  const groups = useConfigurable(project);
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const [isLog, setLog] = useState(false);
  const [chosen, setChosen] = useState(0);
  const answer = query.data;
  const here = (answer?.rules ?? []).filter((rule): rule is Rule => rule.can_edit && rule.is_here);
  const above = (answer?.rules ?? []).filter((rule) => !rule.is_here);
  const first = groups[0]?.entities[0]?.name ?? '';
  if (answer && open !== null && first) {
    const rule = here.find((one) => one.id === open) ?? null;
    return <RuleForm key={`${open}-${rule?.version ?? 0}`} {...{ project, rule, first, answer }} onClose={() => setOpen(null)} />;
  }
  const tools = (
    <div className="seg" role="group" aria-label={t('auto.rules')}>
      {[false, true].map((kind) => (
        <button key={String(kind)} type="button" aria-pressed={isLog === kind} onClick={() => setLog(kind)}>
          {t(kind ? 'auto.log' : 'auto.rules')}
        </button>
      ))}
    </div>
  );
  if (isLog && answer) return <RunsList {...{ project, answer, chosen, tools }} onChoose={setChosen} />;
  return (
    <>
      <div className="tb ad-tools">
        {tools}
        <span className="sp" />
        {answer && (
          <button type="button" className="bt p" onClick={() => setOpen('new')}>
            {t('auto.new')}
          </button>
        )}
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {answer && here.length === 0 && <p className="empty">{t('auto.none')}</p>}
        <ul className="au-list">
          {here.map((rule) => (
            <RuleLine
              key={rule.id}
              rule={rule}
              onOpen={() => setOpen(rule.id)}
              onRuns={() => {
                setChosen(rule.id);
                setLog(true);
              }}
            />
          ))}
        </ul>
        <FromAbove rules={above} />
      </div>
    </>
  );
}
