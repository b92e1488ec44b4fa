"""The field against its potential, closed forms, and the definition of spherical harmonics."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import lpmv

from sim.data import open_data
from sim.environment.gravity import FIELDS, Gravity, field, from_coefficients, gravity, potential
from sim.lanes import interpreted, on_lanes

MU, RADIUS = 3.986004415e14, 6378136.3


def places(n: int, low: float, high: float, seed: int = 1) -> np.ndarray:
    """Points (3, n) over the whole sphere, between two heights over the reference radius."""
    random = np.random.default_rng(seed)
    direction = random.normal(size=(3, n))
    radius = RADIUS + random.uniform(low, high, n)
    return direction / np.linalg.norm(direction, axis=0) * radius


def potential_by_definition(
    xyz: np.ndarray, c: np.ndarray, s: np.ndarray, degree: int
) -> np.ndarray:
    """Potential from normalised harmonics (Heiskanen and Moritz, 2-38)."""
    x, y, z = xyz
    r = np.sqrt(x * x + y * y + z * z)
    longitude, total = np.arctan2(y, x), 0.0
    for n in range(degree + 1):
        for m in range(n + 1):
            wave = c[n, m] * np.cos(m * longitude) + s[n, m] * np.sin(m * longitude)
            total = total + (RADIUS / r) ** n * normalised(n, m) * lpmv(m, n, z / r) * wave
    return MU / r * total


def normalised(n: int, m: int) -> float:
    """Factor of full normalisation, with the phase that SciPy's functions carry taken out."""
    factorials = math.factorial(n - m) / math.factorial(n + m)
    return math.sqrt((2.0 if m else 1.0) * (2 * n + 1) * factorials) * (-1.0) ** m


def by_definition(xyz: np.ndarray, c: np.ndarray, s: np.ndarray, degree: int) -> np.ndarray:
    """Acceleration from normalised harmonics in spherical coordinates (Heiskanen and Moritz, 2-13).

    Legendre functions from SciPy without the phase (-1)^m; derivative by
    cos(phi) P' = (n + m) P(n-1, m) - n sin(phi) P(n, m), over cos(phi). Not for the poles.
    """
    x, y, z = xyz
    r = np.sqrt(x * x + y * y + z * z)
    longitude, sine = np.arctan2(y, x), z / r
    cosine = np.sqrt(x * x + y * y) / r
    radial = south_north = west_east = 0.0
    for n in range(degree + 1):
        scale = (RADIUS / r) ** n
        for m in range(n + 1):
            norm = normalised(n, m)
            p = norm * lpmv(m, n, sine)
            below = norm * lpmv(m, n - 1, sine) if n > m else 0.0
            slope = ((n + m) * below - n * sine * p) / cosine
            wave = c[n, m] * np.cos(m * longitude) + s[n, m] * np.sin(m * longitude)
            across = m * (s[n, m] * np.cos(m * longitude) - c[n, m] * np.sin(m * longitude))
            radial = radial - (n + 1) * scale * p * wave
            south_north = south_north + scale * slope * wave
            west_east = west_east + scale * p * across / cosine
    up = xyz / r
    east = np.stack([-np.sin(longitude), np.cos(longitude), 0.0 * x])
    north = np.cross(up.T, east.T).T
    return MU / r**2 * (radial * up + south_north * north + west_east * east)


def relative_error(got, want) -> np.ndarray:
    return np.linalg.norm(np.stack(got) - want, axis=0) / np.linalg.norm(want, axis=0)


@pytest.mark.parametrize("name", FIELDS)
def test_degree_20_from_the_definition(name) -> None:
    data = open_data(name)
    xyz = places(33, -1e4, 5e5)
    xyz = xyz[:, np.hypot(*xyz[:2]) > 1e6]  # the definition divides by cos(latitude)
    truth = by_definition(xyz, data["c"], data["s"], 20) * float(data["mu"]) / MU
    assert float(data["a"]) == RADIUS
    assert relative_error(on_lanes(gravity, *xyz, field(name, 20)), truth).max() < 1e-12


@settings(max_examples=40)
@given(st.integers(0, 8), st.data())
def test_any_single_harmonic_from_the_definition(n, data) -> None:
    """One coefficient at a time, so that no term hides behind another."""
    m = data.draw(st.integers(0, n))
    c, s = np.zeros((9, 9)), np.zeros((9, 9))
    which = s if m and data.draw(st.booleans()) else c
    which[n, m] = 1.0
    xyz = places(8, -1e4, 5e5, seed=n)
    truth = by_definition(xyz, c, s, n)
    harmonic = from_coefficients(c, s, 8, mu=MU, radius=RADIUS)
    error = np.linalg.norm(np.stack(on_lanes(gravity, *xyz, harmonic)) - truth, axis=0)
    # P(n, m) may be small where its neighbours are not: against the size of one harmonic, mu/r2
    assert (error < 1e-13 * (n + 1) ** 2 * 9.8).all()
    want = potential_by_definition(xyz, c, s, n)
    got = on_lanes(potential, *xyz, harmonic)
    np.testing.assert_allclose(got, want, rtol=0.0, atol=1e-13 * (n + 1) * 6.3e7)


@pytest.mark.parametrize("degree", [0, 2, 8, 36, 70])
@pytest.mark.parametrize("height", [0.0, 1.2e5, 4.2e5])
def test_gravity_is_the_gradient_of_the_potential(degree, height) -> None:
    """Five-point differences over 200 m: 1e-10 of curvature and rounding of 6e7 m2/s2."""
    model, xyz, step = field("egm2008", degree), places(24, height, height + 1.0), 100.0
    got = on_lanes(gravity, *xyz, model)
    for axis in range(3):
        move = np.zeros((3, 1))
        move[axis] = step
        near = on_lanes(potential, *(xyz + move), model) - on_lanes(potential, *(xyz - move), model)
        far = on_lanes(potential, *(xyz + 2 * move), model) - on_lanes(
            potential, *(xyz - 2 * move), model
        )
        slope = (8.0 * near - far) / (12.0 * step)
        np.testing.assert_allclose(got[axis], slope, rtol=0.0, atol=1e-9 * 9.8)


def test_degree_zero_is_the_point_mass() -> None:
    xyz = places(16, -1e4, 2e6)
    r = np.linalg.norm(xyz, axis=0)
    model = field("egm2008", 0)
    assert relative_error(on_lanes(gravity, *xyz, model), -model.mu * xyz / r**3).max() < 1e-15 * 3
    np.testing.assert_allclose(on_lanes(potential, *xyz, model), model.mu / r, rtol=4e-16)


def test_oblate_closed_form() -> None:
    """Montenbruck and Gill (2000), section 3.2: the three components of J2."""
    c = np.zeros((3, 3))
    c[0, 0], c[2, 0] = 1.0, -4.84165143790815e-4
    j2 = 4.84165143790815e-4 * math.sqrt(5.0)
    x, y, z = xyz = places(16, 0.0, 5e5)
    r2 = (xyz * xyz).sum(axis=0)
    k = 1.5 * j2 * MU * RADIUS**2 / r2**2.5
    q = 5.0 * z * z / r2
    truth = -MU * xyz / r2**1.5 + k * np.stack([x * (q - 1.0), y * (q - 1.0), z * (q - 3.0)])
    oblate = from_coefficients(c, np.zeros((3, 3)), 2, mu=MU, radius=RADIUS)
    assert relative_error(on_lanes(gravity, *xyz, oblate), truth).max() < 1e-15 * 4


@pytest.mark.parametrize("degree", [70, 120])
def test_high_degrees_are_tame_at_and_below_the_surface(degree) -> None:
    """Finite, and as smooth as the Earth: within 1e-3 of degree 36 (some 100 mGal = 1e-3 m/s2)."""
    random = places(37, -1e4, 0.0, seed=4)
    axes = np.array([[0.0, 0, 0, 0, 1, -1], [0, 0, 1, -1, 0, 0], [1, -1, 0, 0, 0, 0]])
    xyz = np.concatenate([random, axes * (RADIUS - 1e4), axes * RADIUS], axis=1)
    got = np.stack(on_lanes(gravity, *xyz, field("egm2008", degree)))
    assert np.isfinite(got).all()
    coarse = np.stack(on_lanes(gravity, *xyz, field("egm2008", 36)))
    difference = np.linalg.norm(got - coarse, axis=0)
    assert 1e-6 < difference.max() < 5e-3


def test_degrees_add_up() -> None:
    """A field cut at degree 36 is the one of degree 70 with zeros above 36."""
    data = open_data("egm2008")
    c, s = data["c"][:71, :71].copy(), data["s"][:71, :71].copy()
    c[37:], s[37:] = 0.0, 0.0
    xyz = places(16, 0.0, 4e5)
    padded = from_coefficients(c, s, 70, mu=float(data["mu"]), radius=float(data["a"]))
    got, want = on_lanes(gravity, *xyz, padded), on_lanes(gravity, *xyz, field("egm2008", 36))
    assert relative_error(got, np.stack(want)).max() < 3e-15


def test_poles_have_no_singularity() -> None:
    model = field("egm2008", 36)
    on = np.stack(on_lanes(gravity, *np.array([[0.0], [0.0], [6.8e6]]), model))
    beside = np.stack(on_lanes(gravity, *np.array([[1.0], [1.0], [6.8e6]]), model))
    np.testing.assert_allclose(on, beside, rtol=0.0, atol=3e-6)  # gradient 1.3e-6 s-2


def test_weight_at_the_surface_is_that_of_wgs84() -> None:
    """Somigliana's normal gravity at pole and equator: the real field is within 1e-3 m/s2 of it."""
    rate = 7.292115e-5
    xyz = np.array([[6378137.0, 0.0, 0.0], [0.0, 0.0, 6356752.3142]]).T
    attraction = np.stack(on_lanes(gravity, *xyz.copy(), field("egm2008", 70)))
    equator = -attraction[0, 0] - rate**2 * 6378137.0
    assert equator == pytest.approx(9.7803253, abs=1e-3)
    assert -attraction[2, 1] == pytest.approx(9.8321849, abs=1e-3)


def test_interpreted_takes_scalars() -> None:
    model = field("egm2008", 8)
    one = interpreted(gravity)(6.6e6, 1e5, -2e5, model)
    eight = on_lanes(gravity, *(np.full(1, v) for v in (6.6e6, 1e5, -2e5)), model)
    np.testing.assert_allclose(one, np.ravel(eight), rtol=1e-14)
    np.testing.assert_allclose(gravity(6.6e6, 1e5, -2e5, model), one, rtol=1e-14)


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match=r"'wgs66'; allowed: egm2008, egm96"):
        field("wgs66")
    highest = len(open_data("egm2008")["c"]) - 1
    assert highest >= 120
    for degree in (-1, highest + 1):
        with pytest.raises(ValueError, match=rf"degree {degree}; allowed: 0 to {highest}"):
            field("egm2008", degree)


def test_tables_are_read_only() -> None:
    model = field("egm2008", 8)
    assert isinstance(model, Gravity) and not model.rows.flags.writeable
    assert model.rows.shape == (9 + 7 + 5 + 3 + 2, 10)
