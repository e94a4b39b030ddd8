"""Field values as JSON and back, for history and undo."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models


def encode(value: Any) -> Any:
    """A JSON value that `decode` turns back into the same field value."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value


def decode(field: models.Field[Any, Any], value: Any) -> Any:
    """The field value of a JSON value made by `encode`."""
    if value is None:
        return None
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BinaryField):
        return bytes.fromhex(value)
    return target.to_python(value)
