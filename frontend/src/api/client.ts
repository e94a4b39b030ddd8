import { getLanguage, t } from '../app/i18n';

/** A refusal of the server (RFC 7807) or of the network (status 0). `detail` is a finished sentence in the user's language. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly field: string | null;
  /** With 409 and 412: the row as it is on the server now. */
  readonly current: unknown;

  constructor(init: { status: number; code: string; detail: string; field?: string | null; current?: unknown }) {
    super(init.detail);
    this.name = 'ApiProblem';
    this.status = init.status;
    this.code = init.code;
    this.detail = init.detail;
    this.field = init.field ?? null;
    this.current = init.current;
  }
}

export interface CallOptions {
  /** Repeating a call with the same key repeats its answer, not its effect. Made when absent. */
  idempotencyKey?: string;
  /** Version that the caller read; the server refuses with 412 when the row has moved on. */
  ifMatch?: number;
  signal?: AbortSignal;
}

/** Version 4 UUID; `crypto.randomUUID` exists only on secure origins, a site server on plain HTTP is none. */
export function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function readCookie(name: string): string | null {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

export function goToLogin(): void {
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`/accounts/login/?next=${next}`);
}

const SENTENCE_BY_STATUS: Record<number, string> = {
  403: 'error.forbidden',
  404: 'error.notFound',
  409: 'error.stale',
  412: 'error.stale',
  413: 'error.tooLarge',
  429: 'error.tooMany',
};

async function toProblem(response: Response): Promise<ApiProblem> {
  const fallback = SENTENCE_BY_STATUS[response.status] ?? 'error.server';
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body: Record<string, unknown> = isJson ? await response.json().catch(() => ({})) : {};
  return new ApiProblem({
    status: response.status,
    code: typeof body.code === 'string' ? body.code : `http_${response.status}`,
    detail: typeof body.detail === 'string' && body.detail ? body.detail : t(fallback),
    field: typeof body.field === 'string' ? body.field : null,
    current: body.current,
  });
}

async function call<T>(method: string, path: string, body: unknown, options: CallOptions): Promise<T> {
  const headers = new Headers({ Accept: 'application/json, application/problem+json' });
  headers.set('Accept-Language', getLanguage());
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers.set('Content-Type', 'application/json');
  if (method !== 'GET') {
    headers.set('X-CSRFToken', readCookie('csrftoken') ?? '');
    headers.set('Idempotency-Key', options.idempotencyKey ?? uuid());
    if (options.ifMatch !== undefined) headers.set('If-Match', `"${options.ifMatch}"`);
  }
  const payload = body === undefined ? undefined : isForm ? body : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: payload, signal: options.signal, credentials: 'same-origin' });
  } catch (reason) {
    if (options.signal?.aborted) throw reason;
    throw new ApiProblem({ status: 0, code: 'offline', detail: t('error.offline') });
  }
  if (response.status === 401) goToLogin();
  if (!response.ok) throw await toProblem(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string, options: CallOptions = {}) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options: CallOptions = {}) => call<T>('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options: CallOptions = {}) => call<T>('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options: CallOptions = {}) => call<T>('PATCH', path, body, options),
  delete: <T>(path: string, body?: unknown, options: CallOptions = {}) => call<T>('DELETE', path, body, options),
};

/** The sentence to show for anything thrown. */
export function sentenceOf(problem: unknown): string {
  return problem instanceof ApiProblem ? problem.detail : t('error.unexpected');
}
