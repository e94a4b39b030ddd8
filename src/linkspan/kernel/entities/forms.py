"""The signature of an action as a form: each keyword parameter becomes a field, and its JSON value an argument."""

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from django.db import models

from linkspan.kernel.access.actor import Actor
from linkspan.kernel.entities.columns import MoneyField
from linkspan.kernel.entities.declaration import Look, Text
from linkspan.kernel.entities.inputs import clean_values
from linkspan.kernel.entities.references import target_names
from linkspan.kernel.entities.specs import FieldSpec, options_of, type_of
from linkspan.kernel.errors import DomainError


@dataclass(frozen=True)
class Ask:
    """What a form says of a parameter: `reason: Annotated[str, Ask(_("reason"), is_long=True)]`."""

    label: Text
    help: Text = ""
    is_long: bool = False
    is_money: bool = False


@functools.cache
def inputs_of(service: Callable[..., Any]) -> dict[str, FieldSpec]:
    """The fields of an action's form, in the order of its signature."""
    body = service.action.body  # type: ignore[attr-defined]
    hints = get_type_hints(body, include_extras=True)
    found = {}
    for parameter in inspect.signature(body).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            found[parameter.name] = _spec(parameter, hints[parameter.name])
    return found


def _spec(parameter: inspect.Parameter, hint: Any) -> FieldSpec:
    ask = (
        next((extra for extra in get_args(hint)[1:] if isinstance(extra, Ask)), None)
        if get_origin(hint) is Annotated
        else None
    )
    if ask is None:
        raise TypeError(f"The parameter {parameter.name} of an offered action needs Annotated[..., Ask(label)].")
    plain = get_args(hint)[0]
    is_optional = parameter.default is not parameter.empty
    output = _output(plain, ask, is_optional=is_optional)
    output.set_attributes_from_name(parameter.name)
    output.verbose_name = ask.label
    return FieldSpec(
        name=parameter.name,
        type=type_of(output, target_names()),
        label=ask.label,
        help=ask.help,
        field_class="public",
        output=output,
        column=output,
        computed=None,
        options=options_of(output, Look()),
        look=Look(),
        reference=target_names().get(output.related_model) if output.is_relation else None,
        is_localised=False,
        has_default=is_optional,
    )


def _output(plain: Any, ask: Ask, *, is_optional: bool) -> Any:
    """An unbound model field that cleans values of the annotation."""
    plain = (
        next((part for part in get_args(plain) if part is not type(None)), plain)
        if type(None) in get_args(plain)
        else plain
    )
    empty: dict[str, Any] = {"blank": is_optional, "null": is_optional}
    if isinstance(plain, type) and issubclass(plain, models.TextChoices):
        choices: Any = plain
        return models.CharField(choices=choices.choices, max_length=40, blank=is_optional)
    if isinstance(plain, type) and issubclass(plain, models.Model):
        return models.ForeignKey(plain, on_delete=models.PROTECT, **empty)
    if ask.is_money:
        return MoneyField(**empty)
    if plain is str:
        return (
            models.TextField(blank=is_optional) if ask.is_long else models.CharField(max_length=200, blank=is_optional)
        )
    kinds: Mapping[Any, Callable[..., Any]] = {
        bool: models.BooleanField, int: models.IntegerField, float: models.FloatField, dt.date: models.DateField,
        dt.datetime: models.DateTimeField,
    }  # fmt: skip
    if plain not in kinds:
        raise TypeError(f"No form can ask for {getattr(plain, '__name__', plain)}.")
    return kinds[plain](**({} if plain is bool else empty))


def read_inputs(service: Callable[..., Any], given: Any, actor: Actor, container: Any) -> dict[str, Any]:
    """Arguments of the action from the JSON of its form; references as rows. Raises DomainError with the field."""
    from django.utils.translation import gettext as _

    if not isinstance(given, dict):
        raise DomainError("inputs", _("The inputs of the action are missing. Send them as an object."), "inputs")
    specs = inputs_of(service)
    cleaned = clean_values(given, specs, actor, container)
    found: dict[str, Any] = {}
    for name, spec in specs.items():
        column: Any = spec.column
        if column.attname in cleaned:
            value = cleaned[column.attname]
            found[name] = _row(spec, value) if spec.output.is_relation and value is not None else value
        elif not spec.has_default:
            raise DomainError("required", _("“%(label)s” must not be empty.") % {"label": spec.label}, name)
    return found


def _row(spec: FieldSpec, key: int) -> Any:
    return spec.output.related_model._base_manager.get(pk=key)
