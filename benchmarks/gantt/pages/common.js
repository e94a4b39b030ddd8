/**
 * What the runner asks of every page: `first` (data in memory to first painted rows), `scroll`, `bar` (a rectangle to drag), `fingerprint` (text on
 * screen). Times are milliseconds of performance.now().
 */
import './page.css';
import { generatePlan } from '../../../frontend/src/gantt/testing/generate';

export const size = Number(new URLSearchParams(location.search).get('n') ?? 10000);
export const plan = () => generatePlan(size);

/** Resolves after the frame that follows has been painted. */
export function painted() {
  return new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
}

/** Wait until `isThere()` holds, looking once a frame; then until that is painted. */
export async function paintedWhen(isThere) {
  for (let i = 0; i < 3000; i++) {
    const now = await painted();
    if (isThere()) return now;
  }
  throw new Error('nothing was drawn');
}

/** Scroll `element` down by `step` pixels a frame; returns the number of frames whose rows differ from the frame before. */
export async function scrollRows(element, step, frames, fingerprint) {
  let changed = 0, before = fingerprint();
  for (let i = 0; i < frames; i++) {
    element.scrollTop += step;
    await painted();
    const now = fingerprint();
    if (now !== before) changed++;
    before = now;
  }
  return changed;
}

/** From the release of the button to the paint of the first frame in which the plan itself has changed; −1 where it never does. */
function watchDrop(bench) {
  let before = '';
  window.addEventListener('pointerdown', () => { before = bench.state(); }, { capture: true });
  window.addEventListener('pointerup', () => {
    const start = performance.now();
    window.dropped = (async () => {
      for (let frame = 0; frame < 300; frame++) {
        const end = await painted();
        if (bench.state() !== before) return end - start;
      }
      return -1;
    })();
  }, { capture: true });
}

export function offer(bench) {
  watchDrop(bench);
  window.bench = bench;
}
