"""The altitude lowering of a plan beside the cheapest one, and why it is not studied where it can't
be.
"""

import numpy as np

from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.planning.lowering.figures import LoweringStudyFigures
from sim.planning.lowering.study import (
    PERCENTILES,
    REACH,
    study_lowering,
    summarise_lowering,
    tabulate_altitudes,
)
from sim.planning.targeting.sequence import StartStates
from sim.planning.targeting.trial import observe_starts
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import problem_of
from sim.scenario.error import ScenarioError
from sim.scenario.schema.scenario import Scenario

Columns = dict[str, np.ndarray]


def study_lowering_way(
    scenario: Scenario, mission: Mission, before: Flight
) -> tuple[LoweringStudyFigures | None, Columns | None, str]:
    """Figures and altitude profiles of the altitude lowering, or why there are none."""
    first = mission.phases[0].altitude_profile
    if first is None or not first.firings:
        return None, None, "the scenario does not begin with lowering burns"
    here = observe_starts(StartStates(before, before.t[:1], before.y[:1]))
    end = float(before.t[0]), float(here.mean_altitude[0])
    environment = scenario.environment
    forecast = (
        environment.atmosphere.asks_for_weather and environment.space_weather.constant is None
    )
    usual = mission.phases[0].attitude or mission.attitude_at_start
    uncontrolled = problem_of(scenario).entry_attitude
    names = [attitude.name for vehicle in mission.vehicles for attitude in vehicle.attitudes]
    others = [name for name in names if name not in (usual, uncontrolled)]
    far = _far(scenario, mission, end[0])
    percentiles = PERCENTILES if forecast else (50.0,)
    try:
        study = study_lowering(mission, far, end, others, percentiles)
    except ValueError as error:
        return None, None, str(error)
    return summarise_lowering(study, mission.epoch), tabulate_altitudes(study, mission.epoch), ""


def _far(scenario: Scenario, mission: Mission, seconds: float) -> Mission:
    """The mission with tables that reach `REACH` times as far; the same where there are none."""
    if scenario.environment.atmosphere.model == "nrlmsis21":
        return mission  # its table takes minutes for ten years
    horizon = mission.epoch.utc_iso(max(REACH * seconds, mission.horizon))
    try:
        return build_mission(scenario.model_copy(update={"horizon": horizon}))
    except ScenarioError:
        return mission
