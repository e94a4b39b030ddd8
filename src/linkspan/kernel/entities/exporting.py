"""Export of records as a workbook or as CSV: what the actor may see of them, and nothing that acts as a formula."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override

from linkspan.engines.tabular import OutColumn, Style, write_csv, write_workbook
from linkspan.kernel.access.actor import Actor
from linkspan.kernel.access.rows import row_filter
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.registry import find_entity
from linkspan.kernel.entities.requests import container_of
from linkspan.kernel.entities.specs import FieldSpec, on_page
from linkspan.kernel.entities.tables import columns_of, language, out_rows
from linkspan.kernel.errors import Forbidden

_VERB = "record.export"
_BATCH = 500


@dataclass(frozen=True)
class Export:
    """Everything that writing needs, settled before the first byte: rights, columns, rows and language."""

    reading: Reading
    specs: list[FieldSpec]
    rows: Any
    columns: list[OutColumn]
    title: str
    style: Style
    locale: str

    def _batches(self) -> Iterator[dict[str, Any]]:
        """The rows, read a batch at a time: memory does not grow with them."""
        start = 0
        while True:
            with override(self.locale):
                found = self.reading.read(self.rows[start : start + _BATCH], self.specs)
                ready = out_rows(found, self.specs)
            yield from ready
            if len(ready) < _BATCH:
                return
            start += _BATCH

    def workbook(self) -> bytes:
        """The rows as .xlsx."""
        return write_workbook(self.columns, self._batches(), title=self.title, style=self.style)

    def csv(self) -> Iterator[bytes]:
        """The rows as CSV, piece by piece."""
        return write_csv(self.columns, self._batches(), style=self.style)


def export(actor: Actor, entity: str, project: str, query: Query) -> Export:
    """The records of a query, ready to be written. Raises Forbidden where the actor may export nothing here.

    Without `query.fields` the columns of the list come first and the others after them.
    """
    known = find_entity(entity)
    container = container_of(actor, known, project)
    within = container.scope_path if container is not None else ""
    own = actor.own_party_prefixes(_VERB)
    if not any(prefix.startswith(within) or within.startswith(prefix) for prefix in (*actor.prefixes(_VERB), *own)):
        raise Forbidden(_VERB)
    reading = Reading(known, actor, container)
    rows = reading.ordered(reading.rows(query).filter(row_filter(known.model, actor, _VERB)), query)
    first = [name for name in known.entity.columns.show if name in reading.fields]
    specs = reading.chosen(query.fields or tuple(dict.fromkeys((*first, *reading.fields))))
    title = on_page(known.model._meta.verbose_name_plural)
    return Export(reading, specs, rows, columns_of(specs), title, Style(language()), get_language() or "en")
