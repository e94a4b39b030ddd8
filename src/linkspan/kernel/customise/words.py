"""What the types of fields and the parts of the configuration are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TYPE_NAMES = {
    "text": _("text"),
    "long_text": _("long text"),
    "integer": _("whole number"),
    "decimal": pgettext_lazy("type of field", "number"),
    "percent": _("per cent"),
    "money": _("amount of money"),
    "date": _("date"),
    "datetime": _("date and time"),
    "boolean": _("yes or no"),
    "choice": pgettext_lazy("type of field", "choice"),
    "multi_choice": _("several choices"),
    "tags": _("tags"),
    "rating": _("rating"),
    "duration": _("duration"),
    "url": _("web address"),
    "email": _("mail address"),
    "phone": _("telephone number"),
    "person": _("person"),
    "party": _("party"),
    "reference": _("another record"),
    "multi_reference": _("several records"),
}
