"""Shapes: surfaces and mean projections against quadrature, limits, sizes that can't be."""

import math

import numpy as np
import pytest
from free_molecular import sphere_drag
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from sim.entry.breakup.shape import CD_FREE_MOLECULAR, Box, Cylinder, Plate, Shape, Sphere

SIZE = st.floats(1e-3, 100.0)
SHAPES = st.one_of(
    st.builds(Sphere, SIZE),
    st.builds(Cylinder, SIZE, SIZE),
    st.builds(Box, SIZE, SIZE, SIZE),
    st.builds(Plate, SIZE, SIZE, SIZE),
)


def corners(shape: Shape) -> np.ndarray:
    """Points whose convex hull is the shape, or nearly."""
    if isinstance(shape, Cylinder):
        turn = 2.0 * np.pi * np.arange(360) / 360
        rim = 0.5 * shape.diameter * np.stack([np.cos(turn), np.sin(turn), 0.0 * turn], axis=1)
        half = np.array([0.0, 0.0, shape.length / 2.0])
        return np.concatenate([rim + half, rim - half])
    sides = np.array(shape.sides) / 2.0
    return sides * (2.0 * np.indices((2, 2, 2)).reshape(3, 8).T - 1.0)


@pytest.mark.parametrize(
    "shape",
    [Box(2.0, 1.0, 0.85), Plate(2.0, 1.0, 0.02), Cylinder(4.3, 8.5), Cylinder(0.66, 0.15)],
)
def test_mean_projection_against_shadows(shape) -> None:
    """Area and outline of the shadow, mean over directions spread evenly by a golden spiral."""
    n = 900
    c = 1.0 - 2.0 * (np.arange(n) + 0.5) / n
    phi = np.pi * (1.0 + math.sqrt(5.0)) * np.arange(n)
    areas, outlines = np.empty(n), np.empty(n)
    points = corners(shape)
    for k in range(n):
        s = math.sqrt(1.0 - c[k] ** 2)
        across = np.array([-math.sin(phi[k]), math.cos(phi[k]), 0.0])
        along = np.array([s * math.cos(phi[k]), s * math.sin(phi[k]), c[k]])
        hull = ConvexHull(points @ np.stack([across, np.cross(along, across)], axis=1))
        areas[k], outlines[k] = hull.volume, hull.area  # of a plane hull: area and perimeter
    assert areas.mean() == pytest.approx(shape.mean_projected_area, rel=1e-3)
    assert outlines.mean() == pytest.approx(shape.mean_perimeter, rel=1e-3)
    hull = ConvexHull(points)
    assert hull.area == pytest.approx(shape.surface, rel=1e-3)
    assert hull.volume == pytest.approx(shape.volume, rel=1e-3)


@settings(max_examples=200)
@given(SHAPES)
def test_every_shape_obeys_the_inequalities_of_convex_bodies(shape) -> None:
    """Isoperimetric in space and of mean widths (Minkowski); no shadow beyond the longest line."""
    leeway = 1.0 + 1e-9
    assert 36.0 * math.pi * shape.volume**2 <= leeway * shape.surface**3
    assert shape.surface <= leeway * math.pi * shape.mean_width**2
    assert shape.mean_perimeter**2 * leeway >= 4.0 * math.pi * shape.mean_projected_area
    assert shape.longest * leeway >= shape.mean_width >= 0.5 * max(shape.sides) / leeway
    assert min(shape.sides) <= shape.knudsen_length <= max(shape.sides)
    assert 0.0 < shape.nose_radius <= max(shape.sides) / 2.0
    assert 0.0 < shape.shape_factor <= 0.35
    assert 0.4 < shape.cd_subsonic < 1.3
    assert shape.cd_continuum < 1.0 < 2.0 < shape.cd_free_molecular < 2.2


def test_sizes_of_a_sphere_and_what_heats_it() -> None:
    ball = Sphere(0.6)
    assert ball.mean_projected_area == pytest.approx(math.pi * 0.09)
    assert ball.mean_perimeter == pytest.approx(0.6 * math.pi)
    assert (ball.longest, ball.knudsen_length, ball.nose_radius) == (0.6, 0.6, 0.3)
    assert ball.shape_factor == 0.27471
    assert ball.kind == "sphere"


def test_lengths_of_rod_disc_and_plate() -> None:
    assert Cylinder(0.1, 3.0).knudsen_length == 0.1
    assert Cylinder(0.66, 0.15).knudsen_length == 0.66
    assert Plate(2.0, 1.0, 0.002).knudsen_length == 1.0
    assert Plate(2.0, 1.0, 0.002).nose_radius == 0.5
    assert Box(2.0, 1.0, 0.85).nose_radius == 0.425
    assert Cylinder(3.0, 4.0).longest == 5.0


def test_free_molecular_coefficient_is_that_of_the_entry_interface() -> None:
    """Wall of 300 K, speed ratio and air temperature at 122 and 100 km of the US standard."""
    limits = sphere_drag([15.83, 23.22], 300.0 / np.array([383.5, 195.1]))
    assert limits.max() + 5e-3 >= CD_FREE_MOLECULAR >= limits.min()


@pytest.mark.parametrize("size", [0.0, -1.0, math.nan, math.inf])
def test_sizes_that_cannot_be(size) -> None:
    for make in (Sphere, lambda x: Cylinder(1.0, x), lambda x: Box(1.0, x, 1.0)):
        with pytest.raises(ValueError, match="must be above 0"):
            make(size)
