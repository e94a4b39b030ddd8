"""Files waiting to be imported: what a preview read, until it is applied or expires."""

from django.conf import settings
from django.db import models

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
