"""Pages keep up with the program: their commands are understood, the files and modules they name
exist.
"""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
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


def commands_of(page: Path) -> list[str]:
    """Commands of this program on a page in their order, each once, without comments, pipes and
    redirections.
    """
    lines = []
    for line in code(page):
        for part in re.split(r"&&|\||;", line.partition("#")[0]):
            found = re.match(r"\s*(?:\$ )?(?:\.venv/bin/)?iss-deorbit\s+(\S.*)", part)
            if found and not found[1].startswith("--"):
                lines.append(re.sub(r"\s{2,}.*| >.*", "", found[1].strip()))
    return list(dict.fromkeys(lines))


def commands() -> list[tuple[str, str]]:
    """Commands of this program by page."""
    return sorted({(page.name, line) for page in PAGES for line in commands_of(page)})


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


MENTIONS = re.compile(
    # by its name alone
    r"^(?:bench|campaign|check|compare|explain|export|fit|plan|plot|predict|run|search|tail|validate|value)$"
    r"|(?:^|\s)(?:\.\.\.|…|A|B|N|CASE\.\.\.|FILE|FOLDER|KEY|NAME|RUN|SCENARIO)(?:\s|$)|\["
)
"""Commands that are no whole lines: a name, or places for words of one's own."""

LEFT_OUT = {
    "bench --": "needs the extra `peers`, and 20 minutes",
    "validate --out docs/validation.md": "needs the reference files",
    "data add": "needs a file of the provider",
    "data remove": "needs an edition that was added",
    "schema --out scenarios": "writes into the checkout",
}
"""Commands that can't run in an empty folder, by how they begin, and why."""

SHORTER = {"--samples 4096": "--samples 4"}
"""Options that make a command long, and what stands for them here."""

EXIT_CODES = {"search scenarios/variants/progress_as_announced.yaml": 3}
"""Of commands whose answer is that nothing flies: its least change is what the pages speak of."""

BEFORE = {"README.md": ["run scenarios/usdv.yaml"], "export.md": ["run scenarios/usdv.yaml"]}
"""What a page takes as done: it speaks of the folder `runs/usdv`."""


def runs() -> list[tuple[str, list[str]]]:
    """Lines that a reader can type, page by page, as they are run here; what takes shipped
    scenarios alone, once over all pages.
    """
    pages, seen = [], set()
    for page in PAGES:
        lines = [*BEFORE.get(page.name, []), *commands_of(page)]
        whole = [
            line
            for line in lines
            if not MENTIONS.search(line) and not line.startswith(tuple(LEFT_OUT))
        ]
        for option, short in SHORTER.items():
            whole = [line.replace(option, short) for line in whole]
        new = [line for line in whole if line not in seen or line in BEFORE.get(page.name, [])]
        seen |= {line for line in whole if line.startswith(("compare scenarios/", "plan "))}
        if new:
            pages.append((page.name, new))
    return pages


def test_commands_left_out_are_still_on_a_page():
    """And what is shortened too."""
    lines = [line for _, line in commands()]
    for words in LEFT_OUT:
        assert any(line.startswith(words) for line in lines), words
    for words in SHORTER:
        assert any(words in line for line in lines), words


@pytest.mark.slow
@pytest.mark.parametrize(("page", "lines"), runs(), ids=[page for page, _ in runs()])
def test_the_commands_of_a_page_run(page, lines, tmp_path):
    """One after the other, in a folder that holds nothing but the shipped scenarios."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for line in lines:
        done = subprocess.run(
            [sys.executable, "-m", "sim", *shlex.split(line)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == EXIT_CODES.get(line, 0), (
            f"{page}: {line}\n{done.stdout}{done.stderr}"
        )


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
