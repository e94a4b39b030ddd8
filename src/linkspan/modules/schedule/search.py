"""Tasks in the search: by words, pinyin, and the WBS code that the plan computes."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from linkspan.kernel.search.sources import Document, SearchSource, project_codes, register_source
from linkspan.modules.schedule.models import Task, TaskDates

_WBS = re.compile(r"(?=.*\d)[\w.\-/#()+]{1,80}")


def _documents(rows: Sequence[Task]) -> list[Document]:
    codes = project_codes(rows)
    return [
        Document(
            row.name,
            title_en=row.name_en,
            texts=[row.notes],
            project=codes.get(row.project_id),
            url=f"/p/{codes.get(row.project_id)}/plan?task={row.pk}",
        )
        for row in rows
    ]


def _by_wbs(text: str) -> QuerySet[TaskDates] | None:
    """Keys of the tasks with a WBS code. No document holds it: one new row moves the codes of all that follow."""
    return TaskDates.base_rows.filter(wbs=text).values("task_id") if _WBS.fullmatch(text) else None


def _shown(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    english = (get_language() or "").startswith("en")
    rows = Task._base_manager.filter(pk__in=keys).select_related("project", "dates")
    return {
        row.pk: {
            "kind": "task",
            "id": row.pk,
            "code": row.dates.wbs if hasattr(row, "dates") else "",
            "name": (row.name_en if english else "") or row.name,
            "hint": row.project.code,
            "url": f"/p/{row.project.code}/plan?task={row.pk}",
        }
        for row in rows
    }


register_source(
    SearchSource(
        "task",
        Task,
        "schedule",
        frozenset({"name", "name_en", "notes", "scope_path"}),
        _documents,
        by_code=_by_wbs,
        present=_shown,
    )
)
