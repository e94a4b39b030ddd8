"""Words that registers use for the same column, in both languages."""

from __future__ import annotations

_GROUPS = (
    ("编号", "编码", "代码", "code", "id", "no", "number"),
    ("名称", "标题", "题目", "name", "title", "subject"),
    ("负责人", "责任人", "担当", "责任者", "经办人", "主办人", "owner", "responsible", "assignee"),
    (
        "截止日期",
        "到期日",
        "到期",
        "完成日期",
        "计划完成",
        "计划完成日期",
        "计划完成时间",
        "期限",
        "due",
        "due date",
        "deadline",
    ),
    ("金额", "价款", "总价", "合同额", "合同金额", "含税金额", "amount", "value", "price"),
    ("状态", "当前状态", "进展", "进展情况", "status", "state"),
    ("描述", "内容", "详细描述", "详情", "description", "details"),
    ("备注", "说明", "附注", "notes", "note", "remark", "remarks", "comment"),
    ("概率", "可能性", "发生概率", "发生可能性", "probability", "likelihood"),
    ("影响", "影响程度", "严重程度", "严重性", "impact", "severity"),
    ("参与方", "厂商", "供应商", "承建单位", "责任单位", "乙方", "对方单位", "相对方", "vendor", "party", "supplier"),
    ("类别", "分类", "类型", "种类", "category", "type", "kind"),
    ("应对计划", "应对措施", "措施", "防范措施", "mitigation", "response plan", "plan"),
    ("应对", "应对策略", "策略", "response", "strategy"),
    ("标签", "tags", "labels"),
    ("电话", "联系电话", "手机", "手机号", "phone", "telephone", "mobile"),
    ("邮箱", "电子邮件", "email", "e mail", "mail"),
    ("开始日期", "开始时间", "计划开始", "start", "start date"),
    ("工期", "持续时间", "duration"),
    ("备岗", "备份负责人", "备份人", "后备负责人", "backup"),
    ("使用方", "调用方", "消费方", "接收方", "consumers", "consumer"),
    ("提供方", "发布方", "服务方", "provider"),
    ("集成模式", "接口方式", "对接方式", "集成方式", "pattern"),
    ("日消息量", "日均调用量", "日调用量", "日均消息量", "messages per day"),
    ("重要性", "重要程度", "关键程度", "criticality"),
    ("计划日", "计划收款日", "计划付款日", "planned"),
    ("结清日", "实际收款日", "实际付款日", "到账日", "回款日", "paid"),
    ("触发条件", "付款条件", "付款节点", "支付条件", "trigger"),
    ("序号", "期次", "seq"),
    ("申请人", "提出人", "发起人", "requester"),
    ("对计划的影响", "影响工期", "工期影响", "impact on the plan"),
    ("成本", "影响金额", "费用影响", "变更金额", "cost"),
    ("发生时损失", "预计损失", "潜在损失", "损失", "loss", "loss if it occurs"),
    ("临近日", "预计发生日", "可能发生日"),
    ("占比", "比例", "百分比", "share", "percentage", "percent"),
)
_GROUP_OF = {word: at for at, words in enumerate(_GROUPS) for word in words}


def synonyms_of(word: str) -> tuple[str, ...]:
    """The words that mean the same column as a label in the form of `labels.normalise`, the label among them."""
    group = _GROUP_OF.get(word)
    return () if group is None else _GROUPS[group]
