/** Addresses of the pages. Every page is a plain GET address the server answers with the shell. */
export const path = {
  myWork: '/my-work',
  inbox: '/inbox',
  approvals: '/approvals',
  approvalSheet: (id: number) => `/approvals/${id}/print`,
  projects: '/projects',
  calendars: '/calendars',
  me: '/me',
  admin: (tab?: string) => (tab ? `/admin/${tab}` : '/admin'),
  calendar: (id: number) => `/calendars/${id}`,
  settings: (code: string, tab?: string) => `/p/${encodeURIComponent(code)}/settings${tab ? `/${tab}` : ''}`,
  project: (code: string) => `/p/${encodeURIComponent(code)}`,
  plan: (code: string, query: { task?: number | null; show?: 'critical' | 'late' | 'milestones' } = {}) => {
    const search = new URLSearchParams();
    if (query.task) search.set('task', String(query.task));
    if (query.show) search.set('show', query.show);
    const text = search.toString();
    return `/p/${encodeURIComponent(code)}/plan${text ? `?${text}` : ''}`;
  },
  analysis: (code: string, part?: string, query = '') =>
    `/p/${encodeURIComponent(code)}/analysis${part ? `/${part}` : ''}${query ? `?${query}` : ''}`,
  /** List of an entity in a project; without a project over everything the user sees. */
  records: (project: string | null, entity: string, query = '') =>
    `${project ? `/p/${encodeURIComponent(project)}` : ''}/r/${entity}${query ? `?${query}` : ''}`,
  record: (project: string | null, entity: string, id: number) =>
    `${project ? `/p/${encodeURIComponent(project)}` : ''}/r/${entity}/${id}`,
};
