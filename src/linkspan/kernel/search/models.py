"""What the search index holds of each row."""

from typing import ClassVar

from django.db import models


class SearchDoc(models.Model):
    """The public words of one row. Computed, never history.

    title_tokens, body_tokens: as `engines.language.tokens` makes them, between spaces; indexed as a whole by what the
    migration makes beside the table: a full-text table that triggers keep (SQLite), a GIN index (PostgreSQL).
    code_key, title_key: folded, for ranking. boost: higher first among equals. project: its code, or null.
    """

    IS_COMPUTED = True

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    scope_path = models.CharField(max_length=120)
    project = models.CharField(max_length=40, null=True)
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400)
    url = models.CharField(max_length=200)
    code_key = models.CharField(max_length=80)
    title_key = models.CharField(max_length=400)
    title_tokens = models.TextField()
    body_tokens = models.TextField()
    boost = models.SmallIntegerField(default=0)
    updated = models.DateTimeField()

    base_rows = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "object_id"], name="search_doc_once")]

    def __str__(self) -> str:
        return f"{self.entity}:{self.object_id} {self.title}"
