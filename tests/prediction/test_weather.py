"""Space weather as it could be expected: nothing observed later is in it."""

import numpy as np
import pytest

from sim.environment.space_weather.date import mjd_of
from sim.environment.space_weather.forecast import forecast
from sim.environment.space_weather.indices import weather
from sim.environment.space_weather.observed import observed
from sim.environment.space_weather.persistence import expected_weather
from sim.environment.space_weather.selection import plan_of
from sim.frames.epoch import DAY, Epoch

EPOCH = Epoch.from_utc("2024-03-20T12:00:00Z")
KNOWN = "2024-03-19"


def _values(table) -> np.ndarray:
    """Knots of F10.7 of the day before, its mean, and Ap; (n, 3)."""
    return table.table[:, [0, 4, 8]]


def test_what_was_observed_stands_as_it_was():
    late = Epoch.from_utc("2024-01-01T12:00:00Z")
    a = _values(expected_weather(late, 5.0 * DAY, "2024-06-01"))
    b = _values(weather(late, 5.0 * DAY))
    np.testing.assert_array_equal(a, b)


def test_later_observations_change_nothing(monkeypatch):
    from sim.environment.space_weather import observed as module

    before = expected_weather(EPOCH, 60.0 * DAY, KNOWN)
    table = dict(module.open_data("space_weather"))
    later = table["mjd"] > mjd_of(KNOWN)
    for name in ("f107_clean_tenths", "ap"):
        table[name] = np.where(later, 9 * table[name], table[name])
    monkeypatch.setattr(module, "open_data", lambda _: table)
    after = expected_weather(EPOCH, 60.0 * DAY, KNOWN)
    np.testing.assert_array_equal(before.table, after.table)


def test_it_begins_with_the_last_day_and_ends_with_the_bulletin():
    found = expected_weather(EPOCH, 700.0 * DAY, KNOWN)
    values = _values(found)
    first = (mjd_of(KNOWN) - EPOCH.day) + (EPOCH.seconds - 43200.0) / DAY
    row = round(first - found.origin / DAY)
    flux, _ = observed(np.array([mjd_of(KNOWN)]), mjd_of(KNOWN))
    # a knot holds the flux of the day before it
    assert values[row + 1, 0] == pytest.approx(flux[0])
    assert abs(values[row + 2, 0] - flux[0]) < 0.25 * flux[0]
    plan = plan_of(EPOCH, 700.0 * DAY, 50.0, "2024-02", KNOWN, "hold")
    level, _ = forecast(plan.bulletin, 50.0, np.array([plan.last - 1]), "hold")
    assert values[-1, 0] == pytest.approx(level.value[0], rel=0.01)


def test_the_error_grows_from_nothing():
    found = expected_weather(EPOCH, 60.0 * DAY, KNOWN)
    up = found.table[:, 12]  # of the flux, upward
    assert up[0] == 0.0 and up[-1] > 10.0
    assert (np.diff(up[-20:]) < 1.0).all()


def test_weather_outside_the_tables_is_refused():
    with pytest.raises(ValueError, match="observed from"):
        expected_weather(EPOCH, DAY, "1950-01-01")
