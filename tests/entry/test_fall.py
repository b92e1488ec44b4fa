"""Fragments in free fall: every one comes to an end that has a name, and they meet the physics."""

import math
import time
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import SUBSTANCES, apart, like_a_catalogue, of_substances, random_bodies, states

from sim.entry.breakup.material import MATERIALS
from sim.entry.effort import FULL
from sim.entry.fragment_propagation import fall
from sim.entry.fragments import Impacts
from sim.environment.gravity import field
from sim.environment.wind import wind_table
from sim.environment.world import world
from sim.flight.status import DEMISED, IMPACT, IN_ORBIT
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import Epoch


@pytest.fixture(scope="module")
def sky():
    """Field of degree 4, NRLMSISE-00, one day."""
    return world(Epoch.from_utc("2025-06-01T00:00:00Z"), 86400.0, degree=4)


def check(bodies, found):
    """What must hold for any fragment."""
    for each in fields(Impacts):
        if each.name != "status":
            assert np.isfinite(getattr(found, each.name)).all(), each.name
    assert set(found.status) <= {IMPACT, DEMISED, IN_ORBIT}
    down = found.landed
    assert (np.abs(found.height[down]) < 5.0).all()
    assert (found.height[~down] > 0.0).all()
    assert (found.mass <= bodies.mass * (1.0 + 1e-12)).all() and (found.mass[down] > 0.0).all()
    assert (found.energy[~down] == 0.0).all() and (found.t >= bodies.t0).all()


@settings(max_examples=15)
@given(
    st.floats(1e-4, 5e4),
    st.floats(0.5, 5e3),
    st.floats(0.0, 11e3),
    st.floats(-math.pi / 2, math.pi / 2),
    st.floats(20e3, 150e3),
    st.sampled_from(range(len(SUBSTANCES))),
    st.booleans(),
)
def test_any_fragment_ends(sky, mass, beta, speed, angle, height, kind, solid):
    one = random_bodies(1, 1)
    state = states(*(np.array([v]) for v in (height, speed, angle, 1.0, -0.5, 2.0)))
    area = np.array([mass / beta])
    bodies = replace(
        one,
        state=state,
        mass=np.array([mass]),
        area=area,
        heated_area=4.0 * area,
        length=np.sqrt(area),
        radius=0.5 * np.sqrt(area),
        shrinks=np.array([float(solid)]),
        **of_substances([kind]),
    )
    check(bodies, fall(sky, bodies, horizon=7200.0))


@pytest.mark.slow
def test_a_hundred_thousand_fragments_end(sky):
    for seed in range(20):
        bodies = random_bodies(5000, seed)
        check(bodies, fall(sky, bodies, horizon=7200.0, threads=2))


def test_a_few_random_fragments_end(sky):
    bodies = random_bodies(300, 7)
    found = fall(sky, bodies, horizon=5400.0)
    check(bodies, found)
    assert set(found.status) == {IMPACT, DEMISED, IN_ORBIT}


def test_foils_are_neither_lost_nor_burnt_by_long_steps(sky):
    """0.02 to 0.2 mm thick: their temperature settles within hundredths of a second. A sheet of
    titanium of 0.05 mm radiates what it takes up, below its melting point, and survives.
    """
    thick = np.array([2e-5, 5e-5, 2e-4])
    titanium = SUBSTANCES.index(MATERIALS["Ti-6Al-4V"])
    bodies = random_bodies(3, 5)
    flat = np.zeros(3)
    bodies = replace(
        bodies,
        state=states(flat + 120e3, flat + 7800.0, flat - 0.02, flat + 1.0, flat, flat),
        mass=4437.0 * thick,
        area=flat + 0.5,
        heated_area=flat + 2.0,
        radius=flat + 0.5,
        length=flat + 1.0,
        shrinks=flat,
        lift_up=flat,
        lift_side=flat,
        **of_substances([titanium] * 3),
    )
    found = fall(sky, bodies)
    assert found.landed.all()
    np.testing.assert_allclose(found.mass, bodies.mass, rtol=1e-12)


def test_a_thousand_fragments_in_two_seconds(sky):
    """CPU time of one core, 120 km to the sea, heat included, field of degree 12."""
    finer = sky._replace(gravity=field("egm2008", 12))
    bodies = like_a_catalogue(1000)
    fall(finer, bodies.pick(np.arange(8)))
    begun = time.process_time()
    found = fall(finer, bodies)
    assert time.process_time() - begun < 2.0
    check(bodies, found)
    assert found.landed.sum() > 500


def test_threads_change_nothing(sky):
    bodies = like_a_catalogue(150)
    one, two = fall(sky, bodies), fall(sky, bodies, threads=2)
    for each in fields(Impacts):
        np.testing.assert_array_equal(getattr(one, each.name), getattr(two, each.name))


def test_steps_are_short_enough(sky):
    """Impacts against steps of a hundredth of the error."""
    bodies = like_a_catalogue(60)
    found = fall(sky, bodies)
    finer = fall(sky, bodies, effort=FULL._replace(place=0.01 * FULL.place, heat=0.01 * FULL.heat))
    np.testing.assert_allclose(found.mass / bodies.mass, finer.mass / bodies.mass, atol=2e-5)
    assert apart(found, finer)[found.landed].max() < 10.0


def test_degree_of_the_field(sky):
    """Against degree 36: 0.8 km of impact for degree 12, 0.1 for 16; a point mass is 20 km off."""
    bodies = like_a_catalogue(16)
    full, *cut = (
        fall(sky._replace(gravity=field("egm2008", degree)), bodies, melting=False)
        for degree in (36, 0, 12, 16)
    )
    errors = [apart(full, each).max() for each in cut]
    assert errors[0] > 5e3 and errors[1] < 1.5e3 and errors[2] < 0.5e3


def test_without_heat_nothing_melts(sky):
    bodies = like_a_catalogue(32)
    found = fall(sky, bodies, melting=False)
    np.testing.assert_array_equal(found.mass, bodies.mass)
    assert found.landed.all()


def test_more_heat_leaves_less(sky):
    bodies = like_a_catalogue(32)
    left = [
        fall(sky, replace(bodies, shape_factor=f * bodies.shape_factor)).mass
        for f in (0.8, 1.0, 1.2)
    ]
    assert (left[0] >= left[1] - 1e-9).all() and (left[1] >= left[2] - 1e-9).all()
    assert left[0].sum() > 1.01 * left[2].sum()


def test_lift_and_wind(sky):
    """Lift up carries far, lift to the right carries right (south, flying east), and a wind from
    the west carries light pieces east by its speed times the time they take.
    """
    bodies = like_a_catalogue(1)
    flat = np.zeros(1)
    east = states(flat + 80e3, flat + 7500.0, flat - 0.02, flat + math.pi / 2, flat, flat)
    bodies = replace(bodies, state=east, mass=flat + 50.0, area=flat + 0.5)
    straight = fall(sky, bodies, melting=False)
    high = fall(sky, replace(bodies, lift_up=flat + 0.1), melting=False)
    right = fall(sky, replace(bodies, lift_side=flat + 0.1), melting=False)
    assert high.longitude > straight.longitude + math.radians(1.5)
    assert right.latitude < straight.latitude - math.radians(0.1)
    wind = {"wind_east": flat + 20.0, "wind_north": flat}
    light = replace(bodies, mass=flat + 2.0)
    calm, blown = (fall(sky, replace(light, inherited=each), melting=False) for each in ({}, wind))
    drift = EQUATORIAL_RADIUS * (blown.longitude - calm.longitude)
    assert drift == pytest.approx(20.0 * (calm.t - light.t0), rel=0.15)


def plain(bodies, beta):
    """The same bodies without lift, of other ballistic coefficients (kg/m2) and drag 1."""
    one = np.ones(len(beta))
    return replace(
        bodies,
        mass=beta,
        area=one,
        cd_free_molecular=2.0 * one,
        cd_continuum=one,
        cd_subsonic=one,
        length=one,
    )


def test_wind_of_the_lower_air(sky):
    """30 m/s up to 20 km carries pieces of 5, 20, 100 and 1,000 kg/m2 40, 20, 9 and 3 km."""
    level = np.arange(0.0, 60e3, 2e3)
    zonal = np.repeat(np.where(level < 21e3, 30.0, 0.0)[:, None], 3, axis=1)
    blowing = sky._replace(
        wind=wind_table(level, np.array([-1.6, 0.0, 1.6]), zonal, 0.0 * zonal),
        switch=sky.switch._replace(wind=1),
    )
    flat = np.zeros(4)
    bodies = plain(like_a_catalogue(4), np.array([5.0, 20.0, 100.0, 1000.0]))
    state = states(flat + 78e3, flat + 7900.0, flat - 0.015, flat + math.pi / 2, flat, flat)
    calm, blown = (fall(air, replace(bodies, state=state), melting=False) for air in (sky, blowing))
    drift = EQUATORIAL_RADIUS * (blown.longitude - calm.longitude)
    np.testing.assert_allclose(drift / 1e3, [40.0, 20.0, 9.0, 3.0], rtol=0.15, atol=0.6)


@pytest.mark.parametrize(
    ("up", "ahead", "side", "expected"),
    [(0.0, 10.0, 0.0, 3.0), (10.0, 0.0, 0.0, 26.0), (0.0, 0.0, 10.0, 1.3), (50.0, 0.0, 0.0, 146.0)],
)
def test_speed_at_release(sky, up, ahead, side, expected):
    """What a kick at 78 km does to a piece of 100 kg/m2, km; the reference flies another way."""
    flat = np.zeros(1)
    bodies = plain(like_a_catalogue(1), flat + 100.0)
    state = states(flat + 78e3, flat + 7900.0, flat - 0.0145, flat + math.pi / 2, flat, flat)
    radial, velocity = state[0, :3] / np.linalg.norm(state[0, :3]), state[0, 3:]
    across = np.cross(velocity, radial) / np.linalg.norm(np.cross(velocity, radial))
    kick = up * radial + ahead * velocity / np.linalg.norm(velocity) + side * across
    kicked = state + np.concatenate([np.zeros(3), kick])
    one, other = (fall(sky, replace(bodies, state=each), melting=False) for each in (state, kicked))
    assert apart(one, other)[0] / 1e3 == pytest.approx(expected, rel=0.15, abs=0.7)


def test_at_rest_and_on_the_ground(sky):
    flat = np.zeros(2)
    bodies = like_a_catalogue(2)
    state = states(np.array([5e4, -20.0]), flat, flat, flat, flat, flat)
    found = fall(sky, replace(bodies, state=state))
    assert (found.status == IMPACT).all()
    assert found.t[0] > 100.0 and found.t[1] == 0.0


def test_none_at_all(sky):
    assert len(fall(sky, like_a_catalogue(4).pick(np.zeros(0, dtype=int)))) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mass": np.array([1.0, -1.0])}, "mass of fragment 1 is not above 0"),
        ({"area": np.array([1.0, np.nan])}, "area must be 2 finite numbers"),
        ({"lift_up": np.zeros(3)}, "lift_up must be 2 finite numbers"),
        ({"state": np.zeros((2, 7))}, r"state has shape \(2, 7\)"),
        ({"state": np.zeros((2, 6))}, "fragment 0 is inside the Earth"),
    ],
)
def test_bad_bodies(change, words):
    with pytest.raises(ValueError, match=words):
        replace(like_a_catalogue(2), **change)
