import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { CalendarDetail } from '../api/types';
import { useCalendars } from '../pages/useCalendars';
import { dayParts, toDay } from '../ui/dates';

const isWeekend = (day: number) => dayParts(day).weekday >= 5;

/** Whether nobody works on a day: by the project's own calendar, else by the organisation's, else on weekends. */
export function useRestDays(project: string | null): (day: number) => boolean {
  const calendars = useCalendars();
  const own = calendars.find((calendar) => project !== null && calendar.project === project) ?? calendars.find((calendar) => !calendar.project);
  const { data } = useQuery({
    queryKey: keys.calendar(own?.id ?? 0),
    queryFn: ({ signal }) => api.get<CalendarDetail>(`/api/calendars/${own?.id}`, { signal }),
    enabled: own !== undefined,
  });
  return useMemo(() => {
    if (!data) return isWeekend;
    const special = data.exceptions.map((exception) => ({
      first: toDay(exception.first) ?? 0,
      last: toDay(exception.last) ?? 0,
      isRest: exception.intervals.length === 0,
    }));
    return (day) => {
      const hit = special.findLast((exception) => day >= exception.first && day <= exception.last);
      return hit ? hit.isRest : (data.week[dayParts(day).weekday]?.length ?? 0) === 0;
    };
  }, [data]);
}
