"""The Chinese message catalogue: extracts, merges and checks.

    python tools/messages.py update    bring src/linkspan/locale/zh_Hans/LC_MESSAGES/django.po up to date with the code
    python tools/messages.py check     name everything that is wrong with it; end with 1 when there is anything

Source messages are English and stand in the code. `update` keeps every translation whose message is still there,
adds new messages with an empty translation and drops those that are gone; it never guesses. hatch_build.py compiles
the catalogue.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "linkspan"
CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "_t": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "_n": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
#: Written as it stands: a date in it would make every update a difference.
HEADER = """\
# Chinese (simplified) messages of Linkspan. Written by `python tools/messages.py update`; translations are edited here.
msgid ""
msgstr ""
"Project-Id-Version: Linkspan\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
WIDTH = 116
#: The only messages that are the same in both languages.
CODES = frozenset({"FS", "SS", "FF", "SF", "WBS", "API", "HL7", "SOAP", "ETL"})

Key = tuple[str, str | None]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
HAN = re.compile(f"[{_HAN}]")
PARAMETER = re.compile(r"%(?:\(\w+\))?[#0 +-]*[\d.*]*[a-zA-Z]")
WORDS = re.compile(r"%\((?:names|kind|what)\)s")
TYPOGRAPHY = (
    (re.compile(f"[{_HAN}][,;:!?()]|[,;:!?(][{_HAN}]|[{_HAN}]\\.$"), "half-width punctuation beside Chinese"),
    (re.compile(f"[{_HAN}][A-Za-z0-9]|[A-Za-z0-9][{_HAN}]"), "no space between Chinese and Latin or a number"),
    (re.compile(f"[{_HAN}] [{_HAN}]|[，。；：！？、（）“”] | [，。；：！？、（）”]"), "a space too many"),
    (re.compile(r"[\"'·]"), "a straight quotation mark or a middle dot"),
    (re.compile("成功"), "praise for itself instead of what happened"),
)


def extracted() -> Catalog:
    """The messages of the package's Python files and templates, with the files they stand in."""
    found = Catalog()
    for path in sorted(PACKAGE.rglob("*.py")):
        _add(found, path, path.read_bytes())
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        _add(found, path, _as_python(path.read_text(encoding="utf-8")).encode())
    return found


def _add(found: Catalog, path: Path, source: bytes) -> None:
    place = path.relative_to(ROOT).as_posix()
    for line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        found.add(message, locations=[(place, line)], context=context)


def _as_python(template: str) -> str:
    """A template's messages as calls, one a line as in the template, which the extractor for Python understands."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return "\n".join(line.strip() for line in templatize(template).splitlines())


def stored(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as committed; an empty one where there is none yet."""
    if not path.is_file():
        return Catalog(locale="zh_Hans")
    with path.open("rb") as text:
        return read_po(text, locale="zh_Hans", abort_invalid=True)


def by_key(catalogue: Catalog) -> dict[Key, Message]:
    """Messages by English text (the singular) and context."""
    return {(_texts(message.id)[0], message.context): message for message in catalogue if message.id}


def _texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """The forms of a message: one, or one for each plural."""
    return [value] if isinstance(value, str) else list(value)


def merged(found: Catalog, old: Catalog) -> str:
    """The text of the catalogue: the messages of `found` with the translations and remarks of `old`."""
    translations = by_key(old)
    fresh = Catalog(locale="zh_Hans")
    for key, message in by_key(found).items():
        known = translations.get(key)
        fresh.add(
            message.id, known.string if known and not known.fuzzy else "", locations=message.locations,
            user_comments=known.user_comments if known else (), context=message.context,
        )  # fmt: skip
    text = io.BytesIO()
    write_po(text, fresh, width=WIDTH, omit_header=True, sort_by_file=True, include_lineno=False)
    return HEADER + text.getvalue().decode().strip() + "\n"


def problems(found: Catalog, old: Catalog) -> Iterator[str]:
    """One line for each fault of the catalogue `old` against the messages `found` in the code."""
    translations = by_key(old)
    wanted = by_key(found)
    for key, message in wanted.items():
        place = message.locations[0][0] if message.locations else "?"
        if any(HAN.search(text) for text in _texts(message.id)):
            yield f"{place}: the English message holds Chinese: {key[0]!r}"
        known = translations.get(key)
        if known is None or not any(_texts(known.string)):
            yield f"{place}: no Chinese for {key[0]!r}"
        else:
            yield from (f"{place}: {fault}: {key[0]!r} -> {_texts(known.string)!r}" for fault in _faults(known))
    for key in translations.keys() - wanted.keys():
        yield f"obsolete: no code says {key[0]!r} any more"
    yield from (f"obsolete: {message.id!r}" for message in old.obsolete.values())


def _faults(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "marked fuzzy"
    expected = set(PARAMETER.findall(_texts(message.id)[-1]))
    for text in _texts(message.string):
        if not HAN.search(text) and text not in CODES:
            yield "the Chinese holds no Chinese"
        if set(PARAMETER.findall(text)) != expected:
            yield "the parameters differ"
        # Some parameters bring words in the reader's language; any other reads as a number or a Latin word.
        shown = PARAMETER.sub("0", WORDS.sub("\ue000", text))
        yield from (fault for pattern, fault in TYPOGRAPHY if pattern.search(shown))


def main(arguments: list[str]) -> int:
    """Run one of the two verbs; 0 when all is well."""
    if arguments == ["update"]:
        text = merged(extracted(), stored())
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(text, encoding="utf-8")
        written = by_key(stored())
        bare = sum(not any(_texts(message.string)) for message in written.values())
        print(f"{CATALOGUE.relative_to(ROOT).as_posix()}: {len(written)} messages, {bare} without Chinese")
        return 0
    if arguments == ["check"]:
        faults = list(problems(extracted(), stored()))
        print("\n".join(faults) if faults else "Every message has its Chinese.")
        return 1 if faults else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
