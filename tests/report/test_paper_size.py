"""Sizes on paper demand their unit and sensible limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.report.figures.paper.size import PaperSize, paper_of, parse_paper


@pytest.mark.parametrize("text", ["85mm", " 8.5 cm", "85 MM", "3.346457 in"])
def test_units_mean_the_same_length(text):
    assert parse_paper(text).width_mm == pytest.approx(85.0, abs=1e-4)
    assert parse_paper("85mm", "6 cm") == PaperSize(85.0, 60.0)


@pytest.mark.parametrize(
    "text", ["85", "", "mm", "85 pt", "-85mm", "1e2mm", "nanmm", "8,5cm", "\u0668\u0665mm"]
)
def test_a_length_without_a_known_unit_is_told(text):
    with pytest.raises(InputError, match=r"number with a unit, mm, cm, in, such as 85mm"):
        parse_paper(text)


def test_limits_are_told():
    for width, height in (("59mm", None), ("1 m", None), ("43cm", None), ("85mm", "2cm")):
        with pytest.raises(InputError, match=r"allowed: \d+ mm to|a unit, mm, cm, in"):
            parse_paper(width, height)


def test_a_height_alone_is_of_one_column():
    assert paper_of(None, None) is None
    assert paper_of(None, "70mm") == PaperSize(85.0, 70.0)


@given(st.text(max_size=20))
def test_any_text_is_a_length_or_told(text):
    try:
        size = parse_paper(text)
    except InputError:
        return
    assert 60.0 <= size.width_mm <= 420.0
