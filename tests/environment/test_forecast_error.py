"""How far the Sun strayed from the bulletins: the shipped statistics, made anew and by hand."""

from statistics import NormalDist

import numpy as np
import pytest

from sim.data import open_data
from sim.data.builders.forecast_error import COLUMNS, errors, smoothed_months
from sim.environment.space_weather.forecast import (
    MONTH,
    default_activity_bias,
    default_activity_sigma,
)
from sim.frames.epoch import DAY

ERROR = open_data("forecast_error")


def test_smoothed_months_of_a_straight_line_are_its_middle():
    day = np.arange(36112, 36112 + 3000)
    month, mean = smoothed_months(day, day.astype(float))
    assert month[0] == 12 * 1957 + 9 + 6  # October 1957 and six months
    middle = [
        (np.datetime64(f"{m // 12}-{m % 12 + 1:02d}") - np.datetime64("1858-11-17")).astype(int)
        for m in month
    ]
    assert np.abs(mean - np.array(middle) - 15.0).max() < 2.0
    assert np.ptp(smoothed_months(day, np.full(3000, 7.0))[1]) < 1e-12


def test_smoothed_flux_against_what_the_bulletins_start_from():
    """Each bulletin's first month is six months old and nearly observed: ours agree to 2 %."""
    data, table = open_data("space_weather"), open_data("msafe")["table"].astype(int)
    month, mean = smoothed_months(data["mjd"], data["f107_clean_tenths"] / 10.0)
    first = table[table[:, 1] == table[:, 0] - 6]
    ratio = mean[first[:, 1] - month[0]] / (first[:, 3] / 10.0)
    assert len(ratio) == 325
    assert np.median(ratio) == pytest.approx(1.0, abs=0.005)
    assert np.quantile(np.abs(ratio - 1.0), 0.9) < 0.022


@pytest.mark.parametrize("index", ["f107", "ap"])
def test_shipped_statistics_follow_from_the_shipped_data(index):
    data = open_data("space_weather")
    daily = data["f107_clean_tenths"] / 10.0 if index == "f107" else data["ap"].astype(float)
    month, seen = smoothed_months(data["mjd"], daily)
    for key, values in errors(open_data("msafe")["table"], month, seen, COLUMNS[index]).items():
        np.testing.assert_allclose(ERROR[f"{index}_{key}"], values, rtol=1e-12, atol=1e-12)


def test_statistics_of_a_made_up_archive():
    """Bulletins that err by plus and minus two of their deviations, half of the time each."""
    sigma = 100.0 / NormalDist().inv_cdf(0.95)
    rows = []
    for issue in range(24000, 24010):
        for month in range(issue, issue + 121):
            rows.append([issue, month, 1100, 1000, 900, 200, 100, 50])
    table = np.array(rows, "i2")
    month = np.arange(24000, 24200)
    seen = 100.0 + 0.1 * sigma * np.where(month % 2, 2.0, -2.0)
    found = errors(table, month, seen, 2)
    assert found["count"].tolist() == [10] * 121
    assert found["sd"] == pytest.approx(np.full(121, 2.0))
    assert found["mean"] == pytest.approx(np.zeros(121), abs=1e-12)
    assert np.all(found["inside"] == 0.0) and np.all(found["below"] == 0.5)
    within = errors(table, month, np.full(200, 105.0), 2)
    assert np.all(within["inside"] == 1.0)
    assert within["ratio_mean"] == pytest.approx(np.full(121, 1.05))


def test_measured_figures_of_the_pages():
    """What docs/space-weather.md states; regression."""
    for index, expected in (
        ("f107", {0: (0.905, -0.02, 1.00), 24: (0.850, -0.04, 1.16), 60: (0.834, -0.20, 1.14)}),
        ("ap", {0: (0.825, -0.52, 1.14), 24: (0.555, -1.44, 1.37), 60: (0.389, -1.92, 1.29)}),
    ):
        for lead, figures in expected.items():
            row = [ERROR[f"{index}_{key}"][lead] for key in ("inside", "mean", "sd")]
            assert row == pytest.approx(figures, abs=0.006)
    counts = ERROR["f107_count"]
    assert (counts[0], counts[60], counts[120]) == (325, 265, 205)
    assert np.average(ERROR["f107_inside"], weights=counts) == pytest.approx(0.855, abs=0.001)
    assert np.average(ERROR["ap_inside"], weights=counts) == pytest.approx(0.438, abs=0.001)


def test_default_dispersion_by_lead():
    assert default_activity_sigma(0.0) == ERROR["f107_sd"][0]
    assert default_activity_sigma(60 * MONTH) == pytest.approx(ERROR["f107_sd"][60])
    between = default_activity_sigma(60.5 * MONTH)
    assert between == pytest.approx(ERROR["f107_sd"][60:62].mean())
    assert default_activity_sigma(30 * 365 * DAY) == ERROR["f107_sd"][-1]
    assert default_activity_bias(60 * MONTH, "ap") == pytest.approx(ERROR["ap_mean"][60])
    sigma = [default_activity_sigma(lead * MONTH) for lead in range(121)]
    assert 0.9 < min(sigma) and max(sigma) < 1.3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [((-1.0,), "lead is -1.0 s"), ((float("nan"),), "lead is nan"), ((0.0, "kp"), "'kp'")],
)
def test_bad_questions(arguments, says):
    with pytest.raises(ValueError, match=says):
        default_activity_sigma(*arguments)
