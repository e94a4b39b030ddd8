import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Link, Redirect, useLocation } from 'wouter';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { CalendarDetail, CalendarRow } from '../api/types';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { useNarrow } from '../app/useNarrow';
import { EmptyState } from '../ui/bits';
import { dayParts, toDay } from '../ui/dates';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { showProblem } from '../ui/toasts';
import { Editor } from './calendar/Editor';
import { useCalendars } from './useCalendars';

function Detail({ id }: { id: number }) {
  const query = useQuery({
    queryKey: keys.calendar(id),
    queryFn: ({ signal }) => api.get<CalendarDetail>(`/api/calendars/${id}`, { signal }),
  });
  if (query.isPending) return <Loading rows={12} />;
  if (query.isError && !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <Editor key={id} stored={query.data} /> : null;
}

const FIVE_DAYS = [0, 1, 2, 3, 4, 5, 6].map((day) =>
  day < 5
    ? [
        [480, 720],
        [780, 1020],
      ]
    : [],
);

export default function CalendarsPage({ id }: { id: number | null }) {
  const t = useT();
  const [, go] = useLocation();
  const client = useQueryClient();
  const calendars = useCalendars();
  const { may, business_today } = useSession();
  const { year } = dayParts(toDay(business_today) ?? 0);
  const isPhone = useNarrow(768);
  const create = () => {
    api
      .post<CalendarRow>('/api/calendars', { name: t('calendar.newName'), week: FIVE_DAYS, years: [year, year + 1] })
      .then((made) => client.invalidateQueries({ queryKey: keys.calendars }).then(() => go(path.calendar(made.id))), showProblem);
  };
  if (id === null && !isPhone && calendars.length > 0) return <Redirect to={path.calendar(calendars[0].id)} replace />;
  const showList = !isPhone || id === null;
  return (
    <div className="page two">
      {showList && (
        <nav className="cl-list" aria-label={t('nav.calendars')}>
          {calendars.map((item) => (
            <Link
              key={item.id}
              href={path.calendar(item.id)}
              className={`nav ${item.id === id ? 'on' : ''}`}
              aria-current={item.id === id ? 'page' : undefined}
            >
              <span className="el">{item.name}</span>
              {item.project && <span className="nav-n">{item.project}</span>}
            </Link>
          ))}
          {calendars.length === 0 && <EmptyState text={t('calendar.empty')} />}
          {may('calendar.edit') && (
            <button type="button" className="bt q" onClick={create}>
              <Plus size={14} strokeWidth={1.5} />
              {t('calendar.new')}
            </button>
          )}
        </nav>
      )}
      {(!isPhone || id !== null) && (
        <div className="scroll">
          {isPhone && (
            <Link href={path.calendars} className="back">
              ‹ {t('nav.calendars')}
            </Link>
          )}
          {id !== null && <Detail key={id} id={id} />}
        </div>
      )}
    </div>
  );
}
