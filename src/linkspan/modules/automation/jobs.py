"""The jobs of rules: run what is due, call a webhook. The worker asks for the first by the clock."""

from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linkspan.kernel import clock
from linkspan.kernel.errors import DomainError
from linkspan.kernel.jobs import job
from linkspan.kernel.jobs.timers import every
from linkspan.kernel.outgoing import allowed, http
from linkspan.kernel.outgoing.signing import signed_headers
from linkspan.modules.automation import working
from linkspan.modules.automation.doing.calling import JOB as CALL
from linkspan.modules.automation.doing.calling import check_address, key_of

RUN, TIDY = "automation.run", "automation.tidy"
_SECONDS, _BUSY = 2, 500


@job(RUN, max_attempts=3)
def run_rules_job(context: Any) -> dict[str, int]:
    """A round of the rules. Of two at once one works; a round that was cut short goes on in the next."""
    return working.work(should_stop=context.check_cancelled)


@job(CALL, max_attempts=5)
def call_webhook_job(context: Any, *, rule_id: int, number: str, url: str, body: dict[str, Any]) -> dict[str, int]:
    """Send one signed call, the same delivery at every attempt; the address is checked again, at the connection."""
    check_address(url)
    data = orjson.dumps(body)
    headers = signed_headers(key_of(rule_id), int(clock.now().timestamp()), f"rule-{rule_id}-{number}", data)
    try:
        answer = http.post(allowed.gate(), url, data, headers)
    except OSError as error:
        raise ConnectionError(str(error)) from error
    if answer.status >= _BUSY:
        raise ConnectionError(f"{answer.status}")
    if not 200 <= answer.status < 300:
        raise DomainError("webhook", _("The receiver answered with the status %(status)s.") % {"status": answer.status})
    return {"status": answer.status}


@job(TIDY, max_attempts=1)
def tidy_rules_job(context: Any) -> dict[str, int]:
    """Forget runs after ninety days."""
    return {"deleted": working.prune()}


every(_SECONDS, RUN, label=gettext_noop("Running rules"), when=working.is_anything_due)
every(6 * 3600, TIDY, label=gettext_noop("Tidying the log of rules"), when=lambda: True)
