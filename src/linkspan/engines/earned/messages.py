"""Titles, formulae, sentences and reasons of the figures, in Chinese and English.

Chinese terms follow the textbook of the qualification examination for system integration project managers.
"""

from __future__ import annotations

from typing import Literal

from linkspan.engines.calendar import from_minutes
from linkspan.engines.earned.model import EarnedError, Figure

#: id: (Chinese title, English title, formula)
_FIGURES: dict[str, tuple[str, str, str]] = {
    "bac": ("完工预算 BAC", "Budget at completion (BAC)", "BAC = Σ budget"),
    "pv": ("计划价值 PV", "Planned value (PV)", "PV = Σ budget × planned share"),
    "ev": ("挣值 EV", "Earned value (EV)", "EV = Σ budget × earned share"),
    "ac": ("实际成本 AC", "Actual cost (AC)", "AC = Σ cost"),
    "cv": ("成本偏差 CV", "Cost variance (CV)", "CV = EV − AC"),
    "sv": ("进度偏差 SV", "Schedule variance (SV)", "SV = EV − PV"),
    "cpi": ("成本绩效指数 CPI", "Cost performance index (CPI)", "CPI = EV ÷ AC"),
    "spi": ("进度绩效指数 SPI", "Schedule performance index (SPI)", "SPI = EV ÷ PV"),
    "eac": ("完工估算 EAC（典型偏差）", "Estimate at completion, cost efficiency stays", "EAC = BAC ÷ CPI"),
    "eac_plan": ("完工估算 EAC（非典型偏差）", "Estimate at completion, rest as planned", "EAC = AC + (BAC − EV)"),
    "eac_both": (
        "完工估算 EAC（兼顾成本与进度）",
        "Estimate at completion, cost and schedule efficiency stay",
        "EAC = AC + (BAC − EV) ÷ (CPI × SPI)",
    ),
    "etc": ("完工尚需估算 ETC", "Estimate to complete (ETC)", "ETC = EAC − AC"),
    "vac": ("完工偏差 VAC", "Variance at completion (VAC)", "VAC = BAC − EAC"),
    "tcpi_bac": (
        "完工尚需绩效指数 TCPI（按 BAC）",
        "To-complete performance index (to BAC)",
        "TCPI = (BAC − EV) ÷ (BAC − AC)",
    ),
    "tcpi_eac": (
        "完工尚需绩效指数 TCPI（按 EAC）",
        "To-complete performance index (to EAC)",
        "TCPI = (BAC − EV) ÷ (EAC − AC)",
    ),
    "percent_complete": ("完成百分比", "Percent complete", "EV ÷ BAC × 100"),
    "percent_planned": ("计划百分比", "Percent planned", "PV ÷ BAC × 100"),
    "percent_spent": ("支出百分比", "Percent spent", "AC ÷ BAC × 100"),
    "es": ("挣得进度 ES", "Earned schedule (ES)", "ES = N + (EV − PV(N)) ÷ (PV(N+1) − PV(N))"),
    "at": ("实际时间 AT", "Actual time (AT)", "AT"),
    "pd": ("计划工期 PD", "Planned duration (PD)", "PD"),
    "sv_t": ("时间进度偏差 SV(t)", "Schedule variance in time, SV(t)", "SV(t) = ES − AT"),
    "spi_t": ("时间进度绩效指数 SPI(t)", "Schedule performance index in time, SPI(t)", "SPI(t) = ES ÷ AT"),
    "ieac_t": ("预计总工期 IEAC(t)", "Estimated duration at completion, IEAC(t)", "IEAC(t) = PD ÷ SPI(t)"),
    "ieac_t_pf": (
        "预计总工期 IEAC(t)（按绩效系数）",
        "Estimated duration at completion with a performance factor",
        "IEAC(t) = AT + (PD − ES) ÷ PF",
    ),
    "tspi": ("尚需进度绩效指数 TSPI", "To-complete schedule index (TSPI)", "TSPI = (PD − ES) ÷ (PD − AT)"),
    "tspi_ed": (
        "尚需进度绩效指数 TSPI（按估计工期）",
        "To-complete schedule index to the estimated duration",
        "TSPI = (PD − ES) ÷ (ED − AT)",
    ),
    "p_factor": (
        "进度符合度 p",
        "Schedule adherence (p-factor)",
        "p = Σ min(PV(ES), EV) ÷ Σ PV(ES)",
    ),
    "finish_t": ("预计完成日期（按 SPI(t)）", "Forecast finish at the pace SPI(t)", "start + IEAC(t)"),
    "finish_t_pf": ("预计完成日期（按绩效系数）", "Forecast finish with the performance factor", "start + IEAC(t)"),
}

#: id: ((zh, en) where the value is low, on the line, high); one pair where the value has no line to compare with.
_SENTENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "bac": (("全部工作的预算为 {v}。", "All work is budgeted at {v}."),),
    "pv": (("到状态日期，计划应完成 {v} 的工作。", "By the status date, work worth {v} was planned."),),
    "ev": (("到状态日期，已完成工作的预算价值为 {v}。", "By the status date, work worth {v} is done."),),
    "ac": (("到状态日期，实际花费 {v}。", "By the status date, {v} has been spent."),),
    "cv": (
        ("成本超支 {a}。", "Cost is {a} over the budget of the work done."),
        ("成本与已完成工作的预算相同。", "Cost equals the budget of the work done."),
        ("成本节约 {a}。", "Cost is {a} below the budget of the work done."),
    ),
    "sv": (
        ("比计划少完成价值 {a} 的工作。", "Work worth {a} that was planned is not done."),
        ("完成的工作量与计划相同。", "As much work is done as was planned."),
        ("比计划多完成价值 {a} 的工作。", "Work worth {a} more than planned is done."),
    ),
    "cpi": (
        ("每花费 1 个单位，只完成预算价值 {v} 个单位的工作。", "Each unit spent has earned only {v} of budget."),
        ("花费与完成工作的预算相等。", "Each unit spent has earned one unit of budget."),
        ("每花费 1 个单位，完成预算价值 {v} 个单位的工作。", "Each unit spent has earned {v} of budget."),
    ),
    "spi": (
        ("完成的工作量是计划的 {p}。", "{p} of the planned work is done."),
        ("完成的工作量与计划相同。", "As much work is done as was planned."),
        ("完成的工作量是计划的 {p}。", "{p} of the planned work is done."),
    ),
    "eac": (("成本效率不变时，总成本将为 {v}。", "At the present cost efficiency the total will be {v}."),),
    "eac_plan": (("剩余工作按预算完成时，总成本将为 {v}。", "If the rest costs its budget, the total will be {v}."),),
    "eac_both": (
        (
            "成本效率与进度效率都不变时，总成本将为 {v}。",
            "At the present cost and schedule efficiency the total will be {v}.",
        ),
    ),
    "etc": (("完成剩余工作还需 {v}。", "The remaining work will cost {v}."),),
    "vac": (
        ("完工时将超出预算 {a}。", "At completion the budget will be exceeded by {a}."),
        ("完工时将与预算持平。", "At completion the budget will be met."),
        ("完工时将节约 {a}。", "At completion {a} of the budget will be left."),
    ),
    "tcpi_bac": (
        ("剩余工作的成本效率达到 {v} 即可不超预算。", "An efficiency of {v} on the rest is enough to keep the budget."),
        ("剩余工作须按预算的效率完成。", "The rest must be done at budgeted efficiency."),
        ("剩余工作的成本效率须达到 {v} 才能不超预算。", "The rest needs an efficiency of {v} to keep the budget."),
    ),
    "tcpi_eac": (
        ("剩余工作的成本效率为 {v} 即可实现估算。", "An efficiency of {v} on the rest meets the estimate."),
        (
            "剩余工作须按预算的效率完成才能实现估算。",
            "The rest must be done at budgeted efficiency to meet the estimate.",
        ),
        ("剩余工作的成本效率须达到 {v} 才能实现估算。", "The rest needs an efficiency of {v} to meet the estimate."),
    ),
    "percent_complete": (("已完成全部工作的 {v}。", "{v} of all work is done."),),
    "percent_planned": (("按计划应完成全部工作的 {v}。", "{v} of all work was planned by now."),),
    "percent_spent": (("已花费总预算的 {v}。", "{v} of the whole budget is spent."),),
    "es": (("已完成的工作相当于计划的第 {v} {u}。", "The work done equals the plan after {v} {u}."),),
    "at": (("从开始到状态日期已过 {v} {u}。", "{v} {u} have passed since the start."),),
    "pd": (("计划工期为 {v} {u}。", "The planned duration is {v} {u}."),),
    "sv_t": (
        ("落后 {a} {u}。", "{a} {u} behind the plan."),
        ("与计划同步。", "On the plan."),
        ("提前 {a} {u}。", "{a} {u} ahead of the plan."),
    ),
    "spi_t": (
        ("每过 1 {u}只推进计划的 {v} {u}。", "Each {o} moves the work on by only {v} {u} of the plan."),
        ("每过 1 {u}推进计划的 1 {u}。", "Each {o} moves the work on by one {o} of the plan."),
        ("每过 1 {u}推进计划的 {v} {u}。", "Each {o} moves the work on by {v} {u} of the plan."),
    ),
    "ieac_t": (("进度效率不变时，总工期将为 {v} {u}。", "At the present pace the whole will take {v} {u}."),),
    "ieac_t_pf": (
        (
            "剩余工作按所设绩效系数推进时，总工期将为 {v} {u}。",
            "With the given factor for the rest the whole will take {v} {u}.",
        ),
    ),
    "tspi": (
        ("剩余工作的进度效率达到 {v} 即可按期完成。", "A pace of {v} on the rest is enough to finish in time."),
        ("剩余工作须按计划的进度完成。", "The rest must run at the planned pace."),
        ("剩余工作的进度效率须达到 {v} 才能按期完成。", "The rest needs a pace of {v} to finish in time."),
    ),
    "tspi_ed": (
        (
            "剩余工作的进度效率达到 {v} 即可在估计工期内完成。",
            "A pace of {v} on the rest meets the estimated duration.",
        ),
        ("剩余工作须按计划的进度完成才能守住估计工期。", "The rest must run at the planned pace to meet the estimate."),
        (
            "剩余工作的进度效率须达到 {v} 才能守住估计工期。",
            "The rest needs a pace of {v} to meet the estimated duration.",
        ),
    ),
    "p_factor": (
        (
            "挣值中有 {p} 来自计划此时应完成的工作；其余是提前做的，可能返工。",
            "{p} of the earned value is work planned by now; the rest ran ahead of its order and may be reworked.",
        ),
        ("工作完全按计划的顺序进行。", "Work follows the planned order exactly."),
        ("工作完全按计划的顺序进行。", "Work follows the planned order exactly."),
    ),
    "finish_t": (("按目前进度效率，预计 {d} 完成。", "At the present pace the finish is {d}."),),
    "finish_t_pf": (("按所设绩效系数，预计 {d} 完成。", "With the given factor the finish is {d}."),),
}

_REASONS: dict[str, tuple[str, str]] = {
    "no_bac": ("没有预算数据；请为任务填写工时或预算。", "There is no budget; give the tasks work or cost."),
    "no_budget": ("预算合计为零；请为任务填写工时或预算。", "The budget is zero; give the tasks work or cost."),
    "no_pv": ("没有计划价值；请先保存基线。", "There is no planned value; save a baseline first."),
    "no_ev": ("没有挣值；请更新任务进度。", "There is no earned value; report progress on the tasks."),
    "no_ac": ("没有实际成本数据，无法计算。", "There are no actual costs, so this cannot be computed."),
    "no_at": ("状态日期未知，无法计算。", "The status date is not known, so this cannot be computed."),
    "nothing_spent": ("尚未发生实际成本，无法计算。", "Nothing has been spent yet, so this is undefined."),
    "nothing_planned": (
        "到状态日期尚无计划工作，无法计算。",
        "Nothing was planned by the status date, so this is undefined.",
    ),
    "nothing_earned": ("尚未挣得任何价值，无法预测。", "Nothing has been earned yet, so no forecast can be made."),
    "not_begun": (
        "状态日期不晚于计划开始，无法计算。",
        "The status date is not after the start, so this is undefined.",
    ),
    "complete": ("工作已全部完成，没有剩余。", "All work is done; nothing remains."),
    "budget_spent": (
        "预算已用完而工作尚未完成，无法以此预算完成。",
        "The budget is used up before the work is done; it cannot be kept.",
    ),
    "time_over": (
        "计划工期已过而工作尚未完成，无法按期完成。",
        "The planned time is over before the work is done; it cannot be kept.",
    ),
    "bad_factor": ("绩效系数须大于零。", "The performance factor must be above zero."),
    "no_rows": (
        "没有任务明细，无法计算进度符合度。",
        "Without the tasks' own values schedule adherence cannot be computed.",
    ),
    "out_of_range": ("数值超出可表示的范围。", "The number is outside the representable range."),
    "beyond_2200": ("按此推算将超过 2200 年。", "At this pace the finish lies beyond 2200."),
}

_ERRORS: dict[str, tuple[str, str]] = {
    "bad_budget": (
        "第 {row} 行的预算为负或不是数，请改正。",
        "Row {row} has a budget below zero or none at all; correct it.",
    ),
    "bad_percent": (
        "第 {row} 行的百分比不在 0–100 之间，请改正。",
        "Row {row} has a percentage outside 0–100; correct it.",
    ),
    "bad_units": (
        "第 {row} 行的完成数量不是数，请改正。",
        "Row {row} has quantities that are no numbers; correct them.",
    ),
    "bad_milestones": (
        "第 {row} 行的加权里程碑没有正的权重，请改正。",
        "Row {row} has milestones without a weight above zero; correct them.",
    ),
    "finish_before_start": (
        "第 {row} 行的基线完成早于开始，请改正。",
        "Row {row} has a baseline finish before its start; correct it.",
    ),
    "no_base": (
        "第 {row} 行按比例分摊，但没有所依附的工作包；请指定。",
        "Row {row} is apportioned but follows no package; name one.",
    ),
    "apportioned_loop": (
        "第 {row} 行按比例分摊的工作包相互依附成环，请改正。",
        "Row {row} is apportioned in a circle; correct it.",
    ),
}
_OTHER_ERROR = (
    "挣值数据有误（{code}），请检查后重试。",
    "The earned-value data are wrong ({code}); check and try again.",
)

BudgetUnit = Literal["", "hours", "days", "yuan"]
PeriodUnit = Literal["period", "day", "week", "month"]
_BUDGETS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "hours": (" 小时", " h"),
    "days": (" 人日", " person-days"),
    "yuan": (" 元", " yuan"),
}
#: Chinese, English plural, English singular.
_PERIODS: dict[str, tuple[str, str, str]] = {
    "period": ("期", "periods", "period"),
    "day": ("天", "days", "day"),
    "week": ("周", "weeks", "week"),
    "month": ("个月", "months", "month"),
}

#: Values closer to the line than this are on it, as printed with two decimals.
_ON_THE_LINE = 0.005
#: What a value is compared with to choose its sentence; variances with zero.
_ONE = ("cpi", "spi", "spi_t", "tcpi_bac", "tcpi_eac", "tspi", "tspi_ed", "p_factor")


def _pick(pair: tuple[str, str], lang: str) -> str:
    return pair[0] if lang.startswith("zh") else pair[1]


def title(figure_id: str, lang: str) -> str:
    """The name of a figure, `zh-CN` or `en`."""
    return _pick(_FIGURES[figure_id][:2], lang)


def formula(figure_id: str) -> str:
    """The formula of a figure in the usual symbols."""
    return _FIGURES[figure_id][2]


def reason_text(reason: str, lang: str) -> str:
    """Why a figure has no value."""
    return _pick(_REASONS[reason], lang)


def error_text(error: EarnedError, lang: str) -> str:
    """One sentence about packages that cannot be measured."""
    row = int(error.params.get("row", -1)) + 1
    return _pick(_ERRORS.get(error.code, _OTHER_ERROR), lang).format(row=row, code=error.code)


def sentence(figure: Figure, lang: str, *, budget: BudgetUnit = "", period: PeriodUnit = "period") -> str:
    """What the figure says, or why it says nothing; `budget` and `period` name the units of its numbers."""
    if figure.value is None:
        return reason_text(figure.reason, lang)
    choices, value = _SENTENCES[figure.id], figure.value
    pair = choices[0]
    if len(choices) > 1:
        distance = value - (1.0 if figure.id in _ONE else 0.0)
        pair = choices[1 if abs(distance) < _ON_THE_LINE else 0 if distance < 0 else 2]
    amount = _pick(_BUDGETS[budget], lang) if figure.unit == "budget" else ""
    values = {
        "v": f"{value:,.1f} %" if figure.unit == "percent" else f"{value:,.2f}".replace("-", "−") + amount,
        "a": f"{abs(value):,.2f}{amount}",
        "p": f"{value * 100:.1f} %",
        "d": from_minutes(int(value)).strftime("%Y-%m-%d") if figure.unit == "instant" else "",
        "u": _pick(_PERIODS[period][:2], lang),
        "o": _PERIODS[period][2],
    }
    return _pick(pair, lang).format(**values)
