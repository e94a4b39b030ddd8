"""What the documents say is what the program does: commands, settings, variables, links, both languages."""

import re
import subprocess
from pathlib import Path

import pytest

import linkspan
from linkspan.config.environment import SETTINGS
from tools import docs

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROGRAM_VARIABLES = {setting.variable for setting in SETTINGS}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fenced(text: str) -> list[str]:
    """The indented-by-fence blocks of a document, without comments: those differ between the languages."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [re.sub(r" +#.*$", "", block, flags=re.MULTILINE) for block in blocks]


def test_generated_pages_are_current():
    stale = [path.name for path, text in docs.pages().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "./run docs writes them again"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_setting_and_command_is_in_the_manual(language):
    settings, commands = docs.settings_page(language), docs.commands_page(language)
    assert [s.variable for s in SETTINGS if f"`{s.variable}`" not in settings] == []
    names = [name for name, _, _ in docs.commands()]
    assert {"demo", "serve", "worker", "migrate", "doctor", "plan compute", "import"} <= set(names)
    assert [name for name in names if f"## {name}\n" not in commands] == []


def test_manual_is_in_its_language():
    han = re.compile(r"[\u4e00-\u9fff]")
    for page in (docs.settings_page, docs.commands_page):
        assert not han.search(page("en"))
        rows = [row for row in page("zh").splitlines() if row.startswith("| `")]
        assert rows
        assert [row for row in rows if not han.search(row)] == []


def test_both_readmes_give_the_same_commands():
    english, chinese = (fenced(text_of(name)) for name in READMES)
    assert english == chinese
    assert "./run demo\n./run test\n" in english


def test_readme_headings_match():
    levels = [re.findall(r"^(#+) ", text_of(name), re.MULTILINE) for name in READMES]
    assert levels[0] == levels[1]


def test_production_takes_ten_lines():
    production = next(block for block in fenced(text_of("README.md")) if "linkspan serve" in block)
    assert len(production.strip().splitlines()) <= 10


# A decision record may name what was rejected.
@pytest.mark.parametrize(
    "path",
    [path for path in DOCUMENTS if "decisions" not in path.parts],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_commands_in_documents_exist(path):
    text = path.read_text(encoding="utf-8")
    verbs = {name.split()[0] for name, _, _ in docs.commands()}
    code = "\n".join([*fenced(text), *re.findall(r"`([^`\n]+)`", text)])
    said = set(re.findall(r"(?<![\w./-])linkspan ([a-z]+)", code))
    assert said - verbs == set()
    usage = subprocess.run(["bash", "./run"], cwd=ROOT, capture_output=True, text=True).stdout
    run_verbs = set(re.findall(r"^  ([a-z]+) ", usage, re.MULTILINE)) | {"linkspan"}
    assert set(re.findall(r"\./run ([a-z]+)", code)) - run_verbs == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_in_documents_lead_somewhere(path):
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_variable_is_documented():
    """LINKSPAN_ names in sources are settings of the program or stand in CONTRIBUTING's table for developers."""
    name = r"\b(LINKSPAN_[A-Z][A-Z_]*[A-Z])\b"
    files = [ROOT / "run", ROOT / ".ci" / "run", ROOT / "frontend" / "vite.config.ts"]
    for folder in ("src", "tools", "benchmarks"):
        files += (path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)
    used = {found for path in files for found in re.findall(name, path.read_text(encoding="utf-8"))}
    # Tests also set what must be refused; what they read counts.
    for path in (ROOT / "tests").rglob("*.py"):
        used |= set(re.findall(rf"(?:environ(?:\.get)?|getenv)[\[(]\s*[\"']{name}", path.read_text(encoding="utf-8")))
    documented = PROGRAM_VARIABLES | set(re.findall(r"`(LINKSPAN_[A-Z_]+)`", text_of("CONTRIBUTING.md")))
    assert used - documented == set()


def test_changelog_names_the_version():
    assert f"## {linkspan.__version__}" in text_of("CHANGELOG.md")
