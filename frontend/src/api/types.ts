/** Shapes of the HTTP contract. Instants of the plan are local minutes: whole minutes since 1970-01-01 00:00 on the project's wall clock. */

export type Language = 'zh-CN' | 'en';
export type ThemeChoice = 'light' | 'dark' | 'system';
export type Density = 'compact' | 'comfortable';

/** A date as the server may give it: local minutes, or an ISO date or date-time. */
export type When = number | string | null | undefined;

export interface SessionUser {
  id: number;
  username: string;
  name: string;
  initial: string;
  title: string;
  language: Language;
  is_admin: boolean;
  organisation: string | null;
}

export interface SessionProject {
  code: string;
  name: string;
  programme: string | { code: string; name: string } | null;
  /** Modules that the project has switched off, with the names of their entities. */
  off?: string[];
}

export interface Session {
  user: SessionUser;
  business_today: string;
  business_today_frozen: boolean;
  version: string;
  build: string;
  languages: Language[];
  verbs: string[];
  projects: SessionProject[];
  demo: boolean;
  theme: ThemeChoice;
  density: Density;
}

export interface ProjectRow {
  id: number;
  code: string;
  name: string;
  programme: { code: string; name: string } | null;
  stage: string;
  customer: string | null;
  manager: { id: number; name: string } | null;
  start: When;
  finish: When;
  baseline_finish: When;
  data_date: When;
  progress: number;
  tasks: number;
  critical: number;
  late: number;
  milestone_next: { name: string; finish: When } | null;
  can: string[];
}

export interface Milestone {
  id: number;
  code: string;
  name: string;
  finish: When;
  baseline_finish: When;
  deadline: When;
  total_float: number | null;
  critical: boolean | 0 | 1;
  progress: number;
}

export interface Section {
  id: number;
  code: string;
  name: string;
  start: When;
  finish: When;
  baseline_finish: When;
  progress: number;
  tasks: number;
  /** Open critical leaf tasks. */
  critical: number;
}

export interface Attention {
  kind: string;
  /** Name of the task, and what is the matter with it as a sentence. */
  name: string;
  text: string;
  task_id: number | null;
  code: string;
}

export interface HistoryLine {
  log_id: number;
  at: string;
  actor: string;
  text: string;
  undone: boolean;
}

export interface ProjectHome extends ProjectRow {
  description: string;
  minutes_per_day?: number;
  parties: { id: number; code: string; name: string; kind: string }[];
  people: { id: number; name: string; title: string; party: string | null }[];
  milestones: Milestone[];
  sections: Section[];
  attention: Attention[];
  history: HistoryLine[];
  baselines: { id: number; name: string; number: number; created_at: string }[];
}

/** Minutes of the day, [from, to), in order. */
export type Interval = [number, number];

export interface CalendarException {
  first: string;
  last: string;
  intervals: Interval[];
  name: string;
  source: 'official' | 'manual';
  provisional: boolean;
}

export interface CalendarRow {
  id: number;
  name: string;
  version: number;
  project?: string | null;
  used_by?: number;
}

export interface CalendarDetail extends CalendarRow {
  week: Interval[][];
  exceptions: CalendarException[];
  /** Verbs of the reader on this calendar, `calendar.edit`. */
  can: string[];
  /** After a change: tasks that the new calendar moved. */
  moved?: number;
}

/** A pasted holiday notice as the server understood it, and what taking it would change. */
export interface NoticePreview {
  year: number | null;
  items: { name: string; rest: string[]; work: string[]; line: number }[];
  problems: { level: 'error' | 'warning' | 'info'; line: number; text: string }[];
  added: number;
  replaced: number;
  /** Days that were set by hand and stay as they are. */
  kept: string[];
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  name: string;
  label: string;
  state: JobState;
  progress: number;
  message: string;
  result?: unknown;
  error?: string | null;
}

export interface ImportPreview {
  token: string;
  file_name: string;
  format: string;
  summary: Record<string, number>;
  lines: { level: 'info' | 'warning' | 'error'; line: number | null; uid: number | string | null; text: string }[];
  lines_left_out?: number;
  blocked: boolean;
  project_name?: string;
  three_way?: ThreeWayPreview | null;
}

export type MergeSide = 'ours' | 'theirs';

export interface MergeRow {
  key: string;
  table: string;
  kind: 'added' | 'removed' | 'changed';
  outcome: 'conflict' | 'taken' | 'kept';
  code: string;
  name: string;
  /** Working days by which the new file's side moves the finish. */
  effect_days: number | null;
  fields: { field: string; label: string; base: string; ours: string; theirs: string }[];
}

/** A new file beside our edits and the file imported last. Moments are local. */
export interface ThreeWayPreview {
  base: { name: string; at: string };
  finish_now: string | null;
  finish: string | null;
  moved_days: number | null;
  finish_theirs: string | null;
  theirs_days: number | null;
  counts: { conflict: number; taken: number; kept: number };
  rows: MergeRow[];
  rows_left_out: number;
}

export interface MyWorkItem {
  task_id: number;
  project: { code: string; name: string };
  wbs: string;
  name: string;
  start: When;
  finish: When;
  total_float: number | null;
  critical: boolean | 0 | 1;
  progress: number;
  version: number;
  deadline: When;
  waiting_for: { code: string; name: string; owner: string | null }[];
  minutes_per_day?: number;
}

export type MyWorkGroupKey = 'late' | 'today' | 'week' | 'later' | 'done';

export interface MyWork {
  today: When;
  groups: { key: MyWorkGroupKey; items: MyWorkItem[] }[];
  counts: Partial<Record<MyWorkGroupKey, number>>;
}

export interface SearchItem {
  /** `project`, `task`, `person`, or the name of an entity. */
  kind: string;
  id: number;
  code: string;
  name: string;
  hint: string;
  url: string;
}

/** Server-sent events of GET /live; `resync` is local: the stream was lost for good and everything may be stale. */
export interface LiveEvents {
  hello: { build: string };
  'plan.changed': { project: string; revision: number; log_id: number | null; actor: string };
  'project.changed': { project: string };
  'calendar.changed': { calendar?: number };
  'job.progress': { job_id: string | number; state: JobState; progress: number; message: string };
  'access.changed': Record<string, never>;
  'record.changed': { entity: string; project: string | null; log_id: number | null };
  'view.changed': { entity: string; project: string | null };
  /** Fields, workflow or the whole declaration of an entity. */
  'configuration.changed': { entity: string };
  /** For this person alone: named in a comment, or a watched record was changed. */
  'user.mentioned': PersonalNews;
  'user.watched': PersonalNews;
  'approval.changed': { entity: string; record_id: number; approval: number; project: string };
  'user.told': { user_id: number; kind: string };
  resync: Record<string, never>;
}

export interface PersonalNews {
  actor: string;
  entity: string;
  record_id: number;
  name: { zh: string; en: string };
  url: string;
}
