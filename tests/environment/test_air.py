"""The air behind one call: which model answers, for which time and place, with what shape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.environment.atmosphere.density_ratio import air_ratio, density_ratio, no_ratio
from sim.environment.atmosphere.models import (
    EXPONENTIAL,
    MODELS,
    NRLMSIS21,
    NRLMSISE00,
    US1976,
    VACUUM,
)
from sim.environment.atmosphere.nrlmsise00 import air, coefficients
from sim.environment.atmosphere.nrlmsise00.density import composition
from sim.environment.atmosphere.selection import MOLECULE_MASS, Exponential, air_at
from sim.environment.space_weather.indices import calendar, indices
from sim.environment.world import World, world
from sim.frames.geodesy import earth_fixed
from sim.lanes import interpreted, on_lanes
from sim.vehicle.parameters import Parameters


def with_air(small_world: World, model: int, **changes) -> World:
    return small_world._replace(switch=small_world.switch._replace(air=model), **changes)


def seen(t, latitude, longitude, height, chosen: World) -> tuple[np.ndarray, ...]:
    t, latitude, longitude, height = map(
        np.array, np.broadcast_arrays(*map(np.atleast_1d, (t, latitude, longitude, height)))
    )
    t, height = t.astype(np.float64), height.astype(np.float64)
    angles = np.sin(latitude), np.cos(latitude), np.sin(longitude), np.cos(longitude)
    x, y, _ = on_lanes(earth_fixed, *angles, height)
    plain = {name: np.zeros(len(t)) for name in Parameters._fields} | {
        "density_factor": np.ones(len(t))
    }
    return on_lanes(air_at, t, x, y, angles[0], angles[1], height, chosen, Parameters(**plain))


def test_nrlmsise00_gets_the_time_the_place_and_the_sun(small_world) -> None:
    random = np.random.default_rng(5)
    t = random.uniform(0.0, 3e5, 21)
    latitude, longitude = random.uniform(-1.5, 1.5, 21), random.uniform(-3.1, 3.1, 21)
    height = random.uniform(0.0, 450e3, 21)
    got = seen(t, latitude, longitude, height, with_air(small_world, NRLMSISE00))
    day, seconds = on_lanes(calendar, t, small_world.clock)
    plain = Parameters(*(np.zeros(21) for _ in Parameters._fields))
    f107, f107a, ap = on_lanes(indices, t, small_world.weather, plain)
    expected = on_lanes(
        air, height, np.sin(latitude), np.cos(latitude), longitude, day, seconds, f107, f107a, ap,
        small_world.msis,
    )  # fmt: skip
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_nrlmsise00_at_one_point() -> None:
    """21 June 2023, 08:03:20, 70 W, equator, F10.7 150, Ap 4: pymsis 0.13, version 0."""
    c = interpreted(composition)(
        400e3, 0.0, 1.0, np.radians(-70.0), 172.0, 29000.0, 150.0, 150.0, 4.0, coefficients()
    )
    assert c.rho == pytest.approx(1.9556999e-12, rel=1e-3)
    assert c.temperature == pytest.approx(884.349, abs=0.01)


def test_nrlmsise00_has_no_step_on_the_way_down() -> None:
    """From 80 km to the sea: the fall of density over 200 m changes by less than 1 % from one to
    the next, also where the parts of the model meet, at 72.5 and 32.5 km.
    """
    height = np.arange(0.0, 80.1e3, 200.0)
    one = np.ones_like(height)
    density, *_ = interpreted(air)(
        height, 0.0 * one, one, -1.2 * one, 172.0 * one, 29000.0 * one, 150.0 * one, 150.0 * one,
        4.0 * one, coefficients(),
    )  # fmt: skip
    falls = np.diff(np.log(density))
    assert (falls < 0.0).all() and np.abs(np.diff(falls)).max() < 0.01
    assert 1.1 < density[0] < 1.3


def test_nrlmsise00_density_where_we_fly(small_world) -> None:
    """June 2025, F10.7 about 130: within a factor of 2 of the US Standard Atmosphere 1976.

    5.604e-7, 2.541e-10 and 2.803e-12 kg/m3 at 100, 200, 400 km; more at 400 near solar maximum.
    """
    chosen = with_air(small_world, NRLMSISE00)
    rho = {h: seen(0.0, 0.3, np.linspace(-3, 3, 16), h * 1e3, chosen)[0] for h in (100, 200, 400)}
    assert 0.5 < rho[100].mean() / 5.604e-7 < 2.0
    assert 0.5 < rho[200].mean() / 2.541e-10 < 2.0
    assert 0.7 < rho[400].mean() / 2.803e-12 < 3.0


def test_the_bulge_follows_the_sun(small_world) -> None:
    """At 400 km the air is densest in the early afternoon: longitude 30 degrees at noon UTC."""
    longitude = np.linspace(-np.pi, np.pi, 73)[:-1]
    chosen = with_air(small_world, NRLMSISE00)
    for hour in (0.0, 6.0, 12.0, 18.0):
        rho, _, _ = seen(86400.0 + 3600.0 * hour, 0.3, longitude, 400e3, chosen)
        local = (np.degrees(longitude[np.argmax(rho)]) / 15.0 + hour) % 24.0
        assert 13.0 < local < 16.5
        assert rho.max() / rho.min() > 1.8


@settings(max_examples=100)
@given(st.floats(1e-14, 1.0), st.floats(0.0, 4e5), st.floats(5e3, 7e4), st.floats(-5e3, 5e5))
def test_exponential_air(small_world, density, reference, scale, height) -> None:
    model = Exponential(density, reference, scale)
    chosen = with_air(small_world, EXPONENTIAL, exponential=model)
    rho, temperature, number = seen(0.0, 0.5, 1.0, height, chosen)
    truth = density * np.exp((reference - height) / scale)
    # the exponent, up to 100, carries one rounding
    np.testing.assert_allclose(rho, truth, rtol=3e-14)
    np.testing.assert_allclose(number * MOLECULE_MASS, rho, rtol=1e-15)
    assert temperature[0] == 1000.0


def test_exponential_air_falls_by_e_over_its_scale_height(small_world) -> None:
    chosen = with_air(small_world, EXPONENTIAL, exponential=Exponential(1e-9, 150e3, 25e3))
    rho, _, _ = seen(0.0, 0.5, np.zeros(3), np.array([150e3, 175e3, 125e3]), chosen)
    np.testing.assert_allclose(rho, 1e-9 * np.array([1.0, np.exp(-1.0), np.e]), rtol=1e-15)


def test_exponential_air_knows_no_place_nor_time(small_world) -> None:
    chosen = with_air(small_world, EXPONENTIAL, exponential=Exponential(1e-9, 150e3, 25e3))
    rho, _, _ = seen(np.linspace(0, 3e5, 9), np.linspace(-1, 1, 9), np.arange(9), 2e5, chosen)
    np.testing.assert_array_equal(rho, rho[0])


def test_vacuum_is_empty_but_finite(small_world) -> None:
    rho, temperature, number = seen(0.0, 0.0, 0.0, 1e5, with_air(small_world, VACUUM))
    assert rho[0] == 0.0
    assert temperature[0] == 1000.0
    assert number[0] > 0.0  # the Knudsen number is divided by it


def test_world_puts_the_named_model_behind_the_switch(epoch) -> None:
    for name, number in MODELS.items():
        made = world(epoch, 3600.0, air=name, degree=2, ratio=no_ratio())
        assert made.switch.air == number
    assert {type(v) for v in made.exponential} == {float}
    allowed = "nrlmsise00, nrlmsis21, us1976, exponential, none"
    with pytest.raises(ValueError, match=f"'jacchia'; allowed: {allowed}"):
        world(epoch, 3600.0, air="jacchia")
    with pytest.raises(ValueError, match="nrlmsis21 needs a table"):
        world(epoch, 3600.0, air="nrlmsis21")


def test_nrlmsis21_is_nrlmsise00_times_its_ratio(small_world) -> None:
    values = np.random.default_rng(2).normal(0.0, 0.1, (3, 8, 5, 6))
    ratio = air_ratio(0.0, 2e5, values)
    t, latitude, longitude = np.linspace(0, 3e5, 9), np.linspace(-1, 1, 9), np.linspace(-3, 3, 9)
    height = np.linspace(0.0, 420e3, 9)
    old = seen(t, latitude, longitude, height, with_air(small_world, NRLMSISE00))
    new = seen(t, latitude, longitude, height, with_air(small_world, NRLMSIS21, ratio=ratio))
    _, second = on_lanes(calendar, t, small_world.clock)
    hour = second / 3600.0 + longitude * 12.0 / np.pi
    factor = on_lanes(density_ratio, t, np.sin(latitude), np.cos(latitude), height, hour, ratio)
    np.testing.assert_allclose(new[0], old[0] * factor, rtol=1e-11)
    np.testing.assert_allclose(new[2], old[2] * factor, rtol=1e-11)
    np.testing.assert_array_equal(new[1], old[1])
    assert np.ptp(factor) > 0.02


def test_standard_air_knows_no_place_nor_time(small_world) -> None:
    chosen = with_air(small_world, US1976)
    rho, temperature, _ = seen(np.linspace(0, 3e5, 9), np.linspace(-1, 1, 9), 1.0, 2e5, chosen)
    np.testing.assert_array_equal(rho, rho[0])
    assert rho[0] == pytest.approx(2.541e-10, rel=1e-3)
    assert temperature[0] == pytest.approx(854.56, abs=0.1)


def test_world_switches_and_field(epoch) -> None:
    made = world(epoch, 3600.0, air="none", degree=8, third_body=False, radiation_pressure=True)
    assert tuple(made.switch) == (0, 1, VACUUM, 0, 0, 0, 0, 0, 0)
    assert made.gravity.degree == 8
    assert world(epoch, 3600.0, air="none", degree=8, gravity_field="egm96").gravity.degree == 8
