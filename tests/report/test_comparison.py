"""Comparisons: values of the summaries, and differences that mean what they say."""

import io

import pytest
from rich.console import Console

from sim.report.tables.run import compare_table, run_table
from sim.report.text.comparison import (
    RISK,
    ROWS,
    compare_summaries,
    difference,
    format_difference,
    format_value,
    markdown,
)
from sim.report.text.flight import end_remarks
from sim.report.text.formatting import position


@pytest.fixture(scope="module")
def compared(run, other):
    return compare_summaries([run.summary, other.summary])


def printed(what, width: int = 110) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(what)
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
    endings = {
        "m/s": "_m_s", "MW/m²": "_w_m2", "kN": "_n", "m²": "_m2", "d": "_days", "%": "_percent",
        "": "", RISK: "",
    }  # fmt: skip
    for row in ROWS:
        assert row.key.endswith(endings.get(row.unit, f"_{row.unit.lower()}")), row.key
        assert row.scale == {"MW/m²": 1e-6, "kN": 1e-3}.get(row.unit, 1.0)


def test_markdown_is_a_table_with_all_columns(compared):
    lines = [line for line in markdown(compared).splitlines() if line.startswith("|")]
    assert {line.count("|") for line in lines} == {5}
    assert lines[0].split("|")[2:5] == [" Short ", " Shallow ", " Difference "]
    assert any(line.startswith("| Final burn: duration (s) |") for line in lines)


def test_nothing_reads_as_more_or_less_than_it_is():
    rows = {row.key: row for row in ROWS}
    risk, width = rows["casualties_with_failures"], rows["footprint_99_width_km"]
    assert [format_value(risk, x) for x in (0.0, 8.66e-4, 1.2e-7)] == ["0", "0.00087", "1.2e-07"]
    assert [format_difference(risk, x) for x in (0.0, 5.6e-5, -5.6e-4)] == [
        "0", "+0.000056", "-0.00056",
    ]  # fmt: skip
    assert format_difference(width, -0.4) == "0" and format_difference(width, 12.0) == "+12"
    assert format_value(rows["peak_heat_flux_w_m2"], 869259.0) == "0.87"
    assert format_value(rows["final_burn_thrust_n"], 6138.0) == "6.1"


def test_a_comparison_fits_a_narrow_screen_and_begins_with_its_sentences(compared):
    told = compared | {"sentences": ["One differs.", "Two do not."]}
    lines = printed(compare_table(told), 80).splitlines()
    assert [line.strip() for line in lines[:3]] == ["One differs.", "", "Two do not."]
    assert max(map(len, lines)) <= 80
    words = [row.words for row in ROWS if told["figures"]["descent"][row.key] is not None]
    assert all(any(line.startswith(word) for line in lines) for word in words)


def test_names_of_burns_are_not_broken(run):
    burn = run.summary["burns"][0] | {"name": "burn_3_main_engine", "propellant_kg": 10363.0}
    lines = printed(run_table(run.summary | {"burns": [burn]}), 80).splitlines()
    assert max(map(len, lines)) <= 80
    text = " ".join(lines)
    assert "burn 3 main" in text and "engine" in text and "burn_3" not in text


def test_printed_tables_hold_the_figures(run, compared):
    text = printed(run_table(run.summary))
    assert "final burn" in text and "4 x lowering" in text and "Point Nemo" in text
    assert f"{run.summary['peak']['deceleration_g']:.2f} g" in text
    assert "Perigee after final burn" in printed(compare_table(compared))


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
    assert "final burn ended early" in said and "not flown: entry" in said


def test_position():
    assert position(-48.877, -123.393) == "48.88° S, 123.39° W"
    assert position(0.0, 10.0) == "0.00° N, 10.00° E"
