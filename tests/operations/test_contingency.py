"""Exposure and options of a contingency on a decay of constant rate, whose times are known in
closed form.
"""

import numpy as np
import pytest

from sim.dynamics.observation import Observation
from sim.entry.risk.casualty import Span
from sim.entry.risk.population import end_density_per_km2, population
from sim.frames.epoch import DAY, Epoch
from sim.operations.backup.search import Candidate
from sim.operations.backup.search_set import Sequence, Supply
from sim.operations.contingency.corridor import ground_speed
from sim.operations.contingency.exposure import expose, time_down
from sim.operations.contingency.options import (
    Fleet,
    Waiting,
    Way,
    find_earliest,
    find_options,
    last_day_to_order,
)
from sim.planning.lowering.orbit_decay import DecayTable

EPOCH = Epoch.from_utc("2026-12-01T00:00:00Z")
BALLISTIC = 100.0
FALL = 200e3 / (400.0 * DAY)
"""m/s at that ballistic coefficient: from 415 to 215 km in 400 days."""


@pytest.fixture
def decay() -> DecayTable:
    """A fall of one speed whatever date, altitude and Sun."""
    altitudes = np.linspace(150e3, 450e3, 31)
    rate = np.full((2, 2, len(altitudes)), np.log(FALL * BALLISTIC))
    return DecayTable(np.array([0.0, 5000.0 * DAY]), altitudes, np.array([-3.0, 3.0]), rate)


def way(ships: int, height: float, fails: str = "", margin: float = 10.0) -> Way:
    """A way as if it had been flown."""
    candidate = Candidate(
        supply=Supply(1, 0, 4.0, 0.0),
        sequence=Sequence("none", "station", 0, 1),
        parking=150e3,
        perigee=60e3,
        left_for_burns=1000.0,
        propellant=5000.0,
        delta_v=40.0,
        longest_burn=900.0,
        margin=margin,
        flight_path_angle=-0.01,
        perigee_reached=60e3,
        burns_kept=2,
        fails=fails,
    )
    return Way("station.nominal", ships, height, candidate)


def fleet(ships: int, first: float = 100.0, every: float = 50.0) -> Fleet:
    """Ships by days; what one pushes with lowers the orbit by some 17 km."""
    return Fleet(ships=ships, first=first * DAY, every=every * DAY, propellant=1500.0, isp=287.0)


WAITING = Waiting(
    attitude="station.nominal", ballistic=BALLISTIC, mass=440e3, start=0.0, altitude=415e3
)


def begin(ways: list[Way], ships: Fleet, decay: DecayTable) -> float | None:
    """Days to the earliest burns."""
    found = find_earliest(ways, ships, WAITING, decay, 50.0)
    return None if found is None else found.begin / DAY


def test_the_air_alone_takes_as_long_as_its_rate_says(decay):
    down = time_down(decay, np.array([0.0, 10.0 * DAY]), np.full(2, 415e3), np.full(2, 100.0), 50.0)
    assert down / DAY == pytest.approx([530.0, 540.0], rel=1e-9)


def test_the_risk_is_that_of_the_people_of_the_year_of_the_end(decay):
    """530 days after 1 December 2026 it is 2028, with 50 days more as well; from 2027 on 2029."""
    lost = np.array([0.0, 300.0 * DAY])
    area = Span(5e3, 1e4, 2e4)
    found = expose(
        decay, EPOCH, lost, np.full(2, 415e3), np.full(2, 100.0), (5.0, 95.0), area, 51.64
    )
    people = [end_density_per_km2(population(year + 0.5), 51.64) for year in (2028, 2029)]
    assert found.end.shape == (2, 2) and found.casualties.shape == (3, 2, 2)
    assert found.people[:, 0].tolist() == pytest.approx(people)
    assert found.casualties[1, :, 1].tolist() == pytest.approx([1e-2 * each for each in people])
    assert (np.diff(found.casualties, axis=0) > 0.0).all()


def test_burns_begin_where_the_station_has_fallen_to_their_altitude(decay):
    """220 km are reached after 390 days, 250 km after 330."""
    assert begin([way(1, 220e3)], fleet(1), decay) == pytest.approx(390.0, rel=1e-6)
    both = [way(1, 220e3), way(2, 250e3)]
    assert begin(both, fleet(2, every=200.0), decay) == pytest.approx(330.0, rel=1e-6)


def test_later_options_are_those_that_leave_more(decay):
    """One ship pushes and one burns from 250 km, or from 220 km; two burn from there, later."""
    ways = [way(1, 220e3, margin=40.0), way(2, 220e3, margin=90.0), way(1, 250e3)]
    found = find_options(ways, fleet(2), WAITING, decay, 50.0)
    assert [each.way.height for each in found] == [250e3, 220e3, 220e3]
    assert [each.pushing for each in found] == [1, 1, 0]
    assert found[0] == find_earliest(ways, fleet(2), WAITING, decay, 50.0)
    poorer = [way(1, 220e3), way(1, 250e3)]
    assert len(find_options(poorer, fleet(2), WAITING, decay, 50.0)) == 1


def test_the_ground_passes_slower_below_than_the_body_flies():
    """At 120 km, level, 7,500 m/s against the turning air: the point below has 6378/6498 of it."""
    zeros = {name: np.zeros(1) for name in Observation._fields}
    seen = Observation(**zeros)._replace(speed_air=np.array([7500.0]), height=np.array([120e3]))
    assert ground_speed(seen)[0] == pytest.approx(7500.0 * 6378.137 / 6498.137)
    steep = seen._replace(flight_path_angle_air=np.radians([-60.0]))
    assert ground_speed(steep)[0] == pytest.approx(0.5 * ground_speed(seen)[0])


def test_a_ship_that_is_not_needed_pushes(decay):
    """Its push at 365 km, after 100 days, spares the time the air needs for as many kilometres."""
    alone = begin([way(1, 220e3)], fleet(1), decay)
    pushed = begin([way(1, 220e3)], fleet(2), decay)
    assert alone is not None and pushed is not None
    spared = 2.0 * (6378e3 + 365e3) * 287.0 * 9.80665 * 1500.0 / 440e3 / 7685.0  # 2 a dv / v
    assert alone - pushed == pytest.approx(spared / FALL / DAY, rel=0.02)


def test_ships_that_dock_too_late_are_of_no_use(decay):
    late = fleet(1, first=391.0)
    assert begin([way(1, 220e3)], late, decay) is None
    assert begin([way(1, 220e3), way(0, 230e3)], late, decay) == pytest.approx(370.0, rel=1e-6)
    assert begin([way(1, 220e3, fails="too weak")], fleet(1), decay) is None
    assert begin([way(3, 220e3)], fleet(2), decay) is None


def test_the_last_day_to_ask_leaves_time_for_the_ships_of_the_way(decay):
    """The second of two docks 150 days after the day; 220 km are reached after 390."""
    ways = [way(2, 220e3), way(2, 250e3), way(3, 200e3)]
    last = last_day_to_order(ways, fleet(2), WAITING, decay, 50.0, 100.0 * DAY)
    assert last is not None and last / DAY == pytest.approx(390.0 - 150.0, rel=1e-6)
    later = fleet(2, first=100.0 + last / DAY - 1e-6)
    assert begin(ways, later, decay) == pytest.approx(390.0, rel=1e-6)
    assert begin(ways, fleet(2, first=100.0 + last / DAY + 0.1), decay) is None
    assert last_day_to_order([], fleet(2), WAITING, decay, 50.0, 0.0) is None
