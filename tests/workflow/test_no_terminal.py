"""The workflow and the Python interface know no terminal; what import-linter can't see."""

import ast
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent
ASKED_FOR = ROOT / "api" / "progress_line.py"
"""Writes to stderr for a user who hands it in."""
FILES = sorted(
    path
    for package in ("workflow", "api")
    for path in (ROOT / package).rglob("*.py")
    if path != ASKED_FOR
)
FORBIDDEN = {"signal", "getpass", "argparse", "curses", "readline"}
OF_SYS = {"argv", "exit", "stdin", "stdout", "stderr", "__stdout__", "__stderr__"}


def test_there_is_something_to_read():
    assert len(FILES) > 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_neither_signals_nor_streams_nor_print(path):
    faults = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name.partition(".")[0] for alias in node.names}
            faults += sorted(names & FORBIDDEN)
        if isinstance(node, ast.ImportFrom) and node.module:
            faults += [node.module] if node.module.partition(".")[0] in FORBIDDEN else []
            if node.module == "sys":
                faults += [alias.name for alias in node.names if alias.name in OF_SYS]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "sys" and node.attr in OF_SYS:
                faults.append(f"sys.{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            faults += [node.func.id] if node.func.id in ("print", "input", "exit", "quit") else []
    assert faults == []
