/** Mounts the engine; React never renders a frame of it. */
import { useEffect, useRef } from 'react';

import { Engine, type EngineOptions, type GanttHost } from './engine';
import './gantt.css';
import type { PlanModel } from './model';

export interface GanttProps {
  model: PlanModel;
  host: GanttHost;
  options: EngineOptions;
  onReady: (engine: Engine | null) => void;
}

export function Gantt({ model, host, options, onReady }: GanttProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ options, onReady });
  latest.current = { options, onReady };

  useEffect(() => {
    const engine = new Engine(box.current as HTMLDivElement, model, host, latest.current.options);
    latest.current.onReady(engine);
    return () => {
      latest.current.onReady(null);
      engine.destroy();
    };
  }, [model, host]);

  return <div ref={box} className="lg-mount" data-testid="gantt" />;
}
