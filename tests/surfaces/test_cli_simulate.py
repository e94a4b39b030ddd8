"""`linkspan plan simulate` as a person meets it: percentiles, a date's probability, the tornado, in two languages."""

import json
import re
from pathlib import Path

import pytest
from test_cli import linkspan, schedule

POINTS = """<ExtendedAttributes>
  <ExtendedAttribute><FieldID>188743783</FieldID><FieldName>Duration1</FieldName><Alias>Optimistic</Alias>
  </ExtendedAttribute>
  <ExtendedAttribute><FieldID>188743784</FieldID><FieldName>Duration2</FieldName><Alias>Most likely</Alias>
  </ExtendedAttribute>
  <ExtendedAttribute><FieldID>188743785</FieldID><FieldName>Duration3</FieldName><Alias>Pessimistic</Alias>
  </ExtendedAttribute></ExtendedAttributes>"""


def written(folder: Path, text: str | None = None) -> Path:
    file = folder / "two.xml"
    file.write_text(schedule() if text is None else text, encoding="utf-8")
    return file


def values(done: object) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_json_has_percentiles_probability_and_indices(tmp_path: Path) -> None:
    file = written(tmp_path)
    command = ["plan", "simulate", str(file), "--iterations", "500", "--target", "1", "--date", "2026-07-03", "--json"]
    found = values(linkspan(*command, home=tmp_path))
    assert (found["iterations"], found["seed"], found["method"]) == (500, 1, "lanes")
    project, target = found["project"], found["targets"][0]
    assert project["deterministic"] == "2026-07-03T17:00:00"
    assert target["uid"] == 1
    assert target["deterministic"] == "2026-07-02T17:00:00"
    dates = [project["percentiles"][p] for p in ("10", "50", "80", "90", "95")]
    assert dates == sorted(dates)
    assert project["probability_deterministic"] == project["probability_date"] < 0.5 < target["probability_date"]
    tasks = {task["uid"]: task for task in found["tasks"]}
    assert tasks[1]["criticality"] == tasks[2]["criticality"] == 1.0
    assert found["tornado"] == [1, 2]
    assert tasks[1]["delta_p80_minutes"] > tasks[2]["delta_p80_minutes"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["two.xml"]
    assert values(linkspan(*command, home=tmp_path)) == found
    assert values(linkspan(*command, "--seed", "2", home=tmp_path)) != found


def test_spread_and_correlation_are_heard(tmp_path: Path) -> None:
    file = written(tmp_path)
    command = ["plan", "simulate", str(file), "--iterations", "500", "--json"]
    certain = values(linkspan(*command, "--spread", "100,100", home=tmp_path))
    assert certain["project"]["sd_minutes"] == 0.0
    assert set(certain["project"]["percentiles"].values()) == {"2026-07-03T17:00:00"}
    loose = values(linkspan(*command, "--spread", "50,200", "--correlation", "0", home=tmp_path))
    tight = values(linkspan(*command, "--spread", "50,200", "--correlation", "0.9", home=tmp_path))
    assert tight["project"]["sd_minutes"] > 1.2 * loose["project"]["sd_minutes"] > 0


def test_three_points_of_the_file_come_before_the_spread(tmp_path: Path) -> None:
    text = schedule().replace("<Calendars>", f"{POINTS}<Calendars>")
    fields = "".join(
        f"<ExtendedAttribute><FieldID>{188743783 + k}</FieldID><Value>PT{hours}H0M0S</Value></ExtendedAttribute>"
        for k, hours in enumerate((8, 16, 80))
    )
    text = text.replace("<Duration>PT16H0M0S</Duration>", f"<Duration>PT16H0M0S</Duration>{fields}")
    command = [
        "plan",
        "simulate",
        str(written(tmp_path, text)),
        "--spread",
        "100,100",
        "--iterations",
        "5000",
        "--json",
    ]
    tasks = {task["uid"]: task for task in values(linkspan(*command, home=tmp_path))["tasks"]}
    # A triangle of 8, 16 and 80 hours has the mean 34.67 hours.
    assert tasks[1]["mean_duration"] == pytest.approx(104 / 3 * 60, rel=0.03)
    assert tasks[2]["duration_sd"] == 0


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en_US.UTF-8",
            ["Project", "P80", "Chance of plan", "500 iterations, seed 1", "What the finish hangs on most"],
        ),
        ("zh_CN.UTF-8", ["项目", "P80", "按计划完成的概率", "迭代 500 次，种子 1", "对完工日期影响最大的任务"]),
    ],
)
def test_table_in_both_languages(tmp_path: Path, lang: str, words: list[str]) -> None:
    done = linkspan("plan", "simulate", str(written(tmp_path)), "--iterations", "500", home=tmp_path, lang=lang)
    assert done.returncode == 0, done.stderr
    for word in [*words, "联调 first", "2026-07-03"]:
        assert word in done.stdout
    assert "100%" in done.stderr


@pytest.mark.parametrize("lang", ["C.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--iterations", "0"],
        ["--seed", "-3"],
        ["--correlation", "1.5"],
        ["--correlation", "nan"],
        ["--target", "99"],
        ["--spread", "130,90"],
        ["--spread", "x"],
        ["--date", "31.12.2026"],
    ],
)
def test_wrong_values_get_one_sentence(tmp_path: Path, arguments: list[str], lang: str) -> None:
    done = linkspan("plan", "simulate", str(written(tmp_path)), "--json", *arguments, home=tmp_path, lang=lang)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    told = done.stderr.strip().splitlines()[-1]
    assert bool(re.search(r"[\u4e00-\u9fff]", told)) is lang.startswith("zh")


def test_files_that_cannot_be_computed_get_the_sentence_of_compute(tmp_path: Path) -> None:
    loop = schedule().replace(
        "<Task><UID>1</UID>",
        "<Task><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type></PredecessorLink><UID>1</UID>",
    )
    for text in (loop, schedule()[:700], ""):
        file = written(tmp_path, text)
        computed = linkspan("plan", "compute", str(file), home=tmp_path)
        simulated = linkspan("plan", "simulate", str(file), home=tmp_path)
        assert (simulated.returncode, simulated.stderr) == (computed.returncode, computed.stderr)
        assert simulated.returncode == 2
