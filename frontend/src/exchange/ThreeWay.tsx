import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, sentenceOf } from '../api/client';
import type { MergeRow, MergeSide, ThreeWayPreview } from '../api/types';
import { useT } from '../app/i18n';
import { Moment } from '../record/Moment';

export type Choices = Record<string, MergeSide>;

interface Effect {
  finish: string | null;
  finish_now: string | null;
  moved_days: number | null;
}

const day = (moment: string | null) => (moment ? moment.slice(0, 10) : '—');
const signed = (days: number | null) => (days === null ? '' : `${days > 0 ? '+' : ''}${days}`);

function Finish({ label, moment, days }: { label: string; moment: string | null; days: number | null }) {
  const t = useT();
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="num">{day(moment)}</span>
        {days !== null && days !== 0 && <span className={`s12 nw ${days > 0 ? 'red' : 'grn'}`}>{t('merge.days', { n: signed(days) })}</span>}
      </dd>
    </div>
  );
}

/** One row: what the last file said, what we made of it, what the new file says. */
function Row({ row, side, onChoose }: { row: MergeRow; side: MergeSide; onChoose: (side: MergeSide) => void }) {
  const t = useT();
  const isConflict = row.outcome === 'conflict';
  const name = `${row.code} ${row.name}`.trim();
  return (
    <li className={`mg-row ${isConflict ? 'open' : ''}`}>
      <div className="mg-head">
        <b className="el">{name}</b>
        {row.kind !== 'changed' && <span className="mut s12 nw">{t(`merge.kind.${row.kind}`)}</span>}
        <span className="sp" />
        {row.effect_days !== null && row.effect_days !== 0 && (
          <span className={`s12 nw ${row.effect_days > 0 ? 'red' : 'grn'}`}>{t('merge.effect', { n: signed(row.effect_days) })}</span>
        )}
        {isConflict ? (
          <div className="seg" role="group" aria-label={t('merge.choose', { name })}>
            {(['ours', 'theirs'] as const).map((one) => (
              <button key={one} type="button" aria-pressed={side === one} onClick={() => onChoose(one)}>
                {t(`merge.side.${one}`)}
              </button>
            ))}
          </div>
        ) : (
          <span className="mut s12 nw">{t(`merge.outcome.${row.outcome}`)}</span>
        )}
      </div>
      {row.fields.map((field) => (
        <div key={field.field} className="mg-field s12">
          <span className="mut">{field.label}</span>
          <span className="mut">{field.base || '—'}</span>
          <span className={isConflict && side === 'ours' ? 'b' : ''}>{field.ours || '—'}</span>
          <span className={isConflict && side === 'theirs' ? 'b' : ''}>{field.theirs || '—'}</span>
        </div>
      ))}
    </li>
  );
}

/** The new file beside the last one and our edits: conflicts to choose, with what each choice does to the finish. */
export function ThreeWay({ three, token, code, choices, onChoose }: { three: ThreeWayPreview; token: string; code: string; choices: Choices; onChoose: (choices: Choices) => void }) {
  const t = useT();
  const [show, setShow] = useState<'conflict' | 'all'>(three.counts.conflict > 0 ? 'conflict' : 'all');
  const conflicts = three.rows.filter((row) => row.outcome === 'conflict');
  const rows = show === 'conflict' ? conflicts : three.rows;
  const effect = useQuery({
    queryKey: ['import-effect', token, choices],
    queryFn: ({ signal }) => api.post<Effect>(`/api/projects/${encodeURIComponent(code)}/import/effect`, { token, choices }, { signal }),
    enabled: Object.keys(choices).length > 0,
    placeholderData: (before) => before,
    retry: false,
  });
  const now = Object.keys(choices).length > 0 ? effect.data : { finish: three.finish, moved_days: three.moved_days };
  const all = (side: MergeSide) => onChoose(Object.fromEntries(conflicts.map((row) => [row.key, side])));
  return (
    <section className="mg" aria-label={t('merge.title')}>
      <p className="s12 t2">
        {t('merge.base', { name: three.base.name })} <Moment at={three.base.at} />
      </p>
      <dl className="mg-sum" aria-live="polite">
        <Finish label={t('merge.finishNow')} moment={three.finish_now} days={null} />
        <Finish label={t('merge.finishThen')} moment={now?.finish ?? null} days={now?.moved_days ?? null} />
        <Finish label={t('merge.finishTheirs')} moment={three.finish_theirs} days={three.theirs_days} />
      </dl>
      {effect.isError && (
        <p className="red s12" role="alert">
          {sentenceOf(effect.error)}
        </p>
      )}
      <div className="im-head">
        <h3 className="b">{three.counts.conflict > 0 ? t('merge.conflicts', { n: three.counts.conflict }) : t('merge.noConflict')}</h3>
        <span className="sp" />
        {conflicts.length > 1 && (
          <>
            <button type="button" className="lk nw" onClick={() => all('ours')}>
              {t('merge.allOurs')}
            </button>
            <button type="button" className="lk nw" onClick={() => all('theirs')}>
              {t('merge.allTheirs')}
            </button>
          </>
        )}
        <div className="seg">
          {(['conflict', 'all'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={show === one} onClick={() => setShow(one)}>
              {t(`merge.show.${one}`)}
              <span className="mut s12">{one === 'conflict' ? conflicts.length : three.rows.length + three.rows_left_out}</span>
            </button>
          ))}
        </div>
      </div>
      {rows.length > 0 && (
        <>
          <div className="mg-field mg-names s12 mut" aria-hidden="true">
            <span>{t('merge.field')}</span>
            <span>{t('merge.last')}</span>
            <span>{t('merge.side.ours')}</span>
            <span>{t('merge.side.theirs')}</span>
          </div>
          <ul className="mg-rows" tabIndex={0} aria-label={t('merge.rows')}>
            {rows.map((row) => (
              <Row key={`${row.key}${row.outcome}`} row={row} side={choices[row.key] ?? 'ours'} onChoose={(side) => onChoose({ ...choices, [row.key]: side })} />
            ))}
          </ul>
        </>
      )}
      {three.rows_left_out > 0 && <p className="mut s12">{t('import.leftOut', { n: three.rows_left_out })}</p>}
    </section>
  );
}
