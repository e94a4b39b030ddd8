"""A crawl of everything that reads records: no text of another project, and to a vendor none of another firm."""

import pytest
from calls import make_sides
from walking import text_of

from linkspan.kernel.entities.references import TARGETS
from world import CANARY, FOREIGN

ROLES = ("vendor", "viewer", "engineer", "manager")
# What somebody who knows a bit would look for; the whole word never stands in the question.
PARTS = ("", CANARY[:6], CANARY[4:], CANARY[:-1], "BETA", FOREIGN[:5], FOREIGN[2:])
FIXED = (
    "/meta",
    "/session",
    "/projects",
    "/my-work",
    "/people",
    "/people?project=ALPHA",
    "/openapi.json",
    "/calendars",
)


@pytest.fixture
def sides(world):
    return make_sides(world)


class Crawl:
    """Reads paths as one person and notes each in whose bytes a word stands that the person must not read."""

    def __init__(self, world, role):
        self.client, self.words = world.client(role), (CANARY, FOREIGN) if role == "vendor" else (CANARY,)
        self.read, self.leaks, self.failures = 0, [], []

    def get(self, path):
        answer = self.client.get(f"/api{path}")
        text = text_of(answer)
        self.read += 1
        if answer.status_code >= 300:
            self.failures.append(f"{path}: {answer.status_code}")
        for word in self.words:
            if word in text.lower() or word in str(answer.headers).lower():
                at = max(0, text.lower().find(word))
                self.leaks.append(f"{path}: {word}: ...{text[max(0, at - 80) : at + 60]}")
        return answer

    def entity(self, name, facts):
        """Everything that an entity shows in lists."""
        for place in ("", "?project=ALPHA"):
            more = "&" if place else "?"
            self.get(f"/records/{name}{place}")
            self.get(f"/records/{name}/export{place}{more}format=csv")
            self.get(f"/views{place}{more}entity={name}")
            steps = (f["groupable"] if isinstance(f["groupable"], list) else [""] for f in facts["fields"])
            groups = [
                f"{field['name']}:{step}".rstrip(":")
                for field, of_field in zip(facts["fields"], steps, strict=True)
                if field["groupable"]
                for step in of_field
            ]
            assert groups
            assert set(facts["dimensions"]) <= {g.partition(":")[0] for g in groups}
            for group in groups:
                self.get(f"/records/{name}/groups{place}{more}group={group}")
        for part in PARTS:
            self.get(f"/records/{name}/pick?q={part}")
            self.get(f"/records/{name}?q={part}")
            for field in facts["fields"]:
                if field["reference"] and not field["read_only"]:
                    self.get(f"/records/{name}/options/{field['name']}?project=ALPHA&q={part}")

    def row(self, name, key):
        """Everything that a row shows."""
        for part in ("", "/activity", "/card", "/attachments", "/watch"):
            self.get(f"/records/{name}/{key}{part}")


@pytest.mark.parametrize("role", ROLES)
def test_no_text_of_what_the_reader_must_not_see(world, sides, role):
    crawl = Crawl(world, role)
    entities = crawl.get("/meta").json()["entities"]
    assert entities
    for name, facts in entities.items():
        crawl.entity(name, facts)
        for row in crawl.get(f"/records/{name}?limit=500").json()["rows"]:
            crawl.row(name, row["id"])
    for path in FIXED:
        crawl.get(path)
    for part in filter(None, PARTS):
        crawl.get(f"/search?q={part}")
        crawl.get(f"/people?q={part}")
    assert not crawl.leaks, "\n".join([str(len(crawl.leaks)), *crawl.leaks[:10]])
    assert not crawl.failures, crawl.failures[:10]
    assert crawl.read > 200


def test_the_words_are_there_to_be_read(world, sides):
    """The crawl would find them: who may read them does."""
    for role, word in (("outsider", CANARY), ("manager", FOREIGN)):
        client = world.client(role)
        entities = client.get("/api/meta").json()["entities"]
        for name in (n for n, facts in entities.items() if facts["scope"] == "project"):
            assert word in text_of(client.get(f"/api/records/{name}")), (role, name)
            assert word in text_of(client.get(f"/api/records/{name}/export?format=csv")), (role, name)


@pytest.mark.parametrize("role", ROLES)
def test_a_list_of_everything_counts_the_rows_of_ones_own_project(world, sides, role):
    client = world.client(role)
    for name, facts in client.get("/api/meta").json()["entities"].items():
        if facts["scope"] != "project":
            continue
        model = TARGETS[name].model
        alpha = model._base_manager.filter(project=world.a).count()
        assert model._base_manager.filter(project=world.b).exists(), name
        total = client.get(f"/api/records/{name}").json()["total"]
        counted = client.get(f"/api/records/{name}/groups?measure=count").json()["total"]["count"]
        assert counted == total, name
        if role == "vendor":
            assert 0 < total < alpha, name
        else:
            assert total == alpha, name
