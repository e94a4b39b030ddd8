/** What a drag in progress shows: the preview of dates, a progress being set, a link being drawn. */
import type { PreviewResult } from './network';
import type { LinkDraft } from './scene';

export interface ProgressDrag { row: number; value: number }
const NONE_ROWS: ReadonlySet<number> = new Set();

export class DragState {
  preview: PreviewResult | null = null;
  critical: ReadonlySet<number> = NONE_ROWS;
  progress: ProgressDrag | null = null;
  draft: LinkDraft | null = null;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  setPreview(result: PreviewResult | null): void {
    this.preview = result;
    this.critical = new Set(result?.turnCritical ?? []);
    this.changed();
  }

  setProgress(drag: ProgressDrag | null): void {
    this.progress = drag;
    this.changed();
  }

  setDraft(draft: LinkDraft | null): void {
    this.draft = draft;
    this.changed();
  }

  clear(): void {
    this.preview = null;
    this.critical = NONE_ROWS;
    this.progress = null;
    this.draft = null;
    this.changed();
  }
}
