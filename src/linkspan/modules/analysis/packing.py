"""JSON in a compressed column."""

import zlib
from typing import Any

import orjson

_LEVEL = 6


def pack(value: Any) -> bytes:
    """JSON of a value, compressed. NumPy numbers and arrays are taken as they are."""
    data = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)
    return zlib.compress(data, _LEVEL)


def unpack(data: Any) -> Any:
    """What was packed."""
    return orjson.loads(zlib.decompress(bytes(data)))
