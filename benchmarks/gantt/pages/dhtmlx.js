import 'dhtmlx-gantt/codebase/dhtmlxgantt.css';
import { gantt } from 'dhtmlx-gantt';
import { offer, paintedWhen, painted, plan, scrollRows } from './common.js';

const box = document.getElementById('box');
box.style.display = 'block';
const source = plan();
const date = (minutes) => new Date(minutes * 60000 + new Date().getTimezoneOffset() * 60000);
const { tasks: t, links: l } = source;
let data = {
  data: t.id.map((id, i) => ({
    id, text: t.name[i], parent: t.parent[i] ?? 0, open: true, type: ['task', 'milestone', 'project'][t.kind[i]], start_date: date(t.start[i]), end_date: date(t.finish[i]), progress: t.progress[i],
  })),
  links: l.id.map((id, k) => ({ id, source: l.from[k], target: l.to[k], type: String([0, 1, 2, 3][l.type[k]]) })),
};
const text = () => [...box.querySelectorAll('.gantt_row')].map((row) => row.getAttribute('data-task-id')).join();
const firstBar = () => box.querySelector(`.gantt_task_line[data-task-id="${t.id[1]}"]`);

offer({
  async first() {
    const start = performance.now();
    gantt.config.row_height = 28;
    gantt.config.scales = [{ unit: 'month', format: '%Y-%m' }, { unit: 'week', format: '%d' }];
    gantt.config.min_column_width = 54;
    gantt.config.grid_width = 590;
    gantt.init(box);
    gantt.parse(data);
    const end = await paintedWhen(() => box.querySelectorAll('.gantt_row').length > 10 && box.querySelector('.gantt_task_line'));
    data = null;
    return end - start;
  },
  scroll: (step, frames) => scrollRows(box.querySelector('.gantt_ver_scroll'), step, frames, text),
  async bar() {
    gantt.scrollTo(0, 0);
    gantt.showTask(t.id[1]);
    await painted();
    await painted();
    const r = firstBar().getBoundingClientRect();
    return { x: r.x, y: r.y, width: r.width, height: r.height };
  },
  state: () => String(gantt.getTask(t.id[1]).start_date),
});
