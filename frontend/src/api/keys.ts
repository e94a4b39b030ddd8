/** Query keys. Everything of one project starts with ['project', code], so that one prefix invalidates it. */
export const keys = {
  session: ['session'] as const,
  projects: ['projects'] as const,
  project: (code: string) => ['project', code] as const,
  projectHome: (code: string) => ['project', code, 'home'] as const,
  plan: (code: string) => ['project', code, 'plan'] as const,
  taskHistory: (code: string, task: number) => ['project', code, 'task', task, 'history'] as const,
  taskWhy: (code: string, task: number) => ['project', code, 'task', task, 'why'] as const,
  calendars: ['calendars'] as const,
  calendar: (id: number) => ['calendars', id] as const,
  myWork: ['my-work'] as const,
  job: (id: string) => ['job', id] as const,
  search: (text: string) => ['search', text] as const,
};
