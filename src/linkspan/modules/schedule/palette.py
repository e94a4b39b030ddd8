"""The search behind the command palette: words, WBS codes, pinyin initials."""

from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from linkspan.kernel.access.actor import Actor, elevated
from linkspan.modules.identity.api import Party, people_visible
from linkspan.modules.portfolio.api import Membership, Project
from linkspan.modules.schedule import models
from linkspan.modules.schedule.home import in_language

_MOST = 8


@lru_cache(maxsize=1)
def _teach_readings() -> None:
    """Words of the trade whose usual reading the dictionary gets wrong."""
    from pypinyin import load_phrases_dict

    load_phrases_dict({"联调": [["lián"], ["tiáo"]], "调休": [["tiáo"], ["xiū"]], "重开": [["chóng"], ["kāi"]]})


@lru_cache(maxsize=65536)
def initials(text: str) -> str:
    """First letters of the pinyin of a text, other letters and digits kept: 联调环境 gives `ltej`."""
    from pypinyin import Style, lazy_pinyin

    _teach_readings()
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", "")


def search(actor: Actor, query: str) -> list[dict[str, Any]]:
    """At most eight hits of each kind among what the actor sees."""
    text = " ".join(query.split())[:80]
    if not text:
        return []
    projects = list(Project.objects.visible(actor, "project.view").distinct())
    found = [
        {"kind": "project", "id": p.pk, "code": p.code, "name": in_language(p), "hint": "", "url": f"/p/{p.code}"}
        for p in projects
        if matches(text, p.code, p.name, p.name_en)
    ][:_MOST]
    return found + _tasks(actor, text, {p.pk: p for p in projects}) + _people(actor, text) + _parties(actor, text)


def matches(query: str, *texts: str) -> bool:
    """Whether the query is part of one of the texts or of its pinyin initials."""
    low = query.lower()
    return any(
        low in text.lower() or (low.isascii() and low.isalnum() and low in initials(text)) for text in texts if text
    )


def _tasks(actor: Actor, text: str, projects: dict[int, Project]) -> list[dict[str, Any]]:
    rows = models.Task.objects.visible(actor, "schedule.view").filter(project_id__in=projects)
    direct = rows.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(dates__wbs=text)).values_list(
        "pk", "name", "project_id", "dates__wbs", "name_en"
    )
    hits = list(direct.order_by("dates__outline")[:_MOST])
    if len(hits) < _MOST and text.isascii() and text.isalnum():
        known = {hit[0] for hit in hits}
        pool = rows.values_list("pk", "name", "project_id", "dates__wbs", "name_en").order_by(
            "-dates__is_critical", "dates__outline"
        )[:20_000]
        hits += [row for row in pool.iterator() if row[0] not in known and matches(text, row[1])][: _MOST - len(hits)]
    english = (get_language() or "").startswith("en")
    return [
        {
            "kind": "task",
            "id": pk,
            "code": wbs or "",
            "name": (name_en if english else "") or name,
            "hint": projects[project].code,
            "url": f"/p/{projects[project].code}/plan?task={pk}",
        }
        for pk, name, project, wbs, name_en in hits
    ]


def _people(actor: Actor, text: str) -> list[dict[str, Any]]:
    language = get_language() or ""
    english = language.startswith("en")
    return [
        {
            "kind": "person",
            "id": u.pk,
            "code": u.username,
            "name": u.name_in(language),
            "hint": (u.title_en if english else u.title) or u.title,
            "url": f"/people/{u.pk}",
        }
        for u in people_visible(actor, members=Membership.objects.visible(actor, "project.view").values("user"))
        if matches(text, u.name, u.name_en, u.username)
    ][:_MOST]


def _known_parties(actor: Actor) -> list[Party]:
    """Parties that take part in the actor's projects, and those that it sees as such."""
    ids = list(Membership.objects.visible(actor, "project.view").values_list("party_id", flat=True).distinct())
    with elevated():
        return list(Party.rows.filter(pk__in=ids).order_by("code"))


def _parties(actor: Actor, text: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": "party",
            "id": p.pk,
            "code": p.code,
            "name": in_language(p),
            "hint": p.get_kind_display(),
            "url": f"/parties/{p.pk}",
        }
        for p in _known_parties(actor)
        if matches(text, p.code, p.name, p.name_en)
    ][:_MOST]
