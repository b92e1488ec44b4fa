"""Sun and Moon against JPL DE421 and against the series they are splined from."""

import erfa
import numpy as np
import pytest

from sim.environment.ephemeris import ASTRONOMICAL_UNIT, ephemeris, sun_moon
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted, on_lanes

EPOCH = Epoch.from_utc("2028-07-01T00:00:00Z")
positions = interpreted(sun_moon)

# JPL DE421 (de421.bsp of skyfield-data 7.0.0, read with jplephem 2.24), geocentric, ICRF axes, km.
DE421 = {
    "2001-03-23T05:00:00Z": (
        [148961802.2, 6254019.0, 2710933.2],
        [380811.8, -102955.9, -77747.5],
    ),
    "2028-07-01T00:00:00Z": (
        [-24580983.0, 137709960.1, 59693557.2],
        [-327424.9, -151231.0, -102885.0],
    ),
    "2029-11-13T07:30:00Z": (
        [-93580585.7, -105246128.8, -45620341.9],
        [316049.6, -221495.2, -63035.5],
    ),
    "2031-01-05T18:00:00Z": (
        [37485194.0, -130505082.5, -56570295.2],
        [124741.5, 355879.8, 150336.1],
    ),
}


@pytest.mark.parametrize("date", DE421)
def test_sun_and_moon_against_de421(date):
    """Known accuracy of the two series: Sun 5 km, Moon 17 km."""
    found = np.ravel(positions(np.zeros(1), ephemeris(Epoch.from_utc(date), DAY))) / 1e3
    sun, moon = DE421[date]
    assert np.linalg.norm(found[:3] - sun) < 6.0
    assert np.linalg.norm(found[3:] - moon) < 18.0


def test_spline_follows_the_series():
    duration = 400 * DAY
    t = np.linspace(-2 * DAY, duration + 2 * DAY, 3001)
    found = np.array(positions(t, ephemeris(EPOCH, duration)))
    day, fraction = EPOCH.tt()
    fraction = fraction + t / DAY
    sun = -erfa.epv00(day, fraction)[0]["p"].T * ASTRONOMICAL_UNIT
    moon = erfa.moon98(day, fraction)["p"].T * ASTRONOMICAL_UNIT
    assert np.linalg.norm(found[:3] - sun, axis=0).max() < 1.0
    assert np.linalg.norm(found[3:] - moon, axis=0).max() < 25.0


def test_distances_stay_in_their_bounds():
    """Perihelion and aphelion, extreme perigee and apogee (Meeus, Astronomical Algorithms)."""
    t = np.linspace(0.0, 3 * 365 * DAY, 5000)
    found = np.array(positions(t, ephemeris(EPOCH, t[-1])))
    sun = np.linalg.norm(found[:3], axis=0) / ASTRONOMICAL_UNIT
    moon = np.linalg.norm(found[3:], axis=0)
    assert (sun.min(), sun.max()) == pytest.approx((0.9833, 1.0167), abs=2e-4)
    assert 356.3e6 < moon.min() < 358e6
    assert 406e6 < moon.max() < 406.8e6


def test_compiled_equals_interpreted():
    table = ephemeris(EPOCH, 10 * DAY)
    t = np.linspace(-2 * DAY, 12 * DAY, 21)
    for compiled, plain in zip(on_lanes(sun_moon, t, table), positions(t, table), strict=True):
        assert np.abs(compiled - plain).max() <= 1e-12 * np.abs(plain).max()


def test_table_covers_the_margins():
    table = ephemeris(EPOCH, 10 * DAY)
    assert not table.table.flags.writeable
    assert table.origin <= -2 * DAY
    assert table.origin + table.step * len(table.table) >= 12 * DAY


def test_bad_duration():
    with pytest.raises(ValueError, match="duration_s"):
        ephemeris(EPOCH, -1.0)
