"""Ships that leave in a run: both ways of disposal in its summary, files, page, tables and risk."""

from pathlib import Path

import numpy as np
import pytest

from sim.entry.disposal import left_to_fall
from sim.flight.fly import fly
from sim.report.page.write import write_page
from sim.report.results.run import RunResult
from sim.report.tables.run import run_table
from sim.report.text.comparison import compare_summaries
from sim.scenario.build.mission import build_mission
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.workflow.acceptance import check_completed
from sim.workflow.build_results import run_result
from sim.workflow.flown_scenario import run_scenario

HERE = Path(__file__).parent.parent / "report"
FILE = HERE / "descent.yaml"


def scenario_of(disposal: str, load: str = "800 kg"):
    text = FILE.read_text() + (HERE / "catalogue.yaml").read_text()
    text = text.replace("  visitor:\n", f"  visitor:\n    disposal: {disposal}\n")
    return loads(text.replace('load: {value: "800 kg"', f'load: {{value: "{load}"'), str(FILE))


def flown(disposal: str, **changes: str):
    from sim.flight.status import FlightProgress

    scenario = scenario_of(disposal, **changes)
    return run_scenario(scenario, build_mission(scenario), FlightProgress())


@pytest.fixture(scope="module")
def controlled():
    return flown("controlled")


@pytest.fixture(scope="module")
def uncontrolled():
    return flown("uncontrolled")


def test_a_ship_that_deorbits_itself_is_in_every_output(controlled, tmp_path):
    result = run_result(controlled)
    (ship,) = result.summary["disposals"]
    assert ship["vehicle"] == "visitor"
    assert ship["engine"] == "visitor.pushers"
    assert ship["propellant_used_kg"] == pytest.approx(ship["propellant_needed_kg"], rel=0.05)
    assert ship["propellant_used_kg"] < ship["propellant_aboard_kg"]
    assert ship["expected_casualties"]["high"] == 0.0
    assert ship["distance_kept"] == (ship["land_distance_km"] >= ship["land_limit_km"])
    tank = result.summary["propellant"]["by_tank"]["visitor.hold"]
    assert tank["end_kg"] == pytest.approx(ship["propellant_aboard_kg"])
    assert result.summary["propellant"]["departed_kg"] == pytest.approx(tank["end_kg"], rel=1e-6)
    result.write(tmp_path)
    read = RunResult.read(tmp_path)
    assert read.summary["disposals"] == [
        {key: ship[key] for key in ship} | read.summary["disposals"][0]
    ]
    assert read.disposals is not None
    np.testing.assert_array_equal(read.disposals["vehicle"], ["visitor"])
    write_page(tmp_path)
    assert "Ships that left" in (tmp_path / "report.html").read_text()
    from rich.console import Console

    console = Console(width=80, record=True)
    console.print(run_table(result.summary))
    assert "falls at" in console.export_text()
    figures = compare_summaries([result.summary])["figures"]["descent"]
    assert figures["disposals_controlled"] == 1
    assert figures["disposal_propellant_kg"] == ship["propellant_used_kg"]


def test_one_left_to_fall_is_in_the_sum_of_the_risk(controlled, uncontrolled):
    (ship,) = run_result(uncontrolled).summary["disposals"]
    assert ship["way"] == "uncontrolled"
    assert ship["impact_utc"] is None
    risk = ship["expected_casualties"]
    assert 0.0 < risk["low"] < risk["likely"] < risk["high"]
    total = uncontrolled.reentry.assessment.total
    assert total.contributions["ships left to fall"].likely == risk["likely"]
    before = sum(span.likely for name, span in total.contributions.items() if "ships" not in name)
    assert total.total.likely == pytest.approx(before + risk["likely"])
    assert sum(total.share.values()) == pytest.approx(1.0)
    assert "ships left to fall" not in controlled.reentry.assessment.total.contributions


def test_progress_m27m_has_the_risk_that_was_published():
    """Dry mass of about 5.5 t of the ship left to fall in May 2015, and a risk of 1 in 3,200 that
    is repeated in later text; its first source was not seen, so the order alone is compared. It is
    what a share of UARS can give.
    """
    risk = left_to_fall(5500.0, 0.094, 0.042, 2015.0, 51.6)
    assert risk.low < 1.0 / 3200.0 < risk.high
    assert risk.likely == pytest.approx(1.0 / 3200.0, rel=0.5)


def test_a_ship_with_too_little_is_refused_with_figures_and_line():
    scenario = scenario_of("controlled", load="170 kg")
    flight = fly(build_mission(scenario))
    left = flight.final.load[0, 1]
    assert left < 170.0
    check_completed(flight, scenario, FILE)
    small = scenario_of("controlled", load="130 kg")
    with pytest.raises(ScenarioError) as told:
        check_completed(fly(build_mission(small)), small, FILE)
    assert "visitor undocks on 2025-06-01" in str(told.value)
    assert "needs" in str(told.value)
    assert "uncontrolled" in str(told.value)
