"""Figures of pages come from results: addresses, formats, and what they say when nothing is there.

The script is a file of docs/, so it is loaded from there.
"""

import importlib.util
import json
import runpy
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.report.figures.campaign.draw import CAMPAIGN_FIGURES
from sim.report.figures.draw import FIGURES, PLAN_FIGURES

PATH = Path(__file__).resolve().parent.parent / "docs" / "numbers.py"
spec = importlib.util.spec_from_file_location("docs_numbers", PATH)
assert spec is not None and spec.loader is not None
numbers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(numbers)

SUMMARY = {
    "burns": [
        {"name": "burn_1", "delta_v_m_s": 7.597},
        {"name": "final_burn", "delta_v_m_s": 29.24},
    ],
    "footprint": [{"share": 0.95, "length_km": 1513.4}],
    "entry": {"utc": "2030-12-29T18:07:00.101Z", "angle": None},
    "share": 0.404,
    "kg": 5953.6,
    "risk": {"likely": 8.3e-4, "limit": 1e-4},
    "place": {"latitude_deg": -50.84, "longitude_deg": -123.6},
    "stages": [
        {"stage": "final_burn", "axis": "roll", "factor": 9.0, "held": False},
        {"stage": "final_burn", "axis": "pitch", "factor": 1.7},
    ],
    "cut_offs": [{"mean": 0.2, "number": 3}, {"mean": 0.0, "number": 2}],
    "tanks": {"station.zvezda": {"kg": 860.0}},
}


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "compare" / "usdv"
    folder.mkdir(parents=True)
    (folder / "summary.json").write_text(json.dumps(SUMMARY))
    return tmp_path


@pytest.mark.parametrize(
    ("path", "form", "shown"),
    [
        ("burns[burn_1].delta_v_m_s", ".2f", "7.60"),
        ("burns[1].delta_v_m_s", ".1f", "29.2"),
        ("footprint[share=0.95].length_km", ",.0f", "1,513"),
        ("entry.utc", "date", "2030-12-29"),
        ("entry.utc", "minute", "2030-12-29 18:07"),
        ("share", "percent", "40 %"),
        ("kg", "tonnes", "6.0 t"),
        ("kg", "whole_tonnes", "6 t"),
        ("entry.utc", "day", "29 December 2030"),
        ("entry.utc", "month", "December 2030"),
        ("risk.likely", "one_in", "1 in 1,200"),
        ("risk.likely / risk.limit", ".1f", "8.3"),
        ("kg + tanks[station.zvezda].kg", "tonnes", "6.8 t"),
        ("kg - tanks[station.zvezda].kg / 2", ",.0f", "2,547"),
        ("kg / 1e3", ".2f", "5.95"),
        ("burns[1].delta_v_m_s / compare usdv/summary.json burns[0].delta_v_m_s", ".1f", "3.8"),
        ("stages[stage=final_burn,axis=pitch].factor", ".1f", "1.7"),
        ("place.latitude_deg", "latitude", "50.8° S"),
        ("place.longitude_deg", "longitude", "123.6° W"),
        ("burns", "count", "2"),
        ("place.longitude_deg", "magnitude", "124"),
        ("stages[0].held", "verdict", "fails"),
        ("cut_offs[mean@number]", ".2f", "0.12"),
        ("burns[1].name", "spoken", "final burn"),
    ],
)
def test_figure(results, path, form, shown):
    """A figure is the value at the end of its path, in its format."""
    assert numbers.figure(f"compare usdv/summary.json {path} {form}", results) == shown


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("compare usdv/summary.json burns[burn_9].delta_v_m_s .2f", "burn_9"),
        ("compare usdv/summary.json entry.angle .2f", "no value"),
        ("compare progress/summary.json kg .2f", "no progress/summary.json"),
        ("kg .2f", "an address is"),
        ("compare usdv/summary.json kg + entry.angle .2f", "no value"),
        ("compare usdv/summary.json kg + a b .2f", "an address is"),
        ("compare usdv/summary.json kg", "an address is"),
    ],
)
def test_missing_figure(results, address, said):
    """A figure that no result gives is named, and the page keeps what it said."""
    page = f"It takes <!--= {address} -->1<!--/--> kg."
    text, problems = numbers.written(page, results)
    assert text == page
    assert len(problems) == 1
    assert said in problems[0]


def test_difference_of_dates(results):
    """Two dates have a difference in days."""
    file = results / "compare" / "usdv" / "dates.json"
    file.write_text(json.dumps({"a": "2031-01-25T12:00:00Z", "b": "2031-01-19T00:00:00.000Z"}))
    assert numbers.figure("compare usdv/dates.json a - b .1f", results) == "6.5"


def test_distance_of_places(results):
    """Two places are a great circle apart: a quarter of the equator, a degree of a meridian."""
    file = results / "compare" / "usdv" / "places.json"
    places = {"a": (0.0, 170.0), "b": (0.0, -100.0), "c": (1.0, 170.0)}
    named = {k: {"latitude_deg": p[0], "longitude_deg": p[1]} for k, p in places.items()}
    file.write_text(json.dumps(named))
    assert numbers.figure("compare usdv/places.json a - b ,.0f", results) == "10,008"
    assert numbers.figure("compare usdv/places.json c - a .1f", results) == "111.2"


def test_figure_of_a_table(results):
    """A table is a list of its rows; a date picks the first row from it on."""
    utc = pa.array([0, 86_400_000_000], pa.timestamp("us", tz="UTC"))
    table = pa.table({"utc": utc, "kind": ["dock", "burn"], "mass_kg": [440e3, 452e3]})
    pq.write_table(table, results / "compare" / "usdv" / "events.parquet")
    at = "compare usdv/events.parquet"
    assert numbers.figure(f"{at} [kind=burn].mass_kg whole_tonnes", results) == "452 t"
    assert numbers.figure(f"{at} [utc:1970-01-01].mass_kg whole_tonnes", results) == "440 t"
    assert numbers.figure(f"{at} [utc:1970-01-02].mass_kg whole_tonnes", results) == "452 t"
    with pytest.raises(numbers.NumbersError, match="1971"):
        numbers.figure(f"{at} [utc:1971-01-01].mass_kg whole_tonnes", results)


def test_writing_twice(results):
    """A page is written to what the results say, and a second time to the same."""
    page = "a <!--= compare usdv/summary.json kg ,.0f -->?<!--/--> b"
    once, problems = numbers.written(page, results)
    assert once == "a <!--= compare usdv/summary.json kg ,.0f -->5,954<!--/--> b"
    assert not problems
    assert numbers.written(once, results) == (once, [])


def test_runs_of_an_address():
    """All runs are flown that an address names, not the first alone."""
    assert numbers.runs_of("compare a.json x + y * 2 / plan_usdv plan.json z .2f") == {
        "compare",
        "plan_usdv",
    }


def test_addresses_of_pages():
    """Every figure of a page names a run that is declared."""
    declared = set(numbers.runs())
    unknown = [
        (page.name, text)
        for page, text in numbers.addresses()
        if not numbers.runs_of(text) <= declared or not numbers.runs_of(text)
    ]
    assert not unknown


def test_a_campaign_goes_on_where_it_stopped(tmp_path):
    """Of the same code, scenarios and command; anything else is flown anew."""
    begun = tmp_path / "many.begun_from"
    assert numbers.way_to_fly("campaign a.yaml", "abc campaign a.yaml", begun) == "--force"
    begun.write_text("abc campaign a.yaml")
    assert numbers.way_to_fly("campaign a.yaml", "abc campaign a.yaml", begun) == "--resume"
    assert numbers.way_to_fly("campaign a.yaml", "abd campaign a.yaml", begun) == "--force"
    begun.write_text("abc plan a.yaml")
    assert numbers.way_to_fly("plan a.yaml", "abc plan a.yaml", begun) == "--force"


def test_runs_flown_two_at_a_time_are_each_flown_once_and_a_failure_ends_it(monkeypatch):
    names, flown = list(numbers.runs())[:6], []
    monkeypatch.setattr(numbers, "fly", lambda name, command: flown.append(name))
    numbers.fly_all(names, 2)
    assert sorted(flown) == sorted(names)

    def fail(name, command):
        raise SystemExit(f"{name}: exit 1")

    monkeypatch.setattr(numbers, "fly", fail)
    with pytest.raises(SystemExit, match=names[0]):
        numbers.fly_all(names, 2)


def test_figures_are_copied_from_runs_that_draw_them():
    """Each has its place among the figures of the pages, a run, and a maker of its name."""
    folder = Path(numbers.__file__).parent / "figures"
    sources = runpy.run_path(str(folder / "redraw.py"))["SOURCES"]
    makers = {*FIGURES, *PLAN_FIGURES, *CAMPAIGN_FIGURES}
    commands = numbers.runs()
    for name, source in sources.items():
        run, figure = source.split("/")
        assert figure in makers and "--no-plots" not in commands[run], name
        assert (folder / f"{name}.png").is_file(), name
    drawn = {path.stem for path in folder.glob("*.png") if path.stem.startswith(("plan", "camp"))}
    assert drawn <= sources.keys()


def test_a_run_is_flown_again_when_its_own_scenario_changes():
    usdv, both = "plan scenarios/usdv.yaml", "compare scenarios/usdv.yaml scenarios/progress.yaml"
    assert numbers.digest(usdv) == numbers.digest(f"{usdv} --no-plots")
    assert numbers.digest(both).startswith(numbers.digest(usdv))
    assert numbers.digest(usdv) != numbers.digest("plan scenarios/progress.yaml")
