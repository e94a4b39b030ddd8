/** The hospital rows of the design's picture, for looking at the page without a server. */
import { emptyTasks, finishPlan, pushTask, random } from '../../gantt/testing/generate';
import { DAY, dayFrom } from '../../gantt/time';
import type { LinkColumns, PlanBootstrap } from '../../gantt/types';

type Row = [code: string, name: string, level: number, days: number, start: string, percent: number, owner: number, base?: [string, string], deadline?: string];

const at = (md: string, minute: number): number => dayFrom(2026, Number(md.slice(0, 2)), Number(md.slice(3))) * DAY + minute;

const ROWS: Row[] = [
  ['4', '集成平台与主数据', 0, 0, '', 0, 1],
  ['4.17', '接口模拟器', 1, 12, '05-20', 100, 1, ['05-20', '06-05']], ['4.18', '契约库', 1, 15, '06-08', 100, 1, ['06-08', '06-26']],
  ['4.19', '对账框架', 1, 21, '06-22', 70, 2, ['06-22', '07-15']],
  ['6', 'LIS', 0, 0, '', 0, 3],
  ['6.4', '申请接口（适配 2.0）', 1, 4, '07-13', 50, 4, ['06-15', '06-26']], ['6.5', '报告接口', 1, 8, '06-24', 100, 4, ['06-24', '07-03']],
  ['6.6', '危急值接口', 1, 9, '07-10', 45, 5, ['07-06', '07-14']],
  ['7', '医保与支付', 0, 0, '', 0, 5],
  ['7.2', '证书', 1, 6, '07-06', 40, 5, ['07-01', '07-08']], ['7.9', '对账', 1, 10, '07-13', 20, 3, ['07-08', '07-21']], ['7.14', '三方对账', 1, 8, '', 0, 3, ['07-22', '07-31']],
  ['8', 'S1 联调、迁移、上线', 0, 0, '', 0, 6],
  ['8.3', 'HIS–MPI 联调', 1, 7, '07-01', 100, 4, ['07-01', '07-08']], ['8.4', 'HIS–LIS 联调', 1, 15, '07-06', 40, 3, ['07-06', '07-15']],
  ['8.5', 'HIS–医保联调', 1, 9, '', 0, 5, ['07-16', '07-28']], ['8.6', 'HIS–支付联调', 1, 7, '', 0, 4, ['07-22', '07-30']],
  ['8.10', '迁移演练二', 1, 5, '', 0, 7, ['07-27', '07-31']], ['8.12', '性能压测', 1, 5, '', 0, 8, ['07-29', '08-04']], ['8.15', 'UAT', 1, 6, '', 0, 9, ['08-10', '08-17']],
  ['8.16', '上线评审 G6', 1, 2, '', 0, 6, ['08-18', '08-19']], ['8.17', '切换上线', 1, 3, '', 0, 1, ['08-20', '08-24'], '08-24'],
  ['8.18', '初验', 1, 5, '', 0, 10, ['08-25', '08-31'], '08-31'], ['8.19', 'S1 完成', 1, 0, '', 0, 6, ['08-31', '08-31']],
];

const LINKS: [string, string, number?][] = [
  ['4.17', '4.18'], ['4.18', '8.4'], ['4.19', '8.6'], ['7.9', '8.6'], ['6.6', '8.5'], ['8.6', '8.12'], ['8.10', '8.15'], ['8.4', '8.5'], ['8.5', '8.12'], ['8.12', '8.15'],
  ['8.15', '8.16'], ['8.16', '8.17'], ['8.17', '8.18'], ['6.4', '8.4', 2], ['7.9', '7.14'], ['8.18', '8.19'], ['8.3', '8.10', 1], ['7.2', '8.5'],
];

export function demoPlan(): PlanBootstrap {
  const tasks = emptyTasks();
  const links: LinkColumns = { id: [], from: [], to: [], type: [], lag: [], lag_kind: [], version: [] };
  const ids = new Map(ROWS.map((row, i) => [row[0], 101 + i]));
  for (const [code, name, level, days, start, percent, owner, base, deadline] of ROWS) {
    pushTask(tasks, {
      id: ids.get(code)!, parent: level ? ids.get(code.split('.')[0])! : null, kind: level === 0 ? 2 : days === 0 ? 1 : 0, wbs: code, name, days, progress: percent / 100, owner,
      baseline: base && [at(base[0], 480), at(base[1], 1020)], deadline: deadline ? at(deadline, 1020) : null, actualStart: start ? at(start, 480) : null,
    });
  }
  for (const [from, to, type] of LINKS) {
    links.id.push(links.id.length + 1); links.from.push(ids.get(from)!); links.to.push(ids.get(to)!); links.type.push(type ?? 0);
    links.lag.push(0); links.lag_kind.push(0); links.version.push(1);
  }
  const i = tasks.id.indexOf(ids.get('8.10')!);
  tasks.constraint[i] = 4;
  tasks.constraint_date[i] = at('07-30', 480);
  const plan = finishPlan(tasks, links, random(1));
  plan.project = { ...plan.project, code: 'JZ1Y', name: '市一医院 HIS 升级' };
  plan.problems = [{ level: 'warning', code: 'deadline', text: '8.17 切换上线晚于期限 08-24。', task_id: ids.get('8.17')! }];
  return plan;
}
