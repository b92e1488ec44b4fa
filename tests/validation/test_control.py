"""What turning and holding take, and where wings leave, beside the closed forms that plans use."""

import pytest

from sim.validation.cases.bodies import control


@pytest.mark.parametrize("case", control.CASES, ids=lambda case: case.name)
def test_within_what_plans_assume(case):
    for comparison in case.run():
        assert comparison.result == "met", comparison.quantity
