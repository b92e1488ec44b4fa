"""Wind tables: read whole in any order, and refused with the line when something is wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.formats.message import MessageError
from sim.formats.wind import read_wind

HEADER = "altitude_km,latitude_deg,zonal_m_s,meridional_m_s"
ROWS = ["0,-90,0,0", "0,0,5,1", "0,90,0,0", "50,-90,1,2", "50,0,40,-3", "50,90,3,4"]


def text(*rows: str, header: str = HEADER) -> str:
    return "\n".join(["# a trial", header, *(rows or ROWS)]) + "\n"


def test_a_table() -> None:
    found = read_wind(text())
    np.testing.assert_array_equal(found.altitudes, [0.0, 50.0])
    np.testing.assert_array_equal(found.latitudes, [-90.0, 0.0, 90.0])
    np.testing.assert_array_equal(found.zonal, [[0.0, 5.0, 0.0], [1.0, 40.0, 3.0]])
    np.testing.assert_array_equal(found.meridional, [[0.0, 1.0, 0.0], [2.0, -3.0, 4.0]])


@settings(max_examples=30)
@given(st.permutations(ROWS))
def test_any_order(rows) -> None:
    one, other = read_wind(text(*rows)), read_wind(text())
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (text(header="altitude,latitude,u,v"), 2, "the header is"),
        (text(*ROWS[:4], "50,0,fast,0", ROWS[5]), 7, "zonal_m_s is 'fast'"),
        (text(*ROWS[:4], "50,0,nan,0", ROWS[5]), 7, "zonal_m_s is 'nan'"),
        (text(*ROWS[:4], "50,0,4", ROWS[5]), 7, "3 values"),
        (text(*ROWS[:4], "50,0,40,-"), 7, "meridional_m_s is '-'"),
        (text(*ROWS[:5]), 7, "no row for 50 km, 90 deg"),
        (text(*ROWS, "50,0,40,-3"), 9, "stands twice"),
        (text(*ROWS, "50,91,0,0"), 9, "latitude_deg is '91'"),
        (text(ROWS[0]), 3, "1 altitudes"),
        (
            text(*ROWS[:3], *(f"{h},{lat},0,0" for h in (50, 60) for lat in (-90, 0, 90))),
            11,
            "step",
        ),
        ("", 1, "0 altitudes"),
    ],
)
def test_bad_tables(content, line, problem) -> None:
    with pytest.raises(MessageError, match=problem) as caught:
        read_wind(content)
    assert caught.value.line == line


@settings(max_examples=60)
@given(st.text(alphabet="0123456789,.-eE#\n altitude_km", max_size=200))
def test_nothing_else_is_raised(rubbish) -> None:
    for content in (rubbish, text(rubbish)):
        with pytest.raises(MessageError):
            read_wind(content)
