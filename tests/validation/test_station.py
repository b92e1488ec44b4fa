"""The station in flight: NASA's ephemeris of February 2022 with its own drag; real reboosts.

The ephemeris is a prediction after its first hours, made with predicted space weather and another
density model: bounds are a quarter to a half of what drag does to the position in that time.
"""

import numpy as np
import pytest

from sim.validation.cases.station import (
    HOURS,
    ephemeris,
    ephemeris_lift,
    errors,
    fitted_factor,
    lifts_of_2016,
    published_lifts,
)

pytestmark = pytest.mark.usefixtures("reference")


def test_the_ephemeris_has_states_at_the_hours_compared():
    seconds, _ = ephemeris()
    off = np.abs(seconds[:, None] - 3600.0 * np.array(HOURS)).min(axis=0)
    assert off.max() <= 120.0


def test_five_days_with_the_values_of_nasa():
    found = errors(1.0)[0]
    along = dict(zip(HOURS, np.abs(found[:, 1]), strict=True))
    assert along[24.0] < 2e3
    assert along[48.0] < 7e3
    assert along[120.0] < 25e3
    assert np.abs(found[:, [0, 2]]).max() < 100.0


def test_one_fitted_drag_factor_follows_the_five_days():
    factor = fitted_factor()
    assert 0.7 < factor < 1.3
    found = errors(factor)[0]
    assert abs(found[0, 1]) < 1e3
    assert np.abs(found[:, 1]).max() < 3e3
    assert np.abs(found[:, [0, 2]]).max() < 100.0


def test_reboost_of_the_ephemeris_lifts_the_orbit():
    assert ephemeris_lift() == pytest.approx(720.0, abs=100.0)


def test_reboosts_of_2022_to_2025_lift_by_what_was_published():
    found = published_lifts()
    assert len(found) >= 6
    for day, published, ours, _ in found:
        assert ours == pytest.approx(published, abs=150.0), day


def test_reboosts_of_2016_lift_by_the_step_between_solutions():
    for day, step, ours in lifts_of_2016():
        assert ours == pytest.approx(step, abs=150.0), day
