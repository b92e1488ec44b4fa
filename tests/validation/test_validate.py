"""Reference cases as such: bounds and verdicts, what is skipped, what the page says."""

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.json_text import json_text
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.cases import atmospheric, capsule, closed_form, timing, uncontrolled
from sim.validation.cases.mir_footprint import result
from sim.validation.comparison import (
    MET,
    MISSED,
    NOT_SIMULATED,
    Comparison,
    Outcome,
    ReferenceCase,
    between,
    within,
)
from sim.validation.document import allowed, cells, decimals, number, page, record, tally
from sim.validation.reference import VARIABLE, MissingError, reference_path, scenario_path, table
from sim.validation.registry import CASES, chosen, outcome

ROOT = Path(__file__).parents[2]
HINDCASTS = sorted(p for f in ("hindcasts", "checks") for p in (ROOT / "scenarios" / f).glob("*"))

finite = st.floats(-1e9, 1e9)
positive = st.floats(1e-9, 1e9)


def case(run, needs=()):
    return ReferenceCase(
        name="trial",
        title="A trial",
        source="https://example.org/report",
        family="Trials",
        needs=needs,
        run=run,
    )


@given(finite, positive)
def test_a_difference_within_the_tolerance_is_met(reference, tolerance):
    near = within("x", "m", reference, reference + 0.5 * tolerance, tolerance, "why")
    far = within("x", "m", reference, reference - 2.0 * tolerance - 1e-6, tolerance, "why")
    assert near.verdict == MET or near.difference > tolerance
    assert far.verdict == MISSED


def test_a_band_is_one_of_values_not_of_differences():
    assert between("x", "g", 7.5, 8.8, (6.2, 8.8), "why").verdict == MET
    assert between("x", "g", 7.5, 8.9, (6.2, 8.8), "why").verdict == MISSED
    assert between("x", "g", 7.5, 6.1, (6.2, 8.8), "why").verdict == MISSED


def test_without_a_value_of_ours_nothing_is_met():
    found = within("roll rate", "deg/s", 12.6, math.nan, 1e9, "why")
    assert found.verdict == NOT_SIMULATED
    assert record(Outcome(case(list), (found,), 0.0))["findings"][0]["ours"] is None


@given(positive)
def test_two_digits_of_the_tolerance_are_shown(tolerance):
    places = decimals(within("x", "m", 0.0, 0.0, tolerance, "why"))
    assert places == 0 or round(tolerance, places) == pytest.approx(tolerance, rel=0.06)


def test_a_miss_by_a_hair_is_printed_with_the_digits_that_show_it():
    missed = cells(within("x", "", 1.0, 1.3436, 0.3427, "w"))
    assert missed[3:5] == ("0.344", "\N{PLUS-MINUS SIGN}0.343")
    assert cells(within("x", "", 1.0, 1.3420, 0.3427, "w"))[3] == "0.34"


def test_numbers_as_they_are_printed():
    assert number(-1234.5678, 1) == "\N{MINUS SIGN}1,234.6"
    assert number(-0.0004, 2) == "0.00"
    assert number(math.nan, 2) == "\N{EN DASH}"
    assert number(1.788e-8, 11) == "1.788e-08"
    symmetric = within("x", "m", 1.0, 1.0, 0.25, "why")
    assert allowed(symmetric) == "\N{PLUS-MINUS SIGN}0.25"
    assert allowed(between("x", "", 1.0, 1.0, (0.75, 1.10), "w")) == "\N{MINUS SIGN}0.25 to +0.10"
    assert cells(symmetric)[0] == "x, m"


def test_a_case_without_its_files_is_skipped_and_never_passed(monkeypatch, tmp_path):
    def run():
        raise AssertionError("must not run")

    monkeypatch.delenv(VARIABLE, raising=False)
    found = outcome(case(run, ("a/b.csv",)))
    assert found.skipped == f"set {VARIABLE} to the folder of reference data"
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert "a/b.csv is not in" in outcome(case(run, ("a/b.csv",))).skipped
    assert tally([found]) == {MET: 0, MISSED: 0, NOT_SIMULATED: 0, "skipped": 1, "broken": 0}
    assert "**Skipped**: `trial`: set ISS_DEORBIT_REFERENCE" in page([found])


def test_a_file_that_only_turns_out_to_be_missing_skips_too(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    found = outcome(case(lambda: [table("a.csv")]))
    assert found.skipped and not found.findings
    with pytest.raises(MissingError, match="shipped scenarios"):
        scenario_path("no_such_scenario.yaml")


def test_a_case_that_breaks_says_how():
    def run():
        raise ZeroDivisionError("by zero")

    found = outcome(case(run))
    assert found.failure == "ZeroDivisionError: by zero"
    assert tally([found])["broken"] == 1
    assert "**Broken**: `trial`: ZeroDivisionError: by zero." in page([found])


def test_comments_of_reference_files_are_left_out(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    (tmp_path / "a.csv").write_text("# where it is from\nx,y\n1,2\n# more\n3,4\n")
    assert reference_path("a.csv") == tmp_path / "a.csv"
    assert table("a.csv") == [{"x": "1", "y": "2"}, {"x": "3", "y": "4"}]


def test_the_page_lists_misses_first_and_every_number():
    missed = Comparison(
        quantity="speed | flat",
        unit="m/s",
        reference=10.0,
        ours=12.0,
        low=-1.0,
        high=1.0,
        why="digits",
    )
    text = page([Outcome(case(list), (missed,), 0.0)])
    assert "* **Missed**: `trial`, speed | flat, m/s: reference 10.0, ours 12.0" in text
    assert "speed \\| flat, m/s | 10.0 | 12.0 | **2.0 missed** | \N{PLUS-MINUS SIGN}1.0" in text
    assert "0 of 1 quantities in 1 cases met, 1 missed, 0 not simulated." in text
    json.loads(json_text(record(Outcome(case(list), (missed,), 0.0))))


def test_names_of_cases_are_unique_and_sources_are_addresses():
    names = [each.name for each in CASES]
    assert len(set(names)) == len(names) >= 30
    for each in CASES:
        assert re.search(r"https?://|TM|TR 1381|CMSE|Kepler|Gauss|records of|sim/", each.source), (
            each.name
        )


def test_cases_are_chosen_by_name_and_pattern():
    assert chosen([]) == list(CASES)
    assert [each.name for each in chosen(["stardust", "nesc_?b"])] == [
        each.name for each in CASES if each.name in ("stardust", "nesc_3b", "nesc_6b")
    ]
    with pytest.raises(ValueError, match=r"no reference case 'stardusd'; there are: mir_decay"):
        chosen(["stardust", "stardusd"])


def test_the_published_page_has_every_case():
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### (\w+):", text, re.MULTILINE)
    assert sorted(headings) == sorted(each.name for each in CASES), (
        "run iss-deorbit validate --out docs/validation.md"
    )
    assert "Skipped" not in text.split("## ")[1]


@pytest.mark.parametrize("path", HINDCASTS, ids=lambda path: path.stem)
def test_hindcasts_can_be_built(path):
    scenario = load(path)
    assert scenario.name in (path.stem, "mir_2001")
    mission = build_mission(scenario)
    assert mission.rows == 1 and len(mission.phases) >= 1


@pytest.mark.parametrize("name", atmospheric.TITLES)
def test_falls_through_the_standard_atmosphere(reference, name):
    """Inside the spread of NASA's simulators; simulator 04 within 0.01 and 0.05 ft."""
    ours = atmospheric.final_values(name)
    for quantity in atmospheric.COLUMNS:
        low, high = atmospheric.spread(name, quantity)
        assert low <= ours[quantity] <= high, quantity
    theirs = atmospheric.simulators(name, "height")["04"]
    assert ours["height"] == pytest.approx(theirs, abs=atmospheric.TIGHT[name])


def test_closed_forms_of_a_descent():
    for each in (*closed_form.CASES, *capsule.CASES):
        for found in each.run():
            assert found.verdict == MET, found


def test_a_burn_that_is_an_impulse_loses_nothing():
    perigee, apogee, arc = closed_form.burned(250, 59.72, 1e7, 300.0, 430e3, held=False)
    assert perigee == pytest.approx(50.0, abs=0.02)
    assert apogee == pytest.approx(250.0, abs=0.02)
    assert math.degrees(arc) < 0.3


def test_mir_footprint_contains_what_was_reported():
    found = result()
    extent = found.footprint.extent(0.99)
    assert extent.heel < found.along < extent.toe
    assert extent.length == pytest.approx(3000e3, abs=1000e3)
    assert extent.width < 300e3
    assert abs(found.late.mean()) < 90.0


def test_controlled_deorbits_by_the_clock():
    seen = timing.clock("atv1_2008")
    assert seen.break_up - seen.entry == pytest.approx(5.0, abs=1.0)
    assert seen.falls[timing.COMPACT] == pytest.approx(7.0, abs=2.0)
    assert seen.falls[timing.FASTEST] < seen.falls[timing.COMPACT] < seen.falls[timing.SLOWEST]
    assert timing.clock("progress_ms13_2020").entry == pytest.approx(33.3, abs=3.0)


def test_the_last_week_of_tiangong_1():
    b = uncontrolled.fitted_b()
    assert uncontrolled.TRIALS[0] < b.min() <= b.max() < uncontrolled.TRIALS[-1]
    for orbit, seconds, share in (
        (uncontrolled.MARCH, 7.844 * 86400.0, 0.15),
        (uncontrolled.APRIL, 3.267 * 3600.0, 0.2),
    ):
        ours = uncontrolled.remaining(orbit, b)
        assert ours.mean() == pytest.approx(seconds, rel=share)
