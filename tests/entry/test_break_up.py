"""Break-up: altitudes drawn and triggered, and the states in which pieces come free."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.demise import ACCOMMODATION
from sim.dynamics.heating import (
    CORRELATIONS,
    DETRA_KEMP_RIDDELL,
    bridged,
    selected_heat_flux,
)
from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns, pieces_of
from sim.entry.breakup.material import material
from sim.entry.breakup.parent import path, releases, tumbling
from sim.entry.breakup.shape import Box, Cylinder, Plate
from sim.entry.breakup.stages import (
    BY_ALTITUDE,
    BreakUp,
    ClippedNormal,
    Strength,
    Uniform,
    median,
    sample,
)
from sim.entry.breakup.walls import Walls, heat_walls
from sim.entry.breakup.way_down import FLOOR, ParentObject
from sim.environment.atmosphere.us1976 import standard_air, us1976
from sim.environment.world import world
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import Epoch
from sim.integrate.observe import observations
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters

AL = material("Al 6061")


def small_station():
    """A wing, two modules, plates in one of them, a flywheel shielded in the other."""
    return (
        Component(
            name="wing",
            count=4,
            mass=1000.0,
            shape=Plate(30.0, 12.0, 0.05),
            material=AL,
            wall=0.001,
            stage="appendage",
        ),
        Component(
            name="lab",
            count=2,
            mass=6000.0,
            shape=Cylinder(4.3, 8.5),
            material=AL,
            wall=0.005,
            stage="module",
        ),
        Component(
            name="node",
            count=1,
            mass=8000.0,
            shape=Cylinder(4.5, 5.5),
            material=AL,
            wall=0.005,
            stage="module",
        ),
        Component(
            name="plate",
            count=100,
            mass=50.0,
            shape=Plate(2.0, 2.0, 0.005),
            material=AL,
            parent="lab",
            late_share=0.25,
        ),
        Component(
            name="wheel",
            count=3,
            mass=98.0,
            shape=Box(0.6, 0.6, 0.15),
            material=material("steel"),
            parent="node",
            stage="late",
        ),
    )


@pytest.fixture(scope="module")
def pieces():
    return pieces_of(catalogue_columns(small_station()))


@pytest.fixture(scope="module")
def sky():
    """US76 over a point mass."""
    epoch = Epoch.from_utc("2025-06-01T00:00:00Z")
    return world(epoch, 2e4, degree=0, third_body=False, air="us1976")


def stations(n, angle=-0.0145):
    """The station of 31.3 t at 120 km over the equator, n rows."""
    place = [EQUATORIAL_RADIUS + 120e3, 0.0, 0.0]
    ahead = [math.sin(angle), math.cos(angle) * math.cos(0.9), math.cos(angle) * math.sin(0.9)]
    state = np.tile(np.concatenate([place, 7840.0 * np.array(ahead)]), (n, 1))
    one = np.ones(n)
    body = tumbling(29294.0 * one, 150.0 * one, 4.4 * one)
    return ParentObject(np.zeros(n), state, body, {"density_factor": one})


def test_one_row_for_each_family_and_stage(pieces):
    assert pieces.family.tolist() == [0, 1, 2, 3, 4, 3]
    assert pieces.stage.tolist() == [0, 1, 1, 2, 3, 3]
    np.testing.assert_allclose(pieces.count, [4, 2, 1, 75, 3, 25])
    assert pieces.shed == 4000.0
    assert pieces.core.mass[0] == pytest.approx(2 * 6000 + 8000 + 5000 + 3 * 98)
    lab, node = pieces.carriers.mass[:2]
    assert lab == pytest.approx(6000.0 + 100 * 50.0 / 2) and node == pytest.approx(8294.0)


def test_columns_alone_share_the_contents_out():
    columns = catalogue_columns(small_station())
    plain = {k: v for k, v in columns.items() if k not in ("carrier", "assembly_mass")}
    found = pieces_of(plain)
    assert found.core.mass[0] == pytest.approx(pieces_of(columns).core.mass[0])
    with pytest.raises(ValueError, match="no module"):
        pieces_of({k: v[:1] for k, v in columns.items()})


@settings(max_examples=25)
@given(st.floats(60e3, 110e3), st.floats(0.0, 1e4), st.integers(0, 2**32))
def test_a_bell_stays_inside(centre, deviation, seed):
    low, high = centre - 7e3, centre + 9e3
    drawn = ClippedNormal(centre, deviation, low, high).at(np.random.default_rng(seed).random(200))
    assert drawn.min() >= low and drawn.max() <= high
    assert np.median(drawn) == pytest.approx(centre, abs=0.4 * deviation + 1e-6)


def test_moments_of_the_sample():
    drawn = sample(BreakUp(release_speed=5.0, lift=0.05), 4000, 3, np.random.default_rng(2))
    np.testing.assert_allclose(drawn.stage.mean(axis=0), [105e3, 82e3, 76e3], atol=250.0)
    np.testing.assert_allclose(drawn.stage.std(axis=0), [4.80e3, 3.98e3, 3.98e3], rtol=0.03)
    assert drawn.late.min() >= 45e3 and drawn.late.max() <= 75e3
    np.testing.assert_allclose(np.linalg.norm(drawn.kick, axis=2), 5.0)
    assert np.abs(drawn.kick.mean(axis=(0, 1))).max() < 0.1
    held = np.hypot(drawn.lift_up, drawn.lift_side)
    assert held.mean() == pytest.approx(0.05 * math.sqrt(2.0 / math.pi), rel=0.03)
    assert abs(drawn.lift_up.mean()) < 0.002


def test_a_seed_is_a_sample():
    first, again, plain = (
        sample(each, 5, 4, np.random.default_rng(7))
        for each in (BreakUp(lift=0.1), BreakUp(lift=0.1), BreakUp())
    )
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(first.late, plain.late)
    assert (plain.lift_up == 0.0).all()


def one_wall(areal_mass, melting, emissivity, radius):
    """A wall of aluminium's specific heat and heat of fusion, (1, 1)."""
    values = (areal_mass, 1000.0, 3.9e5, melting, emissivity, radius, 0.275, ACCOMMODATION)
    return Walls(*(np.array([[value]]) for value in values))


# nose radius 0.3, 1, 2.2, 5 m: km where the wall would be at its melting point, 7,540 m/s
EQUILIBRIUM = [
    ((867.0, 0.8), (98.0, 95.0, 91.4, 86.8)),
    ((867.0, 0.3), (104.8, 103.2, 101.1, 97.7)),
    ((1700.0, 0.6), (74.0, 66.0)),
    ((1571.0, 0.7), (76.0, 68.0, 62.0)),
]


@pytest.mark.parametrize(("wall", "expected"), EQUILIBRIUM)
def test_a_foil_is_in_radiative_equilibrium(wall, expected):
    """Against altitudes worked out elsewhere, whole kilometres for steel and Inconel."""
    height = np.linspace(120e3, 60e3, 2401)
    density, *_ = interpreted(standard_air)(height, us1976())
    t, speed = np.linspace(0.0, 4000.0, len(height)), np.full_like(height, 7540.0)
    for radius, at in zip((0.3, 1.0, 2.2, 5.0), expected, strict=False):
        foil = one_wall(0.3, *wall, radius)
        heat = heat_walls(
            foil, np.zeros((1, 1)), t[None], density[None], speed[None], DETRA_KEMP_RIDDELL
        )
        melting = heat[0, :, 0] >= foil.melting_heat[0, 0]
        assert height[np.argmax(melting)] / 1e3 == pytest.approx(at, abs=0.8)


@pytest.mark.parametrize("correlation", CORRELATIONS.values(), ids=CORRELATIONS)
@pytest.mark.parametrize("step", [0.5, 2.0])
def test_a_wall_takes_up_what_it_does_not_radiate(step, correlation):
    """Against a fine integration with another method, and without radiation in closed form."""
    t = np.arange(0.0, 60.0 + step, step)
    density, speed = np.geomspace(1e-6, 2e-5, len(t)), np.full(len(t), 7500.0)
    black, dark = one_wall(5.0, 1e4, 0.8, 1.0), one_wall(5.0, 1e4, 1e-12, 1.0)
    continuum = interpreted(selected_heat_flux)(correlation, density, speed, 1.0)
    flux = 0.275 * interpreted(bridged)(continuum, density, speed, ACCOMMODATION)
    found = heat_walls(dark, np.zeros((1, 1)), t[None], density[None], speed[None], correlation)[
        0, :, 0
    ]
    assert found[-1] == pytest.approx(np.trapezoid(flux, t), rel=1e-9)
    fine = np.linspace(0.0, 60.0, 60001)
    into, hot = np.interp(fine, t, flux), 300.0
    for k in range(len(fine) - 1):
        hot += (fine[1] / 5000.0) * (into[k] - 0.8 * 5.670374419e-8 * hot**4)
    warm = heat_walls(black, np.zeros((1, 1)), t[None], density[None], speed[None], correlation)
    assert black.temperature(warm[0, -1, 0])[0, 0] == pytest.approx(hot, rel=0.01)


def test_a_wall_melts_with_its_heat_of_fusion():
    wall = one_wall(10.0, 800.0, 0.3, 1.0)
    begun, half = 10.0 * 1000.0 * 500.0, 0.5 * 10.0 * 3.9e5
    assert wall.melting_heat[0, 0] == begun
    np.testing.assert_allclose(
        wall.temperature(np.array([0.0, begun, begun + half]))[0], [300, 800, 800]
    )
    np.testing.assert_allclose(
        wall.melted(np.array([begun, begun + half, begun + 4 * half]))[0], [0, 0.5, 2]
    )


def seen_at(sky, stop):
    """Where release states are, and in what air."""
    cases = np.zeros((len(stop.t), len(Parameters._fields)))
    cases[:, Parameters._fields.index("density_factor")] = 1.0
    return observations(sky, stop.t, np.column_stack([stop.state, np.ones(len(stop.t))]), cases)


DRAWN = BreakUp(by_altitude=BY_ALTITUDE)


def test_the_nominal_break_up_by_altitude(sky, pieces):
    found = releases(sky, stations(1), pieces, DRAWN, median(DRAWN, len(pieces)))
    free = found.pieces
    np.testing.assert_allclose(found.stages, [[105e3, 82e3, 76e3]])
    np.testing.assert_allclose(free.height, [105e3, 76e3, 76e3, 76e3, 60e3, 60e3])
    np.testing.assert_allclose(seen_at(sky, free).height, free.height, atol=5.0)
    assert free.reached.all()
    assert (np.diff(free.t[[0, 1, 4]]) > 30.0).all()
    # shielded plates ride in the lab, the wheel in the heavier node
    assert free.t[4] != free.t[5]


def test_stages_keep_their_order(sky, pieces):
    """However they are drawn, and every piece where its draw says."""
    wild = BreakUp(
        appendages=Uniform(60e3, 115e3),
        modules=Uniform(60e3, 115e3),
        contents=Uniform(60e3, 115e3),
        by_altitude=BY_ALTITUDE,
    )
    draw = sample(wild, 40, len(pieces), np.random.default_rng(3))
    found = releases(sky, stations(40), pieces, wild, draw)
    assert found.pieces.reached.all()
    assert (np.diff(found.stages, axis=1) <= 1.0).all()
    height = found.pieces.height.reshape(40, -1)
    np.testing.assert_allclose(seen_at(sky, found.pieces).height, found.pieces.height, atol=8.0)
    late = pieces.stage == 3
    expected = np.minimum(draw.late[:, late], found.stages[:, 2:])
    np.testing.assert_allclose(height[:, late], expected, atol=1.5)


def test_a_cold_structure_fails_at_its_pressure(sky, pieces):
    """Appendages by the square of their span; a wall of steel as thick as an arm stays cold."""
    strong = {"modules": Strength(400.0, 0.0), "contents": Strength(1000.0, 0.0)}
    thick = Walls(*pieces.walls)._replace(areal_mass=pieces.walls.areal_mass * 1e4)
    cold, by_load = replace(pieces, walls=thick), BreakUp(strengths=strong)
    found = releases(sky, stations(1), cold, by_load, median(by_load, len(pieces)))
    pressure = seen_at(sky, found.pieces).dynamic_pressure
    assert pressure[0] == pytest.approx(9e3 / 30.0**2, rel=2e-3)
    np.testing.assert_allclose(pressure[1:4], 1000.0, rtol=2e-3)
    second = seen_at(sky, found.pieces).height[0] > found.stages[0, 1] > found.stages[0, 2]
    assert second
    unbroken = BreakUp(strengths={"modules": Strength(1e12, 0.0)})
    found = releases(sky, stations(1), cold, unbroken, median(unbroken, len(pieces)))
    assert found.stages[0, 1] == pytest.approx(FLOOR, abs=1.0)


def test_a_shallower_entry_breaks_higher(sky, pieces):
    """Its walls have more time to warm up; and twice the heating breaks it higher still."""
    draw = median(BreakUp(), len(pieces))
    steep, shallow = (
        releases(sky, stations(1, angle), pieces, BreakUp(), draw).stages[0]
        for angle in (-0.020, -0.010)
    )
    assert shallow[1] > steep[1] + 1e3 and shallow[2] > steep[2] + 1e3
    hotter = releases(
        sky, stations(1), pieces, BreakUp(), draw, {"shape_factor": np.array([2.0])}
    ).stages[0]
    usual = releases(sky, stations(1), pieces, BreakUp(), draw).stages[0]
    assert (hotter[1:] > usual[1:] + 1e3).all() and hotter[0] == usual[0]


def test_short_appendages_hold_longer():
    """An arm of 10 m on the same modules, by the square of the spans; and what is on it with it."""
    arm = Component(
        name="arm",
        count=1,
        mass=400.0,
        shape=Cylinder(0.4, 10.0),
        material=AL,
        wall=0.005,
        stage="appendage",
        parent="lab",
    )
    tool = replace(arm, name="tool", mass=10.0, shape=Cylinder(0.3, 0.5), parent="arm")
    families = pieces_of(catalogue_columns((*small_station(), arm, tool)))
    np.testing.assert_allclose(families.spans, [30.0, 10.0])
    sky = world(
        Epoch.from_utc("2025-06-01T00:00:00Z"), 2e4, degree=0, third_body=False, air="us1976"
    )
    found = releases(sky, stations(1), families, BreakUp(), median(BreakUp(), len(families)))
    pressure = seen_at(sky, found.pieces).dynamic_pressure
    names = families.family
    assert pressure[names == 0][0] == pytest.approx(10.0, rel=2e-3)
    np.testing.assert_allclose(pressure[names >= 5], 90.0, rtol=2e-3)


def test_pieces_come_free_alike_without_the_carriers_that_hold_none_of_them(sky, pieces):
    """Of two modules and the mean one the lab is not flown where nothing of it is looked at."""
    index = np.flatnonzero(pieces.carrier != 0)
    few = pieces.pick(index)
    bare = few.without_idle_carriers()
    assert len(few.carriers.mass) == 3 and len(bare.carriers.mass) == 2
    drawn = sample(BreakUp(), 4, len(pieces), np.random.default_rng(5)).of_pieces(index)
    every, alone = (
        releases(sky, stations(4), each, BreakUp(), drawn, {"shape_factor": np.full(4, 1.1)})
        for each in (few, bare)
    )
    for some in ("pieces", "guards", "tanks"):
        for one, other in zip(getattr(every, some), getattr(alone, some), strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(every.stages[:, :2], alone.stages[:, :2])
    whole = pieces.without_idle_carriers()
    assert (whole.carrier == pieces.carrier).all() and len(whole.carriers.mass) == 3


# 29 September 2008: 13.5 t, four wings of 9 m, 4.8 mm of aluminium 2219; 120 to 75 km in 5 min
ATV = (
    ("wing", 4, 60.0, Plate(8.9, 1.2, 0.03), "CFRP", 0.002, "appendage", "station"),
    ("cabin", 1, 2500.0, Cylinder(4.48, 5.0), "Al 2219", 0.0048, "module", "station"),
    ("bay", 1, 2000.0, Cylinder(4.48, 4.0), "Al 2219", 0.0048, "module", "station"),
    ("cargo", 100, 55.0, Box(0.5, 0.5, 0.5), "Nomex", None, "content", "cabin"),
    ("unit", 70, 46.0, Box(0.5, 0.4, 0.4), "Al 6061", 0.004, "content", "bay"),
)


@pytest.mark.parametrize("angle", [-1.10, -1.25])
def test_the_automated_transfer_vehicle(sky, angle):
    """Arrays off near 86 km, break-up at 75 km, cabin whole to 68 km (Lips et al., ESA SP-680), to
    4 km; by the strengths that the station has.
    """
    names = ("name", "count", "mass", "shape", "material", "wall", "stage", "parent")
    families = [dict(zip(names, row, strict=True)) for row in ATV]
    vehicle = [Component(**{**row, "material": material(row["material"])}) for row in families]
    ahead = math.radians(angle)
    state = np.array([[EQUATORIAL_RADIUS + 120e3, 0.0, 0.0, 0.0, 0.0, 0.0]])
    state[0, 3:] = 7850.0 * np.array(
        [math.sin(ahead), math.cos(ahead) * math.cos(0.9), math.cos(ahead) * math.sin(0.9)]
    )
    body = tumbling(np.array([13.5e3]), np.array([62.0]), np.array([4.48]))
    whole = ParentObject(np.zeros(1), state, body, {"density_factor": np.ones(1)})
    families = pieces_of(catalogue_columns(vehicle))
    found = releases(sky, whole, families, BreakUp(), median(BreakUp(), len(families)))
    assert 240.0 < np.interp(75e3, found.pieces.height[[1, 0]], found.pieces.t[[1, 0]]) < 420.0
    np.testing.assert_allclose(found.stages[0], [86e3, 75e3, 68e3], atol=4e3)


def test_without_appendages_it_comes_down_further_on(sky, pieces):
    """Mass over area drops when the wings go: shed earlier, it flies further."""
    early, late = (
        path(sky, stations(1), pieces, np.array([height])).t[0] for height in (118e3, 85e3)
    )
    assert early != late
    whole, alone = stations(1).carrier, pieces.core
    bare = (whole.mass[0] - pieces.shed) / min(alone.area[0], whole.area[0])
    assert (early > late) == (bare > whole.mass[0] / whole.area[0])


def test_skipping_out(sky, pieces):
    """A station that leaves again at once releases what it had to and keeps the rest."""
    up = stations(1, angle=+0.02)._replace()
    up.state[:, 3:] *= 1.3
    for break_up in (BreakUp(), DRAWN):
        found = releases(sky, up, pieces, break_up, median(break_up, len(pieces))).pieces
        assert not found.reached.any()
        assert np.isfinite(found.state).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Strength(0.0, 0.1), "above 0"),
        (lambda: BreakUp(strengths={"late": Strength(1.0, 0.0)}), "no such stage: 'late'; allowed"),
        (lambda: BreakUp(by_altitude=frozenset({"all"})), "no such stage: 'all'"),
        (lambda: BreakUp(lift=-0.1), "0 or more"),
    ],
)
def test_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_appendages_heavier_than_the_station(sky, pieces):
    light = stations(1)
    light = light._replace(carrier=light.carrier._replace(mass=np.array([3000.0])))
    with pytest.raises(ValueError, match="leave nothing"):
        releases(sky, light, pieces, BreakUp(), median(BreakUp(), len(pieces)))
