"""Two parsers of YAML give the same events, or the slower one alone is heard."""

import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.formats import yaml_text as events
from sim.scenario.reading.shipped import folder

FILES = sorted(folder().rglob("*.yaml"))
LINES = [line for file in FILES for line in file.read_text().splitlines()]
MARKS = (
    *" \n:-#,[]{}\"'|>?&*!@`~\\/.ab10é=+<", "---\n", "...\n", "<<: ", "? ", ": ", "- ", "\\x41",
    "\\n", "\n\n", "&a ", "*a ", "!!str ", "on", "1:30", '""', "''", "|-\n", "|2\n", ">+\n", " #x",
    "\t", "\x85", "\u2028", "%YAML 1.1\n",
)  # fmt: skip


def careful(text):
    """Events of the parser that counts; its message where it refuses the text."""
    try:
        return list(events._careful_events(text))
    except events.YamlError as error:
        return str(error)


def heard(text):
    """What readers hear."""
    try:
        return list(events.events_of(text))
    except events.YamlError as error:
        return str(error)


def test_shipped_files_are_read_fast_and_alike():
    pytest.importorskip("yaml.cyaml")
    for file in FILES:
        text = file.read_text()
        if len(text) < 10_000:
            assert events._fast_events(text) == tuple(careful(text)), file
        assert not events.UNCERTAIN.search(text) and events._fast_events(text), file


@given(st.integers(0, 2**32))
@settings(max_examples=400)
def test_changed_texts_are_heard_as_the_careful_parser_reads_them(seed):
    rng = random.Random(seed)
    k = rng.randrange(len(LINES))
    text = textwrap.dedent("\n".join(LINES[k : k + rng.randrange(1, 8)])) + rng.choice(("", "\n"))
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(text) + 1)
        text = (
            text[:at] + rng.choice((rng.choice(MARKS), "")) + text[at + rng.choice((0, 0, 1, 4)) :]
        )
    assert heard(text) == careful(text)


def test_without_libyaml_a_text_is_read_the_same(monkeypatch):
    text = 'a: &x {b: "1", c: [1, 2.5, on]}\nd: *x\ne: |\n  two\n  lines\n'
    fast = heard(text)
    monkeypatch.setattr(events, "CParser", None)
    assert heard(text) == fast
