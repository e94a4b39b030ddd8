"""Model fields for what the field itself must say: money, ratios, ratings, durations, lists, telephone numbers.

They store plain columns; what they add is the type that pages, import and API take from them.
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

_LARGEST_FEN = 2**53  # what JavaScript still counts exactly: 90 trillion yuan


def _also(column: Any, *validators: Any) -> None:
    """Add validators to those that the caller gave."""
    column.validators = [*column.validators, *validators]


class MoneyField(models.BigIntegerField):
    """An amount in whole fen (1/100 of the unit), signed. currency: ISO 4217."""

    def __init__(self, *args: Any, currency: str = "CNY", **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(*args, **kwargs)
        _also(self, MinValueValidator(-_LARGEST_FEN), MaxValueValidator(_LARGEST_FEN))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.currency != "CNY":
            kwargs["currency"] = self.currency
        return name, path, args, kwargs


class PercentField(models.FloatField):
    """A ratio, shown as a percentage; 0 to 1 unless `most` says more."""

    def __init__(self, *args: Any, most: float = 1.0, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)
        _also(self, MinValueValidator(0.0), MaxValueValidator(most))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.most != 1.0:
            kwargs["most"] = self.most
        return name, path, args, kwargs


class RatingField(models.SmallIntegerField):
    """A small whole number on a scale, such as probability 1 to 5."""

    def __init__(self, *args: Any, low: int = 1, high: int = 5, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(*args, **kwargs)
        _also(self, MinValueValidator(low), MaxValueValidator(high))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "low": self.low, "high": self.high}


class DurationField(models.BigIntegerField):
    """A working duration in whole minutes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _also(self, MinValueValidator(0), MaxValueValidator(10**9))


class PhoneField(models.CharField):
    """A telephone number as people write it."""


class ListField(models.TextField):
    """A list of short texts (tags, or several choices), kept as lines between line breaks.

    So one LIKE finds an entry on both databases: `"\\nAPI\\n" in column`.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str] | None:
        return None if value is None else [part for part in value.split("\n") if part]

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, list):
            return value
        return [part for part in str(value).split("\n") if part]

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return "\n" + "\n".join(value) + "\n" if value else ""

    def validate(self, value: Any, model_instance: Any) -> None:
        if self.choices:
            known = {key for key, _label in self.flatchoices}
            unknown = next((part for part in value or [] if part not in known), None)
            if unknown is not None:
                super().validate(unknown, model_instance)
        elif not value:
            super().validate("", model_instance)


def entry_pattern(entry: str) -> str:
    """The text to look for in a ListField's column, to find rows that hold the entry."""
    return f"\n{entry}\n"
