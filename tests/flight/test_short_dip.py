"""A passage below an altitude that is shorter than a step: seen, and told where Kepler says.

The orbit lies over the equator in the field of a point mass, from an apogee of 300 km; the times
come from Kepler's equation, with the Earth's radius of 6378137 m.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.phase import Condition
from sim.flight.record import EventKind
from sim.flight.status import IN_ORBIT
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.lanes import interpreted

LEVEL = 120e3


def over_the_equator(trial, start, other, *phases):
    """A mission in the plane of the equator of date, from one apsis of an orbit with another."""
    mission = trial.mission(*phases)
    turn = interpreted(gcrf_to_itrf_matrix)(np.zeros(1), mission.world.orientation)
    axes = np.array(turn)[:6, 0].reshape(2, 3)
    a, r = EQUATORIAL_RADIUS + 0.5 * (start + other), EQUATORIAL_RADIUS + start
    speed = math.sqrt(MU * (2.0 / r - 1.0 / a))
    return replace(mission, position=r * axes[:1], velocity=speed * axes[1:])


def passages(perigee, apogee, level=LEVEL):
    """Times from apogee down to a level and up again, and the period, s."""
    a = EQUATORIAL_RADIUS + 0.5 * (perigee + apogee)
    e = 0.5 * (apogee - perigee) / a
    eccentric = math.acos((1.0 - (EQUATORIAL_RADIUS + level) / a) / e)
    motion = math.sqrt(MU / a**3)
    down = (eccentric - e * math.sin(eccentric)) / motion
    # the angle is counted from perigee: from apogee it is half a period later
    half = 0.5 * math.tau / motion
    return half - down, half + down, 2.0 * half


def test_the_closed_form():
    """55.7 s and 248.6 s below 120 km in a revolution."""
    for perigee, down, lasting in ((119.95e3, 2633.018, 55.7), (119e3, 2536.286, 248.6)):
        first, last, period = passages(perigee, 300e3)
        assert first == pytest.approx(down, abs=1e-3)
        assert last - first == pytest.approx(lasting, abs=0.05)
        assert period == pytest.approx(5321.7, abs=1.0)


@pytest.mark.parametrize("longest", [600.0, 333.0])
@pytest.mark.parametrize("depth", [0.5, 5.0, 50.0, 1000.0, 10e3])
def test_a_dip_below_an_altitude_ends_the_phase(trial, coast, depth, longest):
    until = Condition("altitude_down", LEVEL, by=21600.0)
    phase = coast("down", until=until, longest_step=longest)
    mission = over_the_equator(trial, 300e3, LEVEL - depth, phase)
    flight = fly(mission)
    down, _, _ = passages(LEVEL - depth, 300e3)
    # the height falls by so many m/s there: 1 cm of it in seconds, and the width of a bracket
    slope = math.sqrt(2.0 * 0.125 * depth)
    assert flight.t[0] == pytest.approx(down, abs=1e-3 + 0.05 / slope)


def test_a_rise_above_an_altitude_ends_the_phase(trial, coast):
    """From perigee, 50 m above the level at apogee."""
    until = Condition("altitude_up", 300e3 - 50.0, by=21600.0)
    flight = fly(over_the_equator(trial, 150e3, 300e3, coast("up", until=until)))
    _, up, period = passages(150e3, 300e3, 300e3 - 50.0)
    assert flight.t[0] == pytest.approx(up - 0.5 * period, abs=0.02)


def test_every_dip_below_the_entry_interface_is_told(trial, coast):
    """Four revolutions, four passages, and the phase goes on to its end."""
    phase = coast("drift", until=Condition("time", 21600.0), longest_step=600.0)
    flight = fly(over_the_equator(trial, 300e3, LEVEL - 50.0, phase))
    down, _, period = passages(LEVEL - 50.0, 300e3)
    told = [e.time for e in flight.events if e.kind is EventKind.ENTRY_INTERFACE]
    assert told == pytest.approx([down + k * period for k in range(4)], abs=0.05)
    assert flight.status == (IN_ORBIT,) and flight.t[0] == 21600.0


def test_an_orbit_just_above_is_left_alone(trial, coast):
    phase = coast("drift", until=Condition("time", 21600.0), longest_step=600.0)
    flight = fly(over_the_equator(trial, 300e3, LEVEL + 0.5, phase))
    assert [e.kind for e in flight.events] == [EventKind.PHASE_END]
    # each perigee costs a step or two cut at the lowest point, no more
    assert flight.work[0, 2] <= 16


def test_a_perigee_within_the_same_step_does_not_hide_the_dip(trial, coast):
    phase = coast("down", until=Condition("perigee", 1.0), longest_step=600.0)
    flight = fly(over_the_equator(trial, 300e3, LEVEL - 50.0, phase))
    down, up, _ = passages(LEVEL - 50.0, 300e3)
    assert [e.kind for e in flight.events] == [EventKind.ENTRY_INTERFACE, EventKind.PHASE_END]
    assert flight.events[0].time == pytest.approx(down, abs=0.05)
    assert flight.t[0] == pytest.approx(0.5 * (down + up), abs=0.05)


def test_long_smooth_arcs_see_a_dip_as_well(trial, coast):
    """By the method of fixed steps, 90 s and more of them: an altitude 20 m above the perigee."""
    until = Condition("altitude_down", 250e3, by=30000.0)
    how = {"relative_tolerance": 1e-9, "longest_step": 600.0, "save_every": 3600.0}
    phase = coast("down", until=until, **how)
    mission = over_the_equator(trial, 300e3, 250e3 - 20.0, phase)
    flight = fly(mission)
    down, _, _ = passages(250e3 - 20.0, 300e3, 250e3)
    assert flight.t[0] == pytest.approx(down, abs=0.1)
    assert flight.work[0, 3] > 10
