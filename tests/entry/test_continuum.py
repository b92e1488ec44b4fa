"""Continuum drag: published figures and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newtonian import (
    cylinder_across,
    panel_drag,
    plate_across,
    pressure_coefficient,
    stagnation_pressure_coefficient,
    tumbling_box,
    tumbling_cylinder,
    tumbling_plate,
)

from sim.entry.breakup.continuum import CP_MAX, subsonic_drag, tumbling_drag


def test_stagnation_pressure() -> None:
    """1.839 at high Mach number; 1.657 behind a shock at Mach 2 (NACA 1135: p02 / p1 = 5.640)."""
    assert stagnation_pressure_coefficient(1e4) == pytest.approx(CP_MAX, abs=6e-4)
    assert stagnation_pressure_coefficient(2.0) == pytest.approx((5.640 - 1.0) / 2.8, abs=5e-4)


def test_published_means() -> None:
    """To the digits given: sphere, cylinder across, plate across and tumbling."""
    assert tumbling_drag() == pytest.approx(0.92, abs=5e-3)
    assert cylinder_across() == pytest.approx(1.23, abs=5e-3)
    assert plate_across() == pytest.approx(1.84, abs=5e-3)
    assert tumbling_plate() == pytest.approx(0.46, abs=5e-3)
    got = tumbling_cylinder([0.5, 1.0, 2.0, 3.0, 5.0])
    np.testing.assert_allclose(got, [1.45, 1.08, 0.90, 0.84, 0.80], rtol=0.0, atol=6e-3)


def test_sphere_measured_with_a_reentry_code() -> None:
    """0.9136 at Mach 30; Newton's law is within 1 %."""
    assert tumbling_drag() == pytest.approx(0.9136, rel=0.01)


def test_closed_forms_are_sums_of_panels() -> None:
    node, weight = np.polynomial.legendre.leggauss(200)
    assert 2.0 * weight @ panel_drag(node) == pytest.approx(tumbling_drag(), rel=1e-6)
    turn = np.pi * (np.arange(4000) + 0.5) / 2000
    strips = np.pi / 4000 * panel_drag(np.cos(turn)).sum()
    assert strips == pytest.approx(cylinder_across(), rel=1e-6)
    assert panel_drag(1.0) == plate_across()
    assert pressure_coefficient(-0.5) == 0.0


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_a_thin_box_is_a_plate(a, b) -> None:
    assert tumbling_box(a, b, 1e-12) == pytest.approx(tumbling_plate(), rel=1e-6)
    assert tumbling_box(a, a, a) == pytest.approx(1.5 * tumbling_drag())
    assert tumbling_box(a, b, 0.5) == pytest.approx(tumbling_box(0.5, b, a))


def test_subsonic_classes() -> None:
    """In the ranges of the literature, on the mean cross-section; an unknown class is an error."""
    assert subsonic_drag("sphere") == 0.47
    assert 0.7 <= subsonic_drag("cylinder") <= 0.9
    assert 0.8 <= subsonic_drag("box") <= 1.2
    assert 0.8 <= subsonic_drag("plate") <= 1.2
    with pytest.raises(KeyError):
        subsonic_drag("cone")
