"""WBS sections 9-14: PACS, EMR and nursing, stage S2, HRP and data platform, roll-out, handover."""

from __future__ import annotations

from .rows import DONE, Table, leaf, milestone

PACS = Table(
    "9",
    "PACS",
    "PACS",
    "zhongshan",
    (
        leaf("服务器到货", "Server delivery", 15, "1.8", snet="06-29", percent=47, began="07-06"),
        leaf("安装", "Installation", 8, "9.1", now_snet="07-27"),
        leaf("设备接入", "Modality connection", 12, "9.2"),
        leaf("申请接口", "Request interface", 10, "2.14FF+2 4.18", snet="07-06", percent=25, began="07-13"),
        leaf("报告接口", "Report interface", 10, "9.4"),
        leaf("影像调阅", "Image viewing", 8, "9.2 9.5"),
        leaf("自测", "Self test", 6, "9.3 9.6"),
        leaf("系统测试", "System testing", 10, "9.7", by="shilei"),
    ),
)

RECORDS = Table(
    "10",
    "EMR 与护理",
    "EMR and nursing",
    "wenliang",
    (
        leaf("安装", "Installation", 8, "3.19", snet="06-15", percent=DONE),
        leaf("模板", "Templates", 12, "2.7 10.1", percent=40, began="07-07"),
        leaf("首页", "Front page of the record", 6, "10.2"),
        leaf("医嘱接口", "Order interface", 10, "2.14 10.1"),
        leaf("报告集成", "Report integration", 10, "6.5 10.4SS+4"),
        leaf("共享文档", "Shared documents", 8, "4.15 10.3"),
        leaf("移动护理", "Mobile nursing", 12, "3.11 5.14 10.1", snet="07-20"),
        leaf("护理记录", "Nursing records", 8, "10.7SS+6"),
        leaf("自测", "Self test", 5, "10.4 10.5 10.6 10.7 10.8"),
        leaf("系统测试", "System testing", 6, "10.9", by="shilei"),
    ),
)

SECOND_STAGE = Table(
    "11",
    "S2 联调上线",
    "S2 joint debugging and go-live",
    "suyu",
    (
        leaf("PACS 联调", "PACS joint debugging", 15, "9.8 11.2", by="fangyuan"),
        leaf("EMR 联调", "EMR joint debugging", 12, "8.18 10.10", by="jiangfan"),
        leaf("护理联调", "Nursing joint debugging", 9, "11.1", by="dingning"),
        leaf("演练", "Rehearsal", 5, "11.3", by="luowei"),
        leaf("UAT", "User acceptance test", 7, "11.4", by="baixuemei"),
        leaf("上线", "Go-live", 3, "11.5", by="luchuan", deadline="11-16"),
        milestone("里程碑：S2 上线", "Milestone: S2 live", "11.6"),
    ),
)

DATA = Table(
    "12",
    "HRP 与数据平台",
    "HRP and data platform",
    "zhangping",
    (
        leaf("物资", "Materials", 12, "2.15 5.18", snet="09-08"),
        leaf("成本", "Costing", 12, "12.1"),
        leaf("薪酬", "Payroll", 10, "12.2"),
        leaf("CDC 同步", "CDC replication", 15, "8.18", by="xiazhi", calendar="cutover"),
        leaf("数据模型", "Data model", 15, "12.4", by="xiazhi"),
        leaf("指标", "Indicators", 12, "12.5", by="xiazhi"),
        leaf("上报", "Regional reporting", 8, "12.6", by="xiazhi"),
        leaf("S3 联调", "S3 joint debugging", 15, "11.6 12.3 12.7", by="jiangfan"),
    ),
)

ROLL_OUT = Table(
    "13",
    "推广与测评",
    "Roll-out and assessment",
    "chengyuan",
    (
        leaf("东院推广", "East campus roll-out", 15, "3.7 12.8", by="duanfei"),
        leaf("互联互通测评", "Interoperability assessment", 13, "13.1", by="luowei", deadline="2027-01-15"),
        leaf("等保测评", "Security grading assessment", 10, "3.20 11.6FS+10", by="leiming"),
        leaf("终验", "Final acceptance", 10, "13.2 13.3", by="hezhicheng", deadline="2027-01-29"),
        milestone("里程碑：S3 完成", "Milestone: S3 complete", "13.2"),
        milestone("里程碑：终验通过", "Milestone: final acceptance passed", "13.4"),
    ),
)

HANDOVER = Table(
    "14",
    "移交与收尾",
    "Handover and closing",
    "hezhicheng",
    (
        leaf("运维移交", "Handover to operations", 15, "8.20 8.21 11.7 13.1SF", by="liqian"),
        leaf("上线能力测试", "Operational readiness test", 5, "14.1", by="liqian"),
        leaf("总结报告", "Closing report", 5, "13.4SS 13.5 14.2", by="suyu"),
        leaf("移交仪式", "Handover ceremony", 2, "1.12 13.6 14.3", by="chengyuan"),
    ),
)

TABLES = (PACS, RECORDS, SECOND_STAGE, DATA, ROLL_OUT, HANDOVER)
