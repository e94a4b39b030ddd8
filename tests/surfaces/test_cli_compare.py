"""`linkspan plan explain` and `plan compare` as a person meets them: sentences in two languages, JSON, refusals."""

import json
import re
from pathlib import Path

import pytest
from test_cli import linkspan, schedule


def written(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def longer() -> str:
    """The first task takes three days instead of two."""
    return schedule().replace("PT16H0M0S", "PT24H0M0S")


def test_explain_tells_the_chain_and_what_would_move_the_date(tmp_path: Path) -> None:
    file = written(tmp_path, "two.xml", schedule())
    done = linkspan("plan", "explain", file, "--task", "2", home=tmp_path, lang="zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "“second”的完成是 2026-07-03 17:00：“联调 first”随项目开始" in done.stdout
    assert "“second”不依赖“联调 first”，完成提前 2 天" in done.stdout
    english = linkspan("plan", "explain", file, "--task", "2", home=tmp_path)
    assert "Without the link from “联调 first” to “second”, the finish is 2 days earlier" in english.stdout


def test_explain_prints_json_of_any_date(tmp_path: Path) -> None:
    file = written(tmp_path, "two.xml", schedule())
    done = linkspan("plan", "explain", file, "--task", "1", "--date", "late_finish", "--json", home=tmp_path)
    answer = json.loads(done.stdout)
    assert (answer["task"], answer["date"], answer["instant"]) == (1, "late_finish", "2026-07-02T17:00:00")
    assert answer["chain"][-1]["cause"] == "late_link"
    assert answer["chain"][-1]["link"] == [1, 2]
    # Without the link the project itself ends with this task, so that nothing is gained.
    link = next(cause for cause in answer["causes"] if cause["kind"] == "link")
    assert (link["moves_minutes"], link["text"].endswith("another path holds it, namely the project's finish.")) == (
        0,
        True,
    )


def test_compare_splits_the_movement(tmp_path: Path) -> None:
    files = written(tmp_path, "old.xml", schedule()), written(tmp_path, "new.xml", longer())
    done = linkspan("plan", "compare", *files, "--json", home=tmp_path)
    answer = json.loads(done.stdout)
    assert (answer["from"], answer["to"]) == ("2026-07-03T17:00:00", "2026-07-06T17:00:00")
    assert {part["cause"]: part["days"] for part in answer["split"] if part["days"]} == {"duration": 1}
    assert sum(part["minutes"] for part in answer["split"]) == answer["moved_minutes"] == 480
    assert [change["text"] for change in answer["changes"]] == ["“联调 first” duration: 2 days → 3 days"]
    told = linkspan("plan", "compare", *files, home=tmp_path, lang="zh_CN.UTF-8")
    assert "项目完成日期从 2026-07-03 17:00 到 2026-07-06 17:00，推迟 1 天：工期推迟 1 天。" in told.stdout
    assert "共 1 处变化" in told.stdout


def test_compare_follows_a_task_and_matches_by_other_keys(tmp_path: Path) -> None:
    renumbered = longer().replace("<UID>2</UID>", "<UID>7</UID>")
    files = written(tmp_path, "old.xml", schedule()), written(tmp_path, "new.xml", renumbered)
    by_uid = json.loads(linkspan("plan", "compare", *files, "--json", home=tmp_path).stdout)
    assert {change["what"] for change in by_uid["changes"]} == {"duration", "row"}
    by_wbs = json.loads(linkspan("plan", "compare", *files, "--match", "wbs", "--json", home=tmp_path).stdout)
    assert {change["what"] for change in by_wbs["changes"]} == {"duration"}
    task = json.loads(linkspan("plan", "compare", *files, "--task", "1", "--json", home=tmp_path).stdout)
    assert (task["task"], task["to"]) == (1, "2026-07-03T17:00:00")


LOOP = schedule().replace(
    "<Task><UID>1</UID>",
    "<Task><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type></PredecessorLink><UID>1</UID>",
)
OTHERS = schedule().replace("<UID>1</UID><ID>1</ID>", "<UID>8</UID><ID>1</ID>").replace("<UID>2</UID>", "<UID>9</UID>")


@pytest.mark.parametrize(
    ("new", "more", "name"),
    [(LOOP, [], "new.xml"), (OTHERS, [], "new.xml"), (schedule(), ["--task", "99"], "99"), ("", [], "new.xml")],
)
@pytest.mark.parametrize("lang", ["C.UTF-8", "zh_CN.UTF-8"])
def test_what_cannot_be_compared_gets_one_sentence(
    tmp_path: Path, new: str, more: list[str], name: str, lang: str
) -> None:
    files = written(tmp_path, "old.xml", schedule()), written(tmp_path, "new.xml", new)
    done = linkspan("plan", "compare", *files, *more, home=tmp_path, lang=lang)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert name in done.stderr
    assert bool(re.search(r"[\u4e00-\u9fff]", done.stderr.replace("联调", ""))) is lang.startswith("zh")


def test_an_unknown_task_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "two.xml", schedule())
    done = linkspan("plan", "explain", file, "--task", "99", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "There is no task 99 in “two.xml”; check the number."
