"""The house rules that no ready-made linter knows, each with its reason in the message.

`python tools/lints.py` prints `file:line: rule: message` for every finding and ends with 1 when there is any.
A rule is a function from one parsed file to (line, message) pairs; adding it to RULES is all it takes.
What each rule is for stands in CONTRIBUTING.md, "House rules"; tests/test_house.py shows each one finding something.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_LINES = 450
MAX_FUNCTION_LINES = 60  # about 40 is the aim; past 60 nobody sees the whole of it at once
MAX_POSITIONAL = 5
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "helper.py", "manager.py", "managers.py", "misc.py"}
HEAVY = {"ortools", "sklearn", "mcp", "openpyxl", "numba"}
CLOCK_CALLS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("timezone", "localdate"),
}  # fmt: skip
COMPILERS = {"njit", "jit", "vectorize", "guvectorize", "overload"}
LOOKED_AT = {".py", ".ts", ".tsx", ".md", ".html"}
SKIPPED_FOLDERS = {"node_modules", "__pycache__", "migrations", "static", "dist", "generated"}
# Folders in which people's own files lie: such a path in the tree is true on one machine only.
PERSONAL_PATH = re.compile(r"(?<![\w.~>/])/(?:root|home|Users)/\w")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")

Found = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Finding:
    """One broken rule at one place."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Source:
    """One Python file: `path` relative to the checkout with forward slashes, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    def within(self, *folders: str) -> bool:
        return self.path.startswith(tuple(f"src/linkspan/{folder}" for folder in folders))

    @property
    def is_program(self) -> bool:
        return self.path.startswith("src/")

    @property
    def is_test(self) -> bool:
        return self.path.startswith("tests/")

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))


def file_name(source: Source) -> Found:
    if source.path.rsplit("/", 1)[-1] in FORBIDDEN_NAMES:
        yield 1, "a file is named after the noun it holds; under this name it becomes a drawer for everything"


def file_length(source: Source) -> Found:
    lines = source.text.count("\n")
    if lines > MAX_FILE_LINES and not source.is_test:
        yield 1, f"{lines} lines; over {MAX_FILE_LINES} a file holds two nouns: split it by noun"


def function_length(source: Source) -> Found:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not source.is_test:
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {lines} lines, more than {MAX_FUNCTION_LINES}: name its steps"


def positional_parameters(source: Source) -> Found:
    for node in source.nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or source.is_test or _is_compiled(node):
            continue
        names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]]
        count = len(names) - (names[:1] in (["self"], ["cls"]))
        if count > MAX_POSITIONAL:
            yield (
                node.lineno,
                (
                    f"{node.name} takes {count} positional parameters, more than {MAX_POSITIONAL}: "
                    "a reader of the call cannot tell them apart; make them keyword-only"
                ),
            )


def _is_compiled(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Numba's compiled functions take arrays by position: keywords cost a slow call there."""
    targets = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return any(_last_name(target) in COMPILERS for target in targets)


def clock(source: Source) -> Found:
    if not source.is_program or source.within("kernel/clock"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCK_CALLS:
            call = f"{_last_name(node.value)}.{node.attr}"
            yield node.lineno, f"{call} outside kernel/clock: tests and the demo freeze time there and nowhere else"


def surface_writes(source: Source) -> Found:
    if not source.within("surfaces"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            yield (
                node.lineno,
                ("a query in a surface goes past the filter of rows: call a function of the module's queries or api"),
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "save":
            yield (
                node.lineno,
                (".save() in a surface goes past permission, history and outbox: call the module's action"),
            )


def printing(source: Source) -> Found:
    if not source.is_program or source.within("surfaces/cli"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield node.lineno, "print outside surfaces/cli: nobody reads it in a server; log it with structlog"


def swallowed_errors(source: Source) -> Found:
    for node in source.nodes:
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or _last_name(node.type) in {"Exception", "BaseException"}
        silent = all(isinstance(s, ast.Pass | ast.Continue) or _is_ellipsis(s) for s in node.body)
        if node.type is None:
            yield node.lineno, "a bare except catches Ctrl-C too; name the errors that are expected"
        elif broad and silent:
            yield node.lineno, "an error that is swallowed is found by the user; name the expected one, or log it"


def heavy_imports(source: Source) -> Found:
    if not source.is_program:
        return
    # Compiled code needs its decorator when the module is read; those modules are imported inside functions instead.
    allowed = {"numba"} if source.within("engines") else set()
    for node in _outside_functions(source.tree):
        for name in _imported(node):
            top = name.split(".")[0]
            if top in HEAVY - allowed:
                yield node.lineno, f"import {top} inside the function that uses it: `linkspan --help` takes under 1 s"


def domain_signals(source: Source) -> Found:
    if not source.within("modules", "kernel"):
        return
    for node in source.nodes:
        if not isinstance(node, ast.ImportFrom) or node.module != "django.db.models.signals":
            continue
        if {alias.name for alias in node.names} - {"post_migrate"}:
            yield node.lineno, "a Django signal acts out of sight of the action: raise an event in the outbox"


def unfinished(source: Source) -> Found:
    for number, line in enumerate(source.text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield number, "unfinished work goes into an issue, where somebody plans it"
    for node in source.nodes:
        if isinstance(node, ast.Raise) and node.exc is not None:
            target = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if _last_name(target) == "NotImpl" + "ementedError":
                yield node.lineno, "a verb that is not there must not look as if it were: leave it out"


def skips_have_reasons(source: Source) -> Found:
    if not source.is_test:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "skip" and _last_name(node.value) == "mark":
            calls = [c for c in source.nodes if isinstance(c, ast.Call) and c.func is node]
            if not any(keyword.arg == "reason" for call in calls for keyword in call.keywords):
                yield node.lineno, "a test is skipped for a reason that it prints"
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant) and node.test.value:
            yield node.lineno, "a test that cannot fail is a defect"


def personal_paths(source: Source) -> Found:
    yield from _personal_paths(source.text)


RULES: tuple[Callable[[Source], Found], ...] = (
    file_name, file_length, function_length, positional_parameters, clock, surface_writes, printing, swallowed_errors,
    heavy_imports, domain_signals, unfinished, skips_have_reasons, personal_paths,
)  # fmt: skip


def lint_source(path: str, text: str) -> list[Finding]:
    """Findings in one Python file; `path` relative to the checkout decides which rules hold for it."""
    try:
        source = Source(path, text, ast.parse(text))
    except SyntaxError as error:
        return [Finding(path, error.lineno or 1, "syntax", str(error))]
    return [
        Finding(path, line, rule.__name__.replace("_", "-"), message)
        for rule in RULES
        for line, message in rule(source)
    ]


def lint_text(path: str, text: str) -> list[Finding]:
    """Findings in a file of another language: front end sources by length, everything by personal paths."""
    findings = [Finding(path, line, "personal-paths", message) for line, message in _personal_paths(text)]
    if path.endswith((".ts", ".tsx")):
        lines = text.count("\n")
        if lines > MAX_FILE_LINES and not re.search(r"\.(test|d)\.tsx?$", path):
            message = f"{lines} lines; over {MAX_FILE_LINES} a file holds two nouns: split it by noun"
            findings.append(Finding(path, 1, "file-length", message))
        findings += [
            Finding(path, number, "unfinished", "unfinished work goes into an issue, where somebody plans it")
            for number, line in enumerate(text.splitlines(), start=1)
            if UNFINISHED.search(line)
        ]
    return findings


def files(root: Path) -> Iterator[Path]:
    """Every file of the project that the rules look at."""
    yield from (p for p in sorted(root.iterdir()) if p.suffix in {".py", ".md", ".toml"} or p.name == "run")
    for folder in ("src", "tests", "tools", "benchmarks", "docs", "frontend"):
        for place, folders, names in os.walk(root / folder):
            folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
            yield from (Path(place, name) for name in sorted(names) if Path(name).suffix in LOOKED_AT)


def lint(root: Path, paths: Iterable[Path] | None = None) -> list[Finding]:
    """Findings in `paths`, or in the whole checkout at `root`."""
    findings: list[Finding] = []
    for path in files(root) if paths is None else paths:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        findings += lint_source(name, text) if path.suffix == ".py" else lint_text(name, text)
    return findings


def _personal_paths(text: str) -> Found:
    for number, line in enumerate(text.splitlines(), start=1):
        if PERSONAL_PATH.search(line):
            yield number, "a path of one person's machine: no other machine has it"


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_ellipsis(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _outside_functions(node: ast.AST) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported, without those under `if TYPE_CHECKING`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and _last_name(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.stmt):
            yield child
        yield from _outside_functions(child)


def main() -> int:
    findings = lint(ROOT)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "house rules: nothing found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
