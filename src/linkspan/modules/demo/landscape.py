"""Systems and interfaces of the hospital demo, for the interface ledger: inputs only.

`System.party` is the party that answers for the system. `Interface.provider` and `consumers` are codes of systems or of
ENDPOINTS ("*" = every other system); `stage` is the release stage S1, S2 or S3; `state` is the state at the data date:
identified, draft, review (by both sides), frozen (in development), joint_debug, passed or live.
"""

from __future__ import annotations

from dataclasses import dataclass

from .organisation import CUSTOMER, INTEGRATOR
from .records import Name


@dataclass(frozen=True, slots=True)
class System:
    """A system of the landscape."""

    code: str
    name: Name
    party: str


@dataclass(frozen=True, slots=True)
class Interface:
    """A planned or existing interface."""

    code: str
    name: Name
    provider: str
    consumers: tuple[str, ...]
    pattern: str
    stage: str
    state: str


SYSTEMS = (
    System("ESB", Name("集成平台", "Integration platform"), INTEGRATOR),
    System("MPI", Name("主索引", "Master patient index"), INTEGRATOR),
    System("HIS", Name("HIS 核心", "Core HIS"), "V1"),
    System("LIS", Name("LIS", "LIS"), "V2"),
    System("PACS", Name("PACS/RIS", "PACS/RIS"), "V3"),
    System("EMR", Name("电子病历", "Electronic medical records"), "V4"),
    System("NIS", Name("移动护理", "Mobile nursing"), "V4"),
    System("YB", Name("省医保平台", "Provincial insurance platform"), "YBJ"),
    System("PAY", Name("聚合支付对账", "Aggregated payment and reconciliation"), "V5"),
    System("HRP", Name("运营管理", "Hospital resource planning"), "V6"),
    System("DP", Name("数据平台", "Data platform"), INTEGRATOR),
    System("APP", Name("互联网医院", "Internet hospital"), CUSTOMER),
    System("SSO", Name("统一认证", "Single sign-on"), CUSTOMER),
    System("GOV", Name("区域卫生平台", "Regional health platform"), "WJW"),
)
# Ends of interfaces that are devices, not systems of the landscape.
ENDPOINTS = {"DISP": Name("药房机", "Dispensing machine")}

# number, zh, en, provider, consumers, pattern
_INTERFACES = (
    (1, "患者注册/合并", "Patient registration and merge", "MPI", "HIS LIS PACS EMR", "MQ/HL7"),
    (2, "患者查询", "Patient query", "MPI", "*", "API"),
    (3, "科室人员主数据", "Department and staff master data", "ESB", "*", "MQ"),
    (4, "收费项目主数据", "Charge item master data", "HIS", "*", "MQ"),
    (5, "药品字典", "Drug dictionary", "HIS", "EMR PAY", "ETL"),
    (6, "统一认证", "Single sign-on", "SSO", "*", "API"),
    (7, "挂号预约", "Registration and booking", "HIS", "APP", "API"),
    (8, "门诊就诊事件", "Outpatient visit event", "HIS", "ESB", "MQ"),
    (9, "入出转事件 ADT", "Admission, discharge, transfer (ADT)", "HIS", "*", "HL7"),
    (10, "门诊处方", "Outpatient prescription", "HIS", "DISP", "API"),
    (11, "医嘱下达", "Order placement", "EMR", "HIS", "API"),
    (12, "医嘱执行", "Order execution", "NIS", "HIS", "API"),
    (13, "床位状态", "Bed status", "HIS", "NIS", "CDC"),
    (14, "排班号源", "Schedules and slots", "HIS", "APP", "API"),
    (15, "检验申请", "Laboratory request", "HIS", "LIS", "API"),
    (16, "检验申请撤销", "Laboratory request withdrawal", "HIS", "LIS", "API"),
    (17, "检验报告", "Laboratory report", "LIS", "EMR APP", "API"),
    (18, "危急值", "Critical value", "LIS", "HIS NIS", "MQ"),
    (19, "标本条码", "Specimen barcode", "LIS", "NIS", "API"),
    (20, "质控数据", "Quality control data", "LIS", "DP", "ETL"),
    (21, "医保签到", "Insurance sign-in", "YB", "HIS", "API"),
    (22, "人员信息", "Insured person", "YB", "HIS", "API"),
    (23, "门诊预结算/结算", "Outpatient pre-settlement and settlement", "YB", "HIS", "API"),
    (24, "费用明细上传", "Charge detail upload", "HIS", "YB", "API"),
    (25, "住院结算", "Inpatient settlement", "YB", "HIS", "API"),
    (26, "对总账/明细账", "Ledger and detail reconciliation", "YB", "HIS PAY", "file"),
    (27, "结算清单", "Settlement list", "EMR", "YB", "API"),
    (28, "扫码支付", "Scan-to-pay", "PAY", "HIS APP", "API"),
    (29, "退费", "Refund", "PAY", "HIS", "API"),
    (30, "三方对账", "Three-way reconciliation", "PAY", "HIS HRP", "file"),
    (31, "电子票据", "Electronic receipt", "HIS", "APP", "API"),
    (32, "检查申请", "Examination request", "HIS", "PACS", "SOAP"),
    (33, "检查预约", "Examination booking", "PACS", "HIS APP", "API"),
    (34, "检查报告", "Examination report", "PACS", "EMR APP", "API"),
    (35, "影像调阅", "Image viewing", "PACS", "EMR", "URL/API"),
    (36, "病历首页", "Front page of the record", "EMR", "DP GOV", "ETL"),
    (37, "共享文档", "Shared document", "EMR", "ESB", "CDA"),
    (38, "会诊/手麻", "Consultation, surgery and anaesthesia", "EMR", "HIS", "API"),
    (39, "护理记录", "Nursing record", "NIS", "EMR", "API"),
    (40, "物资出库", "Goods issue", "HRP", "HIS", "SOAP"),
    (41, "成本核算", "Cost accounting", "HIS", "HRP", "ETL"),
    (42, "薪酬工作量", "Workload for payroll", "HIS", "HRP", "ETL"),
    (43, "全量数据", "Full data", "HIS", "DP", "CDC"),
    (44, "经营指标", "Operating indicators", "DP", "APP", "API"),
    (45, "区域上报", "Regional reporting", "DP", "GOV", "file"),
    (46, "日志审计", "Log audit", "*", "DP", "MQ"),
)
_SECOND_STAGE = {11, 12, 19, *range(32, 40)}
_STATES = {
    "passed": (1, 2, 3, 4, 5, 6, 8, 9, 13, 14, 15, 16, 20, 21, 22),
    "joint_debug": (7, 17, 18, 23, 24, 28, 30),
    "frozen": (10, 25, 27, 29, 11, 12, 19, 32, 33, 34, 36, 39),
    "review": (26, 31, 35, 37, 38),
    "draft": (40, 41, 43, 45),
    "identified": (42, 44, 46),
}
_STATE_OF = {number: state for state, numbers in _STATES.items() for number in numbers}


def _stage(number: int) -> str:
    if number >= 40:
        return "S3"
    return "S2" if number in _SECOND_STAGE else "S1"


INTERFACES = tuple(
    Interface(f"IF-{number:02d}", Name(zh, en), provider, tuple(to.split()), pattern, _stage(number), _STATE_OF[number])
    for number, zh, en, provider, to, pattern in _INTERFACES
)
