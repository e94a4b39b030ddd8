"""The demo's template makes a whole project, and interfaces of the demo are numbered by its mask."""

import pytest

from linkspan.kernel.access.actor import SYSTEM, acting_as
from linkspan.modules.demo.loader import load_demo
from linkspan.modules.demo.template_hospital import content
from linkspan.modules.identity.api import Organisation
from linkspan.modules.landscape.models import Interface, System
from linkspan.modules.portfolio.api import Project, check_content
from linkspan.modules.portfolio.models import ProjectTemplate
from linkspan.modules.risk.models import Risk
from linkspan.modules.schedule.api import start_project
from linkspan.modules.schedule.models import Link, ProjectDates


def test_the_template_is_sound():
    counts = check_content(content())
    assert counts["plan"] == {"tasks": 25}
    assert counts["records"] == {"system": 3, "interface": 5, "risk": 4}


@pytest.mark.django_db
def test_a_project_from_the_template(frozen_today):
    load_demo(lambda done, total, text: None)
    template = ProjectTemplate._base_manager.get()
    with acting_as(SYSTEM):
        started = start_project(
            SYSTEM, Organisation.rows.get(), code="UP", name="升级", start="2026-08-03", content=template.content
        )
    assert started.skipped == {}
    new = Project._base_manager.get(code="UP")
    rows = Interface._base_manager.filter(project=new).order_by("pk")
    assert [row.code for row in rows] == ["IF-HIS-01", "IF-LIS-01", "IF-LIS-02", "IF-YB-01", "IF-YB-02"]
    assert System._base_manager.filter(project=new).count() == 3
    assert Risk._base_manager.filter(project=new).count() == 4
    assert Link._base_manager.filter(project=new).count() == 22
    dates = ProjectDates.base_rows.get(project=new)
    assert dates.finish > new.start
    assert dates.problems == []
