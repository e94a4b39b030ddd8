"""Reads of the portfolio with the figures of the plans: project list and project home."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Max, Min, OuterRef, Q, Subquery, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions.models import ActionLog
from linkspan.kernel.actions.undo import describe
from linkspan.kernel.localtime import local_date, local_midnight, to_local, to_utc
from linkspan.modules.portfolio.api import Membership, Project
from linkspan.modules.schedule.models import Baseline, BaselineTask, Task, TaskDates
from linkspan.modules.schedule.payload import visible_ids
from linkspan.modules.schedule.state import MISSING, current_state

_VERBS = (
    "project.view",
    "project.edit",
    "schedule.view",
    "schedule.edit",
    "schedule.progress",
    "schedule.baseline",
    "schedule.import",
    "calendar.edit",
)


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


def in_language(row: Any) -> str:
    """`name` or `name_en` of a row, by the reader's language."""
    return row.name_en if is_english() and getattr(row, "name_en", "") else row.name


def project_list(actor: Actor) -> list[dict[str, Any]]:
    """The projects that the actor sees with the figures of their plans; six statements whatever their number.

    Who sees only its own rows of a plan (a vendor) gets the figures of these rows.
    """
    baseline = BaselineTask._base_manager.filter(baseline__project=OuterRef("pk"), baseline__is_current=True).order_by(
        "-finish"
    )
    projects = list(
        Project.objects.visible(actor, "project.view")
        .select_related("programme", "customer", "manager", "dates")
        .annotate(baseline_finish=Subquery(baseline.values("finish")[:1]))
        .distinct()
        .order_by("code")
    )
    partly = [p.pk for p in projects if not actor.may("schedule.view", p.scope_path)]
    rows = TaskDates.base_rows.filter(project_id__in=[p.pk for p in projects], is_summary=False, task__is_active=True)
    if partly:
        own = Task.objects.visible(actor, "schedule.view").filter(project_id__in=partly).values("pk")
        rows = rows.filter(~Q(project_id__in=partly) | Q(task_id__in=own))
        _narrow(projects, partly, rows)
    late, milestones = _late_counts(projects, rows), _next_milestones(rows)
    return [_item(actor, project, late.get(project.pk, 0), milestones.get(project.pk)) for project in projects]


@dataclass
class _OwnDates:
    """Figures of the rows that an actor sees of a plan, in the place of ProjectDates."""

    start: int | None
    finish: int | None
    progress: float
    tasks: int
    critical: int


def _narrow(projects: list[Project], partly: list[int], rows: Any) -> None:
    """Put the figures of the visible rows alone in the place of the whole plan's."""
    open_and_critical = Count("pk", filter=Q(is_critical=True, progress__lt=1))
    found = {
        row["project_id"]: row
        for row in rows.filter(project_id__in=partly)
        .order_by()
        .values("project_id")
        .annotate(
            start=Min("start"),
            finish=Max("finish"),
            tasks=Count("pk"),
            critical=open_and_critical,
            weight=Sum("duration"),
            done=Sum(F("duration") * F("progress"), output_field=FloatField()),
            mean=Avg("progress"),
        )
    }
    for project in projects:
        if project.pk not in partly:
            continue
        row = found.get(project.pk)
        progress = 0.0 if row is None else (row["done"] / row["weight"] if row["weight"] else row["mean"])
        project._state.fields_cache["dates"] = (
            _OwnDates(row["start"], row["finish"], progress, row["tasks"], row["critical"])
            if row
            else _OwnDates(None, None, 0.0, 0, 0)
        )
        project.baseline_finish = None


def _late_counts(projects: list[Project], rows: Any) -> dict[int, int]:
    """Leaf tasks that should be finished by their plan but are not, or finish after their deadline."""
    midnight = local_midnight(clock.business_today())
    by_zone: dict[str, list[int]] = {}
    for project in projects:
        by_zone.setdefault(project.time_zone, []).append(project.pk)
    past = Q(finish__gt=F("task__deadline"))
    for zone, keys in by_zone.items():
        past |= Q(project_id__in=keys, finish__lt=to_utc(midnight, zone))
    counted = rows.filter(past, progress__lt=1).order_by().values("project_id").annotate(count=Count("pk"))
    return {row["project_id"]: row["count"] for row in counted}


def _next_milestones(rows: Any) -> dict[int, dict[str, Any]]:
    ahead = (
        rows.filter(Q(task__kind=Task.Kind.MILESTONE) | Q(task__deadline__isnull=False), progress__lt=1)
        .order_by("project_id", "finish", "outline")
        .values("project_id", "task__name", "task__name_en", "finish", "task__deadline")
    )
    found: dict[int, dict[str, Any]] = {}
    for row in ahead:
        found.setdefault(row["project_id"], row)
    return found


def _item(actor: Actor, project: Project, late: int, milestone: dict[str, Any] | None) -> dict[str, Any]:
    dates, zone = getattr(project, "dates", None), project.time_zone
    return {
        "id": project.pk,
        "code": project.code,
        "name": in_language(project),
        "programme": project.programme and {"code": project.programme.code, "name": in_language(project.programme)},
        "stage": project.get_stage_display(),
        "customer": project.customer and in_language(project.customer),
        "manager": project.manager
        and {"id": project.manager.pk, "name": project.manager.name_in(get_language() or "")},
        "start": to_local(dates.start, zone) if dates else to_local(project.start, zone),
        "finish": to_local(dates.finish, zone) if dates else None,
        "baseline_finish": to_local(getattr(project, "baseline_finish", None), zone),
        "data_date": to_local(project.data_date, zone),
        "progress": dates.progress if dates else 0,
        "tasks": dates.tasks if dates else 0,
        "critical": dates.critical if dates else 0,
        "late": late,
        "milestone_next": milestone
        and {
            "name": (milestone["task__name_en"] if is_english() else "") or milestone["task__name"],
            "finish": to_local(milestone["finish"], zone),
            "deadline": to_local(milestone["task__deadline"], zone),
        },
        "can": [verb for verb in _VERBS if actor.may(verb, project.scope_path)],
    }


def project_home(actor: Actor, project: Project) -> dict[str, Any]:
    """The project's page: figures, milestones, sections, what needs attention, recent history, people."""
    item = next(i for i in project_list(actor) if i["id"] == project.pk)
    rows = _task_rows(actor, project)
    return {
        **item,
        "description": project.description,
        "parties": _parties(project),
        "people": _people(project),
        "milestones": [r for r in rows if r["is_milestone"]],
        "sections": [r for r in rows if r["level"] == 0],
        "attention": attention(rows, project.minutes_per_day),
        "history": history(project),
        "baselines": _baselines(project) if actor.may("schedule.view", project.scope_path) else [],
        "minutes_per_day": project.minutes_per_day,
    }


def _task_rows(actor: Actor, project: Project) -> list[dict[str, Any]]:
    state, seen = current_state(project), visible_ids(actor, project)
    level = _levels(state.outline.parent)
    names = ("start", "finish", "total_float")
    listed = {name: state.computed[name].tolist() for name in names}
    deadline, kind = state.numbers["deadline"].tolist(), state.numbers["kind"].tolist()
    active = state.numbers["is_active"].astype(bool).tolist()
    base, owner = state.baseline["finish"].tolist(), state.numbers["owner_id"].tolist()
    leaves = _leaf_counts(state.outline.parent, ~state.outline.has_children)
    open_critical = (
        ~state.outline.has_children & state.computed["is_critical"].astype(bool) & (state.computed_progress < 1)
    )
    critical = _leaf_counts(state.outline.parent, open_critical)
    rows = []
    for row, task_id in enumerate(state.outline.order):
        if seen is not None and task_id not in seen:
            continue
        summary = bool(state.outline.has_children[row])
        rows.append(
            {
                "id": task_id,
                "code": state.outline.wbs[row],
                "name": state.shown_name(row, english=is_english()),
                "level": level[row],
                "is_summary": summary,
                "is_active": active[row],
                "is_milestone": not summary and (kind[row] == Task.Kind.MILESTONE or deadline[row] != MISSING),
                "start": listed["start"][row],
                "finish": listed["finish"][row],
                "total_float": listed["total_float"][row],
                "critical": critical[row],
                "progress": float(state.computed_progress[row]),
                "deadline": None if deadline[row] == MISSING else deadline[row],
                "baseline_finish": None if base[row] == MISSING else base[row],
                "owner": None if owner[row] == MISSING else owner[row],
                "tasks": leaves[row],
            }
        )
    return rows


def _levels(parent: Any) -> list[int]:
    levels: list[int] = []
    for above in parent.tolist():
        levels.append(0 if above < 0 else levels[above] + 1)
    return levels


def _leaf_counts(parent: Any, is_counted: Any) -> list[int]:
    """How many counted rows stand at or below each row."""
    counts = [int(counted) for counted in is_counted]
    for row in range(len(counts) - 1, -1, -1):
        if parent[row] >= 0:
            counts[parent[row]] += counts[row]
    return counts


_KINDS = ("deadline", "negative_float", "late", "missing_owner")


def _day(minute: int) -> str:
    day = local_date(minute)
    return f"{day:%m-%d}" if day.year == clock.business_today().year else f"{day:%Y-%m-%d}"


def attention(rows: list[dict[str, Any]], minutes_per_day: int) -> list[dict[str, Any]]:
    """What needs a hand, worst first: at most 40 rows, each with a sentence."""
    today = local_midnight(clock.business_today())
    found: list[dict[str, Any]] = []
    for row in rows:
        if row["is_summary"] or row["progress"] >= 1 or not row["is_active"]:
            continue
        base = {"task_id": row["id"], "code": row["code"], "name": row["name"], "finish": row["finish"]}
        days = {
            "finish": _day(row["finish"]),
            "days": f"{abs(row['total_float']) / minutes_per_day:.1f}".removesuffix(".0"),
        }
        if row["deadline"] is not None and row["finish"] > row["deadline"]:
            found.append(
                {
                    **base,
                    "kind": "deadline",
                    "text": _t("Finishes %(finish)s, promised for %(promised)s")
                    % {**days, "promised": _day(row["deadline"])},
                }
            )
        elif row["total_float"] < 0:
            found.append({**base, "kind": "negative_float", "text": _t("Has %(days)s working days too few") % days})
        elif row["finish"] < today:
            found.append({**base, "kind": "late", "text": _t("Should be finished since %(finish)s") % days})
        elif row["owner"] is None:
            found.append({**base, "kind": "missing_owner", "text": _t("Has no owner yet")})
    found.sort(key=lambda a: (_KINDS.index(a["kind"]), a["finish"]))
    return found[:40]


def actor_name(log: ActionLog) -> str:
    """Who did it, as the reader writes names."""
    return log.actor.name_in(get_language() or "") if log.actor else log.actor_name


def history(project: Project, limit: int = 20) -> list[dict[str, Any]]:
    """The newest actions under the project's scope."""
    logs = (
        ActionLog.objects.filter(scope_path__startswith=project.scope_path)
        .select_related("undone_by", "actor")
        .order_by("-id")[:limit]
    )
    return [
        {
            "log_id": log.pk,
            "at": log.at,
            "actor": actor_name(log),
            "text": describe(log),
            "undone": hasattr(log, "undone_by"),
        }
        for log in logs
    ]


def _parties(project: Project) -> list[dict[str, Any]]:
    members = Membership.objects.filter(project=project).select_related("party").order_by("party__code")
    seen = {m.party_id: m.party for m in members}
    return [
        {"id": p.pk, "code": p.code, "name": in_language(p), "kind": p.kind, "kind_label": p.get_kind_display()}
        for p in seen.values()
    ]


def _people(project: Project) -> list[dict[str, Any]]:
    members = (
        Membership.objects.filter(project=project, user__isnull=False).select_related("user", "party").order_by("id")
    )
    english = is_english()
    return [
        {
            "id": m.user.pk,
            "name": m.user.name_in(get_language() or ""),
            "title": (m.user.title_en if english else m.user.title) or m.user.title,
            "party": in_language(m.party),
        }
        for m in members
    ]


def _baselines(project: Project) -> list[dict[str, Any]]:
    return [
        {"id": b.pk, "name": b.name, "number": b.number, "created_at": b.created_at, "current": b.is_current}
        for b in Baseline._base_manager.filter(project=project).order_by("number")
    ]
