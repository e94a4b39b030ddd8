// Believable data for developing the front end without the server. Dates come from a simple forward spread over section windows,
// not from a scheduling engine: never compare them with computed plans.

export const TODAY = '2026-07-15';
const DAY = 1440;
export const day = (iso) => Date.parse(`${iso}T00:00Z`) / 86_400_000;
export const iso = (d) => new Date(d * 86_400_000).toISOString().slice(0, 10);

const REST = [
  ['2026-01-01', '2026-01-03', '元旦'], ['2026-02-15', '2026-02-23', '春节'], ['2026-04-04', '2026-04-06', '清明节'], ['2026-05-01', '2026-05-05', '劳动节'],
  ['2026-06-19', '2026-06-21', '端午节'], ['2026-09-25', '2026-09-27', '中秋节'], ['2026-10-01', '2026-10-07', '国庆节'],
  ['2027-01-01', '2027-01-03', '元旦', true], ['2027-02-05', '2027-02-12', '春节', true],
];
const WORK = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];
const HOURS = [[480, 720], [780, 1020]];
export const week = [0, 1, 2, 3, 4, 5, 6].map((d) => (d < 5 ? HOURS : []));
export const exceptions = [
  ...REST.map(([first, last, name, provisional]) => ({ first, last, intervals: [], name, source: 'official', provisional: !!provisional })),
  ...WORK.map((first) => ({ first, last: first, intervals: HOURS, name: '调休上班', source: 'official', provisional: false })),
];
const rest = new Set(REST.flatMap(([a, b]) => Array.from({ length: day(b) - day(a) + 1 }, (_, i) => day(a) + i)));
const makeup = new Set(WORK.map(day));
const isWork = (d) => makeup.has(d) || (!rest.has(d) && (d + 3) % 7 < 5);
const next = (d) => { let at = d; while (!isWork(at)) at += 1; return at; };
const addWork = (d, n) => { let at = next(d); for (let i = 1; i < n; i += 1) at = next(at + 1); return at; };

export const people = [
  ['何志诚', '信息科主任', 'HOSP'], ['张旭', '信息科工程师', 'HOSP'], ['李倩', '信息科工程师', 'HOSP'], ['唐静', '门诊部', 'HOSP'], ['沈若兰', '分管副院长', 'HOSP'], ['邱莹', '医保办', 'HOSP'],
  ['程远', '项目总监', 'HC'], ['苏予', '项目经理', 'HC'], ['陆川', '集成架构师', 'HC'], ['江帆', '接口工程师', 'HC'], ['丁宁', '接口工程师', 'HC'], ['方圆', '接口工程师', 'HC'], ['夏至', '数据迁移', 'HC'], ['梅雨', '测试经理', 'HC'], ['石磊', '测试', 'HC'], ['雷鸣', '安全', 'HC'], ['祁月', '商务', 'HC'], ['段飞', '现场主管', 'HC'],
  ['卫东', '项目经理', 'V1'], ['姚磊', '项目经理', 'V2'], ['钟山', '项目经理', 'V3'], ['温良', '项目经理', 'V4'], ['孟凯', '项目经理', 'V5'], ['章平', '项目经理', 'V6'],
].map(([name, title, party], i) => ({ id: 100 + i, name, title, party }));
export const parties = [
  ['HOSP', '江州市第一人民医院', 'customer'], ['HC', '华澄信息', 'integrator'], ['V1', '瑞康软件', 'vendor'], ['V2', '智检科技', 'vendor'],
  ['V3', '影联医疗', 'vendor'], ['V4', '文澜医信', 'vendor'], ['V5', '汇付通', 'vendor'], ['V6', '恒账软件', 'vendor'],
].map(([code, name, kind], i) => ({ id: i + 1, code, name, kind }));
const who = (name) => people.find((p) => p.name === name).id;

const SECTIONS = [
  ['启动与管理', '2026-01-12', '2026-03-06', 1, '苏予', '立项与章程 干系人识别 启动会 管理计划 基线评审 指导委员会组建 合同交底 厂商进场 沟通计划 风险首评 质量计划 月度管理'],
  ['需求与接口调研', '2026-02-02', '2026-05-22', 0.97, '陆川', '门诊流程 住院流程 药房流程 收费流程 检验流程 检查流程 病历护理流程 医保政策 财务流程 现网接口盘点 接口清单确认 数据字典调研 S1接口文档评审 S2接口文档评审 S3接口文档评审 非功能需求 需求规格确认 接口冻结G2*'],
  ['基础环境与布线', '2026-02-25', '2026-07-31', 0.88, '段飞', '机房勘察 机柜电源 核心交换 门诊楼布线 住院楼布线 医技楼布线 东院布线 无线AP安装 自助机安装 叫号屏安装 护士站终端 服务器上架 虚拟化 数据库集群 存储备份 负载均衡 网闸与医保专线 安全加固 测试环境 等保差距测评'],
  ['集成平台与主数据', '2026-03-09', '2026-07-24', 0.82, '陆川', '平台部署 高可用配置 服务注册 路由引擎 消息队列 监控告警 日志审计 MPI模型 MPI匹配规则 MPI历史清洗 MPI合并界面 组织人员主数据 收费项目主数据 药品主数据 主数据分发 单点登录 接口模拟器 契约库 对账框架 限流熔断 平台性能测试 平台安全测试'],
  ['核心 HIS', '2026-03-02', '2026-07-31', 0.76, '卫东', '安装配置 基础字典 挂号 分诊 门诊医生站 处方 门诊收费 退费 门诊药房 住院登记 床位 住院医生站 医嘱 护士站 住院收费 出院结算 住院药房 药库 报表 权限 打印票据 接口开发 单元测试 系统测试'],
  ['LIS', '2026-04-13', '2026-07-24', 0.8, '江帆', '安装 字典对照 仪器连接 申请接口（适配2.0） 报告接口 危急值接口 条码 质控 单侧自测 系统测试'],
  ['医保与支付', '2026-05-11', '2026-08-05', 0.61, '丁宁', '专线开通 证书 目录对照 签到 人员信息 门诊结算 住院结算 明细上传 对账 清单 医保局验收 聚合支付接入 退费 三方对账 电子票据 支付安全测试'],
  ['S1 联调、迁移、上线', '2026-07-01', '2026-09-04', 0.18, '苏予', '联调计划 联调环境 HIS–MPI联调 HIS–LIS联调 HIS–医保联调 HIS–支付联调 APP联调 迁移脚本 迁移演练一 迁移演练二 数据核对 性能压测 业务演练 用户培训 UAT 上线评审G6* 切换上线* 初验*'],
  ['PACS', '2026-07-06', '2026-10-16', 0.12, '钟山', '服务器到货* 安装 设备接入 申请接口 报告接口 影像调阅 自测 系统测试'],
  ['EMR 与护理', '2026-06-29', '2026-10-23', 0.15, '温良', '安装 模板 首页 医嘱接口 报告集成 共享文档 移动护理 护理记录 自测 系统测试'],
  ['S2 联调上线', '2026-09-21', '2026-11-23', 0, '陆川', 'PACS联调 EMR联调 护理联调 演练 UAT S2上线*'],
  ['HRP 与数据平台', '2026-09-07', '2026-12-25', 0, '章平', '物资 成本 薪酬 CDC同步 数据模型 指标 上报 S3联调'],
  ['推广与测评', '2026-11-30', '2027-02-05', 0, '苏予', '东院推广 互联互通测评 等保测评 终验*'],
  ['移交与收尾', '2027-01-11', '2027-02-10', 0, '李倩', '运维移交 上线能力测试 总结报告 移交仪式*'],
];
const BASELINE_SHIFT = [0, 0, 3, 3, 4, 5, 2, 4, 12, 5, 5, 2, 6, 4];
const CRITICAL = new Set(['4.18', '6.4', '8.4', '8.5', '8.12', '8.15', '8.16', '8.17', '8.18', '11.1', '11.5', '11.6', '13.1', '13.4', '14.4']);

export function buildPlan() {
  const keys = ['id', 'parent', 'kind', 'wbs', 'name', 'duration', 'start', 'finish', 'early_start', 'early_finish', 'late_start', 'late_finish', 'total_float', 'free_float', 'critical', 'progress', 'owner', 'calendar', 'constraint', 'constraint_date', 'deadline', 'actual_start', 'actual_finish', 'baseline_start', 'baseline_finish', 'driving', 'driving_reason', 'version'];
  const tasks = Object.fromEntries(keys.map((k) => [k, []]));
  const links = { id: [], from: [], to: [], type: [], lag: [], lag_kind: [], version: [] };
  const push = (row) => keys.forEach((k) => tasks[k].push(row[k] ?? null));
  SECTIONS.forEach(([name, first, last, progress, owner, leaves], s) => {
    const parent = 1000 + s;
    const names = leaves.split(' ');
    const span = day(last) - day(first);
    const shift = BASELINE_SHIFT[s];
    const rows = names.map((raw, i) => {
      const kind = raw.endsWith('*') ? 1 : 0;
      const wbs = `${s + 1}.${i + 1}`;
      const begin = next(day(first) + Math.floor((span * i * 0.86) / names.length));
      const days = kind ? 0 : 3 + ((i * 7 + s * 5) % 11);
      const end = i === names.length - 1 ? next(day(last)) : Math.min(addWork(begin, Math.max(1, days)), next(day(last)));
      const ratio = Math.max(0, Math.min(1, progress * names.length - i));
      const done = end < day(TODAY) && (progress > 0.7 || i / names.length < progress);
      const critical = CRITICAL.has(wbs) ? 1 : 0;
      const float = critical ? 0 : (2 + ((i * 5 + s * 3) % 14)) * 480;
      const start = kind ? end * DAY + 1020 : begin * DAY + 480;
      const finish = end * DAY + 1020;
      return {
        id: 2000 + s * 100 + i, parent, kind, wbs, name: raw.replace('*', '').replace(/([A-Za-z0-9])(?=[\u4e00-\u9fff])/g, '$1 ').replace(/([\u4e00-\u9fff])(?=[A-Z0-9])/g, '$1 '), duration: days * 480, start, finish,
        early_start: start, early_finish: finish, late_start: start + (float / 480) * DAY, late_finish: finish + (float / 480) * DAY,
        total_float: done ? null : float, free_float: 0, critical, progress: done ? 1 : Math.round(ratio * 20) / 20, owner: i % 3 === 0 ? who(owner) : people[6 + ((i + s) % 12)].id,
        constraint: 0, baseline_start: start - shift * DAY, baseline_finish: next(end - shift) * DAY + 1020, driving_reason: 'link', version: 1,
        deadline: wbs === '8.17' ? day('2026-08-24') * DAY + 1020 : null,
      };
    });
    push({
      id: parent, kind: 2, wbs: String(s + 1), name, duration: span * 300, start: Math.min(...rows.map((r) => r.start)), finish: Math.max(...rows.map((r) => r.finish)),
      total_float: 0, free_float: 0, critical: rows.some((r) => r.critical) ? 1 : 0, progress, owner: who(owner), constraint: 0, version: 1,
      baseline_start: Math.min(...rows.map((r) => r.baseline_start)), baseline_finish: Math.max(...rows.map((r) => r.baseline_finish)),
    });
    rows.forEach((row, i) => {
      push(row);
      if (i > 0 && i % 4 !== 0) {
        links.id.push(links.id.length + 1); links.from.push(rows[i - 1].id); links.to.push(row.id);
        ['type', 'lag', 'lag_kind'].forEach((k) => links[k].push(0)); links.version.push(1);
      }
    });
  });
  return { tasks, links };
}

export const rowsOf = (columns) => columns.id.map((_, i) => Object.fromEntries(Object.entries(columns).map(([k, v]) => [k, v[i]])));
export const calendarException = (e) => [day(e.first), day(e.last), e.intervals, e.name];
