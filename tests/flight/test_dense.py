"""States saved more often than there are steps: where the flight was then, and the same flight."""

import math

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.phase import Burn, Condition, Firing, Steering
from sim.flight.trajectory import trajectory
from sim.frames.constants import EQUATORIAL_RADIUS, MU


def flown(trial, coast, every, seconds=900.0, **given):
    phase = coast("drift", until=Condition("duration", seconds), save_every=every, **given)
    return fly(trial.mission(phase, perigee=300e3, apogee=300e3))


@pytest.mark.parametrize("seconds", [120.0, 300.0, 900.0])
def test_a_state_every_second(trial, coast, seconds):
    path = trajectory(flown(trial, coast, 1.0, seconds))
    np.testing.assert_allclose(path["time_s"], np.arange(seconds + 1.0), rtol=0.0, atol=2e-6)


def test_states_in_between_lie_on_the_circle(trial, coast):
    """In the field of a point mass: angle and radius at every second, to a millimetre."""
    mission = trial.mission(perigee=300e3, apogee=300e3)
    path = trajectory(flown(trial, coast, 1.0))
    radius = EQUATORIAL_RADIUS + 300e3
    angle = math.sqrt(MU / radius**3) * path["time_s"]
    ahead = mission.velocity[0] / np.linalg.norm(mission.velocity[0]) * radius
    truth = np.cos(angle)[:, None] * mission.position[0] + np.sin(angle)[:, None] * ahead
    got = 1e3 * np.column_stack([path[name] for name in ("x_km", "y_km", "z_km")])
    np.testing.assert_allclose(got, truth, rtol=0.0, atol=1e-3)


def test_the_flight_keeps_its_bits(trial, coast):
    often, seldom = (flown(trial, coast, every) for every in (1.0, 900.0))
    assert often.y.tobytes() == seldom.y.tobytes() and often.t.tobytes() == seldom.t.tobytes()
    assert (often.work == seldom.work).all()


def test_an_interval_longer_than_the_steps_only_thins(trial, coast):
    path = trajectory(flown(trial, coast, 60.0, 7200.0, longest_step=20.0))
    gaps = np.diff(path["time_s"])[:-1]
    assert (gaps >= 60.0).all() and (gaps < 80.0).all()
    assert len(trajectory(flown(trial, coast, 0.0, longest_step=90.0))["time_s"]) < 40


def test_a_burn_in_between_is_the_burn(trial, coast):
    """Mass falls evenly, and the velocity gained is the rocket equation's at every second."""
    flow = 3000.0 / (302.0 * 9.80665)
    for frame, direction in (("inertial", (0.6, 0.0, 0.8)), ("held", (-1.0, 0.0, 0.0))):
        burn = Burn((Firing("tug.main"),), "duration", 300.0, Steering(frame, direction))
        flight = fly(trial.weightless(coast("burn", burn=burn, save_every=1.0)))
        path = trajectory(flight)
        fired = path["thrust_n"] > 0.0
        t, mass = path["time_s"][fired], path["mass_kg"][fired]
        np.testing.assert_allclose(np.diff(t), 1.0, rtol=0.0, atol=2e-6)
        np.testing.assert_allclose(mass, mass[0] - flow * t, rtol=0.0, atol=1e-6)
        velocity = 1e3 * np.column_stack([path[f"v{axis}_km_s"][fired] for axis in "xyz"])
        gained = np.linalg.norm(velocity - velocity[0], axis=1)
        np.testing.assert_allclose(gained, 302.0 * 9.80665 * np.log(mass[0] / mass), atol=1e-7)
