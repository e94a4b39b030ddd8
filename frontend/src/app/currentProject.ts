import { useEffect } from 'react';
import { useRoute } from 'wouter';

import type { SessionProject } from '../api/types';
import { useSession } from './session';

const LAST_KEY = 'linkspan-last-project';

function lastCode(): string | null {
  try {
    return localStorage.getItem(LAST_KEY);
  } catch {
    return null;
  }
}

/** The part of the shell that offers a project only offers those the session knows. */
export function useKnownProject(): SessionProject | null {
  const { projects } = useSession();
  const project = useCurrentProject();
  return projects.find((other) => other.code === project?.code) ?? null;
}

/** The project of the address, else the one visited last, else the first one; null when there is none. */
export function useCurrentProject(): SessionProject | null {
  const { projects } = useSession();
  const [, params] = useRoute<{ code: string; '*'?: string }>('/p/:code/*?');
  const inAddress = params?.code ? decodeURIComponent(params.code) : null;
  useEffect(() => {
    if (!inAddress) return;
    try {
      localStorage.setItem(LAST_KEY, inAddress);
    } catch {
      return; // Storage forbidden: the first project stands in.
    }
  }, [inAddress]);
  const byCode = (code: string | null) => projects.find((project) => project.code === code);
  if (inAddress) return byCode(inAddress) ?? { code: inAddress, name: '', programme: null };
  return byCode(lastCode()) ?? projects[0] ?? null;
}

export function programmeName(programme: SessionProject['programme']): string | null {
  return typeof programme === 'string' ? programme : (programme?.name ?? null);
}
