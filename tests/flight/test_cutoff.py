"""Cut-off laws: what an accelerometer counts, and where the arc from a burn enters."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.burn import CLOSE
from sim.flight.fly import fly
from sim.flight.phase import Accelerometer, Burn, Condition, Firing, Ignition, Steering
from sim.flight.record import EventKind
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude
from sim.lanes import interpreted

INERTIAL = Steering("inertial", (0.6, 0.0, 0.8))
BOTH = (Firing("tug.main"), Firing("tug.aft"))
SCALE = np.array([0.0, 0.01, -0.01, 0.0, 0.0, 0.02])
BIAS = np.array([0.0, 0.0, 0.0, 1e-4, -1e-4, -3e-4])
"""m/s2: up to a third of the thrust over the mass."""
PLACE = math.radians(300.0)


@pytest.mark.parametrize("asked", [2.0, 9.0])
def test_a_burn_ends_when_the_accelerometer_has_counted_enough(trial, coast, asked):
    """With 9 m/s the main engine has used up its rated time long before the end."""
    burn = Burn(BOTH, "delta_v", asked, INERTIAL, accelerometer=Accelerometer(SCALE, BIAS))
    density = (1.0,) * len(SCALE)
    flight = fly(trial.weightless(coast("burn", burn=burn), density=density))
    assert [record.ending for record in flight.burns] == ["cut_off"] * len(SCALE)
    flown = np.array([record.delta_v for record in flight.burns])
    lasted = np.array([record.duration for record in flight.burns])
    acceleration = 4040.0 / 412e3
    np.testing.assert_allclose(
        (1.0 + SCALE) * flown + BIAS * lasted, asked, rtol=0.0, atol=acceleration * CLOSE
    )
    assert flown[1] == pytest.approx(asked / 1.01, rel=1e-12)
    gained = np.linalg.norm(flight.y[:, 3:6] - flight.mission.velocity, axis=1)
    np.testing.assert_allclose(gained, flown, rtol=0.0, atol=1e-8)


def test_without_errors_the_accelerometer_is_not_felt(trial, coast):
    """To the bit, whether an error of none is one number or one for each row."""
    ends = []
    for sensor in (Accelerometer(), Accelerometer(np.zeros(1), np.zeros(1))):
        burn = Burn(BOTH, "delta_v", 5.0, INERTIAL, accelerometer=sensor)
        ends.append(fly(trial.weightless(coast("burn", burn=burn))).y)
    np.testing.assert_array_equal(*ends)


def places(flight) -> np.ndarray:
    """Argument of latitude of each passage of the interface, rad."""
    events = [e for e in flight.events if e.kind is EventKind.ENTRY_INTERFACE]
    t, y = np.array([e.time for e in events]), np.array([e.state for e in events])
    pole = interpreted(gcrf_to_itrf_matrix)(t, flight.mission.world.orientation)[6:9]
    sine, cosine, _ = interpreted(argument_of_latitude)(*y[:, :6].T, *pole)
    return np.arctan2(sine, cosine) % math.tau


@pytest.fixture(scope="module")
def final(trial, coast):
    """A final burn at apogee by three strengths of engines, then a fall without drag."""
    vehicles = tuple(
        replace(vehicle, tanks=tuple(replace(t, capacity=3e4, load=3e4) for t in vehicle.tanks))
        for vehicle in trial.mission(coast()).vehicles
    )

    def make(place, perigee):
        firings = (Firing("tug.aft", thrust_factor=np.array([20.0, 25.0, 30.0])),)
        phases = (
            coast("burn", burn=Burn(firings, "downrange", place)),
            coast("fall", until=Condition("altitude_down", 120e3)),
        )
        start = {"perigee": perigee, "apogee": 230e3, "argument_of_perigee": PLACE + 1.0}
        mission = trial.mission(
            *phases, true_anomaly=math.pi, density=(1.0,) * 3, vehicles=vehicles, **start
        )
        return fly(mission)

    return make


def test_cut_off_by_downrange_brings_the_entry_to_its_place(final):
    """Whatever the engines give; the ellipsoid of the arc is one of first order, good to 40 m of
    height, which are 4 km along a path of 0.55 deg.
    """
    flight = final(PLACE, 140e3)
    assert [record.ending for record in flight.burns] == ["cut_off"] * 3
    np.testing.assert_allclose(places(flight), PLACE, rtol=0.0, atol=7e-4)
    weak, _, strong = flight.burns
    assert weak.duration > 1.3 * strong.duration


def test_an_orbit_that_enters_before_the_place_needs_no_burn(final):
    flight = final(PLACE + 1.0, 60e3)
    assert [record.ending for record in flight.burns] == ["not_needed"] * 3


def test_a_burn_by_downrange_has_no_middle():
    with pytest.raises(ValueError, match="can't be centred on a place"):
        Burn(BOTH, "downrange", PLACE, ignition=Ignition("apogee"))
    Burn(BOTH, "downrange", PLACE, ignition=Ignition("apogee", centred=False))
