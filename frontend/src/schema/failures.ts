/** Cells whose last write was refused: they stay red with the reason until they are edited again. */
import { useCallback, useSyncExternalStore } from 'react';

let failures: ReadonlyMap<string, string> = new Map();
const listeners = new Set<() => void>();
const keyOf = (entity: string, id: number, field: string) => `${entity}:${id}:${field}`;

function publish(next: Map<string, string>): void {
  failures = next;
  listeners.forEach((listener) => listener());
}

export function markFailed(entity: string, id: number, fields: string[], sentence: string): void {
  const next = new Map(failures);
  fields.forEach((field) => next.set(keyOf(entity, id, field), sentence));
  publish(next);
}

export function clearFailed(entity: string, id: number, fields: string[]): void {
  const gone = fields.map((field) => keyOf(entity, id, field)).filter((key) => failures.has(key));
  if (!gone.length) return;
  const next = new Map(failures);
  gone.forEach((key) => next.delete(key));
  publish(next);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Reason by field for one row; the map itself changes only with a failure. */
export function useFailures(): (entity: string, id: number, field: string) => string | undefined {
  const map = useSyncExternalStore(subscribe, () => failures);
  return useCallback((entity: string, id: number, field: string) => map.get(keyOf(entity, id, field)), [map]);
}
