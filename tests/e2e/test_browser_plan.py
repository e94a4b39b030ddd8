"""The plan page under real hands: drag, followers, undo, a second browser, the keyboard, an import."""

from pathlib import Path

from plan_page import PlanPage

_XML = """<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>机房搬迁</Name><Title>机房搬迁</Title>
<StartDate>2026-08-03T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>
<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>%(days)s</WeekDays></Calendar></Calendars>
<Tasks>%(tasks)s</Tasks></Project>"""
_TIMES = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
)


def _mspdi(path: Path) -> Path:
    """Three tasks in a chain, five days each."""
    days = ""
    for n in range(1, 8):
        working = 1 < n < 7
        times = _TIMES if working else ""
        days += f"<WeekDay><DayType>{n}</DayType><DayWorking>{int(working)}</DayWorking>{times}</WeekDay>"
    tasks = ""
    for uid in (1, 2, 3):
        link = (
            f"<PredecessorLink><PredecessorUID>{uid - 1}</PredecessorUID><Type>1</Type></PredecessorLink>"
            if uid > 1
            else ""
        )
        tasks += (
            f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>搬迁 {uid}</Name><OutlineLevel>1</OutlineLevel><WBS>{uid}</WBS>"
            f"<Duration>PT40H0M0S</Duration><DurationFormat>7</DurationFormat>{link}</Task>"
        )
    path.write_text(_XML % {"days": days, "tasks": tasks}, encoding="utf-8")
    return path


def test_drag_moves_followers_a_second_browser_sees_it_and_undo_brings_it_back(visit) -> None:
    first, second = PlanPage(visit("suyu", "zh-CN")), PlanPage(visit("chengyuan", "en"))
    task, follower = first.id_of("8.15"), first.id_of("8.17")
    before, before_follower, revision = first.task(task), first.task(follower), first.state()["revision"]
    first.drag_bar(task, 60)
    first.wait_revision_above(revision)
    after = first.task(task)
    assert after["start"] > before["start"]
    assert first.task(follower)["start"] > before_follower["start"]
    second.wait_revision_above(revision)
    assert second.task(task)["start"] == after["start"]
    moved = first.state()["revision"]
    first.page.keyboard.press("Control+z")
    first.wait_revision_above(moved)
    assert first.task(task)["start"] == before["start"]
    assert first.task(follower)["start"] == before_follower["start"]
    second.wait_revision_above(moved)
    assert second.task(task)["start"] == before["start"]
    first.visitor.check()
    second.visitor.check()


def test_duration_is_edited_with_keys_alone(visit) -> None:
    plan = PlanPage(visit("suyu", "en"))
    task = plan.id_of("8.16")
    revision, before = plan.state()["revision"], plan.task(task)
    plan.show(task)
    plan.page.click(f"[data-task='{task}'] [data-column=duration]")
    plan.page.keyboard.press("F2")
    plan.page.wait_for_function(
        "() => [...document.querySelectorAll('*')].find(e => e.__gantt).__gantt.state().editing", timeout=5_000
    )
    plan.page.keyboard.press("Control+a")
    plan.page.keyboard.type("4d")
    plan.page.keyboard.press("Enter")
    plan.wait_revision_above(revision)
    assert plan.task(task)["duration"] == 4 * 480
    later = plan.state()["revision"]
    plan.page.keyboard.press("Escape")
    plan.page.keyboard.press("Control+z")
    plan.wait_revision_above(later)
    assert plan.task(task)["duration"] == before["duration"]
    plan.visitor.check()


def test_import_creates_a_project_and_the_same_file_changes_nothing(visit, tmp_path) -> None:
    visitor = visit("chengyuan", "zh-CN")
    page = visitor.page
    file = _mspdi(tmp_path / "机房搬迁.xml")
    for round_number in (1, 2):
        visitor.open("/projects" if round_number == 1 else "/p/JFBQ/plan")
        page.wait_for_timeout(800)
        page.get_by_role("button", name="导入", exact=False).first.click()
        page.set_input_files("input[type=file]", str(file))
        if round_number == 1:
            page.wait_for_selector("#im-code", timeout=10_000)
            page.fill("#im-code", "JFBQ")
        page.wait_for_selector(".form-f button.bt.p:not([disabled])", timeout=10_000)
        page.click(".form-f button.bt.p")
        page.wait_for_url("**/p/JFBQ/plan", timeout=30_000)
        page.wait_for_timeout(1500)
        plan = page.evaluate("async () => (await fetch('/api/projects/JFBQ/plan')).json()")
        assert plan["tasks"]["name"] == ["搬迁 1", "搬迁 2", "搬迁 3"]
        assert plan["links"]["from"] == plan["tasks"]["id"][:2]
    visitor.check()
