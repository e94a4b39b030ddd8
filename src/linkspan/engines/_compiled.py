"""One door to Numba, so that every kernel also runs as plain Python where Numba is absent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

try:
    from numba import njit
    from numba.core.caching import IndexDataCacheFile
except ImportError:
    njit = None

HAS_NUMBA = njit is not None
_MARK = "engines._compiled import"


def kernel(function: F) -> F:
    """Compile `function` with Numba, cached on disk and without the interpreter lock; unchanged where Numba is absent.

    No fastmath: all kernels here are exact integer arithmetic, and fastmath may turn a loop bound into an endless loop.
    """
    if njit is None:
        return function
    compiled: F = njit(cache=True, nogil=True, error_model="numpy")(function)
    _key_cache_by_sources(compiled)
    return compiled


def inline_kernel(function: F) -> F:
    """As `kernel` for scalar helpers that allocate nothing: no reference counts, compiled into their callers."""
    if njit is None:
        return function
    compiled: F = njit(nogil=True, _nrt=False, error_model="numpy")(function)
    return compiled


def _key_cache_by_sources(compiled: Any) -> None:
    """Name the cache file after all kernel sources: Numba itself only notices changes in the caller's own file."""
    cache = compiled._cache
    digest = _sources_digest()
    cache._cache_file = IndexDataCacheFile(
        cache_path=cache.cache_path,
        filename_base=f"{cache._impl.filename_base}-{digest}",
        source_stamp=digest,
    )


@lru_cache(maxsize=1)
def _sources_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        source = path.read_bytes()
        if _MARK.encode() in source or path.name in ("packed.py", "arrays.py", "model.py"):
            digest.update(source)
    return digest.hexdigest()[:16]
