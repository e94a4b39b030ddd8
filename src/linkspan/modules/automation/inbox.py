"""What a line of a rule says in the inbox and in messages, beside the name of its record."""

from typing import Any

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.specs import in_english
from linkspan.kernel.inbox.desk import register_extra
from linkspan.kernel.inbox.models import InboxItem
from linkspan.modules.automation.models import Said

KIND = "automation"


def read_texts(actor: Actor, items: list[InboxItem]) -> dict[int, dict[str, Any]]:
    """The words of the lines, in the reader's language; one statement."""
    found = {}
    for said in Said.objects.filter(item__in=[item.pk for item in items]):
        text = (said.text_en or said.text_zh) if in_english() else (said.text_zh or said.text_en)
        found[said.item_id] = {"excerpt": " ".join(text.split())}
    return found


register_extra(KIND, read_texts)
