"""One door to Numba, so that every kernel also runs as plain Python where Numba is absent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

try:
    from numba import njit
except ImportError:  # pragma: no cover - exercised by tests that hide numba
    njit = None

HAS_NUMBA = njit is not None


def kernel(function: F) -> F:
    """Compile `function` with Numba, cached on disk and without the interpreter lock; unchanged where Numba is absent.

    No fastmath: all kernels here are exact integer arithmetic, and fastmath may turn a loop bound into an endless loop.
    """
    if njit is None:
        return function
    compiled: F = njit(cache=True, nogil=True)(function)
    return compiled


def inline_kernel(function: F) -> F:
    """As `kernel`, not cached on its own: it is compiled into the kernels that call it."""
    if njit is None:
        return function
    compiled: F = njit(nogil=True)(function)
    return compiled
