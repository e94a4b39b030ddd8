/** Answers of `/api/projects/{code}/analysis/`. Instants are local minutes as in the plan; days are working days unless said. */
import type { When } from '../api/types';

export type Part = 'risk' | 'health' | 'compare' | 'trend' | 'delay' | 'earned';
export const PARTS: Part[] = ['risk', 'health', 'compare', 'trend', 'delay', 'earned'];

/** A probability or a share is a number from 0 to 1. */
export type CurvePoint = [instant: number, probability: number];

export interface Driver {
  id: number | null;
  name: string;
  probability: number;
  low: number;
  mode: number;
  high: number;
  tasks: number[];
  from_risk: { id: number; code: string } | null;
  /** Of several parallel drivers on a task the largest counts, of others the product. */
  parallel?: boolean;
  /** Comes from the risk register and counts only once it is saved or sent. */
  is_proposed?: boolean;
  /** Its risk is closed or has occurred: drives nothing any more. */
  is_over?: boolean;
}

export interface SetupTarget {
  id: number;
  code: string;
  name: string;
  finish: number | null;
  is_default: boolean;
}

/** What pages offer: `run` simulates, keeps snapshots and drivers. */
export interface Allowed {
  can?: string[];
}

export interface SimulationSetup extends Allowed {
  revision: number;
  targets: SetupTarget[];
  /** Tasks with a three-point estimate, of all that are not done. */
  estimated: number;
  tasks: number;
  drivers: Driver[];
  defaults: { iterations: number; seed: number; spread_low: number; spread_high: number; correlation: number };
}

export interface RunRequest {
  targets: number[] | null;
  iterations: number;
  seed: number;
  spread_low: number;
  spread_high: number;
  correlation: number;
  drivers: Driver[] | null;
}

export interface RunTarget {
  id: number;
  code: string;
  name: string;
  deterministic: number;
  probability_deterministic: number;
  deadline: number | null;
  probability_deadline: number | null;
  p: Record<string, number>;
  mean: number;
  contingency_days: number;
  curve: CurvePoint[];
  histogram: CurvePoint[];
}

export interface TornadoRow {
  kind: 'task' | 'driver';
  id: number | null;
  code: string;
  name: string;
  /** How much earlier P80 falls without its uncertainty; unknown for a task that was not tried without. */
  delta_days: number | null;
  criticality: number | null;
  cruciality: number | null;
  sensitivity: number | null;
}

export interface SimulationRun {
  id: number;
  revision: number;
  is_stale: boolean;
  made_at: string;
  made_by: string;
  iterations: number;
  seed: number;
  standard_error_days: number;
  /** The milestone that tornado, merge bias and standard error speak of. */
  focus?: { id: number; code: string; name: string } | null;
  targets: RunTarget[];
  tornado: TornadoRow[];
  merge_bias_days: number | null;
  drivers_days?: { name: string; days: number }[];
}

/** A large simulation runs as a job; its result names the run. */
export type RunAnswer = SimulationRun | { job: { id: number | string; label?: string } };

export interface RunLine {
  id: number;
  revision: number;
  made_at: string;
  made_by: string;
  iterations: number;
  seed: number;
  is_stale?: boolean;
}

export interface Offender {
  task_id: number | null;
  link_id: number | null;
  code: string;
  name: string;
  text: string;
}

export type Verdict = 'pass' | 'fail' | 'unknown';

export interface Check {
  id: string;
  set: 'dcma' | 'gao';
  number: number;
  title: string;
  formula: string;
  /** With its direction: `≤ 5 %`. */
  threshold: string;
  value: number | null;
  unit: 'percent' | 'count' | 'ratio' | 'days';
  verdict: Verdict;
  sentence: string;
  total: number | null;
  count: number | null;
  offenders: Offender[];
}

export interface Health {
  revision: number;
  as_of: When;
  score: { pass: number; fail: number; unknown: number };
  checks: Check[];
}

export interface Snapshot {
  id: number | 'now';
  revision: number;
  made_at: string;
  made_by: string;
  name: string;
  kind: 'daily' | 'manual' | 'baseline' | 'import' | 'now';
  finish: number | null;
  data_date: When;
}

export type Cause = 'logic' | 'duration' | 'progress' | 'calendar' | 'constraint' | 'scope';

export interface CauseRow {
  task_id: number | null;
  code: string;
  name: string;
  text: string;
  days: number;
}

export interface Comparison {
  from: Snapshot;
  to: Snapshot;
  finish_from: number | null;
  finish_to: number | null;
  moved_days: number;
  split: { cause: Cause; days: number; minutes: number; rows: CauseRow[] }[];
  /** `what` is the name of a fact; `text` says the whole change. */
  changes: { task_id: number | null; code: string; name: string; what: string; text?: string; before: string; after: string }[];
  sums: boolean;
}

export interface DelayPart {
  party: string;
  days: number;
  task_id: number | null;
  code: string;
  name: string;
  text: string;
}

export interface DelayReport {
  windows: { from: Snapshot | When; to: Snapshot | When; slip_days: number; parts: DelayPart[]; /** What fell behind beside the critical path, in words. */ concurrent?: string[] }[];
  parties: { party: string; days: number }[];
  total_days: number;
  /** Kept plans between the ends that were passed over. */
  skipped?: number;
}

export interface TrendMilestone {
  id: number;
  code: string;
  name: string;
  baseline: number | null;
  deadline?: number | null;
  reached?: number | null;
  /** Where a straight line through the points meets the report date; null where it does not. */
  forecast?: number | null;
  sentence?: string;
  points: { at: When; finish: number | null }[];
}

export interface Trend {
  can?: string[];
  milestones: TrendMilestone[];
  snapshots: number;
}

export interface Figure {
  id: string;
  title: string;
  value: number | null;
  unit: 'budget' | 'ratio' | 'percent' | 'periods' | 'instant';
  formula: string;
  inputs: { name: string; value: number | string | null }[];
  sentence: string;
  verdict: 'good' | 'watch' | 'bad' | 'none' | 'unknown';
}

export interface EarnedRow {
  task_id: number;
  code: string;
  name: string;
  pv: number;
  ev: number;
  ac: number | null;
  sv: number;
  percent: number;
}

export interface Earned {
  as_of: When;
  unit: string;
  baselines: { id: number; name: string; is_current: boolean }[];
  periods: number[];
  pv: (number | null)[];
  ev: (number | null)[];
  ac: (number | null)[] | null;
  forecast: (number | null)[];
  figures: Figure[];
  /** Work packages, those furthest behind first. */
  rows: EarnedRow[];
  count?: number;
  baseline?: number | null;
  /** Packages without a place in the baseline. */
  missing?: number;
  /** Earlier progress was not kept and is drawn even between the dates that are known. */
  is_reconstructed?: boolean;
}

/** Cause of a date: relaxing it moves the date by so much. */
export interface WhyCause {
  kind: string;
  text: string;
  task_id: number | null;
  link_id: number | null;
  moves_minutes: number;
  moves_days: number;
  remedy: string;
}

export interface FloatPath {
  number: number;
  float: number;
  tasks: number[];
  links: number[];
}
