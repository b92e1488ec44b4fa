"""Trials of the planner begin with the tanks as attitude control has left them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.environment.world import world
from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.fly import fly, resume_from
from sim.flight.mission import Mission
from sim.flight.phase import Condition, Phase
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import DAY, Epoch
from sim.planning.targeting.sequence import find_starts
from sim.vehicle.hardware import Attitude, Tank, Vehicle

STATION = Vehicle(
    "station",
    420e3,
    (Tank("station.first", 100.0, 100.0), Tank("station.second", 5e3, 5e3)),
    attitudes=(
        Attitude(
            name="station.plate", area=1400.0, cd_free_molecular=2.1, cd_continuum=2.1, length=4.4
        ),
    ),
)
CONTROL = AttitudeControl(
    below=220e3, per_orbit=30.0, per_turn=25.0, tanks=("station.first", "station.second")
)


@pytest.fixture(scope="module")
def before():
    """An hour of coast at 210 km, before a plan."""
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    state = np.array(
        cartesian_from_kepler(EQUATORIAL_RADIUS + 210e3, 0.001, math.radians(51.6), 0.0, 0.0, 0.0)
    )
    mission = Mission(
        name="starts",
        epoch=epoch,
        horizon=3.0 * DAY,
        world=world(epoch, 3.0 * DAY, degree=0, third_body=False, air="us1976"),
        vehicles=(STATION,),
        docked=("station",),
        phases=(Phase(name="wait", until=Condition("duration", 3600.0), field_degree=0),),
        position=state[None, :3],
        velocity=state[None, 3:],
        dispersed={},
        attitude_control=CONTROL,
    )
    return fly(mission)


def test_a_start_has_paid_for_the_way_to_it(before):
    starts = find_starts(before, 0.5 * DAY, degree=0)
    assert len(starts.t) > 5 and starts.spent is not None
    went = (Phase(name="on", until=Condition("time", float(starts.t[-1])), field_degree=0),)
    there = fly(resume_from(before, np.zeros(1, dtype=int), before.t, before.y, went))
    last = np.array([len(starts.t) - 1])
    stack = starts.mission(last, went).stack
    assert stack is not None
    assert stack.load[0] == pytest.approx(there.final.load[0], abs=1.0)
    assert stack.load[0, 0] < 1e-6 and stack.load[0, 1] < 4.95e3
    assert stack.mass[0] == pytest.approx(starts.y[-1, 6], abs=1e-5)


def test_without_attitude_control_starts_are_as_they_were(before):
    free = replace(before, mission=replace(before.mission, attitude_control=None))
    assert find_starts(free, 0.3 * DAY, degree=0).spent is None
