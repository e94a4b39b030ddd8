import { useSyncExternalStore } from 'react';

import { t } from '../app/i18n';
import { showProblem, showToast } from '../ui/toasts';
import { api } from './client';

type Turn = 'undo' | 'redo';

/** What the server answers to undo and to redo. */
export interface TurnAnswer {
  log_id: number;
  label: string;
}

/** What the server answers to a command of the plan, to undo and to redo. `delta` is the plan's own affair. */
export interface PlanAnswer extends TurnAnswer {
  revision: number;
  undoable?: boolean;
  delta?: unknown;
}

export interface UndoStep {
  /** Code of the project; '' for what belongs to the organisation. */
  project: string;
  /** Log line that `undo` (or, on the redo side, `redo`) names. */
  logId: number;
  /** Human sentence of what was done. */
  label: string;
  /** Where the step is turned; without it at the plan of its project. */
  urls?: Record<Turn, string>;
  /** Turns a step that no line of the log tells of, such as a line of the inbox that was handled. */
  turn?: (kind: Turn) => Promise<unknown>;
  /** Called with the server's answer after an undo or redo; without it the live events bring the change. */
  onAnswer?: (answer: PlanAnswer) => void;
}

export interface UndoState {
  undo: UndoStep | null;
  redo: UndoStep | null;
  isBusy: boolean;
}

/** For `UndoStep.urls` of everything that is a record: the log line alone says what is turned. */
export const RECORD_UNDO: Record<Turn, string> = { undo: '/api/undo', redo: '/api/redo' };

const DEPTH = 100;
const ownLogs = new Set<number>();
let done: UndoStep[] = [];
let undone: UndoStep[] = [];
let busy = false;
let snapshot: UndoState = { undo: null, redo: null, isBusy: false };
const listeners = new Set<() => void>();

function publish(): void {
  snapshot = { undo: done.at(-1) ?? null, redo: undone.at(-1) ?? null, isBusy: busy };
  listeners.forEach((listener) => listener());
}

/** Whether this page itself wrote that line of the log. */
export const isOwnLog = (logId: number | null) => logId !== null && ownLogs.has(logId);

/** Put a finished step on the stack and offer its undo for six seconds; `quiet` leaves the toast out. */
export function recordUndo(step: UndoStep, options: { quiet?: boolean } = {}): void {
  ownLogs.add(step.logId);
  done = [...done, step].slice(-DEPTH);
  undone = [];
  publish();
  if (!options.quiet) {
    showToast({ text: step.label, action: { label: t('undo.undo'), keys: 'Ctrl Z', run: () => void undoLast() } });
  }
}

/** What is still on its way to the server; the step it will become comes before the steps that are there. */
let underWay: () => Promise<unknown> = () => Promise.resolve();
export function waitBeforeTurning(wait: () => Promise<unknown>): void {
  underWay = wait;
}

async function ask(step: UndoStep, kind: Turn): Promise<PlanAnswer> {
  if (step.turn) {
    await step.turn(kind);
    return { log_id: step.logId, label: step.label, revision: 0 };
  }
  const url = step.urls?.[kind] ?? `/api/projects/${step.project}/plan/${kind}`;
  return api.post<PlanAnswer>(url, { log_id: step.logId });
}

async function turn(kind: Turn): Promise<boolean> {
  if (busy) return false;
  busy = true;
  publish();
  await underWay();
  const step = (kind === 'undo' ? done : undone).at(-1);
  if (!step) {
    busy = false;
    publish();
    return false;
  }
  try {
    const answer = await ask(step, kind);
    const back = { ...step, logId: answer.log_id };
    ownLogs.add(answer.log_id);
    done = kind === 'undo' ? done.filter((other) => other !== step) : [...done, back];
    undone = kind === 'undo' ? [...undone, back] : undone.filter((other) => other !== step);
    step.onAnswer?.(answer);
    const opposite =
      kind === 'undo'
        ? { label: t('undo.redo'), keys: 'Ctrl Shift Z', run: () => void redoLast() }
        : { label: t('undo.undo'), keys: 'Ctrl Z', run: () => void undoLast() };
    showToast({ text: t(kind === 'undo' ? 'undo.undone' : 'undo.redone', { what: step.label }), action: opposite });
    return true;
  } catch (problem) {
    // Someone edited the same row later: the step can never be turned again, the sentence names that edit.
    if (kind === 'undo') done = done.filter((other) => other !== step);
    else undone = undone.filter((other) => other !== step);
    showProblem(problem);
    return false;
  } finally {
    busy = false;
    publish();
  }
}

export const undoLast = () => turn('undo');
export const redoLast = () => turn('redo');

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useUndo(): UndoState {
  return useSyncExternalStore(subscribe, () => snapshot);
}
