"""A small stack with a short plan of three burns, found once, and what guides its samples."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from sim.campaign.run.apply import apply_draws
from sim.campaign.run.campaign import select_draws
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.guided import GuidedPlan, first_knowledge
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.sampling.draws import draw_samples
from sim.flight.fly import continue_from, fly
from sim.flight.phase import CutoffLaw
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.rule import USUAL, GuidanceRule
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.solve import BurnPlan, search_burns
from sim.scenario.build.campaign import corridor, dispersions
from sim.scenario.build.guidance import guidance_of, with_law
from sim.scenario.build.mission import build_mission
from sim.scenario.build.phases import phases_of
from sim.scenario.build.plan import planned, problem_of
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario

SCENARIO = Path(__file__).parent / "descent.yaml"
SEED, MOST = 5, 64
PERFECT = GuidanceRule(source="perfect", accuracy=USUAL["perfect"], knows_air=True)
"""Everything is known as it is."""


@dataclass(frozen=True)
class Small:
    """A scenario and its plan."""

    scenario: Scenario
    plan: BurnPlan

    def with_cutoff(self, law: CutoffLaw) -> "Small":
        """The same with burns that are cut off by another law; the plan is solved in perigees, so
        that it stays what it is.
        """
        model = self.scenario.plan
        assert model is not None
        burns = tuple(burn.model_copy(update={"cutoff_law": law}) for burn in model.burns)
        scenario = self.scenario.model_copy(
            update={"plan": model.model_copy(update={"burns": burns})}
        ).made_from(self.scenario)
        problem = problem_of(scenario)
        assert isinstance(problem, PlanningProblem)
        return Small(scenario, replace(self.plan, problem=problem))

    def prepare(self, law: str = "replan") -> Experiment:
        """The experiment of a law; the stack stays up 20 revolutions before each burn."""
        scenario = with_law(self.scenario, law)
        dated = planned(scenario, self.plan)
        before = self.plan.before
        phases = phases_of(dated, before.mission.epoch)[len(before.mission.phases) :]
        guided = GuidedPlan(plan=self.plan, revolutions_left=(60.0, 40.0, 20.0), backups=1)
        experiment, _ = prepare_experiment(
            scenario.name,
            continue_from(before, phases),
            SEED,
            degree=4,
            corridor=corridor(scenario),
            guidance=guidance_of(scenario),
            guided=guided,
        )
        return experiment


@pytest.fixture(scope="session")
def small() -> Small:
    scenario = load(SCENARIO)
    problem = problem_of(scenario)
    assert isinstance(problem, PlanningProblem)
    return Small(scenario, search_burns(problem, fly(build_mission(scenario))))


@pytest.fixture(scope="session")
def experiment(small) -> Experiment:
    """Samples that are planned again from GPS, without a rule or a failure."""
    return small.prepare()


@pytest.fixture(scope="session")
def perfect(experiment) -> Experiment:
    """The same with everything known."""
    return replace(experiment, guidance=PERFECT)


@pytest.fixture(scope="session")
def draws(small, experiment) -> Callable[..., dict[str, np.ndarray]]:
    """Draws of the first samples, of all parameters or of those that are named."""

    def make(n: int, *names: str) -> dict[str, np.ndarray]:
        given = dispersions(small.scenario)
        drawn = select_draws(experiment, draw_samples(given, SEED, MOST, "sobol", first=0, count=n))
        drawn.pop("weight", None)
        return {name: drawn[name] for name in (names or drawn)}

    return make


@pytest.fixture(scope="session")
def knowledge(experiment) -> Callable[..., Knowledge]:
    """What is known at first of samples with errors of the first state, m and m/s."""

    def make(rule: GuidanceRule = PERFECT, **errors: np.ndarray) -> Knowledge:
        known = replace(experiment, guidance=rule)
        truth = apply_draws(experiment.mission, experiment.phases, errors)
        return first_knowledge(known, truth)

    return make
