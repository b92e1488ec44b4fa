"""Text on its way to a terminal: nothing in it acts, and every encoding will do."""

import io
import re
import sys
from pathlib import Path

import pytest
from rich.table import Table

import sim.cli
from sim.cli.terminal import console, say, use_any_encoding

HOSTILE = "a\x1b]0;x\x07\x1b[2J\u202eb\nerror: c"


@pytest.fixture
def stdout(monkeypatch):
    """Stdout of an encoding, to be asked for what was written."""

    def of(encoding: str) -> io.TextIOWrapper:
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        use_any_encoding()
        return stream

    return of


def written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode(stream.encoding)


def test_characters_that_an_encoding_lacks_have_a_stand_in(stdout):
    stream = stdout("ascii")
    say("12.3°, \N{MINUS SIGN}5 m², 日本")
    assert written(stream) == "12.3 deg, -5 m2, ??\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_tables_and_lone_surrogates_stop_no_encoding(stdout, encoding):
    stream = stdout(encoding)
    table = Table("angle, °")
    table.add_row("\N{MINUS SIGN}1.2 \ud83d")
    console().print(table)
    say("\ud83d")
    assert "angle, " in written(stream) and "1.2" in written(stream)


def test_nothing_acts_on_the_terminal(stdout):
    stream = stdout("utf-8")
    say(HOSTILE)
    table = Table("head")
    table.add_row(HOSTILE)
    console().print(table)
    text = written(stream)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text)
    assert r"\u001b" in text and r"\u202e" in text


def test_all_text_goes_by_one_way():
    folder = Path(sim.cli.__file__).parent
    others = [
        f"{path.name}: {line.strip()}"
        for path in folder.glob("*.py")
        if path.name != "terminal.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(?<![.\w])print\(|\becho\(|(?<!\w)Console\(|std(out|err)\.write", line)
    ]
    assert others == []


def test_a_key_with_control_characters_is_named_and_does_nothing(command, tmp_path):
    text = (
        'name: x\n"\\e]0;x\\a\\e[2J\\nerror: y": 1\n"a\\u202Eb": "c\\e"\ntitle: "\\ud83d\\ude00"\n'
    )
    (tmp_path / "esc.yaml").write_text(text)
    said = command("check", "esc.yaml")
    assert said.code == 2 and said.out == ""
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", said.err)
    lines = said.err.splitlines()
    assert all(line.startswith("error: esc.yaml") for line in lines)
    assert any(r"\u001b" in line and "esc.yaml:2: " in line for line in lines)
    assert any(line.startswith(r"error: esc.yaml:3: a\u202eb: ") for line in lines)
    assert any("esc.yaml:4: title: the text holds" in line for line in lines)
