"""What arcs and burns tell: drag and thrust that were thought to be others."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.phase import Condition, Phase
from sim.flight.record import Flight
from sim.operations.guidance.knowledge import PLAUSIBLE, Knowledge, estimate_drag, learn_thrust
from sim.operations.guidance.rule import USUAL, GuidanceRule, Source
from sim.operations.guidance.tracking import Tracker

HOUR = 3600.0
TRUE = np.array([0.85, 1.0, 1.15])
"""Ballistic coefficients over the modelled one."""
ROWS = np.arange(3)


@pytest.fixture(scope="module")
def known(knowledge):
    """Three samples whose model is right but for the drag."""
    return knowledge(GuidanceRule(), mass_offset=np.zeros(3))


@pytest.fixture(scope="module")
def fly_arc(experiment) -> Callable[..., Flight]:
    """Nine hours from what is known of the three, each with its own drag."""

    def make(known: Knowledge, drag: np.ndarray) -> Flight:
        until = Condition("time", known.t + 9.0 * HOUR)
        phase = Phase(name="arc", until=until, **experiment.settings)
        return fly(replace(known, drag=drag).make_mission(ROWS, (phase,)))

    return make


@pytest.fixture(scope="module")
def arc(known, fly_arc) -> tuple[np.ndarray, np.ndarray]:
    """Times and states at its end."""
    flown = fly_arc(known, TRUE)
    return flown.t, flown.y


def test_drag_that_is_fifteen_per_cent_off_is_found(known, arc, experiment):
    t, y = arc
    deviation = np.full(3, 5.0)  # m, as of a tracked revolution
    found = estimate_drag(known, t, y, deviation, ROWS, experiment.settings)
    np.testing.assert_allclose(found.drag, TRUE, rtol=0.01)
    assert (found.spread < 0.1 * known.spread).all()


def test_a_useless_measurement_changes_nothing(known, arc, experiment):
    t, y = arc
    for deviation in (np.inf, 1e12):
        found = estimate_drag(known, t, y, np.full(3, deviation), ROWS, experiment.settings)
        np.testing.assert_allclose(found.drag, known.drag, rtol=1e-12)
        np.testing.assert_allclose(found.spread, known.spread, rtol=1e-12)
    # nor does an arc on which nothing fell
    short = estimate_drag(known, known.t + 1e-3, known.y, np.ones(3), ROWS, experiment.settings)
    np.testing.assert_array_equal(short.drag, known.drag)


def test_some_samples_learn_and_others_do_not(known, arc, experiment):
    rows = np.array([2])
    t, y = arc
    found = estimate_drag(known, t[rows], y[rows], np.full(1, 5.0), rows, experiment.settings)
    assert found.drag[2] == pytest.approx(TRUE[2], rel=0.01)
    np.testing.assert_array_equal(found.drag[:2], known.drag[:2])


def test_what_cannot_be_drag_is_believed_within_bounds(known, arc, experiment):
    t, y = arc
    wild = y.copy()
    wild[:, 3:6] *= 0.99
    found = estimate_drag(known, t, wild, np.full(3, 5.0), ROWS, experiment.settings)
    np.testing.assert_allclose(found.drag, PLAUSIBLE[1], rtol=0.01)


@pytest.mark.parametrize("source", ["gps", "perfect"])
def test_air_that_changes_is_followed(known, fly_arc, experiment, source: Source):
    """However sure the first arc was of its drag, the second is believed."""
    rule = GuidanceRule(source=source, accuracy=USUAL[source])
    tracker = Tracker(rule=rule, seed=1, numbers=ROWS, common=experiment.settings, known=known)
    first = fly_arc(known, TRUE)
    tracker.track_arc(first, ROWS)
    np.testing.assert_allclose(tracker.known.drag, TRUE, rtol=0.01)
    second = fly_arc(replace(known, t=first.t, y=first.y), TRUE[::-1])
    tracker.track_arc(second, ROWS)
    np.testing.assert_allclose(tracker.known.drag, TRUE[::-1], rtol=0.03)


def test_a_burn_tells_the_thrust_of_its_engines_alone(known):
    rows = np.array([0, 2])
    measured, expected = np.array([0.0294, np.nan]), np.array([0.030, 0.030])
    once = learn_thrust(known, ["tug.main"], rows, measured, expected)
    np.testing.assert_allclose(once.thrust["tug.main"], [0.98, 1.0, 1.0])
    assert set(once.thrust) == {"tug.main"}
    # the next burn is compared with what was expected of it
    again = learn_thrust(once, ["tug.main"], rows, np.array([0.0303, 0.0303]), expected)
    np.testing.assert_allclose(again.thrust["tug.main"], [0.98 * 1.01, 1.0, 1.01])
