"""Tables into records and out again, over HTTP: the dry run writes nothing, applying is one action with one undo."""

import io
import json
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linkspan.modules.risk.models import Risk
from world import CANARY, client_of, dump, is_problem, send

REGISTER = [
    ["ALPHA 项目风险登记册"],
    ["序号", "编号", "名称*", "概率", "影响", "责任人", "到期", "Loss if it occurs（万元）", "应对"],
    [1, "R01", "接口联调延期", 4, 5, "Manager", "2026-8-1", 85.8, "mitigate"],
    [2, "R02", "=cmd|'/c calc'!A1", 2, 3, "engineer", "2026年9月5日", "12,000元", "Accept"],
    ["合计", None, None, None, None, None, None, 87],
    ["制表人：张三"],
]


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def look(client, data, entity="risk", name="register.xlsx", **form):
    """The answer to a preview."""
    file = SimpleUploadedFile(name, data)
    return client.post(f"/api/records/{entity}/import/preview", {"file": file, "project": "ALPHA", **form})


def seen(client, data, **form):
    answer = look(client, data, **form)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def apply(client, preview, entity="risk"):
    return send(client, "post", f"/records/{entity}/import/apply", {"token": preview["token"]})


def applied(client, preview):
    answer = apply(client, preview)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def risks(world):
    return list(Risk._base_manager.filter(project=world.a).order_by("code"))


@pytest.fixture
def manager(world):
    return world.client("manager")


def test_preview_writes_nothing(world, manager):
    before = dump()
    preview = seen(manager, workbook(REGISTER))
    assert dump() == before
    assert preview["counts"] == {"create": 2, "update": 0, "same": 0, "skip": 0, "error": 0}, preview
    assert {c["header"]: c["field"] for c in preview["columns"]} == {
        "序号": None, "编号": "code", "名称*": "title", "概率": "probability", "影响": "impact",
        "责任人": "owner", "到期": "proximity", "Loss if it occurs（万元）": "cost_impact", "应对": "response",
    }  # fmt: skip
    assert preview["errors_url"] is None
    assert preview["rows"][0]["values"]["owner"] == "Manager"
    assert [note for note in preview["notes"] if "合计" in note]


def test_apply_is_one_action_with_one_undo(world, manager):
    before = {row.pk for row in risks(world)}
    outcome = applied(manager, seen(manager, workbook(REGISTER)))
    made = [row for row in risks(world) if row.pk not in before]
    assert [(row.code, row.title, row.probability, row.cost_impact) for row in made] == [
        ("R01", "接口联调延期", 4, 85_800_000), ("R02", "=cmd|'/c calc'!A1", 2, 1_200_000),
    ]  # fmt: skip
    assert [row.owner_id for row in made] == [world.people["manager"].pk, world.people["engineer"].pk]
    assert [str(row.proximity) for row in made] == ["2026-08-01", "2026-09-05"]
    assert outcome["undoable"]
    assert outcome["counts"]["create"] == 2
    assert send(manager, "post", "/undo", {"log_id": outcome["log_id"]}).status_code == 200
    assert {row.pk for row in risks(world)} == before


def test_same_file_twice_changes_nothing(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    before = dump()
    preview = seen(manager, workbook(REGISTER))
    assert preview["counts"] == {"create": 0, "update": 0, "same": 2, "skip": 0, "error": 0}
    assert is_problem(apply(manager, preview), 422)
    assert dump() == before


def test_a_preview_is_applied_once(world, manager):
    preview = seen(manager, workbook(REGISTER))
    applied(manager, preview)
    assert is_problem(apply(manager, preview), 409)
    assert len(risks(world)) == 2


def test_known_rows_change_by_code_and_blank_cells_leave_them(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    table = [["编号", "概率", "责任人", "到期"], ["R01", 1, None, "2026-10-01"], ["R02", 2, "Engineer", None]]
    preview = seen(manager, workbook(table))
    assert preview["counts"] == {"create": 0, "update": 1, "same": 1, "skip": 0, "error": 0}
    outcome = applied(manager, preview)
    row = Risk._base_manager.get(project=world.a, code="R01")
    assert (row.probability, str(row.proximity), row.owner_id) == (1, "2026-10-01", world.people["manager"].pk)
    assert send(manager, "post", "/undo", {"log_id": outcome["log_id"]}).status_code == 200
    assert Risk._base_manager.get(project=world.a, code="R01").probability == 4


def test_without_update_known_rows_are_skipped(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    preview = seen(manager, workbook([["编号", "概率"], ["R01", 1]]), update="false")
    assert preview["counts"]["skip"] == 1


def test_rows_without_code_are_known_by_title(world, manager):
    table = [["名称", "概率"], ["供应商人员更换", 2], ["机房未就绪", 3]]
    applied(manager, seen(manager, workbook(table)))
    assert seen(manager, workbook(table))["counts"]["same"] == 2
    assert [row.code for row in risks(world)] == ["R01", "R02"]


def test_errors_name_the_cell_and_stand_in_the_workbook(world, manager):
    table = [
        ["名称", "概率", "责任人", "到期", "应对"],
        ["好的一行", 3, "Engineer", "2026-8-1", "Accept"],
        ["坏的一行", 9, "无此人", "03/04/2026", "祈祷"],
        [None, 2, None, None, None],
        ["好的一行", 2, None, None, None],
    ]
    preview = seen(manager, workbook(table))
    assert preview["counts"] == {"create": 1, "update": 0, "same": 0, "skip": 0, "error": 3}
    faults = {row["row"]: {e["field"]: e for e in row["errors"]} for row in preview["rows"] if row["kind"] == "error"}
    assert set(faults[3]) == {"probability", "owner", "proximity", "response"}
    assert faults[3]["proximity"]["column"] == 3
    assert "2026-03-04" in faults[3]["proximity"]["message"]
    assert set(faults[4]) == {"title"}
    assert "row 2" in faults[5][""]["message"]
    answer = manager.get(preview["errors_url"])
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.active
    assert sheet["B3"].fill.bgColor.rgb == "FFFFC7CE" or sheet["B3"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["D3"].comment is not None
    assert sheet["B2"].comment is None
    assert "祈祷" in sheet["F3"].value
    outcome = applied(manager, preview)
    assert outcome["counts"]["create"] == 1
    assert [row.title for row in risks(world)] == ["好的一行"]


def test_steps_of_the_workflow_hold_for_imports(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    preview = seen(manager, workbook([["编号", "状态"], ["R01", "closed"], ["R02", "analysed"]]))
    assert preview["counts"]["error"] == 1
    assert preview["counts"]["update"] == 1


def test_references_of_another_project_are_unknown(world, manager):
    preview = seen(manager, workbook([["名称", "责任人"], ["甲", f"{CANARY} boss"], ["乙", "outsider"]]))
    assert preview["counts"]["error"] == 2
    assert len([row for row in preview["rows"] if row["errors"][0]["field"] == "owner"]) == 2


def test_columns_may_be_mapped_by_hand(world, manager):
    table = workbook([["甲", "乙"], ["某风险", 5]])
    preview = seen(manager, table, mapping=json.dumps({"0": "title", "1": "impact"}))
    assert preview["counts"]["create"] == 1
    assert is_problem(look(manager, table, mapping='{"0": "score"}'), 422)
    assert is_problem(look(manager, table, mapping='{"0": "title", "1": "title"}'), 422)
    assert is_problem(look(manager, table, mapping="[1]"), 422)


@pytest.mark.parametrize("name", ["viewer", "vendor", "outsider", "nobody"])
def test_who_may_not_create_may_not_import(world, name):
    client = world.client(name)
    before = dump()
    assert look(client, workbook(REGISTER)).status_code in (403, 404)
    assert client.get("/api/records/risk/import/template.xlsx?project=ALPHA").status_code in (403, 404)
    assert dump() == before


def test_token_of_another_or_made_up_is_refused(world, manager):
    preview = seen(manager, workbook(REGISTER))
    other = world.client("admin")
    assert is_problem(apply(other, preview), 404)
    assert is_problem(apply(manager, {"token": preview["token"][:-2]}), 410)
    assert is_problem(apply(manager, preview, entity="system"), 404)
    assert other.get(f"/api/imports/{preview['token']}/errors.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"%PDF-1.4", "a.xlsx"), (b"", "a.csv"), (b"PK\x03\x04 broken", "a.xlsx"), (b"\xff\xfe\x00\xd8a", "a.csv")],
)
def test_other_files_end_in_a_sentence(world, manager, data, name):
    before = dump()
    assert is_problem(look(manager, data, name=name), 422)
    assert dump() == before


def test_template_can_be_filled_in_and_imported(world, manager):
    answer = manager.get("/api/records/risk/import/template.xlsx?project=ALPHA")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index(next(h for h in head if h.endswith("*"))) + 1, "来自模板")
    stream = io.BytesIO()
    book.save(stream)
    preview = seen(manager, stream.getvalue())
    assert preview["counts"]["create"] == 1
    applied(manager, preview)
    assert [row.title for row in risks(world)] == ["来自模板"]


def test_files_are_named_in_the_language_of_the_reader(world, manager):
    places = ("risk/export?format=xlsx&", "risk/import/template.xlsx?")
    for language, names in (
        ("en", ["Risks.xlsx", "Risks import template.xlsx"]),
        ("zh-hans", ["风险.xlsx", "风险 导入模板.xlsx"]),
    ):
        world.people["manager"].__class__.objects.filter(pk=world.people["manager"].pk).update(language=language)
        answers = [manager.get(f"/api/records/{place}project=ALPHA") for place in places]
        assert [unquote(answer["Content-Disposition"].split("''")[1]) for answer in answers] == names


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_comes_back_unchanged(world, manager, kind):
    applied(manager, seen(manager, workbook(REGISTER)))
    answer = manager.get(f"/api/records/risk/export?project=ALPHA&format={kind}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    data = answer.getvalue()
    preview = seen(manager, data, name=f"risks.{kind}")
    assert preview["counts"] == {"create": 0, "update": 0, "same": 2, "skip": 0, "error": 0}, preview["rows"]


def test_export_never_holds_a_formula(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    sheet = openpyxl.load_workbook(io.BytesIO(manager.get("/api/records/risk/export?project=ALPHA").content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    text = manager.get("/api/records/risk/export?project=ALPHA&format=csv").getvalue().decode("utf-8-sig")
    assert "'=cmd" in text
    assert ",=cmd" not in text


def test_export_holds_only_what_the_actor_may_see(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    path = "/api/records/risk/export?project=ALPHA&format=csv"
    engineer = world.client("engineer").get(path)
    assert engineer.status_code == 200
    head = engineer.getvalue().decode("utf-8-sig").splitlines()[0].lower()
    assert "probability" in head
    assert "loss" not in head
    assert "loss" in manager.get(path).getvalue().decode("utf-8-sig").splitlines()[0].lower()
    assert is_problem(world.client("engineer").get(f"{path}&fields=cost_impact"))


def test_fields_that_one_may_not_see_cannot_be_imported(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    engineer = world.client("engineer")
    preview = look(engineer, workbook([["编号", "名称", "Loss if it occurs"], ["R01", "接口联调延期", 1]]))
    assert preview.status_code == 200
    assert "cost_impact" not in {field["name"] for field in preview.json()["fields"]}
    assert preview.json()["counts"]["same"] == 1
    mapped = look(engineer, workbook([["编号", "x"], ["R01", 1]]), mapping='{"1": "cost_impact"}')
    assert is_problem(mapped, 422)


@pytest.mark.parametrize("name", ["outsider", "nobody"])
def test_strangers_export_nothing(world, manager, name):
    applied(manager, seen(manager, workbook(REGISTER)))
    assert world.client(name).get("/api/records/risk/export?project=ALPHA").status_code in (403, 404)


def test_export_filters_and_refuses_as_the_list_does(world, manager):
    applied(manager, seen(manager, workbook(REGISTER)))
    answer = manager.get("/api/records/risk/export?project=ALPHA&format=csv&f=probability:gte:3&fields=code,title")
    assert answer.getvalue().decode("utf-8-sig").splitlines()[1:] == ["R01,接口联调延期"]
    assert is_problem(manager.get("/api/records/risk/export?project=ALPHA&f=secret:is:1"))
    assert is_problem(manager.get("/api/records/risk/export?project=ALPHA&format=exe"), 422)


# Headers as project offices write them, by the field that each must be taken for.
REGISTERS = {
    "risk": {
        "风险编号": "code", "风险类别": "category", "发生概率": "probability", "影响程度": "impact",
        "应对措施": "plan", "责任人": "owner", "截止日期": "proximity", "状态": "status",
    },
    "system": {"系统编号": "code", "系统名称": "name", "承建厂商": "party", "负责人": "owner", "备份负责人": "backup"},
    "interface": {
        "接口编号": "code", "接口名称": "name", "提供方系统": "provider", "调用方系统": "consumers",
        "联调开始日期": "debug_from", "优先级": "priority", "备注": "notes",
    },
    "contract": {
        "合同编号": "code", "合同名称": "name", "对方单位": "party", "合同金额（万元）": "amount",
        "签订日期": "signed_on",
    },
    "payment_term": {
        "所属合同": "contract", "款项名称": "name", "付款条件": "trigger", "比例": "share", "金额（万元）": "amount",
        "计划收款日期": "planned_on",
    },
    "change_request": {
        "变更编号": "code", "变更标题": "title", "变更原因": "reason", "提出人": "requester", "责任人": "owner",
    },
}  # fmt: skip


@pytest.mark.parametrize("entity", sorted(REGISTERS))
def test_chinese_registers_need_no_mapping_by_hand(world, entity):
    wanted = REGISTERS[entity]
    client = client_of(world.people["manager"], "zh-hans")
    answer = look(client, workbook([list(wanted), ["x", *[None] * (len(wanted) - 1)]]), entity=entity)
    assert answer.status_code == 200, answer.content.decode()
    assert {column["header"]: column["field"] for column in answer.json()["columns"]} == wanted


def test_systems_and_interfaces_point_at_each_other(world, manager):
    systems = workbook(
        [["Code", "Name", "Party"], ["HIS", "Hospital system", "v1"], ["LIS", "Laboratory", "Vendor One"]]
    )
    preview = look(manager, systems, entity="system").json()
    assert apply(manager, preview, entity="system").json()["counts"]["create"] == 2
    table = [
        ["Code", "Interface", "Provider", "Consumers"],
        ["IF-01", "Orders", "HIS", "laboratory、HIS"],
        ["IF-02", "Results", "PACS", "-"],
    ]
    preview = look(manager, workbook(table), entity="interface").json()
    assert preview["counts"]["create"] == 1
    assert [error["field"] for row in preview["rows"] for error in row["errors"]] == ["provider"]
    assert apply(manager, preview, entity="interface").status_code == 200
    assert look(manager, workbook(table), entity="interface").json()["counts"]["same"] == 1
    answer = manager.get("/api/records/interface/export?project=ALPHA&format=csv&fields=code,provider,consumers")
    assert answer.getvalue().decode("utf-8-sig").splitlines()[1:] == ['IF-01,HIS,"LIS, HIS"']
