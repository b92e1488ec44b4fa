"""A station whose area follows the Sun angle: what lowering is planned with is what is flown."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Condition
from sim.flight.trajectory import trajectory
from sim.frames.elements import inclination_of_state
from sim.frames.epoch import DAY
from sim.planning.lowering.orbit_decay import tabulate_decay
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.vehicle.area_curve import area_at, mean_area
from sim.workflow.export.plain_flight import plain_flight

FILE = Path(__file__).parents[2] / "scenarios/descent.yaml"
DAYS = 120


@pytest.fixture(scope="module")
def drifting() -> Mission:
    """Four months of drift by the station alone, twice the 60 days in which beta comes and goes."""
    mission = build_mission(load(str(FILE)))
    end = Condition("time", DAYS * DAY)
    drift = replace(mission.phases[0], until=end, save_every=3600.0, altitude_profile=None)
    return replace(mission, phases=(drift,), visits=(), docked=("station",), attitude_control=None)


@pytest.fixture(scope="module")
def path(drifting: Mission) -> dict[str, np.ndarray]:
    return trajectory(fly(drifting))


def test_the_area_flown_is_that_of_the_angle(drifting, path):
    nominal = drifting.attitude("station.nominal")
    np.testing.assert_allclose(
        path["drag_area_m2"], area_at(nominal, np.radians(path["beta_deg"])), rtol=1e-9
    )
    assert np.ptp(path["drag_area_m2"]) > 500.0
    assert np.abs(path["beta_deg"]).max() > 60.0


def test_orbit_mean_decay_counts_the_mean_area(drifting, path):
    """3 %: the eccentricity is worth 1 to 2 %, the hour of the node the rest."""
    day = path["time_s"] // DAY
    first, last = day == 0, day == DAYS - 1
    high, low = (1e3 * path["mean_altitude_km"][rows].mean() for rows in (first, last))
    begin, end = (path["time_s"][rows].mean() for rows in (first, last))
    inclination = inclination_of_state(drifting.position[0], drifting.velocity[0])
    nominal = drifting.attitude("station.nominal")
    drag_area = nominal.cd_free_molecular * mean_area(nominal, inclination)
    ballistic = path["mass_kg"][0] / drag_area
    decay = tabulate_decay(drifting.world, inclination, 0.0, DAYS * DAY).under(0.0)
    got = decay.fall(begin, np.array([high]), ballistic, end)[0]
    assert high - got == pytest.approx(high - low, rel=0.03)


def test_programs_with_one_area_are_not_given_it(drifting):
    short = replace(drifting.phases[0], until=Condition("time", DAY))
    with pytest.raises(ValueError, match="no one drag area"):
        plain_flight(fly(replace(drifting, phases=(short,))))


def test_every_row_flies_with_its_own_factor(drifting):
    """As a campaign does: the loss of altitude goes with the factor, and a row keeps its bits."""
    short = replace(drifting.phases[0], until=Condition("time", 5.0 * DAY), save_every=0.0)
    alone = fly(replace(drifting, phases=(short,)))
    rows = replace(
        drifting,
        phases=(short,),
        position=np.repeat(drifting.position, 2, axis=0),
        velocity=np.repeat(drifting.velocity, 2, axis=0),
        dispersed={k: np.repeat(v, 2) for k, v in drifting.dispersed.items()}
        | {"drag_factor": np.array([1.0, 1.2])},
    )
    both = fly(rows)
    assert (both.y[0] == alone.y[0]).all()
    tables = [s.parameters for s in both.segments]
    assert {round(float(t[0] / tables[0][0]), 9) for t in tables} == {1.0, 1.2}
