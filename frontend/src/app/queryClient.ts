import { QueryClient } from '@tanstack/react-query';

import { ApiProblem } from '../api/client';

/** Live events say when something changed, so data stays fresh for long. offline/kept.ts writes the cache to this computer's disk. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // A refusal is an answer; only a lost connection or a failing server is worth asking again.
        retry: (count, problem) =>
          count < 2 && (!(problem instanceof ApiProblem) || problem.status === 0 || problem.status >= 500),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
