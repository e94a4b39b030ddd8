"""What a company adds without code: fields, workflows, entities; and the store of the records of its own entities."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.access.rows import AllRows, ScopedModel, ScopedQuerySet, VisibleRows
from linkspan.kernel.actions.work import PREFIX
from linkspan.kernel.customise.words import TYPE_NAMES
from linkspan.kernel.entities.custom import KINDS, Extensible

OWN_PREFIX = "x_"


class Revision(models.Model):
    """Which configuration holds: a token that is another after each change. One row, written inside the actions."""

    IS_COMPUTED = True

    token = models.BigIntegerField(default=0)
    computed_on = models.DateField(null=True)  # the day for which what asks for the day was computed

    def __str__(self) -> str:
        return str(self.token)


class Configuration(ScopedModel):
    """Base of what is configured at a scope path, and holds there and below."""

    AREA = "customise"
    IS_SHARED_DOWNWARD = True

    class Meta:
        abstract = True
        base_manager_name = "base_rows"


class CustomField(Configuration):
    """A field that the company added to an entity: everywhere, or in one project."""

    class FieldClass(models.TextChoices):
        PUBLIC = "public", _("public")
        INTERNAL = "internal", _("internal")
        COMMERCIAL = "commercial", _("commercial")
        PERSONAL = "personal", _("personal")
        SENSITIVE = "sensitive", _("sensitive")

    entity = models.CharField(_("entity"), max_length=40)
    key = models.CharField(_("key"), max_length=40)
    type = models.CharField(_("type"), max_length=20, choices=[(kind, TYPE_NAMES[kind]) for kind in KINDS])
    label_zh = models.CharField(_("Chinese name"), max_length=60)
    label_en = models.CharField(_("English name"), max_length=60, blank=True)
    help_zh = models.CharField(_("Chinese explanation"), max_length=200, blank=True)
    help_en = models.CharField(_("English explanation"), max_length=200, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    default = models.JSONField(_("default"), null=True, blank=True)
    options = models.JSONField(_("choices"), default=list, blank=True)
    reference = models.CharField(_("points at"), max_length=40, blank=True)
    field_class = models.CharField(_("class"), max_length=12, choices=FieldClass.choices, default=FieldClass.PUBLIC)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    low = models.FloatField(_("smallest"), null=True, blank=True)
    high = models.FloatField(_("largest"), null=True, blank=True)
    expression = models.TextField(_("formula"), blank=True)
    panel = models.CharField(_("panel"), max_length=40, blank=True)
    in_list = models.BooleanField(_("in the list"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta(Configuration.Meta):
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "key"], name="customise_field_once")]

    def __str__(self) -> str:
        return self.label_zh

    @property
    def name(self) -> str:
        """Its name among the fields of the entity."""
        return f"{PREFIX}{self.key}"


class ConfiguredWorkflow(Configuration):
    """The workflow of an entity as the company set it, in place of the declared one.

    states: `[{value, label_zh, label_en, tone, is_closed}]`, the first one is where rows begin. transitions:
    `[{sources, target, label_zh, label_en, requires, verb, guard, refusal_zh, refusal_en}]`.
    """

    entity = models.CharField(_("entity"), max_length=40)
    states = models.JSONField(_("states"), default=list)
    transitions = models.JSONField(_("transitions"), default=list)

    class Meta(Configuration.Meta):
        verbose_name = _("workflow")
        verbose_name_plural = _("workflows")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "scope_path"], name="customise_workflow_once")
        ]

    def __str__(self) -> str:
        return self.entity


class OwnEntity(Configuration):
    """An entity that the company made at run time. layout: what a declaration says of list, form, panels and views."""

    key = models.CharField(_("key"), max_length=30, unique=True)
    label_zh = models.CharField(_("Chinese name"), max_length=60)
    label_en = models.CharField(_("English name"), max_length=60, blank=True)
    plural_en = models.CharField(_("English plural"), max_length=60, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="file-text")
    group_zh = models.CharField(_("Chinese group"), max_length=40, blank=True)
    group_en = models.CharField(_("English group"), max_length=40, blank=True)
    order = models.PositiveIntegerField(_("position"), default=100)
    is_in_project = models.BooleanField(_("in projects"), default=True)
    numbering = models.CharField(_("numbering"), max_length=60, blank=True)
    empty_zh = models.CharField(_("Chinese sentence of the empty list"), max_length=200, blank=True)
    empty_en = models.CharField(_("English sentence of the empty list"), max_length=200, blank=True)
    layout = models.JSONField(_("layout"), default=dict, blank=True)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta(Configuration.Meta):
        verbose_name = _("own entity")
        verbose_name_plural = _("own entities")

    def __str__(self) -> str:
        return self.label_zh

    @property
    def name(self) -> str:
        """Its name among all entities, and the area of its rights."""
        return f"{OWN_PREFIX}{self.key}"


class _OfKind:
    """Only the rows of the entity for which the model stands; the store itself has the rows of all."""

    model: Any

    def _own(self, rows: Any) -> Any:
        kind = getattr(self.model, "KIND", None)
        return rows if kind is None else rows.filter(definition_id=kind)


class OwnVisibleRows(_OfKind, VisibleRows[Any]):
    def _unfiltered(self) -> ScopedQuerySet[Any]:
        return self._own(super()._unfiltered())


class OwnAllRows(_OfKind, AllRows[Any]):
    def get_queryset(self) -> ScopedQuerySet[Any]:
        return self._own(super().get_queryset())


class OwnBaseRows(_OfKind, models.Manager[Any]):
    def get_queryset(self) -> Any:
        return self._own(super().get_queryset())


class OwnRecord(Extensible, ScopedModel):
    """A record of an entity that the company made. What is beyond these columns are custom fields."""

    AREA = "customise"
    PARTY_PATH = "party"
    KIND: int | None = None

    definition = models.ForeignKey(OwnEntity, on_delete=models.PROTECT, related_name="+", editable=False)
    code = models.CharField(_("code"), max_length=40, blank=True)
    title = models.CharField(pgettext_lazy("of a record", "title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner"),
    )  # fmt: skip
    party = models.ForeignKey(
        "identity.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    status = models.CharField(_("state"), max_length=40, blank=True)

    objects = OwnVisibleRows()
    rows = OwnAllRows()
    base_rows = OwnBaseRows()

    class Meta:
        abstract = True
        base_manager_name = "base_rows"

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        if self.KIND is not None and self.__dict__.get("definition_id", 0) is None:
            self.definition_id = self.KIND

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class OwnProjectRecord(OwnRecord):
    """One that lives in a project."""

    project = models.ForeignKey("portfolio.Project", on_delete=models.CASCADE, related_name="+", editable=False)

    class Meta(OwnRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "project", "code"], name="customise_own_code_once")
        ]


class OwnCompanyRecord(OwnRecord):
    """One that lives in the organisation."""

    organisation = models.ForeignKey(
        "identity.Organisation", on_delete=models.CASCADE, related_name="+", editable=False
    )

    class Meta(OwnRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "organisation", "code"], name="customise_company_code_once")
        ]
