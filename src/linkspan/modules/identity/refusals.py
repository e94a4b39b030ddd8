"""Refusals at log-in: the same for every account, known or not."""

from django.utils.translation import gettext_lazy as _

from linkspan.kernel.errors import DomainError


class TooManyAttempts(DomainError):
    """A bucket of failed attempts is full. retry_after: seconds until one leaves the window."""

    def __init__(self, retry_after: int) -> None:
        sentence = _(
            "Too many failed attempts. Try again in %(minutes)s min; an administrator can set a new password meanwhile."
        ) % {"minutes": -(-retry_after // 60)}
        super().__init__("too_many_attempts", sentence, status=429)
        self.retry_after = retry_after


class HashingBusy(DomainError):
    """All slots for password hashes are taken. retry_after: seconds."""

    def __init__(self, retry_after: int = 5) -> None:
        sentence = _("Many people are logging in at this moment. Try again in %(seconds)s s.")
        sentence %= {"seconds": retry_after}
        super().__init__("busy", sentence, status=503)
        self.retry_after = retry_after
