"""Every public kernel: compiled on lanes equal to interpreted on arrays, to 1e-12.

The scale of an output is its own size, or that of what it is a small difference of: the Earth's
radius for a height.
"""

import importlib
import pkgutil
from collections import namedtuple
from collections.abc import Callable

import numpy as np
import pytest

from sim.dynamics import (
    area,
    attitude_rhs,
    demise,
    drag,
    event,
    gravity_gradient,
    heating,
    observation,
    quaternion,
    radiation_pressure,
    rhs,
    rigid_body,
    third_body,
    thrust,
)
from sim.dynamics import fragment_aerodynamics as fall
from sim.dynamics.panels.tables import make_surfaces
from sim.environment import ephemeris, gravity, smooth_table, wind
from sim.environment.atmosphere import density_ratio as air_ratio
from sim.environment.atmosphere import model_error as uncertainty
from sim.environment.atmosphere import models, us1976
from sim.environment.atmosphere import selection as air
from sim.environment.space_weather import ap_history
from sim.environment.space_weather import indices as space_weather
from sim.environment.world import Switch, World
from sim.frames import earth_orientation, elements, geodesy
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.lanes import WIDTH, interpreted, load, on_lanes
from sim.vehicle import parameters as case
from sim.vehicle.area_curve import area_curves
from sim.vehicle.hardware import Attitude
from sim.vehicle.panels.shapes import Cylinder, Plate, Shape
from sim.vehicle.rigid_body import ALL_COLUMNS, Body, body_of

N = 19
RADIUS = EQUATORIAL_RADIUS
OWN = "own size"
VECTOR = "length of the vector"
FLOORS = ("frames", "environment", "vehicle", "dynamics")
ELSEWHERE = {
    "air", "air_with_history", "composition", "composition_with_history", "rates_in_stream",
    "stiffness",
}  # fmt: skip
"""Kernels of the NRLMSISE-00 package, held together by its own tests (`air_at` calls the first);
what `rates` calls, and its slopes (tests/integrate/test_rosenbrock.py)."""
PANELS = {
    "air_force", "continuum_side", "cubic_weights", "direction_place", "fixed_force",
    "free_molecular_plate", "free_molecular_side", "joint_angles", "light_force", "lit_shares",
    "spline_block", "spline_patch", "spline_row", "stream_force", "surface_force", "tuple_times",
    "turn_about", "turn_place", "wing_place", "wings_force",
}  # fmt: skip
"""Kernels of surfaces, all called by `attitude_rates` but two that make tables."""

FOLLOWING = Attitude(
    name="following",
    area=2000.0,
    cd_free_molecular=2.2,
    cd_continuum=1.0,
    length=4.4,
    by_beta=((0.0, 2000.0), (0.4, 1600.0), (0.9, 1300.0)),
)
"""An attitude whose area follows the Sun angle."""

HOST = {"body_of", "parameters_of"}
"""Kernels that read blocks, which only exist in a compiled loop; tested below."""


# what kernels take as a tuple of numbers
Tensor = namedtuple("Tensor", "xx yy zz xy xz yz")
State = namedtuple("State", "x y z vx vy vz mass qw qx qy qz wx wy wz")


class Inputs:
    """Shared arguments: N states from the ground to 450 km, some fast, some slow."""

    def __init__(self, world: World, make_case: Callable, low_orbit: Callable) -> None:
        height = np.r_[np.linspace(-4e3, 130e3, 9), np.linspace(145e3, 450e3, 10)]
        k = np.arange(N)
        y = low_orbit(height, height + 2e3 * k, 0.9 + 0.01 * k, 0.7 * k, 1.3 * k, 0.9 * k)
        y[:9, 3:6] *= np.linspace(0.02, 1.0, 9)[:, None]
        self.world = world._replace(switch=Switch(1, 1, models.NRLMSISE00, 0))
        self.curved = self.world._replace(
            area_curves=area_curves([FOLLOWING]),
            switch=self.world.switch._replace(area_by_beta=1),
        )
        self.following = make_case(N, area=2000.0, area_curve=1.0)
        self.t = np.linspace(-1e5, 4.3e5, N)
        self.r = tuple(y[:, :3].T.copy())
        self.v = tuple(y[:, 3:6].T.copy())
        self.mass = y[:, 6].copy()
        self.case = make_case(N, thrust=12e3, mass_flow=4.1, steer_z=0.2, steer_y=0.05 * k)
        self.uneasy = make_case(N, bias_low=0.1, noise=0.1, noise_start=3.0 * k, wind_east=9.0)
        random = np.random.default_rng(6)
        self.past = ap_history.tabulate_history(-4e5, *random.uniform(0.0, 200.0, (2, 80)))
        self.ratio = air_ratio.air_ratio(-1e5, 1e5, 0.1 * random.standard_normal((5, 9, 7, 8)))
        axes = np.linspace(0.0, 4e5, 5), np.linspace(-1.5, 1.5, 7)
        self.wind = wind.wind_table(*axes, *random.normal(0.0, 40.0, (2, 5, 7)))
        self.length = np.sqrt(sum(c * c for c in self.r))
        geographic = interpreted(geodesy.geodetic)(*self.r)
        self.sine, self.cosine, self.height = (np.asarray(a) for a in geographic)
        self.sun_moon = interpreted(ephemeris.sun_moon)(self.t, world.ephemeris)
        self.number = np.logspace(13, 25, N)
        self.density = np.logspace(-13, 0, N)
        self.speed = np.linspace(20.0, 7900.0, N)
        self.kelvin = np.linspace(180.0, 1200.0, N)
        self.melted = np.linspace(1e3, 1.05 * 2.3 * 430e3, N)
        self.shrinking = make_case(N, shrinks=np.arange(N) % 2.0)
        self.melting = (self.melted, np.linspace(0.2, 1.0, N), self.speed, self.density, 300.0, 0)
        self.flux = np.logspace(0, 6, N)
        self.thick = make_case(
            N, specific_heat_growth=2e-4, emissivity_growth=3e-4, core_deficit=0.4,
            oxidation_heat=3e6, char_excess=500.0,
        )  # fmt: skip
        self.scale = (world.gravity.mu, world.gravity.oblateness)
        self.spin = tuple(0.01 * random.standard_normal((3, N)))
        self.torque = tuple(1e3 * random.standard_normal((3, N)))
        self.turn = tuple(random.standard_normal((4, N)))
        self.inertia = Tensor(
            *(1e6 * np.full(N, moment) for moment in (138.0, 97.0, 218.0, 4.1, 6.6, 2.1))
        )
        self.state = State(*self.r, *self.v, self.mass, *self.turn, *self.spin)
        body = np.abs(random.standard_normal((len(Body._fields), N)))
        self.body = Body(*body)._replace(
            reference_mass=self.mass + 1e4 * body[0],
            **dict(zip(Body._fields[1:7], self.inertia, strict=True)),
        )
        self.still = make_case(N, area=0.0)
        self.surfaces = make_surfaces(
            Shape(
                (
                    Cylinder("trunk", (-9.0, 0.0, 1.0), (8.0, 0.0, 1.0), 4.0),
                    Plate("wing", (0.0, 9.0, 0.0), (0.0, 9.0, 0.0), (5.0, 0.0, 0.0), True, True),
                )
            ),
            True,
            4.0,
        )
        self.pole = (0.002 * np.ones(N), 0.001 * np.ones(N), np.sqrt(1.0 - 5e-6) * np.ones(N))


@pytest.fixture(scope="module")
def inputs(small_world, make_case, low_orbit) -> Inputs:
    return Inputs(small_world, make_case, low_orbit)


def turning_scales(plain):
    """Of the rates of a rigid body: deep in the air surfaces turn it as hard as they brake it."""
    turning = np.maximum(np.linalg.norm(plain[-3:], axis=0), 1e-3)
    return (8e3,) * 3 + (10.0,) * 3 + (1.0,) + (0.1,) * 4 + (turning,) * 3


# kernel: (arguments from the inputs, scale of each output)
KERNELS = {
    geodesy.geodetic: (lambda i: i.r, (1.0, 1.0, RADIUS)),
    geodesy.latitude_longitude_height: (lambda i: i.r, (1.0, 1.0, RADIUS)),
    geodesy.earth_fixed: (lambda i: (i.sine, i.cosine, i.cosine, i.sine, i.height), VECTOR),
    earth_orientation.gcrf_to_itrf_matrix: (lambda i: (i.t, i.world.orientation), (1.0,) * 9),
    elements.mean_semi_major_axis: (lambda i: (*i.r, *i.v, *i.pole, *i.scale), OWN),
    elements.argument_of_latitude: (lambda i: (*i.r, *i.v, *i.pole), (1.0,) * 3),
    elements.mean_eccentricity: (lambda i: (*i.r, *i.v, *i.pole, *i.scale), (1.0,) * 4),
    elements.mean_apsides: (lambda i: (*i.r, *i.v, *i.pole, *i.scale), (RADIUS, RADIUS)),
    gravity.gravity: (lambda i: (*i.r, i.world.gravity), VECTOR),
    gravity.potential: (lambda i: (*i.r, i.world.gravity), OWN),
    air.air_at: (
        lambda i: (i.t, i.r[0], i.r[1], i.sine, i.cosine, i.height, i.world, i.case),
        OWN,
    ),
    air.air_by_activity: (
        lambda i: (
            i.t,
            i.height,
            i.sine,
            i.cosine,
            0.1 * i.t,
            120.0,
            1e-2 * i.t,
            150.0,
            140.0,
            20.0,
            i.past,
            i.world.msis,
        ),
        OWN,
    ),
    air_ratio.density_ratio: (
        lambda i: (i.t, i.sine, i.cosine, i.height, 1e-4 * i.t, i.ratio),
        OWN,
    ),
    smooth_table.bells: (lambda i: (1e-4 * i.t, 30.0), (1.0,) * 4),
    us1976.standard_air: (lambda i: (i.height, us1976.us1976()), OWN),
    us1976.lower_air: (lambda i: (np.linspace(-4e3, 86e3, N), us1976.us1976()), OWN),
    uncertainty.density_factor: (
        lambda i: (i.t, i.height, uncertainty.noise(), i.uneasy),
        OWN,
    ),
    uncertainty.density_noise: (
        lambda i: (i.t, i.uneasy.noise_start, uncertainty.noise()),
        (1.0,),
    ),
    uncertainty.read_path: (lambda i: (1e-4 * i.t, uncertainty.noise().table), (1.0,)),
    wind.wind_at: (
        lambda i: (i.r[0], i.r[1], i.sine, i.cosine, i.height, i.wind, i.uneasy),
        (10.0,) * 3,
    ),
    ephemeris.sun_moon: (lambda i: (i.t, i.world.ephemeris), (1.5e11,) * 3 + (4e8,) * 3),
    ap_history.past_ap: (lambda i: (i.t, 20.0 + 1e-5 * i.t, i.past), (10.0,) * 7),
    space_weather.indices: (lambda i: (i.t, i.world.weather, i.case), (100.0, 100.0, 10.0)),
    # the seconds of day are a remainder of the mission's seconds
    space_weather.calendar: (lambda i: (i.t, i.world.clock), (365.0, 4.3e5)),
    drag.knudsen: (lambda i: (i.number, i.case.length), OWN),
    drag.bridge: (lambda i: (np.logspace(-7, 5, N),), 1.0),
    drag.drag_coefficient: (lambda i: (i.number, i.case), OWN),
    drag.drag: (lambda i: (*i.v, i.mass, i.case.area, i.density, i.number, i.case), VECTOR),
    area.sine_of_beta: (lambda i: (i.t, *i.r, *i.v, i.curved), 1.0),
    area.drag_area: (lambda i: (i.t, *i.r, *i.v, i.curved, i.following), OWN),
    third_body.third_body: (lambda i: (*i.r, *i.sun_moon[3:], third_body.MU_MOON), VECTOR),
    radiation_pressure.sunlight: (lambda i: (*i.r, *i.sun_moon[:3]), 1.0),
    radiation_pressure.radiation_pressure: (
        lambda i: (*i.r, *i.sun_moon[:3], i.mass, i.case),
        (1e-8,) * 3,
    ),
    thrust.steering_axes: (lambda i: (*i.r, *i.v, thrust.LVLH), (1.0,) * 6),
    thrust.thrust_direction: (lambda i: (*i.r, *i.v, thrust.VELOCITY, i.case), (1.0,) * 3),
    quaternion.body_matrix: (lambda i: i.turn, (1.0,) * 9),
    quaternion.quaternion_rates: (lambda i: (*i.turn, *i.spin), (0.1,) * 4),
    quaternion.unit_quaternion: (lambda i: i.turn, (1.0,) * 4),
    rigid_body.inertia_at: (lambda i: (i.mass, i.body), (2e8,) * 6),
    rigid_body.inertia_times: (lambda i: (i.inertia, *i.spin), (2e7,) * 3),
    rigid_body.inertia_divided: (lambda i: (i.inertia, *i.torque), (1e-4,) * 3),
    rigid_body.force_torque: (
        lambda i: (*i.spin, i.mass, -i.case.mass_flow, i.body),
        (1e6,) * 3,
    ),
    rigid_body.angular_acceleration: (
        lambda i: (*i.spin, *i.torque, i.inertia, i.body),
        (1e-3,) * 3,
    ),
    gravity_gradient.gravity_gradient: (
        lambda i: (*i.r, *i.pole, i.inertia, *i.scale),
        (1e3,) * 3,
    ),
    attitude_rhs.side_force: (lambda i: (*i.r, *i.v, 0.3), VECTOR),
    attitude_rhs.attitude_rates: (
        lambda i: (i.state, i.t, i.world, i.still, i.body, i.surfaces),
        turning_scales,
    ),
    heating.continuum_heat_flux: (lambda i: (i.density, i.speed, 0.5), OWN),
    heating.heat_flux: (lambda i: (i.density, i.speed, 0.5), OWN),
    heating.bridged_heat_flux: (lambda i: (i.density, i.speed, 0.5, 0.9), OWN),
    heating.sutton_graves: (lambda i: (i.density, i.speed, 0.5), OWN),
    heating.fay_riddell: (lambda i: (i.density, i.speed, 0.5), OWN),
    heating.equilibrium_edge: (lambda i: (i.density * 6e7, 0.5 * i.speed**2), (1.0,) * 3),
    heating.selected_heat_flux: (lambda i: (1, i.density, i.speed, 0.5), OWN),
    heating.bridged: (lambda i: (1e6 * np.sqrt(i.density), i.density, i.speed, 0.9), OWN),
    fall.mach_number: (lambda i: (i.speed, i.density, i.kelvin, i.number), OWN),
    fall.supersonic_share: (lambda i: (np.linspace(0.0, 2.0, N),), 1.0),
    fall.body_force: (
        lambda i: (*i.v, *i.r, i.mass, 9.0, i.density, i.kelvin, i.number, i.case),
        VECTOR,
    ),
    demise.solid_left: (lambda i: (i.melted, i.case), OWN),
    demise.scale_left: (lambda i: (np.linspace(0.01, 1.0, N) * 430e3, i.shrinking), OWN),
    demise.temperature_of: (lambda i: (i.melted, i.case), 900.0),
    demise.net_flux: (lambda i: (i.kelvin, i.flux, i.speed, 250.0, i.thick), (1e6, 1e3)),
    demise.surface_temperature: (
        lambda i: (i.kelvin, 1e-4, i.flux, i.speed, 250.0, i.thick),
        900.0,
    ),
    demise.net_heating: (lambda i: (*i.melting, i.case), 1e6),
    demise.melting: (lambda i: (*i.melting, i.case), 1.0),
    # deep in the air drag grows to hundreds of m/s2
    rhs.rates: (lambda i: (i.t, *i.r, *i.v, i.mass, i.world, i.case), (10.0, 10.0, 10.0, 1.0)),
    rhs.acceleration: (lambda i: (i.t, *i.r, *i.v, i.mass, i.world, i.case), VECTOR),
    event.event_value: (
        lambda i: (event.HEIGHT, i.t, *i.r, *i.v, i.mass, i.world, np.full(N, 120e3)),
        (RADIUS, 8e3),
    ),
    observation.observe: (
        lambda i: (i.t, *i.r, *i.v, i.mass, i.world, i.case),
        (
            1.0,
            1.0,
            RADIUS,
            OWN,
            1.0,
            OWN,
            1.0,
            OWN,
            OWN,
            OWN,
            OWN,
            RADIUS,
            RADIUS,
            RADIUS,
            OWN,
            1.0,
        ),
    ),
}


def compare(kernel: Callable, arguments: tuple, scales) -> None:
    """Error over the scale below 1e-12 in every element."""
    compiled = on_lanes(kernel, *arguments)
    plain = interpreted(kernel)(*arguments)
    if not isinstance(plain, tuple):
        plain, compiled = (plain,), (compiled,)
    plain = [np.broadcast_to(np.asarray(p, dtype=np.float64), (N,)) for p in plain]
    assert len(plain) == len(compiled)
    assert np.isfinite(plain).all()
    if callable(scales):
        scales = scales(plain)
    if scales == VECTOR:
        scales = (np.linalg.norm(plain[:3], axis=0),) * 3
    elif not isinstance(scales, tuple):
        scales = (scales,) * len(plain)
    for one, other, scale in zip(compiled, plain, scales, strict=True):
        size = np.abs(other) if isinstance(scale, str) else scale
        np.testing.assert_array_less(np.abs(one - other), 1e-12 * size + 1e-300)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda k: k.__name__)
def test_compiled_equals_interpreted(kernel, inputs) -> None:
    arguments, scales = KERNELS[kernel]
    compare(kernel, arguments(inputs), scales)


@pytest.mark.parametrize("air_model", [models.VACUUM, models.NRLMSISE00, models.EXPONENTIAL])
@pytest.mark.parametrize("bodies", [0, 1])
@pytest.mark.parametrize("sunlight", [0, 1])
@pytest.mark.parametrize("steering", [thrust.LVLH, thrust.VELOCITY, thrust.INERTIAL])
def test_equation_of_motion_with_every_switch(inputs, air_model, bodies, sunlight, steering):
    world = inputs.world._replace(
        switch=Switch(bodies, sunlight, air_model, steering),
        exponential=air.Exponential(1e-9, 150e3, 25e3),
    )
    arguments = (inputs.t, *inputs.r, *inputs.v, inputs.mass, world, inputs.case)
    compare(rhs.acceleration, arguments, VECTOR)


@pytest.mark.parametrize("fall_model", [fall.BODY, fall.MELTING_BODY])
def test_falling_bodies(inputs, fall_model) -> None:
    world = inputs.world._replace(switch=inputs.world.switch._replace(fall=fall_model))
    arguments = (inputs.t, *inputs.r, *inputs.v, inputs.melted, world, inputs.shrinking)
    plain = np.array(interpreted(rhs.rates)(*arguments))
    size = np.linalg.norm(plain[:3], axis=0)
    scales = (size, size, size, np.abs(plain[3]).max())
    compare(rhs.rates, arguments, scales)


# what each value is the difference of, or made from: m, m, m2/s, m, 1, m, kg, 1; and the rates
EVENT_SCALES = (RADIUS, RADIUS, 5e10, RADIUS, 1.0, RADIUS, 430e3, 1.0)
RATE_SCALE = 8e3


@pytest.mark.parametrize("kind", range(8))
def test_every_kind_of_event(inputs, kind) -> None:
    threshold = np.linspace(0.0, 3.0, N) * (1.0 if kind == event.ARGUMENT_OF_LATITUDE else 1e5)
    arguments = (kind, inputs.t, *inputs.r, *inputs.v, inputs.mass, inputs.world, threshold)
    compare(event.event_value, arguments, (EVENT_SCALES[kind], RATE_SCALE))


@pytest.mark.parametrize("model", sorted(models.MODELS.values()))
def test_every_model_of_the_air(inputs, model) -> None:
    world = inputs.world._replace(
        switch=Switch(1, 1, model, 0),
        exponential=air.Exponential(1e-9, 150e3, 25e3),
        ratio=inputs.ratio,
    )
    place = inputs.t, *inputs.r[:2], inputs.sine, inputs.cosine, inputs.height
    arguments = (*place, world, inputs.uneasy)
    compiled, plain = on_lanes(air.air_at, *arguments), interpreted(air.air_at)(*arguments)
    # density varies by 8 decades over 610 km: a nanometre of height shows below 1e-13
    for one, other in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_case_is_read_from_a_block() -> None:
    block = np.arange(float(case.COLUMNS * WIDTH)).reshape(case.COLUMNS, WIDTH)
    compiled, plain = case.parameters_of(block), interpreted(case.parameters_of)(block)
    for k, name in enumerate(case.Parameters._fields):
        np.testing.assert_array_equal(getattr(compiled, name).values, block[k])
        np.testing.assert_array_equal(getattr(plain, name), load(block, k))


def test_a_body_is_read_from_the_rows_below() -> None:
    block = np.arange(float(ALL_COLUMNS * WIDTH)).reshape(ALL_COLUMNS, WIDTH)
    compiled, plain = body_of(block), interpreted(body_of)(block)
    for k, name in enumerate(Body._fields, start=case.COLUMNS):
        np.testing.assert_array_equal(getattr(compiled, name).values, block[k])
        np.testing.assert_array_equal(getattr(plain, name), load(block, k))


def test_rows_and_cases_are_one_matrix(make_case) -> None:
    table = case.tabulate(make_case(5, area=np.arange(5.0), thrust=7.0))
    assert table.shape == (5, case.COLUMNS) and table.flags.c_contiguous
    np.testing.assert_array_equal(table[:, 0], np.arange(5.0))
    np.testing.assert_array_equal(table[:, case.Parameters._fields.index("thrust")], 7.0)


@pytest.mark.parametrize("kernel", [geodesy.geodetic, third_body.third_body, heating.heat_flux])
def test_compiled_for_single_doubles(kernel, inputs) -> None:
    arguments, _ = KERNELS[kernel]
    for k in (0, 8, N - 1):
        one = [float(a[k]) if isinstance(a, np.ndarray) else a for a in arguments(inputs)]
        np.testing.assert_allclose(
            kernel(*one), interpreted(kernel)(*one), rtol=1e-12, atol=1e-12 * abs(one[0])
        )


def public_kernels() -> dict[str, object]:
    """Every kernel of these floors, by name, that other modules may call."""
    found = {}
    for floor in FLOORS:
        package = importlib.import_module(f"sim.{floor}")
        names = [f"sim.{floor}"] + [
            m.name
            for m in pkgutil.walk_packages(package.__path__, f"sim.{floor}.")
            if ".nrlmsise00." not in m.name  # held together by its own tests
        ]
        for name in names:
            for member, value in vars(importlib.import_module(name)).items():
                home = getattr(value, "__module__", "")
                own = home.startswith(f"sim.{floor}") and not member.startswith("_")
                if own and hasattr(value, "py_func"):
                    found[member] = value
    return found


def test_no_public_kernel_is_left_out() -> None:
    tested = {k.__name__ for k in KERNELS} | HOST | ELSEWHERE | PANELS
    assert set(public_kernels()) == tested
