"""Groups of a list with their measures: what is counted and added up, only from what the actor sees everywhere."""

from typing import Any

from django.db.models import Avg, Count, Max, Min, QuerySet, Sum
from django.utils.translation import gettext as _

from linkspan.kernel.entities.conditions import refused
from linkspan.kernel.entities.declaration import Measure
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.references import labels_of
from linkspan.kernel.entities.specs import NUMBERS, FieldSpec, on_page

MOST_GROUPS = 2000
_FUNCTIONS = {"sum": Sum, "avg": Avg, "min": Min, "max": Max}
COUNT = Measure("count", "", "count")


def measures_of(reading: Reading) -> dict[str, Measure]:
    """The measures that the actor may read here, by name; the count always."""
    own = [s for s in reading.known.added if s.type in NUMBERS and s.type != "rating"]
    sums = tuple(Measure(f"sum_{s.name}", s.label, "sum", s.name) for s in own)
    declared = (*reading.known.entity.facts.measures, *sums)
    return {COUNT.name: COUNT} | {m.name: m for m in declared if m.kind == "count" or m.of in reading.whole}


def read_groups(reading: Reading, query: Query, measures: tuple[str, ...]) -> dict[str, Any]:
    """Groups and sub-groups in their order, each with its measures, and the totals of the whole list."""
    known = measures_of(reading)
    for name in measures:
        if name not in known:
            raise refused("measure", _("There is no measure “%(name)s” here.") % {"name": name[:40]})
    chosen = [known[name] for name in dict.fromkeys(measures or ("count",))]
    rows = reading.rows(query)
    for measure in chosen:
        if measure.kind != "count":
            rows = reading._with(rows, reading.whole[measure.of])
    total = rows.aggregate(**_aggregates(reading, chosen))
    groups, is_cut = _groups(reading, rows, query, chosen) if query.group else ([], False)
    return {
        "groups": groups,
        "is_cut": is_cut,
        "total": {m.name: _plain(total[f"m_{m.name}"]) for m in chosen},
        "measures": [m.name for m in chosen],
    }


def _aggregates(reading: Reading, chosen: list[Measure]) -> dict[str, Any]:
    return {
        f"m_{m.name}": Count("pk") if m.kind == "count" else _FUNCTIONS[m.kind](reading.whole[m.of].source)
        for m in chosen
    }


def _groups(
    reading: Reading, rows: QuerySet[Any], query: Query, chosen: list[Measure]
) -> tuple[list[dict[str, Any]], bool]:
    """The groups with their sub-groups, and whether there are more than are answered.

    The figures of a group are counted for themselves, so that they are right whatever hangs below it; a group whose
    sub-groups are too many to be answered whole has none.
    """
    outer = _Level(reading, rows, (query.group,), chosen)
    if not query.sub:
        return [outer.shown(row, []) for row in outer.found], outer.is_cut
    inner = _Level(reading, rows, (query.group, query.sub), chosen)
    parts: dict[Any, list[dict[str, Any]]] = {}
    for row in inner.found:
        parts.setdefault(row[inner.keys[0]], []).append(row)
    if inner.is_cut:
        parts.popitem()  # the last one, perhaps in part
    own = outer.keys[0]
    groups = [outer.shown(row, [inner.shown(sub, []) for sub in parts.get(row[own], [])]) for row in outer.found]
    return groups, outer.is_cut or inner.is_cut


class _Level:
    """Groups by one field, or by two together, with their figures, in the order in which the list has its rows."""

    def __init__(self, reading: Reading, rows: QuerySet[Any], names: tuple[str, ...], chosen: list[Measure]) -> None:
        self.keys: list[str] = []
        self.chosen = chosen
        order: list[Any] = []
        for name in names:
            spec, step = reading.grouping(name)
            rows, own = reading.group_keys(rows, name)
            self.keys.append(f"{spec.name}_{step}" if step else spec.source)
            order += own
        # Annotations that only computed columns need must not split the groups: values() before annotate() decides.
        counted = rows.order_by().values(*self.keys).annotate(**_aggregates(reading, chosen)).order_by(*order)
        found = list(counted[: MOST_GROUPS + 1])
        self.found, self.is_cut = found[:MOST_GROUPS], len(found) > MOST_GROUPS
        self.labels = _Labels(spec, step, {row[self.keys[-1]] for row in self.found})

    def shown(self, row: dict[str, Any], subs: list[dict[str, Any]]) -> dict[str, Any]:
        """A group as pages read it."""
        figures = {measure.name: _plain(row[f"m_{measure.name}"]) for measure in self.chosen}
        return {**self.labels.shown(row[self.keys[-1]]), "measures": figures, "subs": subs}


def _plain(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, int) else float(value) if not hasattr(value, "isoformat") else value
    )


class _Labels:
    """Words and tones of the keys of one level."""

    def __init__(self, spec: FieldSpec, step: str, keys: set[Any]) -> None:
        self.spec, self.step = spec, step
        self.options = {option.value: option for option in spec.options}
        self.names: dict[str, dict[str, str]] = {}
        if spec.reference:
            self.names = labels_of(spec.reference, [key for key in keys if key is not None])

    def shown(self, key: Any) -> dict[str, Any]:
        value = key.isoformat()[:10] if hasattr(key, "isoformat") else key
        return {"key": value, "label": self._label(key), "tone": self._tone(key)}

    def _tone(self, key: Any) -> str | None:
        if key in self.options:
            return self.options[key].tone
        if isinstance(key, int) and not isinstance(key, bool):
            return next((band.tone for band in self.spec.bands if key >= band.at), None)
        return None

    def _label(self, key: Any) -> str:
        if key is None or key == "":
            return "—"
        if key in self.options:
            return on_page(self.options[key].label)
        if isinstance(key, bool):
            return _("yes") if key else _("no")
        if self.step:
            return _date_label(key, self.step)
        return self.names.get(str(key), {}).get("label", str(key))


def _date_label(day: Any, step: str) -> str:
    if step == "year":
        return f"{day:%Y}"
    if step == "quarter":
        return f"{day:%Y} Q{(day.month + 2) // 3}"
    return f"{day:%Y-%m}" if step == "month" else f"{day:%Y-%m-%d}"
