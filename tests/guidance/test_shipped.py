"""What the loop is worth on a shipped plan: where the reference piece comes down, 128 samples."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.campaign.run.campaign import select_draws
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.run.sample import fly_samples
from sim.campaign.sampling.draws import draw_samples
from sim.flight.fly import continue_from
from sim.flight.status import FlightProgress
from sim.operations.decisions.rules import Rules
from sim.operations.guidance.rule import USUAL, GuidanceRule
from sim.scenario.build.guidance import guidance_of, with_law
from sim.scenario.build.mission import build_mission
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned
from sim.scenario.load import load
from sim.workflow.campaign.guided import guided_plan
from sim.workflow.campaign.prepare import shared_dispersions
from sim.workflow.flown_scenario import search_feasible_plan

pytestmark = pytest.mark.slow
SAMPLES = 128
EXECUTION = {
    "thrust_factor", "isp_factor", "pitch", "yaw", "ignition_delay", "cutoff_perigee",
    "accelerometer_scale", "accelerometer_bias",
}  # fmt: skip
"""Errors of a burn as it is flown."""


@pytest.fixture(scope="module")
def scenario():
    return load(Path(__file__).parents[2] / "scenarios/usdv.yaml")


@pytest.fixture(scope="module")
def prepare(scenario) -> Callable[[str], Experiment]:
    """The experiment of a law, without fragments."""
    searched = search_feasible_plan(scenario, build_mission(scenario), FlightProgress())
    before = searched.plan.before
    phases = phases_of(planned(scenario, searched.plan), before.mission.epoch)
    mission = continue_from(before, phases[len(before.mission.phases) :])
    guided = guided_plan(scenario, searched)

    def make(law: str) -> Experiment:
        rule = guidance_of(with_law(scenario, law))
        degree = scenario.campaign.field_degree
        return prepare_experiment(
            scenario.name, mission, 1, degree=degree, guidance=rule, guided=guided
        )[0]

    return make


@pytest.fixture(scope="module")
def replanned(prepare) -> Experiment:
    """Nothing fails, and no rule keeps a burn waiting."""
    return replace(prepare("replan"), failures=None, rules=Rules())


@pytest.fixture(scope="module")
def perfect(replanned) -> Experiment:
    known = GuidanceRule(source="perfect", accuracy=USUAL["perfect"], knows_air=True)
    return replace(replanned, guidance=known)


@pytest.fixture(scope="module")
def drawn(scenario) -> dict[str, np.ndarray]:
    dispersions = shared_dispersions([scenario])
    found = draw_samples(dispersions, 1, 4096, "sobol", first=0, count=SAMPLES)
    found.pop("weight")
    return found


def fly_all(experiment: Experiment, drawn, keep=lambda stem: True) -> dict[str, np.ndarray]:
    """Samples with the draws of the parameters that are kept."""
    chosen = {name: values for name, values in drawn.items() if keep(name.partition(".")[0])}
    return fly_samples(experiment, np.arange(SAMPLES), select_draws(experiment, chosen)).samples


def test_with_perfect_knowledge_each_sample_lands_within_a_kilometre(perfect, drawn):
    """Whatever air, area and mass are; attitude lost early is nothing a burn can foresee."""
    flown = fly_all(perfect, drawn, lambda stem: stem not in EXECUTION | {"attitude_loss"})
    assert set(flown["outcome"]) == {"aimed"}
    assert np.hypot(flown["reference_along_km"], flown["reference_cross_km"]).max() < 1.0


def test_errors_of_execution_alone_have_no_bias(perfect, drawn):
    flown = fly_all(perfect, drawn, lambda stem: stem in EXECUTION)
    for name in ("reference_along_km", "reference_cross_km"):
        miss = flown[name]
        assert abs(miss.mean()) < 1.96 * miss.std(ddof=1) / np.sqrt(SAMPLES), name


def test_the_loop_more_than_halves_the_scatter_of_the_clock(prepare, replanned, drawn):
    """Along the track, with all nominal errors and without failures."""
    guided = fly_all(replanned, drawn)["reference_along_km"]
    clock = fly_all(prepare("clock"), drawn)["reference_along_km"]
    assert np.isfinite(guided).all()
    assert guided.std() < 0.5 * np.nanstd(clock)
