"""Break-up: altitudes drawn and triggered, and the states in which pieces come free."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.demise import ACCOMMODATION
from sim.dynamics.heating import bridged_heat_flux
from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns, pieces_of
from sim.entry.breakup.material import material
from sim.entry.breakup.parent import FLOOR, ParentObject, path, releases, tumbling
from sim.entry.breakup.shape import Box, Cylinder, Plate
from sim.entry.breakup.stages import (
    TRIGGERS,
    BreakUp,
    ClippedNormal,
    Trigger,
    Uniform,
    Wall,
    median,
    sample,
    triggered_height,
    wall_temperature,
)
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


# nose radius 0.3, 1, 2.2, 5 m: km where the wall would be at its melting point, 7,540 m/s
EQUILIBRIUM = [
    ((867.0, 0.8), (98.0, 95.0, 91.4, 86.8)),
    ((867.0, 0.3), (104.8, 103.2, 101.1, 97.7)),
    ((1700.0, 0.6), (74.0, 66.0)),
    ((1571.0, 0.7), (76.0, 68.0, 62.0)),
]


@pytest.mark.parametrize(("wall", "heights"), EQUILIBRIUM)
def test_radiative_equilibrium(wall, heights):
    """Against altitudes worked out elsewhere, whole kilometres for steel and Inconel."""
    height = np.linspace(120e3, 60e3, 2401)
    density, *_ = interpreted(standard_air)(height, us1976())
    for radius, expected in zip((0.3, 1.0, 2.2, 5.0), heights, strict=False):
        made = Wall(*wall, radius)
        hot = wall_temperature(made, density, np.full_like(height, 7540.0)) >= wall[0]
        assert height[np.argmax(hot)] / 1e3 == pytest.approx(expected, abs=0.8)


def test_wall_temperature_radiates_what_it_takes_up():
    density, speed = np.array([1e-5, 3e-5]), np.array([7500.0, 6000.0])
    wall = Wall(867.0, 0.8, 2.2)
    flux = interpreted(bridged_heat_flux)(density, speed, 2.2, ACCOMMODATION)
    given_off = 0.8 * 5.670374419e-8 * wall_temperature(wall, density, speed) ** 4
    np.testing.assert_allclose(given_off, 0.275 * flux, rtol=1e-12)


def test_a_trigger_on_a_known_path():
    """Exponential air and a straight line: the height of a pressure in closed form."""
    t = np.linspace(0.0, 600.0, 400)
    height = 120e3 - 100.0 * t
    density = 1.225 * np.exp(-height / 7.1e3)
    speed = np.full_like(t, 7500.0)
    found = triggered_height(Trigger(dynamic_pressure=500.0), t, height, density, speed)
    assert found == pytest.approx(-7.1e3 * math.log(2.0 * 500.0 / 7500.0**2 / 1.225), abs=5.0)
    slow = Wall(867.0, 0.8, 2.2, lag=50.0)
    at_once = triggered_height(Trigger(wall=Wall(867.0, 0.8, 2.2)), t, height, density, speed)
    later = triggered_height(Trigger(wall=slow), t, height, density, speed)
    assert at_once - later == pytest.approx(5e3, abs=1.0)
    assert math.isnan(triggered_height(Trigger(1e9), t, height, density, speed))
    either = Trigger(500.0, slow)
    assert triggered_height(either, t, height, density, speed) == max(found, later)


def heights_of(sky, found):
    """Geodetic heights of release states."""
    n, m = found.t.shape
    y = np.column_stack([found.state.reshape(-1, 6), np.ones(n * m)])
    cases = np.zeros((n * m, len(Parameters._fields)))
    return observations(sky, found.t.ravel(), y, cases).height.reshape(n, m)


def test_the_nominal_break_up(sky, pieces):
    found = releases(sky, stations(1), pieces, BreakUp(), median(BreakUp(), len(pieces)))
    np.testing.assert_allclose(found.stages, [[105e3, 82e3, 76e3]])
    np.testing.assert_allclose(found.height[0], [105e3, 76e3, 76e3, 76e3, 60e3, 60e3])
    np.testing.assert_allclose(heights_of(sky, found), found.height, atol=5.0)
    assert found.reached.all()
    assert (np.diff(found.t[0][[0, 1, 4]]) > 30.0).all()
    # shielded plates ride in the lab, the wheel in the heavier node
    assert found.t[0, 4] != found.t[0, 5]


def test_stages_keep_their_order(sky, pieces):
    """However they are drawn, and every piece where its draw says."""
    wild = BreakUp(
        appendages=Uniform(60e3, 115e3), modules=Uniform(60e3, 115e3), contents=Uniform(60e3, 115e3)
    )
    draw = sample(wild, 40, len(pieces), np.random.default_rng(3))
    found = releases(sky, stations(40), pieces, wild, draw)
    assert found.reached.all()
    assert (np.diff(found.stages, axis=1) <= 1.0).all()
    np.testing.assert_allclose(heights_of(sky, found), found.height, atol=8.0)
    late = pieces.stage == 3
    expected = np.minimum(draw.late[:, late], found.stages[:, 2:])
    np.testing.assert_allclose(found.height[:, late], expected, atol=1.5)


def test_the_way_down_by_triggers(sky, pieces):
    """Pressure at release is that of the trigger; what never fails does so at the floor."""
    triggers = {"appendages": Trigger(6.5), "contents": Trigger(1000.0)}
    by_pressure = BreakUp(triggers=triggers)
    found = releases(sky, stations(1), pieces, by_pressure, median(by_pressure, len(pieces)))
    y = np.column_stack([found.state[0], np.ones(6)])
    seen = observations(sky, found.t[0], y, np.zeros((6, len(Parameters._fields))))
    # cases of zero carry no air: factor 1 by hand
    density, *_ = interpreted(standard_air)(seen.height, us1976())
    pressure = 0.5 * density * seen.speed_air**2
    assert pressure[0] == pytest.approx(6.5, rel=0.01)
    np.testing.assert_allclose(pressure[1:4], 1000.0, rtol=0.01)
    strong = BreakUp(triggers={"modules": Trigger(1e9)})
    found = releases(sky, stations(1), pieces, strong, median(strong, len(pieces)))
    assert found.stages[0, 1] == FLOOR
    both = BreakUp(triggers=TRIGGERS)
    found = releases(sky, stations(1), pieces, both, median(both, len(pieces)))
    assert (np.abs(found.stages[0] - [105e3, 82e3, 76e3]) < 6e3).all()


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
    found = releases(sky, up, pieces, BreakUp(), median(BreakUp(), len(pieces)))
    assert not found.reached.any()
    assert np.isfinite(found.state).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Trigger(), "needs a dynamic pressure or a wall"),
        (lambda: BreakUp(triggers={"late": Trigger(1.0)}), "trigger 'late'; allowed"),
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
