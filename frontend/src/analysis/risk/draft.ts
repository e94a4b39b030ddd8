/** The settings of a run while they are being written: texts, so that half a number may stand in a field. */
import type { Driver, RunRequest, SimulationSetup } from '../types';

export interface DriverDraft {
  key: number;
  id: number | null;
  name: string;
  probability: string;
  low: string;
  mode: string;
  high: string;
  tasks: number[];
  from_risk: Driver['from_risk'];
  parallel: boolean;
  isProposed: boolean;
  isOver: boolean;
  /** Counts in the next run. A proposal of the register waits to be taken in. */
  isOn: boolean;
}

export interface Draft {
  targets: number[];
  iterations: string;
  seed: string;
  spreadLow: string;
  spreadHigh: string;
  correlation: string;
  drivers: DriverDraft[];
}

let serial = 0;
const text = (value: number) => String(Math.round(value * 1e4) / 1e4);

export const draftDriver = (driver?: Driver): DriverDraft => ({
  key: ++serial,
  id: driver?.id ?? null,
  name: driver?.name ?? '',
  probability: text((driver?.probability ?? 0.5) * 100),
  low: text((driver?.low ?? 1) * 100),
  mode: text((driver?.mode ?? 1.1) * 100),
  high: text((driver?.high ?? 1.3) * 100),
  tasks: driver?.tasks ?? [],
  from_risk: driver?.from_risk ?? null,
  parallel: driver?.parallel ?? false,
  isProposed: driver?.is_proposed ?? false,
  isOver: driver?.is_over ?? false,
  isOn: !driver?.is_proposed && !driver?.is_over,
});

export const draftOf = (setup: SimulationSetup): Draft => ({
  targets: setup.targets.filter((target) => target.is_default).map((target) => target.id),
  iterations: text(setup.defaults.iterations),
  seed: text(setup.defaults.seed),
  spreadLow: text(setup.defaults.spread_low),
  spreadHigh: text(setup.defaults.spread_high),
  correlation: text(setup.defaults.correlation),
  drivers: setup.drivers.map(draftDriver),
});

const numberOf = (typed: string): number | null => {
  const plain = typed.trim().replace(/[%,，\s]/g, '').replace('−', '-');
  const value = Number(plain);
  return plain === '' || !Number.isFinite(value) ? null : value;
};

/** Keys of the fields that cannot stand, each with the message that says what to write. */
export type Faults = Record<string, string>;

const within = (low: number, high: number, isWhole = false) => (typed: string) => {
  const value = numberOf(typed);
  return value !== null && value >= low && value <= high && (!isWhole || Number.isInteger(value));
};

export const MOST_ITERATIONS = 100_000;

export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {};
  const need = (key: string, ok: boolean, message: string) => {
    if (!ok) faults[key] = message;
  };
  need('targets', draft.targets.length > 0, 'analysis.fault.targets');
  need('iterations', within(100, MOST_ITERATIONS, true)(draft.iterations), 'analysis.fault.iterations');
  need('seed', within(0, 2 ** 31 - 1, true)(draft.seed), 'analysis.fault.seed');
  need('spreadLow', within(0, 99)(draft.spreadLow), 'analysis.fault.spreadLow');
  need('spreadHigh', within(0, 500)(draft.spreadHigh), 'analysis.fault.spreadHigh');
  need('correlation', within(0, 0.95)(draft.correlation), 'analysis.fault.correlation');
  for (const driver of draft.drivers.filter((one) => one.isOn)) {
    const [low, mode, high] = [driver.low, driver.mode, driver.high].map(numberOf);
    const isOrdered = low !== null && mode !== null && high !== null && low > 0 && low <= mode && mode <= high;
    need(`${driver.key}.name`, driver.name.trim() !== '', 'analysis.fault.driverName');
    need(`${driver.key}.probability`, within(0, 100)(driver.probability), 'analysis.fault.probability');
    need(`${driver.key}.range`, isOrdered, 'analysis.fault.range');
    need(`${driver.key}.tasks`, driver.tasks.length > 0, 'analysis.fault.driverTasks');
  }
  return faults;
}

/** The drivers that count, as they are sent. */
export const driversOf = (draft: Draft): Driver[] =>
  draft.drivers
    .filter((driver) => driver.isOn)
    .map((driver) => ({
      id: driver.id,
      name: driver.name.trim(),
      probability: (numberOf(driver.probability) ?? 0) / 100,
      low: (numberOf(driver.low) ?? 100) / 100,
      mode: (numberOf(driver.mode) ?? 100) / 100,
      high: (numberOf(driver.high) ?? 100) / 100,
      tasks: driver.tasks,
      from_risk: driver.from_risk,
      parallel: driver.parallel,
    }));

/** The request that a draft without faults stands for; what is looked at comes first, the tornado speaks of it. */
export const requestOf = (draft: Draft, focus: number | null): RunRequest => ({
  targets: [...draft.targets].sort((a, b) => Number(b === focus) - Number(a === focus)),
  iterations: numberOf(draft.iterations) ?? 0,
  seed: numberOf(draft.seed) ?? 0,
  spread_low: numberOf(draft.spreadLow) ?? 0,
  spread_high: numberOf(draft.spreadHigh) ?? 0,
  correlation: numberOf(draft.correlation) ?? 0,
  drivers: driversOf(draft),
});
