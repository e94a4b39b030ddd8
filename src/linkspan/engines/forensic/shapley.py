"""An exact split of a difference over groups, independent of any order: the Shapley value.

Source: L. S. Shapley, "A Value for n-Person Games", Contributions to the Theory of Games II (1953), pp. 307-317. For
a function v on sets of groups, the share of g is the mean over all orders of the groups of what adding g changes:
sum over sets S without g of |S|! (n - |S| - 1)! / n! * (v(S + g) - v(S)). The shares add up to v(all) - v(none).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial

Value = Callable[[frozenset[str]], int]


def shares(groups: Sequence[str], value: Value) -> dict[str, Fraction]:
    """The share of each group; `value` is asked once for each of the 2^n sets."""
    sets = [frozenset(chosen) for size in range(len(groups) + 1) for chosen in combinations(groups, size)]
    values = {chosen: value(chosen) for chosen in sets}
    total = factorial(len(groups))
    found = {}
    for group in groups:
        share = Fraction(0)
        for chosen in sets:
            if group not in chosen:
                weight = Fraction(factorial(len(chosen)) * factorial(len(groups) - len(chosen) - 1), total)
                share += weight * (values[chosen | {group}] - values[chosen])
        found[group] = share
    return found


def whole(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers near `exact` that add up to `total`, which is their sum; the negatives of both give the negatives.

    Each is cut towards zero, and what is missing goes to the largest remainders, the first of equals first.
    """
    found = [int(number) for number in exact]
    missing = total - sum(found)
    sign = 1 if missing > 0 else -1
    rest = sorted(range(len(exact)), key=lambda i: -sign * (exact[i] - found[i]))
    for step in range(abs(missing)):
        found[rest[step % len(rest)]] += sign
    return found
