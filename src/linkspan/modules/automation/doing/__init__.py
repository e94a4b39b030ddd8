"""What rules do: each kind of action says how it is checked when it is written, and does it when its time has come.

clean(actor, known, place, given) -> what is kept        DomainError names what is wrong
perform(scene, kept) -> Step                             DomainError ends the whole run, nothing of it stays
"""

from linkspan.modules.automation.doing import calling, records, telling
from linkspan.modules.automation.doing.scene import Kind

KINDS: dict[str, Kind] = {
    "set": Kind(records.clean_set, records.set_fields),
    "create": Kind(records.clean_create, records.create),
    "comment": Kind(records.clean_comment, records.comment),
    "action": Kind(records.clean_offered, records.run_offered),
    "approval": Kind(records.clean_approval, records.ask_approval),
    "message": Kind(telling.clean_message, telling.tell),
    "webhook": Kind(calling.clean_webhook, calling.call),
}
