"""Conditions that end a phase: each kind met where an independent calculation says."""

import math
from dataclasses import replace

import erfa
import numpy as np
import pytest

from sim.flight.condition import inside
from sim.flight.fly import fly
from sim.flight.phase import Condition
from sim.flight.record import EventKind
from sim.flight.status import IMPACT, IN_ORBIT, OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS, MU

ORBIT = {"perigee": 380e3, "apogee": 460e3, "argument_of_perigee": 0.7, "true_anomaly": 2.0}
AXIS = EQUATORIAL_RADIUS + 420e3
PERIOD = math.tau / math.sqrt(MU / AXIS**3)
E = 40e3 / AXIS


def mean_anomaly(nu):
    x = 2.0 * math.atan2(math.sqrt(1 - E) * math.sin(nu / 2), math.sqrt(1 + E) * math.cos(nu / 2))
    return x - E * math.sin(x)


def pole(flight):
    """Unit vector to the pole of date, GCRF."""
    return erfa.c2i06a(*flight.mission.epoch.plus(float(flight.t[0])).tt())[2]


def flown(trial, coast, condition, *more, **orbit):
    phases = [coast(f"phase_{k}", until=c) for k, c in enumerate((condition, *more))]
    return fly(trial.mission(*phases, **(ORBIT | orbit)))


@pytest.mark.parametrize("kind", ["time", "duration"])
def test_times_are_met_exactly(trial, coast, kind):
    flight = flown(trial, coast, Condition("duration", 1000.0), Condition(kind, 1234.5))
    assert flight.t[0] == (1234.5 if kind == "time" else 2234.5)
    assert flight.status == (IN_ORBIT,)


@pytest.mark.parametrize(("kind", "nu"), [("perigee", math.tau), ("apogee", math.pi)])
@pytest.mark.parametrize("count", [1, 3])
def test_apsides_are_met_when_kepler_says(trial, coast, kind, nu, count):
    flight = flown(trial, coast, Condition(kind, count))
    at = (mean_anomaly(nu) % math.tau or math.tau) - mean_anomaly(2.0)
    assert flight.t[0] == pytest.approx(at / math.tau * PERIOD + (count - 1) * PERIOD, abs=1e-3)
    radius = np.linalg.norm(flight.y[0, :3])
    assert radius == pytest.approx(AXIS * (1 - E if kind == "perigee" else 1 + E), abs=1e-3)


@pytest.mark.parametrize(("kind", "sense"), [("ascending_node", 1.0), ("descending_node", -1.0)])
@pytest.mark.parametrize("count", [1, 4])
def test_nodes_lie_on_the_equator_of_date(trial, coast, kind, sense, count):
    flight = flown(trial, coast, Condition(kind, count))
    z = pole(flight)
    # the flight takes the pole of the crust, up to 0.5 arcsec (17 m) from the celestial one
    assert flight.y[0, :3] @ z == pytest.approx(0.0, abs=17.0)
    assert sense * (flight.y[0, 3:6] @ z) > 0.0
    assert (count - 1) * PERIOD < flight.t[0] <= count * PERIOD


@pytest.mark.parametrize("angle", [0.0, 1.0, 3.0, -1.0, 5.5])
def test_argument_of_latitude_is_the_angle_from_the_node(trial, coast, angle):
    flight = flown(trial, coast, Condition("argument_of_latitude", angle))
    r, v, z = flight.y[0, :3], flight.y[0, 3:6], pole(flight)
    normal = np.cross(r, v)
    node = np.cross(z, normal)
    u = math.atan2(
        np.cross(node, r) @ normal / (np.linalg.norm(normal) * np.linalg.norm(node)),
        node @ r / np.linalg.norm(node),
    )
    assert math.remainder(u - angle, math.tau) == pytest.approx(0.0, abs=4e-6)


@pytest.mark.parametrize(("kind", "level"), [("altitude_down", 400e3), ("altitude_up", 450e3)])
def test_altitudes_are_geodetic(trial, coast, geodetic, kind, level):
    flight = flown(trial, coast, Condition(kind, level))
    assert geodetic(flight)[2] == pytest.approx(level, abs=1.0)
    climbs = flight.y[0, :3] @ flight.y[0, 3:6] > 0.0
    assert climbs == (kind == "altitude_up")


def test_mean_altitude_falls_through_its_level(trial, coast):
    condition = Condition("mean_altitude", 190e3)
    low = {"perigee": 200e3, "apogee": 200e3, "air": "nrlmsise00"}
    phase = coast("fall", until=condition, field_degree=8, relative_tolerance=1e-10)
    flight = fly(trial.mission(phase, **low))
    assert flight.status == (IN_ORBIT,)
    assert flight.t[0] > 3600.0
    # the J2-mean axis is the mean of the osculating one over a revolution, to first order
    after = coast("round", until=Condition("duration", 5300.0), field_degree=8, save_every=1.0)
    there = replace(trial.mission(after), position=flight.y[:, :3], velocity=flight.y[:, 3:6])
    free = fly(there)
    samples = free.segments[0].samples
    r = np.linalg.norm(samples[:, 1:4], axis=1)
    axis = 1.0 / (2.0 / r - (samples[:, 4:7] ** 2).sum(axis=1) / MU)
    mean = np.trapezoid(axis, samples[:, 0]) / 5300.0 - EQUATORIAL_RADIUS
    assert mean == pytest.approx(190e3, abs=300.0)


def test_ground_is_height_zero(trial, coast, geodetic):
    flight = flown(trial, coast, Condition("ground"), perigee=-50e3, apogee=400e3, true_anomaly=3.2)
    assert flight.status == (IMPACT,)
    assert geodetic(flight)[2] == pytest.approx(0.0, abs=2.0)
    assert [e.kind for e in flight.events] == [EventKind.ENTRY_INTERFACE, EventKind.IMPACT]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("altitude_down", 500e3),
        Condition("altitude_up", 300e3),
        Condition("mean_altitude", 500e3),
    ],
)
def test_a_level_already_passed_ends_the_phase_at_once(trial, coast, condition):
    flight = flown(trial, coast, condition)
    assert flight.t[0] == 0.0
    assert flight.status == (IN_ORBIT,)


@pytest.mark.parametrize("value", [500.0, 1000.0])
def test_a_time_already_past_ends_the_phase_at_once(trial, coast, within, value):
    more = Condition("time", value)
    flight = within(10.0, lambda: flown(trial, coast, Condition("time", 1000.0), more))
    assert flight.t[0] == 1000.0
    assert flight.status == (IN_ORBIT,)


def test_by_ends_a_phase_that_does_not_get_there(trial, coast):
    flight = flown(trial, coast, Condition("altitude_down", 200e3, by=7000.0), Condition("perigee"))
    assert next(e.time for e in flight.events if e.kind is EventKind.PHASE_END) == 7000.0
    assert flight.status == (IN_ORBIT,)


def test_by_after_the_level_changes_nothing(trial, coast):
    plain = flown(trial, coast, Condition("altitude_down", 400e3))
    dated = flown(trial, coast, Condition("altitude_down", 400e3, by=1e6))
    np.testing.assert_array_equal(plain.y, dated.y)


@pytest.mark.parametrize("kind", ["altitude_down", "ground", "mean_altitude"])
def test_what_never_happens_is_out_of_time_and_ends_the_flight(trial, coast, kind):
    flight = flown(
        trial, coast, Condition(kind, 200e3), Condition("duration", 10.0), horizon=20000.0
    )
    assert flight.status == (OUT_OF_TIME,)
    assert flight.t[0] == 20000.0
    assert not [e for e in flight.events if e.kind is EventKind.PHASE_END]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("time", 800.0),
        Condition("duration", 800.0),
        Condition("mean_altitude", 200e3, by=800.0),
    ],
)
def test_a_date_beyond_the_tables_is_out_of_time(trial, coast, condition):
    flight = flown(trial, coast, condition, horizon=500.0)
    assert flight.t[0] == 500.0
    assert flight.status == (OUT_OF_TIME,)


@pytest.mark.parametrize("window", [(-60.0, -30.0), (170.0, -165.0), (20.0, 45.0)])
@pytest.mark.parametrize("kind", ["ascending_node", "descending_node"])
def test_node_in_a_window_of_longitude(trial, coast, geodetic, kind, window):
    west, east = np.radians(window)
    flight = flown(trial, coast, Condition(kind, longitude=(west, east)))
    longitude, latitude, _ = geodetic(flight)
    assert (longitude - west) % math.tau <= (east - west) % math.tau
    assert latitude == pytest.approx(0.0, abs=1e-5)
    # no earlier node of the kind was inside
    count = round(flight.t[0] / PERIOD + 0.5)
    for k in range(1, count):
        earlier = flown(trial, coast, Condition(kind, k))
        outside = geodetic(earlier)[0]
        assert (outside - west) % math.tau > (east - west) % math.tau


def test_inside_crosses_the_date_line():
    longitude = np.radians([169.0, 171.0, 180.0, -180.0, -166.0, -164.0, 0.0])
    found = inside(longitude, (math.radians(170.0), math.radians(-165.0)))
    assert found.tolist() == [False, True, True, True, True, False, False]
