"""Signed webhooks of rules: only to hosts that the administrator named, checked at the connection, sent by a job.

The key is made of the installation's own and the rule's number: it is shown to who may configure the rule, kept
nowhere, and another one after the installation's key was changed.
"""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import SYSTEM, Actor
from linkspan.kernel.customise.checking import refuse
from linkspan.kernel.entities.references import TARGETS
from linkspan.kernel.entities.registry import Known
from linkspan.kernel.entities.writing import shown_name
from linkspan.kernel.jobs.queue import enqueue
from linkspan.kernel.outgoing import allowed
from linkspan.kernel.outgoing.gate import Refused
from linkspan.modules.automation.doing.scene import Scene, Step
from linkspan.modules.automation.expressions import refuse_unreadable, values

JOB = "automation.call"
MOST_FIELDS = 50
_SENT = gettext_noop("Called %(host)s")


def allowed_hosts() -> frozenset[str]:
    """The hosts that rules may call, as the administrator named them."""
    return frozenset(host.strip().lower() for host in settings.RULE_HOSTS.split(",") if host.strip())


def check_address(url: str) -> str:
    """The host of an address that a rule may call. Refused with a sentence otherwise."""
    target = allowed.gate().check_url(url)
    if not {target.host, f"{target.host}:{target.port}"} & allowed_hosts():
        raise Refused(
            "host",
            _("Rules may not call “%(host)s”. Whoever runs the installation names the hosts in LINKSPAN_RULE_HOSTS.")
            % {"host": target.host[:80]},
            "host",
        )
    return target.host


def key_of(rule_id: int) -> str:
    """The key with which calls of a rule are signed."""
    text = f"linkspan.automation:{rule_id}".encode("ascii")
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def clean_webhook(actor: Actor, known: Known, place: Any, given: dict[str, Any]) -> dict[str, Any]:
    """`{"url", "fields": what of the record is sent}`."""
    url, fields = given.get("url"), given.get("fields") or []
    if not isinstance(url, str):
        raise refuse("actions", _("Write the address of the webhook."))
    check_address(url.strip())
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise refuse("actions", _("Choose the fields from the list."))
    for name in fields:
        if name not in known.fields or not known.fields[name].exists_at(place.scope_path):
            raise refuse("actions", _("Choose the fields from the list."))
    refuse_unreadable(actor, known, fields, place.scope_path)
    return {"url": url.strip(), "fields": list(dict.fromkeys(fields))}


def call(scene: Scene, kept: dict[str, Any]) -> Step:
    """Put the call into the queue, in the run's own transaction: it leaves if and when all of the run holds."""
    from linkspan.engines.expression import to_json

    row, host = scene.row(), check_address(kept["url"])
    fields = [name for name in kept["fields"] if name in scene.known.fields]
    refuse_unreadable(scene.actor, scene.known, fields, row.scope_path)
    body = {
        "rule": {"id": scene.rule.pk, "zh": scene.rule.label_zh, "en": scene.rule.label_en},
        "record": {
            "entity": scene.known.name,
            "id": row.pk,
            "zh": shown_name(scene.known, row, "zh-hans"),
            "en": shown_name(scene.known, row, "en"),
            "url": _link(TARGETS[scene.known.name].url(row)),
            "fields": {name: to_json(value) for name, value in values(scene.known, row, fields, scene.change).items()},
        },
    }
    if not scene.is_dry:
        args = {"rule_id": scene.rule.pk, "number": scene.number, "url": kept["url"], "body": body}
        enqueue(SYSTEM, JOB, scene.rule.scope_path, args, label=gettext_noop("Calling a webhook"))
    shown = {"address": urlsplit(kept["url"])._replace(query="").geturl()} if scene.is_dry else {}
    return {"type": "webhook", "phrase": _SENT, "params": {"host": host}, "log_id": None, **shown}


def _link(path: str) -> str:
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}{path}" if base else path
