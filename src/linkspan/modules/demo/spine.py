"""What ties the records of the hospital demo together: links, comments, saved views. Codes stand for rows."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Name


@dataclass(frozen=True, slots=True)
class Tie:
    """A typed link. Ends are written `entity:code`; a task's code is its WBS code."""

    start: str
    kind: str
    end: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of a person on a row. `@username` and `#entity:code` in the text become mentions and links."""

    row: str
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """A shared view of an entity's list."""

    entity: str
    name: Name
    filters: tuple[str, ...]
    sort: str = ""
    group: str = ""
    kind: str = "table"


TIES = (
    Tie("change_request:CR-014", "mitigates", "risk:R01"),
    Tie("risk:R01", "affects", "interface:IF-15"),
    Tie("risk:R01", "affects", "interface:IF-18"),
    Tie("risk:R01", "affects", "task:8.4"),
    Tie("risk:R01", "affects", "risk:R08"),
    Tie("risk:R01", "affects", "payment_term:R2"),
    Tie("risk:R08", "affects", "payment_term:R2"),
    Tie("risk:R08", "affects", "payment_term:V1-2"),
    Tie("change_request:CR-014", "affects", "interface:IF-15"),
    Tie("change_request:CR-014", "affects", "interface:IF-17"),
    Tie("change_request:CR-014", "affects", "interface:IF-18"),
    Tie("change_request:CR-014", "affects", "task:8.4"),
    Tie("change_request:CR-018", "mitigates", "risk:R02"),
    Tie("risk:R02", "affects", "task:9.1"),
    Tie("change_request:CR-016", "mitigates", "risk:R03"),
    Tie("change_request:CR-016", "affects", "interface:IF-23"),
    Tie("change_request:CR-016", "affects", "interface:IF-25"),
    Tie("change_request:CR-016", "affects", "interface:IF-27"),
    Tie("risk:R03", "affects", "task:8.5"),
    Tie("risk:R04", "affects", "interface:IF-28"),
    Tie("risk:R05", "affects", "system:ESB"),
    Tie("risk:R06", "affects", "system:MPI"),
    Tie("risk:R10", "affects", "task:8.12"),
    Tie("risk:R12", "blocks", "task:8.16"),
    Tie("risk:R14", "affects", "system:EMR"),
    Tie("payment_term:R5", "pays_for", "change_request:CR-006"),
    Tie("change_request:CR-013", "affects", "interface:IF-13"),
    Tie("change_request:CR-012", "affects", "interface:IF-28"),
)

REMARKS = (
    Remark("risk:R01", "luchuan", "规格哈希与签署不符，已登记 #change_request:CR-014，请 @suyu 安排评审。"),
    Remark("risk:R01", "yaolei", "2.0 是为满足省里危急值闭环要求，可否只改 #interface:IF-18？"),
    Remark("risk:R01", "suyu", "概率由 4 调到 5。@luchuan 请列出受影响的用例，周五前给 @meiyu。"),
    Remark("change_request:CR-014", "luchuan", "影响分析已完成：47 条用例复测，关键链后移 6 个工作日。"),
    Remark("interface:IF-15", "luchuan", "HIS 侧仍按 1.2.0 联调，升版前不要改动。"),
    Remark("risk:R08", "qiyue", "V1 第二笔付款不背靠背，建议顺延 30 天，见 #payment_term:V1-2。"),
    Remark("payment_term:R5", "qiyue", "发票 05-20 已送达，逾期 26 天，本周再催。"),
    Remark("risk:R12", "suyu", "每天延误成本 2.6 万元，请 @shenruolan 召集专题会。"),
)

_OPEN = "status:not_in:closed"
VIEWS = (
    View("risk", Name("今日必查", "Check today"), ("level:in:red", _OPEN), "-score,code"),
    View("risk", Name("我负责的", "Mine"), ("owner:me", _OPEN), "proximity"),
    View("risk", Name("厂商相关", "With vendors"), ("party:not_empty", _OPEN), "party,-score", "party"),
    View("risk", Name("已关闭", "Closed"), ("status:in:closed",), "code"),
    View("interface", Name("联调中", "In joint debugging"), ("status:in:joint_debug",), "debug_from,code"),
    View(
        "interface", Name("S1 未通过", "Stage 1, not passed"), ("stage:in:s1", "status:not_in:passed"), "code", "status"
    ),
    View("change_request", Name("待裁决", "To be ruled"), ("status:in:draft,analysis,review",), "decide_by", "status"),
    View(
        "payment_term", Name("逾期与待开票", "Overdue, to be invoiced"), ("status:in:overdue,triggered",), "planned_on"
    ),
)
