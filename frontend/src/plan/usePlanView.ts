/** State of the plan page that React owns: filter, zoom, panel, cursor; and the engine's host. */
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';

import { useLanguage, useT } from '../app/i18n';
import { newTask } from '../gantt/actions';
import type { Engine, EngineOptions, GanttHost } from '../gantt/engine';
import type { FloatColumn } from '../gantt/floats';
import { ZOOMS, type Zoom } from '../gantt/layout';
import { showToast } from '../ui/toasts';
import { matchRows, readAddress, writeAddress, type PlanFilter, isActive, pressingRow } from './filter';
import { readSettings, writeSettings, type PlanSettings } from './settings';
import type { PlanStore } from './store';
import { useForecast, type ForecastRun } from './useForecast';
import { usePlanPaths, type PlanPaths } from './usePlanPaths';

const CONTEXT_ROWS = 3;

export type PanelTab = 'why' | 'details' | 'history';
export interface PanelState { place: 'dock' | 'peek'; tab: PanelTab }
export interface LinkState { id: number; x: number; y: number }

export interface PlanView {
  code: string; store: PlanStore; engine: Engine | null; host: GanttHost; options: EngineOptions; onReady: (engine: Engine | null) => void;
  filter: PlanFilter; setFilter: (filter: PlanFilter) => void; zoom: Zoom; setZoom: (zoom: Zoom) => void;
  showBaseline: boolean; setShowBaseline: (on: boolean) => void; settings: PlanSettings; togglePredecessors: () => void; toggleColumn: (key: FloatColumn) => void; paths: PlanPaths; forecast: ForecastRun | null | undefined; toggleForecast: () => void; toggleDensity: () => void;
  resetColumns: () => void; collapseAll: (collapse: boolean) => void; chooseBaseline: (id: number) => void; newTask: () => void; show: (id: number) => void; canEdit: boolean;
  can: (verb: string) => boolean; cursor: number | null; selected: number; panel: PanelState | null; setPanel: (panel: PanelState | null) => void;
  link: LinkState | null; setLink: (link: LinkState | null) => void; /** Rows the filter lets through, without the ancestors it brings along. */
  matched: number; tick: number;
}

const rowHeightOf = (settings: PlanSettings): number => (settings.isComfortable ? 36 : 28);

export function usePlanView(store: PlanStore): PlanView {
  const t = useT();
  const language = useLanguage();
  const { tick } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const address = useMemo(() => readAddress(location.search), [store]);
  const [engine, setEngine] = useState<Engine | null>(null);
  const [filter, setFilter] = useState<PlanFilter>({ text: address.text, show: address.show });
  const [zoom, setZoomName] = useState<Zoom>(address.zoom && address.zoom in ZOOMS ? (address.zoom as Zoom) : 'week');
  const [showBaseline, setShowBaseline] = useState(true);
  const [settings, setSettings] = useState(readSettings);
  const [cursor, setCursor] = useState<number | null>(null);
  const [selected, setSelected] = useState(0);
  const [panel, setPanel] = useState<PanelState | null>(null);
  const [link, setLink] = useState<LinkState | null>(null);

  const host = useMemo<GanttHost>(() => ({
    run: store.run,
    onOpen: () => setPanel((now) => now?.tab === 'details' && now.place === 'peek' ? null : { place: 'peek', tab: 'details' }),
    onCursor: setCursor, onSelection: setSelected, onZoom: setZoomName,
    onLink: (id, x, y) => setLink(id < 0 ? null : { id, x, y }),
    onKey: () => false,
    refuse: (text) => showToast({ text, tone: 'error' }),
  }), [store]);

  const change = useCallback((next: PlanSettings) => { setSettings(next); writeSettings(next); }, []);
  const latest = useRef(settings);
  latest.current = settings;
  const options = useMemo<EngineOptions>(() => ({
    t: (key, params) => t(key, params), isChinese: language !== 'en', canEdit: store.canEdit, rowHeight: rowHeightOf(settings), choice: settings.choice,
    treeWidth: settings.treeWidth, saveWidths: (choice, treeWidth) => change({ ...latest.current, choice, treeWidth }),
  }), [t, language, store, settings, change, store.canEdit]);

  const onReady = useCallback((ready: Engine | null) => {
    store.engine = ready;
    if (ready && zoom !== 'week') ready.camera.setZoom(zoom);
    setEngine(ready);
  }, [store]);
  useEffect(() => { engine?.setOptions(options); }, [engine, options]);
  useEffect(() => { if (engine) { engine.showBaseline = showBaseline; engine.requestFrame(); } }, [engine, showBaseline]);
  const matches = useMemo(() => matchRows(store.model, filter), [store, filter, tick]);
  useEffect(() => { engine?.setFilter(matches); }, [engine, matches]);
  useEffect(() => { if (engine) writeAddress(filter, zoom); }, [engine, filter, zoom]);
  useEffect(() => {
    if (engine && address.task && engine.showTask(address.task)) setPanel({ place: 'dock', tab: 'why' });
    else if (engine && !isActive(address)) openAtWork(engine);
  }, [engine, address]);

  const extra = settings.choice.extra ?? [];
  const paths = usePlanPaths({ store, engine, cursor, needsFloats: extra.length > 0, tick });
  const forecast = useForecast(store.code, engine, settings.showForecast ?? false, store.getSnapshot().revision);
  const setZoom = useCallback((next: Zoom) => { engine?.camera.setZoom(next); setZoomName(next); }, [engine]);
  const can = (verb: string): boolean => store.model.project?.can.includes(verb) ?? false;
  return {
    code: store.code, store, engine, host, options, onReady, filter, setFilter, zoom, setZoom, showBaseline, setShowBaseline, settings,
    togglePredecessors: () => change({ ...settings, choice: { ...settings.choice, showPredecessors: !settings.choice.showPredecessors } }),
    toggleColumn: (key) => change({ ...settings, choice: { ...settings.choice, extra: extra.includes(key) ? extra.filter((other) => other !== key) : [...extra, key] } }),
    paths,
    forecast,
    toggleForecast: () => change({ ...settings, showForecast: !settings.showForecast }),
    toggleDensity: () => change({ ...settings, isComfortable: !settings.isComfortable }),
    resetColumns: () => { change({ ...settings, choice: { ...settings.choice, widths: {} }, treeWidth: null }); engine?.setTreeWidth(null, false); },
    collapseAll: (collapse) => engine?.collapseAll(collapse),
    chooseBaseline: (id) => void store.run([{ op: 'baseline.choose', id }]),
    newTask: () => { if (engine) void newTask(engine); },
    show: (id) => { engine?.showTask(id); engine?.focus(); },
    canEdit: store.canEdit, can, cursor, selected, panel, setPanel, link, setLink,
    matched: matches ? matches.reduce((sum, hit) => sum + hit, 0) : store.model.n, tick,
  };
}

/** Scroll a plan of more than a screen to where the work presses, three rows of context above. */
function openAtWork(engine: Engine): void {
  const row = pressingRow(engine.model);
  const position = row < 0 ? -1 : engine.visible.position[row];
  if (position * engine.view.rowHeight > engine.stage.scroller.clientHeight) {
    engine.stage.scroller.scrollTop = (position - CONTEXT_ROWS) * engine.view.rowHeight;
  }
}
