import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { api, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { TRY } from './data';
import { Steps } from './Steps';
import type { RuleDraft, TrialAnswer, Tried } from './types';

const COUNTS = [5, 10, 20, 50];

function Line({ tried }: { tried: Tried }) {
  const t = useT();
  const mark = tried.error ? 'failed' : tried.matches ? 'done' : 'skipped';
  return (
    <li className="au-run">
      <div className="au-run-h">
        <span className={`au-state ${mark}`}>{t(`auto.try.${mark}`)}</span>
        <span className="el cf-grow">
          {tried.url ? (
            <Link className="lk" href={tried.url}>
              {tried.name}
            </Link>
          ) : (
            t('auto.hidden')
          )}
        </span>
        {tried.when && <span className="mut s12 nw">{t('auto.try.when', { day: tried.when })}</span>}
      </div>
      {tried.error && <p className="red s12">{tried.error}</p>}
      <Steps steps={tried.steps} />
    </li>
  );
}

/** What the rule would do with the newest records: done for real by the server, and taken back. */
export function Trial({ rule, project, isReady }: { rule: RuleDraft; project: Place; isReady: boolean }) {
  const t = useT();
  const [count, setCount] = useState(10);
  const trial = useMutation({ mutationFn: () => api.post<TrialAnswer>(TRY, { ...rule, project: project ?? '', limit: count }) });
  const answer = trial.data;
  return (
    <aside className="cf-preview" aria-label={t('auto.try')}>
      <h3 className="b">{t('auto.try')}</h3>
      <p className="mut s12">{t('auto.try.hint')}</p>
      <div className="au-row">
        <select className="field" aria-label={t('auto.try.count')} value={count} onChange={(event) => setCount(Number(event.target.value))}>
          {COUNTS.map((one) => (
            <option key={one} value={one}>
              {t('auto.try.newest', { n: one })}
            </option>
          ))}
        </select>
        <button type="button" className="bt" disabled={!isReady || trial.isPending} onClick={() => trial.mutate()}>
          {t('auto.try.run')}
        </button>
      </div>
      {trial.isError && (
        <p className="red s12" role="alert">
          {sentenceOf(trial.error)}
        </p>
      )}
      {answer && (
        <>
          <p className="s12 t2" role="status">
            {t('auto.try.sum', { asked: answer.records.length, matched: answer.matched })}
          </p>
          <ul className="au-runs">
            {answer.records.map((tried) => (
              <Line key={tried.id} tried={tried} />
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}
