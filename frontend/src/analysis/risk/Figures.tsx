import { useT } from '../../app/i18n';
import { toFinishDay } from '../../ui/dates';
import { Head } from '../bits';
import type { RunTarget } from '../types';
import { shareCell, signedNumber, useDays } from '../words';

/** Percentiles, plan, mean and promise as one list in order of date; a row puts the date line there. */
export function Figures({ target, day, onDay }: { target: RunTarget; day: number; onDay: (day: number) => void }) {
  const t = useT();
  const { finish } = useDays();
  const plan = toFinishDay(target.deterministic) ?? 0;
  const rows = [
    ...Object.entries(target.p).map(([p, at]) => ({ name: `P${p}`, at, p: Number(p) / 100, isMain: p === '50' || p === '80' })),
    { name: t('analysis.risk.plan'), at: target.deterministic, p: target.probability_deterministic, isMain: false },
    ...(target.deadline === null ? [] : [{ name: t('analysis.risk.deadline'), at: target.deadline, p: target.probability_deadline, isMain: false }]),
  ].sort((a, b) => a.at - b.at || (a.p ?? 0) - (b.p ?? 0));
  return (
    <section className="an-sec">
      <Head title={t('analysis.risk.figures')} />
      <table className="an-tb an-fig">
        <thead>
          <tr>
            <th scope="col">{t('analysis.risk.level')}</th>
            <th scope="col" className="num">{t('analysis.risk.date')}</th>
            <th scope="col" className="num">{t('analysis.risk.probability')}</th>
            <th scope="col" className="num" title={t('analysis.risk.laterHint')}>{t('analysis.risk.later')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const at = toFinishDay(row.at) ?? 0;
            return (
              <tr key={row.name} className={`${row.isMain ? 'b' : ''} ${at === day ? 'on' : ''}`}>
                <td>{row.name}</td>
                <td className="num">
                  <button type="button" className="nl" onClick={() => onDay(at)} title={t('analysis.risk.lineHere')}>{finish(row.at)}</button>
                </td>
                <td className="num">{shareCell(row.p)}</td>
                <td className="num">{at === plan ? '0' : signedNumber(at - plan, 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
