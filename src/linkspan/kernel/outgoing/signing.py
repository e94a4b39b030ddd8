"""Signed webhooks: a receiver checks who sent the body, that it is fresh, and that it has not had it before.

X-Linkspan-Delivery: 6f1c…        the same for every attempt of one delivery
X-Linkspan-Timestamp: 1785200000  seconds since 1970; refuse what is older than five minutes
X-Linkspan-Signature: sha256=…    HMAC-SHA256 of `timestamp.delivery.body` with the shared key, in hex
"""

import hashlib
import hmac


def signature(key: str, timestamp: int, delivery: str, body: bytes) -> str:
    """`sha256=` and the HMAC in hex."""
    signed = f"{timestamp}.{delivery}.".encode("ascii") + body
    return "sha256=" + hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()


def signed_headers(key: str, timestamp: int, delivery: str, body: bytes) -> dict[str, str]:
    """The headers of a webhook. Without a key there is no signature, only the delivery and its time."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Linkspan-Delivery": delivery,
        "X-Linkspan-Timestamp": str(timestamp),
    }
    if key:
        headers["X-Linkspan-Signature"] = signature(key, timestamp, delivery, body)
    return headers
