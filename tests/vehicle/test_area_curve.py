"""Area over the Sun angle: the stated points, the means, and the flight that follows it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.vehicle.area_curve import area_at, area_curves, mean_area
from sim.vehicle.hardware import Attitude

NASA = tuple(
    (math.radians(beta), area)
    for beta, area in ((0, 2040.0), (22, 1640.0), (38, 1400.0), (52, 1320.0), (60, 1200.0))
)


def attitude(by_beta: tuple[tuple[float, float], ...]) -> Attitude:
    return Attitude(
        name="station.nominal",
        area=by_beta[0][1],
        cd_free_molecular=2.2,
        cd_continuum=1.05,
        length=4.4,
        by_beta=by_beta,
    )


def test_stated_angles_have_the_stated_areas_on_either_side_of_the_sun():
    angles, areas = np.array(NASA).T
    np.testing.assert_allclose(area_at(attitude(NASA), angles), areas, rtol=1e-12)
    np.testing.assert_allclose(area_at(attitude(NASA), -angles), areas, rtol=1e-12)
    assert area_at(attitude(NASA), math.radians(75.0)) == pytest.approx(1200.0)


CURVES = st.lists(
    st.tuples(st.floats(0.01, 1.5), st.floats(100.0, 5e3)), min_size=1, max_size=8
).map(lambda pairs: tuple(sorted({round(b, 2): (round(b, 2), a) for b, a in pairs}.values())))


@given(CURVES, st.floats(100.0, 5e3), st.lists(st.floats(-1.57, 1.57), min_size=1, max_size=9))
def test_table_of_bends_gives_the_same_areas(curve, first, angles):
    one = attitude(((0.0, first), *curve))
    table = area_curves(
        [
            Attitude(
                name="other", area=900.0, cd_free_molecular=2.2, cd_continuum=1.05, length=4.4
            ),
            one,
            attitude(NASA),
        ]
    )
    assert table.shape[0] == 3
    assert not table[0].any()
    sine = np.abs(np.sin(angles))
    bends, changes = table[1, 0::2], table[1, 1::2]
    share = 1.0 + (changes * np.maximum(sine[:, None] - bends, 0.0)).sum(axis=1)
    np.testing.assert_allclose(first * share, area_at(one, np.array(angles)), rtol=1e-6, atol=1e-3)


def test_mean_lies_where_beta_spends_its_time():
    """Against a plain sum over a fine grid of node and season, by rotation matrices."""
    i, eps = math.radians(51.64), math.radians(23.439)
    node, sun = np.meshgrid(
        np.linspace(0, 2 * np.pi, 721)[:-1], np.linspace(0, 2 * np.pi, 361)[:-1]
    )
    normal = [np.sin(i) * np.sin(node), -np.sin(i) * np.cos(node), np.cos(i) + 0.0 * node]
    to_sun = [np.cos(sun), np.sin(sun) * np.cos(eps), np.sin(sun) * np.sin(eps)]
    beta = np.arcsin(sum(a * b for a, b in zip(normal, to_sun, strict=True)))
    assert mean_area(attitude(NASA), i) == pytest.approx(
        area_at(attitude(NASA), beta).mean(), rel=1e-3
    )
    assert (
        mean_area(
            Attitude(name="a", area=900.0, cd_free_molecular=2.2, cd_continuum=1.05, length=4.4), i
        )
        == 900.0
    )
