import math
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.atmosphere.selection import Exponential
from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Condition, Phase
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import DAY, Epoch
from sim.integrate.observe import observations
from sim.planning.lowering.orbit_decay import DecayTable, activity_of, node_rate, tabulate_decay

INCLINATION = math.radians(51.64)
HEIGHTS = (415e3, 330e3, 250e3)


@pytest.fixture(scope="module")
def flights(orbiting: Callable[..., Mission]) -> list[np.ndarray]:
    """Of three orbits, without burns for sixty days or until they are low: s and mean altitudes m,
    each a mean over a day.
    """
    phase = Phase(
        name="drift",
        until=Condition("time", 60.0 * DAY),
        field_degree=8,
        relative_tolerance=1e-9,
        save_every=1200.0,
    )
    mission = orbiting(*HEIGHTS, phases=(phase,))
    flight = fly(mission)
    means = []
    for row in range(len(HEIGHTS)):
        parts = [s for s in flight.segments if s.row == row]
        samples = np.concatenate([s.samples for s in parts])
        cases = np.tile(parts[0].parameters, (len(samples), 1))
        seen = observations(mission.world_of(8, 0), samples[:, 0], samples[:, 1:], cases)
        days = (samples[:, 0] // DAY).astype(int)
        kept = range(min(60, days[-1]))
        means.append(
            np.array(
                [(samples[days == k, 0].mean(), seen.mean_altitude[days == k].mean()) for k in kept]
            )
        )
    return means


@pytest.mark.parametrize(("row", "days"), [(0, 60), (1, 60), (1, 21), (2, 12)])
def test_agrees_with_the_full_propagator(
    decay: DecayTable,
    flights: list[np.ndarray],
    orbiting: Callable[..., Mission],
    row: int,
    days: int,
) -> None:
    # 3 %: the eccentricity of 0.001 is worth 1 to 2 %, the hour of the node the rest
    mass = orbiting(*HEIGHTS, phases=()).vehicles
    ballistic = sum(v.mass for v in mass) / (2.2 * 1500.0)
    (start, high), (end, low) = flights[row][0], flights[row][days - 1]
    got = decay.under(0.0).fall(start, np.array([high]), ballistic, end)[0]
    assert high - got == pytest.approx(high - low, rel=0.03)


def test_following_the_node_tells_the_months_apart(forecast_world: World) -> None:
    # the hour at which the orbit crosses the equator is worth some per cent, and averages out
    places = np.arange(0.0, 2.0 * math.pi, math.pi / 4.0)
    tables = [tabulate_decay(forecast_world, INCLINATION, 0.0, 30.0 * DAY, raan=p) for p in places]
    rates = np.array([float(t.rate(0.0, 415e3, 0.0, 130.0)) for t in tables])
    mean = float(
        tabulate_decay(forecast_world, INCLINATION, 0.0, 30.0 * DAY).rate(0.0, 415e3, 0.0, 130.0)
    )
    assert 0.03 < np.ptp(rates) / abs(mean) < 0.3
    assert rates.mean() == pytest.approx(mean, rel=0.02)
    # one turn of the node of the station against the stars lasts 72 days at 415 km
    assert 2.0 * math.pi / -node_rate(6793137.0, INCLINATION) / DAY == pytest.approx(72.0, abs=1.0)


def test_drift_alone_takes_as_long_as_the_flight_in_the_documents() -> None:
    # docs/lowering.md: flown with m/(Cd A) = 140 kg/m2, median Sun, from 415 km on 2028-07-01
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    length = Epoch.from_utc("2034-01-01T00:00:00Z").seconds_since(epoch)
    sky = world(epoch, length, degree=8, weather_table=weather(epoch, length, bulletin="2026-03"))
    began = time.thread_time()
    table = tabulate_decay(sky, INCLINATION, 0.0, length).under(0.0)
    assert time.thread_time() - began < 20.0  # of processor: 0.5 s, and once to load the kernels
    for level, date in ((330e3, "2033-03-24"), (220e3, "2033-08-27")):
        flown = Epoch.from_utc(f"{date}T12:00:00Z").seconds_since(epoch)
        got = table.time_at(0.0, np.array([415e3]), 140.0, level)[0]
        assert got == pytest.approx(flown, rel=0.01)


def test_air_of_one_density_has_a_closed_form(summer: Epoch) -> None:
    # da/dt = -2 a^2 / mu * rho |w| (w v) / 2 B, with w = v less the turning air
    density = 1e-11
    air = world(
        summer, 10 * DAY, degree=0, air="exponential", exponential=Exponential(density, 0.0, 1e12)
    )
    got = tabulate_decay(air, INCLINATION, 0.0, 10.0 * DAY).rate(5.0 * DAY, 400e3, 0.0, 150.0)
    a = EQUATORIAL_RADIUS + 400e3
    v = math.sqrt(MU / a)
    turn = 7.292115e-5 * a
    sin2 = 0.5 * math.sin(INCLINATION) ** 2  # mean square of the sine of latitude
    speed = math.sqrt(v * v - 2.0 * v * turn * math.cos(INCLINATION) + turn**2 * (1.0 - sin2))
    along = v - turn * math.cos(INCLINATION)
    assert got == pytest.approx(-(a**2) / MU * density * speed * along * v / 150.0, rel=1e-3)


@settings(max_examples=40)
@given(
    altitude=st.floats(180e3, 350e3),
    ballistic=st.floats(40.0, 200.0),
    percentile=st.floats(1.0, 99.0),
    fraction=st.floats(0.05, 0.95),
)
def test_time_and_altitude_are_one_course(
    decay: DecayTable, altitude: float, ballistic: float, percentile: float, fraction: float
) -> None:
    sky = decay.under(activity_of(percentile))
    start = np.array([altitude])
    level = altitude - fraction * (altitude - 160e3)
    when = sky.time_at(0.0, start, ballistic, level)
    halfway = sky.fall(0.0, start, ballistic, 0.5 * when)
    assert level < halfway[0] < altitude
    # stepped in time to there, in altitude from there on
    assert sky.time_at(0.5 * when, halfway, ballistic, level) == pytest.approx(when, rel=1e-4)
    assert float(sky.time_at(0.0, start, ballistic, altitude)[0]) == 0.0


@settings(max_examples=40)
@given(low=st.floats(160e3, 500e3), z=st.floats(-2.3, 2.2), t=st.floats(0.0, 730.0))
def test_lower_and_more_active_is_faster(decay: DecayTable, low: float, z: float, t: float) -> None:
    here = -decay.rate(t * DAY, low, z, 130.0)
    assert here > 0.0
    assert -decay.rate(t * DAY, low + 20e3, z, 130.0) < here
    assert -decay.rate(t * DAY, low, z + 0.1, 130.0) > here
    assert -decay.rate(t * DAY, low, z, 65.0) == pytest.approx(2.0 * here, rel=1e-12)


def test_percentiles_are_those_of_the_world(summer: Epoch, decay: DecayTable) -> None:
    length = 60.0 * DAY
    active = world(
        summer,
        length,
        degree=8,
        weather_table=weather(summer, length, bulletin="2026-03", percentile=95.0),
    )
    other = tabulate_decay(active, INCLINATION, 0.0, length)
    for z in (-1.2, 0.0, activity_of(95.0)):
        same = decay.rate(30.0 * DAY, 300e3, z, 130.0)
        assert other.rate(30.0 * DAY, 300e3, z, 130.0) == pytest.approx(same, rel=0.01)


def test_density_factor_and_many_rows(forecast_world: World, decay: DecayTable) -> None:
    dense = tabulate_decay(
        forecast_world, INCLINATION, 0.0, 730.0 * DAY, columns={"density_factor": 1.4}
    )
    assert dense.rate(DAY, 300e3, 0.0, 140.0) == pytest.approx(
        decay.rate(DAY, 300e3, 0.0, 100.0), rel=1e-12
    )
    rows = 1000
    began = time.thread_time()
    end = decay.under(np.linspace(-1.6, 1.6, rows)).fall(
        0.0, np.full(rows, 415e3), np.full(rows, 140.0), 700.0 * DAY
    )
    assert time.thread_time() - began < 2.0
    assert np.all(np.diff(end) < 0.0)
    alone = decay.under(-1.6).fall(0.0, np.array([415e3]), 140.0, 700.0 * DAY)
    assert end[0] == pytest.approx(alone[0], abs=1e-6)


def test_the_bottom_is_the_end(decay: DecayTable) -> None:
    end = decay.under(0.0).fall(0.0, np.array([200e3]), 130.0, 100.0 * DAY)
    assert end[0] == decay.altitudes[0]


def test_nonsense_is_refused(forecast_world: World) -> None:
    with pytest.raises(ValueError, match="no length"):
        tabulate_decay(forecast_world, INCLINATION, 5.0, 5.0)
    with pytest.raises(ValueError, match="no length"):
        tabulate_decay(forecast_world, INCLINATION, 0.0, math.nan)
    with pytest.raises(ValueError, match="inclination"):
        tabulate_decay(forecast_world, 51.64, 0.0, DAY)
    with pytest.raises(ValueError, match="percentile"):
        activity_of(99.5)
