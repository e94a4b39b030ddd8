"""WBS sections 7-8: insurance and payments; joint debugging, migration and go-live of stage S1."""

from __future__ import annotations

from .rows import DONE, Table, leaf, milestone

PAYMENTS = Table(
    "7",
    "医保与支付",
    "Insurance and payments",
    "dingning",
    (
        leaf("专线开通", "Dedicated line opened", 8, "3.17", by="leiming", snet="05-11", percent=DONE),
        leaf("证书", "Certificates", 6, "7.1", by="leiming", snet="06-29", percent=50, began="07-09"),
        leaf("目录对照", "Catalogue mapping", 12, "2.8 4.13", by="qiuying", snet="05-11", percent=DONE),
        leaf("签到", "Sign-in", 5, "7.1", percent=DONE),
        leaf("人员信息", "Insured person query", 5, "7.4", percent=DONE),
        leaf("门诊结算", "Outpatient settlement", 10, "5.7SS 7.3 7.5", percent=DONE),
        leaf("住院结算", "Inpatient settlement", 12, "5.15SS 7.6", percent=75, began="07-02"),
        leaf("明细上传", "Charge detail upload", 8, "7.6", by="jiangfan", percent=62.5, began="07-07"),
        leaf("对账", "Reconciliation", 10, "4.19FF+1 7.6", by="jiangfan", snet="07-08", percent=20, began="07-13"),
        leaf("清单", "Settlement list", 8, "7.8", by="fangyuan"),
        leaf("医保局验收", "Acceptance by the insurance authority", 5, "7.7 7.9 7.10", by="qiuying"),
        leaf("聚合支付接入", "Aggregated payment connection", 10, "2.18", by="mengkai", percent=DONE, before_change=8),
        leaf("退费", "Refunds", 6, "5.8 7.12", by="mengkai", percent=DONE, began="07-07", ended="07-14"),
        leaf("三方对账", "Three-way reconciliation", 8, "5.15 7.12", by="mengkai", percent=25, began="07-13"),
        leaf("电子票据", "Electronic receipts", 8, "7.13", by="fangyuan", snet="07-13"),
        leaf("支付安全测试", "Payment security test", 6, "7.14", by="leiming"),
    ),
)

JOINT_DEBUG = Table(
    "8",
    "S1 联调、迁移、上线",
    "S1 joint debugging, migration and go-live",
    "suyu",
    (
        leaf("联调计划", "Joint debugging plan", 2, "2.19", snet="07-01", percent=DONE, began="07-01", ended="07-02"),
        leaf("联调环境", "Joint debugging environment", 5, "3.19 7.2FF 8.1SS", by="leiming", percent=60, began="07-01"),
        leaf(
            "HIS–MPI 联调",
            "HIS-MPI joint debugging",
            6,
            "4.11 5.3 8.1SS",
            by="fangyuan",
            percent=DONE,
            began="07-01",
            ended="07-09",
        ),
        leaf(
            "HIS–LIS 联调",
            "HIS-LIS joint debugging",
            8,
            "4.18FS+5 6.4FF+6 6.5 8.3SS+3",
            by="jiangfan",
            percent=46.67,
            began="07-06",
            now=15,
        ),
        leaf("HIS–医保联调", "HIS-insurance joint debugging", 9, "6.6FF+5 7.2 7.7 8.2 8.4", by="dingning"),
        leaf("HIS–支付联调", "HIS-payment joint debugging", 7, "4.19FS+1 7.9 7.13 7.14 8.3", by="fangyuan"),
        leaf("APP 联调", "App joint debugging", 5, "4.16 7.15 8.6SS+3 8.6FF+1", by="jiangfan"),
        leaf("迁移脚本", "Migration scripts", 8, "4.9 5.2", by="xiazhi", snet="07-08", percent=25, began="07-13"),
        leaf("迁移演练一", "Migration rehearsal 1", 4, "3.15 8.8", by="xiazhi"),
        leaf("迁移演练二", "Migration rehearsal 2", 5, "4.10 8.9FS+1", by="xiazhi"),
        leaf("数据核对", "Data reconciliation", 4, "8.10SS+2 8.10FF+1", by="macheng"),
        leaf("性能压测", "Performance stress test", 5, "4.20 4.21 7.16 8.5 8.6FF+1", by="shilei"),
        leaf("业务演练", "Business rehearsal", 5, "3.9 3.10 6.10 8.6SS+3", by="tangjing"),
        leaf("用户培训", "User training", 12, "3.11 5.21 8.1", by="luowei", snet="07-20"),
        leaf(
            "UAT",
            "User acceptance test",
            6,
            "5.18 5.19 5.24 7.11 8.7 8.10FS+1 8.11 8.12 8.13 8.14",
            by="tangjing",
            snet="08-10",
        ),
        leaf("上线评审 G6", "Go-live review G6", 2, "4.22 8.15 8.19"),
        leaf("切换上线", "Cut-over and go-live", 3, "8.16", by="luchuan", deadline="08-24"),
        leaf("初验", "Preliminary acceptance", 5, "8.17", by="hezhicheng", deadline="08-31"),
        milestone("门禁：G4 联调完成", "Gate G4: joint debugging complete", "8.12 8.13", snet="08-07"),
        milestone("里程碑：S1 上线", "Milestone: S1 live", "8.17"),
        milestone("里程碑：S1 初验通过", "Milestone: S1 preliminary acceptance passed", "8.18"),
    ),
)

TABLES = (PAYMENTS, JOINT_DEBUG)
