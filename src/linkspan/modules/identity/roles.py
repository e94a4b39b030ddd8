"""The built-in roles: who may do what, as sets of `area.verb`. An organisation adds its own beside them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.verbs import name_verbs

_SEE = frozenset({"project.view", "schedule.view", "calendar.view", "job.view"})
_SEE_PEOPLE = _SEE | {"identity.view", "history.view"}
_PLAN = frozenset({"schedule.edit", "schedule.progress", "schedule.baseline", "schedule.import", "calendar.edit"})

ALL_VERBS = _SEE_PEOPLE | _PLAN | {"identity.manage", "access.view", "access.manage", "project.create", "project.edit"}
ADMIN = "admin"

name_verbs(
    {
        "project.view": _("see projects"),
        "project.create": _("create projects"),
        "project.edit": _("change projects"),
        "schedule.view": _("see the plan"),
        "schedule.edit": _("edit the plan"),
        "schedule.progress": _("report progress"),
        "schedule.baseline": _("set baselines"),
        "schedule.import": _("import schedule files"),
        "calendar.view": _("see calendars"),
        "calendar.edit": _("edit calendars"),
        "identity.view": _("see people"),
        "identity.manage": _("manage people"),
        "access.view": _("see rights"),
        "access.manage": _("manage rights"),
        "history.view": _("see the history"),
        "job.view": _("see jobs"),
    }
)


@dataclass(frozen=True)
class BuiltInRole:
    """A role that every installation has. own_party_only: holders see the rows of their own firm alone."""

    code: str
    name_zh: str
    name_en: str
    verbs: frozenset[str]
    own_party_only: bool = False


BUILT_IN: tuple[BuiltInRole, ...] = (
    BuiltInRole(ADMIN, "系统管理员", "Administrator", ALL_VERBS),
    BuiltInRole("executive", "单位领导", "Executive", _SEE_PEOPLE),
    BuiltInRole("committee", "项目领导小组成员", "Steering committee", _SEE_PEOPLE),
    BuiltInRole(
        "director",
        "项目群总监",
        "Programme director",
        _SEE_PEOPLE | _PLAN | {"project.create", "project.edit", "access.view", "access.manage", "identity.manage"},
    ),
    BuiltInRole(
        "manager",
        "项目经理",
        "Project manager",
        _SEE_PEOPLE | _PLAN | {"project.create", "project.edit", "access.view", "access.manage"},
    ),
    BuiltInRole("architect", "架构师", "Architect", _SEE_PEOPLE | {"schedule.edit", "schedule.progress"}),
    BuiltInRole("engineer", "工程师", "Engineer", _SEE_PEOPLE | {"schedule.progress"}),
    BuiltInRole("test_manager", "测试经理", "Test manager", _SEE_PEOPLE | {"schedule.edit", "schedule.progress"}),
    BuiltInRole("vendor", "厂商代表", "Vendor", _SEE | {"identity.view", "schedule.progress"}, own_party_only=True),
    BuiltInRole("finance", "财务", "Finance", _SEE_PEOPLE),
    BuiltInRole("site_manager", "现场经理", "Site manager", _SEE_PEOPLE | {"schedule.progress"}),
    BuiltInRole("operations", "运维", "Operations", _SEE_PEOPLE),
    BuiltInRole("auditor", "审计", "Auditor", _SEE_PEOPLE | {"access.view"}),
)
