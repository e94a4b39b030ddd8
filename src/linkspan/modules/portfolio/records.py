"""The base of every record that lives in a project and has a code there."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel
from linkspan.kernel.entities.custom import Extensible


class ProjectRecord(Extensible, ScopedModel):
    """A row of a project with a code that is unique in it."""

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+", editable=False)
    code = models.CharField(_("code"), max_length=40, blank=True)

    class Meta:
        abstract = True
        base_manager_name = "base_rows"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "code"], name="%(app_label)s_%(class)s_code_once")
        ]

    def __str__(self) -> str:
        return self.code
