"""NOAA's forecast of 45 days: read, refused with its line, and flown."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.environment.space_weather.date import mjd_of
from sim.environment.space_weather.forecast import DaysAhead
from sim.environment.space_weather.indices import indices, weather
from sim.environment.space_weather.observed import observed_days
from sim.formats.daily_forecast import read_daily_forecast
from sim.formats.message import MessageError
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted
from sim.scenario.build.weather import weather_options
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml
from sim.vehicle.parameters import Parameters


def dated(first: str, values: list[int]) -> str:
    start = datetime.date.fromisoformat(first)
    days = [start + datetime.timedelta(days=k) for k in range(len(values))]
    pairs = [f"{day:%d%b%y} {value:03d}" for day, value in zip(days, values, strict=True)]
    return "\n".join(" ".join(pairs[k : k + 5]) for k in range(0, len(pairs), 5))


def text(first: str = "2026-12-01", count: int = 45) -> str:
    return f""":Product: 45 Day AP Forecast  45DF.txt
:Issued: 2026 Nov 30 2119 UTC
# Prepared by the U.S. Air Force.
#
45-DAY AP FORECAST
{dated(first, [5 + k % 9 for k in range(count)])}
45-DAY F10.7 CM FLUX FORECAST
{dated(first, [120 + k for k in range(count)])}
FORECASTER:  SOMEBODY
99999
NNNN
"""


def test_both_lists_are_read():
    found = read_daily_forecast(text())
    assert found.first == "2026-12-01" and found.issued == "2026 Nov 30"
    assert len(found.f107) == len(found.ap) == 45
    assert found.f107[44] == 164.0 and found.ap[:3] == (5.0, 6.0, 7.0)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("02Dec26 006", "02Dez26 006", 6, "no date"),
        ("02Dec26 006", "04Dec26 006", 6, "04Dec26 after 2026-12-01"),
        ("02Dec26 006", "02Dec26 999", 6, "ap is '999'"),
        ("02Dec26 006", "02Dec26 -06", 6, "ap is '-06'"),
        ("02Dec26 121", "02Dec26 021", 16, "f107 is '021'"),
        ("02Dec26 121", "02Dec26", 16, "9 words"),
        ("45-DAY F10.7 CM FLUX FORECAST", "45-DAY AP FORECAST", 15, "a second list"),
        (" 14Jan27 164", "", 24, "44 of F10.7"),
        ("45-DAY F10.7 CM FLUX FORECAST", "#", None, "after"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old, new, line, says):
    content = text()
    assert old in content
    with pytest.raises(MessageError, match=says) as caught:
        read_daily_forecast(content.replace(old, new, 1))
    if line is not None:
        assert caught.value.line == line


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tail):
    try:
        read_daily_forecast("45-DAY AP FORECAST\n" + tail)
    except MessageError:
        pass


def test_days_ahead_go_before_the_bulletin_and_after_what_is_observed():
    """Noon of a day of the file has its Ap, and the flux of the day before; what is observed and
    what comes after the last day stay as they are.
    """
    known = observed_days()[1]
    first = known - 1  # the first two days are observed
    fluxes, aps = (tuple(zero + k for k in range(20)) for zero in (300.0, 50.0))
    epoch = Epoch(known, 0.0)
    ahead = DaysAhead(first, fluxes, aps)
    plain, taken = (weather(epoch, 40.0 * DAY, days_ahead=each) for each in (None, ahead))

    def at(day: int, table: object) -> np.ndarray:
        t = np.array([(day - known) * DAY + 0.5 * DAY + 37.0])
        row = Parameters(*(np.zeros(1) for _ in Parameters._fields))
        return np.array(interpreted(indices)(t, table, row))[:, 0]

    for day in (known - 1, known, first + 30):
        assert at(day, taken)[[0, 2]] == pytest.approx(at(day, plain)[[0, 2]], abs=1e-6)
    assert at(first + 10, taken)[2] == pytest.approx(60.0, abs=1e-3)
    assert at(first + 10, taken)[0] == pytest.approx(309.0, abs=1e-3)
    assert at(first + 10, taken)[1] > at(first + 10, plain)[1] + 10.0  # the mean over 81 days too


def test_a_scenario_is_complete_without_the_file(tmp_path):
    (tmp_path / "days.txt").write_text(text())
    scenario = tmp_path / "a.yaml"
    scenario.write_text(
        "include: shipped:drift\nname: ahead\n"
        "environment: {space_weather: {days_ahead: {file: days.txt}}}\n"
    )
    loaded = load(scenario)
    options = weather_options(loaded.environment.space_weather)
    assert options["days_ahead"].first == mjd_of("2026-12-01")
    again = loads(resolved_yaml(loaded), str(tmp_path / "b.yaml"))
    assert again == loaded
    days = again.environment.space_weather.days_ahead
    assert days is not None and days.days is not None
    assert days.days.source == "days.txt, issued 2026 Nov 30"
    (tmp_path / "days.txt").write_text(text().replace("02Dec26 006", "02Dec26 xxx"))
    with pytest.raises(ScenarioError, match=r"days\.txt:6: .*days_ahead\.file: ap is 'xxx'"):
        load(scenario)
