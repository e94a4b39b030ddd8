"""A simulation from its request to the saved run: inside a request where it is small, inside a job where it is not."""

from collections.abc import Callable
from typing import Any

from linkspan.kernel import clock
from linkspan.kernel.access.actor import Actor
from linkspan.modules.analysis import services
from linkspan.modules.analysis.drivers import Driver, drivers_of, read_drivers
from linkspan.modules.analysis.plans import Plan, current_plan
from linkspan.modules.analysis.question import Question, load_estimates, read_question
from linkspan.modules.analysis.visibility import Reader, reader_for


def question_of(reader: Reader, plan: Plan, asked: dict[str, Any]) -> Question:
    """The question of a request; its drivers, or the saved ones where it names none."""
    return read_question(asked, plan, _drivers(reader, plan, asked["drivers"]))


def _drivers(reader: Reader, plan: Plan, given: Any) -> list[Driver]:
    if given is None:
        return [one for one in drivers_of(reader.actor, reader.project, plan) if not one.is_proposed]
    return read_drivers(reader.actor, reader.project, given, plan)


class TooLong(Exception):
    """A simulation that would keep its asker waiting: it is for the worker."""


class Patience:
    """Watches a simulation inside a request; raises `TooLong` once it is clear that it takes more than the seconds.

    Most plans run in the engine's fast form. Those that need full passes take about a hundred times as long, which is
    known only once it has begun.
    """

    SECONDS, LEAST = 15.0, 1.0

    def __init__(self) -> None:
        self._began: tuple[float, float] | None = None

    def __call__(self, ratio: float) -> None:
        now = clock.monotonic()
        if self._began is None and ratio > 0:
            self._began = (now, ratio)  # from the second look on: before it, kernels may have been compiled
        elif self._began is not None:
            spent, share = now - self._began[0], ratio - self._began[1]
            if spent > self.LEAST and share > 0 and spent / share > self.SECONDS:
                raise TooLong


def ask_simulation(
    actor: Actor,
    code: str,
    asked: dict[str, Any],
    *,
    tell: Callable[[float], None] | None = None,
    key: str | None = None,
) -> int:
    """Simulate and keep the result; answers the run's id. tell(ratio): called now and then; it may raise to stop."""
    from linkspan.modules.analysis.simulation import simulate_plan

    reader = reader_for(actor, code).needs_run()
    project = reader.project
    plan = current_plan(project)
    content = simulate_plan(plan, question_of(reader, plan, asked), load_estimates(project.pk), tell=tell)
    outcome = services.save_run(actor, project, revision=plan.state.revision, content=content, idempotency_key=key)
    return int(outcome.result)
