import { Menu } from '@mantine/core';
import { AlertTriangle, ChevronDown, Ellipsis, Redo2, Search, Undo2, X } from 'lucide-react';
import type { RefObject } from 'react';
import { Link } from 'wouter';

import { redoLast, undoLast, useUndo } from '../api/undo';
import { openDialog } from '../app/dialogs';
import { printKeys } from '../app/hotkeys';
import { path } from '../app/routes';
import { useT } from '../app/i18n';
import { FLOAT_COLUMNS } from '../gantt/floats';
import type { Zoom } from '../gantt/layout';
import type { Baseline } from '../gantt/types';
import { IconButton, Tip } from '../ui/bits';
import type { PlanFilter, Show } from './filter';
import type { PlanView } from './usePlanView';

const ICON = { size: 16, strokeWidth: 1.5 } as const;
const ZOOMS: Zoom[] = ['day', 'week', 'month', 'quarter'];
const SHOWS: Show[] = ['critical', 'late', 'milestones'];

export interface ToolbarProps { view: PlanView; find: RefObject<HTMLInputElement | null>; onSetBaseline: () => void }

export function Toolbar({ view, find, onSetBaseline }: ToolbarProps) {
  const t = useT();
  return (
    <div className="pl-tb" role="toolbar" aria-label={t('plan.keys.group')}>
      <FilterField filter={view.filter} onChange={view.setFilter} find={find} />
      <ShowSwitch filter={view.filter} onChange={view.setFilter} />
      <Problems view={view} />
      <span className="sp" />
      <Compare view={view} onSetBaseline={onSetBaseline} />
      <div className="seg desk" role="group" aria-label={t('plan.zoom')}>
        {ZOOMS.map((zoom) => (
          <button type="button" key={zoom} aria-pressed={view.zoom === zoom} onClick={() => view.setZoom(zoom)}>{t(`plan.zoom.${zoom}`)}</button>
        ))}
      </div>
      <span className="vr desk" />
      <UndoButtons />
      <MoreMenu view={view} />
      {view.can('schedule.import') && (
        <Tip label={t('plan.import.hint')}>
          <button type="button" className="bt desk" onClick={() => openDialog({ kind: 'import', project: view.code })}>{t('plan.import')}</button>
        </Tip>
      )}
      {view.canEdit && (
        <Tip label={t('plan.new.hint')} keys="C">
          <button type="button" className="bt p pl-new" onClick={view.newTask} data-testid="new-task">{t('plan.new')} <span className="key desk">C</span></button>
        </Tip>
      )}
    </div>
  );
}

function FilterField({ filter, onChange, find }: { filter: PlanFilter; onChange: (f: PlanFilter) => void; find: ToolbarProps['find'] }) {
  const t = useT();
  return (
    <label className="pl-find">
      <Search size={14} strokeWidth={1.5} aria-hidden="true" />
      <input
        ref={find} value={filter.text} placeholder={t('plan.filter.placeholder')} aria-label={t('plan.filter')}
        title={`${t('plan.filter')} ${printKeys('mod+f')}`}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        onKeyDown={(event) => { if (event.key === 'Escape') onChange({ ...filter, text: '' }); }}
      />
      {filter.text && (
        <button type="button" aria-label={t('plan.filter.clear')} onClick={() => onChange({ ...filter, text: '' })}><X size={14} strokeWidth={1.5} /></button>
      )}
    </label>
  );
}

function ShowSwitch({ filter, onChange }: { filter: PlanFilter; onChange: (f: PlanFilter) => void }) {
  const t = useT();
  return (
    <div className="pl-show" role="group" aria-label={t('plan.filter')}>
      {SHOWS.map((show) => (
        <button
          type="button" key={show} className={`chipb ${show === 'milestones' ? 'desk' : ''}`} aria-pressed={filter.show === show}
          title={show === 'milestones' ? undefined : t(`plan.filter.${show}Hint`)}
          onClick={() => onChange({ ...filter, show: filter.show === show ? null : show })}
        >
          {t(`plan.filter.${show}`)}{filter.show === show && <X size={12} strokeWidth={1.5} aria-hidden="true" />}
        </button>
      ))}
    </div>
  );
}

function Problems({ view }: { view: PlanView }) {
  const t = useT();
  const { problems } = view.store.model;
  if (problems.length === 0) return null;
  const isError = problems.some((p) => p.level === 'error');
  return (
    <Menu position="bottom-start" width={420}>
      <Menu.Target>
        <button type="button" className={`bt q ${isError ? 'red' : 'amb'}`} data-testid="problems">
          <AlertTriangle {...ICON} size={14} aria-hidden="true" /><span className="desk">{t('plan.problems', { n: problems.length })}</span><span className="phone">{problems.length}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className="pl-problems">
        <Menu.Label>{t('plan.problems.title')}</Menu.Label>
        {problems.slice(0, 100).map((problem, i) => (
          <Menu.Item key={i} onClick={() => problem.task_id !== null && view.show(problem.task_id)}>
            <span className={problem.level === 'error' ? 'red' : 'amb'}>{problem.text}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function baselineName(baseline: Baseline, t: ReturnType<typeof useT>): string {
  return baseline.name ? t('plan.compare.named', { n: baseline.number, name: baseline.name }) : t('plan.compare.baseline', { n: baseline.number });
}

function Compare({ view, onSetBaseline }: { view: PlanView; onSetBaseline: () => void }) {
  const t = useT();
  const { baselines } = view.store.model;
  const current = baselines.find((b) => b.current);
  const label = !current ? t('plan.compare.none') : view.showBaseline ? baselineName(current, t) : t('plan.compare.off');
  const older = baselines.filter((b) => !b.current);
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <button type="button" className="pl-chip desk"><span>{t('plan.compare')}</span><b className="el">{label}</b><ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" /></button>
      </Menu.Target>
      <Menu.Dropdown>
        {current && <Menu.Item onClick={() => view.setShowBaseline(true)} rightSection={view.showBaseline ? '✓' : null}>{baselineName(current, t)}</Menu.Item>}
        {current && <Menu.Item onClick={() => view.setShowBaseline(false)} rightSection={view.showBaseline ? null : '✓'}>{t('plan.compare.off')}</Menu.Item>}
        {older.length > 0 && <Menu.Label>{t('plan.compare.others')}</Menu.Label>}
        {older.map((b) => (
          <Menu.Item key={b.id} disabled={!view.can('schedule.baseline')} onClick={() => view.chooseBaseline(b.id)} rightSection={<span className="mut s12">{b.created_at.slice(0, 10)}</span>}>
            {baselineName(b, t)}
          </Menu.Item>
        ))}
        {view.can('schedule.baseline') && <Menu.Divider />}
        {view.can('schedule.baseline') && <Menu.Item onClick={onSetBaseline}>{t('plan.compare.set')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function UndoButtons() {
  const t = useT();
  const { undo, redo, isBusy } = useUndo();
  return (
    <>
      <IconButton label={undo ? t('plan.undo.what', { what: undo.label }) : t('plan.undo')} keys={printKeys('mod+z')} onClick={() => void undoLast()} disabled={!undo || isBusy} data-testid="undo">
        <Undo2 {...ICON} />
      </IconButton>
      <IconButton label={redo ? t('plan.redo.what', { what: redo.label }) : t('plan.redo')} keys={printKeys('mod+shift+z')} onClick={() => void redoLast()} disabled={!redo || isBusy} data-testid="redo" className="ib desk">
        <Redo2 {...ICON} />
      </IconButton>
    </>
  );
}

function MoreMenu({ view }: { view: PlanView }) {
  const t = useT();
  const { settings } = view;
  const check = (on: boolean) => (on ? '✓' : null);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className="ib" aria-label={t('plan.more')} title={t('plan.more')}><Ellipsis {...ICON} /></button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection={<span className="row">{check(view.paths.trace !== null)}<span className="kbd desk">P</span></span>} onClick={view.paths.toggle} disabled={view.cursor === null && !view.paths.trace}>{t('plan.path')}</Menu.Item>
        <Menu.Item className="desk" rightSection={check(settings.showForecast ?? false)} onClick={view.toggleForecast}>{t('plan.forecast.show')}</Menu.Item>
        <Menu.Item component={Link} href={path.analysis(view.code)}>{t('nav.analysis')}</Menu.Item>
        <Menu.Divider className="desk" />
        <Menu.Label className="desk">{t('plan.more.columns')}</Menu.Label>
        <Menu.Item className="desk" closeMenuOnClick={false} rightSection={check(settings.choice.showPredecessors)} onClick={view.togglePredecessors}>{t('plan.more.predecessors')}</Menu.Item>
        {FLOAT_COLUMNS.map((key) => (
          <Menu.Item key={key} className="desk" closeMenuOnClick={false} rightSection={check((settings.choice.extra ?? []).includes(key))} onClick={() => view.toggleColumn(key)} title={t(`gantt.column.${key}.hint`)}>{t(`plan.more.${key}`)}</Menu.Item>
        ))}
        <Menu.Divider className="desk" />
        <Menu.Item onClick={() => view.collapseAll(false)}>{t('plan.more.expand')}</Menu.Item>
        <Menu.Item onClick={() => view.collapseAll(true)}>{t('plan.more.collapse')}</Menu.Item>
        <Menu.Divider className="desk" />
        <Menu.Item className="desk" rightSection={<span className="kbd">T</span>} onClick={() => view.engine?.camera.scrollToToday()}>{t('plan.goToday')}</Menu.Item>
        <Menu.Item className="desk" rightSection={check(settings.isComfortable)} onClick={view.toggleDensity}>{t('plan.more.comfortable')}</Menu.Item>
        <Menu.Item className="desk" onClick={view.resetColumns}>{t('plan.more.resetColumns')}</Menu.Item>
        {view.can('record.export') && (
          <>
            <Menu.Divider />
            {(['mspdi', 'xer', 'json'] as const).map((format) => (
              <Menu.Item key={format} component="a" href={`/api/projects/${encodeURIComponent(view.code)}/plan/export?format=${format}`} download>{t(`plan.export.${format}`)}</Menu.Item>
            ))}
          </>
        )}
        {view.can('schedule.import') && <Menu.Item className="phone" onClick={() => openDialog({ kind: 'import', project: view.code })}>{t('plan.import')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
