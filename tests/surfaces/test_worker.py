"""The service worker is the same for everybody and names the files of the build; the shell alone is marked as such."""

import json
import re

import pytest
from django.test import Client

from linkspan.surfaces.web import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(settings, tmp_path):
    """A front end of three files, one of them packed."""
    settings.STATICFILES_DIRS = [tmp_path]
    assets = tmp_path / "app" / "assets"
    assets.mkdir(parents=True)
    for name in ("main-1.js", "main-1.js.gz", "main-1.css", "live.worker-2.js"):
        (assets / name).write_text(name)
    manifest = tmp_path / "app" / ".vite" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps({"src/main.tsx": {"file": "assets/main-1.js", "css": ["assets/main-1.css"]}}))
    return tmp_path


def test_names_every_file_of_the_build_and_nobody(built, world):
    answer = Client().get("/worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Set-Cookie" not in answer
    text = answer.content.decode()
    files = json.loads(re.search(r"const FILES = (\[.*\]);", text)[1])
    assert files == [f"/static/app/assets/{name}" for name in ("live.worker-2.js", "main-1.css", "main-1.js")]
    assert world.client("manager").get("/worker.js").content.decode() == text


def test_is_not_there_before_the_front_end_is_built(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    assert Client().get("/worker.js").status_code == 404


def test_takes_no_other_method(built):
    assert {Client().generic(method, "/worker.js").status_code for method in ("POST", "PUT", "DELETE")} == {405}


def test_only_the_shell_of_somebody_is_marked_as_shell(built, world):
    manager = world.client("manager")
    assert manager.get("/projects")["X-Linkspan-Build"] == views.build_id() == "main-1"
    for client, address in (
        (Client(), "/projects"),
        (manager, "/health"),
        (manager, "/accounts/login/"),
        (manager, "/api/session"),
    ):
        assert "X-Linkspan-Build" not in client.get(address)
