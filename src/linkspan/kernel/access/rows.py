"""The one place where rows are filtered by what an actor may see. Fails closed."""

from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

from linkspan.kernel.access.actor import ROOT, Actor, current_actor, is_elevated
from linkspan.kernel.errors import NoActor

M = TypeVar("M", bound=models.Model)


def row_filter(model: type[models.Model], actor: Actor, verb: str) -> Q:
    """Condition under which a row of the model is open to the actor for the verb; matches nothing where nothing is."""
    condition = Q(pk__in=[])
    for prefix in actor.prefixes(verb):
        if prefix == ROOT:
            return Q()
        condition |= Q(scope_path__startswith=prefix)
    if getattr(model, "IS_SHARED_DOWNWARD", False) and verb.endswith(".view"):
        condition |= Q(scope_path__in=_paths_above(actor, verb))
    own = actor.own_party_prefixes(verb)
    if own and getattr(model, "PARTY_PATH", None):
        mine = own_party(model, actor)
        for prefix in own:
            condition |= Q(scope_path__startswith=prefix) & mine
    return condition


def own_party(model: type[models.Model], actor: Actor) -> Q:
    """Condition under which a row belongs to the actor's party, by the look-ups of `PARTY_PATH`.

    Several look-ups go through a sub-query, so that a row found by two of them is still one row.
    """
    path = getattr(model, "PARTY_PATH", None)
    if not path or not actor.party_id:
        return Q(pk__in=[])
    if isinstance(path, str):
        return Q(**{path: actor.party_id})
    either = Q()
    for one in path:
        either |= Q(**{one: actor.party_id})
    return Q(pk__in=model._base_manager.filter(either).values("pk"))


def _paths_above(actor: Actor, verb: str) -> list[str]:
    """Every scope path on the way from the root to where the actor holds the verb."""
    above: set[str] = set()
    for prefix in (*actor.prefixes(verb), *actor.own_party_prefixes(verb)):
        parts = prefix.strip("/").split("/")
        above.add(ROOT)
        above.update("/" + "/".join(parts[:count]) + "/" for count in range(1, len(parts)))
    return sorted(above)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows under the actor's scope. Writes go through actions: bulk writes are refused here."""

    def visible(self, actor: Actor, verb: str) -> "ScopedQuerySet[M]":
        """Only the rows open to the actor for the verb."""
        condition = row_filter(self.model, actor, verb)
        return self.filter(condition) if condition else self

    def delete(self) -> Any:
        raise NoActor("Rows are deleted through an action (`write.delete`), never by a queryset.")

    def update(self, **kwargs: Any) -> int:
        if not is_elevated():
            raise NoActor("Rows are changed through an action (`write.update`), never by a queryset.")
        return super().update(**kwargs)


class VisibleRows(models.Manager[M], Generic[M]):
    """Default manager: rows the current actor may view. Raises outside an actor."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        actor = current_actor()
        return self.visible(actor, f"{self.model.AREA}.view")

    def visible(self, actor: Actor, verb: str) -> ScopedQuerySet[M]:
        """Rows open to the actor for another verb than view."""
        return self._unfiltered().visible(actor, verb)

    def visible_in(self, actor: Actor, verb: str, project: Any) -> ScopedQuerySet[M]:
        """Rows of a project open to the actor for a verb.

        They lie under the project's path, so who holds the verb there sees them all: their own paths are not compared,
        for which each row would have to be fetched even where an index knows the answer.
        """
        found = self._unfiltered().filter(project=project)
        return found if actor.may(verb, project.scope_path) else found.visible(actor, verb)

    def _unfiltered(self) -> ScopedQuerySet[M]:
        return ScopedQuerySet(self.model, using=self._db)


class AllRows(models.Manager[M], Generic[M]):
    """Unfiltered rows, for code that runs after a permission check: inside actions, jobs, the system itself."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        if not is_elevated():
            raise NoActor("`.rows` is open only inside an action, a job or `elevated()`. Use `.objects`.")
        return ScopedQuerySet(self.model, using=self._db)


class ScopedModel(models.Model):
    """Base of every row that lives under a scope.

    AREA: first half of its verbs (`schedule` gives `schedule.view`). PARTY_PATH: look-up from the row to its party,
    (or several) by which a vendor sees its own rows; without it a vendor sees none. IS_SHARED_DOWNWARD: who may view
    the area in a project may view its rows of the programme and organisation above it too (calendars).
    """

    AREA: str
    PARTY_PATH: str | tuple[str, ...] | None = None
    IS_SHARED_DOWNWARD = False

    scope_path = models.CharField(max_length=120, db_index=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects: VisibleRows[Any] = VisibleRows()
    rows: AllRows[Any] = AllRows()

    class Meta:
        abstract = True
        base_manager_name = "base_rows"

    base_rows = models.Manager()
