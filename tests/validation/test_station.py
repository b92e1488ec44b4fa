"""The ISS in flight: NASA's ephemeris of February 2022 with its own drag; reboosts.

The ephemeris is a prediction after its first hours, computed with predicted space weather and
another density model: bounds are a quarter to half of the displacement by drag in that time.
"""

import numpy as np
import pytest

from sim.validation.cases.station import (
    HOURS,
    ephemeris_errors,
    fit_density_factor,
    gain_of_2022,
    gains_of_2016,
    published_gains,
    read_ephemeris,
)

pytestmark = pytest.mark.usefixtures("reference")


def test_the_ephemeris_has_states_at_the_hours_compared():
    seconds, _ = read_ephemeris()
    gaps = np.abs(seconds[:, None] - 3600.0 * np.array(HOURS)).min(axis=0)
    assert gaps.max() <= 120.0


def test_five_days_with_the_values_of_nasa():
    errors = ephemeris_errors(1.0)[0]
    along = dict(zip(HOURS, np.abs(errors[:, 1]), strict=True))
    assert along[24.0] < 2e3
    assert along[48.0] < 7e3
    assert along[120.0] < 25e3
    assert np.abs(errors[:, [0, 2]]).max() < 100.0


def test_one_fitted_drag_factor_follows_the_five_days():
    factor = fit_density_factor()
    assert 0.7 < factor < 1.3
    errors = ephemeris_errors(factor)[0]
    assert abs(errors[0, 1]) < 1e3
    assert np.abs(errors[:, 1]).max() < 3e3
    assert np.abs(errors[:, [0, 2]]).max() < 100.0


def test_altitude_gain_of_2022():
    assert gain_of_2022() == pytest.approx(720.0, abs=100.0)


def test_altitude_gains_of_2022_to_2025():
    gains = published_gains()
    assert len(gains) >= 6
    for day, published, computed, _ in gains:
        assert computed == pytest.approx(published, abs=150.0), day


def test_altitude_gains_of_2016():
    for day, observed, computed in gains_of_2016():
        assert computed == pytest.approx(observed, abs=150.0), day
