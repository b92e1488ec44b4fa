"""Perigee and apogee: one of each a revolution, also where J2 makes two minima of the distance."""

import math

import numpy as np
import pytest

from sim.flight.apsis import ROUND
from sim.flight.fly import fly
from sim.flight.record import EventKind
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude, mean_eccentricity, osculating_from_mean
from sim.integrate.batch import run
from sim.lanes import interpreted
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
from sim.vehicle.parameters import tabulate

BODY = """
name: round
title: A body without air
start: "2028-07-01T00:00:00Z"
environment: {atmosphere: {model: none}, third_bodies: [], gravity: {field: egm96, degree: 8}}
vehicles:
  body:
    dry_mass: {value: "420000 kg", assumption: test}
    attitudes:
      flying:
        area: {value: "1500 m2", assumption: test}
        cd_free_molecular: {value: 2.2, assumption: test}
        cd_continuum: {value: 2.2, assumption: test}
        length: {value: "1 m", assumption: test}
stack: [body]
"""
REVOLUTION = 5568.0
"""s, nodal period at 415 km and 51.64 deg: 16 of them in 24.7 h."""


def flown(shape: str, *conditions: str):
    phases = "".join(
        f"  - name: p{k}\n    attitude: body.flying\n    until: {condition}\n    save_every: 1 h\n"
        for k, condition in enumerate(conditions)
    )
    angles = "inclination: 51.64 deg, raan: 0 deg"
    state = f"state: {{kepler: {{{shape}, {angles}}}}}\n"
    return fly(build_mission(loads(f"{BODY}{state}phases:\n{phases}")))


def ends(flight) -> np.ndarray:
    return np.array([e.time for e in flight.events if e.kind is EventKind.PHASE_END])


@pytest.mark.parametrize("eccentricity", [0.0, 0.0002, 0.0005, 0.002])
def test_one_perigee_a_revolution(eccentricity):
    """Changes of sign of the radial speed would be 31, 31, 28 and 15 in a day."""
    shape = f"altitude: 415 km, eccentricity: {eccentricity}, argument_of_latitude: 90 deg"
    flight = flown(shape, "{perigee: 16}", "{ascending_node: {count: 16}}", "{apogee: 16}")
    for lasted in np.diff(ends(flight), prepend=0.0):
        # the first of them comes within a revolution
        assert 15.0 * REVOLUTION - 60.0 < lasted < 16.0 * REVOLUTION + 60.0


def test_a_clear_perigee_is_where_the_station_is_lowest():
    """300 x 600 km: within a degree or two of the least distance, which J2 moves as well."""
    flight = flown("perigee: 300 km, apogee: 560 km, true_anomaly: 90 deg", "{perigee: 3}")
    r, v = flight.y[0, :3], flight.y[0, 3:6]
    angle = math.asin(r @ v / (np.linalg.norm(r) * np.linalg.norm(v)))
    # tan of the flight-path angle is e sin(nu) near perigee: 0.0189 times the angle from it
    assert abs(angle) < 0.0189 * math.radians(6.0)
    assert np.linalg.norm(r) - 6378137.0 < 312e3


def test_what_is_left_of_the_short_periods_is_below_a_round_orbit(small_world, make_case):
    """The eccentricity vector of a mean orbit over two revolutions in a field of degree 8 moves by
    a fraction of the eccentricity from which an orbit has a perigee of its own.
    """
    y = np.append(osculating_from_mean(6.79e6, 2.0 * ROUND, 0.9, 0.5, 1.0, 0.0), 1.0)[None]
    quiet = small_world._replace(switch=small_world.switch._replace(air=0, third_body=0))
    path = run(
        quiet, np.zeros(1), y, np.array([2.0 * REVOLUTION]), tabulate(make_case(1)),
        longest_step=60.0, sampling=0.0,
    ).samples[0]  # fmt: skip
    pole = interpreted(gcrf_to_itrf_matrix)(path[:, 0], quiet.orientation)[6:9]
    scale = quiet.gravity.mu, quiet.gravity.oblateness
    ex, ey, s, c = interpreted(mean_eccentricity)(*path[:, 1:7].T, *pole, *scale)
    same = interpreted(argument_of_latitude)(*path[:, 1:7].T, *pole)
    np.testing.assert_array_equal([s, c], same[:2])
    assert np.hypot(ex - ex.mean(), ey - ey.mean()).max() < 0.4 * ROUND
