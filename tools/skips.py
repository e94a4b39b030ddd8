"""The closing table of a CI run: which tests did not run, and why.

    python tools/skips.py RESULT.xml ...        JUnit files that pytest wrote with --junitxml

Prints one line per reason with its count and first test, then the totals of all files. Ends with 1 when a reason is
anything but absent reference data: a suite that quietly stops running is worse than one that fails.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ALLOWED = re.compile(r"reference data", re.IGNORECASE)


@dataclass
class Results:
    """Totals over all files, and the tests of every reason for a skip."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def add(self, run: str, document: ElementTree.Element) -> None:
        """Count the test cases of one JUnit document; `run` names it in the table."""
        for case in document.iter("testcase"):
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            elif skip is None or skip.get("type") == "pytest.xfail":
                self.passed += 1
            else:
                self.skipped += 1
                reason = " ".join((skip.get("message") or "no reason given").split())
                name = f"{case.get('classname')}::{case.get('name')}"
                self.reasons.setdefault((run, reason), []).append(name)

    def forbidden(self) -> list[str]:
        return sorted({reason for _, reason in self.reasons if not ALLOWED.search(reason)})


def read(paths: list[Path]) -> Results:
    """Results of all files; a file that is missing or broken raises, because its tests did not run."""
    results = Results()
    for path in paths:
        results.add(path.stem, ElementTree.parse(path).getroot())  # noqa: S314
    return results


def table(results: Results) -> str:
    """The skips as text, most frequent first."""
    if not results.reasons:
        return "No test was skipped."
    counts = Counter({key: len(names) for key, names in results.reasons.items()})
    lines = [f"{'run':<12} {'tests':>5}  reason (first test)"]
    for (run, reason), count in counts.most_common():
        mark = "" if ALLOWED.search(reason) else "  <- not allowed here"
        lines.append(f"{run:<12} {count:>5}  {reason} ({results.reasons[run, reason][0]}){mark}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    results = read([Path(argument) for argument in arguments])
    print(table(results))
    print(f"total: {results.passed} passed, {results.failed} failed, {results.skipped} skipped")
    if results.passed == 0:
        print("No test ran.", file=sys.stderr)
    return 1 if results.forbidden() or results.failed or results.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
