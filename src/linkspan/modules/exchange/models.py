"""Files waiting to be imported, and the file that a plan was last imported from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class ImportDraft(ScopedModel):
    """An uploaded schedule file with its dry run. The file itself lies in the file store under `file_name`."""

    AREA = "exchange"

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, null=True, related_name="+")
    original_name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=80)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.original_name


class LastImport(ScopedModel):
    """The file that a plan was last imported from: what the next one and our own edits are compared with.

    It stays in the file store under `stored_name`, which an undo of the import brings back too.
    """

    AREA = "exchange"

    project = models.OneToOneField("portfolio.Project", on_delete=models.CASCADE, related_name="last_import")
    original_name = models.CharField(_("file name"), max_length=200)
    stored_name = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("last import")

    def __str__(self) -> str:
        return self.original_name
