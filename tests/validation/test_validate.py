"""Reference cases: bounds, skipping, failures, and the page."""

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
from sim.validation.cases import atmospheric, capsule, closed_form, deorbit_times, uncontrolled
from sim.validation.cases.mir_footprint import fly_dispersed
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
from sim.validation.document import (
    cells,
    decimals,
    format_bounds,
    format_number,
    page,
    record,
    tally,
)
from sim.validation.reference import (
    VARIABLE,
    MissingError,
    read_table,
    reference_path,
    scenario_path,
)
from sim.validation.registry import CASES, run_case, select_cases

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
    near = within("x", "m", reference, reference + 0.5 * tolerance, tolerance, "reason")
    far = within("x", "m", reference, reference - 2.0 * tolerance - 1e-6, tolerance, "reason")
    assert near.result == MET or near.difference > tolerance
    assert far.result == MISSED


def test_a_band_limits_values_not_differences():
    assert between("x", "g", 7.5, 8.8, (6.2, 8.8), "reason").result == MET
    assert between("x", "g", 7.5, 8.9, (6.2, 8.8), "reason").result == MISSED
    assert between("x", "g", 7.5, 6.1, (6.2, 8.8), "reason").result == MISSED


def test_without_a_computed_value_nothing_is_met():
    comparison = within("roll rate", "deg/s", 12.6, math.nan, 1e9, "reason")
    assert comparison.result == NOT_SIMULATED
    assert record(Outcome(case(list), (comparison,), 0.0))["comparisons"][0]["computed"] is None


@given(positive)
def test_two_digits_of_the_tolerance_are_shown(tolerance):
    places = decimals(within("x", "m", 0.0, 0.0, tolerance, "reason"))
    assert places == 0 or round(tolerance, places) == pytest.approx(tolerance, rel=0.06)


def test_a_narrow_miss_is_printed_with_the_digits_that_show_it():
    missed = cells(within("x", "", 1.0, 1.3436, 0.3427, "w"))
    assert missed[3:5] == ("0.344", "\N{PLUS-MINUS SIGN}0.343")
    assert cells(within("x", "", 1.0, 1.3420, 0.3427, "w"))[3] == "0.34"


def test_printed_numbers():
    assert format_number(-1234.5678, 1) == "\N{MINUS SIGN}1,234.6"
    assert format_number(-0.0004, 2) == "0.00"
    assert format_number(math.nan, 2) == "\N{EN DASH}"
    assert format_number(1.788e-8, 11) == "1.788e-08"
    symmetric = within("x", "m", 1.0, 1.0, 0.25, "reason")
    assert format_bounds(symmetric) == "\N{PLUS-MINUS SIGN}0.25"
    assert (
        format_bounds(between("x", "", 1.0, 1.0, (0.75, 1.10), "w"))
        == "\N{MINUS SIGN}0.25 to +0.10"
    )
    assert cells(symmetric)[0] == "x, m"


def test_a_case_without_its_files_is_skipped_and_never_met(monkeypatch, tmp_path):
    def run():
        raise AssertionError("must not run")

    monkeypatch.delenv(VARIABLE, raising=False)
    skipped = run_case(case(run, ("a/b.csv",)))
    assert skipped.skipped == f"set {VARIABLE} to the folder of reference data"
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert "a/b.csv is not in" in run_case(case(run, ("a/b.csv",))).skipped
    assert tally([skipped]) == {MET: 0, MISSED: 0, NOT_SIMULATED: 0, "skipped": 1, "failed": 0}
    assert "**Skipped**: `trial`: set ISS_DEORBIT_REFERENCE" in page([skipped])


def test_an_undeclared_missing_file_skips_too(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    skipped = run_case(case(lambda: [read_table("a.csv")]))
    assert skipped.skipped and not skipped.comparisons
    with pytest.raises(MissingError, match="shipped scenarios"):
        scenario_path("no_such_scenario.yaml")


def test_a_failed_case_reports_its_exception():
    def run():
        raise ZeroDivisionError("by zero")

    failed = run_case(case(run))
    assert failed.failure == "ZeroDivisionError: by zero"
    assert tally([failed])["failed"] == 1
    assert "**Failed**: `trial`: ZeroDivisionError: by zero." in page([failed])
    assert "1 cases failed." in page([failed])


def test_comments_of_reference_files_are_ignored(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    (tmp_path / "a.csv").write_text("# where it is from\nx,y\n1,2\n# more\n3,4\n")
    assert reference_path("a.csv") == tmp_path / "a.csv"
    assert read_table("a.csv") == [{"x": "1", "y": "2"}, {"x": "3", "y": "4"}]


def test_the_page_lists_misses_first_and_every_number():
    missed = Comparison(
        quantity="speed | flat",
        unit="m/s",
        reference=10.0,
        computed=12.0,
        low=-1.0,
        high=1.0,
        reason="digits",
    )
    text = page([Outcome(case(list), (missed,), 0.0)])
    assert "* **Missed**: `trial`, speed | flat, m/s: reference 10.0, computed 12.0" in text
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


def test_cases_are_selected_by_name_and_pattern():
    assert select_cases([]) == list(CASES)
    assert [each.name for each in select_cases(["stardust", "nesc_?b"])] == [
        each.name for each in CASES if each.name in ("stardust", "nesc_3b", "nesc_6b", "nesc_8b")
    ]
    with pytest.raises(ValueError, match=r"no reference case 'stardusd'; there are: mir_decay"):
        select_cases(["stardust", "stardusd"])


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
    """Within the range of NASA's simulators; simulator 04 within 0.01 and 0.05 ft."""
    computed = atmospheric.fly_case(name)
    for quantity in atmospheric.COLUMNS:
        low, high = atmospheric.reference_range(name, quantity)
        assert low <= computed[quantity] <= high, quantity
    reference = atmospheric.reference_values(name, "altitude")["04"]
    tolerance = atmospheric.ALTITUDE_TOLERANCES[name]
    assert computed["altitude"] == pytest.approx(reference, abs=tolerance)


def test_closed_forms_of_a_descent():
    for each in (*closed_form.CASES, *capsule.CASES):
        for comparison in each.run():
            assert comparison.result == MET, comparison


def test_an_impulsive_burn_has_no_losses():
    burn = (250, 59.72, 1e7, 300.0, 430e3)
    perigee, apogee, arc = closed_form.fly_burn(*burn, fixed_attitude=False)
    assert perigee == pytest.approx(50.0, abs=0.02)
    assert apogee == pytest.approx(250.0, abs=0.02)
    assert math.degrees(arc) < 0.3


def test_mir_footprint_contains_the_reported_centre():
    entry = fly_dispersed()
    extent = entry.footprint.extent(0.99)
    assert extent.heel < entry.along_track < extent.toe
    assert extent.length == pytest.approx(3000e3, abs=1000e3)
    assert extent.width < 300e3
    assert abs(entry.delays.mean()) < 90.0


def test_times_of_controlled_deorbits():
    times = deorbit_times.fly_hindcast("atv1_2008")
    assert times.break_up - times.entry == pytest.approx(5.0, abs=1.0)
    betas = (deorbit_times.FASTEST, deorbit_times.COMPACT, deorbit_times.SLOWEST)
    fast, compact, slow = (times.descents[beta] for beta in betas)
    assert compact == pytest.approx(7.0, abs=2.0)
    assert fast < compact < slow
    assert deorbit_times.fly_hindcast("progress_ms13_2020").entry == pytest.approx(33.3, abs=3.0)


def test_the_last_week_of_tiangong_1():
    b = uncontrolled.fit_b()
    assert uncontrolled.TRIALS[0] < b.min() <= b.max() < uncontrolled.TRIALS[-1]
    for orbit, seconds, share in (
        (uncontrolled.MARCH, 7.844 * 86400.0, 0.15),
        (uncontrolled.APRIL, 3.267 * 3600.0, 0.2),
    ):
        computed = uncontrolled.time_to_entry(orbit, b)
        assert computed.mean() == pytest.approx(seconds, rel=share)
