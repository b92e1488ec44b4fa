"""Work counts, which no busy machine can change: evaluations, rejected and re-taken steps.

    pytest benchmarks -k work

Bounds lie some 3 per cent above the counts of the present method, so that a change for the worse is
seen.
"""

import numpy as np
import problem
import pytest

from sim.dynamics.event import FALLING, MEAN_ALTITUDE, NODE, RISING
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events

REVOLUTIONS = 15.56
"""In a day at 400 km."""


@pytest.mark.parametrize(
    ("tolerance", "evaluations", "metres"),
    [(1e-8, 183.0, 5.0), (1e-9, 244.0, 0.3), (1e-10, 325.0, 0.01), (1e-11, 433.0, 0.0006)],
)
def test_work_of_a_revolution_8(tolerance, evaluations, metres):
    day = problem.field_8()
    arc = problem.fly(day, tolerance)
    assert (arc.status == 0).all()
    assert arc.force_evaluations.mean() / REVOLUTIONS < evaluations
    assert arc.work[:, 1].mean() < 0.01 * arc.work[:, 0].mean()
    assert arc.work[:, 2].max() == 0
    assert problem.error(day, arc.y[:, :3]) < metres


def test_work_of_a_revolution_36():
    day = problem.field_36()
    arc = problem.fly(day, 1e-9, problem.SHORT)
    # one step for each shortest wave of the field, none rejected
    assert arc.force_evaluations.mean() / REVOLUTIONS < 491.0
    assert arc.work[:, 1].max() == 0
    assert problem.error(day, arc.y[:, :3]) < 0.1


def test_work_of_events():
    """A node found to 0.1 ms, sixteen times over, costs at most six re-taken steps each."""
    day = problem.field_8()
    t, y, retaken = np.zeros(len(day.states)), day.states, 0
    for _ in range(16):
        events = Events(np.array([NODE]), np.array([RISING]), np.zeros((len(y), 1)))
        arc = run(day.world, t, y, t + 6000.0, day.cases, events=events, relative_tolerance=1e-9)
        assert (arc.status == FIRST_EVENT).all()
        t, y = arc.t, arc.y
        retaken = max(retaken, int(arc.work[:, 2].max()))
    assert retaken <= 6


def test_work_of_an_event_that_never_comes():
    """Looking out for an event costs no step."""
    day = problem.field_8()
    n = len(day.states)
    events = Events(np.array([MEAN_ALTITUDE]), np.array([FALLING]), np.full((n, 1), 100e3))
    end = np.full(n, problem.DAY)
    arc = run(
        day.world, np.zeros(n), day.states, end, day.cases, events=events, relative_tolerance=1e-9
    )
    np.testing.assert_array_equal(arc.work, problem.fly(day, 1e-9).work)
