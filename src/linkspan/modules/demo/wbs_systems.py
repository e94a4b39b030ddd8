"""WBS sections 4-6: integration platform and master data, core HIS, LIS."""

from __future__ import annotations

from .rows import DONE, Table, leaf

PLATFORM = Table(
    "4",
    "集成平台与主数据",
    "Integration platform and master data",
    "luchuan",
    (
        leaf(
            "平台部署", "Platform deployment", 6, "1.8 3.13", snet="03-09", percent=DONE, began="03-09", ended="03-16"
        ),
        leaf("高可用配置", "High availability", 6, "3.16 4.1", percent=DONE),
        leaf("服务注册", "Service registry", 6, "4.1", percent=DONE),
        leaf("路由引擎", "Routing engine", 14, "4.3", by="zhangxu", percent=DONE),
        leaf("消息队列", "Message queue", 10, "4.2", percent=DONE),
        leaf("监控告警", "Monitoring and alerts", 8, "4.5", by="zhangxu", percent=DONE),
        leaf("日志审计", "Log audit", 7, "4.6", by="zhangxu", percent=DONE),
        leaf("MPI 模型", "MPI model", 10, "2.12 4.1", by="xiazhi", percent=DONE),
        leaf("MPI 匹配规则", "MPI matching rules", 10, "4.8", by="xiazhi", percent=DONE),
        leaf("MPI 历史清洗", "MPI history cleansing", 15, "4.11", by="xiazhi", snet="06-22", percent=50, began="07-02"),
        leaf("MPI 合并界面", "MPI merge screens", 12, "4.9", by="fangyuan", percent=DONE),
        leaf("组织人员主数据", "Organisation and staff master data", 10, "4.3", by="fangyuan", percent=DONE),
        leaf("收费项目主数据", "Charge item master data", 10, "4.12", by="fangyuan", percent=DONE),
        leaf("药品主数据", "Drug master data", 10, "4.13", by="fangyuan", percent=DONE),
        leaf("主数据分发", "Master data distribution", 12, "4.4 4.13", percent=DONE),
        leaf("单点登录", "Single sign-on", 10, "4.15", by="leiming", snet="06-22", percent=60, began="07-02"),
        leaf("接口模拟器", "Interface simulator", 10, "2.18 4.4", by="jiangfan", percent=DONE),
        leaf("契约库", "Contract repository", 14, "4.17", snet="06-08", percent=DONE, began="06-08", ended="06-26"),
        leaf(
            "对账框架",
            "Reconciliation framework",
            15,
            "4.15",
            by="zhangxu",
            snet="06-22",
            percent=74,
            began="06-22",
            now=23,
        ),
        leaf("限流熔断", "Rate limiting and circuit breaking", 10, "4.6", snet="06-29", percent=20, began="07-10"),
        leaf("平台性能测试", "Platform performance test", 8, "4.20SS", by="shilei", snet="07-08"),
        leaf("平台安全测试", "Platform security test", 8, "4.7 4.16SS", by="leiming", snet="07-13"),
    ),
)

HIS = Table(
    "5",
    "核心 HIS",
    "Core HIS",
    "weidong",
    (
        leaf("安装配置", "Installation and configuration", 5, "1.8 3.19", percent=DONE),
        leaf("基础字典", "Basic dictionaries", 10, "2.12 5.1", by="xuhang", percent=DONE),
        leaf("挂号", "Registration", 8, "2.17 5.2", percent=DONE),
        leaf("分诊", "Triage", 5, "5.3", percent=DONE),
        leaf("门诊医生站", "Outpatient doctor workstation", 15, "5.3", percent=DONE),
        leaf("处方", "Prescriptions", 10, "5.5", percent=DONE),
        leaf("门诊收费", "Outpatient charging", 10, "5.4 5.6", percent=DONE),
        leaf("退费", "Refunds", 5, "5.7", percent=DONE, began="06-30", ended="07-06"),
        leaf("门诊药房", "Outpatient pharmacy", 8, "5.6", percent=DONE),
        leaf("住院登记", "Inpatient admission", 6, "5.2", percent=DONE),
        leaf("床位", "Bed management", 5, "5.10", percent=DONE),
        leaf("住院医生站", "Inpatient doctor workstation", 15, "5.10", percent=DONE),
        leaf("医嘱", "Medical orders", 15, "5.12", percent=DONE),
        leaf("护士站", "Nurse station", 12, "5.11 5.13SS+8", percent=DONE),
        leaf("住院收费", "Inpatient charging", 12, "5.13", percent=DONE),
        leaf("出院结算", "Discharge settlement", 10, "5.15", percent=40, began="07-07"),
        leaf("住院药房", "Inpatient pharmacy", 10, "5.13", percent=40, began="07-08"),
        leaf("药库", "Drug store", 8, "4.14 5.9", percent=40, began="07-09"),
        leaf("报表", "Reports", 12, "5.7 5.15"),
        leaf("权限", "Access rights", 6, "5.14SS", percent=DONE),
        leaf("打印票据", "Printing and receipts", 6, "5.8 5.20", by="xuhang", percent=50, began="07-10"),
        leaf("接口开发", "Interface development", 15, "2.18 4.4 5.5", percent=60, began="06-29"),
        leaf("单元测试", "Unit testing", 10, "5.7 5.22FF+1", percent=30, began="07-09"),
        leaf(
            "系统测试",
            "System testing",
            15,
            "5.15 5.16FF+3 5.17FF+3 5.23FF+2",
            by="shilei",
            percent=15,
            began="07-09",
        ),
    ),
)

LIS = Table(
    "6",
    "LIS",
    "LIS",
    "jiangfan",
    (
        leaf(
            "安装", "Installation", 5, "1.8 3.19", by="yaolei", snet="04-13", percent=DONE, began="04-13", ended="04-17"
        ),
        leaf("字典对照", "Dictionary mapping", 8, "6.1", by="yaolei", percent=DONE),
        leaf("仪器连接", "Instrument connection", 12, "6.1", by="yaolei", percent=DONE),
        leaf(
            "申请接口",
            "Request interface",
            9,
            "2.18 6.2",
            by="fangyuan",
            snet="06-15",
            percent=50,
            began="07-13",
            now=4,
        ),
        leaf("报告接口", "Report interface", 8, "6.2 6.3", percent=DONE),
        leaf(
            "危急值接口",
            "Critical value interface",
            7,
            "6.5",
            by="dingning",
            snet="07-06",
            percent=34,
            began="07-10",
            now=9,
        ),
        leaf("条码", "Barcodes", 6, "6.2", by="yaolei", percent=DONE),
        leaf("质控", "Quality control", 6, "6.3", by="yaolei", percent=DONE),
        leaf("单侧自测", "One-sided self test", 6, "6.5 6.7 6.8", by="yaolei", snet="07-01", percent=66, began="07-09"),
        leaf("系统测试", "System testing", 8, "6.8 6.6FF+2 6.9FF+2", by="shilei", percent=50, began="07-10"),
    ),
)

TABLES = (PLATFORM, HIS, LIS)
