import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, type ReactNode } from 'react';

import { api } from '../api/client';
import { keys } from '../api/keys';
import type { Density, Language, Session, ThemeChoice } from '../api/types';
import { LoadFailed } from '../ui/LoadFailed';
import { setLanguage } from './i18n';
import { applyDensity, applyTheme } from './preferences';

export interface Preferences {
  language?: Language;
  theme?: ThemeChoice;
  density?: Density;
}

export interface SessionValue extends Session {
  /** Applies at once on this page and is remembered by the server; a refusal leaves the page as the user wants it. */
  setPreferences: (change: Preferences) => void;
  /** Organisation-wide verbs only; a project's own are in its `can`. */
  may: (verb: string) => boolean;
}

const SessionContext = createContext<SessionValue | null>(null);

/** Whether the administration has a list for this user. */
export const mayAdminister = (may: (verb: string) => boolean) =>
  ['identity.manage', 'access.view', 'audit.view'].some(may);

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new Error('useSession needs SessionGate above it');
  return value;
}

function applyPreferences(change: Preferences): void {
  if (change.language) setLanguage(change.language);
  if (change.theme) applyTheme(change.theme);
  if (change.density) applyDensity(change.density);
}

export function SessionGate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => api.get<Session>('/api/session', { signal }),
    staleTime: 60_000,
  });
  const { data } = query;
  const language = data?.user.language;
  const theme = data?.theme;
  const density = data?.density;

  useEffect(() => applyPreferences({ language, theme, density }), [language, theme, density]);

  const setPreferences = useCallback(
    (change: Preferences) => {
      applyPreferences(change);
      client.setQueryData<Session>(
        keys.session,
        (old) =>
          old && {
            ...old,
            theme: change.theme ?? old.theme,
            density: change.density ?? old.density,
            user: { ...old.user, language: change.language ?? old.user.language },
          },
      );
      api.put('/api/session/preferences', change).then(
        // Labels and sentences written by the server are in the old language until they are read again.
        () => change.language && client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' }),
        () => undefined, // Not remembered; the page itself already follows the wish, and the next log-in asks again.
      );
    },
    [client],
  );

  const value = useMemo<SessionValue | null>(
    () => (data ? { ...data, setPreferences, may: (verb) => data.verbs.includes(verb) } : null),
    [data, setPreferences],
  );
  if (query.isError && !value) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  return value ? <SessionContext.Provider value={value}>{children}</SessionContext.Provider> : null;
}
