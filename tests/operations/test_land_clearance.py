"""Normalised clearance: shares, grids, and boxes over the date line."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.operations.aim_choice import AimBox, AimCandidate
from sim.operations.land_clearance import (
    at_share,
    build_grid,
    clearance_of,
    clearances,
    distances_by_class,
    limits_of_classes,
    required_first,
)


def test_a_share_keeps_what_so_much_of_the_weight_has_at_least() -> None:
    value = np.array([[5.0, 1.0, 3.0, 2.0, 4.0]])
    weight = np.array([96.0, 1.0, 1.0, 1.0, 1.0])
    assert [float(at_share(value, weight, share)[0]) for share in (1.0, 0.99, 0.98, 0.5)] == [
        1.0,
        2.0,
        3.0,
        5.0,
    ]


def test_the_grid_tells_what_the_outlines_say() -> None:
    """Point Nemo lies 2,688 km from land: 7.27 times the limit."""
    box = AimBox()
    grid = build_grid(box)
    generator = np.random.default_rng(5)
    latitude = generator.uniform(box.south, box.north, 400)
    longitude = generator.uniform(box.west, box.east, 400)
    exact, read = clearance_of(latitude, longitude), grid.at(latitude, longitude)
    assert np.abs(read - exact).max() * 370.0 < 60.0
    assert np.median(np.abs(read - exact)) * 370.0 < 3.0
    nemo = np.radians([-48.8767]), np.radians([-123.3933])
    assert clearance_of(*nemo)[0] == pytest.approx(2688.22 / 370.0, rel=2e-3)


@given(
    west=st.floats(-180.0, 180.0),
    width=st.floats(0.01, 359.0),
    part=st.floats(0.0, 1.0),
    turns=st.integers(-1, 1),
)
def test_a_box_holds_what_lies_between_its_sides(
    west: float, width: float, part: float, turns: int
) -> None:
    box = AimBox(-0.9, -0.5, math.radians(west), math.radians(west + width))
    inside = math.radians(west + (0.001 + 0.998 * part) * width + 360.0 * turns)
    outside = math.radians(west + width + (0.001 + 0.998 * part) * (360.0 - width))
    assert bool(box.holds(np.array([-0.7]), np.array([inside]))[0])
    assert not bool(box.holds(np.array([-0.7]), np.array([outside]))[0])
    assert not bool(box.holds(np.array([-0.4]), np.array([inside]))[0])


@given(
    value=arrays(float, (7, 12), elements=st.floats(0.0, 5.0)),
    weight=arrays(float, 12, elements=st.floats(0.1, 10.0)),
    share=st.floats(0.5, 1.0),
)
def test_places_that_keep_every_limit_rank_before_all_others(value, weight, share) -> None:
    rank, least = required_first(value, weight, share), value.min(axis=1)
    kept = least >= 1.0
    assert (rank[kept] >= 1.0).all() and (rank[~kept] < 1.0).all()
    assert (rank[kept] == at_share(value[kept], weight, share)).all()
    assert (rank[~kept] == least[~kept]).all()
    assert (required_first(value, weight, 1.0) == least).all()


def candidate(clearance: float, backup: float) -> AimCandidate:
    return AimCandidate(
        start=0, direction=1, latitude=-0.8, longitude=-2.0, burn_centre=0.0, drift=0.06,
        clearance=clearance, backup_clearance=(backup, math.nan),
    )  # fmt: skip


def test_a_later_revolution_makes_up_for_no_debris_near_land():
    """Of a pass 2.9 limits from land without, and one 0.6 from it with a backup, the first; among
    those that keep their distances a backup comes before distance.
    """
    near, far = candidate(0.6, 1.5), candidate(2.9, 0.4)
    enough, both_short = candidate(1.2, 1.1), candidate(0.7, math.nan)
    ranked = sorted([near, far, enough, both_short], key=lambda each: each.order(each.clearance))
    assert ranked == [enough, far, both_short, near]


@pytest.mark.parametrize("first", [(-45.0, -130.0), (10.0, -75.0), (25.0, -115.0), (64.0, 170.0)])
def test_clearance_is_the_least_over_all_classes_to_the_bit(first) -> None:
    """However few of the distances are looked for: over open sea, on land, near the United States
    and across the date line.
    """
    generator = np.random.default_rng(3)
    latitude, longitude = (
        np.radians(start + generator.uniform(-15.0, 15.0, (3, 200))) for start in first
    )
    weight = generator.uniform(1.0, 9.0, 200)
    distance = distances_by_class(latitude.ravel(), longitude.ravel()).reshape(3, 3, 200)
    ratio = (distance / limits_of_classes()[:, None, None]).min(axis=0)
    assert (clearance_of(latitude.ravel(), longitude.ravel()) == ratio.ravel()).all()
    for share in (1.0, 0.9):
        value, by_class = clearances(latitude, longitude, weight, share)
        assert (value == at_share(ratio, weight, share)).all()
        for k in range(3):
            assert (by_class[:, k] == at_share(distance[k], weight, share)).all()
