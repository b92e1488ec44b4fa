"""Whatever does not fit is told with what is allowed, before anything flies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.errors import InputError
from sim.propagation.event import Event
from sim.propagation.forces import Atmosphere, Drag, Gravity, Radiation, ThirdBody, Thrust
from sim.propagation.propagate import propagate
from sim.propagation.variations import Variations

GOOD = np.array([[6.8e6, 0.0, 0.0, 0.0, 7.6e3, 0.0]])
POINT = [Gravity(degree=0)]


def refused(match, states=GOOD, forces=POINT, times=60.0, **options):
    from sim.frames.epoch import Epoch

    with pytest.raises(InputError, match=match) as told:
        propagate(states, Epoch.from_utc("2025-06-01T00:00:00Z"), forces, times, **options)
    assert "allowed" in str(told.value)


@pytest.mark.parametrize(
    ("states", "match"),
    [
        (np.zeros((2, 7)), r"shape \(2, 7\)"),
        (np.zeros((0, 6)), "shape"),
        (np.zeros((1, 2, 6)), "shape"),
        ("ISS", "states='ISS'"),
        (GOOD * 1e-3, "m from the Earth's centre"),
        (np.where(GOOD == 7.6e3, 7.6, GOOD), "m/s"),
        (np.where(GOOD == 7.6e3, np.nan, GOOD), "finite"),
        (GOOD * 1e300, "centre"),
    ],
)
def test_states(states, match):
    refused(match, states=states)


@pytest.mark.parametrize(
    ("times", "match"),
    [
        ([-1.0, 5.0], "from 0"),
        ([10.0, 5.0], "ascending"),
        ([5.0, 5.0], "ascending"),
        ([np.nan], "finite"),
        ([], "finite seconds"),
        ([[1.0]], "shape"),
        ("noon", "times='noon'"),
        (1e12, "ascending"),
    ],
)
def test_times(times, match):
    refused(match, times=times)


@pytest.mark.parametrize(
    ("forces", "match"),
    [
        ([], "no Gravity"),
        (Gravity(degree=0), "a list"),
        ([*POINT, "drag"], "no force"),
        ([*POINT, *POINT], "twice"),
        ([*POINT, Drag(1.0)], "without air"),
        (
            [*POINT, Atmosphere("us1976"), Drag([1.0, 2.0])],
            r"area_m2 has shape \(2,\)",
        ),
        ([*POINT, Atmosphere("us1976"), Drag(0.0), Radiation(1.0)], "Drag on none"),
        ([*POINT, Atmosphere(weather={"percentil": 50.0})], "percentil"),
    ],
)
def test_forces(forces, match):
    refused(match, forces=forces)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"mass": 0.0}, "kg above 0"),
        ({"mass": [1.0, 2.0]}, "mass has shape"),
        ({"tolerance": 1.0}, "tolerance"),
        ({"tolerance": np.nan}, "tolerance"),
        ({"threads": 0}, "threads"),
        ({"events": [3]}, "no event"),
        ({"events": ["noon"]}, "noon"),
        ({"stm": Variations(["thrust"])}, "thrust"),
        ({"stm": 1}, "stm=1"),
    ],
)
def test_options(options, match):
    refused(match, **options)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: Gravity("egm2020"), "egm2008"),
        (lambda: Gravity(degree=1000), "120"),
        (lambda: Gravity(degree=True), "whole number"),
        (lambda: Atmosphere("jb2008"), "nrlmsise00"),
        (lambda: Atmosphere("exponential"), "density"),
        (lambda: Atmosphere("exponential", exponential=(1.0, 2.0)), "scale"),
        (lambda: Atmosphere("us1976", exponential=(1.0, 2.0, 3.0)), "no other"),
        (lambda: Atmosphere(weather=(150.0, 4.0)), "F10.7"),
        (lambda: Atmosphere(weather=150.0), "F10.7"),
        (lambda: Drag("large"), "no number"),
        (lambda: Drag(-1.0), "at least 0"),
        (lambda: Drag(1.0, length_m=0.0), "above 0"),
        (lambda: Radiation(np.inf), "area_m2"),
        (lambda: Thrust(1.0, 0.0), "isp_s"),
        (lambda: Thrust(1.0, 300.0, (0.0, 0.0, 0.0)), "not all 0"),
        (lambda: Thrust(1.0, 300.0, frame="body"), "lvlh"),
        (lambda: Event("noon"), "level"),
        (lambda: Variations(["area"]), "density_factor"),
        (lambda: Variations("cd"), "a list"),
        (lambda: Variations(matrix=False), "of nothing"),
        (lambda: Variations(degree=-1), "degree"),
        (lambda: Event("height", np.nan), "a number"),
        (lambda: Event("height", direction="up"), "rising"),
        (lambda: Event("perigee", direction="falling"), "none"),
        (lambda: Event("own", stop=True, level=lambda t, r, v: t), "ends nothing"),
    ],
)
def test_objects(make, match):
    with pytest.raises(InputError, match=match):
        make()


def test_a_unit_where_the_name_has_one():
    from astropy import units

    with pytest.raises(InputError, match="in the name already"):
        Drag(12.0 * units.m**2)


@pytest.mark.parametrize(
    "level",
    [
        lambda t, r, v: 1.0,
        lambda t, r, v: np.full(len(t), np.nan),
        lambda t, r, v: r,
        lambda t, r, v: np.array(["a"] * len(t)),
    ],
)
def test_a_level_that_gives_no_numbers(level):
    refused("level of event 'own'", events=[Event("own", level=level)])


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.float64,
        hnp.array_shapes(min_dims=1, max_dims=3, max_side=7),
        elements=st.floats(width=64),
    )
)
def test_any_array_of_states_flies_or_is_refused(states):
    from sim.frames.epoch import Epoch

    try:
        flown = propagate(states, Epoch.from_utc("2025-06-01T00:00:00Z"), POINT, 1.0, threads=1)
    except InputError as told:
        assert "allowed" in str(told)
    else:
        assert flown.states.shape[1:] == (1, 6)


@settings(max_examples=60)
@given(st.lists(st.floats(width=64), max_size=5))
def test_any_list_of_times_flies_or_is_refused(times):
    from sim.frames.epoch import Epoch

    bounded = [t for t in times if not 1e5 < t < 1e10]
    try:
        flown = propagate(GOOD, Epoch.from_utc("2025-06-01T00:00:00Z"), POINT, bounded, threads=1)
    except InputError as told:
        assert "allowed" in str(told)
    else:
        assert np.array_equal(flown.times_s, bounded)
        assert np.isfinite(flown.states).all()


def test_all_kinds_go_together_once():
    with pytest.raises(InputError, match="twice"):
        from sim.propagation.surroundings import sort_forces

        sort_forces([Gravity(), ThirdBody(), ThirdBody()])
