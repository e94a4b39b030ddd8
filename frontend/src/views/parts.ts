/** What a list draws only sometimes. */
import { part } from '../app/part';
import type { ViewProps } from '../boards/props';
import type { CreateDialogProps } from '../record/CreateDialog';
import type { PeekProps } from '../record/Peek';
import type { EntityMeta } from '../schema/types';

export const Board = part<ViewProps>(() => import('./Board').then((module) => ({ default: module.Board })));
export const CalendarView = part<ViewProps>(() => import('./CalendarView').then((module) => ({ default: module.CalendarView })));
export const Matrix = part<ViewProps>(() => import('./Matrix').then((module) => ({ default: module.Matrix })));
export const Peek = part<PeekProps>(() => import('../record/Peek').then((module) => ({ default: module.Peek })));
export const CreateDialog = part<CreateDialogProps>(() => import('../record/CreateDialog').then((module) => ({ default: module.CreateDialog })));
export const ImportDialog = part<{ entity: EntityMeta; project: string | null; file?: File; onClose: () => void }>(
  () => import('../transfer/ImportDialog'),
);
