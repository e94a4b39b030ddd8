"""A webhook: what the message says as JSON, signed, with its time and its number."""

import json
from typing import Any
from urllib.parse import urlsplit

from linkspan.kernel import clock
from linkspan.kernel.outgoing import http
from linkspan.kernel.outgoing.gate import Gate
from linkspan.kernel.outgoing.signing import signed_headers
from linkspan.modules.notify.models import Channel
from linkspan.modules.notify.rendering import Message
from linkspan.modules.notify.sending.network import check_status, told_as_failures


def body_of(message: Message) -> dict[str, Any]:
    """What the receiver of a webhook gets."""
    return {
        "delivery": message.number,
        "receiver": {"id": message.user_id, "name": message.receiver},
        "subject": message.subject,
        "lines": [
            {
                "kind": told.kind,
                "text": told.sentence,
                "excerpt": told.excerpt,
                "url": told.url,
                "entity": told.entity,
                "record_id": told.record_id,
                "at": told.at,
            }
            for told in message.lines
        ],
        "more": message.more,
        "inbox": message.inbox_url,
    }


def send_webhook(gate: Gate, channel: Channel, secrets: dict[str, str], message: Message) -> None:
    """Post the message. Failure where the answer is none of success."""
    body = json.dumps(body_of(message), ensure_ascii=False, separators=(",", ":")).encode()
    headers = signed_headers(secrets["key"], int(clock.now().timestamp()), message.number, body)
    with told_as_failures(urlsplit(secrets["url"]).hostname or "?"):
        answer = http.post(gate, secrets["url"], body, headers)
    check_status(answer.status, answer.text, answer.retry_after)
