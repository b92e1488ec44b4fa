"""What a notebook shows: by the methods that IPython asks for, and by IPython where it is there."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from astropy import units
from astropy.time import Time
from astropy.units import Quantity

import sim
from sim.api.answer import PlanAnswer
from sim.api.flight import Flight
from sim.api.table import quantities
from sim.report.results.plan import PlanResult
from sim.workflow.progress import DONE, Progress

from .conftest import PLAN, SHORT

PNG = b"\x89PNG\r\n\x1a\n"
THRUST = "vehicles.tug.engines.main.thrust"


def words_of(html: str) -> str:
    """Text of markup that must be whole."""
    return " ".join(ElementTree.fromstring(f"<div>{html}</div>").itertext())


@pytest.mark.parametrize("name", ["decay", "ground_track"])
def test_a_figure_shows_by_itself(flight, name):
    assert flight.plot(name)._repr_png_().startswith(PNG)


def test_ipython_finds_a_picture_and_a_page(flight, descent):
    formatters = pytest.importorskip("IPython.core.formatters")
    shown, _ = formatters.DisplayFormatter().format(flight.plot("decay"))
    assert shown["image/png"].startswith(PNG)
    for each in (flight, descent):
        shown, _ = formatters.DisplayFormatter().format(each)
        assert "<p>" in shown["text/html"]


def test_a_flight_tells_its_results(flight):
    words = words_of(flight._repr_html_())
    assert "impact of the intact stack" in words and "final burn" in words
    risky = {
        "likely": 1e-3, "low": 1e-3, "high": 1e-3,
    }  # fmt: skip
    debris = {
        "footprint": None, "reference": None, "surviving_mass_share": {"all": 0.3}, "keep_out": [],
        "expected_casualties": {"with_failures": risky, "uncontrolled": risky, "limit": 1e-4},
    }  # fmt: skip
    told = flight.figures | {"debris": debris, "title": "<b>x</b>"}
    assert flight.broken_limits == [] == Flight(replace(flight.result, summary=told)).broken_limits
    html = Flight(replace(flight.result, summary=told))._repr_html_()
    assert "<b>" not in html and "&lt;b&gt;x&lt;/b&gt;" in html


def test_a_scenario_tells_its_changes(descent):
    html = descent.with_({"title": "<i>other</i>"})._repr_html_()
    assert "<i>" not in html
    words = words_of(html)
    assert "title" in words and "<i>other</i>" in words and "descent.yaml" in words


def test_a_plan_tells_its_burns_or_why_there_are_none():
    plan = sim.load(PLAN).plan(failures=False)
    assert repr(plan) == "<PlanAnswer of short_plan: feasible>"
    words = words_of(plan._repr_html_())
    assert "the plan is feasible" in words and "burn 1" in words and "propellant" in words
    answer = plan.figures | {
        "feasible": False,
        "findings": [{"sentence": "too little thrust", "remedy": "more of it"}],
    }
    told = words_of(PlanAnswer(plan.scenario, PlanResult(answer=answer))._repr_html_())
    assert "no plan is feasible" in told and "too little thrust; more of it" in told


def dates_of(value, path=""):
    """Every value under a key of a date."""
    if not isinstance(value, (dict, list)):
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if str(key) == "utc" or str(key).endswith("_utc"):
            yield f"{path}.{key}", inner
        yield from dates_of(inner, f"{path}.{key}")


def test_every_date_of_a_summary_is_a_time(flight):
    dates = [value for _, value in dates_of(flight.figures) if value is not None]
    assert len(dates) > 8
    shown = flight.summary
    assert isinstance(shown["impact"]["utc"], Time) and isinstance(shown["start"], Time)
    assert isinstance(shown["entry_interface"]["utc"], Time)
    assert isinstance(shown["burns"][0]["ignition"], Time)
    text = re.compile(r"\d{4}-\d\d-\d\dT")
    assert not any(text.match(str(v)) for v in leaves(shown) if isinstance(v, str))
    assert isinstance(quantities({"utc": None})["utc"], type(None))


def leaves(value):
    """All that is no mapping or list."""
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    else:
        yield value


@pytest.mark.parametrize("value", ["360 N", 360.0 * units.N, Quantity(0.36, "kN")])
def test_a_value_from_python_needs_no_source(descent, value):
    changed = descent.with_({THRUST: value})
    thrust = changed.scenario.vehicles["tug"].engines["main"].thrust
    assert float(thrust) == pytest.approx(360.0) and thrust.assumption == "set from Python"
    assert "set from Python" in changed.yaml and "set from Python" not in descent.yaml
    noted = descent.with_({THRUST: {"value": "360 N", "source": "a book"}})
    assert noted.scenario.vehicles["tug"].engines["main"].thrust.source == "a book"
    several = {"thrust": "360 N", "isp": "310 s", "count": 20}
    engines = descent.with_({"vehicles.tug.engines.main": several}).scenario.vehicles["tug"].engines
    assert engines["main"].isp.assumption == engines["main"].count.assumption == "set from Python"


def test_a_wrong_value_from_python_is_still_told(descent):
    with pytest.raises(sim.ScenarioError, match=r"changes:1: vehicles.*'kg' is not a unit of"):
        descent.with_({THRUST: "360 kg"})


def test_a_file_still_needs_sources(tmp_path):
    text = SHORT.read_text().replace('{value: "400 N", assumption: "made up"}', '"400 N"')
    file = tmp_path / "bare.yaml"
    file.write_text(text)
    with pytest.raises(sim.ScenarioError, match=r"bare\.yaml:\d+: vehicles\.tug.*has no source"):
        sim.load(file, {"title": "x"})


def test_progress_is_one_line(capsys):
    sim.show_progress(Progress(stage="drift", scenario="usdv", share=0.25, utc="2030-01-02T03:04"))
    sim.show_progress(Progress(stage="flying", samples=2000, samples_done=500))
    sim.show_progress(Progress(stage=DONE, scenario="usdv", share=1.0))
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.endswith("\n")
    first, second, last = (line.strip() for line in said.split("\r")[1:])
    assert first == "usdv  drift  2030-01-02 03:04  25 %" and second == "500 of 2,000 samples"
    assert last == "usdv  done  100 %"


def test_every_flight_reports_its_progress(descent):
    heard = []
    descent.fly(on_progress=heard.append)
    assert heard and heard[-1].stage == DONE
