"""A simulation from its request to the saved run: inside a request where it is small, inside a job where it is not."""

from collections.abc import Callable
from typing import Any

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
