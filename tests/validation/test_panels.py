"""Bodies in a stream: a pendulum, a brick that air brakes (NASA/TM-2015-218675), NASA's areas."""

import numpy as np
import pytest

from sim.validation.cases.bodies import panels
from sim.validation.comparison import MET
from sim.validation.registry import CASES


def test_pendulum_in_the_stream():
    assert panels.pendulum_period() == pytest.approx(617.05, abs=0.01)
    assert panels.measured_pendulum() == pytest.approx(617.05, rel=0.005)


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("name", ["free_molecular_plate", "nesc_atmos_03"])
def test_reference_cases(name):
    case = next(case for case in CASES if case.name == name)
    assert {comparison.result for comparison in case.run()} == {MET}


def test_damping_leaves_nothing_turning():
    t, rates = panels.damped_rates()
    speed = np.linalg.norm(rates, axis=1)
    assert t[-1] == 10.0 and speed[-1] < 0.3 * speed[0]


@pytest.mark.slow
def test_areas_of_the_station_by_beta():
    case = next(case for case in CASES if case.name == "station_areas")
    assert {comparison.result for comparison in case.run()} == {MET}
