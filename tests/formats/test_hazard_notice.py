"""Notice of a hazard area: corners that read back, a window, and a warning nobody can remove."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.formats.hazard_notice import WARNING, HazardArea, LevelWindow, corner, notice_text

AREA = HazardArea(
    "DEBRIS AREA",
    (-48.88, -50.0, -52.5, -51.0),
    (-123.39, -100.0, 179.999, 236.0),
    "2031-01-02T03:04:05Z",
    "2031-01-02T05:30:01Z",
)
_CORNER = re.compile(r"(\d\d)-(\d\d\.\d)([NS]) (\d{3})-(\d\d\.\d)([EW])")


def place(text):
    """Degrees of a corner."""
    a, b, north, c, d, east = _CORNER.fullmatch(text).groups()
    assert float(b) < 60.0 and float(d) < 60.0
    latitude = (int(a) + float(b) / 60.0) * (1 if north == "N" else -1)
    return latitude, (int(c) + float(d) / 60.0) * (1 if east == "E" else -1)


def test_a_corner():
    assert corner(-48.88, -123.39) == "48-52.8S 123-23.4W"
    assert corner(0.0, 180.0) == "00-00.0N 180-00.0W"
    assert corner(59.9999, 359.99999) == "60-00.0N 000-00.0E"


@settings(max_examples=200)
@given(st.floats(-90.0, 90.0), st.floats(-720.0, 720.0))
def test_corners_read_back(latitude, longitude):
    north, east = place(corner(latitude, longitude))
    assert north == pytest.approx(latitude, abs=0.05 / 60.0 + 1e-9)
    assert (east - longitude + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.05 / 60.0 + 1e-9)


def test_a_notice():
    text = notice_text("ISS CONTROLLED RE-ENTRY", [AREA], ["LIGHT DEBRIS MAY DRIFT"])
    lines = text.splitlines()
    assert lines[0] == lines[-1] == WARNING
    assert "   FROM 02 JAN 2031 0304 UTC TO 02 JAN 2031 0531 UTC" in lines
    corners = [line.split(". ")[1] for line in lines if re.match(r"   [A-Z]\. ", line)]
    assert [place(each)[0] for each in corners] == pytest.approx([-48.88, -50.0, -52.5, -51.0])
    assert lines[-3] == "LIGHT DEBRIS MAY DRIFT"


def test_an_area_of_the_air_has_a_window_for_each_band():
    levels = [
        LevelWindow(0.0, 200.0, "2031-01-02T03:30:10Z", "2031-01-02T05:30:01Z"),
        LevelWindow(200.0, 600.0, "2031-01-02T03:04:05Z", "2031-01-02T04:00:00Z"),
    ]
    area = HazardArea("AIR", AREA.latitude, AREA.longitude, AREA.start, AREA.stop, levels)
    lines = notice_text("X", [AREA, area]).splitlines()
    at = lines.index("3. AIR")
    assert lines[at + 1 : at + 5] == [
        "   FROM 02 JAN 2031 0304 UTC TO 02 JAN 2031 0531 UTC",
        "   FL200 TO FL600 FROM 02 JAN 2031 0304 UTC TO 02 JAN 2031 0400 UTC",
        "   SFC TO FL200 FROM 02 JAN 2031 0330 UTC TO 02 JAN 2031 0531 UTC",
        "   AREA BOUNDED BY",
    ]
    wrong = [LevelWindow(0.0, 200.0, AREA.stop, AREA.start)]
    with pytest.raises(ValueError, match="ends before it begins"):
        notice_text("X", [HazardArea("A", (0.0,) * 3, (0.0,) * 3, AREA.start, AREA.stop, wrong)])


def test_many_corners_have_labels_of_their_own():
    area = HazardArea("X", (0.0,) * 60, tuple(range(60)), AREA.start, AREA.stop)
    lines = notice_text("X", [area]).splitlines()
    labels = [found[1] for line in lines if (found := re.match(r"   ([A-Z]\d?)\. ", line))]
    assert len(labels) == len(set(labels)) == 60


@settings(max_examples=100)
@given(st.text(), st.text(), st.text())
def test_any_text_stays_on_its_line(operation, name, remark):
    """Names can't add lines, nor end the notice early."""
    area = HazardArea(name, AREA.latitude, AREA.longitude, AREA.start, AREA.stop)
    plain = notice_text("X", [AREA], ["Y"])
    text = notice_text(operation, [area], [remark])
    assert len(text.splitlines()) == len(plain.splitlines())
    assert text.endswith(WARNING + "\n")


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (HazardArea("A", (0.0, 1.0), (0.0, 1.0), AREA.start, AREA.stop), "three corners"),
        (HazardArea("A", (0.0,) * 3, (0.0,) * 3, AREA.stop, AREA.start), "ends before it begins"),
        (HazardArea("A", (0.0,) * 3, (0.0,) * 3, "tomorrow", AREA.stop), "not a UTC instant"),
        (HazardArea("A", (0.0,) * 3, (0.0,) * 3, "2031-01-02", AREA.stop), "not a UTC instant"),
        (HazardArea("A", (0.0, 91.0, 2.0), (0.0,) * 3, AREA.start, AREA.stop), "no place"),
    ],
)
def test_refused(area, words):
    with pytest.raises(ValueError, match=words):
        notice_text("X", [area])


def test_a_notice_of_nothing():
    with pytest.raises(ValueError, match="needs an area"):
        notice_text("X", [])
