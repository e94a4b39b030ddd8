import type { ProjectHome } from '../../api/types';
import { useT } from '../../app/i18n';
import { useSession } from '../../app/session';
import { Avatar } from '../../ui/bits';
import { shortMoment, toDay } from '../../ui/dates';

export function HistoryList({ home }: { home: ProjectHome }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  return (
    <section className="cl">
      <div className="ct">
        <h3 className="b">{t('home.history')}</h3>
      </div>
      {home.history.length === 0 && <p className="mut">{t('home.noHistory')}</p>}
      {home.history.map((line) => (
        <div className="hi" key={line.log_id}>
          <Avatar name={line.actor || '?'} size={16} />
          <div className="hi-t">
            <b>{line.actor}</b> <span className="mut s12">{shortMoment(line.at, today)}</span>{' '}
            <span className={line.undone ? 'mut struck' : 't2'}>{line.text}</span>
            {line.undone && <span className="mut s12"> {t('home.undone')}</span>}
          </div>
        </div>
      ))}
    </section>
  );
}
