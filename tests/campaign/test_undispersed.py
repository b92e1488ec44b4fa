"""A sample of which nothing is dispersed gives the figures of the run, one by one."""

from dataclasses import replace

import numpy as np
import pytest

from sim.campaign.analysis.measures import MEASURES
from sim.campaign.run.debris import DEBRIS_FIGURES
from sim.campaign.run.guided import REFERENCE_FIGURES, no_outcome
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.run.sample import DESCENT_FIGURES, FLIGHT_FIGURES, fly_samples
from sim.entry.breakup.stages import STRENGTHS, BreakUp, Uniform
from sim.flight.interface import find_aboard
from sim.scenario.build.campaign import corridor
from sim.scenario.build.entry import components, entry_options
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.workflow.run import run_scenarios

from .conftest import HERE

ALL = 1000
"""More pieces than there are: all of them are flown."""

CARRIED = {"heel_km", "toe_km", "surviving_share", "casualty_area_m2"}
"""What a few pieces carry over from all of them exactly."""


MEDIANS = BreakUp(
    strengths={name: replace(each, deviation=0.0) for name, each in STRENGTHS.items()},
    by_altitude=frozenset({"late"}),
    late=Uniform(60e3, 60e3),
)


@pytest.fixture(scope="module")
def scenario():
    return load(HERE / "short.yaml", {"entry.samples": 0, "entry.break_up.by_altitude": ["late"]})


@pytest.fixture(scope="module")
def run(scenario):
    """The run's own figures under the names a campaign has for them."""
    (result,) = run_scenarios([scenario], [HERE / "short.yaml"])
    summary, fragments = result.summary, result.fragments
    debris, burn, entry = summary["debris"], summary["burns"][-1], summary["entry_interface"]
    (whole,) = (e for e in debris["footprint_nominal"]["by_break_up"] if e["share"] == 1.0)
    area = fragments["casualty_area_m2"]
    down, zero = area > 0.0, debris["reference"]["along_km"]
    land = {each["land"]: each for each in debris["keep_out"]}
    along, cross = fragments["along_track_km"][down] - zero, fragments["cross_track_km"][down]
    middle = {"weights": area[down]}
    limits = corridor(scenario)
    inside = (np.abs(along - limits.centre / 1e3) <= limits.half_length / 1e3) & (
        np.abs(cross) <= limits.half_width / 1e3
    )
    return {
        "end_time_s": result.trajectory["time_s"][-1],
        "propellant_used_kg": summary["propellant"]["used_kg"],
        "propellant_left_kg": summary["propellant"]["margin_kg"],
        "margin_kg": summary["propellant"]["margin_kg"],
        "delta_v_m_s": burn["delta_v_m_s"],
        "final_burn_s": burn["duration_s"],
        "final_perigee_km": burn["perigee_after_km"],
        "entry_time_s": result.events["time_s"][result.events["kind"] == "entry_interface"][0],
        "entry_angle_deg": entry["flight_path_angle_deg"],
        "entry_latitude_deg": entry["latitude_deg"],
        "entry_longitude_deg": entry["longitude_deg"],
        "impact_time_s": result.trajectory["time_s"][-1],
        "impact_latitude_deg": summary["impact"]["latitude_deg"],
        "impact_longitude_deg": summary["impact"]["longitude_deg"],
        "heel_km": whole["heel_from_reference_km"],
        "toe_km": whole["toe_from_reference_km"],
        "centre_km": np.average(along, **middle),
        "cross_km": np.average(cross, **middle),
        "casualty_area_m2": debris["casualty_area_m2"]["likely"],
        "expected_casualties": debris["expected_casualties"]["as_planned"]["likely"],
        "person_casualty_area_m2": debris["people"]["casualty_area_m2"]["likely"],
        "person_expected_casualties": debris["people"]["as_planned"]["likely"],
        "foreign_land_km": land["foreign land"]["least_km"],
        "us_land_km": land["US land"]["least_km"],
        "permanent_ice_km": land["permanent ice"]["least_km"],
        "outside_corridor": np.count_nonzero(~inside),
        "keep_out_violations": sum(each["violations"] for each in land.values()),
        "surviving_share": debris["surviving_mass_share"]["all"],
    }


def sample(scenario, pieces: int) -> dict[str, float]:
    """The figures of one undispersed sample, flown as precisely as the run."""
    experiment, _ = prepare_experiment(
        scenario.name,
        build_mission(scenario),
        3,
        families=lambda flown: components(scenario, find_aboard(flown)),
        options=replace(entry_options(scenario.entry), break_up=MEDIANS),
        year=2025 + 5 / 12,
        pieces=pieces,
        degree=36,
        tolerance=0.0,
        corridor=corridor(scenario),
    )
    table, *_ = fly_samples(experiment, np.array([0]), {})
    assert table["status"][0] == "impact" and table["burns_complete"][0]
    return {name: values[0] for name, values in table.items()}


@pytest.fixture(scope="module")
def with_all(scenario):
    return sample(scenario, ALL)


def test_every_measure_is_compared(run):
    assert {*FLIGHT_FIGURES, *DESCENT_FIGURES, *DEBRIS_FIGURES} == set(run)
    guided = {*REFERENCE_FIGURES, *no_outcome(1, "")}  # nothing is aimed or planned again here
    assert set(MEASURES) - {"length_km"} - guided <= set(run)


@pytest.mark.parametrize("name", [*FLIGHT_FIGURES, *DESCENT_FIGURES, *DEBRIS_FIGURES])
def test_a_measure_is_that_of_the_run(run, with_all, name):
    """Steps are chosen a little differently: metres, over hundreds of kilometres."""
    assert with_all[name] == pytest.approx(run[name], rel=1e-5, abs=1e-3), name


@pytest.mark.parametrize("name", sorted(CARRIED))
def test_three_pieces_carry_it_over_from_all(scenario, run, name):
    few = sample(scenario, 3)
    assert few[name] == pytest.approx(run[name], rel=1e-5, abs=1e-3), name
