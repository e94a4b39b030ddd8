"""What a planner's hands do on the plan page, for the tests."""

from typing import Any

_GANTT = "[...document.querySelectorAll('*')].find(e => e.__gantt).__gantt"


class PlanPage:
    """The plan page of one visitor, through the chart's own test handles and real mouse and keys."""

    def __init__(self, visitor: Any, code: str = "JZ1Y") -> None:
        self.visitor, self.page = visitor, visitor.page
        visitor.open(f"/p/{code}/plan")
        self.page.wait_for_function(
            f"() => {{ try {{ return {_GANTT}.state().rows > 0 }} catch (e) {{ return false }} }}", timeout=20_000
        )

    def state(self) -> dict[str, Any]:
        return self.page.evaluate(f"() => {_GANTT}.state()")

    def task(self, task_id: int) -> dict[str, Any]:
        return self.page.evaluate(f"id => {_GANTT}.task(id)", task_id)

    def data(self) -> dict[str, Any]:
        """The plan as the server has it now."""
        return self.page.evaluate(
            "async code => (await fetch(`/api/projects/${code}/plan`)).json()",
            self.page.url.split("/p/")[1].split("/")[0],
        )

    def id_of(self, wbs: str) -> int:
        tasks = self.data()["tasks"]
        return tasks["id"][tasks["wbs"].index(wbs)]

    def show(self, task_id: int) -> None:
        self.page.evaluate(f"id => {_GANTT}.scrollToTask(id)", task_id)
        self.page.wait_for_timeout(150)

    def drag_bar(self, task_id: int, pixels: float) -> None:
        """Take a bar in the middle, move it sideways, let it go."""
        self.show(task_id)
        box = self.page.evaluate(f"id => {_GANTT}.barRect(id)", task_id)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(1, 9):
            self.page.mouse.move(x + pixels * step / 8, y)
        self.page.mouse.up()

    def wait_revision_above(self, revision: int) -> None:
        self.page.wait_for_function(f"r => {_GANTT}.state().revision > r", arg=revision, timeout=10_000)
