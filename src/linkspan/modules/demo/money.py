"""Contracts and payments of the hospital demo: inputs only. Amounts in yuan with tax."""

from __future__ import annotations

from dataclasses import dataclass

from .organisation import CUSTOMER
from .records import Name


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract. `direction` is income or expense."""

    code: str
    name: Name
    direction: str
    party: str
    amount: int
    signed: str
    warranty_months: int | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment term. `tenths` of the contract's amount; `gate` is the WBS code of the task that sets it off."""

    code: str
    name: Name
    contract: str
    tenths: int
    trigger: str
    status: str
    planned: str
    paid: str = ""
    gate: str = ""
    days_after: int = 0
    documents: tuple[str, ...] = ()


_SUPPLEMENT = "C02"
CONTRACTS = (
    Contract(
        "C01",
        Name("HIS 升级与集成平台总集成合同", "HIS upgrade and integration platform, main contract"),
        "income",
        CUSTOMER,
        28_600_000,
        "2026-01-05",
        36,
    ),
    Contract(
        _SUPPLEMENT,
        Name("补充协议（CR-006 增加自助机）", "Supplement (CR-006, self-service terminals)"),
        "income",
        CUSTOMER,
        420_000,
        "2026-05-08",
    ),
    Contract("C03", Name("瑞康软件 HIS 采购合同", "Ruikang, core HIS"), "expense", "V1", 9_200_000, "2026-01-19"),
    Contract("C04", Name("智检科技 LIS 采购合同", "Zhijian, LIS"), "expense", "V2", 1_650_000, "2026-01-22"),
    Contract(
        "C05",
        Name("影联医疗 PACS 采购合同（含服务器）", "Yinglian, PACS with servers"),
        "expense",
        "V3",
        3_480_000,
        "2026-01-26",
    ),
    Contract(
        "C06", Name("文澜医信 EMR 与护理采购合同", "Wenlan, EMR and nursing"), "expense", "V4", 2_760_000, "2026-01-28"
    ),
    Contract(
        "C07",
        Name("汇付通支付对账服务合同", "Huifutong, payments and reconciliation"),
        "expense",
        "V5",
        580_000,
        "2026-02-03",
    ),
    Contract("C08", Name("恒账软件 HRP 采购合同", "Hengzhang, HRP"), "expense", "V6", 1_980_000, "2026-02-05"),
)

_SIGNED, _ARRIVED, _FIRST, _FINAL, _WARRANTY = (
    "signing",
    "arrival",
    "first_acceptance",
    "final_acceptance",
    "warranty_end",
)
# What a payment is called, by its trigger.
_NAMES = {
    _SIGNED: Name("签约款", "On signing"),
    _ARRIVED: Name("到货款", "On arrival"),
    _FIRST: Name("初验款", "On first acceptance"),
    _FINAL: Name("终验款", "On final acceptance"),
    _WARRANTY: Name("质保金", "Retention"),
}
_FIRST_DOCUMENTS = ("初验报告", "验收单", "发票")

_RECEIVABLE = (
    Payment("R1", _NAMES[_SIGNED], "C01", 3, _SIGNED, "paid", "2026-01-28", "2026-01-28"),
    Payment(
        "R2",
        _NAMES[_FIRST],
        "C01",
        3,
        _FIRST,
        "pending",
        "2026-10-10",
        gate="8.18",
        days_after=40,
        documents=_FIRST_DOCUMENTS,
    ),
    Payment(
        "R3", _NAMES[_FINAL], "C01", 3, _FINAL, "pending", "2027-01-29", gate="13.4", documents=("终验报告", "发票")
    ),
    Payment("R4", _NAMES[_WARRANTY], "C01", 1, _WARRANTY, "pending", "2030-01-29"),
    Payment(
        "R5",
        Name("自助机补充款", "Terminals, supplement"),
        _SUPPLEMENT,
        10,
        _SIGNED,
        "overdue",
        "2026-06-19",
        days_after=30,
        documents=("发票",),
    ),
)
# contract, shares in tenths with their triggers, days: planned or paid (those up to the data date are paid)
_PAYABLE = (
    (
        "V1",
        "C03",
        (
            (3, _SIGNED, "2026-02-10"),
            (3, _FIRST, "2026-10-26"),
            (3, _FINAL, "2027-03-01"),
            (1, _WARRANTY, "2030-01-29"),
        ),
    ),
    (
        "V2",
        "C04",
        (
            (3, _SIGNED, "2026-02-11"),
            (3, _FIRST, "2026-10-28"),
            (3, _FINAL, "2027-03-01"),
            (1, _WARRANTY, "2030-01-29"),
        ),
    ),
    (
        "V3",
        "C05",
        (
            (3, _SIGNED, "2026-02-12"),
            (4, _ARRIVED, "2026-08-10"),
            (2, _FIRST, "2026-12-15"),
            (1, _WARRANTY, "2030-01-29"),
        ),
    ),
    (
        "V4",
        "C06",
        (
            (3, _SIGNED, "2026-02-12"),
            (3, _FIRST, "2026-09-15"),
            (3, _FINAL, "2027-03-01"),
            (1, _WARRANTY, "2030-01-29"),
        ),
    ),
    ("V5", "C07", ((5, _SIGNED, "2026-02-24"), (4, _FIRST, "2026-07-02"), (1, _WARRANTY, "2030-01-29"))),
    (
        "V6",
        "C08",
        (
            (3, _SIGNED, "2026-02-25"),
            (3, _FIRST, "2027-01-25"),
            (3, _FINAL, "2027-03-01"),
            (1, _WARRANTY, "2030-01-29"),
        ),
    ),
)
# Accepted on 2 July and not invoiced since.
_TRIGGERED = "V5-2"


def _payable(vendor: str, contract: str, number: int, share: tuple[int, str, str]) -> Payment:
    tenths, trigger, day = share
    code = f"{vendor}-{number}"
    is_paid = trigger == _SIGNED
    status = "paid" if is_paid else "triggered" if code == _TRIGGERED else "pending"
    return Payment(code, _NAMES[trigger], contract, tenths, trigger, status, day, day if is_paid else "")


PAYMENTS = _RECEIVABLE + tuple(
    _payable(vendor, contract, number, share)
    for vendor, contract, shares in _PAYABLE
    for number, share in enumerate(shares, 1)
)
