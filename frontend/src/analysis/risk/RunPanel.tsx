import { Plus, Trash2, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';

import { useT } from '../../app/i18n';
import { path } from '../../app/routes';
import { IconButton } from '../../ui/bits';
import { Field } from '../../ui/Field';
import type { SimulationSetup } from '../types';
import { useDays } from '../words';
import { draftDriver, type Draft, type DriverDraft, type Faults } from './draft';
import { TaskPicker } from './TaskPicker';

interface PanelProps {
  code: string;
  setup: SimulationSetup;
  draft: Draft;
  faults: Faults;
  onChange: (draft: Draft) => void;
  onClose: () => void;
  /** Keep the drivers; absent where there is nothing to keep or no right to. */
  onSave?: () => void;
  /** Name of the driver to begin with. */
  focus: string | null;
}

type Plain = 'iterations' | 'seed' | 'spreadLow' | 'spreadHigh' | 'correlation';

/** What the next run is made of. Nothing here changes the plan. */
export function RunPanel({ code, setup, draft, faults, onChange, onClose, onSave, focus }: PanelProps) {
  const t = useT();
  const put = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const field = (key: Plain, hint?: string) => (
    <Field id={`an-${key}`} label={t(`analysis.risk.${key}`)} hint={hint} error={faults[key] ? t(faults[key]) : null}>
      <input
        id={`an-${key}`} className="field num" inputMode="decimal" autoComplete="off" value={draft[key]} aria-invalid={faults[key] ? true : undefined}
        onChange={(event) => put({ [key]: event.target.value })}
      />
    </Field>
  );
  return (
    <aside className="an-panel" aria-label={t('analysis.risk.settings')} data-testid="run-panel" onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) onClose(); }}>
      <div className="an-ph">
        <h2 className="b">{t('analysis.risk.settings')}</h2>
        <span className="sp" />
        <IconButton label={t('action.close')} keys="Esc" onClick={onClose}><X size={16} strokeWidth={1.5} /></IconButton>
      </div>
      <div className="an-pb form">
        <Targets setup={setup} chosen={draft.targets} fault={faults.targets} onChange={(targets) => put({ targets })} />
        <div className="an-pair">{field('iterations')}{field('seed')}</div>
        <p className="mut s12 prose">{t('analysis.risk.estimated', { n: setup.estimated, all: setup.tasks })}</p>
        <div className="an-pair">{field('spreadLow')}{field('spreadHigh')}</div>
        {field('correlation', t('analysis.risk.correlationHint'))}
        <Drivers {...{ code, drivers: draft.drivers, faults, focus }} onChange={(drivers) => put({ drivers })} onSave={onSave} />
      </div>
    </aside>
  );
}

function Targets({ setup, chosen, fault, onChange }: { setup: SimulationSetup; chosen: number[]; fault?: string; onChange: (ids: number[]) => void }) {
  const t = useT();
  const { finish } = useDays();
  return (
    <fieldset className="an-set">
      <legend>{t('analysis.risk.targets')}</legend>
      <div className="an-targets">
        {setup.targets.map((target) => (
          <label key={target.id} className="an-check">
            <input
              type="checkbox" checked={chosen.includes(target.id)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, target.id] : chosen.filter((id) => id !== target.id))}
            />
            <span className="el" title={target.name}>{target.code && <span className="mut s12">{target.code} </span>}{target.name}</span>
            <span className="sp" />
            <span className="mut s12 nw">{finish(target.finish)}</span>
          </label>
        ))}
      </div>
      {fault && <p className="red s12" role="alert">{t(fault)}</p>}
    </fieldset>
  );
}

interface DriversProps {
  code: string;
  drivers: DriverDraft[];
  faults: Faults;
  focus: string | null;
  onChange: (drivers: DriverDraft[]) => void;
  onSave?: () => void;
}

function Drivers({ code, drivers, faults, focus, onChange, onSave }: DriversProps) {
  const t = useT();
  const put = (key: number, change: Partial<DriverDraft>) => onChange(drivers.map((driver) => (driver.key === key ? { ...driver, ...change } : driver)));
  return (
    <section>
      <div className="an-h">
        <h3 className="b">{t('analysis.risk.drivers')}</h3>
        <span className="mut s12">{drivers.length}</span>
        <span className="sp" />
        <button type="button" className="bt q" onClick={() => onChange([...drivers, draftDriver()])}>
          <Plus size={14} strokeWidth={1.5} aria-hidden="true" />{t('analysis.risk.addDriver')}
        </button>
      </div>
      <p className="mut s12 prose">{t('analysis.risk.driversHint')}</p>
      {drivers.map((driver) => (
        <DriverForm
          key={driver.key} {...{ code, driver, faults }} isFirst={driver.name !== '' && driver.name === focus}
          onChange={(change) => put(driver.key, change)} onDrop={() => onChange(drivers.filter((other) => other !== driver))}
        />
      ))}
      {onSave && <button type="button" className="bt" onClick={onSave} data-testid="save-drivers">{t('analysis.risk.saveDrivers')}</button>}
    </section>
  );
}

interface DriverProps {
  code: string;
  driver: DriverDraft;
  faults: Faults;
  isFirst: boolean;
  onChange: (change: Partial<DriverDraft>) => void;
  onDrop: () => void;
}

function DriverForm({ code, driver, faults, isFirst, onChange, onDrop }: DriverProps) {
  const t = useT();
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => { if (isFirst) name.current?.focus(); }, [isFirst]);
  const fault = (key: string) => faults[`${driver.key}.${key}`];
  const small = (key: 'probability' | 'low' | 'mode' | 'high', kind: string) => (
    <label>
      <span className="mut s12">{t(`analysis.risk.driver.${key}`)}</span>
      <input className="field num" inputMode="decimal" value={driver[key]} aria-invalid={fault(kind) ? true : undefined} onChange={(event) => onChange({ [key]: event.target.value })} />
    </label>
  );
  const problems = ['name', 'probability', 'range', 'tasks'].map(fault).filter(Boolean);
  return (
    <div className={`an-driver ${driver.isOn ? '' : 'off'}`} role="group" aria-label={driver.name || t('analysis.risk.newDriver')}>
      <div className="row">
        <input type="checkbox" checked={driver.isOn} onChange={(event) => onChange({ isOn: event.target.checked })} aria-label={t('analysis.risk.driverOn', { name: driver.name })} title={t('analysis.risk.driverOn', { name: driver.name })} />
        <input
          ref={name} className="field" value={driver.name} placeholder={t('analysis.risk.driverName')} aria-label={t('analysis.risk.driverName')}
          aria-invalid={fault('name') ? true : undefined} onChange={(event) => onChange({ name: event.target.value })}
        />
        {driver.from_risk && <Link href={path.record(code, 'risk', driver.from_risk.id)} className="nl s12">{driver.from_risk.code}</Link>}
        <IconButton label={t('analysis.risk.dropDriver', { name: driver.name })} onClick={onDrop}><Trash2 size={16} strokeWidth={1.5} /></IconButton>
      </div>
      {(driver.isProposed || driver.isOver) && <p className="mut s12">{t(driver.isOver ? 'analysis.risk.driverOver' : 'analysis.risk.driverProposed')}</p>}
      <div className="an-four">{small('probability', 'probability')}{small('low', 'range')}{small('mode', 'range')}{small('high', 'range')}</div>
      <label className="an-check s12" title={t('analysis.risk.driver.parallelHint')}>
        <input type="checkbox" checked={driver.parallel} onChange={(event) => onChange({ parallel: event.target.checked })} />
        <span>{t('analysis.risk.driver.parallel')}</span>
      </label>
      <TaskPicker project={code} value={driver.tasks} onChange={(tasks) => onChange({ tasks })} label={t('analysis.risk.driver.tasks')} />
      {problems.map((problem) => <p key={problem} className="red s12" role="alert">{t(problem)}</p>)}
    </div>
  );
}
