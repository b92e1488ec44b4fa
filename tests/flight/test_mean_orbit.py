"""The orbit at a state: mean over a revolution, terms of the field that is flown, osculating."""

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.mean_orbit import orbit_figures
from sim.flight.summary import summary
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
from sim.vehicle.parameters import COLUMNS

BODY = """
name: orbit
title: A body in a field of its own
start: "2028-01-01T00:00:00Z"
state:
  kepler: {%(state)s, inclination: "51.64 deg", raan: "0 deg", argument_of_latitude: "0 deg"}
environment:
  gravity: %(gravity)s
  third_bodies: []
  atmosphere: {model: none}
  integrator: {relative_tolerance: 1.0e-12}
vehicles:
  body:
    dry_mass: {value: "1000 kg", assumption: test}
    attitudes:
      flying:
        area: {value: "7 m2", assumption: test}
        cd_free_molecular: {value: 1, assumption: test}
        cd_continuum: {value: 1, assumption: test}
        length: {value: "4.4 m", assumption: test}
stack: [body]
phases:
  - {name: drift, attitude: body.flying, until: {duration: "%(lasting)s"}, save_every: "60 s"}
"""
POINT_MASS = "{field: stated, degree: 0, mu: '3.986004418e14 m3/s2', radius: '6378137 m'}"
STRONG = (
    "{field: stated, degree: 2, mu: '3.9e14 m3/s2', radius: '6400 km', "
    "harmonics: [{degree: 2, order: 0, c: -9.0e-4}]}"
)


def mission(state, gravity, lasting="2 h"):
    return build_mission(loads(BODY % {"state": state, "gravity": gravity, "lasting": lasting}))


def test_a_point_mass_has_no_short_periods():
    """A circle of 300 km is one at the start and two hours later, in every figure and row."""
    flight = fly(mission('kind: osculating, altitude: "300 km", eccentricity: 0', POINT_MASS))
    found = summary(flight, "orbit")["orbit"]
    for orbit in found.values():
        for name, value in orbit.items():
            if name.endswith("_km"):
                assert value == pytest.approx(300.0, abs=2e-3), name
    samples = flight.segments[0].samples
    table = np.zeros((len(samples), COLUMNS))
    seen = observations(flight.mission.world, samples[:, 0].copy(), samples[:, 1:], table)
    np.testing.assert_allclose(seen.mean_altitude, 300e3, rtol=0.0, atol=0.5)
    np.testing.assert_allclose(seen.mean_apogee - seen.mean_perigee, 0.0, rtol=0.0, atol=3.0)


def test_mean_elements_go_by_the_field_that_is_flown():
    """Twice the Earth's J2 and another mass: a mean circle stays within second-order terms, four
    times those of the Earth, while the osculating axis swings by 20 km.
    """
    flight = fly(mission('altitude: "400 km"', STRONG))
    samples = flight.segments[0].samples
    table = np.zeros((len(samples), COLUMNS))
    seen = observations(flight.mission.world, samples[:, 0].copy(), samples[:, 1:], table)
    assert np.ptp(seen.mean_altitude) < 100.0
    assert seen.mean_altitude.mean() == pytest.approx(400e3, abs=100.0)
    r, v = samples[:, 1:4], samples[:, 4:7]
    axis = 1.0 / (2.0 / np.linalg.norm(r, axis=1) - (v * v).sum(axis=1) / 3.9e14)
    assert np.ptp(axis) > 15e3


def test_the_average_over_a_revolution_stands_still(small_world, low_orbit):
    """A day without air in a field of degree 8: elements of single states differ by a hundred
    metres, their averages over a revolution by a few.
    """
    made = mission('altitude: "400 km"', "{degree: 20}", "1 d")
    y = np.array([[*made.position[0], *made.velocity[0], 1000.0]])
    times = np.linspace(0.0, 86400.0, 30)[1:]
    arc = run(
        made.world, np.zeros(29), np.repeat(y, 29, axis=0), times, np.zeros((29, COLUMNS)),
        relative_tolerance=1e-11,
    )  # fmt: skip
    single = observations(made.world, arc.t, arc.y, np.zeros((29, COLUMNS))).mean_altitude
    pairs = zip(arc.t, arc.y, strict=True)
    mean = [orbit_figures(made, *each)["mean_altitude_km"] for each in pairs]
    assert np.ptp(single) > 100.0
    assert 1e3 * np.ptp(mean) < 25.0
