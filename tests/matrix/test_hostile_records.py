"""Hostile values in every place where the records' API takes one: refused with a sentence or taken, never an error."""

import json
from urllib.parse import quote_from_bytes

import pytest
from calls import make_sides
from django.core.files.uploadedfile import SimpleUploadedFile
from walking import taken_back

from world import is_problem, send


class Raw(str):
    """Text that stands in a JSON body as it is: numbers that Python's own encoder does not write."""


def nested(depth):
    """A list in a list, and so on."""
    found = []
    for _ in range(depth):
        found = [found]
    return found


TEXTS = (
    "", " ", "\0", "a\0b", "\ud800", "x" * 10_000, "\u202egnp.exe", "\u0661\u0662", "\uff11\uff12", "NaN", "1e400",
    "-inf", "0x10", "1_000", str(2**63), str(2**64), str(-(2**63)), "-1", "0.1", "' OR 1=1 --", '"; DROP TABLE x; --',
    "1) UNION SELECT password FROM identity_user", "__class__", "owner__password", "project__scope_path", "pk",
    "../../etc", "..%2f..%2fetc", "%", "_", "%s", "\\", "=1+1", "@SUM(A1)", "1,2,,", "," * 200, "9999-12-31",
    "0000-00-00", "2026-02-30", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "risk", "{}", "[]", "true",
)  # fmt: skip
VALUES = (
    *TEXTS, 2**63, 2**64, -(2**63), -1, 0, 0.1, Raw("1e400"), Raw("NaN"), Raw("-Infinity"), Raw("9" * 5_000), {}, [],
    True, False, None, nested(60), [None], [{}], [[1]], [2**63], ["x", 1], {"id": 1}, {"\0": 1}, ["\ud800"],
)  # fmt: skip
PARAMETERS = ("f", "sort", "group", "sub", "fields", "q", "offset", "limit", "measure", "project")


def text_in_address(text):
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def body_with(template, value):
    """JSON of the body, in which the value stands where the template says HERE."""
    inner = str(value) if isinstance(value, Raw) else json.dumps(value)
    return json.dumps(template).replace('"HERE"', inner)


def share(values, at, parts):
    """Every so manieth value; neighbours get different ones, so that together they are asked all."""
    return values[at % parts :: parts]


class Asker:
    """Asks each call in a transaction that is taken back, and collects what is no proper answer."""

    def __init__(self, client):
        self.client, self.asked, self.wrong, self.taken = client, 0, [], 0

    def ask(self, method, path, body=None, **headers):
        with taken_back():
            self._judge(method, path, body, send(self.client, method, path, body, **headers))

    def upload(self, path, **form):
        file = SimpleUploadedFile("t.csv", b"risk,probability\nnew,3\n")
        with taken_back():
            self._judge("upload", path, form, self.client.post(f"/api{path}", {"file": file, **form}))

    def _judge(self, method, path, body, answer):
        self.asked += 1
        self.taken += answer.status_code < 400
        if answer.status_code < 400:
            return
        try:
            fine = is_problem(answer)
        except (AssertionError, ValueError, KeyError):
            fine = False
        if not fine:
            self.wrong.append(f"{method} {path[:150]} {str(body)[:150]}: {answer.status_code} {answer.content[:300]!r}")

    def check(self, least):
        """least: of calls, so that a walk which has lost its way is found; some are taken, some refused."""
        assert not self.wrong, "\n".join([f"{len(self.wrong)} of {self.asked}", *self.wrong[:15]])
        assert self.asked >= least, self.asked
        assert 0 < self.taken < self.asked


@pytest.fixture
def rows(world):
    """For each entity a row of ALPHA, and the names of what hangs on the risk."""
    return make_sides(world)[0].extra["records"]


@pytest.fixture
def asker(world, rows):
    """The manager, logged in after the rows were made: that gave everybody a new password, which ends sessions."""
    return Asker(world.client("manager"))


@pytest.fixture
def entities(asker):
    return asker.client.get("/api/meta").json()["entities"]


def key_of(entity, rows):
    return rows.get(entity) or rows[f"{entity} other"]


def version_of(client, entity, key):
    return client.get(f"/api/records/{entity}/{key}").json()["row"]["version"]


def test_filters(asker, entities):
    """Each operator of each type of field, in the first entity that has it."""
    pairs = {}
    for entity, facts in entities.items():
        for field in facts["fields"]:
            for operator in field["filter"]:
                pairs.setdefault((field["type"], operator), (entity, field["name"]))
    assert len({kind for kind, _operator in pairs}) >= 10
    for at, ((_kind, operator), (entity, name)) in enumerate(pairs.items()):
        for text in share(TEXTS, at, 3):
            operand = text_in_address(f"{name}:{operator}:{text}")
            asker.ask("get", f"/records/{entity}?project=ALPHA&limit=1&f={operand}")
    asker.check(600)


def test_parameters_of_lists(asker, entities):
    names = list(entities)
    for at, parameter in enumerate(PARAMETERS):
        for number, text in enumerate(TEXTS):
            entity, value = names[(at + number) % len(names)], text_in_address(text)
            asker.ask("get", f"/records/{entity}?{parameter}={value}")
            asker.ask("get", f"/records/{entity}/groups?project=ALPHA&group=updated_at:year&{parameter}={value}")
    for text in TEXTS:
        value = text_in_address(text)
        asker.ask("get", f"/records/risk/export?project=ALPHA&format=csv&q={value}")
        for path in ("export?format=", "options/owner?project=", "options/owner?project=ALPHA&q=", "pick?q="):
            asker.ask("get", f"/records/risk/{path}{value}")
        for path in ("/people?q=", "/views?entity=", "/views?entity=risk&project=", "/search?q="):
            asker.ask("get", f"{path}{value}")
    asker.check(1_000)


def test_fields_of_create_and_edit(asker, entities, rows):
    at = 0
    for entity, facts in entities.items():
        key = key_of(entity, rows)
        tag = {"If-Match": f'"{version_of(asker.client, entity, key)}"'}
        good = {"party": rows["party"], "provider": rows["system other"], "contract": rows["contract other"]}
        filled = {n: "x" for n in ("title", "name", "code") if n in facts["create"]}
        filled |= {n: v for n, v in good.items() if n in facts["create"]}
        for field in (f["name"] for f in facts["fields"]):
            at += 1
            for value in share(VALUES, at, 4):
                values = {field: "HERE"}
                asker.ask("patch", f"/records/{entity}/{key}", body_with({"values": values}, value), **tag)
            for value in share(VALUES, at + 2, 6):
                body = {"project": "ALPHA", "values": {**filled, field: "HERE"}}
                asker.ask("post", f"/records/{entity}", body_with(body, value))
        for value in VALUES:
            name = value if isinstance(value, str) else "x"
            asker.ask("post", f"/records/{entity}", body_with({"project": "ALPHA", "values": "HERE"}, value))
            asker.ask("patch", f"/records/{entity}/{key}", {"values": {name: 1}}, **tag)
    asker.check(1_500)


def test_bodies_of_acts_and_parts(asker, rows):
    risk, system = f"/records/risk/{rows['risk']}", rows["system other"]
    split = f"/records/contract/{rows['split other']}/actions/split"
    one = [{"id": rows["risk"], "version": 4}]
    view = {"entity": "risk", "project": "ALPHA", "name": "v", "config": {"kind": "table"}}
    link = {"kind": "affects", "entity": "system", "id": system}
    four, first = {"If-Match": '"4"'}, {"If-Match": '"1"'}
    calls = [
        ("post", f"{risk}/actions/check", {"inputs": {"note": "HERE"}}, four),
        ("post", f"{risk}/actions/check", {"inputs": "HERE"}, four),
        ("post", split, {"inputs": {"scheme": "HERE"}}, first),
        ("post", "/records/risk/bulk", {"rows": "HERE", "set": {"impact": 1}}, {}),
        ("post", "/records/risk/bulk", {"rows": ["HERE"], "set": {"impact": 1}}, {}),
        ("post", "/records/risk/bulk", {"rows": [{"id": "HERE", "version": 4}], "set": {"impact": 1}}, {}),
        ("post", "/records/risk/bulk", {"rows": [{"id": rows["risk"], "version": "HERE"}], "set": {"impact": 1}}, {}),
        ("post", "/records/risk/bulk", {"rows": [{**one[0], "set": "HERE"}]}, {}),
        ("post", "/records/risk/bulk", {"rows": one, "set": "HERE"}, {}),
        ("post", "/records/risk/bulk", {"rows": one, "set": {"impact": "HERE"}}, {}),
        ("post", "/records/risk/bulk", {"rows": one, "action": "HERE"}, {}),
        ("post", "/records/risk/bulk", {"rows": one, "action": "check", "inputs": "HERE"}, {}),
        ("post", "/records/risk/bulk", {"rows": one, "delete": "HERE"}, {}),
        ("post", "/records/risk/bulk", "HERE", {}),
        *(("post", f"{risk}/links", {**link, name: "HERE"}, {}) for name in link),
        ("post", "/records/risk", {"project": "ALPHA", "values": {"title": "x"}, "links": "HERE"}, {}),
        ("post", "/records/risk", {"project": "ALPHA", "values": {"title": "x"}, "links": ["HERE"]}, {}),
        *(
            (
                "post",
                "/records/risk",
                {"project": "ALPHA", "values": {"title": "x"}, "links": [{**link, n: "HERE"}]},
                {},
            )
            for n in (*link, "row")
        ),
        ("post", "/records/risk", {"project": "HERE", "values": {"title": "x"}}, {}),
        ("post", f"{risk}/comments", {"body": "HERE"}, {}),
        ("patch", f"/comments/{rows['comment']}", {"body": "HERE"}, first),
        *(("post", "/views", {**view, n: "HERE"}, {}) for n in (*view, "name_en", "sharing", "role", "is_default")),
        *(
            ("post", "/views", {**view, "config": {"kind": "table", n: "HERE"}}, {})
            for n in ("kind", "columns", "widths", "filters", "sort", "group", "q", "board", "date", "__class__")
        ),
        ("patch", f"/views/{rows['view shared']}", {"config": "HERE"}, first),
        ("post", f"{risk}/restore", {"log_id": "HERE"}, four),
        ("post", "/undo", {"log_id": "HERE"}, {}),
        ("post", "/redo", {"log_id": "HERE"}, {}),
        ("post", "/records/risk/import/apply", {"token": "HERE"}, {}),
    ]
    for method, path, template, headers in calls:
        for value in VALUES:
            asker.ask(method, path, body_with(template, value), **headers)
    for text in TEXTS:
        for name in ("project", "sheet", "mapping", "update"):
            plain = text.encode("utf-8", "replace").decode()
            asker.upload("/records/risk/import/preview", **{"project": "ALPHA", name: plain})
    asker.check(2_500)


def test_a_saved_view_of_hostile_names_does_not_break_the_list_of_views(asker, rows):
    """Names in a view are checked when it is used: counting it must not fail either."""
    wrong = []
    for text in TEXTS:
        with taken_back():
            config = {"kind": "table", "filters": [text, f"score:gte:{text}"], "q": text, "sort": text, "group": text}
            view = {"entity": "risk", "project": "ALPHA", "name": "v", "config": config}
            made = send(asker.client, "post", "/views", view)
            listed = asker.client.get("/api/views?entity=risk&project=ALPHA")
            if made.status_code >= 500 or listed.status_code != 200:
                wrong.append((text[:60], made.status_code, listed.status_code))
    assert not wrong


def test_headers_and_paths(asker, rows):
    risk = f"/records/risk/{rows['risk']}"
    for text in TEXTS:
        # What a server hands on: no line ends and only Latin-1.
        header = text.encode("ascii", "replace").decode()[:4_000]
        asker.ask("patch", risk, {"values": {"impact": 1}}, **{"If-Match": header})
        asker.ask("patch", risk, {"values": {"impact": 1}}, **{"If-Match": f'W/"{header}"'})
        asker.ask("delete", risk, None, **{"If-Match": header})
        asker.ask("post", f"{risk}/comments", {"body": "x"}, **{"Idempotency-Key": header})
        asker.ask(
            "post", "/records/risk", {"project": "ALPHA", "values": {"title": "x"}}, **{"Idempotency-Key": header}
        )
        asker.ask("get", "/meta", None, **{"If-None-Match": header})
        asker.ask("get", f"{risk}/activity?kind={text_in_address(text)}")
        asker.ask("get", f"{risk}/activity?before={text_in_address(text)}")
        if text.strip("/ .") and "/" not in text:
            part = text_in_address(text)
            asker.ask("get", f"/records/{part}/{rows['risk']}")
            asker.ask("get", f"/records/{part}")
            asker.ask("post", f"/records/{part}", {"project": "ALPHA", "values": {"title": "x"}})
            asker.ask("post", f"/records/{part}/bulk", {"rows": [{"id": 1, "version": 1}], "set": {"impact": 1}})
            asker.ask("get", f"/records/risk/options/{part}?project=ALPHA")
            asker.ask("post", f"{risk}/actions/{part}", {"inputs": {}}, **{"If-Match": '"4"'})
            asker.ask("get", f"/records/risk/{part}")
            asker.ask("get", f"/imports/{part}/errors.xlsx")
    for number in (0, -1, 2**31, 2**63 - 1, 2**63, 2**64, 10**40):
        for path in ("", "/card", "/open", "/activity", "/attachments", "/watch"):
            asker.ask("get", f"/records/risk/{number}{path}")
        for path in (f"/comments/{number}", f"/attachments/{number}", f"/links/{number}", f"/views/{number}"):
            asker.ask("delete", path, None, **{"If-Match": '"1"'})
    asker.check(650)
