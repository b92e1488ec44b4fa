"""Finite burns: the propagator against a published table of two-body integrations, and the closed
form against both.
"""

import math

import numpy as np
import pytest
from arc_loss import apsides_change, burn_arc, perigee_after, perigee_loss
from hypothesis import given
from hypothesis import strategies as st

from sim.environment.world import world
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Firing, Phase, Steering
from sim.frames.constants import MU
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

SPHERE = 6371e3
"""m, from which the table counts heights."""
TABLE = (
    # height km, velocity change m/s, mass t, thrust N, isp s, burn s, arc deg, perigee and apogee
    # km with horizontal steering, perigee km with the attitude held
    (220, 50.97, 430, 2.95e3, 302.0, 7366, 498.0, 116.0, 152.9, 171.9),
    (220, 50.97, 430, 10.4e3, 300.0, 2089, 141.2, 69.8, 199.7, 85.4),
    (220, 50.97, 430, 12.0e3, 300.0, 1811, 122.4, 65.2, 204.5, 77.8),
    (220, 50.97, 430, 18.4e3, 300.0, 1181, 79.8, 56.6, 213.2, 62.8),
    (250, 59.72, 430, 10.4e3, 300.0, 2444, 164.1, 80.7, 218.5, 102.7),
    (250, 59.72, 430, 12.0e3, 300.0, 2118, 142.2, 73.6, 225.7, 92.0),
    (250, 59.72, 430, 18.4e3, 300.0, 1382, 92.8, 60.5, 239.2, 69.8),
    (330, 82.73, 430, 10.4e3, 300.0, 3373, 222.4, 122.9, 254.8, 161.9),
    (415, 106.65, 430, 10.4e3, 300.0, 4331, 280.2, 185.7, 274.7, 235.3),
    (220, 50.97, 455, 12.0e3, 300.0, 1916, 129.5, 66.9, 202.7, 80.6),
    (220, 50.97, 430, 1.0e6, 300.0, 22, 1.5, 50.0, 220.0, 50.0),
    (250, 59.72, 430, 1.0e6, 300.0, 25, 1.7, 50.0, 250.0, 50.0),
    (415, 106.65, 430, 1.0e6, 300.0, 45, 2.9, 50.0, 415.0, 50.0),
)
COLUMNS = [np.array(column, dtype=np.float64) for column in zip(*TABLE, strict=True)]
HEIGHT, DELTA_V, TONNES, THRUST, ISP, SECONDS, ARC, PERIGEE, APOGEE, HELD = COLUMNS
RADIUS = SPHERE + 1e3 * HEIGHT
MOTION = np.sqrt(MU / RADIUS**3)


def burnt(frame: str, pitch) -> np.ndarray:
    """Heights of perigee and apogee in km after the burns of the table, all in one batch."""
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    n = len(TABLE)
    states = np.array([cartesian_from_kepler(r, 0.0, 0.9, 0.0, 0.0, 0.0) for r in RADIUS])
    engine = EngineGroup(
        name="tug.engine", count=1, thrust=1e3, isp=300.0, feeds=(Feed("tug.tank"),)
    )
    tank = Tank("tug.tank", 1e5, 1e5)
    attitudes = (
        Attitude(name="tug.any", area=1.0, cd_free_molecular=2.0, cd_continuum=1.0, length=1.0),
    )
    # every row carries the mass of its own stack: thrust is scaled to the 430 t of the vehicle
    tug = Vehicle("tug", 330e3, (tank,), (engine,), attitudes)
    share = 430.0 / TONNES
    firing = Firing("tug.engine", thrust_factor=share * THRUST / 1e3, isp_factor=ISP / 300.0)
    burn = Burn((firing,), "delta_v", DELTA_V, Steering(frame, pitch=pitch))
    phase = Phase(
        name="burn", burn=burn, field_degree=0, relative_tolerance=1e-12, longest_step=60.0
    )
    made = world(epoch, 86400.0, degree=0, third_body=False, air="none")
    mission = Mission(
        name="arcs",
        epoch=epoch,
        horizon=86400.0,
        world=made,
        vehicles=(tug,),
        docked=("tug",),
        phases=(phase,),
        position=states[:, :3],
        velocity=states[:, 3:],
        dispersed={},
    )
    flight = fly(mission)
    np.testing.assert_allclose([b.duration for b in flight.burns], SECONDS, atol=1.0)
    assert len(flight.burns) == n
    r, v = np.linalg.norm(flight.y[:, :3], axis=1), flight.y[:, 3:6]
    axis = 1.0 / (2.0 / r - (v * v).sum(axis=1) / MU)
    h2 = (np.cross(flight.y[:, :3], v) ** 2).sum(axis=1)
    e = np.sqrt(np.maximum(1.0 - h2 / (MU * axis), 0.0))
    return (np.array([axis * (1.0 - e), axis * (1.0 + e)]) - SPHERE) / 1e3


def test_horizontal_steering_agrees_with_the_table():
    perigee, apogee = burnt("lvlh", 0.0)
    np.testing.assert_allclose(perigee, PERIGEE, atol=0.3)
    np.testing.assert_allclose(apogee, APOGEE, atol=0.3)


def test_held_attitude_agrees_with_the_table():
    # horizontal in the middle: half the arc behind, against nadir at ignition
    perigee, _ = burnt("held", -0.5 * MOTION * SECONDS)
    np.testing.assert_allclose(perigee, HELD, atol=0.8)


def test_arcs_agree_with_the_table():
    seconds, arc = burn_arc(RADIUS, DELTA_V, 1e3 * TONNES, THRUST, ISP)
    np.testing.assert_allclose(seconds, SECONDS, atol=1.0)
    np.testing.assert_allclose(np.degrees(arc), ARC, atol=0.6)


def test_closed_form_is_within_2_km():
    near = ARC < 225.0
    perigee, apogee = perigee_after(RADIUS, DELTA_V, np.radians(ARC))
    off = (perigee - SPHERE) / 1e3 - PERIGEE
    assert np.abs(off[near]).max() < 2.0
    assert np.abs((apogee - SPHERE) / 1e3 - APOGEE)[near].max() < 2.0
    # where the text says it ends
    assert off[HEIGHT == 415][0] == pytest.approx(189.3 - 185.7, abs=0.3)


@given(
    st.floats(6.5e6, 7e6), st.floats(0.0, 150.0), st.floats(0.0, math.tau), st.floats(0.0, math.tau)
)
def test_closed_form_properties(a, delta_v, arc, other):
    perigee, apogee = apsides_change(a, delta_v, arc)
    # whatever the arc, energy goes with the impulse
    assert perigee + apogee == pytest.approx(-4.0 * a * delta_v / math.sqrt(MU / a))
    assert perigee <= apogee + 1e-6 <= 1e-5
    assert perigee_loss(a, delta_v, 0.0) == 0.0
    short, long = sorted((arc, other))
    assert perigee_loss(a, delta_v, short) <= perigee_loss(a, delta_v, long) + 1e-6
