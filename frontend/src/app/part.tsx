import { createElement, lazy, useState, type ComponentType } from 'react';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;
export interface Part<P> {
  (props: P): React.ReactNode;
  /** Fetch it before it is needed. A part that cannot be fetched says so where it is drawn. */
  fetch: () => Promise<void>;
}

/**
 * A part of the application that is fetched when it is needed. React.lazy alone shows its fallback even for what is here already,
 * and keeps every fallback for 300 ms: too long for a first paint and for a change of page.
 */
export function part<P extends object>(load: Load<P>): Part<P> {
  let here: ComponentType<P> | null = null;
  const fetched = async () => {
    const module = await load();
    here = module.default;
    return module;
  };
  const Later = lazy(fetched) as unknown as ComponentType<P>;
  const Drawn = (props: P) => {
    // For as long as it is mounted it stays what it began as: another type would lose its state.
    const [Type] = useState<ComponentType<P>>(() => here ?? Later);
    return createElement(Type, props);
  };
  Drawn.fetch = () => fetched().then(
    () => undefined,
    () => undefined,
  );
  return Drawn;
}
