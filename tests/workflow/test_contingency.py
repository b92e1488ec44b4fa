"""A contingency: what is refused, what is written and read back; slowly, the whole of it."""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.report.contingency.figures import draw_contingency
from sim.report.contingency.page import contingency_page
from sim.report.contingency.words import (
    contingency_markdown,
    flown_table,
    headline,
    sentences,
)
from sim.report.results.contingency import Contingency, ContingencyResult
from sim.report.results.provenance import Provenance
from sim.report.results.reading import ResultsError
from sim.scenario.load import load
from sim.workflow.contingency.day import planned_altitude, station_on
from sim.workflow.contingency.study import Question, study_contingency
from sim.workflow.contingency.write import contingency_to_folder
from sim.workflow.output import Output
from sim.workflow.redraw import redraw

SCENARIO = Path(__file__).parents[2] / "scenarios" / "contingency.yaml"


def span(likely: float) -> dict[str, float]:
    return {"low": 0.5 * likely, "likely": likely, "high": 1.5 * likely}


def answer(flies: bool = True) -> dict:
    """A small answer of two attitudes and one percentile."""
    end = {
        "percentile": 50.0,
        "utc": "2029-06-11T00:00:00Z",
        "months": 30.0,
        "expected_casualties": span(0.2),
    }
    way = {
        "name": "what is known to work",
        "ships": 2,
        "height_km": 220.0,
        "feasible": False,
        "margin_kg": -410.0,
        "propellant_kg": 5000.0,
        "delta_v_m_s": 35.0,
        "perigee_reached_km": 105.0,
        "fails": "410 kg of the reserve are missing",
    }
    deorbit = {
        "ships": 2,
        "attitude": "station.broadside",
        "height_km": 220.0,
        "used": 2,
        "pushing": 0,
        "keeps_distances": True,
        "entry_utc": "2028-06-20T10:00:00Z",
        "flight_path_angle_deg": -0.48,
        "latitude_deg": -44.0,
        "longitude_deg": -120.0,
        "ocean": "South Pacific Ocean",
        "length_95_km": 3900.0,
        "land": "foreign land",
        "least_km": 900.0,
        "limit_km": 370.0,
        "delta_v_m_s": 43.0,
        "propellant_kg": 6100.0,
        "sources": [{"tank": "station.zarya", "start_kg": 5000.0, "used_kg": 4800.0}],
        "as_planned": span(0.0),
        "with_failures": span(1e-3),
        "limit": 1e-4,
    }
    corridor = {
        "air": [0.85, 1.0, 1.15],
        "minutes_to_entry": [41.0, 40.0, 39.0],
        "stretch_km": 900.0,
        "flight_path_angle_deg": -0.3,
    }
    return {
        "scenario": "contingency",
        "title": "Contingency",
        "label": "contingency",
        "depends_on": "much",
        "scenario_sha256": "0" * 64,
        "version": "0.1.0",
        "asked": {
            "date_utc": "2026-12-01T00:00:00Z",
            "ships": 2,
            "first_ship_days": 91.0,
            "control": True,
        },
        "station": {
            "altitude_km": 415.0,
            "mass_kg": 430e3,
            "docked": ["progress"],
            "propellant": [{"tank": "station.zarya", "kg": 3500.0}],
        },
        "casualty_area_m2": span(1e4),
        "alone": [
            {"attitude": name, "controlled": kept, "ballistic_kg_m2": 100.0, "ends": [end]}
            for name, kept in (("station.broadside", True), ("station.tumbling", False))
        ],
        "searched": [way],
        "rests_on": "Zarya feeds the main engines" if flies else None,
        "needed": None if flies else 3,
        "corridor": corridor,
        "ways": [way | {"name": "broadside", "feasible": flies, "fails": ""}] if flies else [],
        "earliest": [
            {
                "ships": 2,
                "attitude": "station.broadside",
                "percentile": 50.0,
                "begin_utc": "2028-06-18T00:00:00Z",
                "months": 18.6,
                "height_km": 220.0,
                "used": 2,
                "pushing": 1,
                "last_order_utc": "2027-12-01T00:00:00Z",
            }
        ]
        if flies
        else [],
        "deorbit": deorbit if flies else None,
        "no_deorbit": "" if flies else "no order of burns brings it down",
        "assumptions": [{"key": "contingency.docked", "value": "300 kg", "words": "0 to 600 kg"}],
    }


def result(flies: bool = True) -> ContingencyResult:
    day = np.array(["2026-12-01", "2027-01-01"], dtype="datetime64[us]")
    one = np.ones(2)
    given = answer(flies)
    return ContingencyResult(
        answer=given,
        exposure={
            "lost_utc": day,
            "percentile": 50.0 * one,
            "altitude_km": 415.0 * one,
            "end_utc": day + np.timedelta64(900, "D"),
            "months": 30.0 * one,
            "people_per_km2": 20.0 * one,
            "casualties_low": 0.1 * one,
            "casualties_likely": 0.2 * one,
            "casualties_high": 0.3 * one,
        },
        descent={
            "attitude": np.array(["station.broadside"] * 2 + ["station.tumbling"] * 2),
            "percentile": np.full(4, 50.0),
            "utc": np.concatenate([day, day]),
            "altitude_km": np.array([415.0, 150.0, 415.0, 150.0]),
        },
        words=contingency_markdown(given),
        manifest=Provenance(
            scenarios={"contingency": "0" * 64}, statuses=[], weather={}, command="a test"
        ),
    )


@pytest.mark.parametrize("date", ["2026-11-30", "2031-01-01", "tomorrow", "2027-02-30"])
def test_days_nothing_is_known_of_are_refused(date):
    with pytest.raises(InputError, match="knows the station from 2026-12-01 to 2030-12-28"):
        station_on(SCENARIO, {}, date)


def test_what_else_is_refused():
    with pytest.raises(InputError, match="--ships 9: allowed are 0 to 8"):
        study_contingency(SCENARIO, {}, Question(date="2026-12-01", ships=9))
    with pytest.raises(InputError, match="--after"):
        study_contingency(SCENARIO, {}, Question(date="2026-12-01", after=0.0))
    with pytest.raises(InputError, match="has no `contingency`"):
        station_on(SCENARIO.parent / "usdv.yaml", {}, "2029-01-01")


def test_the_planned_altitude_lies_between_its_dates():
    model = load(SCENARIO).contingency
    assert model is not None
    assert planned_altitude(model, "2027-06-01T00:00:00Z") == 415e3
    half = planned_altitude(model, "2029-06-30T12:00:00Z")
    assert half == pytest.approx(0.5 * (415e3 + 330e3), abs=100.0)


def test_the_words_say_what_it_rests_on():
    flies, not_ = answer(), answer(flies=False)
    assert headline(flies).startswith("Only if Zarya feeds the main engines: with 2 ships")
    assert any("no option is left if ships are asked for after 1 Dec 2027" in s
               for s in sentences(flies))  # fmt: skip
    told = " ".join(sentences(flies))
    assert "No public source says what the tanks hold" in told
    assert "4,800 kg of 5,000 kg from station.zarya" in told
    fed = flies["deorbit"]["sources"][0] | {"used_kg": 5200.0}
    fuller = flies | {"deorbit": flies["deorbit"] | {"sources": [fed]}}
    assert "5,200 kg from station.zarya, 200 kg of them fed" in " ".join(sentences(fuller))
    assert "1 in 1,000 (1 in 670 to 1 in 2,000) with failures" in told and "against 1 in 5" in told
    assert "known to a stretch of 900 km along the track once" in told
    near = flies | {"deorbit": flies["deorbit"] | {"keeps_distances": False, "least_km": 80.0}}
    assert "80 km from foreign land, where 370 km are asked for" in headline(near)
    rows = flown_table([flies, not_, near]).rows
    assert [row[0] for row in rows] == ["2", "2", "2"]
    assert "too near" not in rows[0][6] and "none" in rows[1][1] and "too near" in rows[2][6]
    assert headline(not_).startswith("With 2 ships there is no controlled entry")
    assert any("stretch of 900 km" in each for each in sentences(not_))
    assert "no warning" in contingency_markdown(not_)


@pytest.mark.parametrize("flies", [True, False])
def test_results_are_read_back_drawn_and_shown(tmp_path, flies):
    made = result(flies)
    Contingency.model_validate(made.answer)
    made.write(tmp_path)
    read = ContingencyResult.read(tmp_path)
    assert read.answer == json.loads(json.dumps(made.answer))
    assert np.array_equal(read.exposure["lost_utc"], made.exposure["lost_utc"])
    drawn = draw_contingency(read, tmp_path, ["png"])
    assert [each.name for each in drawn] == ["exposure.png", "descent.png"]
    page = contingency_page(tmp_path)
    assert ("deorbit/report.html" in page) is flies and "0 to 600 kg" in page
    assert [each.name for each in redraw(tmp_path, ["svg"])][-1] == "report.html"


def test_damaged_results_are_refused(tmp_path):
    result().write(tmp_path)
    content = json.loads((tmp_path / "contingency.json").read_text())
    content["alone"][0]["ends"][0]["months"] = "many"
    (tmp_path / "contingency.json").write_text(json.dumps(content))
    with pytest.raises(ResultsError, match="months"):
        ContingencyResult.read(tmp_path)


@pytest.mark.slow
def test_the_question_of_the_page(tmp_path):
    """Two ships are too few, the burns of three fly, with Zarya feeding the engines; they are then
    planned: either the plan keeps sums and limits, or it is said which limit stands against it.
    """
    output = Output(folder=tmp_path / "out", plots=False, command="a test")
    question = Question(date="2026-12-01", ships=3)
    folder, found = contingency_to_folder(SCENARIO, {}, question, output)
    told = found.answer
    assert not told["searched"][0]["feasible"] and told["rests_on"]
    assert {way["ships"] for way in told["ways"] if way["feasible"]} == {3}
    lost = next(each for each in told["alone"] if not each["controlled"])
    assert [end["months"] for end in lost["ends"]] == sorted(
        (end["months"] for end in lost["ends"]), reverse=True
    )
    assert (folder / "uncontrolled" / "summary.json").is_file()
    assert (folder / "deorbit" / "summary.json").is_file() is (told["deorbit"] is not None)
    assert any(each["ships"] == 3 and each["begin_utc"] for each in told["earliest"])
    if told["deorbit"] is None:
        assert "no feasible plan" in told["no_deorbit"] and told["no_deorbit"] in headline(told)
    else:
        keeps_sums_and_limits(told["deorbit"], lost["ends"][1])
        assert told["no_deorbit"] == ""


def keeps_sums_and_limits(deorbit: dict, decay: dict) -> None:
    """A plan that was flown: its propellant, entry and distance from land, less risk than decay."""
    sources = deorbit["sources"]
    used = sum(each["used_kg"] for each in sources)
    assert used == pytest.approx(deorbit["propellant_kg"])
    assert used <= sum(each["start_kg"] for each in sources)
    assert deorbit["flight_path_angle_deg"] < -0.4
    assert deorbit["least_km"] is None or deorbit["least_km"] >= deorbit["limit_km"]
    risk = deorbit["with_failures"]["likely"]
    assert deorbit["as_planned"]["likely"] <= risk < decay["expected_casualties"]["likely"]
