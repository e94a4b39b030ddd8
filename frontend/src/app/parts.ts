/** The pages and panels that are fetched apart from the shell, and which of them an address needs. */
import { Board, CalendarView, CreateDialog, Matrix, Peek } from '../views/parts';
import { part, type Part } from './part';

export const PlanPage = part<{ code: string }>(() => import('../plan/PlanPage'));
export const AnalysisPage = part<{ code: string; tab: string | null }>(() => import('../analysis/AnalysisPage'));
export const AdminPage = part<{ tab: string | null }>(() => import('../admin/AdminPage'));
export const MePage = part<object>(() => import('../me/MePage'));
export const InboxPage = part<object>(() => import('../inbox/InboxPage'));
export const ApprovalsPage = part<object>(() => import('../approvals/ApprovalsPage'));
export const ApprovalSheet = part<{ id: number }>(() => import('../approvals/PrintPage'));
export const CalendarsPage = part<{ id: number | null }>(() => import('../pages/Calendars'));
export const SettingsPage = part<{ code: string; tab: string | null }>(() => import('../setup/SettingsPage'));
export const DetailPage = part<{ entity: string; id: number; project: string | null }>(() => import('../record/DetailPage'));
export const RecordsPage = part<{ entity: string; project: string | null }>(() => import('../views/RecordsPage'));

const BY_ADDRESS: [RegExp, Part<never>][] = [
  [/\/r\/\w+\/\d+$/, DetailPage],
  [/\/r\/\w+$/, RecordsPage],
  [/\/plan$/, PlanPage],
  [/^\/p\/[^/]+\/analysis/, AnalysisPage],
  [/^\/p\/[^/]+\/settings/, SettingsPage],
  [/^\/inbox/, InboxPage],
  [/^\/approvals\/\d+\/print$/, ApprovalSheet],
  [/^\/approvals$/, ApprovalsPage],
  [/^\/calendars/, CalendarsPage],
  [/^\/admin/, AdminPage],
  [/^\/me$/, MePage],
];
const VIEWS: Record<string, Part<never>> = { board: Board, calendar: CalendarView, matrix: Matrix };

/** Everything that the first picture of this address is made of. */
export function fetchForAddress({ pathname, search }: Location): Promise<unknown> {
  const asked = new URLSearchParams(search);
  const page = BY_ADDRESS.find(([pattern]) => pattern.test(pathname))?.[1];
  const wanted = [page, VIEWS[asked.get('view') ?? ''], asked.has('peek') ? Peek : undefined];
  return Promise.all(wanted.map((one) => one?.fetch()));
}

/** What is likely to be wanted next, one after the other, when nothing else is going on. */
export async function fetchTheRest(): Promise<void> {
  for (const one of [RecordsPage, Peek, CreateDialog, DetailPage, InboxPage, Board, Matrix, CalendarView, PlanPage, AnalysisPage]) await one.fetch();
}
