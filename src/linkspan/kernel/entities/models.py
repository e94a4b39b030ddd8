"""What the platform keeps beside the records themselves: links, comments, attachments, watchers, views, numbers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linkspan.kernel.access.rows import ScopedModel


class Link(ScopedModel):
    """A typed link of the spine between two records, by entity and key. Lies in the scope of the row it starts from.

    The one generic relation of the program: see architecture, "Where modules meet".
    """

    AREA = "link"

    class Kind(models.TextChoices):
        IMPLEMENTS = "implements", _("implements")
        DEPENDS_ON = "depends_on", _("depends on")
        PROVIDES = "provides", _("provides")
        CONSUMES = "consumes", _("consumes")
        VERIFIES = "verifies", _("verifies")
        BLOCKS = "blocks", _("blocks")
        AFFECTS = "affects", _("affects")
        MITIGATES = "mitigates", _("mitigates")
        DECIDES = "decides", _("decides")
        PAYS_FOR = "pays_for", _("pays for")
        DOCUMENTS = "documents", _("documents")
        OWNS = "owns", _("owns")

    from_entity = models.CharField(max_length=40)
    from_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    to_entity = models.CharField(max_length=40)
    to_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("link")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["from_entity", "from_id", "kind", "to_entity", "to_id"], name="record_link_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["to_entity", "to_id"], name="link_end")]

    def __str__(self) -> str:
        return f"{self.from_entity}:{self.from_id} {self.kind} {self.to_entity}:{self.to_id}"


class Comment(ScopedModel):
    """What somebody said about a record: Markdown, with `@[name](person:12)` and `#[R-01](risk:3)`."""

    AREA = "discussion"

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.TextField(_("comment"), max_length=20_000)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        indexes: ClassVar = [models.Index(fields=["entity", "object_id", "-id"], name="comment_record")]

    def __str__(self) -> str:
        return self.body[:40]


class Attachment(ScopedModel):
    """A file at a record. The bytes lie in the file store under `stored`; the name is only ever shown."""

    AREA = "discussion"

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("attachment")
        indexes: ClassVar = [models.Index(fields=["entity", "object_id", "-id"], name="attachment_record")]

    def __str__(self) -> str:
        return self.name


class Watch(ScopedModel):
    """Somebody who wants to hear of a record's changes."""

    AREA = "discussion"

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("watcher")
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "object_id", "user"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.entity}:{self.object_id} {self.user_id}"


class SavedView(ScopedModel):
    """A list as somebody wants to find it again: view, filters, order, groups, columns.

    sharing: its owner's alone, everybody's who sees the project, or the default of a role's holders.
    """

    AREA = "view"

    class Sharing(models.TextChoices):
        PERSONAL = "personal", _("personal")
        SHARED = "shared", _("shared")
        ROLE = "role", _("of a role")

    entity = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    sharing = models.CharField(_("sharing"), max_length=10, choices=Sharing.choices, default=Sharing.PERSONAL)
    role = models.ForeignKey("kernel.Role", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_default = models.BooleanField(_("default"), default=False)
    config = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("view")
        indexes: ClassVar = [models.Index(fields=["entity", "scope_path"], name="view_place")]

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """The last number given to a record of an entity in a scope. Numbers are not given twice, an undo leaves a gap."""

    entity = models.CharField(max_length=40)
    scope_path = models.CharField(max_length=120)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "scope_path"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.entity} {self.last}"
