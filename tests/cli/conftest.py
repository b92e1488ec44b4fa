import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli import main

SCENARIO = Path(__file__).parent.parent / "report" / "descent.yaml"


class Said(NamedTuple):
    """Exit code, stdout and stderr of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(monkeypatch, capfd, tmp_path) -> Callable[..., Said]:
    """The command line, called inside this process in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def leave(code: int) -> None:
        raise SystemExit(code)

    def call(*words: object) -> Said:
        before = signal.getsignal(signal.SIGTERM)
        monkeypatch.setattr(os, "_exit", leave)  # the tests go on after it
        monkeypatch.setattr(sys, "argv", ["iss-deorbit", *map(str, words)])
        try:
            main()
        except SystemExit as left:
            code = left.code
        finally:
            signal.signal(signal.SIGTERM, before)
            monkeypatch.undo()
            monkeypatch.chdir(tmp_path)
        return Said(code, *capfd.readouterr())

    return call


@pytest.fixture
def variant(tmp_path) -> Callable[..., Path]:
    """A file with the short descent, some of its text replaced."""

    def write(name: str, *changes: tuple[str, str]) -> Path:
        text = SCENARIO.read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        file = tmp_path / f"{name}.yaml"
        file.write_text(text.replace("name: descent", f"name: {name}"))
        return file

    return write
