"""Pages keep up with the program: their commands are understood, the files and modules they name
exist.
"""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [
    page
    for page in [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
    # one tells of files that are gone, the other of files to be added, with tests of its own
    if page.name.lower() not in ("changelog.md", "extending.md")
]
CODE = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.DOTALL | re.MULTILINE)


def code(page: Path) -> Iterator[str]:
    """Lines of code on a page: fenced, indented, or between backticks."""
    text = page.read_text(encoding="utf-8")
    for fenced, inline in CODE.findall(text):
        yield from fenced.replace("\\\n", " ").splitlines() if fenced else [inline]
    yield from re.findall(r"^    (\S.*)$", text, re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """Commands of this program by page, without comments, pipes and redirections."""
    lines = []
    for page in PAGES:
        for line in code(page):
            for part in re.split(r"&&|\||;", line.partition("#")[0]):
                found = re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?iss-deorbit\s+(\S.*)", part)
                if found and not found[1].startswith("--"):
                    lines.append((page.name, re.sub(r"\s{2,}.*| >.*", "", found[1].strip())))
    return sorted(set(lines))


def test_there_are_commands_on_the_pages():
    assert len(commands()) > 40
    assert {"README.md", "quick-start.md", "campaigns.md", "gallery.md"} <= dict(commands()).keys()


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_on_a_page_is_understood(page, line):
    """Parsed as a whole, with all its options; then only the help is printed."""
    words = [word for word in shlex.split(line) if word not in ("...", "…", "A", "B")]
    if any("[" in word for word in words):  # a synopsis, such as `new [NAME] [--like usdv]`
        words = words[:1]
    at = 2 if words[0] == "data" and len(words) > 1 else 1  # before what an option could swallow
    done = CliRunner().invoke(app, [*words[:at], "--help", *words[at:]])
    assert done.exit_code == 0, f"{page}: iss-deorbit {line}\n{done.output}"
    options = [word for word in words if word.startswith("--") and word != "--help"]
    for option in options:
        assert option.partition("=")[0] in done.output, f"{page}: {option}"
    for word in words:
        if word.startswith("scenarios/") and "*" not in word:
            assert (ROOT / word).is_file(), f"{page}: {word}"


def named_files() -> list[tuple[str, str]]:
    """Source files, tests and scenarios that pages name."""
    pattern = re.compile(r"(?:[\w.-]+/)+[\w.-]+\.(?:py|yaml|json|md)\b(?!\S*[*<{])")
    found = set()
    for page in PAGES:
        for line in code(page):
            for name in pattern.findall(line):
                if not re.match(r"(?:runs|shards|campaign|wind|own|mine)/|scenarios/x\.yaml", name):
                    found.add((page.name, name))
    return sorted(found)


@pytest.mark.parametrize(("page", "name"), named_files())
def test_a_file_named_on_a_page_exists(page, name):
    places = (ROOT, ROOT / "sim", ROOT / "docs", ROOT / "scenarios", ROOT / "tests")
    assert any((place / name).exists() for place in places), f"{page}: {name}"


def named_modules() -> list[tuple[str, str]]:
    """Modules, and names in them, that pages name."""
    pattern = re.compile(r"\bsim(?:\.[a-z_]\w*)+(?:\.[A-Za-z_]\w*)*")
    found = {
        (page.name, name) for page in PAGES for line in code(page) for name in pattern.findall(line)
    }
    return sorted(found)


@pytest.mark.parametrize(("page", "name"), named_modules())
def test_a_module_named_on_a_page_exists(page, name):
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        module = ".".join(parts[:k])
        try:
            if importlib.util.find_spec(module) is None:
                continue
        except ModuleNotFoundError:
            continue
        thing = importlib.import_module(module)
        for attribute in parts[k:]:
            thing = getattr(thing, attribute, None)
            assert thing is not None, f"{page}: {name}"
        return
    pytest.fail(f"{page}: {name}")
