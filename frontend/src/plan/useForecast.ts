/** P50 and P80 of the last simulation, for the whiskers and for the line that says how they came about. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { api } from '../api/client';
import type { Engine } from '../gantt/engine';
import type { Forecast } from '../gantt/scene';

export interface ForecastRun {
  iterations: number; seed: number; revision: number; is_stale: boolean; targets: { id: number; p: Record<string, number> }[];
}

/** The run that is shown: undefined while it is read or not asked for, null where there was none. */
export function useForecast(code: string, engine: Engine | null, isShown: boolean, revision: number): ForecastRun | null | undefined {
  const query = useQuery({
    queryKey: ['project', code, 'analysis', 'forecast', revision],
    queryFn: ({ signal }) => api.get<ForecastRun | null>(`/api/projects/${encodeURIComponent(code)}/analysis/simulation/latest`, { signal }),
    enabled: isShown, retry: false,
  });
  const run = isShown ? query.data : undefined;
  const forecasts = useMemo(() => (run ? new Map<number, Forecast>(run.targets.map((one) => [one.id, { p50: one.p['50'], p80: one.p['80'] }])) : null), [run]);
  useEffect(() => { engine?.setForecasts(forecasts); }, [engine, forecasts]);
  return run;
}
