"""Entry compared with a closed form and a flight: Allen and Eggers, and the Stardust capsule."""

import math

import numpy as np
import pytest

from sim.validation.cases.capsule import (
    BETA,
    DENSITY,
    SCALE_HEIGHT,
    SPEED,
    fly_allen_eggers,
    fly_stardust,
)


def test_allen_eggers_vertical_entry():
    """30,000 ft/s vertically in an exponential atmosphere, no gravity (NACA TR 1381, 1958)."""
    observation = fly_allen_eggers()
    peak = int(np.argmax(observation.deceleration))
    assert observation.deceleration[peak] == pytest.approx(
        SPEED**2 / (2.0 * math.e * SCALE_HEIGHT), rel=1e-3
    )
    assert observation.height[peak] == pytest.approx(13.37e3, abs=150.0)
    assert observation.speed_air[peak] == pytest.approx(SPEED * math.exp(-0.5), rel=5e-3)
    k = DENSITY * SCALE_HEIGHT / (2.0 * BETA)
    expected = SPEED * np.exp(-k * np.exp(-observation.height / SCALE_HEIGHT))
    np.testing.assert_allclose(observation.speed_air, expected, rtol=1e-3)


def test_stardust_peak_load():
    """32.89 g (Desai and Qualls 2008); the ballistic coefficient is a fitted constant."""
    _, observation = fly_stardust()
    assert observation.deceleration.max() / 9.80665 == pytest.approx(32.89, rel=0.05)


def test_stardust_time_to_the_drogue():
    """137.9 s from 135 to 31.03 km."""
    t, _ = fly_stardust()
    assert t[-1] == pytest.approx(137.9, abs=3.0)
