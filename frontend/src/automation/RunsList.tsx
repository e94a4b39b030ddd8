import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';

import { useLanguage, useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useRuns } from './data';
import { Steps } from './Steps';
import type { RulesAnswer, Run, RunState } from './types';
import { nameOf } from './words';

const STATES: RunState[] = ['done', 'failed', 'stopped', 'skipped'];

function RunLine({ run }: { run: Run }) {
  const t = useT();
  const language = useLanguage();
  const at = new Date(run.at).toLocaleString(language, { dateStyle: 'short', timeStyle: 'medium' });
  const facts = [
    run.cause && t(`auto.when.${run.cause}`),
    run.chain > 0 && t('auto.runs.chain', { n: run.chain }),
    run.count > 1 && t('auto.runs.count', { n: run.count }),
    run.took_ms > 0 && t('auto.runs.took', { ms: run.took_ms }),
  ].filter(Boolean);
  return (
    <li className="au-run">
      <div className="au-run-h">
        <span className={`au-state ${run.state}`}>{run.state_label}</span>
        <span className="b el">{run.label}</span>
        <span className="el cf-grow">
          {run.record ? (
            <Link className="lk" href={run.record.url}>
              {run.entity_label} {run.record.name}
            </Link>
          ) : (
            <span className="mut">{t('auto.hidden')}</span>
          )}
        </span>
        <time className="mut s12 nw" dateTime={run.at}>
          {at}
        </time>
      </div>
      {run.error && <p className={`s12 ${run.state === 'stopped' ? 'amb' : 'red'}`}>{run.error}</p>}
      <Steps steps={run.steps} />
      <p className="mut s12">
        {facts.join(t('auto.comma'))}
        {facts.length > 0 && t('auto.comma')}
        {t('auto.runs.as', { name: run.owner })}
      </p>
    </li>
  );
}

/** What the rules did, newest first; ninety days of it. */
export function RunsList({ project, answer, chosen, onChoose, tools }: { project: Place; answer: RulesAnswer; chosen: number; onChoose: (rule: number) => void; tools: ReactNode }) {
  const t = useT();
  const language = useLanguage();
  const [state, setState] = useState('');
  const query = useRuns(project, chosen, state);
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <>
      <div className="tb ad-tools">
        {tools}
        <select className="field cf-pick" aria-label={t('auto.rules')} value={chosen || ''} onChange={(event) => onChoose(Number(event.target.value))}>
          <option value="">{t('auto.runs.all')}</option>
          {answer.rules
            .filter((rule) => rule.can_edit)
            .map((rule) => (
              <option key={rule.id} value={rule.id}>
                {nameOf(rule, language)}
              </option>
            ))}
        </select>
        <select className="field cf-pick" aria-label={t('auto.runs.state')} value={state} onChange={(event) => setState(event.target.value)}>
          <option value="">{t('auto.runs.any')}</option>
          {STATES.map((one) => (
            <option key={one} value={one}>
              {t(`auto.runs.${one}`)}
            </option>
          ))}
        </select>
        <span className="mut s12 el">{t('auto.runs.kept')}</span>
      </div>
      <div className="scroll">
        {query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {query.data && runs.length === 0 && <p className="empty">{t('auto.runs.none')}</p>}
        <ul className="au-runs wide">
          {runs.map((run) => (
            <RunLine key={run.id} run={run} />
          ))}
        </ul>
        {query.hasNextPage && (
          <p className="au-more">
            <button type="button" className="bt" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('auto.runs.more')}
            </button>
          </p>
        )}
      </div>
    </>
  );
}
