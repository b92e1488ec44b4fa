"""The annual term of the solar flux: what bulletins hold of it, and what it does to the air."""

import math

import numpy as np
import pytest

from sim.data import open_data
from sim.data.builders.forecast_error import WEIGHT, smoothed_months
from sim.environment.space_weather.date import mjd_of, month_start
from sim.environment.space_weather.forecast import sun_distance_term
from sim.environment.space_weather.indices import indices, weather
from sim.environment.space_weather.variability import HALF_MEAN, history, smoothed
from sim.environment.world import world
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import DAY, Epoch
from sim.integrate.observe import observations
from sim.lanes import on_lanes
from sim.vehicle.parameters import Parameters, tabulate

EPOCH = Epoch.from_utc("2029-01-01T00:00:00Z")


def share_of_the_term(day: np.ndarray, logarithm: np.ndarray) -> float:
    """How much of the annual term a series of logarithms holds: 1 all of it, 0 nothing."""
    term = np.log(sun_distance_term(day))
    return float(np.polyfit(term - term.mean(), logarithm, 1)[0])


def share_in_months(month: np.ndarray, flux: np.ndarray) -> float:
    """The same of monthly values, after their course over the cycle is taken out."""
    course = np.convolve(np.log(flux), WEIGHT, "valid")
    day = np.array([month_start(int(m)) + 15 for m in month[6:-6]])
    return share_of_the_term(day, np.log(flux)[6:-6] - course)


def test_term_at_perihelion_and_aphelion():
    days = np.array([mjd_of("2030-01-03"), mjd_of("2030-07-04")])
    np.testing.assert_allclose(sun_distance_term(days), [1.0342, 0.9675], rtol=1e-3)


def test_observed_days_hold_the_term_and_smoothed_months_and_bulletins_do_not():
    """0.2 is the standard error of the share in daily values, over 67 years."""
    data = open_data("space_weather")
    flux = data["f107_clean_tenths"] / 10.0
    inside = slice(HALF_MEAN, len(flux) - HALF_MEAN)
    daily = share_of_the_term(data["mjd"][inside], np.log(flux[inside] / smoothed(flux)))
    assert daily == pytest.approx(1.0, abs=0.4)
    assert abs(share_in_months(*smoothed_months(data["mjd"], flux))) < 0.05
    table = open_data("msafe")["table"]
    bulletins = [table[table[:, 0] == issue] for issue in np.unique(table[:, 0])]
    shares = [share_in_months(rows[:, 1], rows[:, 3] / 10.0) for rows in bulletins]
    assert len(shares) == 325
    assert abs(np.mean(shares)) < 0.03
    assert np.max(np.abs(shares)) < 0.1


def test_forecast_days_follow_the_distance_and_nothing_else_changes():
    t = np.arange(0.0, 720.0, 5.0) * DAY
    plain = Parameters(*(np.zeros(len(t)) for _ in Parameters._fields))
    held, moved = (
        np.stack(on_lanes(indices, t, weather(EPOCH, 730.0 * DAY, sun_distance=s), plain))
        for s in (False, True)
    )
    yesterday = EPOCH.day + t / DAY - 1.0
    np.testing.assert_allclose(moved[0] / held[0], sun_distance_term(yesterday), rtol=5e-4)
    assert np.ptp(moved[1] / held[1]) < np.ptp(moved[0] / held[0])
    np.testing.assert_array_equal(moved[2], held[2])
    past = Epoch.from_utc("2025-01-01T00:00:00Z")
    before, after = (weather(past, 60.0 * DAY, sun_distance=s).table for s in (False, True))
    np.testing.assert_array_equal(before, after)


def test_history_laid_over_another_season_brings_no_term_of_its_own():
    day, table = history(sun_distance=True)
    assert day == history()[0]
    days = day + np.arange(len(table))
    assert abs(share_of_the_term(days, table[:, 0])) < 0.5
    assert share_of_the_term(days, history()[1][:, 0]) > share_of_the_term(days, table[:, 0]) + 0.5


@pytest.mark.parametrize(("height", "rise"), [(220e3, 0.024), (330e3, 0.055), (415e3, 0.075)])
def test_density_on_3_january(height, rise):
    """Mean over an orbit at F10.7 72 and Ap 8, within 0.3 points of a separate calculation."""
    n = 48
    states = [
        cartesian_from_kepler(
            EQUATORIAL_RADIUS + height, 0.0, math.radians(51.64), 0.26 * k, 0.0, 2.1 * k
        )
        for k in range(n)
    ]
    y = np.column_stack([states, np.ones(n)])
    columns = {"area": 1.0, "length": 1.0, "density_factor": 1.0}
    rows = tabulate(Parameters(*(np.full(n, columns.get(f, 0.0)) for f in Parameters._fields)))
    means = []
    for flux in (72.0, 72.0 * 1.0342):
        table = weather(EPOCH, 3.0 * DAY, constant=(flux, flux, 8.0))
        air = world(EPOCH, 3.0 * DAY, degree=2, weather_table=table)
        means.append(observations(air, np.full(n, 2.0 * DAY), y, rows).density.mean())
    assert means[1] / means[0] - 1.0 == pytest.approx(rise, abs=0.003)
