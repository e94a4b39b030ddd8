"""The words of the health checks: pairs of Chinese and English. Terms as the examination textbooks use them."""

from __future__ import annotations

Pair = tuple[str, str]

UNITS: dict[str, Pair] = {
    "percent": ("{v} %", "{v} %"),
    "count": ("{v} 个", "{v}"),
    "ratio": ("{v}", "{v}"),
    "days": ("{v} 天", "{v} days"),
}

#: id: (title, formula, sentence)
CHECKS: dict[str, tuple[Pair, Pair, Pair]] = {
    "dcma-01": (
        ("逻辑关系", "Logic"),
        (
            "缺少紧前或紧后的未完成任务 ÷ 未完成任务",
            "unfinished tasks without predecessor or successor ÷ unfinished tasks",
        ),
        (
            "{base} 个未完成任务中有 {count} 个缺少紧前或紧后任务，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks lack a predecessor or successor, {value} (limit {limit}).",
        ),
    ),
    "dcma-02": (
        ("提前量", "Leads"),
        ("带提前量（负滞后）的依赖 ÷ 依赖", "links with a lead (negative lag) ÷ links"),
        (
            "{base} 条依赖中有 {count} 条带提前量，占 {value}（要求 {limit}）。",
            "{count} of {base} links have a lead, {value} (limit {limit}).",
        ),
    ),
    "dcma-03": (
        ("滞后量", "Lags"),
        ("带滞后量的依赖 ÷ 依赖", "links with a lag ÷ links"),
        (
            "{base} 条依赖中有 {count} 条带滞后量，占 {value}（要求 {limit}）。",
            "{count} of {base} links have a lag, {value} (limit {limit}).",
        ),
    ),
    "dcma-04": (
        ("依赖类型", "Relationship types"),
        ("完成–开始依赖 ÷ 依赖", "finish-to-start links ÷ links"),
        (
            "{base} 条依赖中有 {count} 条是完成–开始，占 {value}（要求 {limit}）。",
            "{count} of {base} links are finish-to-start, {value} (limit {limit}).",
        ),
    ),
    "dcma-05": (
        ("硬约束", "Hard constraints"),
        ("带硬约束的未完成任务 ÷ 未完成任务", "unfinished tasks with a hard constraint ÷ unfinished tasks"),
        (
            "{base} 个未完成任务中有 {count} 个带硬约束，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks have a hard constraint, {value} (limit {limit}).",
        ),
    ),
    "dcma-06": (
        ("总时差过大", "High float"),
        (
            "总时差超过 {high_float_days} 个工作日的未完成任务 ÷ 未完成任务",
            "unfinished tasks with over {high_float_days} days of float ÷ unfinished tasks",
        ),
        (
            "{base} 个未完成任务中有 {count} 个总时差过大，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks have too much float, {value} (limit {limit}).",
        ),
    ),
    "dcma-07": (
        ("负时差", "Negative float"),
        ("总时差为负的未完成任务 ÷ 未完成任务", "unfinished tasks with negative float ÷ unfinished tasks"),
        (
            "{base} 个未完成任务中有 {count} 个总时差为负，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks have negative float, {value} (limit {limit}).",
        ),
    ),
    "dcma-08": (
        ("工期过长", "High duration"),
        (
            "工期超过 {long_duration_days} 个工作日的未完成任务 ÷ 未完成任务",
            "unfinished tasks of over {long_duration_days} days ÷ unfinished tasks",
        ),
        (
            "{base} 个未完成任务中有 {count} 个工期过长，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks are too long, {value} (limit {limit}).",
        ),
    ),
    "dcma-09": (
        ("无效日期", "Invalid dates"),
        (
            "预计日期早于状态日期、或实际日期晚于状态日期的任务数",
            "tasks forecast before, or with actual dates after, the status date",
        ),
        (
            "{base} 个任务中有 {value}的日期与状态日期矛盾（要求 {limit}）。",
            "{value} of {base} tasks have dates on the wrong side of the status date (limit {limit}).",
        ),
    ),
    "dcma-10": (
        ("资源", "Resources"),
        (
            "没有资源或成本的任务 ÷ 工期不少于 1 天的未完成任务",
            "tasks without resource or cost ÷ unfinished tasks of a day or more",
        ),
        (
            "{base} 个工期不少于 1 天的未完成任务中有 {count} 个没有资源或成本，占 {value}（要求 {limit}）。",
            "{count} of {base} tasks of a day or more have neither resource nor cost, {value} (limit {limit}).",
        ),
    ),
    "dcma-11": (
        ("未按期任务", "Missed tasks"),
        (
            "完成晚于基线的任务 ÷ 基线要求已完成的任务",
            "tasks finishing after their baseline ÷ tasks due by the baseline",
        ),
        (
            "基线要求已完成的 {base} 个任务中有 {count} 个晚于基线，占 {value}（要求 {limit}）。",
            "{count} of {base} tasks due by the baseline finish later than it, {value} (limit {limit}).",
        ),
    ),
    "dcma-12": (
        ("关键路径测试", "Critical path test"),
        ("｜应推迟天数 − 实际推迟天数｜", "|days due at the end − days that arrived there|"),
        (
            "给一个关键任务加 {added} 天，项目完成推迟 {moved} 天，相差 {value}（要求 {limit}）。",
            "{added} days put into a critical task move the finish by {moved} days, {value} off (limit {limit}).",
        ),
    ),
    "dcma-13": (
        ("关键路径长度指数 CPLI", "Critical path length index (CPLI)"),
        ("（关键路径长度 + 总时差）÷ 关键路径长度", "(critical path length + total float) ÷ critical path length"),
        (
            "关键路径还有 {length} 天，总时差 {float} 天，指数 {value}（要求 {limit}）。",
            "The critical path has {length} days left and {float} days of float, index {value} (limit {limit}).",
        ),
    ),
    "dcma-14": (
        ("基线执行指数 BEI", "Baseline execution index (BEI)"),
        ("已完成任务 ÷ 基线要求已完成的任务", "tasks finished ÷ tasks due by the baseline"),
        (
            "已完成 {done} 个任务，基线要求 {due} 个，指数 {value}（要求 {limit}）。",
            "{done} tasks are finished, the baseline asked for {due}, index {value} (limit {limit}).",
        ),
    ),
    "gao-01": (
        ("涵盖全部活动", "Capturing all activities"),
        ("没有名称、名称重复的任务和空的汇总任务 ÷ 任务", "unnamed or equally named tasks and empty summaries ÷ tasks"),
        (
            "{base} 行中有 {count} 行没有名称、名称重复或为空的汇总任务，占 {value}（要求 {limit}）。",
            "{count} of {base} rows are unnamed, share a name or are empty summaries, {value} (limit {limit}).",
        ),
    ),
    "gao-02": (
        ("活动排序", "Sequencing all activities"),
        (
            "逻辑缺失或悬空的任务及汇总任务上的依赖 ÷ 未完成任务",
            "open or dangling tasks and links on summaries ÷ unfinished tasks",
        ),
        (
            "{base} 个未完成任务，发现 {count} 处逻辑缺失、悬空或汇总任务上的依赖，占 {value}（要求 {limit}）。",
            "{count} open ends, dangling ends or summary links for {base} unfinished tasks, {value} (limit {limit}).",
        ),
    ),
    "gao-03": (
        ("分配资源", "Assigning resources to all activities"),
        ("没有资源的任务 ÷ 工期不少于 1 天的未完成任务", "tasks without resource ÷ unfinished tasks of a day or more"),
        (
            "{base} 个工期不少于 1 天的未完成任务中有 {count} 个没有资源，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks of a day or more have no resource, {value} (limit {limit}).",
        ),
    ),
    "gao-04": (
        ("确定工期", "Establishing durations"),
        (
            "工期过长、或为零却不是里程碑的任务 ÷ 未完成任务",
            "tasks too long, or of no duration but no milestone ÷ unfinished tasks",
        ),
        (
            "{base} 个未完成任务中有 {count} 个工期过长或为零，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks are too long or have no duration, {value} (limit {limit}).",
        ),
    ),
    "gao-05": (
        ("横向与纵向可追溯", "Traceable horizontally and vertically"),
        (
            "延误传不到完工的任务、与下级日期不符的汇总 ÷ 未完成任务",
            "tasks with no way to the end, summaries unlike their parts ÷ tasks",
        ),
        (
            "{base} 个未完成任务，有 {count} 行的延误传不到完工或日期与下级不符，占 {value}（要求 {limit}）。",
            "{count} rows have no way to the end or differ from their parts, {value} of {base} tasks (limit {limit}).",
        ),
    ),
    "gao-06": (
        ("关键路径有效", "Confirming that the critical path is valid"),
        (
            "关键路径上由约束而非逻辑定日期的任务、关键的支持性任务、测试不通过",
            "rows on the path dated by constraints, critical level of effort, failed delay test",
        ),
        (
            "关键路径上有 {all} 个任务，发现 {value}断点（要求 {limit}）。",
            "{value} breaks in a critical path of {all} tasks (limit {limit}).",
        ),
    ),
    "gao-07": (
        ("总时差合理", "Ensuring reasonable total float"),
        (
            "总时差为负或超过 {high_float_days} 个工作日的任务 ÷ 未完成任务",
            "tasks with negative float or over {high_float_days} days of it ÷ unfinished tasks",
        ),
        (
            "{base} 个未完成任务中有 {count} 个总时差为负或过大，占 {value}（要求 {limit}）。",
            "{count} of {base} unfinished tasks have negative or too much float, {value} (limit {limit}).",
        ),
    ),
    "gao-08": (
        ("进度风险分析", "Conducting a schedule risk analysis"),
        ("状态日期 − 最近一次模拟", "status date − last simulation"),
        (
            "最近一次进度风险模拟距状态日期 {value}（要求 {limit}）。",
            "The last schedule risk simulation is {value} older than the status date (limit {limit}).",
        ),
    ),
    "gao-09": (
        ("按实际进展更新", "Updating the schedule with progress and logic"),
        ("日期与状态日期矛盾或未按逻辑开工的任务 ÷ 任务", "tasks with invalid dates or begun out of sequence ÷ tasks"),
        (
            "{base} 个任务中有 {count} 个日期与状态日期矛盾或未按逻辑开工，占 {value}（要求 {limit}）。",
            "{count} of {base} tasks have invalid dates or began out of sequence, {value} (limit {limit}).",
        ),
    ),
    "gao-10": (
        ("维护基线", "Maintaining a baseline schedule"),
        ("不在基线中的任务 ÷ 任务", "tasks that are not in the baseline ÷ tasks"),
        (
            "{base} 个任务中有 {count} 个不在基线中，占 {value}（要求 {limit}）。",
            "{count} of {base} tasks are not in the baseline, {value} (limit {limit}).",
        ),
    ),
}

REASONS: dict[str, Pair] = {
    "nothing_open": ("没有未完成的任务，不作判断。", "There are no unfinished tasks to look at."),
    "no_links": ("没有依赖可供检查；请先建立依赖。", "There are no links to look at; link the tasks first."),
    "no_status_date": ("没有状态日期，无法判断；请设定状态日期。", "There is no status date; set one."),
    "no_baseline": ("没有基线，无法判断；请先保存基线。", "There is no baseline; save one first."),
    "nothing_due": ("按基线，状态日期前没有应完成的任务。", "By the baseline nothing was due by the status date."),
    "no_resource_data": ("没有资源和成本数据，无法判断。", "There are no data on resources or cost."),
    "no_names": ("没有任务名称，无法判断。", "There are no names to look at."),
    "no_target": (
        "没有要求完成日期、期限或基线，总时差没有比较对象。",
        "There is no must-finish date, deadline or baseline to measure float against.",
    ),
    "no_risk_data": ("不知道是否做过进度风险模拟。", "Whether a schedule risk simulation was made is not known."),
    "never_simulated": ("从未做过进度风险模拟；请运行一次。", "No schedule risk simulation was ever made; run one."),
}

OFFENDERS: dict[str, Pair] = {
    "no_predecessor": ("“{name}”没有紧前任务。", "“{name}” has no predecessor."),
    "no_successor": ("“{name}”没有紧后任务。", "“{name}” has no successor."),
    "no_logic": ("“{name}”既没有紧前也没有紧后任务。", "“{name}” has neither predecessor nor successor."),
    "lead": ("“{pred}”→“{name}”的依赖提前 {days} 天。", "The link “{pred}” → “{name}” has a lead of {days} days."),
    "lead_percent": (
        "“{pred}”→“{name}”的依赖提前 {percent} %。",
        "The link “{pred}” → “{name}” has a lead of {percent} %.",
    ),
    "lag": ("“{pred}”→“{name}”的依赖滞后 {days} 天。", "The link “{pred}” → “{name}” has a lag of {days} days."),
    "lag_percent": (
        "“{pred}”→“{name}”的依赖滞后 {percent} %。",
        "The link “{pred}” → “{name}” has a lag of {percent} %.",
    ),
    "link_type": ("“{pred}”→“{name}”是{type}依赖。", "The link “{pred}” → “{name}” is {type}."),
    "constraint": ("“{name}”带约束：{constraint} {date}。", "“{name}” has a constraint: {constraint} {date}."),
    "high_float": ("“{name}”的总时差为 {days} 天。", "“{name}” has {days} days of total float."),
    "negative_float": ("“{name}”的总时差为 {days} 天。", "“{name}” has {days} days of total float."),
    "long": ("“{name}”的工期为 {days} 天。", "“{name}” takes {days} days."),
    "forecast_start": (
        "“{name}”尚未开始，预计开始 {date} 却早于状态日期。",
        "“{name}” has not begun, yet is forecast to start {date}, before the status date.",
    ),
    "forecast_finish": (
        "“{name}”尚未完成，预计完成 {date} 却早于状态日期。",
        "“{name}” is not finished, yet is forecast to finish {date}, before the status date.",
    ),
    "actual_after": (
        "“{name}”的实际日期 {date} 晚于状态日期。",
        "“{name}” has an actual date {date} after the status date.",
    ),
    "no_resource": ("“{name}”没有分配资源。", "“{name}” has no resource."),
    "missed": (
        "“{name}”于 {finish} 完成，比基线 {baseline} 晚 {days} 天。",
        "“{name}” finished {finish}, {days} days after its baseline {baseline}.",
    ),
    "missed_open": (
        "“{name}”预计 {finish} 完成，比基线 {baseline} 晚 {days} 天。",
        "“{name}” is forecast to finish {finish}, {days} days after its baseline {baseline}.",
    ),
    "path_test": (
        "给“{name}”加 {added} 天，应使完工推迟 {expected} 天，实际推迟 {moved} 天。",
        "{added} days put into “{name}” should move the finish by {expected} days; it moved by {moved}.",
    ),
    "due_open": (
        "“{name}”按基线应于 {baseline} 完成，尚未完成。",
        "“{name}” was due {baseline} by the baseline and is not finished.",
    ),
    "unnamed": ("有一个任务没有名称。", "A task has no name."),
    "same_name": ("“{name}”与另一个任务同名。", "“{name}” has the name of another task."),
    "empty_summary": ("汇总任务“{name}”下没有任务。", "Summary “{name}” has no task beneath it."),
    "dangling_start": ("“{name}”的开始没有紧前任务决定。", "No predecessor decides when “{name}” starts."),
    "dangling_finish": ("“{name}”的完成不影响任何紧后任务。", "No successor depends on when “{name}” finishes."),
    "summary_link": ("“{pred}”→“{name}”的依赖连在汇总任务上。", "The link “{pred}” → “{name}” is on a summary."),
    "zero_duration": ("“{name}”工期为零，但不是里程碑。", "“{name}” has no duration but is no milestone."),
    "no_way": ("“{name}”的延误传不到项目完工。", "A delay of “{name}” cannot reach the end of the project."),
    "summary_apart": (
        "汇总任务“{name}”的日期与其下任务（{first} 至 {last}）不符。",
        "Summary “{name}” differs from the tasks beneath it ({first} to {last}).",
    ),
    "path_break": (
        "关键任务“{name}”的日期由{reason}决定，而不是逻辑。",
        "The date of critical “{name}” is set by {reason}, not by logic.",
    ),
    "critical_effort": ("支持性任务“{name}”在关键路径上。", "Level of effort “{name}” is critical."),
    "out_of_sequence": ("“{name}”在“{pred}”完成之前就已开始。", "“{name}” began before “{pred}” had finished."),
    "no_baseline": ("“{name}”不在基线中。", "“{name}” is not in the baseline."),
}

CONSTRAINTS: dict[int, Pair] = {
    2: ("必须开始于", "must start on"),
    3: ("必须完成于", "must finish on"),
    5: ("不得晚于…开始", "start no later than"),
    7: ("不得晚于…完成", "finish no later than"),
    8: ("开始于", "start on"),
    9: ("完成于", "finish on"),
    10: ("强制开始", "mandatory start"),
    11: ("强制完成", "mandatory finish"),
}

LINK_TYPES: dict[int, Pair] = {
    1: ("开始–开始", "start-to-start"),
    2: ("完成–完成", "finish-to-finish"),
    3: ("开始–完成", "start-to-finish"),
}

#: By `Reason`: what sets a date in the place of logic.
PATH_REASONS: dict[int, Pair] = {
    3: ("日期约束", "a date constraint"),
    6: ("手动排程", "manual scheduling"),
    9: ("资源调配延迟", "a levelling delay"),
    13: ("项目外部的日期", "a date from outside the project"),
}
