"""What the pages of analysis read from a request's headers."""

from django.http import HttpRequest


def idempotency_key(request: HttpRequest) -> str | None:
    """The caller's idempotency key."""
    return request.headers.get("Idempotency-Key")
