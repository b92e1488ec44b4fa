"""Decay of the station over weeks: NASA's orbit solutions of 2016, element sets of 2024 and 2025.

Area and drag coefficient are fitted: the tests ask whether one value serves several spans of
different solar activity.
"""

import numpy as np
import pytest

from sim.validation.cases.decay import HEADER, arcs_2024, coasts_2024, rates_with_one_b

pytestmark = pytest.mark.usefixtures("reference")

B = 0.0068
"""m2/kg, first guess of drag coefficient times area over mass; the decay is proportional to it."""


def test_one_drag_value_serves_the_element_sets_of_2024_and_2025():
    assert all(len(coast.t) > 40 for coast in coasts_2024())
    found = np.array([arc.end_to_end() for arc in arcs_2024()]) * HEADER / B
    constant = 0.5 * (found.min() + found.max())
    assert 0.7 < constant < 1.3
    np.testing.assert_allclose(constant / found, 1.0, atol=0.2)


def test_drag_of_march_2016_predicts_the_rate_of_april():
    measured, flown = rates_with_one_b()
    assert measured == pytest.approx([-37.5, -26.6], abs=3.0)
    predicted = flown[1] * measured[0] / flown[0]
    assert predicted == pytest.approx(measured[1], rel=0.35)
