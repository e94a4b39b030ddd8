/** Notes over the timeline: the running commentary of a drag, and the tooltip of what the pointer rests on. */
import { Hud, type HudLine } from './hud';

const TIP_DELAY = 400;

export class Notes {
  private readonly hud = new Hud();
  private readonly tip = new Hud();
  private readonly box: () => { left: number; width: number; height: number };
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `box` gives the left edge of the canvas inside `root` and the size of `root`. */
  constructor(root: HTMLElement, box: () => { left: number; width: number; height: number }) {
    this.box = box;
    root.append(this.hud.element, this.tip.element);
  }

  show(lines: HudLine[], x: number, y: number): void {
    const box = this.box();
    this.hud.show(lines, x + box.left, y, box);
  }

  hide(): void {
    this.hud.hide();
  }

  /** Show `lines` once the pointer has rested; a new call or `null` takes the waiting one back. */
  rest(lines: (() => HudLine[]) | null, x: number, y: number): void {
    clearTimeout(this.timer);
    this.tip.hide();
    if (!lines) return;
    this.timer = setTimeout(() => {
      const content = lines(), box = this.box();
      if (content.length > 0) this.tip.show(content, x + box.left, y, box);
    }, TIP_DELAY);
  }

  destroy(): void {
    clearTimeout(this.timer);
  }
}
