"""Opportunities: places of the orbit in closed form, passes as regular as the orbit is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.frames.constants import MU
from sim.frames.elements import cartesian_from_kepler
from sim.planning.feasibility.hardware import fly_coarse
from sim.planning.targeting.calendar import (
    Calendar,
    crossing_argument,
    is_same_pass,
    nominal_start,
    wrap_angle,
)
from sim.planning.targeting.phasing import Opportunity, build_trials, check_limits
from sim.planning.targeting.sequence import find_starts
from sim.planning.targeting.trial import observe_starts

FLATTENING = 1.0 / 298.257223563
DAY = 86400.0


def test_arguments_of_latitude_in_simple_places() -> None:
    assert crossing_argument(0.0, 0.9, 1) == pytest.approx(0.0)
    assert crossing_argument(0.0, 0.9, -1) == pytest.approx(np.pi)
    # as far north as the orbit leads: geodetic latitude from the geocentric one
    top = np.arctan(np.tan(0.9) / (1.0 - FLATTENING) ** 2)
    assert crossing_argument(top - 1e-12, 0.9, 1) == pytest.approx(0.5 * np.pi, abs=1e-5)
    # up to 0.05 deg farther, by which the inclination may be off, it is the turn
    assert crossing_argument(-top - 8e-4, 0.9, -1) == pytest.approx(1.5 * np.pi)
    assert crossing_argument(top + 1e-3, 0.9, 1) is None
    assert crossing_argument(-top - 1e-3, 0.9, -1) is None


@settings(max_examples=200)
@given(st.floats(0.05, 1.5), st.floats(-1.0, 1.0), st.sampled_from([-1, 1]))
def test_an_orbit_is_at_the_latitude_where_it_should_be(inclination, part, direction) -> None:
    """By a vector: the orbit's place at that argument, and which way it then goes."""
    latitude = part * inclination
    u = crossing_argument(latitude, inclination, direction)
    assert u is not None and 0.0 <= u <= 2.0 * np.pi
    state = cartesian_from_kepler(7e6, 0.0, inclination, 1.0, 0.0, u)
    r, v = np.array(state[:3]), np.array(state[3:])
    geocentric = np.arcsin(r[2] / 7e6)
    geodetic = np.arctan(np.tan(geocentric) / (1.0 - FLATTENING) ** 2)
    assert geodetic == pytest.approx(latitude, abs=2e-8)
    assert v[2] * direction > -1e-3 * np.sqrt(MU / 7e6)


@given(st.floats(-50.0, 50.0))
def test_wrapped_angles(angle) -> None:
    got = wrap_angle(np.array(angle))
    assert -np.pi <= got <= np.pi
    assert np.cos(got) == pytest.approx(np.cos(angle), abs=1e-12)
    assert np.sin(got) == pytest.approx(np.sin(angle), abs=1e-12)


@pytest.fixture(scope="module")
def calendar(shipped) -> Calendar:
    return shipped("usdv").plan.calendar


@pytest.mark.parametrize("direction", [-1, 1])
def test_passes_of_a_leg_are_one_orbit_apart(calendar, direction) -> None:
    """In 88.8 min the Earth turns by 22.2 deg and the node goes back by 0.4 deg."""
    passes = [p for p in calendar.passes if p.direction == direction]
    assert len(passes) > 100
    gap = np.diff([p.ignition for p in passes])
    east = np.degrees(wrap_angle(np.diff([p.impact[1] for p in passes])))
    orbits = np.rint(gap / 5325.0)
    assert (orbits == 1.0).mean() > 0.97  # a first burn may slip to the next passage
    np.testing.assert_allclose(gap / orbits, 5325.0, rtol=0.0, atol=60.0)
    # burns end lower as the days go by, and debris comes down sooner or later
    np.testing.assert_allclose(east, wrapped_degrees(-22.65 * orbits), rtol=0.0, atol=2.0)
    assert np.median(east) == pytest.approx(-22.65, abs=0.3)


def wrapped_degrees(angle: np.ndarray) -> np.ndarray:
    return np.degrees(wrap_angle(np.radians(angle)))


def test_passes_come_in_time_and_cover_the_window(shipped, calendar) -> None:
    begin, window = shipped("usdv").plan.start, shipped("usdv").problem.window
    first = np.array([p.first for p in calendar.passes])
    assert (first >= begin).all() and (first < begin + window + 2 * 5340.0).all()
    assert first.min() < begin + 2 * 5340.0 and first.max() > begin + window - 2 * 5340.0
    assert [p.ignition for p in calendar.passes] == sorted(p.ignition for p in calendar.passes)


def test_backup_passes_lie_to_the_west(calendar) -> None:
    """One orbit late, one spacing west, and two: a fixed place of the orbit, a decaying one."""
    off = np.degrees([[p.off, *p.backup] for p in calendar.passes])
    assert np.isfinite(off).mean() > 0.95
    step = wrapped_degrees(np.diff(off, axis=1))
    step = step[np.isfinite(step)]
    assert ((step > -26.0) & (step < -21.0)).all()


def test_passes_come_down_near_the_latitude_of_the_aim(shipped, calendar) -> None:
    point = shipped("usdv").problem.aim
    aim, meridian = np.degrees([point.latitude, point.longitude])
    latitude = np.degrees([p.impact[0] for p in calendar.passes])
    assert np.median(latitude) == pytest.approx(aim, abs=1.0)
    off = np.degrees([p.off for p in calendar.passes])
    east = np.degrees([p.impact[1] for p in calendar.passes])
    np.testing.assert_allclose(wrapped_degrees(off + meridian - east), 0.0, rtol=0.0, atol=1e-9)


@pytest.mark.parametrize("name", ["usdv", "progress"])
def test_every_opportunity_keeps_to_the_limits(shipped, name) -> None:
    """Flown as it stands: burns as long as they may be, the perigees asked for, near the aim."""
    one = shipped(name)
    chosen = one.plan.calendar.opportunities
    assert chosen
    starts = find_starts(one.before, one.problem.window + 1.0)
    outcome = fly_coarse(one.problem, starts, build_trials(one.problem, chosen))
    assert outcome.flown.all() and check_limits(one.problem, outcome).all()
    longest = np.array([b.longest or np.inf for b in one.problem.burns])
    assert (outcome.duration <= longest).all()
    low = one.problem.lowering[-1].perigee
    np.testing.assert_allclose(outcome.perigee_after[:, -2], low, rtol=0.0, atol=50.0)
    assert np.abs(outcome.across).max() < 250e3 and np.abs(outcome.along).max() < 250e3


def test_opportunities_come_by_effort_and_belong_to_a_pass(calendar) -> None:
    effort = [o.effort for o in calendar.opportunities]
    assert effort == sorted(effort)
    ends = [any(is_same_pass(p, o) for p in calendar.passes) for o in calendar.opportunities]
    assert np.mean(ends) > 0.9


def test_effort_counts_shares_times_and_altitude() -> None:
    at = np.zeros(1)
    assert (
        Opportunity(
            start=0, direction=1, stretch=1.0, shift=0.0, burn_centre=0.0, ignition=at
        ).effort
        == 0.0
    )
    assert Opportunity(
        start=0, direction=1, stretch=1.5, shift=-0.3, burn_centre=0.0, ignition=at, aside=0.2
    ).effort == pytest.approx(1.5)


def test_the_sequence_begins_near_the_altitude_asked_for(shipped) -> None:
    one = shipped("usdv")
    starts = find_starts(one.before, one.problem.window + 1.0)
    altitude = observe_starts(starts).mean_altitude
    k = nominal_start(one.problem, starts)
    assert abs(altitude[k] - 220e3) == np.abs(altitude - 220e3).min()
    chosen = one.plan.opportunity
    assert abs(altitude[chosen.start] - 220e3) == pytest.approx(20e3 * chosen.aside, rel=1e-3)
    assert abs(altitude[chosen.start] - 220e3) < 7e3
