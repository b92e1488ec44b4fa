"""Decay of the ISS over weeks: NASA's orbit solutions of 2016, element sets of 2024 and 2025.

Area and drag coefficient are fitted: the tests show that one value fits several coasts under
different solar activity.
"""

import numpy as np
import pytest

from sim.validation.cases.decay import (
    PUBLISHED_B,
    coasts_2024,
    fly_coasts_2024,
    rates_with_common_b,
)

pytestmark = pytest.mark.usefixtures("reference")

B = 0.0068
"""m2/kg, first guess of drag coefficient times area over mass; the decay is proportional to it."""


def test_one_drag_value_fits_the_element_sets_of_2024_and_2025():
    assert all(len(coast.t) > 40 for coast in coasts_2024())
    ratios = np.array([history.loss_ratio() for history in fly_coasts_2024()]) * PUBLISHED_B / B
    factor = 0.5 * (ratios.min() + ratios.max())
    assert 0.7 < factor < 1.3
    np.testing.assert_allclose(factor / ratios, 1.0, atol=0.2)


def test_drag_of_march_2016_predicts_the_rate_of_april():
    observed, computed = rates_with_common_b()
    assert observed == pytest.approx([-37.5, -26.6], abs=3.0)
    predicted = computed[1] * observed[0] / computed[0]
    assert predicted == pytest.approx(observed[1], rel=0.35)
