"""The rule for text: what a scenario must not hold, and how text of any origin is shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plain_text import HARMFUL, MOST_TEXT, shown_text, text_fault


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\x1b[2J", "a control character (U+001B)"),
        ("\x9b2J", "a control character (U+009B)"),
        ("a\u202eb", "right-to-left override (U+202E)"),
        ("\ud83d\ude00", "a control character (U+D83D)"),
        ("zero\u200bwidth", "zero width space (U+200B)"),
        ("a\ufffe", "a control character (U+FFFE)"),
        ("x" * (MOST_TEXT + 1), f"{MOST_TEXT + 1} characters"),
    ],
)
def test_a_fault_is_named(text, words):
    assert words in text_fault(text)


@pytest.mark.parametrize(
    "text", ["", "two\nlines\tand a tab", "°²½ 5…10 µm", "日本", "😀", "\u00a0"]
)
def test_what_people_write_is_no_fault(text):
    assert text_fault(text) == ""


def test_one_line_is_one_line():
    assert text_fault("a\nb", one_line=True) == "the text holds a control character (U+000A)"


@given(st.text())
def test_shown_text_is_one_line_that_does_nothing(text):
    shown = shown_text(text)
    assert not HARMFUL.search(shown)
    assert "\n" not in shown
    if text.isprintable():
        assert shown == text


@given(st.text())
def test_json_stays_json(text):
    written = json.dumps(text, ensure_ascii=False)
    assert json.loads(shown_text(written)) == text


@given(st.text(), st.integers(3, 50))
def test_text_is_cut(text, most):
    assert len(shown_text(text.replace("\ud800", ""), most)) <= 12 * most
