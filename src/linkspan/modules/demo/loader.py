"""Writes the demo programme: inputs only, through the same actions that a person's clicks run."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.localtime import local_midnight, parse_local, to_utc
from linkspan.kernel.numbering.services import set_mask
from linkspan.modules.demo import (
    CALENDARS,
    DEPARTMENTS,
    LOGINS,
    ORGANISATION,
    ORGANISATION_CODE,
    PARTIES,
    PEOPLE,
    PROGRAMME,
    PROGRAMME_CODE,
    build_plan,
    template_hospital,
)
from linkspan.modules.demo.approvals import load_approvals
from linkspan.modules.demo.records import ProjectPlan, Task, WorkCalendar
from linkspan.modules.demo.records_loader import RecordsLoader
from linkspan.modules.demo.replay import load_replay
from linkspan.modules.demo.risk_drivers import load_drivers
from linkspan.modules.demo.rules import load_rules
from linkspan.modules.identity import api as identity
from linkspan.modules.portfolio.api import (
    Programme,
    Project,
    add_members,
    create_programme,
    create_project,
    keep_template,
)
from linkspan.modules.schedule.api import create_calendar, edit_plan, set_baseline

Progress = Callable[[int, int, str], None]

# Printed at the start of the demo; good on this machine only (identity.refuse_from_afar).
PASSWORD = "linkspan-demo"  # noqa: S105
_ZONE = "Asia/Shanghai"
_MINUTES_PER_DAY = 480
_BATCH = 60
_LINK_TYPES = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}
_CONSTRAINTS = {"ASAP": 0, "ALAP": 1, "MSO": 2, "MFO": 3, "SNET": 4, "SNLT": 5, "FNET": 6, "FNLT": 7}
_STEPS = 10


class _Loader:
    """The rows written so far, by the codes of the demo data."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._step = progress, 0
        self.organisation: identity.Organisation
        self.programme: Programme
        self.parties: dict[str, identity.Party] = {}
        self.people: dict[str, identity.User] = {}
        self.calendars: dict[str, Any] = {}

    def tell(self, zh: str, en: str) -> None:
        self._step += 1
        self._progress(min(self._step, _STEPS), _STEPS, f"{zh} {en}")

    def load(self) -> None:
        """Everything, in the order in which it hangs together."""
        self.tell("组织与角色", "organisation and roles")
        identity.seed_roles(SYSTEM)
        self.organisation = identity.create_organisation(
            SYSTEM,
            identity.Organisation(
                code=ORGANISATION_CODE.lower(), name=ORGANISATION.zh, name_en=ORGANISATION.en, scope_path="/"
            ),
        ).result
        self._load_people()
        self.programme = create_programme(
            SYSTEM, self.organisation, code=PROGRAMME_CODE, name=PROGRAMME.zh, name_en=PROGRAMME.en
        ).result
        self.tell("工作日历", "calendars")
        for calendar in CALENDARS:
            self.calendars[calendar.code] = self._load_calendar(calendar)
        plan = build_plan()
        project = self._load_project(plan)
        self._load_logins(project)
        tasks = self._load_plan(project, plan)
        self._load_baselines(project, plan, tasks)
        self.tell("风险、接口、变更、资金", "risks, interfaces, changes, money")
        RecordsLoader(project, parties=self.parties, people=self.people, tasks=tasks).load()
        self.tell("历史计划与风险驱动", "plans of past weeks, risk drivers")
        load_replay(project, plan, tasks)
        load_drivers(project, tasks)
        self._load_setup(project)
        load_approvals(self.organisation, project, self.people)
        load_rules(project, self.people)

    def _load_setup(self, project: Project) -> None:
        """A template to begin from, and a mask for the interfaces that are added by hand."""
        keep_template(
            SYSTEM,
            self.organisation,
            name=template_hospital.NAME.zh,
            name_en=template_hospital.NAME.en,
            description=template_hospital.ABOUT,
            content=template_hospital.content(),
        )
        set_mask(SYSTEM, project, **template_hospital.INTERFACE_MASK)

    def _load_people(self) -> None:
        self.tell("各方与人员", "parties and people")
        for party in PARTIES:
            known = party.contact
            details = known and {
                "contact": known.person,
                "contact_phone": known.phone,
                "contact_email": known.email,
                "assessment": known.assessment,
                "remark": known.remark,
            }
            self.parties[party.code] = identity.create_party(
                SYSTEM,
                self.organisation,
                code=party.code,
                name=party.name.zh,
                name_en=party.name.en,
                kind=party.kind,
                details=details,
            ).result
        departments = {
            d.code: identity.create_department(SYSTEM, self.parties[d.party], name=d.name.zh, name_en=d.name.en).result
            for d in DEPARTMENTS
        }
        can_log_in = {login.username for login in LOGINS}
        for person in PEOPLE:
            self.people[person.username] = identity.create_user(
                SYSTEM,
                self.organisation,
                username=person.username,
                name=person.name.zh,
                name_en=person.name.en,
                title=person.title.zh,
                title_en=person.title.en,
                party=self.parties[person.party],
                department=departments[person.department],
                password=PASSWORD if person.username in can_log_in else None,
            ).result

    def _load_calendar(self, calendar: WorkCalendar) -> Any:
        return create_calendar(
            SYSTEM,
            self.organisation,
            name=calendar.name.zh,
            name_en=calendar.name.en,
            week=[[[_clock(a), _clock(b)] for a, b in day] for day in calendar.week],
            exceptions=[
                {
                    "first": dt.date.fromisoformat(e.first),
                    "last": dt.date.fromisoformat(e.last),
                    "name": e.name.zh,
                    "name_en": e.name.en,
                    "intervals": [[_clock(a), _clock(b)] for a, b in e.intervals],
                    "source": "official",
                    "provisional": e.provisional,
                }
                for e in calendar.exceptions
            ],
        ).result

    def _load_project(self, plan: ProjectPlan) -> Project:
        self.tell("项目", "project")
        project = create_project(
            SYSTEM,
            self.programme,
            code=plan.code,
            name=plan.name.zh,
            name_en=plan.name.en,
            start=_utc(plan.start),
            description=plan.description.zh,
            stage=Project.Stage.JOINT_DEBUG,
            customer=self.parties[plan.customer],
            manager=self.people[plan.manager],
            time_zone=_ZONE,
            calendar=self.calendars[plan.calendar],
            data_date=_utc(plan.data_date),
            minutes_per_day=_MINUTES_PER_DAY,
        ).result
        members: list[Any] = [(self.parties[code], None, "") for code in plan.parties]
        members += [(self.parties[p.party], self.people[p.username], p.title.zh) for p in PEOPLE]
        add_members(SYSTEM, project, people=members)
        return project

    def _load_plan(self, project: Project, plan: ProjectPlan) -> dict[str, int]:
        self.tell("180 项任务", "180 tasks")
        ids: dict[str, int] = {}
        for at in range(0, len(plan.sections), _BATCH):
            ids |= edit_plan(
                SYSTEM,
                project,
                commands=[
                    {
                        "op": "task.create",
                        "temp": s.code,
                        "name": s.name.zh,
                        "name_en": s.name.en,
                        "owner": self.people[s.owner].pk,
                    }
                    for s in plan.sections[at : at + _BATCH]
                ],
            ).result
        for at in range(0, len(plan.tasks), _BATCH):
            ids |= edit_plan(
                SYSTEM, project, commands=[self._task_command(t, ids[t.section]) for t in plan.tasks[at : at + _BATCH]]
            ).result
        self.tell("逻辑关系", "links")
        links = [(task, link) for task in plan.tasks for link in task.predecessors]
        for at in range(0, len(links), _BATCH * 3):
            edit_plan(
                SYSTEM,
                project,
                commands=[
                    {
                        "op": "link.create",
                        "from": ids[link.predecessor],
                        "to": ids[task.code],
                        "type": _LINK_TYPES[link.type],
                        "lag": link.lag_days * _MINUTES_PER_DAY,
                    }
                    for task, link in links[at : at + _BATCH * 3]
                ],
            )
        return ids

    def _task_command(self, task: Task, parent: int) -> dict[str, Any]:
        command: dict[str, Any] = {
            "op": "task.create",
            "temp": task.code,
            "parent": parent,
            "name": task.name.zh,
            "name_en": task.name.en,
            "kind": 1 if task.kind == "milestone" else 0,
            "duration": round(task.duration_days * _MINUTES_PER_DAY),
            "owner": self.people[task.owner].pk,
            "optimistic": round(task.optimistic * _MINUTES_PER_DAY),
            "pessimistic": round(task.pessimistic * _MINUTES_PER_DAY),
            "progress": task.progress.percent / 100,
        }
        if self.calendars[task.calendar].pk != self.calendars["standard"].pk:
            command["calendar"] = self.calendars[task.calendar].pk
        if task.constraint is not None:
            command |= {
                "constraint": _CONSTRAINTS[task.constraint.kind],
                "constraint_date": parse_local(task.constraint.at),
            }
        if task.deadline is not None:
            command["deadline"] = _deadline(task.deadline)
        for name in ("actual_start", "actual_finish"):
            value = getattr(task.progress, name)
            if value is not None:
                command[name] = parse_local(value)
        return command

    def _load_baselines(self, project: Project, plan: ProjectPlan, ids: dict[str, int]) -> None:
        self.tell("基线", "baselines")
        for baseline in plan.baselines:
            dates = {
                ids[t.code]: (
                    _utc(t.baselines[baseline.number].start),
                    _utc(t.baselines[baseline.number].finish),
                    round(t.duration_days * _MINUTES_PER_DAY),
                )
                for t in plan.tasks
                if baseline.number in t.baselines
            }
            set_baseline(SYSTEM, project, name=baseline.name.zh, dates=dates)

    def _load_logins(self, project: Project) -> None:
        self.tell("登录角色", "log-ins")
        places = {"organisation": self.organisation, "programme": self.programme, "project": project}
        places["installation"] = identity.access_rules()
        known = {person.username: person for person in PEOPLE}
        shown = []
        for login in LOGINS:
            identity.grant_role(
                SYSTEM, places[login.scope_kind], role=login.role, principal=self.people[login.username]
            )
            person = known[login.username]
            shown.append(
                identity.DemoLogin(
                    username=login.username,
                    password=PASSWORD,
                    name_zh=person.name.zh,
                    name_en=person.name.en,
                    title_zh=person.title.zh,
                    title_en=person.title.en,
                    note_zh=login.note.zh,
                    note_en=login.note.en,
                )
            )
        identity.write_demo_logins(shown)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _utc(text: str) -> int:
    return to_utc(parse_local(text), _ZONE) or 0


def _deadline(text: str) -> int:
    """A promised day lasts until its evening."""
    return parse_local(text) if "T" in text else local_midnight(dt.date.fromisoformat(text)) + 24 * 60 - 1


def load_demo(progress: Progress) -> None:
    """Write the demo programme into an empty, migrated database. progress(done, total, text)."""
    with acting_as(SYSTEM):
        _Loader(progress).load()
