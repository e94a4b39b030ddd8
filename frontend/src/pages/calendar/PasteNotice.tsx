import { useState } from 'react';

import { api } from '../../api/client';
import type { CalendarDetail, NoticePreview } from '../../api/types';
import { useT } from '../../app/i18n';
import { isoDay, toDay } from '../../ui/dates';
import { Field } from '../../ui/Field';
import { showProblem } from '../../ui/toasts';

/** Runs of days as `01-22–01-29`, single days as they are; with the year where it is not that of the notice. */
export function printDays(days: string[], year: number): string {
  const short = (iso: string) => (iso.startsWith(`${year}-`) ? iso.slice(5) : iso);
  const runs: [string, string][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && isoDay((toDay(run[1]) ?? 0) + 1) === day) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([first, last]) => (first === last ? short(first) : `${short(first)}–${short(last)}`)).join(', ');
}

function Preview({ found }: { found: NoticePreview }) {
  const t = useT();
  const year = found.year ?? 0;
  return (
    <div className="pn-p" aria-live="polite">
      {found.items.length > 0 && (
        <table className="pn-t">
          <caption className="b">{t('calendar.noticeYear', { year })}</caption>
          <tbody>
            {found.items.map((item) => (
              <tr key={`${item.line}-${item.name}`}>
                <th scope="row">{item.name}</th>
                <td>{item.rest.length > 0 && t('calendar.noticeRest', { days: printDays(item.rest, year) })}</td>
                <td className="num mut">{t('calendar.noticeLength', { n: item.rest.length })}</td>
                <td>{item.work.length > 0 && t('calendar.noticeWork', { days: printDays(item.work, year) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found.problems.map((problem) => (
        <p
          key={problem.text}
          className={`s12 ${problem.level === 'error' ? 'red' : problem.level === 'warning' ? 'amb' : 'mut'}`}
          role={problem.level === 'error' ? 'alert' : undefined}
        >
          {problem.text}
        </p>
      ))}
      {found.kept.length > 0 && <p className="s12 t2">{t('calendar.noticeKept', { days: printDays(found.kept, year) })}</p>}
      {found.items.length > 0 && (
        <p className="s12 t2">
          {found.added + found.replaced === 0
            ? t('calendar.noticeSame')
            : t('calendar.noticeEffect', { added: found.added, replaced: found.replaced })}
        </p>
      )}
    </div>
  );
}

/** A box for the text of a holiday notice: first what was read, then, on a second press, it is written. */
export function PasteNotice({
  calendar,
  onClose,
  onTaken,
}: {
  calendar: CalendarDetail;
  onClose: () => void;
  onTaken: (taken: CalendarDetail, year: number) => void;
}) {
  const t = useT();
  const [text, setText] = useState('');
  const [found, setFound] = useState<NoticePreview | null>(null);
  const [isBusy, setBusy] = useState(false);
  const url = `/api/calendars/${calendar.id}/notice`;
  const ask = <T,>(path: string, then: (answer: T) => void) => {
    setBusy(true);
    api
      .post<T>(path, { text, version: calendar.version })
      .then(then, showProblem)
      .finally(() => setBusy(false));
  };
  const canTake = found !== null && found.items.length > 0 && found.added + found.replaced > 0;
  return (
    <section className="pn" aria-label={t('calendar.notice')}>
      <Field id="notice-text" label={t('calendar.noticeText')} hint={t('calendar.noticeHint')}>
        <textarea
          id="notice-text"
          className="field area"
          rows={6}
          value={text}
          autoFocus
          onChange={(event) => {
            setText(event.target.value);
            setFound(null);
          }}
        />
      </Field>
      {found && <Preview found={found} />}
      <div className="pn-b">
        <button
          type="button"
          className="bt"
          disabled={isBusy || text.trim() === ''}
          onClick={() => ask<NoticePreview>(`${url}/preview`, setFound)}
        >
          {t('calendar.noticeRead')}
        </button>
        {canTake && (
          <button
            type="button"
            className="bt"
            disabled={isBusy}
            onClick={() => ask<CalendarDetail>(url, (taken) => onTaken(taken, found.year ?? 0))}
          >
            {t('calendar.noticeTake')}
          </button>
        )}
        <button type="button" className="bt q" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </div>
    </section>
  );
}
