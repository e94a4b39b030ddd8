import '@svar-ui/react-gantt/style.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Gantt, Willow } from '@svar-ui/react-gantt';
import { offer, paintedWhen, painted, plan, scrollRows } from './common.js';

const box = document.getElementById('box');
const source = plan();
const date = (minutes) => new Date(minutes * 60000 + new Date().getTimezoneOffset() * 60000);
const { tasks: t, links: l } = source;
let tasks = t.id.map((id, i) => ({
  id, text: t.name[i], parent: t.parent[i] ?? 0, open: t.kind[i] === 2, type: ['task', 'milestone', 'summary'][t.kind[i]], start: date(t.start[i]), end: date(t.finish[i]),
  duration: Math.max(1, Math.round((t.finish[i] - t.start[i]) / 1440)), progress: t.progress[i] * 100,
}));
let links = l.id.map((id, k) => ({ id, source: l.from[k], target: l.to[k], type: ['e2s', 's2s', 'e2e', 's2e'][l.type[k]] }));
const scales = [{ unit: 'month', step: 1, format: '%Y-%m' }, { unit: 'week', step: 1, format: '%d' }];
let api;
const scroller = () => box.querySelector('.wx-gantt') ?? [...box.querySelectorAll('*')].find((e) => e.scrollHeight > e.clientHeight + 1000 && getComputedStyle(e).overflowY !== 'visible');
const bars = () => [...box.querySelectorAll('.wx-bar[data-id], .wx-bar')];
const text = () => bars().map((bar) => bar.getAttribute('data-id') ?? bar.textContent).join();

offer({
  async first() {
    const start = performance.now();
    createRoot(box).render(createElement(Willow, null, createElement('div', { style: { height: '100vh', width: '100vw' } },
      createElement(Gantt, { tasks, links, scales, cellHeight: 28, cellWidth: 54, init: (ready) => { api = ready; } }))));
    const end = await paintedWhen(() => bars().length > 5);
    tasks = links = null;
    return end - start;
  },
  scroll: (step, frames) => scrollRows(scroller(), step, frames, text),
  async bar() {
    scroller().scrollTop = 0;
    for (let i = 0; i < 30; i++) await painted();
    const chart = box.querySelector('.wx-chart').getBoundingClientRect();
    const inside = ({ x, y, width }) => width > 24 && x > chart.x + 20 && x + width < chart.right - 140 && y > chart.y + 80 && y < chart.bottom - 60;
    const r = bars().filter((b) => b.classList.contains('wx-task')).map((b) => b.getBoundingClientRect()).find(inside);
    return { x: r.x, y: r.y, width: r.width, height: r.height };
  },
  state: () => JSON.stringify(t.id.slice(0, 40).map((id) => api?.getTask?.(id)?.start)),
});
