"""Systems and the interfaces between them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linkspan.kernel.entities.columns import ListField, PhoneField, RatingField
from linkspan.modules.portfolio.api import ProjectRecord


class System(ProjectRecord):
    """A system of the landscape."""

    AREA = "landscape"
    PARTY_PATH = "party"

    class Stage(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("system", "planned")
        BUILDING = "building", _("being set up")
        CONNECTING = "connecting", _("being connected")
        TRIAL = "trial", _("trial run")
        LIVE = "live", _("live")
        RETIRED = "retired", _("retired")

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    party = models.ForeignKey(
        "identity.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    criticality = models.PositiveSmallIntegerField(_("criticality"), default=2, help_text=_("1 lowest, 4 highest"))
    status = models.CharField(_("state"), max_length=12, choices=Stage.choices, default=Stage.PLANNED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("backup"),
    )
    description = models.TextField(_("description"), blank=True)
    contact = models.CharField(_("contact person"), max_length=60, blank=True)
    contact_phone = PhoneField(_("telephone"), max_length=40, blank=True)
    remark = models.TextField(_("internal remark"), blank=True, help_text=_("Seen by one's own people, by no vendor."))
    cooperation = RatingField(
        _("cooperation"), null=True, blank=True, help_text=_("How well its firm works along: 1 badly, 5 very well.")
    )

    class Meta(ProjectRecord.Meta):
        verbose_name = _("system")
        verbose_name_plural = _("systems")

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class Interface(ProjectRecord):
    """One way in which a system gives data to others."""

    AREA = "landscape"
    PARTY_PATH = ("provider__party", "consumers__party")

    class Pattern(models.TextChoices):
        ESB = "esb", _("service bus")
        MICROSERVICE = "microservice", _("microservice")
        API = "api", "API"
        MQ = "mq", _("message queue")
        HL7 = "hl7", "HL7"
        SOAP = "soap", "SOAP"
        ETL = "etl", "ETL"
        CDC = "cdc", _("change data capture")
        FILE = "file", _("file")
        VIEW = "view", _("database view")

    class Stage(models.TextChoices):
        S1 = "s1", _("stage 1, core")
        S2 = "s2", _("stage 2, clinical")
        S3 = "s3", _("stage 3, periphery")

    class DataClass(models.TextChoices):
        GENERAL = "general", _("general")
        IMPORTANT = "important", _("important")
        PERSONAL = "personal", _("sensitive personal")

    class Status(models.TextChoices):
        IDENTIFIED = "identified", _("identified")
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("review by both sides")
        FROZEN = "frozen", _("signed and frozen")
        DEVELOPMENT = "development", _("in development")
        SELF_TEST = "self_test", _("one-sided test")
        JOINT_DEBUG = "joint_debug", _("joint debugging")
        PASSED = "passed", _("joint debugging passed")
        ACCEPTED = "accepted", _("accepted by business")
        LIVE = "live", _("live")
        CHANGING = "changing", _("being changed")
        RETIRED = "retired", _("retired")

    name = models.CharField(_("interface"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    provider = models.ForeignKey(System, on_delete=models.PROTECT, related_name="provided", verbose_name=_("provider"))
    consumers = models.ManyToManyField(System, blank=True, related_name="consumed", verbose_name=_("consumers"))
    pattern = models.CharField(_("pattern"), max_length=16, choices=Pattern.choices, default=Pattern.API)
    stage = models.CharField(_("stage"), max_length=4, choices=Stage.choices, default=Stage.S1)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.IDENTIFIED)
    priority = models.PositiveSmallIntegerField(_("priority"), default=2, help_text=_("1 highest"))
    data_class = models.CharField(_("data class"), max_length=12, choices=DataClass.choices, default=DataClass.GENERAL)
    crosses_zones = models.BooleanField(_("crosses network zones"), default=False)
    daily_volume = models.BigIntegerField(_("messages per day"), null=True, blank=True)
    latency_ms = models.PositiveIntegerField(_("latency p95"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner, integrator"),
    )  # fmt: skip
    provider_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner, provider"),
    )  # fmt: skip
    freeze_by = models.DateField(_("freeze by"), null=True, blank=True)
    debug_from = models.DateField(_("joint debugging from"), null=True, blank=True)
    specification = models.CharField(_("specification version"), max_length=40, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    tags = ListField(_("tags"), blank=True, default=list)

    class Meta(ProjectRecord.Meta):
        verbose_name = _("interface")
        verbose_name_plural = _("interfaces")

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
