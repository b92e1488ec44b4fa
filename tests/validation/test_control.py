"""What turning and holding take, and where wings leave, beside the closed forms that plans use."""

import pytest

from sim.validation.cases.bodies import control
from sim.validation.comparison import MET

FLOWN = ("turning_propellant", "holding_propellant")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[pytest.mark.slow] if case.name in FLOWN else [])
        for case in control.CASES
    ],
)
def test_within_what_plans_assume(case):
    for comparison in case.run():
        assert comparison.result == MET, comparison.quantity
