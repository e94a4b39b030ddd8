/** Addresses of the pages. Every page is a plain GET address the server answers with the shell. */
export const path = {
  myWork: '/my-work',
  projects: '/projects',
  calendars: '/calendars',
  calendar: (id: number) => `/calendars/${id}`,
  project: (code: string) => `/p/${encodeURIComponent(code)}`,
  plan: (code: string, query: { task?: number | null; show?: 'critical' | 'late' | 'milestones' } = {}) => {
    const search = new URLSearchParams();
    if (query.task) search.set('task', String(query.task));
    if (query.show) search.set('show', query.show);
    const text = search.toString();
    return `/p/${encodeURIComponent(code)}/plan${text ? `?${text}` : ''}`;
  },
};
