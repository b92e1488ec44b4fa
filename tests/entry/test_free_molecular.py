"""Free-molecular drag: published closed forms, panels summed over bodies, published figures."""

import numpy as np
import pytest
from bridging import (
    erf_bridge,
    erf_knudsen,
    length_for_sine,
    sine_bridge,
    sine_knudsen,
)
from free_molecular import (
    cook_plate,
    cook_sphere,
    incident_temperature,
    panel_drag,
    pressure_coefficient,
    sentman_plate,
    shear_coefficient,
    speed_ratio,
    sphere_drag,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from newtonian import panel_drag as newtonian_panel

from sim.dynamics.drag import bridge
from sim.entry.breakup.continuum import CP_MAX
from sim.environment.atmosphere.us1976 import species, temperature
from sim.lanes import on_lanes

MU, EARTH = 3.986004418e14, 6371e3
WEIGHTS = 1e-3 * np.array([28.0134, 15.9994, 31.9988, 39.948, 4.0026, 1.00797])

# altitude km; speed ratio, drag coefficient of plate across and of sphere, to the digits given
PUBLISHED = [
    (415, 7.48, 2.148, 2.122),
    (250, 8.59, 2.130, 2.105),
    (200, 9.54, 2.121, 2.095),
    (150, 11.8, 2.110, 2.083),
    (122, 15.9, 2.103, 2.074),
    (100, 23.2, 2.097, 2.067),
]


@pytest.fixture(scope="module")
def molar_mass():
    height, number = species()
    mean = number @ WEIGHTS / number.sum(axis=1)
    return lambda km: np.interp(1e3 * km, height, mean)


@pytest.mark.parametrize(("km", "s", "plate", "sphere"), PUBLISHED)
def test_circular_flight_in_the_standard_atmosphere(molar_mass, km, s, plate, sphere) -> None:
    t = temperature(np.array([1e3 * km]))[0]
    got = speed_ratio(np.sqrt(MU / (EARTH + 1e3 * km)), t, molar_mass(km))
    assert got == pytest.approx(s, rel=6e-3)  # 122 km comes out 15.83
    assert panel_drag(1.0, got, 300.0 / t) == pytest.approx(plate, abs=6e-4)
    assert sphere_drag(got, 300.0 / t) == pytest.approx(sphere, abs=6e-4)


@pytest.mark.parametrize(
    ("accommodation", "sphere", "plate"),
    [(1.0, 2.08, 2.12), (0.95, 2.21, 2.32), (0.9, 2.29, 2.44), (0.8, 2.40, 2.61)],
)
def test_accommodation_after_cook(accommodation, sphere, plate) -> None:
    """Atomic oxygen at 7.7 km/s on a wall of 300 K."""
    ratio = 300.0 / incident_temperature(7.7e3, 15.9994e-3)
    assert cook_sphere(accommodation, ratio) == pytest.approx(sphere, abs=6e-3)
    assert cook_plate(accommodation, ratio) == pytest.approx(plate, abs=6e-3)


@settings(max_examples=60)
@given(st.floats(0.3, 40.0), st.floats(0.05, 5.0))
def test_sphere_is_the_sum_of_its_panels(s, ratio) -> None:
    node, weight = np.polynomial.legendre.leggauss(200)
    # area of a ring 2 pi dc over the cross-section pi
    total = 2.0 * weight @ panel_drag(node, s, ratio)
    assert total == pytest.approx(sphere_drag(s, ratio), rel=1e-4)


def test_plate_edge_on_feels_the_air() -> None:
    """At 400 km about 0.15 on the area of a side, both sides counted."""
    assert 2.0 * panel_drag(0.0, 7.5, 0.3) == pytest.approx(0.15, abs=0.005)


def test_mirror_plate_and_still_air() -> None:
    """Without accommodation nothing is sheared and twice the momentum comes back."""
    assert shear_coefficient(0.5, 8.0, 0.0) == 0.0
    assert pressure_coefficient(1.0, 200.0, 1.0, 0.0) == pytest.approx(4.0, rel=1e-4)
    assert panel_drag(1.0, 200.0, 1e-9) == pytest.approx(2.0, rel=1e-4)
    # slow: pressure p on the windward side, p = rho v2 / (2 s2), whatever the angle
    assert pressure_coefficient(0.3, 1e-6, 1.0) * 1e-12 == pytest.approx(1.0, rel=1e-5)


def test_sentman_meets_schaaf_chambre_on_a_warm_wall() -> None:
    """Full accommodation: forms differ only in the re-emission speed, by a few parts in 1e3."""
    speed, wall, molar = 7.67e3, 300.0, 16e-3
    s = speed_ratio(speed, 1000.0, molar)
    for cosine in (1.0, 0.7, 0.2, 0.0, -0.2):
        want = panel_drag(cosine, s, wall / 1000.0)
        assert sentman_plate(cosine, s, speed, wall, molar) == pytest.approx(want, abs=6e-3)
    assert sentman_plate(1.0, s, speed, wall, molar, 0.9) == pytest.approx(2.44, abs=0.02)  # Cook


def sphere_of_directions(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Directions (m, 3) and weights that add up to 1: Gauss in the cosine, even around."""
    node, weight = np.polynomial.legendre.leggauss(n)
    turn = np.pi * (np.arange(2 * n) + 0.5) / n
    c, phi = np.meshgrid(node, turn, indexing="ij")
    r = np.sqrt(1.0 - c * c)
    directions = np.stack([r * np.cos(phi), r * np.sin(phi), c], axis=-1).reshape(-1, 3)
    return directions, np.repeat(weight / (4.0 * n), 2 * n)


def box(a: float, b: float, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Outward normals (6, 3) and areas of a box."""
    normals = np.concatenate([np.eye(3), -np.eye(3)])
    return normals, np.tile([b * c, c * a, a * b], 2)


def cylinder(diameter: float, length: float, panels: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """The same of a cylinder whose barrel is cut in strips."""
    turn = 2.0 * np.pi * (np.arange(panels) + 0.5) / panels
    barrel = np.stack([np.cos(turn), np.sin(turn), np.zeros(panels)], axis=1)
    ends = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]])
    strip = np.pi * diameter * length / panels
    disc = np.pi * diameter**2 / 4.0
    return np.concatenate([barrel, ends]), np.concatenate([np.full(panels, strip), [disc, disc]])


@pytest.mark.parametrize(
    "body", [box(1, 1, 1), box(2, 0.7, 0.1), box(3, 1, 0.001), cylinder(1, 3), cylinder(2, 0.3)]
)
@pytest.mark.parametrize("law", ["free", "slow", "newton"])
def test_tumbling_convex_bodies_have_the_sphere_coefficient(body, law) -> None:
    """On a quarter of the surface (Cauchy), for every law of the cosine alone."""
    normals, areas = body
    directions, weights = sphere_of_directions(90)
    cosines = directions @ normals.T
    panel, want = {
        "free": (lambda c: panel_drag(c, 12.0, 0.5), sphere_drag(12.0, 0.5)),
        "slow": (lambda c: panel_drag(c, 1.5, 1.0), sphere_drag(1.5, 1.0)),
        "newton": (newtonian_panel, CP_MAX / 2.0),
    }[law]
    got = weights @ (panel(cosines) @ areas) / (areas.sum() / 4.0)
    assert got == pytest.approx(want, rel=1e-3)


def test_bridges_at_published_values() -> None:
    """Output of a re-entry code, two digits; the sine squared ends at Kn 1e-3 and 10."""
    kn = np.array([0.01, 0.03, 0.06, 0.14, 0.3, 0.6, 1.0])
    np.testing.assert_allclose(
        erf_bridge(kn), [0.003, 0.05, 0.18, 0.50, 0.78, 0.93, 0.98], rtol=0.0, atol=0.012
    )
    np.testing.assert_allclose(
        sine_bridge([1e-4, 1e-3, 0.1, 10, 1e3]), [0, 0, 0.5, 1, 1], atol=1e-15
    )
    # 110 km, mean free path 0.79 m: a station's length or that of a module
    assert erf_bridge(0.79 / 100.0) == pytest.approx(0.001, abs=1e-3)
    assert erf_bridge(0.79 / 4.4) == pytest.approx(0.59, abs=0.01)


@settings(max_examples=60)
@given(st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=9))
def test_the_flown_bridge_is_this_one(kn) -> None:
    flown = on_lanes(bridge, np.array(kn))
    np.testing.assert_allclose(erf_bridge(kn), flown, rtol=0.0, atol=2e-7)


@given(st.floats(1e-4, 0.9999))
def test_bridges_turn_back(fraction) -> None:
    assert erf_bridge(erf_knudsen(fraction)) == pytest.approx(fraction, rel=1e-9)
    assert sine_bridge(sine_knudsen(fraction)) == pytest.approx(fraction, rel=1e-9)


def test_a_scaled_length_stands_for_the_other_bridge() -> None:
    kn = np.logspace(-6, 4, 4001)
    scaled = kn / length_for_sine(1.0)
    assert erf_bridge(0.1 / length_for_sine(1.0)) == pytest.approx(sine_bridge(0.1), abs=1e-12)
    assert np.abs(erf_bridge(scaled) - sine_bridge(kn)).max() == pytest.approx(0.20, abs=0.005)
    assert np.abs(erf_bridge(kn) - sine_bridge(kn)).max() == pytest.approx(0.26, abs=0.005)
