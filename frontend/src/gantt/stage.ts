/** The DOM around the canvas: one native scroller with a spacer, and everything else sticky inside it. */
export interface Stage {
  root: HTMLDivElement; scroller: HTMLDivElement; spacer: HTMLDivElement; sticky: HTMLDivElement; split: HTMLDivElement;
  canvas: HTMLCanvasElement; ctx: CanvasRenderingContext2D;
}

export function buildStage(tree: HTMLElement): Stage {
  const make = (className: string, parent?: HTMLElement): HTMLDivElement => {
    const element = document.createElement('div');
    element.className = className;
    parent?.appendChild(element);
    return element;
  };
  const root = make('lg-root');
  const scroller = make('lg-scroller', root);
  const spacer = make('lg-spacer', scroller);
  const sticky = make('lg-sticky', spacer);
  sticky.appendChild(tree);
  const split = make('lg-split', sticky);
  split.setAttribute('role', 'separator');
  split.setAttribute('aria-orientation', 'vertical');
  const canvas = document.createElement('canvas');
  canvas.className = 'lg-canvas';
  canvas.setAttribute('role', 'img');
  // A press must not move the focus away from the treegrid, which takes the keys for both halves.
  canvas.addEventListener('mousedown', (event) => event.preventDefault());
  sticky.appendChild(canvas);
  const ctx = canvas.getContext('2d', { alpha: false });
  if (!ctx) throw new Error('This browser has no 2D canvas');
  return { root, scroller, spacer, sticky, split, canvas, ctx };
}

/** Drag of the line between tree and timeline; the arrow keys do the same. */
export function wireSplit(split: HTMLElement, width: () => number, set: (width: number, isDone: boolean) => void): void {
  split.tabIndex = 0;
  split.addEventListener('pointerdown', (down) => {
    down.preventDefault();
    split.setPointerCapture(down.pointerId);
    const from = width();
    const move = (event: PointerEvent): void => set(from + event.clientX - down.clientX, false);
    split.addEventListener('pointermove', move);
    split.addEventListener('pointerup', () => {
      split.removeEventListener('pointermove', move);
      set(width(), true);
    }, { once: true });
  });
  split.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    set(width() + step, true);
  });
}
