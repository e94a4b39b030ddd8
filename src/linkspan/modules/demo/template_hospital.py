"""The demo's template «医院接口升级 / Hospital interface upgrade»: plan, systems, interfaces, risks to begin from."""

from typing import Any

from linkspan.modules.demo.records import Name

NAME = Name("医院接口升级", "Hospital interface upgrade")
ABOUT = "十二周的接口升级：盘点、规格冻结、开发、联调、切换；含系统、接口、风险和编码规则。"
INTERFACE_MASK = {"entity": "interface", "pattern": "IF-{SYS}-{n:02}", "reset": "prefix"}
_DAY = 480
_MILESTONE = 1

# Section, then its rows: Chinese, English, days (0 for a milestone), numbers of what it follows.
_PLAN: tuple[tuple[Name, tuple[tuple[str, str, int, tuple[int, ...]], ...]], ...] = (
    (
        Name("启动与盘点", "Start and survey"),
        (
            ("启动会", "Kick-off", 1, ()),
            ("现有接口盘点", "Survey of the interfaces", 5, (2,)),
            ("差异与影响分析", "Gaps and impact", 4, (3,)),
            ("范围确认", "Scope agreed", 0, (4,)),
        ),
    ),
    (
        Name("接口规格", "Specifications"),
        (
            ("检验接口规格编写", "Laboratory specifications", 6, (5,)),
            ("医保接口规格编写", "Insurance specifications", 6, (5,)),
            ("规格评审与双方会签", "Review and countersigning", 3, (7, 8)),
            ("规格冻结", "Specifications frozen", 0, (9,)),
        ),
    ),
    (
        Name("开发与单侧测试", "Development and one-sided tests"),
        (
            ("平台侧开发", "Development, platform", 10, (10,)),
            ("厂商侧开发", "Development, vendors", 12, (10,)),
            ("单侧测试与报告", "One-sided tests with report", 4, (12, 13)),
        ),
    ),
    (
        Name("联调", "Joint debugging"),
        (
            ("联调环境与数据准备", "Environment and data", 3, (10,)),
            ("核心链路联调", "Core chains", 6, (14, 16)),
            ("异常与对账联调", "Faults and reconciliation", 5, (17,)),
            ("联调通过", "Joint debugging passed", 0, (18,)),
        ),
    ),
    (
        Name("切换与交付", "Switch-over and delivery"),
        (
            ("切换方案与回退演练", "Switch-over plan and rehearsal of the way back", 3, (19,)),
            ("夜间切换", "Switch-over at night", 1, (21,)),
            ("上线保障", "Support after go-live", 10, (22,)),
            ("验收与移交", "Acceptance and handover", 3, (23,)),
            ("项目完成", "Project done", 0, (24,)),
        ),
    ),
)
_SYSTEMS = (
    ("HIS", "HIS 核心", "Core HIS", 4),
    ("LIS", "检验系统", "Laboratory", 3),
    ("YB", "医保平台", "Insurance", 4),
)
# Chinese, English, provider, consumers, pattern, frozen after so many (calendar, working) days.
_INTERFACES = (
    ("检验申请", "Laboratory orders", 1, (2,), "api", (26, 18)),
    ("检验结果回传", "Laboratory results", 2, (1,), "hl7", (26, 18)),
    ("危急值通知", "Critical values", 2, (1,), "mq", (26, 18)),
    ("医保结算", "Insurance settlement", 3, (1,), "soap", (28, 20)),
    ("医保目录下载", "Insurance catalogue", 3, (1,), "file", (28, 20)),
)
_RISKS = (
    ("厂商规格交付延迟", "Vendors deliver specifications late", "third_party", 4, 4),
    ("联调环境缺少真实数据", "No realistic data for joint debugging", "technical", 3, 4),
    ("切换窗口只有四小时", "Only four hours to switch over", "site", 3, 5),
    ("医保专线带宽不足", "The line to the insurance is too slow", "technical", 2, 4),
)


def content() -> dict[str, Any]:
    """The template as a file would hold it."""
    tasks, links = _tasks()
    return {
        "format": "linkspan-project-template",
        "version": 1,
        "start": "2026-07-01",
        "description": ABOUT,
        "masks": [INTERFACE_MASK],
        "plan": {"minutes_per_day": _DAY, "tasks": tasks, "links": links},
        "records": {"rows": _records(), "links": [{"kind": "affects", "from": "risk:1", "to": "interface:1"}]},
        "views": [
            {
                "entity": "interface",
                "name": "待冻结",
                "name_en": "To be frozen",
                "config": {"kind": "table", "filters": ["status:in:identified,draft,review"], "sort": "freeze_by"},
            }
        ],
    }


def _tasks() -> tuple[list[dict[str, Any]], list[list[int]]]:
    tasks: list[dict[str, Any]] = []
    links: list[list[int]] = []
    for section, rows in _PLAN:
        above = len(tasks) + 1
        tasks.append({"id": above, "name": section.zh, "name_en": section.en})
        for zh, en, days, before in rows:
            number = len(tasks) + 1
            task: dict[str, Any] = {"id": number, "parent": above, "name": zh, "name_en": en}
            tasks.append(task | ({"duration": days * _DAY} if days else {"kind": _MILESTONE}))
            links += [[other, number, 0, 0, 0] for other in before]
    return tasks, links


def _records() -> dict[str, list[dict[str, Any]]]:
    return {
        "system": [
            {"id": at, "values": {"code": code, "name": zh, "name_en": en, "criticality": weight}}
            for at, (code, zh, en, weight) in enumerate(_SYSTEMS, 1)
        ],
        "interface": [
            {
                "id": at,
                "values": {"name": zh, "name_en": en, "pattern": pattern},
                "dates": {"freeze_by": list(freeze)},
                "refs": {"provider": [f"system:{provider}"], "consumers": [f"system:{other}" for other in consumers]},
            }
            for at, (zh, en, provider, consumers, pattern, freeze) in enumerate(_INTERFACES, 1)
        ],
        "risk": [
            {
                "id": at,
                "values": {"title": zh, "title_en": en, "category": kind, "probability": chance, "impact": impact},
            }
            for at, (zh, en, kind, chance, impact) in enumerate(_RISKS, 1)
        ],
    }
