"""Groups of a list with their measures: what is counted and added up, only from what the actor sees everywhere."""

from typing import Any

from django.db.models import Avg, Count, Max, Min, QuerySet, Sum
from django.db.models.functions import Trunc
from django.utils.translation import gettext as _

from linkspan.kernel.entities.conditions import refused
from linkspan.kernel.entities.declaration import Measure
from linkspan.kernel.entities.reading import Query, Reading
from linkspan.kernel.entities.references import labels_of
from linkspan.kernel.entities.specs import NUMBERS, FieldSpec, on_page

MOST_GROUPS = 500
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
    groups = _groups(reading, rows, query, chosen) if query.group else []
    return {
        "groups": groups,
        "total": {m.name: _plain(total[f"m_{m.name}"]) for m in chosen},
        "measures": [m.name for m in chosen],
    }


def _aggregates(reading: Reading, chosen: list[Measure]) -> dict[str, Any]:
    return {
        f"m_{m.name}": Count("pk") if m.kind == "count" else _FUNCTIONS[m.kind](reading.whole[m.of].source)
        for m in chosen
    }


def _groups(reading: Reading, rows: QuerySet[Any], query: Query, chosen: list[Measure]) -> list[dict[str, Any]]:
    levels = [reading.grouping(name) for name in (query.group, query.sub) if name]
    keys: list[str] = []
    for at, (spec, step) in enumerate(levels):
        rows = reading._with(rows, spec)
        if step:
            rows = rows.annotate(**{f"g_{at}": Trunc(spec.source, step)})
        keys.append(f"g_{at}" if step else spec.source)
    # Annotations that only computed columns need must not split the groups: values() before annotate() decides.
    counted = rows.order_by().values(*keys).annotate(**_aggregates(reading, chosen))
    found = list(counted[: MOST_GROUPS * 4])
    labels = [_Labels(spec, step, {row[key] for row in found}) for (spec, step), key in zip(levels, keys, strict=True)]
    return _nest(found, keys, labels, chosen)


def _nest(
    found: list[dict[str, Any]], keys: list[str], labels: list["_Labels"], chosen: list[Measure]
) -> list[dict[str, Any]]:
    parts: dict[Any, list[dict[str, Any]]] = {}
    for row in found:
        parts.setdefault(row[keys[0]], []).append(row)
    nested = []
    for key in sorted(parts, key=labels[0].order):
        rows = parts[key]
        subs = _nest(rows, keys[1:], labels[1:], chosen) if len(keys) > 1 else []
        figures = {m.name: _plain(_together(m, [row[f"m_{m.name}"] for row in rows])) for m in chosen}
        nested.append({**labels[0].shown(key), "measures": figures, "subs": subs})
    return nested


def _together(measure: Measure, values: list[Any]) -> Any:
    """A group's figure from those of its sub-groups; an average of averages would be wrong, so there is none."""
    if len(values) == 1:
        return values[0]
    known = [value for value in values if value is not None]
    if measure.kind == "avg" or not known:
        return None
    return {"min": min, "max": max}.get(measure.kind, sum)(known)


def _plain(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, int) else float(value) if not hasattr(value, "isoformat") else value
    )


class _Labels:
    """Words, tones and order of the keys of one level."""

    def __init__(self, spec: FieldSpec, step: str, keys: set[Any]) -> None:
        self.spec, self.step = spec, step
        self.options = {option.value: (at, option) for at, option in enumerate(spec.options)}
        self.names: dict[str, dict[str, str]] = {}
        if spec.reference:
            self.names = labels_of(spec.reference, [key for key in keys if key is not None])

    def order(self, key: Any) -> tuple[int, Any]:
        """Where a group stands: options as declared, references by name, what is empty last."""
        if key is None or key == "":
            return (2, "")
        if self.options:
            return (0, self.options[key][0]) if key in self.options else (1, str(key))
        return (0, self.names[str(key)]["label"] if str(key) in self.names else key)

    def shown(self, key: Any) -> dict[str, Any]:
        value = key.isoformat()[:10] if hasattr(key, "isoformat") else key
        return {"key": value, "label": self._label(key), "tone": self._tone(key)}

    def _tone(self, key: Any) -> str | None:
        if key in self.options:
            return self.options[key][1].tone
        if isinstance(key, int) and not isinstance(key, bool):
            return next((band.tone for band in self.spec.bands if key >= band.at), None)
        return None

    def _label(self, key: Any) -> str:
        if key is None or key == "":
            return "—"
        if key in self.options:
            return on_page(self.options[key][1].label)
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
