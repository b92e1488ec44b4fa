"""Sensitivity cases of a flight: the descent under low and high solar activity, and where it all
comes down if the final burn of its plan fails.

Both are flown, not estimated. The cases of solar activity end where the plan begins or the first
deorbit burn is due: the burns after that are dated for one level of activity.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.entry.risk.land import countries_under
from sim.environment.space_weather.forecast import deviate
from sim.environment.space_weather.indices import weather_coverage
from sim.flight.fly import continue_from, fly
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import Flight
from sim.flight.status import FlightProgress
from sim.flight.trajectory import trajectory
from sim.planning.failures.impact_map import FailureMap, FailureMapOptions, map_failures
from sim.planning.targeting.solve import BurnPlan
from sim.scenario.build.mission import weather_options
from sim.scenario.build.phases import phases_of
from sim.scenario.schema.scenario import Scenario

PERCENTILES = (5.0, 50.0, 95.0)
"""Of the forecast: low, median and high solar activity."""

FORECASTING, FAILING = "other solar activity", "failure map"


def fly_to_final_burn(
    scenario: Scenario, plan: BurnPlan, live: FlightProgress
) -> tuple[Flight, Phase, tuple[Phase, ...]]:
    """Fly a plan with dated burns to the ignition of its final one; returns the flight, that phase,
    and those after it.
    """
    before = plan.before
    phases = phases_of(scenario, before.mission.epoch)[len(before.mission.phases) :]
    name = plan.problem.final.name
    k = next(i for i, phase in enumerate(phases) if phase.name == name)
    return fly(continue_from(before, phases[:k]), live), phases[k], phases[k + 1 :]


def map_plan_failures(scenario: Scenario, plan: BurnPlan, live: FlightProgress) -> FailureMap:
    """Where everything comes down if the final burn of a plan fails, second by second."""
    ready, final, after = fly_to_final_burn(scenario, plan, live)
    live.phase = FAILING
    options = FailureMapOptions(field_degree=scenario.environment.gravity.degree)
    return map_failures(ready, final, after, options, countries_under)


def fly_solar_activity_cases(
    scenario: Scenario,
    mission: Mission,
    live: FlightProgress,
    percentiles: Sequence[float] = PERCENTILES,
) -> dict[str, np.ndarray] | None:
    """Mean altitude by date under several percentiles of the forecast.

    Parameters
    ----------
    scenario, mission
        The scenario, and its mission of one trajectory, from the start.
    live
        Receives phase and time.
    percentiles
        1 to 99; a trajectory each, all flown together.

    Returns
    -------
    dict
        Columns `percentile`, `utc`, `mean_altitude_km`, `status`; None where no day of the flight
        is forecast, or nothing is flown before the first burn.
    """
    weather = scenario.environment.space_weather
    percentile = weather.percentile
    if not scenario.environment.atmosphere.asks_for_weather or percentile is None:
        return None
    options: dict[str, Any] = dict(weather_options(weather))
    if "constant" in options:
        return None
    if weather_coverage(mission.epoch, mission.horizon, **options).forecast_from is None:
        return None
    burning = [k for k, phase in enumerate(mission.phases) if phase.burn is not None]
    phases = mission.phases[: burning[0] if burning else None]
    if not phases:
        return None
    live.phase = FORECASTING
    n = len(percentiles)
    scenario_activity = deviate(percentile)
    columns = {name: np.repeat(values, n) for name, values in mission.dispersed.items()}
    columns["activity"] = np.array([deviate(p) for p in percentiles]) - scenario_activity
    batch = replace(
        mission,
        phases=phases,
        position=np.repeat(mission.position, n, axis=0),
        velocity=np.repeat(mission.velocity, n, axis=0),
        dispersed=columns,
    )
    return _tabulate_cases(fly(batch, live), percentiles)


def _tabulate_cases(flight: Flight, percentiles: Sequence[float]) -> dict[str, np.ndarray]:
    """Mean altitude by date of a trajectory for each percentile, one below the other."""
    columns_of_cases = []
    for case, share in enumerate(percentiles):
        path = trajectory(flight, case)
        in_orbit = np.isfinite(path["mean_altitude_km"]) & ~np.isnat(path["utc"])
        count = int(in_orbit.sum())
        columns_of_cases.append(
            {
                "percentile": np.full(count, share),
                "utc": path["utc"][in_orbit],
                "mean_altitude_km": path["mean_altitude_km"][in_orbit],
                "status": np.full(count, str(flight.status[case])),
            }
        )
    return {
        name: np.concatenate([columns[name] for columns in columns_of_cases])
        for name in columns_of_cases[0]
    }
