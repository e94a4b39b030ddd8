"""The verbs of the portfolio."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.actions import Inverse, action, write
from linkspan.kernel.entities.switching import check_modules, modules
from linkspan.kernel.entities.writing import in_both
from linkspan.kernel.errors import DomainError, Forbidden
from linkspan.kernel.numbering.services import code_for_new
from linkspan.modules.identity.api import Organisation, Party, User
from linkspan.modules.portfolio.models import Membership, Programme, Project

_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,38}$")


def check_code(code: str) -> str:
    """A code for addresses and files: letters, digits, `.`, `_`, `-`; at most 39 characters."""
    text = code.strip()
    if not _CODE.match(text):
        raise DomainError(
            "code", _("A code has letters, digits, “.”, “_” or “-” and starts with a letter or digit."), "code"
        )
    return text


def check_new_project(code: str, name: str) -> tuple[str, str]:
    """Code and name of a project to be; DomainError where the code is taken or one of them is not usable."""
    text = " ".join(name.split())
    if not text or len(text) > 160:
        raise DomainError("name", _("Give the project a name of at most 160 characters."), "name")
    clean = check_code(code)
    if Project._base_manager.filter(code__iexact=clean).exists():
        raise DomainError(
            "code",
            _("There is a project with the code “%(code)s” already. Choose another.") % {"code": clean},
            "code",
            status=409,
        )
    return clean, text


def home_of_new_project(
    actor: Actor, organisation: Organisation | None, programme: str = ""
) -> Organisation | Programme:
    """Where the actor may create a project: the named programme, else the organisation, else a programme of its own."""
    mine = Programme.objects.visible(actor, "project.create").order_by("code")
    if programme:
        found = mine.filter(code=programme).first()
        if found is None:
            raise DomainError(
                "programme",
                _("There is no programme “%(code)s” in which you may create projects.") % {"code": programme[:40]},
                "programme",
            )
        return found
    if organisation is not None and actor.may("project.create", organisation.scope_path):
        return organisation
    own = mine.first()
    if own is None:
        raise Forbidden("project.create")
    return own


@action("project.create", phrase=gettext_noop("Created programme %(names)s"), undo=Inverse())
def create_programme(actor: Actor, organisation: Organisation, *, code: str, name: str, name_en: str = "") -> Programme:
    """A programme under the organisation."""
    programme = write.create(
        Programme(organisation=organisation, code=check_code(code), name=name, name_en=name_en, scope_path="pending")
    )
    write.update(programme, scope_path=f"{organisation.scope_path}g{programme.pk}/")
    write.describe(names=name)
    return programme


@action("project.create", phrase=gettext_noop("Created project %(names)s"), undo=Inverse())
def create_project(
    actor: Actor, home: Organisation | Programme, *, code: str, name: str, start: int, **fields: Any
) -> Project:
    """A project under an organisation or programme. start: UTC minutes. fields: further columns of Project.

    code: empty where the mask of the place shall give it.
    """
    clean, text = check_new_project(code or code_for_new("project", home, Project) or "", name)
    organisation = home if isinstance(home, Organisation) else home.organisation
    project = write.create(
        Project(
            organisation=organisation,
            programme=home if isinstance(home, Programme) else None,
            code=clean,
            name=text,
            start=start,
            scope_path="pending",
            **fields,
        )
    )
    write.update(project, scope_path=f"{home.scope_path}p{project.pk}/")
    write.emit("project.changed", project.scope_path, project=project.code)
    write.describe(names=text)
    return project


@action("project.edit", phrase=gettext_noop("Changed project %(names)s"), undo=Inverse())
def edit_project(actor: Actor, project: Project, *, values: dict[str, Any]) -> None:
    """Change the project's own fields."""
    allowed = {"name", "name_en", "description", "stage", "manager_id", "customer_id"}
    unknown = set(values) - allowed
    if unknown:
        raise DomainError(
            "unknown_field",
            _("A project has no field “%(name)s” that can be edited.") % {"name": sorted(unknown)[0][:40]},
            sorted(unknown)[0][:40],
        )
    write.update(project, **values)
    write.emit("project.changed", project.scope_path, project=project.code)
    write.describe(names=project.name)


@action("project.edit", phrase=gettext_noop("Switched modules of %(names)s: off are %(off)s"), undo=Inverse())
def set_modules(actor: Actor, project: Project, *, off: list[str]) -> None:
    """Which modules the project does without; their records are kept and come back when they are switched on again."""
    names = check_modules(off)
    labels = {module.name: in_both(module.label) for module in modules()}
    write.update(project, modules_off=names)
    write.emit("project.changed", project.scope_path, project=project.code)
    write.describe(names=project.code, off=[labels[name] for name in names] or [{"zh": "—", "en": "—"}])


@action("project.edit", phrase=gettext_noop("Added %(names)s to the project"), undo=Inverse())
def add_members(actor: Actor, project: Project, *, people: list[tuple[Party, User | None, str]]) -> None:
    """Parties and people who take part, with their function."""
    write.create_many(
        [
            Membership(project=project, scope_path=project.scope_path, party=party, user=user, function=function)
            for party, user, function in people
        ]
    )
    write.emit("project.changed", project.scope_path, project=project.code)
    write.describe(names=[str(user or party) for party, user, _function in people[:3]])
