"""WBS codes by a mask: what a mask may say, which codes it gives, and that typed predecessors find them."""

import pytest

from linkspan.kernel.errors import DomainError
from linkspan.modules.schedule.models import TaskDates
from linkspan.modules.schedule.outline import build_outline
from linkspan.modules.schedule.predecessors import parse_predecessors
from linkspan.modules.schedule.wbs_mask import PLAIN, parse_mask
from world import post_commands, send

HOME = "/projects/ALPHA/numbering/wbs"


def codes(client, project="ALPHA"):
    tasks = send(client, "get", f"/projects/{project}/plan").json()["tasks"]
    return dict(zip(tasks["name"], tasks["wbs"], strict=True))


def test_levels_are_letters_and_numbers_and_the_last_one_goes_on():
    nodes = [(1, None, 1), (2, 1, 1), (3, 2, 1), (4, 3, 1), (5, None, 2), (6, 5, 1), (7, 5, 2)]
    assert build_outline(nodes).wbs == ["1", "1.1", "1.1.1", "1.1.1.1", "2", "2.1", "2.2"]
    mask = parse_mask("{PRJ}-{A}.{01}/{a}", "HIS")
    assert build_outline(nodes, mask).wbs == [
        "HIS-A", "HIS-A.01", "HIS-A.01/a", "HIS-A.01/a/a", "HIS-B", "HIS-B.01", "HIS-B.02",
    ]  # fmt: skip
    assert [parse_mask("{A}").code(None, 0, n) for n in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
    assert parse_mask("{001}").code(None, 0, 1000) == "1000"
    assert parse_mask("W{1}").code("W1", 1, 2) == "W1.2"


@pytest.mark.parametrize(
    "mask",
    ["", "{n}", "WBS", "{1}x", "{1}{1}", "{1}A{1}", "{A}.{2}", "<{1}", "{1}" + ".{1}" * 12, "x" * 40 + "{1}", "{PRJ"],
)
def test_a_mask_that_cannot_be_is_refused_with_a_sentence(mask):
    with pytest.raises(DomainError) as refusal:
        parse_mask(mask, "P")
    assert refusal.value.field == "pattern"


def test_typed_predecessors_find_codes_with_letters():
    wbs = ["JZ-A", "JZ-A.01", "JZ-A.02", "JZ-A.1FS", "F", "FS"]
    for text, row, kind, lag in (
        ("JZ-A.01", 1, 0, 0),
        ("JZ-A.02SS-1d", 2, 1, -480),
        ("JZ－A。02 FF+2h", 2, 2, 120),
        ("JZ-A.1FS", 3, 0, 0),
        ("JZ-A.1FSFS+1d", 3, 0, 480),
        ("FFF", 4, 2, 0),
        ("FS", 5, 0, 0),
        ("#2SS", 1, 1, 0),
    ):
        [found] = parse_predecessors(text, wbs, 480)
        assert (found.row, found.type, found.lag) == (row, kind, lag), text
    for wrong in ("JZ-A.03", "JZ-A.01XX", "JZ-A.01 5", "JZ", "SS", "+2d"):
        with pytest.raises(DomainError):
            parse_predecessors(wrong, wbs, 480)


def test_a_mask_gives_the_plan_its_codes_and_its_undo_takes_them_back(world):
    manager = world.client("manager")
    before = codes(manager)
    listed = send(manager, "get", "/projects/ALPHA/numbering").json()["items"]
    item = next(one for one in listed if one["entity"] == "wbs")
    assert (item["levels"], item["next"]) == (True, "1, 1.1, 1.1.1")
    assert send(manager, "post", f"{HOME}/check", {"pattern": "{A}-{01}"}).json()["next"] == "A, A-01, A-01-01"
    assert send(manager, "post", f"{HOME}/check", {"pattern": "{A}{01}"}).json()["ok"] is False
    assert send(manager, "put", HOME, {"pattern": "{A}-{01}", "reset": "yearly"}).status_code == 422
    answer = send(manager, "put", HOME, {"pattern": "{PRJ}_{A}-{01}"})
    assert answer.status_code == 200, answer.content.decode()
    masked = codes(manager)
    assert set(masked) == set(before)
    assert {name for name, code in before.items() if code == "1"} == {
        name for name, code in masked.items() if code == "ALPHA_A"
    }
    assert all(code.startswith("ALPHA_") for code in masked.values())
    assert TaskDates.base_rows.filter(project_id=world.b.pk, wbs__startswith="ALPHA").count() == 0
    name = next(name for name, code in masked.items() if code == "ALPHA_A-01")
    assert name in str(send(manager, "get", "/search?q=ALPHA_A-01").json())
    undone = send(manager, "post", "/undo", {"log_id": answer.json()["log_id"]})
    assert undone.status_code == 200, undone.content.decode()
    assert codes(manager) == before


def test_an_edit_keeps_the_mask(world):
    manager = world.client("manager")
    send(manager, "put", HOME, {"pattern": "{A}-{01}"})
    before = codes(manager)
    assert post_commands(manager, "ALPHA", {"op": "task.create", "temp": "x", "name": "neu"}).status_code == 200
    after = codes(manager)
    assert set(after) - set(before) == {"neu"}
    assert after["neu"].isalpha()
    assert PLAIN.code("4", 1, 18) == "4.18"
