/**
 * Between the plan's view-model and the server: commands one at a time and optimistically, answers and other people's changes as
 * deltas, refusals as named rollbacks. React reads coarse state through subscribe and snapshot.
 */
import { ApiProblem, api, sentenceOf } from '../api/client';
import { recordUndo, type PlanAnswer } from '../api/undo';
import { formatDuration } from '../gantt/duration';
import type { Engine } from '../gantt/engine';
import { PlanModel, type AppliedChange } from '../gantt/model';
import type { PreviewResult } from '../gantt/network';
import { applyOptimistic } from '../gantt/optimistic';
import { NONE, isoDay } from '../gantt/time';
import type { Command, CommandAnswer, Delta, PlanBootstrap, TaskSet, Translate } from '../gantt/types';
import { showToast } from '../ui/toasts';
import { describeChange, describeCommands, snapshotRows } from './describe';

export interface PlanSnapshot { revision: number; tick: number; isSaving: boolean; isLoaded: boolean }
export interface PlanEvent { project: string; revision: number; log_id: number | null; actor: string }

interface Pending { commands: Command[]; settle: (ids: Record<string, number> | null) => void }

export class PlanStore {
  readonly code: string;
  readonly model = new PlanModel();
  engine: Engine | null = null;
  private readonly t: Translate;
  private snapshot: PlanSnapshot = { revision: 0, tick: 0, isSaving: false, isLoaded: false };
  private readonly listeners = new Set<() => void>();
  private queue: Pending[] = [];
  private isSending = false;
  private readonly ownLogs = new Set<number>();
  private deferred: PlanEvent | null = null;
  private catchingUp: Promise<void> | null = null;

  constructor(code: string, t: Translate) {
    this.code = code;
    this.t = t;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getSnapshot = (): PlanSnapshot => this.snapshot;

  load(plan: PlanBootstrap): void {
    this.model.load(plan);
    this.reapply();
    this.engine?.reload();
    this.publish({ isLoaded: true });
  }

  get canEdit(): boolean {
    return this.model.project?.can.includes('schedule.edit') ?? false;
  }

  private get base(): string {
    return `/api/projects/${encodeURIComponent(this.code)}/plan`;
  }

  // ---- own edits ----

  /** Show at once, send in order, settle with the ids of what was created; null when refused. */
  run = (commands: Command[], preview?: PreviewResult | null): Promise<Record<string, number> | null> =>
    new Promise((settle) => {
      this.queue.push({ commands, settle });
      applyOptimistic(this.model, commands, preview);
      this.engine?.markRefused([]);
      this.engine?.invalidate();
      this.publish({ isSaving: true });
      void this.pump();
    });

  private async pump(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    while (this.queue.length > 0) {
      const pending = this.queue[0];
      try {
        const answer = await api.post<CommandAnswer>(`${this.base}/commands`, { base: this.model.project.revision, commands: pending.commands });
        this.queue.shift();
        await this.accept(answer, true);
        recordUndo(this.undoStep(answer), { quiet: true });
        pending.settle(answer.ids ?? {});
      } catch (problem) {
        this.queue.shift();
        await this.refused(pending, problem);
        pending.settle(null);
      }
    }
    this.isSending = false;
    this.publish({ isSaving: false });
    const { deferred } = this;
    this.deferred = null;
    if (deferred) this.changed(deferred);
  }

  private undoStep(answer: CommandAnswer) {
    return {
      project: this.code, logId: Number(answer.log_id), label: answer.label,
      onAnswer: (turned: PlanAnswer) => void this.accept(turned as unknown as CommandAnswer, false),
    };
  }

  /** An answer that skips a revision hides someone else's change: ask for everything since ours instead. */
  private async accept(answer: CommandAnswer, isOwnQueue: boolean): Promise<void> {
    this.ownLogs.add(Number(answer.log_id));
    const { project } = this.model;
    // Baselines and the project's own dates come without a delta: the whole plan is read again.
    if (!answer.delta) await this.reread();
    else if (answer.revision !== project.revision + 1) await this.catchUp('');
    else this.apply(answer.delta, answer.revision, false);
    if (!isOwnQueue) this.publish({});
  }

  private async refused(pending: Pending, problem: unknown): Promise<void> {
    const { model, t } = this;
    const what = describeCommands(model, pending.commands, t);
    const ids = pending.commands.flatMap((c) => ('id' in c && c.op !== 'link.update' ? [c.id] : 'ids' in c && c.op !== 'link.delete' ? c.ids : []));
    this.rebase(() => undefined);
    if (problem instanceof ApiProblem && problem.status === 409) return this.conflict(pending, problem, what);
    this.engine?.markRefused(ids);
    if (problem instanceof ApiProblem && problem.status === 401) return;
    showToast({ text: t('plan.refused', { what, detail: sentenceOf(problem) }), tone: 'error' });
  }

  /** Someone changed the same row first: show theirs, keep mine one click away. */
  private async conflict(pending: Pending, problem: ApiProblem, what: string): Promise<void> {
    const { model, t } = this;
    await this.catchUp('');
    const [first] = pending.commands;
    if (pending.commands.length !== 1 || first.op !== 'task.update' || model.row(first.id) < 0) {
      showToast({ text: t('plan.refused', { what, detail: problem.detail }), tone: 'error' });
      return;
    }
    this.engine?.flash([model.row(first.id)]);
    const mine = shownSet(model, first.set), theirs = currentSet(model, model.row(first.id), first.set);
    showToast({
      text: t('plan.conflict', { detail: problem.detail, mine, theirs }), tone: 'error',
      action: {
        label: t('plan.conflict.keep'),
        run: () => {
          const row = model.row(first.id);
          if (row >= 0) void this.run([{ ...first, version: model.c.version[row] }]);
        },
      },
    });
  }

  // ---- other people's edits ----

  changed(event: PlanEvent): void {
    if (event.project !== this.code || !this.snapshot.isLoaded || event.revision <= this.model.project.revision) return;
    if (event.log_id !== null && this.ownLogs.has(event.log_id)) return;
    // The answer of an own edit may be the very change this event tells of.
    if (this.isSending) { this.deferred = event; return; }
    void this.catchUp(event.actor).catch(() => undefined);
  }

  /** Read what changed since our revision; with an actor's name, say who changed what. */
  catchUp(actor: string): Promise<void> {
    this.catchingUp ??= this.readChanges(actor).finally(() => { this.catchingUp = null; });
    return this.catchingUp;
  }

  private async readChanges(actor: string): Promise<void> {
    const { model, t } = this;
    const answer = await api.get<{ revision: number; delta: Delta }>(`${this.base}/changes?since=${model.project.revision}`);
    if (answer.delta.full) return this.reread();
    const before = snapshotRows(model, answer.delta.tasks?.id ?? []);
    const change = this.apply(answer.delta, answer.revision, actor !== '');
    if (actor && (change.rows.length > 0 || change.removed > 0)) showToast({ text: describeChange(model, before, change, actor, t) });
  }

  async reread(): Promise<void> {
    const plan = await api.get<PlanBootstrap>(this.base);
    const ids = this.engine?.selection.toIds(this.model);
    this.model.rollback();
    this.load(plan);
    if (ids) this.engine?.selection.fromIds(this.model, ids, 0);
  }

  // ---- model ----

  private apply(delta: Delta, revision: number, isForeign: boolean): AppliedChange {
    if (delta.full) { void this.reread(); return { rows: [], isStructural: true, added: [], removed: 0 }; }
    const { model, engine } = this;
    const ids = engine?.selection.toIds(model) ?? { cursor: null, anchor: null, rows: [] };
    engine?.rememberTop();
    const versions = isForeign ? null : this.versionsBefore(delta);
    const change = this.rebase(() => {
      const applied = model.applyDelta(delta);
      if (versions) this.bumpVersions(versions);
      return applied;
    });
    model.project.revision = revision;
    engine?.applied(change, ids, isForeign);
    this.publish({});
    return change;
  }

  /** Take optimistic writes back, do something to what the server knows, and write them again. */
  private rebase<T>(action: () => T): T {
    this.model.rollback();
    const result = action();
    this.reapply();
    this.engine?.invalidate();
    return result;
  }

  private reapply(): void {
    for (const { commands } of this.queue) applyOptimistic(this.model, commands);
  }

  private versionsBefore(delta: Delta): Map<number, number> {
    const versions = new Map<number, number>();
    for (const id of delta.tasks?.id ?? []) {
      const row = this.model.row(id);
      if (row >= 0) versions.set(id, this.model.c.version[row]);
    }
    return versions;
  }

  /** Own edits that wait were made on rows this own answer has just renewed: they follow the new version. */
  private bumpVersions(before: Map<number, number>): void {
    for (const { commands } of this.queue) {
      for (const command of commands) {
        if (command.op !== 'task.update' || before.get(command.id) !== command.version) continue;
        command.version = this.model.c.version[this.model.row(command.id)];
      }
    }
  }

  private publish(change: Partial<PlanSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change, tick: this.snapshot.tick + 1, revision: this.model.project?.revision ?? 0 };
    this.listeners.forEach((listener) => listener());
  }
}

function textOf(model: PlanModel, key: string, value: number | string | null | undefined): string {
  if (value === null || value === undefined || value === NONE) return '—';
  if (key === 'name') return String(value);
  if (key === 'progress') return Math.round(Number(value) * 100) + '%';
  if (key === 'duration') return formatDuration(Number(value), model.minutesPerDay);
  if (key === 'owner') return model.people.get(Number(value))?.name ?? '—';
  return key === 'constraint' || key === 'calendar' || key === 'kind' ? String(value) : isoDay(Math.floor((Number(value) - 1) / 1440));
}

const shownSet = (model: PlanModel, set: TaskSet): string =>
  Object.entries(set).map(([key, value]) => textOf(model, key, value)).join(' ');

function currentSet(model: PlanModel, row: number, set: TaskSet): string {
  return Object.keys(set).map((key) => {
    const value = key === 'name' ? model.name[row] : key === 'progress' ? model.progress[row] : model.c[key as 'start']?.[row];
    return textOf(model, key, value);
  }).join(' ');
}
