"""3-hourly ap in NRLMSISE-00: the six values as the model defines them, the air as its own program
makes it, and what becomes of them where nothing is observed.
"""

import numpy as np
import pytest

from sim.data import open_data
from sim.environment.atmosphere.selection import air_at, air_by_activity
from sim.environment.space_weather.ap_history import past_ap, tabulate_history
from sim.environment.space_weather.date import mjd_of
from sim.environment.space_weather.indices import calendar, indices, weather
from sim.environment.space_weather.storm import Storm
from sim.environment.world import World, world
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted, on_lanes
from sim.vehicle.parameters import Parameters

STORM = Epoch.from_utc("2024-05-10T00:00:00Z")
"""The storm of May 2024: ap 300 in the evening of 10 May, 400 on the next day."""
MIDDLES = (np.arange(24) + 0.5) * 3.0 * 3600.0


@pytest.fixture(scope="module")
def stormy() -> World:
    return world(STORM, 3.0 * DAY, degree=0, weather_table=weather(STORM, 3 * DAY, ap_history=True))


def unmoved(n: int, **moved: float) -> Parameters:
    """Parameters of which nothing moves the weather or the air but what is given."""
    row = {"density_factor": 1.0} | moved
    return Parameters(*(np.full(n, row.get(name, 0.0)) for name in Parameters._fields))


def history_of(w: World, t: np.ndarray, **moved: float) -> np.ndarray:
    """The seven values, shape (7, n)."""
    ap = interpreted(indices)(t, w.weather, unmoved(len(t), **moved))[2]
    return np.array(interpreted(past_ap)(t, ap, w.weather.past))


def slots_before(hours_before_middle: range, slot: int) -> list[int]:
    """ap of the slots whose middles lie so many hours before that of a slot of 10 May."""
    data = open_data("space_weather")
    day = int(np.searchsorted(data["mjd"], mjd_of("2024-05-10")))
    flat = data["ap3"][day - 3 : day + 3].ravel()
    return [int(flat[24 + slot - hours // 3]) for hours in hours_before_middle]


def test_the_values_are_those_of_the_definition(stormy):
    """ "contains the following magnetic values: 0: daily AP; 1: 3 hr AP index for current time; 2:
    for 3 hrs before; ... 5: average of eight 3 hr AP indices from 12 to 33 hrs prior to current
    time; 6: from 36 to 57 hrs prior" (nrlmsise-00.h, struct ap_array).
    """
    seven = history_of(stormy, MIDDLES)
    for slot in range(24):
        wanted = slots_before(range(0, 12, 3), slot)
        wanted += [np.mean(slots_before(range(first, first + 24, 3), slot)) for first in (12, 36)]
        assert seven[1:, slot] == pytest.approx(wanted, abs=1e-9)
    assert seven[1].max() == 400.0


def test_between_the_middles_they_neither_jump_nor_overshoot(stormy):
    t = np.linspace(MIDDLES[0], MIDDLES[-1], 24 * 180 + 1)
    now = history_of(stormy, t)[1]
    assert np.abs(np.diff(now)).max() < 10.0  # a minute; slots are up to 245 apart
    assert now.min() >= 0.0 and now.max() < 410.0


def test_the_air_is_that_of_the_reference_program(stormy):
    """Its single precision scatters by 1e-6 to 4e-6."""
    library = pytest.importorskip("pymsis.msis00f")
    options = [1.0] * 25
    options[8] = -1.0
    library.pyinitswitch(options)
    library._last_used_options = options
    rng = np.random.default_rng(3)
    n = len(MIDDLES)
    height, latitude, longitude = (
        rng.uniform(150e3, 450e3, n), rng.uniform(-80.0, 80.0, n), rng.uniform(-180.0, 180.0, n)
    )  # fmt: skip
    day, seconds = interpreted(calendar)(MIDDLES, stormy.clock)
    f107, f107a, _ = interpreted(indices)(MIDDLES, stormy.weather, unmoved(n))
    day = np.floor(day)  # the reference takes whole days
    seven = history_of(stormy, MIDDLES)
    truth = library.pymsiscalc(
        day, seconds, longitude, latitude, 1e-3 * height, f107, f107a, seven.T
    ).astype("f8")
    phi = np.radians(latitude)
    place = MIDDLES, height, np.sin(phi), np.cos(phi), np.radians(longitude), day, seconds
    place = (*place, f107, f107a, seven[0])
    ours = interpreted(air_by_activity)(*place, stormy.weather.past, stormy.msis)
    error = ours[0] / truth[:, 0] - 1.0
    assert np.sqrt(np.mean(error**2)) < 6e-6
    assert np.abs(error).max() < 1e-4
    without = interpreted(air_by_activity)(*place, None, stormy.msis)
    assert np.abs(without[0] / ours[0] - 1.0).max() > 0.1


def test_compiled_equals_interpreted(stormy):
    n = 16
    rng = np.random.default_rng(4)
    phi, angle = rng.uniform(-1.5, 1.5, n), rng.uniform(-3.0, 3.0, n)
    place = np.cos(angle), np.sin(angle), np.sin(phi), np.cos(phi), rng.uniform(60e3, 500e3, n)
    t = rng.uniform(0.0, 3.0 * DAY, n)
    compiled = on_lanes(air_at, t, *place, stormy, unmoved(n))
    for one, other in zip(
        compiled, interpreted(air_at)(t, *place, stormy, unmoved(n)), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-11)


def test_without_it_the_air_is_that_of_the_daily_ap():
    t, still = np.linspace(0.0, DAY, 8), np.zeros(8)
    w = world(STORM, DAY, degree=0)
    assert w.weather.past is None
    arguments = (t, 400e3 + still, still, still + 1.0, still, still + 130.0, t, still + 150.0)
    daily = interpreted(air_by_activity)(*arguments, still + 150.0, still + 20.0, None, w.msis)
    seven = tabulate_history(-4.0 * DAY, np.full(64, 20.0), np.full(64, 20.0))
    past = interpreted(air_by_activity)(*arguments, still + 150.0, still + 20.0, seven, w.msis)
    assert (daily[0] > 0.0).all() and (daily[0] != past[0]).all()
    assert daily[0] == pytest.approx(past[0], rel=0.05)


def test_days_that_are_only_forecast_have_their_ap_for_all_seven():
    """Smoothed values change by a few tenths within three days."""
    epoch = Epoch.from_utc("2029-05-01T00:00:00Z")
    w = world(epoch, 5 * DAY, degree=0, weather_table=weather(epoch, 5 * DAY, ap_history=True))
    seven = history_of(w, np.linspace(0.0, 5 * DAY, 41))
    assert np.abs(seven[1:] - seven[0]).max() < 0.3
    moved = history_of(w, np.linspace(0.0, 5 * DAY, 41), activity=1.5)
    assert moved - seven == pytest.approx(np.tile(moved[0] - seven[0], (7, 1)))
    assert (moved[0] - seven[0]).min() > 1.0


def test_known_until_hides_what_came_later():
    epoch = Epoch.from_utc("2024-05-08T00:00:00Z")
    hidden = weather(epoch, 4 * DAY, known_until="2024-05-09", ap_history=True)
    w = world(epoch, 4 * DAY, degree=0, weather_table=hidden)
    assert history_of(w, np.array([3.5 * DAY])).max() < 30.0


def test_a_storm_laid_over_raises_them_and_leaves_a_stronger_one_alone():
    epoch = Epoch.from_utc("2029-05-01T00:00:00Z")
    laid = (Storm(epoch.plus(DAY), 2.0 * DAY, 150.0),)
    w = weather(epoch, 5 * DAY, storms=laid, ap_history=True)
    seven = history_of(world(epoch, 5 * DAY, degree=0, weather_table=w), np.array([0.5, 2.0]) * DAY)
    assert seven[:, 0].max() < 20.0
    assert seven[1:5, 1] == pytest.approx(np.full(4, 150.0), abs=5.0)
    assert 20.0 < seven[5, 1] < 150.0 and seven[6, 1] < 20.0
    real = weather(STORM, DAY, storms=(Storm(STORM, DAY, 30.0),), ap_history=True)
    now = history_of(world(STORM, DAY, degree=0, weather_table=real), MIDDLES[:8])[1]
    assert now.max() == pytest.approx(300.0, abs=1e-6)  # ap of the evening of 10 May


def test_too_few_days_and_other_atmospheres_are_refused():
    with pytest.raises(ValueError, match="at least 32"):
        tabulate_history(0.0, np.zeros(24), np.zeros(24))
    table = weather(STORM, DAY, ap_history=True)
    with pytest.raises(ValueError, match="nrlmsise00 does"):
        world(STORM, DAY, degree=0, air="us1976", weather_table=table)
