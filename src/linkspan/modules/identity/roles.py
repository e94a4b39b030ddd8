"""The built-in roles: who may do what, as sets of `area.verb`. An organisation adds its own beside them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.verbs import name_areas, name_verbs, record_verbs

# Areas of records that have no rights beyond the four (view, create, edit, delete).
_RECORDS = ("risk", "landscape", "commercial", "change")
_TALK = frozenset({"discussion.write", "record.export"})
_SEE = frozenset({"project.view", "schedule.view", "calendar.view", "job.view", "party.view"})
_SEE_RECORDS = frozenset(f"{area}.view" for area in _RECORDS) | _TALK
_SEE_PEOPLE = _SEE | _SEE_RECORDS | {"identity.view", "history.view", "field.internal"}
_ALL_FIELDS = frozenset({"field.internal", "field.commercial", "field.personal", "field.sensitive"})
# How a project is set up: its masks of codes, and projects that are made from others.
_SET_UP = frozenset(
    {
        "approval.configure",
        "automation.configure",
        "customise.configure",
        "numbering.configure",
        "template.edit",
        "template.view",
    }
)
# What steers a project: every record and field, the views that others share, and the ruling on changes.
_STEER = record_verbs(*_RECORDS) | _ALL_FIELDS | {"change.approve", "view.share"} | _SET_UP
_WORK = frozenset({"risk.create", "risk.edit", "landscape.create", "landscape.edit", "change.create", "change.edit"})
_PLAN = frozenset(
    {
        "analysis.run",
        "calendar.edit",
        "schedule.baseline",
        "schedule.edit",
        "schedule.import",
        "schedule.progress",
    }
)

# What makes a system, a security and an audit administrator; see `identity.duties`.
_DUTIES = frozenset({"system.manage", "access.administer", "audit.view"})

ALL_VERBS = (
    _SEE_PEOPLE
    | _PLAN
    | _DUTIES
    | _STEER
    | record_verbs("party")
    | {"identity.manage", "access.view", "access.manage", "project.create", "project.edit"}
)
ADMIN = "admin"

name_areas(
    {
        "project": _("projects"),
        "schedule": _("plan"),
        "calendar": _("calendars"),
        "field": _("classes of fields"),
        "discussion": _("comments and attachments"),
        "record": _("lists"),
        "view": _("saved views"),
        "identity": _("people"),
        "access": _("rights"),
        "history": _("history"),
        "audit": _("audit"),
        "job": _("jobs"),
        "system": _("installation"),
    }
)
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
        "access.administer": _("give any right to others (security administrator)"),
        "history.view": _("see the history"),
        "audit.view": _("read the audit log (audit administrator)"),
        "system.manage": _("run the installation (system administrator)"),
        "job.view": _("see jobs"),
        "discussion.write": _("comment and attach files"),
        "record.export": _("export lists"),
        "view.share": _("share views of lists"),
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
    BuiltInRole(ADMIN, "总管理员", "Administrator", ALL_VERBS),
    BuiltInRole("executive", "单位领导", "Executive", _SEE_PEOPLE | _ALL_FIELDS - {"field.personal"}),
    BuiltInRole("committee", "项目领导小组成员", "Steering committee", _SEE_PEOPLE | {"field.commercial"}),
    BuiltInRole(
        "director",
        "项目群总监",
        "Programme director",
        _SEE_PEOPLE
        | _PLAN
        | _STEER
        | record_verbs("party")
        | {"project.create", "project.edit", "access.view", "access.manage", "identity.manage"},
    ),
    BuiltInRole(
        "manager",
        "项目经理",
        "Project manager",
        _SEE_PEOPLE | _PLAN | _STEER | {"project.create", "project.edit", "access.view", "access.manage"},
    ),
    BuiltInRole(
        "architect",
        "架构师",
        "Architect",
        _SEE_PEOPLE | _WORK | {"analysis.run", "schedule.edit", "schedule.progress"},
    ),
    BuiltInRole("engineer", "工程师", "Engineer", _SEE_PEOPLE | _WORK | {"schedule.progress"}),
    BuiltInRole(
        "test_manager",
        "测试经理",
        "Test manager",
        _SEE_PEOPLE | _WORK | {"analysis.run", "schedule.edit", "schedule.progress"},
    ),
    BuiltInRole(
        "vendor",
        "厂商代表",
        "Vendor",
        _SEE
        | _TALK
        | {"identity.view", "schedule.progress", "landscape.view", "landscape.edit"}
        | {"commercial.view", "field.commercial"},
        own_party_only=True,
    ),
    BuiltInRole(
        "finance", "财务", "Finance", _SEE_PEOPLE | record_verbs("commercial") | {"field.commercial", "view.share"}
    ),
    BuiltInRole(
        "site_manager", "现场经理", "Site manager", _SEE_PEOPLE | {"schedule.progress", "risk.create", "risk.edit"}
    ),
    BuiltInRole("operations", "运维", "Operations", _SEE_PEOPLE),
    BuiltInRole("auditor", "审计", "Auditor", _SEE_PEOPLE | {"access.view", "field.commercial"}),
    BuiltInRole(
        "system_admin",
        "系统管理员",
        "System administrator",
        frozenset({"system.manage", "identity.view", "identity.manage"}),
    ),
    BuiltInRole(
        "security_admin",
        "安全管理员",
        "Security administrator",
        frozenset({"access.view", "access.manage", "access.administer", "identity.view"}),
    ),
    BuiltInRole("audit_admin", "审计管理员", "Audit administrator", frozenset({"history.view", "audit.view"})),
)
