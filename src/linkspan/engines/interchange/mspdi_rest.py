"""What the MSPDI reader leaves unread, as XML text, so that the writer can give it back in its place."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from linkspan.engines.interchange.model import Rest
from linkspan.engines.interchange.mspdi_order import ORDER
from linkspan.engines.interchange.safe_xml import local_name

_NAMESPACE_MARK = re.compile(r' xmlns(?::\w+)?="[^"]*"')


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Elements that `ScheduleFile` says again, by row; all others are kept.
READ: dict[str, frozenset[str]] = {
    "Project": _names(
        "Title Author Company ScheduleFromStart StartDate FinishDate CriticalSlackLimit CalendarUID MinutesPerDay"
        " MinutesPerWeek DaysPerMonth StatusDate ExtendedAttributes Calendars Tasks Resources Assignments"
    ),
    "Task": _names(
        "UID ID Name Active Manual IsNull WBS OutlineNumber OutlineLevel Priority Start Finish Duration Recurring"
        " Estimated Milestone Summary Critical ExternalTask EarlyStart EarlyFinish LateStart LateFinish FreeSlack"
        " TotalSlack PercentComplete ActualStart ActualFinish ActualDuration RemainingDuration ConstraintType"
        " CalendarUID ConstraintDate Deadline LevelingDelay IgnoreResourceCalendar Notes"
    ),
    "Resource": _names("UID ID Name Type IsNull EmailAddress Group MaxUnits CalendarUID IsCostResource"),
    "Assignment": _names(
        "UID TaskUID ResourceUID ActualWork Delay Finish LevelingDelay RemainingWork Start Units Work"
    ),
}
#: Where the texts of a row lie in `Rest.rows[table][uid]`.
XML = "xml"


def markup(element: Any) -> str:
    """One element as text, without namespaces and comments."""
    name = local_name(element)
    if not len(element):
        return f"<{name}>{escape(element.text)}</{name}>" if element.text else f"<{name}/>"
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return _NAMESPACE_MARK.sub("", text)


def keep(rest: Rest, tag: str, uid: int, element: Any, skip: Any = None) -> None:
    """Remember the unread children of `element`; `skip(child)` leaves out what was read of a repeated one."""
    read = READ[tag]
    texts = [
        (local_name(child), markup(child))
        for child in element
        if local_name(child) not in read and not (skip is not None and skip(local_name(child), child))
    ]
    if texts:
        order = ORDER[tag]
        texts.sort(key=lambda pair: order.get(pair[0], len(order)))
        rest.rows.setdefault(tag, {}).setdefault(uid, {XML: "\n".join(xml for _, xml in texts)})


def kept(rest: Rest, tag: str, uid: int) -> list[Any]:
    """The elements that were kept for a row."""
    text = rest.rows.get(tag, {}).get(uid, {}).get(XML, "")
    if not text or rest.format != "MSPDI":
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return list(etree.fromstring(f"<rest>{text}</rest>", parser))
