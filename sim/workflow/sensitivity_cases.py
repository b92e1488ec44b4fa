"""What is asked of a flight besides itself: the same flight under a quiet and an active Sun, and
where everything comes down if the final burn of its plan stops early.

Both are flown, not estimated. The flights under other Suns end where the plan begins or the first
deorbit burn is due: the burns after that are dated for one Sun.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.entry.risk.land import countries_under
from sim.environment.space_weather.forecast import deviate
from sim.environment.space_weather.indices import weather_coverage
from sim.flight.fly import continue_from, fly
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.propagation_state import FlightProgress
from sim.flight.record import Flight
from sim.flight.trajectory import trajectory
from sim.planning.failures.impact_map import FailureMap, FailureMapOptions, map_failures
from sim.planning.targeting.solve import BurnPlan
from sim.scenario.build.phases import phases_of
from sim.scenario.build.weather import weather_options
from sim.scenario.schema.scenario import Scenario

PERCENTILES = (5.0, 50.0, 95.0)
"""Of the forecast: a quiet, a middle and an active Sun."""

FORECASTING, FAILING = "other Suns", "failure map"


def up_to_final(
    scenario: Scenario, found: BurnPlan, live: FlightProgress
) -> tuple[Flight, Phase, tuple[Phase, ...]]:
    """A plan with dated burns flown to the ignition of its final one; that phase, and those after
    it.
    """
    before = found.before
    phases = phases_of(scenario, before.mission.epoch)[len(before.mission.phases) :]
    name = found.problem.final.name
    k = next(i for i, phase in enumerate(phases) if phase.name == name)
    return fly(continue_from(before, phases[:k]), live), phases[k], phases[k + 1 :]


def failures_of(scenario: Scenario, found: BurnPlan, live: FlightProgress) -> FailureMap:
    """Where everything comes down if the final burn of a plan fails, second by second."""
    ready, final, after = up_to_final(scenario, found, live)
    live.phase = FAILING
    how = FailureMapOptions(field_degree=scenario.environment.gravity.degree)
    return map_failures(ready, final, after, how, countries_under)


def other_suns(
    scenario: Scenario,
    mission: Mission,
    live: FlightProgress,
    percentiles: Sequence[float] = PERCENTILES,
) -> dict[str, np.ndarray] | None:
    """Mean altitude by date under several percentiles of the forecast.

    Parameters
    ----------
    scenario, mission
        The scenario, and its mission of one row, from the start.
    live
        Told which phase is flown.
    percentiles
        1 to 99; a row each, all flown together.

    Returns
    -------
    dict
        Columns `percentile`, `utc`, `mean_altitude_km`, `status`; None where no day of the flight
        is forecast, or nothing is flown before the first burn.
    """
    given = scenario.environment
    if not given.atmosphere.asks_for_weather:
        return None
    options = weather_options(given.space_weather)
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
    own = deviate(given.space_weather.percentile)
    columns = {name: np.repeat(values, n) for name, values in mission.dispersed.items()}
    columns["activity"] = np.array([deviate(p) for p in percentiles]) - own
    batch = replace(
        mission,
        phases=phases,
        position=np.repeat(mission.position, n, axis=0),
        velocity=np.repeat(mission.velocity, n, axis=0),
        dispersed=columns,
    )
    flight = fly(batch, live)
    parts = []
    for row, percentile in enumerate(percentiles):
        path = trajectory(flight, row)
        kept = np.isfinite(path["mean_altitude_km"])
        parts.append((percentile, path["utc"][kept], path["mean_altitude_km"][kept], row))
    lengths = [len(part[1]) for part in parts]
    return {
        "percentile": np.repeat([part[0] for part in parts], lengths),
        "utc": np.concatenate([part[1] for part in parts]),
        "mean_altitude_km": np.concatenate([part[2] for part in parts]),
        "status": np.repeat([str(flight.status[part[3]]) for part in parts], lengths),
    }
