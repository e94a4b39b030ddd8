"""At start-up: read all declarations, check them, and register what every entity has."""

from linkspan.kernel.access.verbs import name_records
from linkspan.kernel.entities import taking_back  # noqa: F401 (its guards of undo register themselves)
from linkspan.kernel.entities.linking import make_link_actions
from linkspan.kernel.entities.reactions import connect
from linkspan.kernel.entities.registry import discover, entities
from linkspan.kernel.entities.writing import writer_of


def start() -> None:
    """Called once by Django when all models are there."""
    discover()
    areas = {known.entity.area: known for known in reversed(list(entities()))}
    for area, known in reversed(areas.items()):
        name_records(area, known.model._meta.verbose_name_plural)
    for known in entities():
        writer_of(known)
        make_link_actions(known)
    connect()
