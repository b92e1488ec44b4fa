"""Questions about the attitude of a stack, of made-up ones: altitudes by closed form, drag over all
directions, and control that is lost for a time.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from sim.environment.atmosphere.selection import Exponential
from sim.environment.world import Switch
from sim.errors import InputError
from sim.flight.motion.body import Motion
from sim.flight.motion.control import Hold
from sim.flight.motion.equilibrium import stored_momentum
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.operations.attitude import catch_up as caught
from sim.operations.attitude.answers import answer_attitude
from sim.operations.attitude.lowest_altitude import find_lowest_altitudes
from sim.operations.attitude.setting import Setting
from sim.operations.attitude.thrust_offset import _shift
from sim.operations.attitude.tumbling import disperse_tumbling
from sim.planning.margins.attitude_torque import cyclic_momentum
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.hardware import Attitude
from sim.vehicle.panels.shapes import Box, Shape

INERTIA = ((1.38e8, 0.0, 0.0), (0.0, 0.97e8, 0.0), (0.0, 0.0, 2.18e8))
SHAPE = Shape((Box("hull", (-30.0, -10.0, 0.0), (30.0, 10.0, 20.0)),))
LAW = Hold(gyroscopes=0, authority=(1.1e3, 8e3, 8e3))
DENSITY, HEIGHT, SCALE = 2e-8, 120e3, 8e3


@pytest.fixture(scope="module")
def setting(small_world) -> Setting:
    """A box of 20 by 20 m in front, whose middle is 10 m below the centre of mass."""
    world = small_world._replace(
        switch=Switch(0, 0, 2, 0), exponential=Exponential(DENSITY, HEIGHT, SCALE)
    )
    return Setting(
        motion=Motion(inertia=INERTIA, shape=SHAPE, law=LAW, period=10.0),
        hold=LAW,
        world=world,
        parameters=parameter_vectors(1, 0.0)[0],
        node=np.array([1.0, 0.0, 0.0]),
        ahead=np.array([0.0, math.cos(0.9), math.sin(0.9)]),
        mass=430e3,
        relative_tolerance=1e-8,
        longest_step=600.0,
    )


def test_lowest_altitude_is_where_drag_times_arm_meets_the_authority(setting):
    found = find_lowest_altitudes(setting)
    # free-molecular drag of the front, Cd about 2.1, 10 m off the centre, at 7.4 km/s in still air
    pressure = 8e3 / (2.1 * 400.0 * 10.0)
    density = 2.0 * pressure / 7.4e3**2
    expected = HEIGHT + SCALE * math.log(DENSITY / density)
    # authority is 4 to 15 kN m about 8
    assert found["pitch"]["median"] == pytest.approx(expected / 1e3, abs=4.0)
    assert found["pitch"]["low"] < found["pitch"]["median"] < found["pitch"]["high"]
    assert found["any"]["median"] >= found["pitch"]["median"]
    assert found == find_lowest_altitudes(setting)


def test_tumbling_box_has_the_area_of_a_convex_body():
    """The mean shadow of a convex body is a quarter of its surface (Cauchy)."""
    attitude = Attitude(
        name="tumbling", area=1.0, cd_free_molecular=2.0, cd_continuum=0.9, length=1.0
    )
    found = disperse_tumbling(SHAPE, attitude)
    surface = 2.0 * (60.0 * 20.0 + 60.0 * 20.0 + 20.0 * 20.0)
    assert found["area_mean_m2"] == pytest.approx(0.25 * surface, rel=0.05)
    # Schaaf and Chambre, mean over directions: 2.07 to 2.12 for speed ratios of orbits
    assert found["free_molecular_cd"] == pytest.approx(2.1, rel=0.06)
    assert found["table_free_molecular_m2"] == 2.0
    span = found["free_molecular_cd_a_m2"]
    assert span["low"] < span["median"] < span["high"]
    bare = disperse_tumbling(SHAPE, None)
    assert bare["table_area_m2"] is None and bare["area_m2"] == found["area_m2"]


def test_control_lost_for_minutes_comes_back_and_for_long_in_thick_air_does_not(
    setting, monkeypatch
):
    monkeypatch.setattr(caught, "ALTITUDES", (220.0, 130.0))
    monkeypatch.setattr(caught, "MINUTES", (2.0, 10.0))
    monkeypatch.setattr(caught, "WATCHED", 900.0)
    rows = {(r["altitude_km"], r["lost_min"]): r for r in caught.catch_up(setting)}
    assert rows[220.0, 2.0]["back_after_min"] == 0.0
    assert rows[220.0, 2.0]["off_deg"] < 3.0
    low, high = rows[130.0, 10.0], rows[220.0, 10.0]
    assert low["off_deg"] > high["off_deg"] and low["rate_deg_s"] > high["rate_deg_s"]


def test_held_for_a_revolution_costs_more_the_lower(setting, monkeypatch):
    monkeypatch.setattr(caught, "HELD_ALTITUDES", (220.0, 180.0))
    high, low = caught.hold_revolutions(setting)
    assert 0.0 < high["propellant_kg"] < low["propellant_kg"]
    assert high["largest_error_deg"] < 2.0


def test_gyroscopes_store_what_the_margins_say():
    """Closed form of the plans beside the sum along a revolution: a torque that swings by half of
    its mean once an orbit.
    """
    radius, mean, n = EQUATORIAL_RADIUS + 220e3, 36.0, 720
    rate = math.sqrt(MU / radius**3)
    angle = math.tau * np.arange(n) / n
    y = np.zeros((n, 7))
    y[:, 0], y[:, 1] = radius * np.cos(angle), radius * np.sin(angle)
    y[:, 3], y[:, 4] = -rate * radius * np.sin(angle), rate * radius * np.cos(angle)
    torque = np.zeros((n, 3))
    torque[:, 1] = mean * (1.0 + 0.5 * np.sin(angle))
    span, swing = stored_momentum(angle / rate, y, torque, np.zeros(3))
    assert span[1] == pytest.approx(cyclic_momentum(mean, rate), rel=1e-3)
    assert swing == pytest.approx(span[1], rel=1e-2)


def test_impacts_are_apart_with_a_sign():
    assert _shift((0.0, 0.0, 100.0), (0.0, 1.0, 120.0)) == pytest.approx(111.2, abs=0.5)
    assert _shift((0.0, 0.0, 100.0), (0.0, 1.0, 80.0)) == pytest.approx(-111.2, abs=0.5)
    assert _shift(None, (0.0, 1.0, 80.0)) is None


def test_a_mission_without_a_rigid_body_is_one_error():
    scenario = load(Path(__file__).parents[1] / "report" / "descent.yaml")
    with pytest.raises(InputError, match="no burn is flown as a rigid body"):
        answer_attitude(build_mission(scenario))
