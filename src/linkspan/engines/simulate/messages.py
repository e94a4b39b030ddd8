"""Why a simulation is refused, as sentences with the next step, in Chinese and English."""

from __future__ import annotations

from typing import Any

_TEXTS: dict[str, tuple[str, str]] = {
    "unknown_distribution": (
        "分布“{name}”不存在；请选用三角、PERT、均匀、trigen、对数正态或参考类分布。",
        "There is no distribution “{name}”; use triangular, pert, uniform, trigen, lognormal or reference.",
    ),
    "length": (
        "“{name}”有 {found} 个值，任务有 {wanted} 项；请每项任务给一个值。",
        "“{name}” has {found} values for {wanted} tasks; give one value for each task.",
    ),
    "not_finite": (
        "第 {row} 行的三点估算含有无穷大或缺失的值；请填写有限的工期。",
        "Row {row} has an infinite or a missing value among its three points; give finite durations.",
    ),
    "order": (
        "第 {row} 行的估算应为 乐观 ≤ 最可能 ≤ 悲观，现为 {low}、{mode}、{high} 分钟；请改正顺序。",
        "Row {row} must have low ≤ mode ≤ high, but has {low}, {mode} and {high} minutes; correct the order.",
    ),
    "negative": (
        "第 {row} 行的工期估算为负；请填写零或更大的值。",
        "Row {row} has an estimate below zero; give zero or more.",
    ),
    "too_long": (
        "第 {row} 行的工期估算超过一百年；请检查数值和单位。",
        "Row {row} has an estimate of over a hundred years; check the value and its unit.",
    ),
    "not_positive": (
        "第 {row} 行的对数正态估算须大于零；请填写正的工期。",
        "Row {row} has a lognormal estimate that is not above zero; give durations above zero.",
    ),
    "percentiles": (
        "百分位 {low} 与 {high} 无效，应满足 0 < 低 < 50 < 高 < 100；请改正。",
        "The percentiles {low} and {high} are impossible; they must satisfy 0 < low < 50 < high < 100.",
    ),
    "reference_empty": (
        "参考类没有可用的倍数；请给出至少一个大于零的有限倍数。",
        "A reference class has no usable multipliers; give at least one finite multiplier above zero.",
    ),
    "reference_class": (
        "第 {row} 行的参考类 {number} 不存在；请改用已有的类。",
        "Row {row} names reference class {number}, which does not exist; use one that does.",
    ),
    "keys": (
        "随机数键重复（{key}）；请让每项任务的键各不相同。",
        "The key {key} of the random numbers occurs twice; give every task its own.",
    ),
    "driver_probability": (
        "风险“{name}”的概率为 {value}，应在 0 到 1 之间；请改正。",
        "Risk driver “{name}” has the probability {value}; it must lie between 0 and 1.",
    ),
    "driver_order": (
        "风险“{name}”的倍数应为 0 < 低 ≤ 最可能 ≤ 高 ≤ {limit}，现为 {low}、{mode}、{high}；请改正。",
        "Risk driver “{name}” must have multipliers 0 < low ≤ mode ≤ high ≤ {limit}, but has {low}, {mode}, {high}.",
    ),
    "driver_task": (
        "风险“{name}”指向第 {row} 行，计划中没有该行；请改正任务清单。",
        "Risk driver “{name}” names row {row}, which the plan does not have; correct its list of tasks.",
    ),
    "driver_name": (
        "风险“{name}”出现两次；请让每个风险的名称各不相同。",
        "Risk driver “{name}” occurs twice; give every driver its own name.",
    ),
    "correlation": (
        "相关系数 {value} 无效，应不小于 0 且小于 1；请改正。",
        "The correlation {value} is impossible here; it must be at least 0 and below 1.",
    ),
    "correlation_group": (
        "第 {row} 行的相关组 {number} 没有系数；请为每组给出系数。",
        "Row {row} is in correlation group {number}, which has no coefficient; give one for every group.",
    ),
    "cost": (
        "第 {row} 行的成本“{name}”为负、无穷大或缺失；请填写零或更大的有限值。",
        "Row {row} has a cost “{name}” that is negative, infinite or missing; give a finite value of zero or more.",
    ),
    "cost_order": (
        "第 {row} 行的成本系数应为 低 ≤ 最可能 ≤ 高；请改正顺序。",
        "Row {row} must have cost factors low ≤ mode ≤ high; correct the order.",
    ),
    "iterations": (
        "迭代次数 {value} 无效，应为 1 到 {limit}；请改正。",
        "{value} iterations are impossible; give 1 to {limit}.",
    ),
    "seed": (
        "随机种子 {value} 无效，应为 0 到 2^63-1 的整数；请改正。",
        "The seed {value} is impossible; give a whole number from 0 to 2^63-1.",
    ),
    "threads": (
        "线程数 {value} 无效，应至少为 1；请改正。",
        "{value} threads are impossible; give at least 1.",
    ),
    "tolerance": (
        "允许误差 {value} 分钟无效，应大于零；请改正。",
        "A tolerance of {value} minutes is impossible; it must be above zero.",
    ),
    "target": (
        "第 {row} 行不在计划中，或不参与计算（未启用、配合作业）；请改选目标。",
        "Row {row} is not in the plan or takes no part (inactive, level of effort); choose another target.",
    ),
    "nothing_to_simulate": (
        "计划中没有可计算的任务；请先添加任务。",
        "The plan has no task that could be simulated; add tasks first.",
    ),
    "percent": (
        "百分位 {value} 无效，应大于 0 且不超过 100；请改正。",
        "The percentile {value} is impossible; it must be above 0 and at most 100.",
    ),
    "beyond_calendar": (
        "模拟的日期超出 1900–2200 年，或日历已没有后续工作时间；请检查工期估算与风险倍数。",
        "Simulated dates leave 1900–2200, or a calendar has no working time left; check estimates and multipliers.",
    ),
    "no_costs": (
        "没有给出成本，无法计算；请先给出成本。",
        "There are no costs to compute with; give costs first.",
    ),
}


class SimulationError(ValueError):
    """Input that cannot be simulated; `code` and `params` say why, `text(lang)` says it in words."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`; rows count from 1 as people do."""
        chinese, english = _TEXTS[self.code]
        values = {name: _shown(name, value) for name, value in self.params.items()}
        return (chinese if lang.startswith("zh") else english).format(**values)


def _shown(name: str, value: Any) -> str:
    if name == "row":
        return str(int(value) + 1)
    return f"{value:g}" if isinstance(value, float) else str(value)


class Cancelled(Exception):
    """`should_stop` said so before the first round was complete: there is nothing to report."""
