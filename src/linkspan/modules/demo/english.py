"""The English of the demo's long texts, by code: what the risk register and the changes say to an English reader."""

from __future__ import annotations

# Risk: cause, event and effect; the plan.
RISKS: dict[str, tuple[str, str]] = {
    "R01": (
        "V2 published 2.0.0 without a change: the identity number is now mandatory, critical values have a new «C». "
        "HIS and EMR are still signed at 1.2.0; joint-debug cells that became void must be tested again.",
        "Collect which fields are used; have V2 promise in writing to keep 1.2.0 until stage 1 is live; repeat the 47 "
        "cases of the void cells.",
    ),
    "R02": (
        "The last three deliveries of V3 were 6, 9 and 20 days late, and the servers take longer again.",
        "Rent servers for the transition; the steering committee rules on it (CR-018).",
    ),
    "R03": (
        "The provincial insurance platform has published a new specification: settlements that lack the mandatory "
        "fields will be refused.",
        "Add the fields with CR-016; joint debugging done by 20 August.",
    ),
    "R04": (
        "The unit of amounts in IF-28 changed from yuan to fen while the version stayed the same.",
        "Agree on fen, raise the version, add cases at the limits.",
    ),
    "R05": (
        "Routing engine and reconciliation have no second person who knows them; Zhang Xu leaves on 10 August.",
        "Six sharing sessions; Li Qian and Xu Hang take over the two modules.",
    ),
    "R06": ("", "Two rounds of cleansing, then people check the groups at high risk."),
    "R07": ("", "Check department by department; nothing open before the second rehearsal."),
    "R08": (
        "The payment of 8.58 million after first acceptance (R2) moves with the acceptance; the second payment to V1, "
        "2.76 million, is due on 26 October and is not back to back.",
        "Agree with V1 on 30 days more; a credit line of 2 million in reserve.",
    ),
    "R09": (
        "The laboratory asks to keep the present layout of reports, the EMR needs structured data.",
        "Keep it for a year, register a technical debt, talk every month.",
    ),
    "R10": ("", "Load test with 9,800 visits, limits by grade."),
    "R11": ("", "Ask for 100 Mbit/s."),
    "R12": (
        "Whether the old and the new system run side by side for one week or two was submitted on 2 July, was due on "
        "9 July and is not decided; each day costs 26,000.",
        "The deputy director calls a meeting on this alone.",
    ),
    "R15": ("", "Everything goes through a change; what is outside the baseline is not scheduled."),
    "R18": ("", "No work outdoors from 11 to 15 o'clock."),
    "R21": ("", "Rehearse on 7 August in the test environment."),
}
_WITHIN = "The effort is within the reserve: agreed."
_CHARGED = "The hospital bears the cost: agreed."
_GIFT = "Little effect, without charge: agreed."
# Rulings that several changes share, by their Chinese.
RULINGS: dict[str, str] = {
    "工作量在预备费内，同意。": _WITHIN,
    "由医院承担费用，同意。": _CHARGED,
    "影响小，不另收费，同意。": _GIFT,
    "与数据平台重复，不同意。": "The data platform does this already: refused.",
    "挤占 S1 联调资源，不同意。": "Takes people from the joint debugging of stage 1: refused.",
    "领导小组 D-06：同意，合同补充 42 万元。": "Steering committee D-06: agreed, the contract is raised by 420,000.",
    "领导小组 D-08：同意分期。": "Steering committee D-08: two steps agreed.",
    "领导小组 D-09：同意，登记技术债。": "Steering committee D-09: agreed, registered as technical debt.",
    "上线前不换编码，转运维期。": "No new codes before going live: left to operations.",
    "老年患者仍在使用，不同意。": "Elderly patients still use it: refused.",
}
# Change: reason, impact analysis.
CHANGES: dict[str, tuple[str, str]] = {
    "CR-006": (
        "",
        "96 more outlets in the outpatient building, installation 12 working days later, a second baseline.",
    ),
    "CR-014": (
        "The province asks for a closed loop of critical values. V2 published 2.0.0: the identity number is mandatory, "
        "critical values have a new mark «C».",
        "IF-15, IF-17 and IF-18 are signed anew; 47 cases between HIS and LIS are repeated, the critical chain moves "
        "by 6 working days.",
    ),
    "CR-016": (
        "From 1 September the provincial insurance platform refuses settlements that lack fields.",
        "Six more fields in IF-23, IF-25 and IF-27.",
    ),
    "CR-018": (
        "The purchase arrives after installation begins.",
        "Rented for 12 months; installation can begin 8 working days earlier.",
    ),
}
