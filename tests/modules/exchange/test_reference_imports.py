"""Nothing is lost between a file and the database: the imported plan has the dates that the file alone computes to."""

import os
from pathlib import Path

import pytest

from linkspan.engines.interchange import compute_file, read_schedule
from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.kernel.localtime import format_local, to_local
from linkspan.modules.exchange.services import import_schedule
from linkspan.modules.identity import api as identity
from linkspan.modules.portfolio.api import create_project
from linkspan.modules.schedule.models import TaskDates

_GIVEN = os.environ.get("LINKSPAN_REFERENCE_DATA")
_FOLDER = Path(_GIVEN) if _GIVEN else Path(__file__).resolve().parents[4] / "shared" / "data"
FILES = sorted((_FOLDER / "schedules").glob("*/*.xml"))
_ZONE = "Asia/Shanghai"
_INSTANTS = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")


@pytest.mark.skipif(not FILES, reason="reference data absent (LINKSPAN_REFERENCE_DATA)")
@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES or [Path("absent")], ids=lambda p: p.name)
def test_imported_plan_has_the_dates_of_the_file(path: Path) -> None:
    with path.open("rb") as stream:
        file = read_schedule(stream, name=path.name)
    expected = {row["uid"]: row for row in compute_file(file)}
    with acting_as(SYSTEM):
        home = identity.create_organisation(SYSTEM, identity.Organisation(code="o", name="O", scope_path="/")).result
        project = create_project(SYSTEM, home, code="REF", name=path.name, start=0, time_zone=_ZONE).result
        import_schedule(SYSTEM, project, file=file, name=path.name)
        rows = list(TaskDates.base_rows.filter(project_id=project.pk).select_related("task"))
    assert len(rows) == len([uid for uid in expected if uid != 0])
    for row in rows:
        wanted = expected[row.task.source_uid]
        found = {name: f"{format_local(to_local(getattr(row, name), _ZONE))}:00" for name in _INSTANTS}
        assert found == {name: wanted[name] for name in _INSTANTS}, row.wbs
        if not row.is_summary:
            assert (row.total_float, row.free_float) == (wanted["total_float_minutes"], wanted["free_float_minutes"]), (
                row.wbs
            )
