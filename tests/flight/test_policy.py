"""Altitude policies: the profile is followed, every m/s is booked, an empty tank does no harm."""

import math

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.phase import AltitudeProfile, Condition, Firing
from sim.flight.status import IN_ORBIT
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.integrate.observe import observations

DAY = 86400.0
AFT = (Firing("tug.aft"),)
REAL = {"field_degree": 8, "relative_tolerance": 1e-10, "save_every": 600.0}


def altitudes(flight):
    """Times and mean altitudes of all samples of row 0."""
    found = []
    for s in flight.segments:
        n = len(s.samples)
        table = np.tile(s.parameters, (n, 1))
        world = flight.mission.world_of(8, 0)  # the field that is flown
        seen = observations(world, s.samples[:, 0], s.samples[:, 1:], table)
        found.append(np.column_stack([s.samples[:, 0], seen.mean_altitude]))
    return np.concatenate(found)


def profiled(trial, coast, until, start, end, *, air="none", height=None, **policy):
    """Fly along a straight profile from one altitude to another in twelve days."""
    given = {"every": 2.0 * DAY, "firings": AFT, "least_delta_v": 0.1} | policy
    rule = AltitudeProfile(times=(0.0, 12.0 * DAY), altitudes=(start, end), **given)
    height = start if height is None else height
    phase = coast("follow", altitude_profile=rule, until=until, **REAL)
    return fly(trial.mission(phase, perigee=height + 5e3, apogee=height + 5e3, air=air))


def test_lowering_follows_the_profile_and_books_its_velocity_change(trial, coast):
    until = Condition("time", 12.5 * DAY)
    flight = profiled(trial, coast, until, 400e3, 380e3)
    path = altitudes(flight)
    for day in (2, 4, 6, 8, 10, 12):
        done = (path[:, 0] > day * DAY + 12000.0) & (path[:, 0] < (day + 2) * DAY)
        wanted = 400e3 - 20e3 * day / 12.0
        assert path[done, 1].mean() == pytest.approx(wanted, abs=300.0)
    assert len(flight.burns) == 12
    assert all(burn.lowering and burn.ending == "cut_off" for burn in flight.burns)
    start, end = path[0, 1], path[-1, 1]
    axis = EQUATORIAL_RADIUS + 0.5 * (start + end)
    delta_v = sum(burn.delta_v for burn in flight.burns)
    assert delta_v == pytest.approx(0.5 * math.sqrt(MU / axis) * (start - end) / axis, rel=0.02)
    # equal halves keep the orbit nearly circular
    last = flight.burns[-1]
    assert last.apogee_after - last.perigee_after < 12e3
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)
    exhaust = 291.0 * 9.80665
    used = sum(burn.propellant for burn in flight.burns)
    assert used == pytest.approx(412e3 * -math.expm1(-delta_v / exhaust), rel=1e-9)


def test_hold_with_raising_keeps_the_altitude_against_drag(trial, coast):
    rule = {"air": "nrlmsise00", "raising": True, "every": 1.0 * DAY, "height": 300e3}
    flight = profiled(trial, coast, Condition("time", 8.0 * DAY), 300e3, 300e3, **rule)
    path = altitudes(flight)
    settled = path[:, 0] > 1.2 * DAY
    assert path[settled, 1].max() < 300e3 + 500.0
    # a day of drag under a constant Sun takes some 1.5 km
    assert path[settled, 1].min() > 300e3 - 3e3
    raised = [b for b in flight.burns if b.ignition > 1.2 * DAY]
    assert len(raised) >= 6
    assert all(
        b.perigee_after + b.apogee_after > b.perigee_before + b.apogee_before for b in raised
    )


def test_without_raising_a_stack_below_the_profile_is_left_alone(trial, coast):
    until = Condition("time", 5.0 * DAY)
    flight = profiled(trial, coast, until, 400e3, 400e3, height=380e3)
    assert flight.burns == ()


def test_corrections_below_the_least_are_left_out(trial, coast):
    until = Condition("time", 5.0 * DAY)
    flight = profiled(trial, coast, until, 400e3, 398e3, least_delta_v=5.0)
    assert flight.burns == ()


def test_without_propellant_drag_goes_on_alone(trial, coast):
    until = Condition("time", 9.0 * DAY)
    dry = (Firing("tug.main", thrust_factor=1.0),)
    flight = profiled(
        trial, coast, until, 330e3, 300e3, air="nrlmsise00", firings=dry, height=330e3
    )
    # the main engine has 890 s in all, which the first corrections use up
    endings = [burn.ending for burn in flight.burns]
    assert endings[0] == "cut_off"
    assert endings[-1] == "exhausted"
    assert sum(burn.duration for burn in flight.burns) <= 890.0 + 1e-6
    assert flight.status == (IN_ORBIT,)
    path = altitudes(flight)
    assert path[-1, 1] < path[0, 1] - 5e3


def test_a_level_ends_a_policy_even_during_a_burn(trial, coast):
    until = Condition("mean_altitude", 392e3, by=20.0 * DAY)
    flight = profiled(trial, coast, until, 400e3, 380e3)
    assert flight.status == (IN_ORBIT,)
    assert altitudes(flight)[-1, 1] <= 392e3
    assert flight.t[0] < 8.0 * DAY


@pytest.mark.parametrize(("every", "end"), [(10000.0, 12000.0), (3000.0, 30000.0)])
def test_time_never_runs_backward(trial, coast, every, end):
    # corrections that take longer than what is left of the phase, or than the interval
    until = Condition("time", end)
    flight = profiled(trial, coast, until, 395e3, 300e3, every=every, height=410e3)
    assert flight.burns
    times = np.concatenate([segment.samples[:, 0] for segment in flight.segments])
    assert (np.diff(times) >= 0.0).all()


def test_rows_at_different_stages_of_a_correction_do_not_meet(trial, coast):
    rule = AltitudeProfile(
        times=(0.0, 40000.0),
        altitudes=(395e3, 370e3),
        every=10000.0,
        firings=AFT,
        least_delta_v=0.1,
    )
    phase = coast("follow", altitude_profile=rule, until=Condition("time", 12000.0), **REAL)
    mission = trial.mission(phase, density=(1.0, 1.0))
    mission.velocity[1] *= 0.9975  # some 35 km lower on the far side: nothing to correct
    flight = fly(mission)
    assert (flight.t >= 12000.0).all()
