"""Hits on ships and aircraft: Poisson counts on a box, an aircraft that sweeps through a fall."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entry.risk.terminal_fall import FLIGHT_LEVEL, fall_speed, fall_time, root_density
from sim.entry.risk.traffic import AIRLINER, Airliner, chance, struck_area, swept_area
from sim.entry.risk.traffic_table import COLUMNS, MOST_CELLS, read_traffic
from sim.environment.atmosphere.us1976 import standard_air, us1976
from sim.formats.message import MessageError
from sim.lanes import interpreted


@pytest.mark.parametrize("height", [0.0, 5e3, 11e3, 15e3, 18288.0, 20e3])
def test_density_is_that_of_the_standard_atmosphere(height):
    """Layers are bounded by geopotential heights there, which lie 20 to 60 m higher."""
    air = interpreted(standard_air)
    rho = [float(air(np.array([h]), us1976())[0][0]) for h in (0.0, height)]
    assert root_density(height) ** 2 == pytest.approx(rho[1] / rho[0], rel=0.01)


@given(st.floats(0.0, 20e3), st.floats(0.5, 300.0))
def test_time_of_a_fall_is_the_integral_of_its_speed(height, speed):
    h = np.linspace(0.0, height, 4001)
    slow = 1.0 / fall_speed(h, speed)
    expected = float(np.sum(0.5 * (slow[1:] + slow[:-1]) * np.diff(h)))
    assert fall_time(height, speed) == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_hits_on_a_ship_are_poisson():
    """Pieces thrown evenly on a sea of 4 km2 hit a square deck as often as the formula says."""
    rng = np.random.default_rng(7)
    side, deck, piece, pieces, trials = 2000.0, 50.0, 4.0, 60, 6000
    centre = rng.uniform(200.0, side - 200.0, (trials, 2))
    fallen = rng.uniform(0.0, side, (trials, pieces, 2))
    reach = 0.5 * (deck + piece)
    away = np.abs(fallen - centre[:, None, :]).max(axis=2)
    hit = away.min(axis=1) < reach
    mean = pieces * struck_area(deck**2, piece**2) / side**2
    assert hit.mean() == pytest.approx(float(chance(mean)), rel=0.15)


def test_an_aircraft_sweeps_through_what_falls():
    """A box of 40 by 30 by 8 m that flies at 200 m/s past points that fall at 50 m/s: those it
    meets while they pass its height, of many thrown evenly.
    """
    rng = np.random.default_rng(11)
    long, wide, high, v, w, side, n = 40.0, 30.0, 8.0, 200.0, 50.0, 3e3, 400_000
    ahead, across = rng.uniform(-0.5 * side, 0.5 * side, (2, n))
    # the point is within the height of the box for high / w; the box flies on meanwhile
    time = np.linspace(0.0, high / w, 65)
    place = ahead[:, None] - v * time
    hits = np.count_nonzero(
        (np.abs(place) <= 0.5 * long).any(axis=-1) & (np.abs(across) <= 0.5 * wide)
    )
    craft = Airliner(top=long * wide, front=wide * high, speed=v, flight_level=0.0)
    expected = n * float(swept_area(craft, 0.0, 0.0, np.array([w]))[0]) / side**2
    assert hits == pytest.approx(expected, rel=5.0 / np.sqrt(expected))


@given(st.floats(1.0, 300.0), st.floats(1.0, 300.0), st.floats(0.0, 500.0))
def test_what_falls_slowly_is_met_more_often(a, b, piece):
    slow, fast = sorted((a, b))
    found = swept_area(AIRLINER, AIRLINER.height, piece, np.array([slow, fast]))
    assert found[0] >= found[1] >= AIRLINER.top
    assert AIRLINER.height == pytest.approx(350 * FLIGHT_LEVEL)


def test_chances():
    assert chance(0.0) == 0.0
    assert chance(1e-9) == pytest.approx(1e-9, rel=1e-6)
    assert chance(np.log(2.0)) == pytest.approx(0.5)


def cells(kind, latitudes, longitudes, levels=(None,), value=0.5):
    """Text of a table with a value in each cell."""
    rows = [
        ",".join(f"{part:g}" for part in (a, b, *([] if level is None else [level]), value))
        for level in levels
        for a in latitudes
        for b in longitudes
    ]
    return "\n".join([",".join(COLUMNS[kind]), *rows]) + "\n"


def test_a_table_of_ships():
    text = "# made up\n" + cells("ships", (-45, -35), (170, 180, 190), value=2e-4)
    table = read_traffic(text, "ships", "ships.csv")
    north, east = np.array([-40.1, -30.1, -29.9, -45.0]), np.array([-175.0, -165.1, 170.0, 164.9])
    assert table.covers(north, east).tolist() == [True, True, False, False]
    assert table.density(north, east).tolist() == [[2e-4, 2e-4, 0.0, 0.0]]
    assert table.source == "ships.csv" and table.per_km2.shape == (1, 2, 3)


@settings(max_examples=50)
@given(
    st.integers(2, 6), st.integers(2, 8), st.integers(1, 3), st.floats(0.5, 20.0),
    st.floats(-180.0, 180.0), st.integers(0, 10**6),
)  # fmt: skip
def test_a_table_gives_back_what_stands_in_it(a, b, c, step, west, seed):
    rng = np.random.default_rng(seed)
    north = -60.0 + step * np.arange(a)
    east = np.round(west, 2) + step * np.arange(b)
    level = 100.0 * np.arange(c)
    rows = [(n, e, f, rng.uniform()) for n in north for e in east for f in level]
    rng.shuffle(rows)
    text = "\n".join([",".join(COLUMNS["aircraft"]), *(",".join(map(repr, r)) for r in
                      [tuple(map(float, row)) for row in rows])])  # fmt: skip
    table = read_traffic(text, "aircraft")
    for n, e, f, value in rows:
        k = int(np.flatnonzero(table.level == f)[0])
        shift = 0.4 * step * rng.uniform(-1.0, 1.0, 2)
        turn = 360.0 * rng.integers(-1, 2)
        found = table.density(np.array([n + shift[0]]), np.array([e + shift[1] + turn]))
        assert found[k, 0] == value


GOOD = cells("ships", (-45, -35), (170, 180))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "0 latitudes"),
        ("latitude,longitude\n", 1, "the header is 'latitude,longitude'"),
        (GOOD.replace("170,0.5", "170", 1), 2, "2 values"),
        (GOOD.replace("170,0.5", "170,many", 1), 2, "ships_per_km2 is 'many'"),
        (GOOD.replace("170,0.5", "170,-1", 1), 2, "ships_per_km2 is '-1'"),
        (GOOD.replace("170,0.5", "170,nan", 1), 2, "ships_per_km2 is 'nan'"),
        (GOOD.replace("-45,170", "-95,170", 1), 2, "latitude_deg is '-95'"),
        (GOOD + "-45,170,1\n", 6, "-45 deg, 170 deg stands twice"),
        (GOOD.rsplit("-35,180", 1)[0], 4, "no row for the cell -35 deg, 180 deg"),
        (GOOD + "-20,170,1\n-20,180,1\n", 7, "the latitudes step from -45 to -35"),
        (cells("ships", (0, 1), (0,)), 3, "1 longitudes"),
        (cells("ships", (0, 1), range(-180, 361, 60)), 21, "round the Earth more than once"),
    ],
)
def test_bad_tables_are_refused(text, line, words):
    with pytest.raises(MessageError, match=words) as found:
        read_traffic(text, "ships")
    if "step from" not in words and "round" not in words:
        assert found.value.line == line


def test_a_table_that_is_too_large():
    text = cells("ships", range(-60, 60), range(-50, 51))
    with pytest.raises(MessageError, match=f"more than {MOST_CELLS} cells"):
        read_traffic(text, "ships")
