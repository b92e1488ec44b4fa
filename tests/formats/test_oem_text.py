"""Written ephemeris messages: read back by our own reader and by the `oem` package."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.oem_text import OemSegment, oem_text
from sim.formats.orbit.stk import read_stk
from sim.formats.orbit.stk_text import stk_text

MU, RADIUS, START = 398600.4415e9, 6.6e6, np.datetime64("2028-07-01T00:00:00", "us")
MADE = "2026-11-23T06:15:13Z"


def circle(t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rate = np.sqrt(MU / RADIUS**3)
    c, s, zero = np.cos(rate * t), np.sin(rate * t), np.zeros_like(t)
    return (
        RADIUS * np.column_stack([c, s, zero]),
        RADIUS * rate * np.column_stack([-s, c, zero]),
    )


def arc(first: float, last: float, n: int, *comments: str) -> OemSegment:
    t = np.round(np.linspace(first, last, n), 6)
    utc = np.datetime_as_string(START + (1e6 * t).astype("timedelta64[us]"))
    return OemSegment(utc, *circle(t), comments)


def test_states_read_back_to_the_printed_digits():
    segments = [arc(0.0, 1000.0, 9, "coast"), arc(1000.0, 1100.0, 3, "burn")]
    (found,) = read_oem(oem_text("ISS", segments, MADE))
    assert [each.frame for each in found.segments] == ["gcrf", "gcrf"]
    _, states = found.gcrf()
    position = np.concatenate([each.position for each in segments])
    velocity = np.concatenate([each.velocity for each in segments])
    assert np.abs(states[:, :3] - position).max() < 1e-6
    assert np.abs(states[:, 3:] - velocity).max() < 1e-9


def test_an_stk_ephemeris_holds_the_same_segments():
    segments = [arc(0.0, 1000.0, 9, "coast"), arc(1000.0, 1100.0, 3, "burn")]
    (oem,) = read_oem(oem_text("ISS", segments, MADE))
    (stk,) = read_stk(stk_text("ISS \u202e", segments, ["made"]))
    assert [len(each.t) for each in stk.segments] == [9, 3] and stk.epoch == oem.epoch
    (t, states), (other_t, others) = stk.gcrf(), oem.gcrf()
    assert np.abs(t - other_t).max() < 1e-6
    assert np.abs(states - others).max() < 2e-6
    assert [each.degree for each in stk.segments] == [7, 7]
    with pytest.raises(ValueError, match="segments overlap"):
        stk_text("ISS", segments[::-1])


def test_keywords_stand_in_the_order_of_the_standard():
    """CCSDS 502.0-B-3, table 5-3."""
    (first, second) = oem_text("ISS", [arc(0.0, 900.0, 4), arc(900.0, 960.0, 2)], MADE).split(
        "META_START\n"
    )[1:]
    order = (
        "OBJECT_NAME OBJECT_ID CENTER_NAME REF_FRAME TIME_SYSTEM START_TIME USEABLE_START_TIME "
        "USEABLE_STOP_TIME STOP_TIME INTERPOLATION INTERPOLATION_DEGREE"
    ).split()
    for text, states in ((first, 4), (second, 2)):
        metadata = dict(line.split(" = ") for line in text.split("META_STOP")[0].splitlines())
        assert list(metadata) == order and "\t" not in text
        assert int(metadata["INTERPOLATION_DEGREE"]) < 2 * states


@pytest.mark.filterwarnings("ignore")
def test_the_oem_package_reads_and_interpolates_it(tmp_path):
    oem = pytest.importorskip("oem")
    from astropy.time import Time

    segments = [arc(0.0, 1100.0, 9), arc(1100.0, 1240.0, 3), arc(1240.0, 1260.0, 2)]
    (tmp_path / "a.oem").write_text(oem_text("ISS", segments, MADE, ["told"]), encoding="ascii")
    message = oem.OrbitEphemerisMessage.open(tmp_path / "a.oem")
    read = list(message.segments)
    assert [each.metadata["INTERPOLATION_DEGREE"] for each in read] == [7, 5, 3]
    for each, made in zip(read, segments, strict=True):
        states = list(each.states)
        assert np.abs([s.position for s in states] - made.position / 1e3).max() < 1e-9
        utc = made.utc.astype("datetime64[us]")
        middle = utc[:-1] + np.diff(utc) // 2
        for instant in middle:
            t = (instant - START) / np.timedelta64(1, "s")
            there = circle(np.array([t]))[0][0]
            got = 1e3 * each(Time(str(instant), scale="utc")).position
            assert np.linalg.norm(got - there) < 0.1


def test_what_is_refused():
    with pytest.raises(ValueError, match="needs a segment"):
        oem_text("ISS", [], MADE)
    with pytest.raises(ValueError, match="overlap"):
        oem_text("ISS", [arc(0.0, 100.0, 3), arc(90.0, 200.0, 3)], MADE)
    with pytest.raises(ValueError, match="two states"):
        oem_text("ISS", [arc(0.0, 100.0, 1)], MADE)
    bad = arc(0.0, 100.0, 3)
    bad.position[1, 1] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        oem_text("ISS", [bad], MADE)


@given(st.text(max_size=600))
def test_any_text_in_a_comment_stays_a_comment(text):
    made = oem_text(text, [arc(0.0, 100.0, 3, text)], MADE, [text])
    assert made.isascii() and max(map(len, made.splitlines())) <= 254
    assert len(made.splitlines()) == made.count("\n")
    (found,) = read_oem(made)
    assert len(found.segments[0].t) == 3


def test_marks_beyond_ascii_survive_as_code_points():
    made = oem_text("ISS", [arc(0.0, 100.0, 3)], MADE, ['a "b" <c> & \u202ed'])
    assert 'COMMENT a "b" <c> & \\u202ed' in made
