"""The fields that the tests look for in tables: those of registers, in both languages."""

from linkspan.engines.tabular import Choice, Target

LEVELS = (Choice("high", ("高", "High")), Choice("medium", ("中", "Medium")), Choice("low", ("低", "Low")))
TARGETS = (
    Target("code", "code", ("编号", "Code", "风险编号")),
    Target("title", "text", ("名称", "Title", "风险名称", "款项名称"), required=True),
    Target("system", "text", ("系统", "System")),
    Target("probability", "integer", ("概率", "Probability")),
    Target("impact", "integer", ("影响", "Impact")),
    Target("owner", "text", ("负责人", "Owner", "联系人姓名")),
    Target("phone", "phone", ("联系电话", "Phone")),
    Target("email", "email", ("邮箱", "E-mail")),
    Target("vendor", "text", ("厂商", "Vendor")),
    Target("due", "date", ("到期日", "Due date", "计划收款日期")),
    Target("amount", "money", ("金额", "Amount")),
    Target("retention", "money", ("质保金", "Retention")),
    Target("share", "percent", ("比例", "Share", "完成率")),
    Target("duration", "duration", ("工期", "Duration")),
    Target("critical", "boolean", ("是否关键", "Critical")),
    Target("level", "choice", ("等级", "Level"), choices=LEVELS),
    Target("notes", "long_text", ("备注", "Notes")),
)
