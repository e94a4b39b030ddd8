"""Both languages say everything: the Chinese catalogue against the code, and what a person reads through the API."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.apps import apps
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation.reloader import translation_file_changed

import hatch_build
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.actions import ACTIONS, NoUndo
from linkspan.kernel.actions.undo import render_phrase
from linkspan.modules.identity import api as identity
from tools import messages

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile("[\u4e00-\u9fff]")
LANGUAGES = ("zh-hans", "en")


@pytest.fixture(scope="module", autouse=True)
def compiled_catalogue():
    """`./run` compiles the catalogue before the tests; pytest started by hand must not read an older one."""
    hatch_build.compile_catalogues(ROOT / "src" / "linkspan")
    translation_file_changed(None, messages.CATALOGUE.with_suffix(".mo"))  # forget what was read before


# ------------------------------------------------------------------------------------------------- the catalogue


def test_every_message_has_its_chinese():
    faults = list(messages.problems(messages.extracted(), messages.stored()))
    assert not faults, "python tools/messages.py update, then translate:\n" + "\n".join(faults)


def test_extraction_reads_python_and_templates():
    found = messages.by_key(messages.extracted())
    assert found["You are logged in as %(name)s.", None].locations[0][0].endswith("identity/logout.html")
    assert found["There is nothing here that you may see.", None].locations[0][0].endswith("kernel/errors.py")


def catalogue(*pairs: tuple[str, str], **details: object) -> Catalog:
    made = Catalog(locale="zh_Hans")
    for english, chinese in pairs:
        made.add(english, chinese, **details)
    return made


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("Undo", "", "no Chinese for"),
        ("Undo", "Undo", "holds no Chinese"),
        ("撤销 now", "立即撤销", "English message holds Chinese"),
        ("At most %(count)s rows", "最多 %(number)s 行", "parameters differ"),
        ("At most %(count)d rows", "最多 %(count)s 行", "parameters differ"),
        ("At most %(count)s rows", "行数过多", "parameters differ"),
        ("Choose a row, then repeat.", "请选择一行,然后重试。", "half-width"),
        ("Import of %(file)s", "导入%(file)s", "no space"),
        ("This is JSON", "这是JSON", "no space"),
        ("Choose “a”", '选择"甲"', "straight quotation"),
        ("Written", "操作成功", "praise"),
    ],
)
def test_check_finds(english, chinese, fault):
    found = list(messages.problems(catalogue((english, "")), catalogue((english, chinese))))
    assert any(fault in line for line in found), found


def test_check_finds_fuzzy_and_obsolete():
    wanted, old = catalogue(("Undo", "")), catalogue(("Undo", "撤销"), flags=["fuzzy"])
    assert "marked fuzzy" in next(messages.problems(wanted, old))
    assert [line[:8] for line in messages.problems(wanted, catalogue(("Undo", "撤销"), ("Redo", "重做")))] == [
        "obsolete"
    ]


def test_check_accepts_what_is_right():
    good = catalogue(
        ("Undo", "撤销"), ("Added %(names)s", "新增%(names)s"), ("After %(day)s", "在 %(day)s 之后"), ("FS", "FS")
    )
    assert not list(messages.problems(good, good))


def test_update_keeps_translations_and_drops_what_is_gone():
    text = messages.merged(catalogue(("Undo", ""), ("Redo", "")), catalogue(("Undo", "撤销"), ("Gone", "旧的")))
    assert 'msgid "Undo"\nmsgstr "撤销"' in text
    assert 'msgid "Redo"\nmsgstr ""' in text
    assert "Gone" not in text


def glossary(language: str) -> list[tuple[str, ...]]:
    """The rows of the manual's glossary: term, term in the other language, meaning, where it is seen."""
    text = (ROOT / "docs" / "manual" / language / "glossary.md").read_text(encoding="utf-8")
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines() if line[:2] == "| "
    ]
    return [row for row in rows if row[0] not in {"---", "术语", "term"}]


def test_glossaries_agree_with_each_other_and_with_the_catalogue():
    chinese, english = glossary("zh"), glossary("en")
    assert len(chinese) > 40
    assert {len(row) for row in chinese + english} == {4}
    # Abbreviations stand in brackets in one of the pages.
    bare = [re.sub(r" \(.*\)$", "", row[0]) for row in english]
    assert [re.sub(r" \(.*\)$", "", row[1]) for row in chinese] == bare
    assert [row[0] for row in chinese] == [row[1] for row in english]
    known = messages.by_key(messages.stored())
    told = {
        term: re.sub(r"（.*）$", "", row[0]) for term, row in zip(bare, chinese, strict=True) if (term, None) in known
    }
    assert len(told) > 20
    assert {term: known[term, None].string for term in told} == told


# ---------------------------------------------------------------------------------------------- what people read


def test_every_phrase_of_history_is_told_in_both_languages():
    assert len(ACTIONS) > 20
    for entry in ACTIONS.values():
        # As history does: the phrase as stored in English, rendered for whoever reads it.
        with translation.override("en"):
            stored = str(entry.phrase)
        names = dict.fromkeys(re.findall(r"%\((\w+)\)", stored), "7")
        told = {}
        for language in LANGUAGES:
            with translation.override(language):
                told[language] = render_phrase(stored, names)
        assert HAN.search(told["zh-hans"]), (entry.name, told)
        assert not HAN.search(told["en"]), (entry.name, told)


def test_every_reason_against_undo_is_told_in_both_languages():
    reasons = [entry.undo.reason for entry in ACTIONS.values() if isinstance(entry.undo, NoUndo)]
    assert len(reasons) > 3
    for language in LANGUAGES:
        with translation.override(language):
            wrong = [str(reason) for reason in reasons if bool(HAN.search(str(reason))) is not (language == "zh-hans")]
        assert not wrong, (language, wrong)


def test_model_words_are_told_in_both_languages():
    """Fields and models that have a name of their own, and every choice."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("linkspan.")]
    # An entity that a company made at run time (in a test before this one) has the words that the company gave it.
    words = [word for model in ours if getattr(model, "KIND", None) is None for word in _words(model)]
    assert len(words) > 60
    for language in LANGUAGES:
        with translation.override(language):
            wrong = [str(word) for word in words if bool(HAN.search(str(word))) is not (language == "zh-hans")]
        assert not wrong, (language, wrong)


def _words(model):
    names = [model._meta.verbose_name, *(field.verbose_name for field in model._meta.concrete_fields)]
    choices = [label for field in model._meta.concrete_fields for _value, label in field.flatchoices]
    # A name that Django made from the attribute is a plain string and shown to nobody.
    found = [name for name in names if isinstance(name, Promise)] + choices
    return [word for word in found if str(word) not in messages.CODES]


@pytest.fixture
def browser(client, db):
    """A browser whose user has chosen no language, and the ids of the two tasks A and B of project P1."""
    with acting_as(SYSTEM):
        user = identity.create_administrator("root", "twelve grey geese", organisation="Huacheng")
    client.force_login(user)
    assert post(client, "/api/projects", project("P1")).status_code == 200
    new = [{"op": "task.create", "temp": name, "parent": None, "name": name, "duration": 480} for name in "AB"]
    return client, post(client, *commands(*new)).json()["ids"]


def post(client, path, body):
    return client.post(path, body, content_type="application/json")


def project(code, start="2026-07-01"):
    return {"code": code, "name": "First", "start": start}


def commands(*edits, code="P1"):
    return f"/api/projects/{code}/plan/commands", {"base": 0, "commands": list(edits)}


def link(a, b):
    return {"op": "link.create", "from": a, "to": b, "type": 0, "lag": 0, "lag_kind": 0}


REQUESTS = {
    "date": lambda a, b: ("/api/projects", project("P2", "2026-13-01")),
    "code taken": lambda a, b: ("/api/projects", project("p1")),
    "missing field": lambda a, b: ("/api/projects", {"code": "P2"}),
    "unknown project": lambda a, b: commands(code="P9"),
    "self link": lambda a, b: commands(link(a, a)),
    "progress": lambda a, b: commands({"op": "task.update", "id": a, "set": {"progress": 2}}),
    "loop": lambda a, b: commands(link(a, b), link(b, a)),
}
ANSWERS = {
    "date": (422, "“2026-13-01”不是日期，请写成 2026-10-01。", "“2026-13-01” is not a date. Write it like 2026-10-01."),
    "code taken": (
        409,
        "已有编码为“p1”的项目，请换一个编码。",
        "There is a project with the code “p1” already. Choose another.",
    ),
    "missing field": (
        422,
        "字段“name”缺失或格式不对，请检查请求内容。",
        "The field “name” is missing or has the wrong form. Check the request.",
    ),
    "unknown project": (
        404,
        "这里没有您可以查看的内容。如需查看，请联系项目经理授权。",
        "There is nothing here that you may see.",
    ),
    "self link": (422, "“A”不能依赖自身，请选择另一个任务。", "“A” cannot depend on itself."),
    "progress": (422, "完成率应在 0 至 100% 之间，请改正。", "Progress is between 0 and 100 %."),
    "loop": (422, None, None),  # the engine's own sentence, told in both languages there
}


@pytest.mark.parametrize("case", REQUESTS)
def test_refusals_speak_the_language_of_the_cookie(browser, case):
    client, ids = browser
    status, *sentences = ANSWERS[case]
    for language, sentence in zip(LANGUAGES, sentences, strict=True):
        client.cookies["linkspan_lang"] = language
        answer = post(client, *REQUESTS[case](ids["A"], ids["B"]))
        assert (answer.status_code, answer["Content-Language"]) == (
            status,
            {"zh-hans": "zh-CN"}.get(language, language),
        )
        detail = answer.json()["detail"]
        assert bool(HAN.search(detail)) is (language == "zh-hans"), detail
        assert sentence is None or detail == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_history_and_labels_speak_the_language_of_the_cookie(browser, language):
    client, ids = browser
    client.cookies["linkspan_lang"] = language
    answer = post(client, *commands(link(ids["A"], ids["B"]))).json()
    assert answer["label"] == {"zh-hans": "为“B”添加依赖", "en": "Linked “B”"}[language]
    undone = post(client, "/api/projects/P1/plan/undo", {"log_id": answer["log_id"]}).json()
    assert undone["label"] == {"zh-hans": "撤销：为“B”添加依赖", "en": "Undid: Linked “B”"}[language]
