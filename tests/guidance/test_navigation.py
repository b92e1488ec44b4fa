"""Navigation solutions: errors as stated, whatever is measured beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.frames.constants import MU
from sim.operations.guidance.navigation import axis_deviation, draw_scores, measure_state
from sim.operations.guidance.rule import USUAL, Accuracy

MANY = 8000
ERROR = 4.0 / np.sqrt(2.0 * MANY)
"""Four standard errors of a standard deviation, relative."""


def axis_of(y: np.ndarray) -> np.ndarray:
    """Semi-major axis in m of states (n, 7): vis-viva."""
    r, v = (np.linalg.norm(y[:, k : k + 3], axis=1) for k in (0, 3))
    return 1.0 / (2.0 / r - v**2 / MU)


def scores_of(n: int, seed: int = 1) -> np.ndarray:
    return draw_scores(seed, np.arange(n), np.zeros(n, dtype=np.int64))


def none(n: int) -> np.ndarray:
    """No bias."""
    return np.zeros((n, 7))


@pytest.mark.parametrize("source", ["gps", "radar"])
def test_a_fix_has_the_errors_that_are_stated(low_orbit, source):
    y = np.repeat(low_orbit(150e3, 230e3), MANY, axis=0)
    accuracy = USUAL[source]
    error = measure_state(y, accuracy, scores_of(MANY), none(MANY), np.zeros(MANY, dtype=bool)) - y
    stated = np.repeat([accuracy.position, accuracy.velocity], 3)
    np.testing.assert_allclose(error[:, :6].std(axis=0), stated, rtol=ERROR)
    assert (np.abs(error[:, :6].mean(axis=0)) < 4.0 * stated / np.sqrt(MANY)).all()
    assert (error[:, 6] == 0.0).all()  # masses are gauged, not tracked
    off = np.corrcoef(error[:, :6].T) - np.eye(6)
    assert np.abs(off).max() < 5.0 / np.sqrt(MANY)


@given(
    perigee=st.floats(120e3, 400e3),
    more=st.floats(0.0, 300e3),
    anomaly=st.floats(0.0, 6.28),
    position=st.floats(0.0, 300.0),
    velocity=st.floats(0.0, 0.3),
    axis=st.floats(0.0, 50.0),
)
def test_a_tracked_revolution_errs_by_the_stated_axis(
    low_orbit, perigee, more, anomaly, position, velocity, axis
):
    """On any orbit and at any place of it, whatever position and velocity err."""
    scores = scores_of(32)
    y = np.repeat(low_orbit(perigee, perigee + more, true_anomaly=anomaly), 32, axis=0)
    accuracy = Accuracy(position, velocity, axis)
    measured = measure_state(y, accuracy, scores, none(32), np.ones(32, dtype=bool))
    # what vis-viva leaves out is of the second order in errors of 1e-4
    np.testing.assert_allclose(axis_of(measured) - axis_of(y), axis * scores[:, 6], atol=0.2)
    np.testing.assert_allclose(measured[:, :3] - y[:, :3], position * scores[:, :3], atol=1e-6)


@pytest.mark.parametrize("source", ["gps", "radar"])
def test_all_fixes_of_a_flight_share_a_bias(low_orbit, source):
    """In the axes of the orbit: it turns with the stack, and the noise of fixes does not."""
    accuracy = USUAL[source]._replace(position=0.0, velocity=0.0)
    bias = scores_of(8)
    for anomaly in (0.0, 1.0, 4.0):
        y = np.repeat(low_orbit(150e3, 230e3, true_anomaly=anomaly), 8, axis=0)
        error = measure_state(y, accuracy, none(8), bias, np.zeros(8, dtype=bool)) - y
        up = y[0, :3] / np.linalg.norm(y[0, :3])
        normal = np.cross(y[0, :3], y[0, 3:6])
        axes = np.array([up, np.cross(normal / np.linalg.norm(normal), up)])
        seen = error[:, :3] @ axes.T, error[:, 3:6] @ axes.T
        np.testing.assert_allclose(seen[0], accuracy.position_bias * bias[:, :2], atol=1e-6)
        np.testing.assert_allclose(seen[1], accuracy.velocity_bias * bias[:, 3:5], atol=1e-9)
        measured = measure_state(y, accuracy, none(8), bias, np.ones(8, dtype=bool))
        wanted = accuracy.semi_major_axis_bias * bias[:, 6]
        np.testing.assert_allclose(axis_of(measured) - axis_of(y), wanted, atol=0.05)


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize("source", ["gps", "radar"])
def test_the_deviation_of_the_axis_is_that_of_many_fixes(low_orbit, source, tracked):
    for anomaly in (0.0, 1.5):
        y = np.repeat(low_orbit(140e3, 260e3, true_anomaly=anomaly), MANY, axis=0)
        flags = np.full(MANY, tracked)
        measured = measure_state(y, USUAL[source], scores_of(MANY), none(MANY), flags)
        expected = axis_deviation(y, USUAL[source], flags)
        assert axis_of(measured).std() == pytest.approx(expected[0], rel=ERROR)
    assert (axis_deviation(y, USUAL["perfect"], flags) == 0.0).all()


numbers = st.integers(0, 2**40)


@given(
    seed=st.integers(0, 2**64 - 1),
    rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6, unique=True),
    data=st.data(),
)
def test_scores_depend_on_seed_sample_and_fix_alone(seed, rows, data):
    samples, fixes = np.array(rows, dtype=np.int64).T
    whole = draw_scores(seed, samples, fixes)
    order = data.draw(st.permutations(range(len(rows))))
    np.testing.assert_array_equal(draw_scores(seed, samples[order], fixes[order]), whole[order])
    k = data.draw(st.integers(0, len(rows) - 1))
    np.testing.assert_array_equal(draw_scores(seed, samples[[k]], fixes[[k]]), whole[[k]])
    assert len(np.unique(whole)) == whole.size  # no two share a number
    for other in (
        draw_scores(seed ^ 1, samples, fixes),
        draw_scores(seed, samples + 1, fixes),
        draw_scores(seed, samples, fixes + 1),
    ):
        assert (other != whole).all()
