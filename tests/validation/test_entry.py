"""Entry against a closed form and a flight: Allen and Eggers, and the Stardust capsule."""

import math

import numpy as np
import pytest

from sim.validation.cases.capsule import BETA, DENSITY, SCALE, SPEED, allen_eggers, stardust


def test_allen_eggers_vertical_entry():
    """30,000 ft/s straight down through exponential air, no gravity (NACA TR 1381, 1958)."""
    seen = allen_eggers()
    peak = int(np.argmax(seen.deceleration))
    assert seen.deceleration[peak] == pytest.approx(SPEED**2 / (2.0 * math.e * SCALE), rel=1e-3)
    assert seen.height[peak] == pytest.approx(13.37e3, abs=150.0)
    assert seen.speed_air[peak] == pytest.approx(SPEED * math.exp(-0.5), rel=5e-3)
    k = DENSITY * SCALE / (2.0 * BETA)
    expected = SPEED * np.exp(-k * np.exp(-seen.height / SCALE))
    np.testing.assert_allclose(seen.speed_air, expected, rtol=1e-3)


def test_stardust_peak_load():
    """32.89 g (Desai and Qualls 2008); the ballistic coefficient is a fitted constant."""
    _, seen = stardust()
    assert seen.deceleration.max() / 9.80665 == pytest.approx(32.89, rel=0.05)


def test_stardust_time_to_the_drogue():
    """31.03 km 137.9 s after 135 km."""
    t, _ = stardust()
    assert t[-1] == pytest.approx(137.9, abs=3.0)
