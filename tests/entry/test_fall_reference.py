"""Fragments against what does not depend on their method: an explicit one of order 8 in steps of a
twentieth of a second, and the energy and mass that there are.
"""

from dataclasses import replace

import numpy as np
import pytest
from pieces import apart, like_a_catalogue, of_substances, random_bodies, states

from sim.dynamics.demise import solid_left
from sim.dynamics.event import FALLING, HEIGHT, MASS
from sim.dynamics.fragment_aerodynamics import MELTING_BODY
from sim.dynamics.rhs import EARTH_RATE
from sim.dynamics.thrust import INERTIAL
from sim.entry.breakup.material import MATERIALS
from sim.entry.effort import FULL
from sim.entry.fragment_propagation import GONE, HORIZON, fall, fall_to, falling_world
from sim.entry.fragments import Impacts
from sim.environment.gravity import potential, split
from sim.environment.world import world
from sim.flight.status import DEMISED, IMPACT, failure
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.epoch import Epoch
from sim.frames.geodesy import earth_fixed
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.integrate.observe import observations
from sim.lanes import interpreted, rotate
from sim.vehicle.parameters import Parameters


@pytest.fixture(scope="module")
def sky():
    """Field of degree 16, NRLMSISE-00, one day."""
    return world(Epoch.from_utc("2025-06-01T00:00:00Z"), 86400.0, degree=16)


LADDER = {  # kg/m2 of the mean cross-section, kg, melts inwards
    "foil, titanium": (0.2, 0.1, 0.0, "Ti-6Al-4V"),
    "sheet, aluminium": (3.0, 6.0, 0.0, "Al 2219"),
    "panel, aluminium": (40.0, 100.0, 0.0, "Al 2219"),
    "ball, aluminium": (100.0, 1.0, 1.0, "Al 2219"),
    "ball, steel": (300.0, 4.0, 1.0, "SS 304"),
    "dense, titanium": (3000.0, 5e3, 1.0, "Ti-6Al-4V"),
}


def ladder(height=120e3, speed=7800.0, angle=-0.02):
    """From a foil to a dense block, released together."""
    n = len(LADDER)
    flat = np.zeros(n)
    beta, mass, shrinks = np.array([row[:3] for row in LADDER.values()]).T
    kind = [list(MATERIALS).index(row[3]) for row in LADDER.values()]
    bodies = like_a_catalogue(n)
    own = {
        "state": states(flat + height, flat + speed, flat + angle, flat + 0.9, flat - 0.5, flat),
        "mass": mass, "area": mass / beta, "heated_area": 4.0 * mass / beta, "shrinks": shrinks,
        "length": np.sqrt(mass / beta), "radius": 0.5 * np.sqrt(mass / beta),
    }  # fmt: skip
    return replace(bodies, **own, **of_substances(kind))


def explicit(sky, bodies):
    """Where DOP853 in steps of 0.05 s brings them."""
    switch = sky.switch._replace(
        third_body=0, radiation_pressure=0, steering=INERTIAL, fall=MELTING_BODY
    )
    air, n, table = sky._replace(switch=switch), len(bodies), bodies.parameter_table()
    levels = np.column_stack([np.zeros(n), GONE * bodies.mass])
    arc = run(
        air,
        bodies.t0,
        np.column_stack([bodies.state, bodies.thermal_mass]),
        bodies.t0 + HORIZON,
        table,
        events=Events(np.array([HEIGHT, MASS]), np.full(2, FALLING), levels),
        step=np.full(n, 1e-5),
        relative_tolerance=1e-11,
        longest_step=0.05,
    )
    seen = observations(air, arc.t, arc.y, table)
    status = np.array([{1: IMPACT, 2: DEMISED}.get(int(c), failure(int(c))) for c in arc.status])
    mass = interpreted(solid_left)(arc.y[:, 6], Parameters(*table.T))
    flat = np.zeros(n)
    return Impacts(
        t=arc.t, latitude=seen.latitude, longitude=seen.longitude, height=seen.height,
        speed=seen.speed_air, flight_path_angle=flat, mass=mass, energy=flat, status=status,
    )  # fmt: skip


def test_a_ladder_of_pieces_lands_where_tiny_steps_say(sky):
    """Impact and demise to 50 m, a second, and 1e-5 of the mass."""
    bodies = ladder()
    found, reference = fall(sky, bodies), explicit(sky, bodies)
    assert (found.status == reference.status).all() and found.landed.any()

    assert apart(found, reference).max() < 50.0
    assert np.abs(found.height - reference.height).max() < 50.0
    np.testing.assert_allclose(found.t, reference.t, atol=1.0)
    down = found.landed
    np.testing.assert_allclose(
        found.mass[down] / bodies.mass[down], reference.mass[down] / bodies.mass[down], atol=1e-5
    )


def test_the_heat_taken_up_is_as_right_as_the_page_says(sky):
    """Down to 40 km, over that heat, against steps of a thousandth of the error."""
    bodies = ladder()
    start = np.column_stack([bodies.state, bodies.thermal_mass])
    air, table = falling_world(sky, bodies, MELTING_BODY), bodies.parameter_table()
    levels = {"height": np.full(len(bodies), 40e3), "mass": GONE * bodies.mass}

    def flown(effort):
        end = bodies.t0 + 3600.0
        return fall_to(air, bodies.t0.copy(), start, end, table, **levels, effort=effort)

    usual, exact = flown(FULL), flown(FULL._replace(place=1e-3, heat=1e-10))
    there = (usual.status == FIRST_EVENT) & (exact.status == FIRST_EVENT)
    assert there.sum() >= 3
    heat = (bodies.thermal_mass - exact.y[:, 6])[there]
    error = np.abs(usual.y[:, 6] - exact.y[:, 6])[there] / np.abs(heat)
    assert error.max() < 5e-5 and np.median(error) < 5e-6


def energy(sky, t, x, y, z, speed):
    """J/kg in the axes of the Earth: kinetic, of the field, and of the rotation."""
    high = interpreted(potential)(x, y, z, sky.gravity)
    return 0.5 * speed**2 - high - 0.5 * EARTH_RATE**2 * (x**2 + y**2)


def dissipated(sky, bodies, found):
    """What fragments lost to the air, J/kg, and the size of what they began with."""
    turn = interpreted(gcrf_to_itrf_matrix)(bodies.t0, sky.orientation)
    place = rotate_all(turn, bodies.state[:, :3])
    motion = rotate_all(turn, bodies.state[:, 3:])
    relative = motion - EARTH_RATE * np.cross([0.0, 0.0, 1.0], place)
    before = energy(sky, bodies.t0, *place.T, np.linalg.norm(relative, axis=1))
    angles = np.sin(found.latitude), np.cos(found.latitude)
    turned = np.sin(found.longitude), np.cos(found.longitude)
    end = interpreted(earth_fixed)(*angles, *turned, found.height)
    after = energy(sky, found.t, *end, found.speed)
    return before - after, np.abs(before)


def rotate_all(turn, vectors):
    return np.column_stack(interpreted(rotate)(turn, *vectors.T))


def conserves(sky, bodies, found):
    """Nothing from nothing, no more melt than heat to melt it; of bodies that do not burn."""
    lost, size = dissipated(sky, bodies, found)
    assert (lost > -1e-4 * size).all()
    melted = bodies.mass - found.mass
    assert (melted >= -1e-12 * bodies.mass).all()
    heat = melted * bodies.heat_of_fusion
    assert (heat <= bodies.mass * (lost + 1e-4 * size)).all()


def unburnt(bodies):
    return replace(bodies, oxidation_heat=0.0 * bodies.mass)


def test_energy_and_mass_are_conserved(sky):
    bodies = unburnt(random_bodies(200, 11))
    conserves(sky, bodies, fall(sky, bodies, horizon=5400.0))


@pytest.mark.slow
def test_a_hundred_thousand_fragments_conserve_energy_and_mass(sky):
    for seed in range(100, 120):
        bodies = unburnt(random_bodies(5000, seed))
        conserves(sky, bodies, fall(sky, bodies, horizon=7200.0, threads=2))


def test_a_field_and_its_rest_are_the_whole(sky):
    r = np.random.default_rng(1).normal(size=(3, 20))
    x, y, z = 6.5e6 * r / np.linalg.norm(r, axis=0)
    whole = interpreted(potential)(x, y, z, sky.gravity)
    for degree in (0, 2, 3, 16):
        parts = [interpreted(potential)(x, y, z, part) for part in split(sky.gravity, degree)]
        np.testing.assert_allclose(sum(parts), whole, rtol=1e-14)
        assert np.abs(parts[1]).max() < (1e6, 5e3, 5e3, 1e-6)[(0, 2, 3, 16).index(degree)]
