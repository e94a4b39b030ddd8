"""Why a file is refused and what in it was not understood, as sentences with the next step, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

_SAVE_AS_XML = (
    "请在 Project 中另存为“XML 格式 (*.xml)”后再导入",
    "save it from Project as “XML Format (*.xml)” and import that",
)

_REFUSALS: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的；请重新导出。", "The file is empty; export it again."),
    "mpp_file": (f"这是 .mpp 二进制文件；{_SAVE_AS_XML[0]}。", f"This is a binary .mpp file; {_SAVE_AS_XML[1]}."),
    "mpp_no_extra": (
        f"读取 .mpp、P6 XML 等格式需要可选组件：请执行 pip install 'linkspan[mpp]' 并安装 Java 17 或更高版本；或者，"
        f"{_SAVE_AS_XML[0]}，P6 则导出为 XER。",
        f"Formats such as .mpp and P6 XML need an extra: pip install 'linkspan[mpp]' and Java 17 or later; "
        f"or {_SAVE_AS_XML[1]}, from P6 export XER.",
    ),
    "mpp_no_java": (
        "读取此格式需要 Java 17 或更高版本；请安装（Debian、Ubuntu：apt-get install openjdk-17-jre-headless），"
        "或设置 JAVA_HOME。",
        "This format needs Java 17 or later; install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless) "
        "or set JAVA_HOME.",
    ),
    "mpp_no_charsets": (
        "所用的 Java 缺少 jdk.charsets 模块；请换用完整的 Java 17（如 openjdk-17-jre-headless），或设置 JAVA_HOME。",
        "This Java lacks the module jdk.charsets; use a complete Java 17 (openjdk-17-jre-headless) or set JAVA_HOME.",
    ),
    "mpp_unknown": (
        "认不出文件的格式；请在原程序中另存为 XML、XER 或 .mpp 后再导入。",
        "The format of the file is not known; save it from its program as XML, XER or .mpp and import that.",
    ),
    "mpp_broken": (
        "文件读不下去（{reason}）；请在原程序中打开并重新保存。",
        "The file could not be read ({reason}); open it in its program and save it again.",
    ),
    "mpp_too_large": (
        "读取此文件所需内存超出上限；请拆分项目，或在原程序中另存为 XML 或 XER。",
        "Reading this file takes more memory than allowed; split the project or save it as XML or XER.",
    ),
    "mpp_too_slow": (
        "读取超过 {seconds} 秒，已停止；请拆分项目，或在原程序中另存为 XML 或 XER。",
        "Reading took more than {seconds} seconds and was stopped; split the project or save it as XML or XER.",
    ),
    "not_xml": (
        f"第 {{line}} 行：文件不是 XML；{_SAVE_AS_XML[0]}。",
        f"Line {{line}}: the file is not XML; {_SAVE_AS_XML[1]}.",
    ),
    "not_mspdi": (
        f"根元素是“{{root}}”，不是 Microsoft Project 的 XML；{_SAVE_AS_XML[0]}。",
        f"The root element is “{{root}}”, not Microsoft Project XML; {_SAVE_AS_XML[1]}.",
    ),
    "truncated": (
        "文件在第 {line} 行中断，没有读完；请重新导出或重新传输。",
        "The file breaks off at line {line}; export or transfer it again.",
    ),
    "malformed": (
        "第 {line} 行的 XML 有误（{reason}）；请从原程序重新导出。",
        "The XML is damaged at line {line} ({reason}); export it again from its program.",
    ),
    "bad_encoding": (
        "第 {line} 行有不属于所声明编码 {encoding} 的字符；请以 UTF-8 重新保存。",
        "Line {line} has characters outside the declared encoding {encoding}; save the file as UTF-8.",
    ),
    "doctype": (
        "文件含有 DOCTYPE 或实体声明，出于安全考虑不予读取；请从 Project 重新导出。",
        "The file has a DOCTYPE or entity declaration and is not read for safety; export it again from Project.",
    ),
    "too_deep": (
        "第 {line} 行的嵌套超过 {limit} 层，不是正常的计划文件；请重新导出。",
        "Line {line} nests deeper than {limit} levels, no plan does; export the file again.",
    ),
    "too_large": (
        "文件超过 {limit_mb} MB；请拆分项目后分别导入。",
        "The file is larger than {limit_mb} MB; split the project and import the parts.",
    ),
    "too_many_tasks": (
        "第 {line} 行：任务超过 {limit} 个；请拆分项目后分别导入。",
        "Line {line}: more than {limit} tasks; split the project and import the parts.",
    ),
    "bad_duration": (
        "第 {line} 行，任务 {uid} 的工期“{value}”不可能；请在原文件中改正。",
        "Line {line}: the duration “{value}” of task {uid} is impossible; correct it in the original.",
    ),
    "bad_date": (
        "第 {line} 行，任务 {uid} 的日期“{value}”超出 1900–2200 年；请在原文件中改正。",
        "Line {line}: the date “{value}” of task {uid} lies outside 1900–2200; correct it in the original.",
    ),
    "not_xer": (
        "第 {line} 行：文件不是 P6 的 XER（首行应以 ERMHDR 开头，之后为制表符分隔的文本）；请在 P6 中重新导出为 XER。",
        "Line {line}: this is no P6 XER file (it begins with ERMHDR, then text separated by tabs); "
        "export it again from P6 as XER.",
    ),
    "line_too_long": (
        "第 {line} 行超过 {limit_mb} MB，不是正常的计划文件；请在 P6 中重新导出。",
        "Line {line} is longer than {limit_mb} MB, no plan has such a line; export the file again from P6.",
    ),
    "xer_structure": (
        "第 {line} 行不符合 XER 的结构（应先有 %T 表名和 %F 列名，再有 %R 数据行）；请在 P6 中重新导出。",
        "Line {line} breaks the structure of XER (%T table and %F columns come before %R rows); "
        "export it again from P6.",
    ),
    "xer_columns": (
        "第 {line} 行：表 {table} 出现两次而列不同；请在 P6 中重新导出，不要手工合并文件。",
        "Line {line}: table {table} occurs twice with different columns; export again from P6, do not join files.",
    ),
    "xer_without_tasks": (
        "文件中没有作业（TASK 表）；请在 P6 中选择项目后重新导出。",
        "The file has no activities (table TASK); choose the project in P6 and export it again.",
    ),
    "too_many_rows": (
        "第 {line} 行：数据行超过 {limit} 行；请按项目分别导出。",
        "Line {line}: more than {limit} rows; export the projects one by one.",
    ),
    "malformed_json": (
        "第 {line} 行的 JSON 有误（{reason}）；请重新导出。",
        "The JSON is damaged at line {line} ({reason}); export it again.",
    ),
    "not_ours": (
        "这个 JSON 不是 Linkspan 的计划文件（缺 format 字段）；请用 Linkspan 导出，或改用 XML、XER。",
        "This JSON is no Linkspan schedule (its field “format” is missing); export it from Linkspan or use XML, XER.",
    ),
    "json_version": (
        "计划文件的版本是 {version}，本程序只认识版本 {known}；请升级 Linkspan。",
        "The schedule file has version {version}, this program knows version {known}; upgrade Linkspan.",
    ),
    "wrong_json": (
        "JSON 中“{place}”处的值不符合格式说明；请按 schedule.schema.json 改正。",
        "The value at “{place}” does not fit the format; correct it after schedule.schema.json.",
    ),
    "no_start": (
        "文件没有项目开始日期，任务也没有日期；请在原程序中设定后重新导出。",
        "The file has neither a project start nor any task dates; set them in its program and export again.",
    ),
    "calendar": ("{zh}", "{en}"),
    "cycle": ("{zh}", "{en}"),
    "network": ("{zh}", "{en}"),
}

_NOTES: dict[str, tuple[str, str]] = {
    "null_task": ("第 {line} 行：空行任务已略过。", "Line {line}: an empty task row was left out."),
    "no_uid": (
        "第 {line} 行：{what}没有唯一标识号，已略过。",
        "Line {line}: a {what} without unique id was left out.",
    ),
    "duplicate_uid": (
        "第 {line} 行：唯一标识号 {uid} 重复，只保留第一个。",
        "Line {line}: unique id {uid} occurs twice; only the first is kept.",
    ),
    "bad_value": (
        "第 {line} 行：{tag} 的值“{value}”无法识别，按未填处理。",
        "Line {line}: the value “{value}” of {tag} was not understood and counts as missing.",
    ),
    "unknown_constraint": (
        "第 {line} 行：约束类型“{value}”未知，按“越早越好”处理。",
        "Line {line}: constraint type “{value}” is unknown and counts as “as soon as possible”.",
    ),
    "constraint_without_date": (
        "第 {line} 行：任务 {uid} 的约束没有日期，已忽略。",
        "Line {line}: the constraint of task {uid} has no date and is ignored.",
    ),
    "dangling_link": (
        "第 {line} 行：任务 {uid} 的前置任务 {pred} 不在文件中，依赖已略过。",
        "Line {line}: predecessor {pred} of task {uid} is not in the file; the link was left out.",
    ),
    "self_link": (
        "第 {line} 行：任务 {uid} 以自己为前置任务，依赖已略过。",
        "Line {line}: task {uid} is its own predecessor; the link was left out.",
    ),
    "duplicate_link": (
        "第 {line} 行：任务 {uid} 与前置任务 {pred} 的依赖重复，只保留第一条。",
        "Line {line}: task {uid} is linked twice to predecessor {pred}; only the first link is kept.",
    ),
    "unknown_link_type": (
        "第 {line} 行：依赖类型“{value}”未知，按完成–开始处理。",
        "Line {line}: link type “{value}” is unknown and counts as finish-to-start.",
    ),
    "external_link": (
        "第 {line} 行：任务 {uid} 依赖另一个项目，已略过。",
        "Line {line}: task {uid} depends on another project; the link was left out.",
    ),
    "external_task": (
        "第 {line} 行：任务 {uid} 是外部项目的影子任务，按固定日期处理。",
        "Line {line}: task {uid} stands for a task of another project; its dates are taken as fixed.",
    ),
    "subproject": (
        "第 {line} 行：任务 {uid} 是插入的子项目，其内容不在文件中；请另行导入。",
        "Line {line}: task {uid} is an inserted project whose content is not in the file; import it separately.",
    ),
    "recurring": (
        "第 {line} 行：任务 {uid} 是周期任务，按普通任务读入。",
        "Line {line}: task {uid} is a recurring task and is read as ordinary tasks.",
    ),
    "unknown_calendar": (
        "第 {line} 行：日历 {calendar} 不在文件中，改用项目日历。",
        "Line {line}: calendar {calendar} is not in the file; the project calendar is used.",
    ),
    "calendar_loop": (
        "第 {line} 行：日历 {calendar} 的基准日历互相引用，按无基准处理。",
        "Line {line}: the base of calendar {calendar} refers back to itself and is ignored.",
    ),
    "no_working_time": (
        "日历“{name}”没有工作时间，改用项目日历。",
        "Calendar “{name}” has no working time; the project calendar is used.",
    ),
    "recurrence": (
        "第 {line} 行：例外“{name}”的重复规则无法识别，按首日至末日处理。",
        "Line {line}: the recurrence of exception “{name}” was not understood; its first to last day are taken.",
    ),
    "exception_range": (
        "第 {line} 行：例外“{name}”的日期无效，已略过。",
        "Line {line}: the dates of exception “{name}” are not valid; it was left out.",
    ),
    "unknown_resource": (
        "第 {line} 行：分配引用的资源 {resource} 不在文件中。",
        "Line {line}: an assignment refers to resource {resource}, which is not in the file.",
    ),
    "unknown_task": (
        "第 {line} 行：分配引用的任务 {task} 不在文件中，已略过。",
        "Line {line}: an assignment refers to task {task}, which is not in the file; it was left out.",
    ),
    "namespace": (
        "根元素的命名空间是“{namespace}”，仍按 Microsoft Project 格式读取。",
        "The root element has namespace “{namespace}”; it is read as Microsoft Project XML all the same.",
    ),
    "through_mpxj": (
        "{format} 文件经 MPXJ {version} 读取。",
        "The {format} file was read through MPXJ {version}.",
    ),
    "encoding": (
        "文件按 {encoding} 编码读取；名称若显示不对，请在 P6 中以 UTF-8 导出。",
        "The file was read as {encoding}; if names look wrong, export it from P6 as UTF-8.",
    ),
    "no_end_mark": (
        "第 {line} 行：文件没有结束标记 %E，可能不完整；请核对作业数。",
        "Line {line}: the file has no end mark %E and may be incomplete; check the number of activities.",
    ),
    "row_too_wide": (
        "第 {line} 行：表 {table} 的这一行多于列数，多出的值已略过。",
        "Line {line}: this row of table {table} has more values than columns; the surplus was left out.",
    ),
    "calendar_data": (
        "第 {line} 行：日历“{name}”的工作时间无法识别，按标准工作周处理。",
        "Line {line}: the working times of calendar “{name}” were not understood; the standard week is used.",
    ),
    "unknown_kind": (
        "第 {line} 行：作业类型“{value}”未知，按普通作业处理。",
        "Line {line}: activity type “{value}” is unknown and counts as an ordinary activity.",
    ),
    "outside_link": (
        "第 {line} 行：作业 {uid} 与文件之外的作业 {pred} 有逻辑关系，未导入；P6 存储的外部日期仍然有效。",
        "Line {line}: activity {uid} is linked to {pred}, which is not in the file; the link was left out, "
        "the external dates that P6 stored still hold.",
    ),
    "lost_kind": (
        "配合作业（LOE）与 WBS 汇总作业变为普通任务（{count} 处，例如 {uid}）。",
        "Level-of-effort and WBS summary activities become ordinary tasks ({count}, for example {uid}).",
    ),
    "lost_constraint2": (
        "第二约束不保留（{count} 处，例如 {uid}）。",
        "Secondary constraints are left out ({count}, for example {uid}).",
    ),
    "changed_constraint": (
        "约束改写为对方最接近的类型（{count} 处，例如 {uid}）。",
        "Constraints become the nearest kind of the other program ({count}, for example {uid}).",
    ),
    "lost_expected": (
        "期望完成日期不保留（{count} 处，例如 {uid}）。",
        "Expected finish dates are left out ({count}, for example {uid}).",
    ),
    "lost_suspend": (
        "停工日期不保留（{count} 处，例如 {uid}）。",
        "Suspend dates are left out ({count}, for example {uid}).",
    ),
    "lost_external": (
        "来自其他项目的外部日期不保留（{count} 处，例如 {uid}）。",
        "Dates that other projects hold are left out ({count}, for example {uid}).",
    ),
    "lost_deadline": (
        "截止日期不保留（{count} 处，例如 {uid}）。",
        "Deadlines are left out ({count}, for example {uid}).",
    ),
    "lost_manual": (
        "手动计划的任务改为由逻辑计算（{count} 处，例如 {uid}）。",
        "Manually scheduled tasks are scheduled by logic ({count}, for example {uid}).",
    ),
    "lost_inactive": (
        "停用的任务变为有效（{count} 处，例如 {uid}）。",
        "Inactive tasks become active ({count}, for example {uid}).",
    ),
    "lost_elapsed": (
        "自然历时改按工作时间计算（{count} 处，例如 {uid}）。",
        "Elapsed durations count as working time ({count}, for example {uid}).",
    ),
    "lost_leveling": (
        "资源调配延迟不保留（{count} 处，例如 {uid}）。",
        "Levelling delays are left out ({count}, for example {uid}).",
    ),
    "lost_baseline": (
        "基线不保留（{count} 处，例如 {uid}）。",
        "Baselines are left out ({count}, for example {uid}).",
    ),
    "lost_three_point": (
        "三点估算不保留（{count} 处，例如 {uid}）。",
        "Three-point durations are left out ({count}, for example {uid}).",
    ),
    "lost_summary_date": (
        "摘要任务的约束不保留（{count} 处，例如 {uid}）。",
        "Constraints of summary tasks are left out ({count}, for example {uid}).",
    ),
    "lost_notes": (
        "备注不保留（{count} 处，例如 {uid}）。",
        "Notes are left out ({count}, for example {uid}).",
    ),
    "lost_second_link": (
        "两任务间的第二条依赖不保留（{count} 处，例如 {uid}）。",
        "Second links between two tasks are left out ({count}, for example {uid}).",
    ),
    "lost_summary_link": (
        "摘要任务的依赖不保留（{count} 处，例如 {uid}）。",
        "Links of summary tasks are left out ({count}, for example {uid}).",
    ),
    "lost_percent_lag": (
        "百分比滞后量按零处理（{count} 处，例如 {uid}）。",
        "Percent lags count as zero ({count}, for example {uid}).",
    ),
    "lost_elapsed_lag": (
        "自然历时的滞后量改按工作时间计算（{count} 处，例如 {uid}）。",
        "Elapsed lags count as working time ({count}, for example {uid}).",
    ),
    "joined_projects": (
        "{count} 个项目合并为一个。",
        "{count} projects are joined into one.",
    ),
    "lost_rest": (
        "仅 {format} 才有的其他内容（代码、自定义字段等）不保留。",
        "Whatever else only {format} has (codes, custom fields and the like) is left out.",
    ),
    "custom_fields": (
        "第 {line} 行：自定义字段 {count} 个值未导入。",
        "Line {line}: {count} values of custom fields are not imported.",
    ),
}


def _sentence(pair: tuple[str, str], lang: str, params: dict[str, Any]) -> str:
    return (pair[0] if lang.startswith("zh") else pair[1]).format(**params)


class FileRefused(ValueError):
    """A file that cannot be read at all; `text(lang)` is one sentence with place and remedy."""

    def __init__(self, code: str, line: int = 0, **params: Any) -> None:
        self.code = code
        self.line = line
        self.params = {"line": line, **params}
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`."""
        return _sentence(_REFUSALS[self.code], lang, self.params)


@dataclass(frozen=True, slots=True)
class Note:
    """Something in a file that was not, or not fully, understood; `line` and `uid` say where (0 = unknown)."""

    level: Literal["info", "warning", "error"]
    code: str
    line: int = 0
    uid: int = 0
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The finished sentence, `zh-CN` or `en`; without a place where the line is not known."""
        text = _sentence(_NOTES[self.code], lang, {"line": self.line, "uid": self.uid, **self.params})
        if self.line:
            return text
        text = text.removeprefix("第 0 行：").removeprefix("Line 0: ")
        return text[:1].upper() + text[1:]
