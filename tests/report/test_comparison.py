"""Comparisons: values of the summaries, and differences that mean what they say."""

import io

import pytest
from rich.console import Console

from sim.report.tables.run import compare_table, run_table
from sim.report.text.comparison import ROWS, compare_summaries, difference, markdown
from sim.report.text.flight import end_remarks
from sim.report.text.formatting import position


@pytest.fixture(scope="module")
def compared(run, other):
    return compare_summaries([run.summary, other.summary])


def printed(what) -> str:
    out = io.StringIO()
    Console(file=out, width=110).print(what)
    return out.getvalue()


def test_values_are_those_of_the_summaries(compared, run, other):
    assert compared["scenarios"] == ["descent", "shallow"]
    for name, each in (("descent", run), ("shallow", other)):
        figures = compared["figures"][name]
        assert list(figures) == [row.key for row in ROWS]
        final = each.summary["burns"][-1]
        assert figures["final_perigee_km"] == final["perigee_after_km"]
        assert figures["propellant_used_kg"] == each.summary["propellant"]["used_kg"]
        assert figures["deorbit_delta_v_m_s"] + figures["lowering_delta_v_m_s"] == pytest.approx(
            each.summary["delta_v_m_s"]
        )


def test_differences_are_the_other_less_the_first(compared):
    change = compared["difference_from_first"]["shallow"]
    assert change["final_perigee_km"] == pytest.approx(30.0, abs=0.01)
    assert change["final_burn_propellant_kg"] < 0.0
    assert -0.1 < change["final_burn_days"] < 0.1
    assert all(not key.endswith("_utc") for key in change)


@pytest.mark.parametrize(
    ("key", "first", "other", "wanted"),
    [
        ("entry_longitude_deg", 179.0, -179.0, 2.0),
        ("entry_longitude_deg", -179.0, 179.0, -2.0),
        ("entry_utc", "2030-12-31T12:00:00.000Z", "2031-01-01T00:00:00.000Z", 0.5),
        ("peak_deceleration_g", None, 3.0, None),
        ("peak_deceleration_g", 2.5, 3.0, 0.5),
    ],
)
def test_difference(key, first, other, wanted):
    row = next(row for row in ROWS if row.key == key)
    assert difference(row, first, other) == (None if wanted is None else pytest.approx(wanted))


def test_units_of_keys_and_words_agree():
    endings = {"m/s": "_m_s", "W/m2": "_w_m2", "d": "_days", "%": "_percent", "": ""}
    for row in ROWS:
        assert row.key.endswith(endings.get(row.unit, f"_{row.unit.lower()}")), row.key


def test_markdown_is_a_table_with_all_columns(compared):
    lines = [line for line in markdown(compared).splitlines() if line.startswith("|")]
    assert {line.count("|") for line in lines} == {5}
    assert lines[0].split("|")[2:5] == [" Short ", " Shallow ", " Difference "]
    assert any(line.startswith("| Final burn: duration (s) |") for line in lines)


def test_printed_tables_hold_the_figures(run, compared):
    text = printed(run_table(run.summary))
    assert "final_burn" in text and "4 x lowering" in text and "Point Nemo" in text
    assert f"{run.summary['peak']['deceleration_g']:.2f} g" in text
    assert "Perigee after the final burn" in printed(compare_table(compared))


def test_table_of_a_flight_that_stays_up(staying):
    text = printed(run_table(staying.summary))
    assert "Orbit at the end" in text and "Impact" not in text


def test_missing_things_are_shown_as_missing(run, staying):
    told = compare_summaries([run.summary, staying.summary | {"scenario": "staying"}])
    assert told["figures"]["staying"]["impact_utc"] is None
    assert told["difference_from_first"]["staying"]["impact_days"] is None
    assert "| - |" in markdown(told)


def test_remarks_point_at_what_went_wrong(run):
    assert end_remarks(run.summary) == []
    dry = run.summary["burns"][0] | {"ending": "exhausted"}
    lost = run.summary | {"burns": [dry], "phases_not_flown": ["entry"], "last_phase": "wait"}
    said = " ".join(end_remarks(lost))
    assert "final_burn ended early" in said and "not flown: entry" in said


def test_position():
    assert position(-48.877, -123.393) == "48.88° S, 123.39° W"
    assert position(0.0, 10.0) == "0.00° N, 10.00° E"
