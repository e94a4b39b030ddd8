/** The plan of one project: toolbar, treegrid and timeline, panel, status bar. Lazy chunk. */
import { Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react';

import './i18n';
import './plan.css';
import { api } from '../api/client';
import { useLive } from '../api/live';
import { openDialog } from '../app/dialogs';
import { useHotkeys } from '../app/hotkeys';
import { t as translate, useLanguage, useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import type { PlanBootstrap } from '../gantt/types';
import { EmptyState } from '../ui/bits';
import { Loading } from '../ui/Loading';
import { LoadFailed } from '../ui/LoadFailed';
import { BaselineDialog } from './BaselineDialog';
import { BulkBar } from './BulkBar';
import { NO_FILTER, isActive } from './filter';
import { LinkPopover } from './LinkPopover';
import { Panel } from './Panel';
import { PathBar } from './PathBar';
import { StatusBar } from './StatusBar';
import { PlanStore } from './store';
import { Toolbar } from './Toolbar';
import { usePlanView, type PlanView } from './usePlanView';

// The engine is a chunk of its own; asked for at once, it arrives while the plan is still being read.
const engineChunk = import('../gantt/Gantt');
const Gantt = lazy(() => engineChunk.then((module) => ({ default: module.Gantt })));

/** Reads the plan once; later changes come as deltas, a new language as a fresh reading. */
function usePlan(code: string): { store: PlanStore; isReady: boolean; problem: unknown; retry: () => void } {
  const store = useMemo(() => new PlanStore(code, translate), [code]);
  const language = useLanguage();
  const [isReady, setReady] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    api.get<PlanBootstrap>(`/api/projects/${encodeURIComponent(code)}/plan`, { signal: abort.signal }).then(
      (plan) => { store.load(plan); setProblem(null); setReady(true); },
      (reason) => { if (!abort.signal.aborted) setProblem(reason); },
    );
    return () => abort.abort();
  }, [code, store, language, attempt]);
  useLive('plan.changed', (event) => store.changed(event));
  useLive('resync', () => { if (store.getSnapshot().isLoaded) void store.catchUp(''); });
  useLive('calendar.changed', () => { if (store.getSnapshot().isLoaded) void store.reread(); });
  return { store, isReady, problem, retry: () => setAttempt((n) => n + 1) };
}

export default function PlanPage({ code }: { code: string }) {
  const { store, isReady, problem, retry } = usePlan(code);
  if (problem && !isReady) return <LoadFailed problem={problem} onRetry={retry} />;
  return isReady ? <Plan key={code} store={store} /> : <Loading />;
}

function Plan({ store }: { store: PlanStore }) {
  const t = useT();
  const view = usePlanView(store);
  const isPhone = useNarrow(768);
  const find = useRef<HTMLInputElement>(null);
  const [isSettingBaseline, setSettingBaseline] = useState(false);
  usePlanKeys(view, () => find.current?.select());
  const isEmpty = store.model.n === 0;
  return (
    <div className="pl-page" data-panel={view.panel?.place ?? 'none'}>
      <Toolbar view={view} find={find} onSetBaseline={() => setSettingBaseline(true)} />
      <div className="pl-main">
        <Suspense fallback={<div className="lg-mount" />}>
          <Gantt model={store.model} host={view.host} options={view.options} onReady={view.onReady} />
        </Suspense>
        {isEmpty && <div className="pl-empty"><Empty view={view} /></div>}
        {!isEmpty && view.matched === 0 && isActive(view.filter) && (
          <div className="pl-empty"><EmptyState text={t('plan.filter.none')} action={{ label: t('plan.filter.clear'), run: () => view.setFilter(NO_FILTER) }} /></div>
        )}
        {view.panel?.place === 'peek' && <Panel view={view} panel={view.panel} isPhone={isPhone} />}
        {view.paths.trace && <PathBar view={view} />}
        {view.selected > 1 && !view.paths.trace && view.canEdit && view.engine && <BulkBar engine={view.engine} count={view.selected} />}
      </div>
      {view.panel?.place === 'dock' && <Panel view={view} panel={view.panel} isPhone={isPhone} />}
      <StatusBar view={view} />
      {view.link && <LinkPopover key={view.link.id} store={store} link={view.link} canEdit={view.canEdit} onClose={() => { view.setLink(null); view.engine?.selectLink(-1, 0, 0); view.engine?.focus(); }} />}
      {isSettingBaseline && <BaselineDialog store={store} onClose={() => setSettingBaseline(false)} />}
    </div>
  );
}

function Empty({ view }: { view: PlanView }) {
  const t = useT();
  if (!view.canEdit) return <EmptyState text={t('plan.empty.text')} />;
  return (
    <EmptyState
      text={t('plan.empty.text')} action={{ label: t('plan.empty.first'), run: view.newTask }}
      link={view.can('schedule.import') ? { label: t('plan.empty.import'), run: () => openDialog({ kind: 'import', project: view.code }) } : undefined}
    />
  );
}

/** Keys that work anywhere on the page; the grid's own are in gantt/keyboard.ts and win while it has the focus. */
function usePlanKeys(view: PlanView, find: () => void): void {
  const group = 'plan.keys.group';
  const { engine } = view;
  const why = () => view.setPanel(view.panel?.tab === 'why' ? null : { place: 'dock', tab: 'why' });
  const zoom = (factor: number) => () => engine?.camera.zoomBy(factor);
  useHotkeys([
    { keys: 'c', label: 'plan.new', group, run: view.newTask },
    { keys: 'w', label: 'plan.keys.why', group, run: why },
    { keys: 'p', label: 'plan.path', group, run: view.paths.toggle },
    { keys: 't', label: 'plan.goToday', group, run: () => engine?.camera.scrollToToday() },
    { keys: '+', label: 'plan.zoomIn', group, run: zoom(1.5) },
    { keys: '-', label: 'plan.zoomOut', group, run: zoom(1 / 1.5) },
    { keys: 'mod+f', label: 'plan.keys.find', group, inFields: true, run: find },
    { keys: 'F2', label: 'plan.keys.edit', group, run: () => engine?.focus() },
    { keys: 'Delete', label: 'plan.keys.delete', group, run: () => undefined },
    { keys: 'alt+shift+ArrowRight', label: 'plan.keys.indent', group, run: () => undefined },
    { keys: 'alt+shift+ArrowLeft', label: 'plan.keys.outdent', group, run: () => undefined },
    { keys: 'alt+ArrowUp', label: 'plan.keys.up', group, run: () => undefined },
    { keys: 'alt+ArrowDown', label: 'plan.keys.down', group, run: () => undefined },
    // An open menu takes the key for itself and is still in the page while it closes.
    { keys: 'Escape', run: () => { if (view.paths.trace) view.paths.clear(); else if (view.panel && !document.querySelector('[role="menu"]')) view.setPanel(null); } },
  ]);
}
