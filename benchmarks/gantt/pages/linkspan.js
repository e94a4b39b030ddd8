import '../../../frontend/src/app/tokens.css';
import '../../../frontend/src/gantt/gantt.css';
import { Engine } from '../../../frontend/src/gantt/engine';
import { PlanModel } from '../../../frontend/src/gantt/model';
import { applyOptimistic } from '../../../frontend/src/gantt/optimistic';
import { INT_COLUMNS } from '../../../frontend/src/gantt/model';
import { offer, paintedWhen, painted, plan, scrollRows } from './common.js';

const box = document.getElementById('box');
let engine, model, data = plan();

const host = {
  run: async (commands, preview) => { applyOptimistic(model, commands, preview); engine.invalidate(); return {}; },
  onOpen() {}, onCursor() {}, onSelection() {}, onLink() {}, onZoom() {}, onKey: () => false, refuse() {},
};
const options = { t: (key) => key, isChinese: true, canEdit: true, rowHeight: 28, choice: { widths: {}, showPredecessors: false }, treeWidth: 590, saveWidths() {} };
const text = () => [...box.querySelectorAll('.lg-row')].map((row) => row.dataset.task).join();

offer({
  async first() {
    const start = performance.now();
    model = new PlanModel();
    model.load(data);
    engine = new Engine(box, model, host, options);
    const end = await paintedWhen(() => box.querySelectorAll('.lg-row[data-task]').length > 10 && engine.frames > 0);
    data = null;
    return end - start;
  },
  scroll: (step, frames) => scrollRows(box.querySelector('.lg-scroller'), step, frames, text),
  async bar() {
    box.querySelector('.lg-scroller').scrollTop = 0;
    box.querySelector('.lg-root').__gantt.scrollToTask(model.id[1]);
    await painted();
    return box.querySelector('.lg-root').__gantt.barRect(model.id[1]);
  },
  state: () => Array.from(model.c.start.subarray(0, 4000)).join(),
  /** The server's answer in which every row moved: delta applied and painted. */
  async answer() {
    const tasks = { id: model.id.slice(), name: model.name.slice(), progress: Array.from(model.progress) };
    for (const column of INT_COLUMNS) if (column !== 'parent') tasks[column] = Array.from(model.c[column], (v) => (v === -2147483648 ? null : v));
    const start = performance.now();
    const ids = engine.selection.toIds(model);
    model.rollback();
    engine.applied(model.applyDelta({ tasks, order: null, removed: [], links_removed: [] }), ids, false);
    return (await painted()) - start;
  },
});
