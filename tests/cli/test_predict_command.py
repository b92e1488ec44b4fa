"""``iss-deorbit predict`` and ``fit``: what is refused, what is told, what is written."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.load import load
from sim.workflow.prediction.inputs import Body, parse_horizon, parse_issued

# A small object made up for these tests: 200 km, and a decay of some days.
LOW = (
    "1 70001U 25001A   25060.50000000  .02000000  00000+0  60000-3 0  9993",
    "2 70001  51.6000 100.0000 0010000  90.0000 270.0000 16.25000000  1005",
)
HIGH = (
    "1 70002U 25001B   25060.50000000  .00000100  00000+0  10000-3 0  9999",
    "2 70002  51.6000 100.0000 0010000  90.0000 270.0000 14.20000000  1000",
)


def _checked(line: str) -> str:
    """The line with its checksum."""
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
    return f"{line[:68]}{total % 10}"


def _text(*sets: tuple[str, str], name: str = "") -> str:
    lines = [_checked(line) for each in sets for line in each]
    return "\n".join([*([name] if name else []), *lines]) + "\n"


@pytest.fixture
def low(tmp_path):
    file = tmp_path / "low.tle"
    file.write_text(_text(LOW, name="LOW ONE"))
    return file


def test_several_objects_are_refused_with_the_list(command, tmp_path):
    file = tmp_path / "two.tle"
    file.write_text(_text(LOW, HIGH))
    said = command("predict", file)
    assert said.code == 2
    assert "70001" in said.err and "70002" in said.err and "--object" in said.err


def test_a_set_that_fails_its_checksum_is_refused(command, tmp_path):
    file = tmp_path / "bad.tle"
    good = _text(LOW)
    file.write_text(good.replace("16.25000000", "16.26000000"))
    said = command("predict", file)
    assert said.code == 2 and "checksum" in said.err


def test_sets_dated_after_the_issue_leave_nothing(command, low):
    said = command("predict", low, "--issued", "2025-02-28")
    assert said.code == 2 and "no element set is left" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--horizon", "soon"), "--horizon soon"),
        (("--issued", "yesterday"), "--issued yesterday"),
        (("--area", "3"), "--mass"),
        (("--mass", "-3"), "above 0"),
        (("--air", "vacuum"), "--air vacuum"),
    ],
)
def test_what_does_not_fit_is_told(command, low, words, told):
    said = command("predict", low, "--issued", "2025-03-02", *words)
    assert said.code == 2 and told in said.err


def test_an_answer(command, low, tmp_path):
    words = ("predict", low, "--issued", "2025-03-02", "--members", "16", "--mass", "500")
    first = command(*words, "--out", "one", "--quiet")
    assert first.code == 0, first.err
    assert "no official warning" in first.out and "how such windows have fared" in first.out
    assert re.search(r"LOW ONE \(70001\): comes down 2025-03-\d\d", first.out)
    folder = tmp_path / "one"
    made = {each.name for each in folder.iterdir()}
    assert {
        "prediction.json", "members.csv", "tracks.geojson", "scene.czml", "manifest.json",
        "window.png", "ground_tracks.png", "report.html",
    } <= made  # fmt: skip
    figures = json.loads((folder / "prediction.json").read_text())
    assert figures["issued_utc"] == "2025-03-02T23:59:59Z"
    assert figures["risk"]["expected_casualties"] > 0.0
    assert figures["window_90_utc"][0] < figures["median_utc"] < figures["window_90_utc"][1]
    assert len((folder / "members.csv").read_text().splitlines()) == 17
    again = command(*words, "--out", "two", "--no-plots", "--since", "one", "--json")
    other = json.loads(again.out)
    assert other["median_utc"] == figures["median_utc"]
    assert other["history"][0]["issued_utc"] == figures["issued_utc"]


def test_what_stays_up_within_the_horizon_is_an_answer(command, tmp_path):
    file = tmp_path / "high.tle"
    file.write_text(_text(HIGH))
    said = command(
        "predict", file, "--issued", "2025-03-02", "--horizon", "2d", "--members", "8",
        "--no-plots",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert "does not come down before 2025-03-04" in said.out


def test_the_station_says_the_age_of_its_set_first(command):
    said = command(
        "predict", "iss", "--issued", "2025-02-02", "--horizon", "2d", "--members", "8",
        "--no-plots",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert re.match(r"iss: the element set that comes along is of 2025-02-01.* days old", said.out)


def test_a_fit_is_a_scenario_that_can_be_read(command, tmp_path):
    later = (
        "1 70001U 25001A   25062.50000000  .02100000  00000+0  60000-3 0  9993",
        "2 70001  51.6000  89.5000 0010000  98.0000 262.0000 16.32000000  1335",
    )
    file = tmp_path / "both.tle"
    file.write_text(_text(LOW, later))
    said = command("fit", file, "-o", "fitted.yaml", "--issued", "2025-03-04")
    if said.code == 0:  # made-up sets need not agree with any flight
        scenario = load(tmp_path / "fitted.yaml")
        assert scenario.name == "fitted"
    else:
        assert said.code == 2 and "no flight comes" in said.err
    said = command("fit", low_file(tmp_path), "-o", "other.yaml")
    assert said.code == 2 and "two or more" in said.err


def low_file(folder):
    """A file of one set."""
    file = folder / "alone.tle"
    file.write_text(_text(LOW))
    return file


@given(number=st.integers(1, 300), unit=st.sampled_from("hdy"))
def test_horizons_are_times(number, unit):
    seconds = number * {"h": 3600.0, "d": 86400.0, "y": 365.25 * 86400.0}[unit]
    if seconds <= 25.0 * 365.25 * 86400.0:
        assert parse_horizon(f"{number}{unit}") == seconds
    else:
        with pytest.raises(InputError, match="allowed"):
            parse_horizon(f"{number}{unit}")


@given(st.text(max_size=30))
def test_any_text_is_an_instant_or_refused(text):
    try:
        parse_issued(text)
    except InputError as error:
        assert "--issued" in str(error)


@given(st.text(max_size=12))
def test_any_text_is_a_horizon_or_refused(text):
    try:
        assert 3600.0 <= parse_horizon(text)
    except InputError as error:
        assert "--horizon" in str(error)


def test_a_body_is_a_coefficient():
    assert Body(mass_kg=1000.0, area_m2=10.0, cd=2.0).prior().value == pytest.approx(0.02)
    assert Body(mass_kg=1000.0).prior() is None
