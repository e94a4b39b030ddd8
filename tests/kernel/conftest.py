"""Actions of a test's own."""

import pytest

from linkspan.kernel.actions import ACTIONS, Inverse, action, runner


@pytest.fixture
def own_action():
    """A function that registers an action for the test and forgets it afterwards, with its reactions."""
    known, reactions = dict(ACTIONS), list(runner._REACTIONS)

    def register(body, verb="project.edit", undo=None, **more):
        body.__module__ = "linkspan.modules.portfolio.services"
        return action(verb, phrase="Tested %(names)s", undo=undo or Inverse(), **more)(body)

    yield register
    ACTIONS.clear()
    ACTIONS.update(known)
    runner._REACTIONS[:] = reactions
