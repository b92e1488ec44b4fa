"""Keplerian elements against a textbook and a library; the mean orbit must stand still."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from sim.environment.gravity import from_coefficients, gravity
from sim.frames.constants import EQUATORIAL_RADIUS, J2, MU, OBLATENESS
from sim.frames.elements import (
    argument_of_latitude,
    cartesian_from_kepler,
    inclination_of_state,
    mean_apsides,
    mean_semi_major_axis,
    osculating_from_mean,
)
from sim.lanes import interpreted, on_lanes

POLE = (0.0, 0.0, 1.0)
SCALE = (MU, OBLATENESS)
angles = st.floats(0.0, 2.0 * np.pi)


def test_textbook_example() -> None:
    """Vallado, Fundamentals of Astrodynamics and Applications, example 2-6: printed digits.

    The example uses mu = 398600.4418 km3/s2: speeds go with the root of mu.
    """
    p, e = 11067.790e3, 0.83285
    degrees = (87.87, 227.89, 53.38, 92.335)
    state = cartesian_from_kepler(p / (1.0 - e * e), e, *np.radians(degrees))
    np.testing.assert_allclose(state[:3], [6525.344e3, 6861.535e3, 6449.125e3], atol=40.0)
    scale = np.sqrt(398600.4418e9 / MU)
    # the printed elements carry five digits: 40 m and 0.03 m/s
    velocity = np.array(state[3:]) * scale
    np.testing.assert_allclose(velocity, [4902.276, 5533.124, -1975.709], atol=0.03)


@settings(max_examples=60)
@given(st.floats(6.5e6, 4.5e7), st.floats(0.0, 0.9), st.floats(0.0, np.pi), angles, angles, angles)
def test_same_state_as_boinor(a, e, inclination, raan, argument, anomaly) -> None:
    from boinor.core.elements import coe2rv

    state = np.array(cartesian_from_kepler(a, e, inclination, raan, argument, anomaly))
    p = a * (1.0 - e * e)
    r, v = coe2rv(MU * 1e-9, p * 1e-3, e, inclination, raan, argument, anomaly)
    np.testing.assert_allclose(state[:3], 1e3 * r, rtol=0.0, atol=1e-13 * a * (1 + e))
    np.testing.assert_allclose(state[3:], 1e3 * v, rtol=0.0, atol=1e-13 * np.linalg.norm(1e3 * v))


@settings(max_examples=100)
@given(st.floats(6.5e6, 4.5e7), st.floats(0.0, 0.9), st.floats(0.0, np.pi), angles, angles, angles)
def test_energy_momentum_and_eccentricity_of_the_state(a, e, inclination, raan, argument, anomaly):
    state = np.array(cartesian_from_kepler(a, e, inclination, raan, argument, anomaly))
    r, v = state[:3], state[3:]
    assert 0.5 * v @ v - MU / np.linalg.norm(r) == pytest.approx(-0.5 * MU / a, rel=2e-13 / (1 - e))
    h = np.cross(r, v)
    assert np.linalg.norm(h) == pytest.approx(np.sqrt(MU * a * (1.0 - e * e)), rel=1e-13)
    assert h[2] / np.linalg.norm(h) == pytest.approx(np.cos(inclination), abs=1e-14)
    shape = np.cross(v, h) / MU - r / np.linalg.norm(r)
    assert np.linalg.norm(shape) == pytest.approx(e, abs=1e-13)


@pytest.mark.parametrize("a, e", [(-7e6, 0.1), (0.0, 0.0), (7e6, 1.0), (7e6, -1e-9), (np.nan, 0.0)])
def test_no_ellipse(a, e) -> None:
    with pytest.raises(ValueError, match=r"ellipse; allowed: axis > 0 and 0 <= eccentricity < 1"):
        cartesian_from_kepler(a, e, 0.0, 0.0, 0.0, 0.0)


@settings(max_examples=60)
@given(angles, angles, st.floats(0.01, np.pi - 0.01), angles)
def test_argument_of_latitude(argument, anomaly, inclination, raan) -> None:
    state = cartesian_from_kepler(6.7e6, 0.01, inclination, raan, argument, anomaly)
    s, c, sin_i2 = interpreted(argument_of_latitude)(*state, *POLE)
    assert s == pytest.approx(np.sin(argument + anomaly), abs=1e-13 / np.sin(inclination))
    assert c == pytest.approx(np.cos(argument + anomaly), abs=1e-13 / np.sin(inclination))
    assert sin_i2 == pytest.approx(np.sin(inclination) ** 2, abs=1e-14)


def oblate() -> object:
    """A field of the point mass and C20 alone, at the radius the mean elements use."""
    c = np.zeros((3, 3))
    c[0, 0], c[2, 0] = 1.0, -J2 / np.sqrt(5.0)
    return from_coefficients(c, np.zeros((3, 3)), 2, mu=MU, radius=EQUATORIAL_RADIUS)


def revolution(state: np.ndarray) -> np.ndarray:
    """States (6, 200) over one revolution in the oblate field, integrated by SciPy."""
    field, force = oblate(), interpreted(gravity)
    period = 2.0 * np.pi * np.sqrt(6.78e6**3 / MU)
    return solve_ivp(
        lambda _, y: [*y[3:], *force(*y[:3], field)],
        (0.0, period),
        state,
        method="DOP853",
        rtol=1e-11,
        atol=1e-6,
        t_eval=np.linspace(0.0, period, 200),
    ).y


ORBITS = [
    (e, inclination, argument)
    for e in (0.0005, 0.004, 0.012)
    for inclination in (0.15, 0.9013, 1.7)
    for argument in (0.4, 2.0, 4.4)
]


@pytest.fixture(scope="module")
def revolutions() -> dict[tuple, np.ndarray]:
    return {
        key: revolution(cartesian_from_kepler(6.65e6, e, i, 0.7, w, 0.3))
        for key in ORBITS
        for e, i, w in [key]
    }


@pytest.mark.parametrize("orbit", ORBITS)
def test_mean_orbit_stands_still_over_a_revolution(revolutions, orbit) -> None:
    """First-order theory leaves terms in J2 squared and in J2 e: 20 m of axis; 300 m of perigee and
    apogee at the inclinations flown, 450 m over the poles. The osculating axis moves by kilometres.
    """
    y = revolutions[orbit]
    _, inclination, _ = orbit
    axis = on_lanes(mean_semi_major_axis, *y.copy(), *(np.full(200, p) for p in POLE), *SCALE)
    perigee, apogee = on_lanes(mean_apsides, *y.copy(), *(np.full(200, p) for p in POLE), *SCALE)
    limit = 450.0 if inclination > 1.0 else 300.0
    assert np.ptp(axis) < 20.0
    assert np.ptp(perigee) < limit
    assert np.ptp(apogee) < limit
    np.testing.assert_allclose(perigee + apogee, 2.0 * (axis - EQUATORIAL_RADIUS), atol=1e-6)
    r, v2 = np.linalg.norm(y[:3], axis=0), (y[3:] ** 2).sum(axis=0)
    if inclination > 0.5:
        assert np.ptp(1.0 / (2.0 / r - v2 / MU)) > 5e3
    # the radius leaves the mean ellipse by short-period terms of at most 1.5 J2 R^2 / a = 10 km
    assert r.min() - EQUATORIAL_RADIUS == pytest.approx(perigee.mean(), abs=10.4e3)
    assert r.max() - EQUATORIAL_RADIUS == pytest.approx(apogee.mean(), abs=10.4e3)


def test_mean_period_is_that_of_the_mean_axis(revolutions) -> None:
    """Nodal period of Kozai's theory for a circular orbit, from the mean axis: one second of 5,400.

    T = T_Kepler (1 - 3/2 J2 (R/a)^2 (4 cos^2 i - 1)), the time between two rising nodes
    (Vallado, 4th ed., eq. 11-24 with e = 0).
    """
    inclination = 0.9013
    y = revolutions[(0.0005, inclination, 0.4)]
    a = np.mean(on_lanes(mean_semi_major_axis, *y.copy(), *(np.full(200, p) for p in POLE), *SCALE))
    field, force = oblate(), interpreted(gravity)

    def node(_, s):
        return s[2]

    node.direction = 1.0
    found = solve_ivp(
        lambda _, s: [*s[3:], *force(*s[:3], field)],
        (0.0, 12000.0),
        y[:, 0],
        method="DOP853",
        rtol=1e-11,
        atol=1e-6,
        events=node,
    ).t_events[0]
    ratio = J2 * (EQUATORIAL_RADIUS / a) ** 2
    kepler = 2.0 * np.pi * np.sqrt(a**3 / MU)
    assert np.diff(found)[0] == pytest.approx(
        kepler * (1.0 - 1.5 * ratio * (4.0 * np.cos(inclination) ** 2 - 1.0)), abs=1.0
    )


@settings(max_examples=60)
@given(st.floats(0.0, 0.03), st.floats(0.05, 3.0), angles, angles, angles, angles)
def test_mean_orbit_does_not_depend_on_the_axes(e, inclination, raan, argument, anomaly, turn):
    """Turning state and pole together changes nothing."""
    assume(e > 0.0)
    state = np.array(cartesian_from_kepler(6.7e6, e, inclination, raan, argument, anomaly))
    c, s = np.cos(turn), np.sin(turn)
    matrix = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    turned = [*(matrix @ state[:3]), *(matrix @ state[3:]), *(matrix @ POLE)]
    for function in (mean_apsides, mean_semi_major_axis):
        before = interpreted(function)(*state, *POLE, *SCALE)
        np.testing.assert_allclose(
            interpreted(function)(*turned, *SCALE), before, rtol=0.0, atol=1e-5
        )


@given(st.floats(150e3, 420e3), st.floats(0.0, 60e3), st.floats(0.2, 2.0), angles, angles, angles)
def test_mean_elements_survive_the_way_to_a_state_and_back(perigee, higher, i, raan, omega, nu):
    a = EQUATORIAL_RADIUS + perigee + 0.5 * higher
    state = osculating_from_mean(a, 0.5 * higher / a, i, raan, omega, nu)
    floats = [np.array([c]) for c in (*state, *POLE)]
    assert interpreted(mean_semi_major_axis)(*floats, *SCALE)[0] == pytest.approx(a, abs=1e-3)
    low, high = (float(h[0]) for h in interpreted(mean_apsides)(*floats, *SCALE))
    # first order: terms of the order J2 e and J2 squared are left
    assert low == pytest.approx(perigee, abs=400.0)
    assert high == pytest.approx(perigee + higher, abs=400.0)
    sine, cosine, _ = (float(x[0]) for x in interpreted(argument_of_latitude)(*floats))
    u = math.atan2(sine, cosine)
    # the node moves along the orbit by 0.75 J2 at most, and the apsides with it
    assert math.cos(u - omega - nu) == pytest.approx(1.0, abs=5e-6)


@settings(max_examples=20)
@given(st.floats(0.2, 2.0), st.floats(0.0, 0.02), angles)
def test_states_from_mean_elements_are_the_same_alone_and_together(i, e, omega):
    nodes = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    together = osculating_from_mean(6.7e6, e, i, nodes, omega, 0.3)
    assert together.shape == (2, 3, 6)
    for row, column in np.ndindex(2, 3):
        alone = osculating_from_mean(6.7e6, e, i, nodes[row, column], omega, 0.3)
        assert alone.tobytes() == together[row, column].tobytes()


def test_mean_elements_of_no_ellipse_are_refused() -> None:
    with pytest.raises(ValueError, match="do not make an ellipse"):
        osculating_from_mean(-6.7e6, 0.0, 0.9, 0.0, 0.0, 0.0)


@given(st.floats(0.01, 3.1), angles, angles)
def test_inclination_of_a_state(i, raan, nu) -> None:
    state = np.array(cartesian_from_kepler(6.8e6, 0.01, i, raan, 0.0, nu))
    assert inclination_of_state(state[:3], state[3:]) == pytest.approx(i, abs=1e-12)


@pytest.mark.parametrize("u", [0.0, 0.8, 2.4, 4.0])
def test_the_mean_plane_is_the_average_over_a_revolution(u):
    """Flown under J2 alone: short periods of the plane are 3e-4 rad, the rest is of J2 squared."""
    a, i, raan = 6.79e6, 0.9, 1.0

    def fall(_t, y):
        x, r2 = y[:3], y[:3] @ y[:3]
        factor = 1.5 * J2 * EQUATORIAL_RADIUS**2 / r2
        tilt = 5.0 * x[2] ** 2 / r2
        pull = -MU / r2**1.5 * (x + factor * x * (np.array([1.0, 1.0, 3.0]) - tilt))
        return np.concatenate([y[3:], pull])

    period = 2.0 * math.pi * math.sqrt(a**3 / MU)
    t = np.linspace(-0.5 * period, 0.5 * period, 721)
    first = np.array(osculating_from_mean(a, 0.0, i, raan, 0.0, u))
    ends = [
        solve_ivp(fall, (0.0, side[-1]), first, "DOP853", side, rtol=1e-12, atol=1e-6).y
        for side in (t[360::-1], t[360:])
    ]
    path = np.concatenate([ends[0][:, :0:-1], ends[1]], axis=1)
    h = np.cross(path[:3].T, path[3:].T)
    tilts = np.arccos(h[:, 2] / np.linalg.norm(h, axis=1))
    nodes = np.arctan2(h[:, 0], -h[:, 1])
    assert np.mean(tilts[:-1]) == pytest.approx(i, abs=3e-6)
    assert np.mean(nodes[:-1]) == pytest.approx(raan, abs=6e-6)  # symmetric about the start
    assert np.ptp(tilts) > 5e-4
