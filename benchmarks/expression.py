"""Expressions of conditions and computed fields, beside Python's own eval of the same and CEL where it is installed.

    ./run bench expression [--rounds 7] [--json]

Each line is one typical expression: microseconds to evaluate the checked expression with values as they come from a
record, the same for `eval` of compiled Python on plain floats and ready dates, and the ratio. Python's figure is a
floor that no language with types, exact decimals, empty values and a step limit reaches. With `pip install cel-python`
the pure Python implementation of CEL is measured on the expressions that it can say. Targets: no evaluation above
100 microseconds, checking a new text below 2 milliseconds.
"""

import argparse
import datetime as dt
import json
import sys
import timeit
from typing import Any

from linkspan.engines.expression import Kind, check

FIELDS = {
    "amount": Kind.MONEY,
    "paid": Kind.MONEY,
    "status": Kind.TEXT,
    "progress": Kind.PERCENT,
    "due": Kind.DATE,
    "days": Kind.NUMBER,
}
TODAY = dt.date(2026, 3, 2)
VALUES: dict[str, Any] = {
    "amount": 60_000_000,
    "paid": 20_000_000,
    "status": "open",
    "progress": 0.5,
    "due": "2026-03-10",
    "days": 12,
}
PLAIN = {"amount": 600_000.0, "paid": 200_000.0, "status": "open", "progress": 0.5, "days": 12}
PLAIN |= {"due": dt.date(2026, 3, 10), "today": TODAY, "round": round}
# name, ours, Python's, CEL's
CASES = [
    (
        "approval condition",
        'amount > 50万 && status = "open" || days >= 30',
        'amount > 500000 and status == "open" or days >= 30',
        'amount > 500000.0 && status == "open" || days >= 30.0',
    ),
    (
        "guard",
        'progress >= 100% && status in ["done", "closed"]',
        'progress >= 1 and status in ["done", "closed"]',
        'progress >= 1.0 && status in ["done", "closed"]',
    ),
    ("computed money", "ROUND((amount - paid) * 1.06, 2)", "round((amount - paid) * 1.06, 2)", ""),
    (
        "computed text",
        'IF(due < TODAY(), "late by " & (TODAY() - due), IF(progress >= 80%, "nearly", "on time"))',
        '"late by " + str((today - due).days) if due < today else ("nearly" if progress >= 0.8 else "on time")',
        "",
    ),
    (
        "paid share",
        "IF(amount = 0, 0%, paid / amount) < 60%",
        "(paid / amount if amount else 0) < 0.6",
        "",
    ),
]
MOST_MICROSECONDS, MOST_CHECK = 100.0, 2_000.0


def microseconds(call: Any, rounds: int) -> float:
    """The best of some rounds, which the load of the machine disturbs least."""
    timer = timeit.Timer(call)
    number = max(1, timer.autorange()[0] // 4)
    return min(timer.repeat(rounds, number)) / number * 1e6


def cel(text: str, rounds: int) -> float | None:
    """Microseconds of cel-python, or None where it is not installed or cannot say it."""
    if not text:
        return None
    try:
        import celpy
    except ImportError:
        return None
    environment = celpy.Environment()
    program = environment.program(environment.compile(text))
    values = {name: celpy.json_to_cel(value) for name, value in PLAIN.items() if isinstance(value, float | str)}
    values["days"] = celpy.celtypes.DoubleType(12)
    return microseconds(lambda: program.evaluate(values), rounds)


def measure(name: str, ours: str, python: str, in_cel: str, rounds: int) -> dict[str, Any]:
    checked = check(ours, FIELDS)
    code = compile(python, "<benchmark>", "eval")
    result = {
        "name": name,
        "check": microseconds(lambda: check(ours, FIELDS), rounds),
        "evaluate": microseconds(lambda: checked.evaluate(VALUES, today=TODAY), rounds),
        "python": microseconds(lambda: eval(code, {"__builtins__": {}}, PLAIN), rounds),
        "cel": cel(in_cel, rounds),
    }
    result["ratio"] = result["evaluate"] / result["python"]
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = [measure(*case, arguments.rounds) for case in CASES]
    missed = [r["name"] for r in rows if r["evaluate"] > MOST_MICROSECONDS or r["check"] > MOST_CHECK]
    if arguments.json:
        print(json.dumps({"rows": rows, "missed": missed}))
        return 1 if missed else 0
    print(f"{'expression':20} {'check us':>9} {'ours us':>9} {'eval us':>9} {'ratio':>7} {'CEL us':>8} {'ours/CEL':>9}")
    for row in rows:
        peer = f"{row['cel']:8.1f} {row['evaluate'] / row['cel']:9.2f}" if row["cel"] else f"{'-':>8} {'-':>9}"
        figures = f"{row['check']:9.1f} {row['evaluate']:9.2f} {row['python']:9.2f} {row['ratio']:7.1f}"
        print(f"{row['name']:20} {figures} {peer}")
    print(f"missed: {', '.join(missed)}" if missed else "all targets met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
