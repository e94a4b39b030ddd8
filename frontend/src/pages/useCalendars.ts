import { useQuery } from '@tanstack/react-query';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { CalendarRow } from '../api/types';

export function useCalendars(): CalendarRow[] {
  const { data } = useQuery({
    queryKey: keys.calendars,
    queryFn: ({ signal }) => api.get<{ items: CalendarRow[] }>('/api/calendars', { signal }),
  });
  return data?.items ?? [];
}
