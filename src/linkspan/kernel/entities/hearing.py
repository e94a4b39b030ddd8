"""Who hears of a record: people mentioned in a comment, and its watchers. Only who may see the record is told."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from linkspan.kernel.access.actor import acting_as, current_actor
from linkspan.kernel.access.loading import actor_for
from linkspan.kernel.actions import write
from linkspan.kernel.entities.models import Watch
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.inbox.desk import put

MENTIONED, WATCHED = "user.mentioned", "user.watched"
_MOST = 50  # people told of one change


def tell_people(event: str, known: Known, row: Any, user_ids: Iterable[int], comment_id: int | None = None) -> None:
    """One event and one line in the inbox for each person who may see the record; nobody is told of an own change.

    comment_id: the comment that tells them, where it is one.
    """
    from linkspan.kernel.entities.writing import shown_name

    wanted = sorted({key for key in user_ids if key != current_actor().user_id})[:_MOST]
    if not wanted:
        return
    name = {"zh": shown_name(known, row, "zh-hans"), "en": shown_name(known, row, "en")}
    people: Any = get_user_model()
    for user in people._base_manager.filter(pk__in=wanted, is_active=True).select_related("party"):
        reader = actor_for(user)
        with acting_as(reader):
            rows = known.model.objects.visible(reader, known.verb("view"))
            is_seen = rows.filter(pk=row.pk).exists()
        if is_seen:
            url = TARGETS[known.name].url(row)
            place = {"entity": known.name, "record_id": row.pk, "name": name, "url": url}
            put(user.pk, event.partition(".")[2], by=current_actor(), comment_id=comment_id, **place)
            write.emit(event, row.scope_path, user_id=user.pk, **place)


def tell_watchers(known: Known, rows: dict[int, Any]) -> None:
    """Watchers of the rows that an action wrote."""
    by_row: dict[int, list[int]] = {}
    for key, user_id in Watch.rows.filter(entity=known.name, object_id__in=list(rows)).values_list(
        "object_id", "user_id"
    ):
        by_row.setdefault(key, []).append(user_id)
    for key, user_ids in by_row.items():
        tell_people(WATCHED, known, rows[key], user_ids)
