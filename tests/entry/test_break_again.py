"""What happens to pieces once they are free: they tear, tanks burst, and shielded ones wait."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entry.break_ups import Flown, fly_break_ups
from sim.entry.breakup.component import Burst, Component, Tear
from sim.entry.breakup.fragment_catalogue import catalogue_columns, pieces_of
from sim.entry.breakup.material import material
from sim.entry.breakup.parent import tumbling
from sim.entry.breakup.shape import Box, Cylinder, Plate, Sphere
from sim.entry.breakup.stages import LATE, BreakUp, median, sample
from sim.entry.breakup.way_down import ParentObject
from sim.entry.bursts import ENERGY, burst_kicks, burst_speeds
from sim.environment.world import world
from sim.flight.status import IMPACT
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import Epoch

AL, TI = material("Al 6061"), material("Ti-6Al-4V")


def family(name, count, mass, shape, kind=AL, wall=None, parent="lab", stage="content", **more):
    return Component(
        name=name,
        count=count,
        mass=mass,
        shape=shape,
        material=kind,
        wall=wall,
        parent=parent,
        stage=stage,
        **more,
    )


SHEET = Plate(8.0, 4.0, 0.01)
LAB = family("lab", 2, 6000.0, Cylinder(4.3, 8.5), wall=0.003, parent="station", stage="module")
WING = family(
    "wing", 4, 500.0, Plate(30.0, 12.0, 0.05), wall=0.001, parent="station", stage="appendage"
)
STATION = (
    WING,
    LAB,
    family("plate", 40, 50.0, Plate(2.0, 2.0, 0.005)),
    family("sheet", 6, 120.0, SHEET, wall=0.002),
    family("tank", 3, 30.0, Sphere(0.9), TI, wall=0.003),
    family("box", 20, 40.0, Box(0.6, 0.5, 0.4), wall=0.003),
    family("wheel", 20, 30.0, Cylinder(0.4, 0.1), material("steel"), parent="box", stage="late"),
)


def changed(**more):
    """The station with some of its families changed, by name."""
    return tuple(replace(each, **more.get(each.name, {})) for each in STATION)


@pytest.fixture(scope="module")
def sky():
    """US76 over a point mass."""
    epoch = Epoch.from_utc("2025-06-01T00:00:00Z")
    return world(epoch, 5e4, degree=0, third_body=False, air="us1976")


def flown(sky, families, n=1, seed=None, **options):
    """n break-ups of a station at 120 km, nominal without a seed."""
    columns = catalogue_columns(families)
    pieces, break_up = pieces_of(columns), BreakUp(**options)
    ahead = np.array([math.sin(-0.012), math.cos(0.012) * 0.62, math.cos(0.012) * 0.78])
    state = np.concatenate([[EQUATORIAL_RADIUS + 120e3, 0.0, 0.0], 7840.0 * ahead])
    mass, one = sum(each.total_mass for each in families), np.ones(n)
    body = tumbling(mass * one, 150.0 * one, 4.4 * one)
    draw = median(break_up, len(pieces))
    if seed is not None:
        draw = sample(break_up, n, len(pieces), np.random.default_rng(seed))
    return Flown(
        high=sky,
        low=sky,
        columns=columns,
        pieces=pieces,
        break_up=break_up,
        whole=ParentObject(
            np.zeros(n), np.tile(state, (n, 1)), body, {"density_factor": one, "bias_low": 0 * one}
        ),
        draw=draw,
        factors={},
    )


@pytest.fixture(scope="module")
def plain(sky):
    return fly_break_ups(flown(sky, STATION))


def rows(debris, name):
    return debris.family == [each.name for each in STATION].index(name)


def test_a_sheet_tears_at_its_temperature_into_smaller_ones(sky, plain):
    """Six sheets of 8 x 4 m become 96 of 2 x 1 m; all the mass is there, and less of it lands far
    from where whole sheets do.
    """
    tear = Tear(16, Plate(2.0, 1.0, 0.01), 0.002, temperature=700.0)
    torn = fly_break_ups(flown(sky, changed(sheet={"tear": tear})))
    sheet = rows(torn, "sheet")
    assert torn.count[sheet] == 96.0 and torn.mass[sheet] == pytest.approx(120.0 / 16, rel=1e-6)
    assert torn.released.sum() == pytest.approx(plain.released.sum(), rel=1e-12)
    assert 60e3 < torn.torn_height[sheet] < torn.release_height[sheet]
    assert np.isnan(torn.torn_height[~sheet]).all()
    np.testing.assert_array_equal(torn.impacts.mass[~sheet], plain.impacts.mass[~sheet])
    assert torn.landed_mass[sheet] < plain.landed_mass[sheet]
    assert (torn.landed_mass <= torn.released).all()


def test_what_has_torn_tears_again_where_it_says_so(sky):
    """Six sheets become 24 and then 96; those that tear at one load at once do so as if in one."""
    small = Tear(4, Plate(2.0, 1.0, 0.01), 0.002, temperature=760.0)
    twice = Tear(4, Plate(4.0, 2.0, 0.01), 0.002, temperature=700.0, again=small)
    torn = fly_break_ups(flown(sky, changed(sheet={"tear": twice})))
    once = fly_break_ups(flown(sky, changed(sheet={"tear": replace(twice, again=None)})))
    sheet = rows(torn, "sheet")
    assert torn.count[sheet] == 96.0 and once.count[sheet] == 24.0
    assert torn.torn_height[sheet] == once.torn_height[sheet]  # where it tore first
    assert torn.mass[sheet] < once.mass[sheet] / 3.9  # the more has melted by then
    assert torn.released.sum() == pytest.approx(once.released.sum(), rel=1e-12)
    assert (torn.landed_mass <= torn.released).all()
    np.testing.assert_array_equal(torn.impacts.mass[~sheet], once.impacts.mass[~sheet])
    # a limit that is passed already is met at once
    direct = Tear(16, small.shape, small.wall, temperature=700.0)
    both = replace(twice, again=replace(small, temperature=700.0))
    one, two = (fly_break_ups(flown(sky, changed(sheet={"tear": each}))) for each in (direct, both))
    assert two.count[sheet] == one.count[sheet] == 96.0
    assert two.impacts.mass[sheet] == pytest.approx(one.impacts.mass[sheet], rel=1e-9)


def test_what_has_not_torn_does_not_tear_again(sky):
    small = Tear(4, Plate(2.0, 1.0, 0.01), 0.002, temperature=300.0)
    never = Tear(4, Plate(4.0, 2.0, 0.01), 0.002, pressure=1e9, again=small)
    torn = fly_break_ups(flown(sky, changed(sheet={"tear": never})))
    assert torn.count[rows(torn, "sheet")] == 6.0
    assert np.isnan(torn.torn_height[rows(torn, "sheet")])


def test_a_wing_tears_at_its_pressure(sky, plain):
    """Where the pressure of the air on it is that of its limit; what never feels it stays whole."""
    for limit, tears in ((40.0, True), (1e6, False)):
        tear = Tear(10, Plate(3.0, 12.0, 0.05), 0.001, pressure=limit)
        debris = fly_break_ups(flown(sky, changed(wing={"tear": tear})))
        wing = rows(debris, "wing")
        assert np.isfinite(debris.torn_height[wing]).all() == tears
        assert debris.count[wing] == (40.0 if tears else 4.0)
        if not tears:
            np.testing.assert_array_equal(debris.impacts.latitude, plain.impacts.latitude)


def test_shielded_pieces_come_free_when_what_shields_them_opens(sky, plain):
    """Wheels ride in boxes that are torn out of the lab; stronger boxes hold them longer, steel
    ones to where the heat is over. They rode on cold, and more of them lands than of loose ones.
    """
    wheel, box = rows(plain, "wheel"), rows(plain, "box")
    assert plain.stage[wheel] == LATE
    assert 40e3 < plain.release_height[wheel] < plain.release_height[box] - 1e3
    assert plain.release_time[wheel] > plain.release_time[box]
    steel = fly_break_ups(flown(sky, changed(box={"material": material("tungsten")})))
    assert steel.release_height[wheel] == pytest.approx(40e3, abs=1.0)
    at = frozenset({"late"})
    drawn = fly_break_ups(flown(sky, STATION, by_altitude=at))
    assert drawn.release_height[wheel] == pytest.approx(60e3, abs=1.0)
    loose = fly_break_ups(flown(sky, changed(wheel={"stage": "content"})))
    assert plain.landed_mass[wheel] >= loose.landed_mass[wheel]


def test_a_torn_box_gives_up_its_wheels(sky, plain):
    tear = Tear(4, Plate(0.6, 0.5, 0.02), 0.01, temperature=400.0)
    torn = fly_break_ups(flown(sky, changed(box={"tear": tear})))
    wheel, box = rows(torn, "wheel"), rows(torn, "box")
    assert torn.release_height[wheel] == pytest.approx(float(torn.torn_height[box][0]), abs=1.0)
    assert torn.release_height[wheel] > plain.release_height[wheel]


@pytest.fixture(scope="module")
def burst(sky):
    """The same four dispersed break-ups, their tanks full and empty of what bursts."""
    full = {"burst": Burst("fuel", 800.0), "propellant": 200.0}
    return [
        fly_break_ups(flown(sky, changed(tank=more), n=4, seed=5))
        for more in (full, {"propellant": 200.0})
    ]


def test_a_burst_widens_the_field(burst):
    with_burst, without = burst
    assert np.isfinite(with_burst.burst_height).all() and without.burst_height.shape == (4, 0)
    opened = with_burst.release_height[rows(with_burst, "tank")]
    assert (with_burst.burst_height[:, 0] < opened).all()
    assert (with_burst.burst_height[:, 0] > opened - 10e3).all()
    np.testing.assert_array_equal(with_burst.release_height, without.release_height)
    inside = rows(with_burst, "plate")
    moved = with_burst.impacts.latitude != without.impacts.latitude
    assert moved[inside].all() and not moved[rows(with_burst, "wing")].any()
    assert with_burst.released.sum() == pytest.approx(without.released.sum(), rel=1e-12)


def test_the_nominal_break_up_bursts_without_a_kick(sky, plain):
    full = {"burst": Burst("fuel", 800.0), "propellant": 200.0}
    debris = fly_break_ups(flown(sky, changed(tank=full)))
    assert np.isfinite(debris.burst_height).all()
    np.testing.assert_array_equal(debris.event, plain.event)


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 5))
def test_momenta_of_a_burst_cancel(seed, n, k):
    generator = np.random.default_rng(seed)
    assembly, mass = generator.integers(-1, k, n), generator.uniform(0.1, 1e4, n)
    speed = generator.uniform(0.0, 100.0, k)
    direction = generator.standard_normal((n, 3))
    kick = burst_kicks(assembly, mass, speed, direction)
    assert (kick[assembly < 0] == 0.0).all()
    for each in range(k):
        own = assembly == each
        total = (mass[own, None] * kick[own]).sum(axis=0)
        np.testing.assert_allclose(total, 0.0, atol=1e-9 * (mass[own].sum() * 100.0 + 1.0))


def test_speed_of_a_burst():
    """All the energy in the mass of the assembly, within the bounds of the tanks in it."""
    columns = {
        "count": np.array([2.0, 1.0, 1.0]),
        "propellant": np.array([100.0, 0.0, 1e5]),
        "burst_slowest": np.full(3, 10.0),
        "burst_fastest": np.full(3, 100.0),
    }
    mass = np.full(4, 2e4)
    found = burst_speeds(columns, np.array([0, 1, 2]), np.ones(3), mass)
    np.testing.assert_allclose(found, [math.sqrt(2.0 * ENERGY * 200.0 / 2e4), 10.0, 100.0, 0.0])


def test_a_seed_is_a_break_up(sky):
    """Mass adds up to what the catalogue has, row by row and break-up by break-up."""
    tear = Tear(16, Plate(2.0, 1.0, 0.01), 0.002, temperature=700.0)
    families = changed(sheet={"tear": tear}, tank={"burst": Burst("gas", 900.0)})
    one, again = (fly_break_ups(flown(sky, families, n=3, seed=9)) for _ in range(2))
    np.testing.assert_array_equal(one.impacts.latitude, again.impacts.latitude)
    np.testing.assert_array_equal(one.torn_height, again.torn_height)
    total = sum(each.total_mass for each in families)
    np.testing.assert_allclose(one.sum(one.released), total, rtol=1e-12)
    assert (one.impacts.status == IMPACT).any()
