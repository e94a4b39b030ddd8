/** Wire types of the plan (HTTP contract) and the small interfaces between engine and page. Times are local minutes. */
export type Num = number | null;

export interface TaskColumns {
  id: number[]; parent: Num[]; kind: number[]; wbs: string[]; name: string[]; duration: Num[];
  start: Num[]; finish: Num[]; early_start: Num[]; early_finish: Num[]; late_start: Num[]; late_finish: Num[];
  total_float: Num[]; free_float: Num[]; critical: (number | boolean)[]; progress: number[]; owner: Num[]; calendar: Num[];
  constraint: number[]; constraint_date: Num[]; deadline: Num[]; actual_start: Num[]; actual_finish: Num[];
  baseline_start: Num[]; baseline_finish: Num[]; driving: Num[]; driving_reason: (string | null)[]; version: number[];
}

export interface LinkColumns {
  id: number[]; from: number[]; to: number[]; type: number[]; lag: number[]; lag_kind: number[]; version: number[];
}

export type Interval = [number, number];
/** [first day, last day, intervals (empty: rest), name]; days since 1970-01-01; later entries win. */
export type CalendarException = [number, number, Interval[], string?];
export interface CalendarDef { id: number; name: string; week: Interval[][]; exceptions: CalendarException[] }

export interface Person { id: number; name: string; title?: string | null; party?: string | null }
export interface Baseline { id: number; number: number; name: string; created_at: string; current: boolean }
export interface Problem { level: 'error' | 'warning'; code: string; text: string; task_id: Num }

export interface PlanProject {
  id: number; code: string; name: string; programme?: unknown; revision: number; start: Num; data_date: Num;
  must_finish: Num; calendar_id: number; minutes_per_day: number; time_zone?: string; can: string[]; business_today: Num;
}

export interface PlanBootstrap {
  project: PlanProject; calendars: CalendarDef[]; tasks: TaskColumns; links: LinkColumns; people: Person[];
  baselines: Baseline[]; problems: Problem[];
}

export interface Delta {
  full?: boolean; order?: number[] | null; tasks?: Partial<TaskColumns> & { id: number[] }; removed?: number[];
  links?: LinkColumns; links_removed?: number[]; problems?: Problem[]; finish?: Num; moved?: number;
  baselines?: Baseline[];
}

export interface CommandAnswer {
  revision: number; log_id: number | string; undoable: boolean; label: string; ids?: Record<string, number>; delta: Delta | null;
}

export type TaskSet = Partial<{
  name: string; duration: number; start: Num; finish: Num; progress: number; owner: Num; calendar: Num; constraint: number;
  constraint_date: Num; deadline: Num; actual_start: Num; actual_finish: Num; kind: number;
}>;

export type Command =
  | { op: 'task.create'; temp: string; parent: Num; after: Num; name: string; duration: number; kind: 0 | 1 }
  | { op: 'task.update'; id: number; version: number; set: TaskSet }
  | { op: 'task.move'; ids: number[]; parent: Num; after: Num }
  | { op: 'task.indent' | 'task.outdent' | 'task.delete'; ids: number[] }
  | { op: 'link.create'; from: number; to: number; type: number; lag: number; lag_kind: number }
  | { op: 'link.update'; id: number; version: number; set: { type?: number; lag?: number; lag_kind?: number } }
  | { op: 'link.delete'; ids: number[] }
  | { op: 'task.predecessors' | 'task.resources'; id: number; text: string }
  | { op: 'baseline.set'; name: string }
  | { op: 'baseline.choose'; id: number }
  | { op: 'project.set'; set: Record<string, Num> };

/** Message lookup: key and parameters to a sentence in the user's language. */
export type Translate = (key: string, params?: Record<string, string | number>) => string;

export const FS = 0, SS = 1, FF = 2, SF = 3;
export const LINK_NAMES = ['FS', 'SS', 'FF', 'SF'] as const;
export const KIND_TASK = 0, KIND_MILESTONE = 1, KIND_SUMMARY = 2;
export const LAG_WORKING = 0, LAG_ELAPSED = 1, LAG_PERCENT = 2;
export const ASAP = 0, ALAP = 1, MSO = 2, MFO = 3, SNET = 4, SNLT = 5, FNET = 6, FNLT = 7;
