/** What a list shows, as it stands in the address: `?view=&saved=&f=&f=&sort=&group=&sub=&q=&cols=&board=&date=&peek=`. */
import type { EntityMeta, FieldType, FilterOp, SavedView, ViewConfig, ViewKind } from './types';

export interface Filter {
  field: string;
  op: FilterOp;
  /** One for comparisons, two for `between`, any number for `in`, none for `empty`, `me`, `true`. */
  values: string[];
}

export interface QueryState {
  view: ViewKind;
  /** Saved view that the state was begun from. */
  saved: number | null;
  filters: Filter[];
  /** `-score,code`; empty for the entity's own order. */
  sort: string;
  /** Field, for dates with its step: `level`, `due:month`. */
  group: string;
  sub: string;
  q: string;
  /** Columns in order; empty for the entity's own. */
  cols: string[];
  board: string;
  date: string;
  peek: number | null;
}

export const NO_STATE: QueryState = {
  view: 'table',
  saved: null,
  filters: [],
  sort: '',
  group: '',
  sub: '',
  q: '',
  cols: [],
  board: '',
  date: '',
  peek: null,
};

const VIEWS: ViewKind[] = ['table', 'board', 'calendar', 'matrix'];
/** Keys that make a state differ from its saved view. */
const STATE_KEYS = ['view', 'f', 'sort', 'group', 'sub', 'q', 'cols', 'board', 'date'];
/** A comma inside one of these values is part of the value. */
const WHOLE: FilterOp[] = ['contains', 'is', 'not'];

export function parseFilter(text: string): Filter | null {
  const [, field, op, rest] = /^([^:]+):([^:]+)(?::(.*))?$/s.exec(text) ?? [];
  if (!field) {
    // `owner:me` and `owner:empty` have no third part; a lone name is no filter.
    return null;
  }
  const values = rest === undefined || rest === '' ? [] : WHOLE.includes(op as FilterOp) ? [rest] : rest.split(',');
  return { field, op: op as FilterOp, values };
}

export function printFilter({ field, op, values }: Filter): string {
  return values.length ? `${field}:${op}:${values.join(',')}` : `${field}:${op}`;
}

const list = (text: string | null | undefined) => (text ? text.split(',').filter(Boolean) : []);
const idOf = (text: string | null) => (text && /^\d+$/.test(text) ? Number(text) : null);

export function stateOfConfig(config: ViewConfig): QueryState {
  return {
    ...NO_STATE,
    view: config.kind,
    filters: (config.filters ?? []).map(parseFilter).filter((filter) => filter !== null),
    sort: config.sort ?? '',
    group: config.group ?? '',
    sub: config.sub ?? '',
    q: config.q ?? '',
    cols: config.columns ?? [],
    board: config.board ?? '',
    date: config.date ?? '',
  };
}

/** A saved view as it is; null is the list without wishes. */
export const stateOfView = (view: SavedView | null): QueryState =>
  view ? { ...stateOfConfig(view.config), saved: view.id } : NO_STATE;

export function configOfState(state: QueryState, widths?: Record<string, number>): ViewConfig {
  const config: ViewConfig = { kind: state.view };
  if (state.cols.length) config.columns = state.cols;
  if (widths && Object.keys(widths).length) config.widths = widths;
  if (state.filters.length) config.filters = state.filters.map(printFilter);
  for (const key of ['sort', 'group', 'sub', 'q', 'board', 'date'] as const) if (state[key]) config[key] = state[key];
  return config;
}

/** `saved` alone means the saved view as it is; with anything beside it, the address says everything itself. */
export function readState(search: string, views: SavedView[] = []): QueryState {
  const params = new URLSearchParams(search);
  const saved = idOf(params.get('saved'));
  const peek = idOf(params.get('peek'));
  const view = views.find((other) => other.id === saved);
  if (view && !STATE_KEYS.some((key) => params.has(key))) return { ...stateOfConfig(view.config), saved, peek };
  const kind = params.get('view') as ViewKind;
  return {
    view: VIEWS.includes(kind) ? kind : 'table',
    saved,
    filters: params.getAll('f').map(parseFilter).filter((filter) => filter !== null),
    sort: params.get('sort') ?? '',
    group: params.get('group') ?? '',
    sub: params.get('sub') ?? '',
    q: params.get('q') ?? '',
    cols: list(params.get('cols')),
    board: params.get('board') ?? '',
    date: params.get('date') ?? '',
    peek,
  };
}

/** The part of a state that a saved view holds, as one comparable text. */
export function fingerprint(state: QueryState): string {
  return JSON.stringify(configOfState(state));
}

export function isChanged(state: QueryState, view: SavedView | undefined): boolean {
  return view !== undefined && fingerprint(state) !== fingerprint(stateOfConfig(view.config));
}

/** Query text without «?»; a state that equals its saved view is `saved` alone. */
export function writeState(state: QueryState, views: SavedView[] = []): string {
  const params = new URLSearchParams();
  const view = views.find((other) => other.id === state.saved);
  if (state.saved !== null) params.set('saved', String(state.saved));
  if (!view || isChanged(state, view)) {
    // Beside `saved` the kind is always written: it tells a state that lost all its filters from the untouched view.
    if (state.view !== 'table' || view) params.set('view', state.view);
    state.filters.forEach((filter) => params.append('f', printFilter(filter)));
    for (const key of ['sort', 'group', 'sub', 'q', 'board', 'date'] as const) if (state[key]) params.set(key, state[key]);
    if (state.cols.length) params.set('cols', state.cols.join(','));
  }
  if (state.peek !== null) params.set('peek', String(state.peek));
  // Colons and commas are legal in a query and far easier to read plain.
  return params.toString().replace(/%3A/g, ':').replace(/%2C/g, ',');
}

/** Which rows, in which order: what list, groups, board, calendar, matrix and export ask the server with. */
export function listParams(state: QueryState, project: string | null): URLSearchParams {
  const params = new URLSearchParams();
  if (project) params.set('project', project);
  state.filters.forEach((filter) => params.append('f', printFilter(filter)));
  for (const key of ['q', 'sort', 'group', 'sub'] as const) if (state[key]) params.set(key, state[key]);
  return params;
}

/** Types that boards make columns of and bulk verbs set, whether or not the table shows them. */
const WORKED_WITH: FieldType[] = ['state', 'choice', 'person', 'date'];
const ON_BOARDS: FieldType[] = ['reference', 'party'];

/**
 * What a list asks of each row: the columns, and what its keys, verbs and other views need. Long texts, stamps and the figures of
 * the detail page stay on the server. In the order of the entity: moving or hiding a column asks nothing anew.
 */
export function fieldsAsked(entity: EntityMeta, state: QueryState): string {
  const { workflow, matrix } = entity;
  const named = new Set<string | null | undefined>([
    ...[entity.title_field, entity.code_field, entity.status_field, workflow?.field, matrix?.x, matrix?.y, state.board, state.date],
    ...[...entity.list, ...state.cols, ...entity.board, ...entity.date_fields],
    ...[state.group, state.sub].map((text) => parseGroup(text).field),
    ...(workflow?.transitions ?? []).flatMap((step) => step.requires),
  ]);
  const types = state.view === 'board' ? [...WORKED_WITH, ...ON_BOARDS] : WORKED_WITH;
  const asked = entity.fields.filter((field) => named.has(field.name) || field.key || types.includes(field.type));
  return asked.map((field) => field.name).join(',');
}

export interface SortKey {
  field: string;
  isDown: boolean;
}

export const parseSort = (text: string): SortKey[] =>
  list(text).map((part) => (part.startsWith('-') ? { field: part.slice(1), isDown: true } : { field: part, isDown: false }));

export const printSort = (sort: SortKey[]): string => sort.map(({ field, isDown }) => (isDown ? '-' : '') + field).join(',');

/** A click on a head: up, down, the entity's own order again; `add` keeps the other keys. */
export function turnSort(text: string, field: string, add: boolean): string {
  const sort = parseSort(text);
  const old = sort.find((part) => part.field === field);
  const next = !old ? { field, isDown: false } : old.isDown ? null : { field, isDown: true };
  if (!add) return next ? printSort([next]) : '';
  const others = sort.filter((part) => part.field !== field);
  if (!next) return printSort(others);
  return printSort(old ? sort.map((part) => (part.field === field ? next : part)) : [...sort, next]);
}

/** `due:month` is the field `due` by month. */
export function parseGroup(text: string): { field: string; step: string | null } {
  const [field, step] = text.split(':');
  return { field, step: step ?? null };
}

/** Columns to draw: those of the address that exist, else the entity's own. */
export function columnsOf(entity: EntityMeta, state: QueryState): string[] {
  const known = new Set(entity.fields.map((field) => field.name));
  const chosen = state.cols.filter((name) => known.has(name));
  return chosen.length ? chosen : entity.list.filter((name) => known.has(name));
}
