"""Wind: exact at the points of its table, smooth, finite at the poles, and felt by drag."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.dynamics.observation import observe
from sim.environment.wind import FALL_FOOT, FALL_TOP, calm, wind_at, wind_table
from sim.lanes import interpreted, on_lanes

ALTITUDES = 1e3 * np.arange(0.0, 101.0, 20.0)
LATITUDES = np.radians(np.arange(-90.0, 91.0, 30.0))
RANDOM = np.random.default_rng(8).normal(0.0, 40.0, (2, 6, 7))
READ = interpreted(wind_at)


@pytest.fixture(scope="module")
def table():
    return wind_table(ALTITUDES, LATITUDES, *RANDOM)


def blown(latitude, longitude, height, wind, case) -> tuple[np.ndarray, ...]:
    """East, north and up parts of the wind."""
    rows = np.broadcast_arrays(
        *(np.atleast_1d(np.float64(v)) for v in (latitude, longitude, height))
    )
    phi, lam, h = (np.array(r) for r in rows)
    x, y = 6.4e6 * np.cos(phi) * np.cos(lam), 6.4e6 * np.cos(phi) * np.sin(lam)
    wx, wy, wz = READ(x, y, np.sin(phi), np.cos(phi), h, wind, case)
    outward = wx * np.cos(lam) + wy * np.sin(lam)
    return (
        -wx * np.sin(lam) + wy * np.cos(lam),
        wz * np.cos(phi) - outward * np.sin(phi),
        outward * np.cos(phi) + wz * np.sin(phi),
    )


def test_exact_at_the_points(table, make_case) -> None:
    h, phi = (g.ravel() for g in np.meshgrid(ALTITUDES, LATITUDES[1:-1], indexing="ij"))
    east, north, up = blown(phi, 2.1, h, table, make_case(len(h)))
    np.testing.assert_allclose(east, RANDOM[0][:, 1:-1].ravel(), atol=1e-10)
    np.testing.assert_allclose(north, RANDOM[1][:, 1:-1].ravel(), atol=1e-10)
    np.testing.assert_allclose(up, 0.0, atol=1e-10)


def test_a_linear_shear_is_linear_inside(make_case) -> None:
    """Slopes vanish at the ends of an axis; five steps inside that has faded to 1e-3."""
    heights = 1e3 * np.arange(0.0, 241.0, 10.0)
    shear = np.broadcast_to(heights[:, None] / 1e3, (25, 2))
    wind = wind_table(heights, np.array([-1.5, 1.5]), shear, 0.0 * shear)
    h = np.linspace(6e4, 1.8e5, 50)
    east, _, _ = blown(0.3, 0.0, h, wind, make_case(50))
    np.testing.assert_allclose(east, h / 1e3, atol=0.01)


def test_once_differentiable(table, make_case) -> None:
    """No kink along height or latitude, at edges of cells and where the table ends."""
    n = 3001
    case = make_case(n)
    for name, low, high, d in (("height", -2e4, 1.3e5, 0.5), ("latitude", -1.56, 1.56, 1e-6)):
        x = np.linspace(low, high, n)
        place = {"latitude": 0.4, "height": 5.3e4}
        value = [
            blown(**{**place, name: x + k * d}, longitude=1.0, wind=table, case=case)[0]
            for k in (-1.0, 0.0, 1.0)
        ]
        kink = np.abs(value[2] - 2.0 * value[1] + value[0]) / d
        slope = np.abs(value[2] - value[0]) / (2.0 * d)
        assert kink.max() < 2e-3 * slope.max(), name


def test_kept_above_and_below_the_table(table, make_case) -> None:
    east, _, _ = blown(0.2, 0.0, [-5e3, 0.0, 100e3, 500e3], table, make_case(4))
    assert east[0] == east[1]
    assert east[2] == pytest.approx(east[3], abs=1e-9)


def test_finite_at_the_poles(table, make_case) -> None:
    zero = np.zeros(2)
    pole = np.array([-1.0, 1.0])
    found = READ(zero, zero, pole, zero, np.full(2, 5e4), table, make_case(2, wind_east=10.0))
    assert np.isfinite(found).all()
    assert np.abs(found).max() < 400.0


def test_steady_wind_below_120_km(make_case) -> None:
    height = [0.0, FALL_FOOT, 0.5 * (FALL_FOOT + FALL_TOP), FALL_TOP, 400e3]
    east, north, _ = blown(-0.7, 0.4, height, calm(), make_case(5, wind_east=10.0, wind_north=-4.0))
    np.testing.assert_allclose(east, [10.0, 10.0, 5.0, 0.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(north, [-4.0, -4.0, -2.0, 0.0, 0.0], atol=1e-12)


def test_east_wind_carries_along_what_flies_east(small_world, make_case, low_orbit) -> None:
    """Drag goes with the square of the speed relative to the air: 100 m/s of about 7,400."""
    state = low_orbit(200e3, 200e3, inclination=0.2)
    world = small_world._replace(switch=small_world.switch._replace(wind=1))

    def deceleration(speed: float, sense: float) -> float:
        zonal = np.full((2, 2), speed)
        wind = wind_table(np.array([0.0, 1e6]), np.array([-1.5, 1.5]), zonal, 0.0 * zonal)
        columns = [np.array(c) for c in state.T]
        columns[3:6] = [sense * c for c in columns[3:6]]
        made = interpreted(observe)(np.zeros(1), *columns, world._replace(wind=wind), make_case(1))
        return float(made.deceleration[0])

    for sense, sign in ((1.0, -1.0), (-1.0, 1.0)):
        change = deceleration(100.0, sense) / deceleration(0.0, sense) - 1.0
        speed = 7790.0 - sense * 470.0
        assert change == pytest.approx(sign * 2.0 * 100.0 / speed, rel=0.1)


@pytest.mark.parametrize(
    ("altitudes", "latitudes", "message"),
    [
        ([0.0], [-1.0, 1.0], "altitudes must be at least two"),
        ([0.0, 1.0, 3.0], [-1.0, 1.0], "altitudes must be at least two, increasing and equally"),
        ([0.0, 1.0], [1.0, -1.0], "latitudes must be at least two, increasing"),
    ],
)
def test_bad_axes(altitudes, latitudes, message) -> None:
    zero = np.zeros((len(altitudes), len(latitudes)))
    with pytest.raises(ValueError, match=message):
        wind_table(np.array(altitudes), np.array(latitudes), zero, zero)


def test_missing_values() -> None:
    axes = np.array([0.0, 1e4]), np.array([-1.0, 1.0])
    hole = np.array([[0.0, np.nan], [0.0, 0.0]])
    for zonal, meridional in ((hole, 0.0 * axes[0]), (np.zeros((2, 2)), hole)):
        with pytest.raises(ValueError, match="a finite value at every altitude and latitude"):
            wind_table(*axes, zonal, meridional)


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.floats(-1.58, 1.58), st.floats(-4.0, 4.0), st.floats(-1e5, 1e7)),
        min_size=1,
        max_size=9,
    )
)
def test_bounded_anywhere_and_compiled_equals_interpreted(make_case, rows) -> None:
    phi, lam, height = np.array(rows).T.copy()
    x, y = 6.4e6 * np.cos(phi) * np.cos(lam), 6.4e6 * np.cos(phi) * np.sin(lam)
    case = make_case(len(phi), wind_east=20.0)
    wind = wind_table(ALTITUDES, LATITUDES, *RANDOM)
    arguments = (x, y, np.sin(phi), np.cos(phi), height, wind, case)
    plain = READ(*arguments)
    for one, other in zip(on_lanes(wind_at, *arguments), plain, strict=True):
        assert (np.abs(other) < 1000.0).all()
        np.testing.assert_allclose(one, other, atol=1e-9)
