import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, Redirect, useLocation } from 'wouter';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { CalendarDetail, CalendarRow } from '../api/types';
import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { useNarrow } from '../app/useNarrow';
import { EmptyState } from '../ui/bits';
import { dayParts, isoDay, toDay } from '../ui/dates';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { showProblem, showToast } from '../ui/toasts';
import { dayInfo } from './calendar/hours';
import { Exceptions } from './calendar/Exceptions';
import { WeekPattern } from './calendar/WeekPattern';
import { YearView } from './calendar/YearView';
import { useCalendars } from './NewProject';

/** Hours of a make-up day where the week offers none: those of the first working weekday. */
function usualHours(draft: CalendarDetail): [number, number][] {
  return draft.week.find((day) => day.length > 0) ?? [[480, 720], [780, 1020]];
}

/** Click on a day: a workday becomes a rest day, a rest day a make-up workday, an exception of one day goes away. */
function toggleDay(draft: CalendarDetail, day: number, name: { rest: string; work: string }): CalendarDetail {
  const { kind, exception } = dayInfo(draft, day);
  const iso = isoDay(day);
  if (exception && exception.first === iso && exception.last === iso) {
    return { ...draft, exceptions: draft.exceptions.filter((other) => other !== exception) };
  }
  const rests = kind === 'weekend' || kind === 'holiday';
  const added = {
    first: iso, last: iso, intervals: rests ? usualHours(draft) : [], name: rests ? name.work : name.rest, source: 'manual' as const, provisional: false,
  };
  return { ...draft, exceptions: [...draft.exceptions, added] };
}

function useDraft(stored: CalendarDetail) {
  const client = useQueryClient();
  const t = useT();
  const [draft, setDraft] = useState(stored);
  const [base, setBase] = useState(stored);
  const [isBusy, setBusy] = useState(false);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(base);
  useEffect(() => {
    if (stored.version === base.version) return;
    setBase(stored);
    if (!isDirty) setDraft(stored);
    else showToast({ text: t('calendar.changedElsewhere'), tone: 'error', action: { label: t('calendar.takeTheirs'), run: () => setDraft(stored) } });
  }, [stored, base.version, isDirty, t]);
  const save = async () => {
    if (!isDirty || isBusy) return;
    setBusy(true);
    try {
      const { name, week, exceptions } = draft;
      const answer = await api.put<CalendarDetail>(`/api/calendars/${draft.id}`, { version: base.version, name, week, exceptions });
      const next = { ...draft, ...answer };
      setBase(next);
      setDraft(next);
      client.setQueryData(keys.calendar(draft.id), next);
      void client.invalidateQueries({ queryKey: keys.calendars, exact: true });
      if (answer.moved) showToast({ text: t('calendar.moved', { n: answer.moved }) });
    } catch (problem) {
      showProblem(problem);
    } finally {
      setBusy(false);
    }
  };
  const addOfficial = (year: number) => {
    api.post<CalendarDetail>(`/api/calendars/${draft.id}/official/${year}`).then(
      (answer) => {
        setBase(answer);
        setDraft(answer);
        client.setQueryData(keys.calendar(draft.id), answer);
      },
      showProblem,
    );
  };
  return { draft, setDraft, isDirty, isBusy, save, addOfficial, reset: () => setDraft(base) };
}

function Editor({ stored }: { stored: CalendarDetail }) {
  const t = useT();
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const [year, setYear] = useState(dayParts(today).year);
  const { draft, setDraft, isDirty, isBusy, save, addOfficial, reset } = useDraft(stored);
  const disabled = !stored.can_edit;
  useHotkeys([{ keys: 'mod+s', label: 'action.save', group: 'keys.page', inFields: true, run: () => void save() }]);
  const names = { rest: t('calendar.newRest'), work: t('calendar.newWork') };
  const add = () => {
    const first = year === dayParts(today).year ? isoDay(today) : `${year}-01-01`;
    setDraft((old) => ({ ...old, exceptions: [...old.exceptions, { first, last: first, intervals: [], name: names.rest, source: 'manual', provisional: false }] }));
  };
  return (
    <div className="ce">
      <div className="vd">
        <input className="ce-name" value={draft.name} disabled={disabled} aria-label={t('calendar.name')} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
        <span className="sp" />
        {disabled && <span className="mut s12">{t('calendar.readOnly')}</span>}
        {isDirty && <span className="amb s12 desk">{t('calendar.unsaved')}</span>}
        {isDirty && <button type="button" className="bt" onClick={reset}>{t('action.discard')}</button>}
        {!disabled && <button type="button" className="bt p" disabled={!isDirty || isBusy} onClick={() => void save()}>{t('action.save')} <span className="key desk">Ctrl S</span></button>}
      </div>
      <YearView calendar={draft} year={year} onYear={setYear} today={today} onDay={(day) => !disabled && setDraft((old) => toggleDay(old, day, names))} />
      <div className="ce-two">
        <WeekPattern week={draft.week} disabled={disabled} onChange={(week) => setDraft({ ...draft, week })} />
        <Exceptions list={draft.exceptions} year={year} disabled={disabled} onAdd={add} onOfficial={isDirty ? undefined : () => addOfficial(year)} onChange={(exceptions) => setDraft({ ...draft, exceptions })} />
      </div>
    </div>
  );
}

function Detail({ id }: { id: number }) {
  const query = useQuery({
    queryKey: keys.calendar(id), queryFn: ({ signal }) => api.get<CalendarDetail>(`/api/calendars/${id}`, { signal }),
  });
  if (query.isPending) return <Loading rows={12} />;
  if (query.isError && !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <Editor key={id} stored={query.data} /> : null;
}

const FIVE_DAYS = [0, 1, 2, 3, 4, 5, 6].map((day) => (day < 5 ? [[480, 720], [780, 1020]] : []));

export default function CalendarsPage({ id }: { id: number | null }) {
  const t = useT();
  const [, go] = useLocation();
  const client = useQueryClient();
  const calendars = useCalendars();
  const { may, business_today } = useSession();
  const { year } = dayParts(toDay(business_today) ?? 0);
  const isPhone = useNarrow(768);
  const create = () => {
    api.post<CalendarRow>('/api/calendars', { name: t('calendar.newName'), week: FIVE_DAYS, years: [year, year + 1] }).then(
      (made) => client.invalidateQueries({ queryKey: keys.calendars }).then(() => go(path.calendar(made.id))),
      showProblem,
    );
  };
  if (id === null && !isPhone && calendars.length > 0) return <Redirect to={path.calendar(calendars[0].id)} replace />;
  const showList = !isPhone || id === null;
  return (
    <div className="page two">
      {showList && (
        <nav className="cl-list" aria-label={t('nav.calendars')}>
          {calendars.map((item) => (
            <Link key={item.id} href={path.calendar(item.id)} className={`nav ${item.id === id ? 'on' : ''}`} aria-current={item.id === id ? 'page' : undefined}>
              <span className="el">{item.name}</span>{item.project && <span className="nav-n">{item.project}</span>}
            </Link>
          ))}
          {calendars.length === 0 && <EmptyState text={t('calendar.none')} />}
          {may('calendar.edit') && <button type="button" className="bt q" onClick={create}><Plus size={14} strokeWidth={1.5} />{t('calendar.new')}</button>}
        </nav>
      )}
      {(!isPhone || id !== null) && (
        <div className="scroll">
          {isPhone && <Link href={path.calendars} className="back">‹ {t('nav.calendars')}</Link>}
          {id !== null && <Detail key={id} id={id} />}
        </div>
      )}
    </div>
  );
}
