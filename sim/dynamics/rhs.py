"""The equation of motion, on one page.

State: position m, velocity m/s in GCRF, mass kg; t in TAI seconds since the scenario's epoch. The
same lines run on eight trajectories at once when compiled, and on NumPy arrays when interpreted.
"""

from typing import NamedTuple

import numpy as np

from sim.dynamics.area import drag_area
from sim.dynamics.demise import melting, scale_left, solid_left
from sim.dynamics.drag import drag
from sim.dynamics.fragment_aerodynamics import MELTING_BODY, body_force
from sim.dynamics.radiation_pressure import radiation_pressure
from sim.dynamics.third_body import MU_MOON, MU_SUN, third_body
from sim.dynamics.thrust import thrust_direction
from sim.environment.atmosphere.models import VACUUM
from sim.environment.atmosphere.selection import air_at
from sim.environment.ephemeris import sun_moon
from sim.environment.gravity import gravity
from sim.environment.wind import wind_at
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.geodesy import geodetic
from sim.lanes import any_lane, broadcast, kernel, norm, rotate, rotate_back

EARTH_RATE = 7.292115146706979e-5
"""rad/s, Earth's rotation in inertial space (IERS Conventions 2010, eq. 5.15: 1.00273781191135448
rev per UT1 day).
"""


@kernel
def acceleration(t, x, y, z, vx, vy, vz, mass, world, parameters):
    """GCRF acceleration in m/s2 of a trajectory with its parameter vector."""
    ax, ay, az, _ = rates(t, x, y, z, vx, vy, vz, mass, world, parameters)
    return ax, ay, az


@kernel
def rates(t, x, y, z, vx, vy, vz, mass, world, parameters):
    """GCRF acceleration in m/s2 of a trajectory with its parameter vector, and the rate of its
    mass in kg/s.
    """
    ax, ay, az, change, _ = rates_in_stream(t, x, y, z, vx, vy, vz, mass, world, parameters)
    return ax, ay, az, change


class Stream(NamedTuple):
    """The air that a body meets, and what it does to it; numbers inside kernels.

    turn: matrix from GCRF to the axes of the Earth, to which the other vectors belong; u m/s,
    velocity relative to the air, and d m/s2, what the air does to it; flow: speed m/s, density
    kg/m3, temperature K; molecules per m3; scale, length over that at release.
    """

    turn: tuple[np.ndarray, ...]
    ux: np.ndarray
    uy: np.ndarray
    uz: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    dz: np.ndarray
    flow: tuple[np.ndarray, np.ndarray, np.ndarray]
    number: np.ndarray
    scale: np.ndarray


@kernel
def rates_in_stream(t, x, y, z, vx, vy, vz, mass, world, parameters):
    """The same as `rates`, and the `Stream` (without speed and scale of what does not fall)."""
    still = broadcast(0.0, x)
    ux, uy, uz = still, still, still
    dx, dy, dz = still, still, still
    flow = (still, still, still)
    number = still
    scale = still
    thermal = mass
    change = -parameters.mass_flow
    area = drag_area(t, x, y, z, vx, vy, vz, world, parameters)
    if world.switch.fall == MELTING_BODY:
        mass = solid_left(thermal, parameters)
        scale = scale_left(mass, parameters)
        area = area * scale * scale
    turn = gcrf_to_itrf_matrix(t, world.orientation)
    ex, ey, ez = rotate(turn, x, y, z)
    fx, fy, fz = gravity(ex, ey, ez, world.gravity)
    if world.switch.air != VACUUM:
        ux, uy, uz = rotate(turn, vx, vy, vz)
        sine, cosine, height = geodetic(ex, ey, ez)
        rho, temperature, number = air_at(t, ex, ey, sine, cosine, height, world, parameters)
        # the axis is taken as the pole of the ITRF: polar motion moves the wind by 1 mm/s
        ux = ux + EARTH_RATE * ey
        uy = uy - EARTH_RATE * ex
        if world.switch.wind == 1:
            wx, wy, wz = wind_at(ex, ey, sine, cosine, height, world.wind, parameters)
            ux = ux - wx
            uy = uy - wy
            uz = uz - wz
        flow = (still, rho, temperature)
        if world.switch.fall == 0:
            dx, dy, dz = drag(ux, uy, uz, mass, area, rho, number, parameters)
        else:
            dx, dy, dz = body_force(
                ux, uy, uz, ex, ey, ez, mass, area, rho, temperature, number, parameters
            )
            flow = (norm(ux, uy, uz), rho, temperature)
        if world.switch.fall == MELTING_BODY:
            change = melting(thermal, scale, *flow, world.switch.heating, parameters)
        fx = fx + dx
        fy = fy + dy
        fz = fz + dz
    ax, ay, az = rotate_back(turn, fx, fy, fz)
    if world.switch.third_body + world.switch.radiation_pressure > 0:
        ax, ay, az = _with_sun_and_moon(t, x, y, z, ax, ay, az, mass, world, parameters)
    if any_lane(parameters.thrust > 0.0):
        tx, ty, tz = thrust_direction(x, y, z, vx, vy, vz, world.switch.steering, parameters)
        k = parameters.thrust / mass
        ax = ax + k * tx
        ay = ay + k * ty
        az = az + k * tz
    return ax, ay, az, change, Stream(turn, ux, uy, uz, dx, dy, dz, flow, number, scale)


@kernel
def _with_sun_and_moon(t, x, y, z, ax, ay, az, mass, world, parameters):
    """An acceleration with that of Sun, Moon and sunlight added as the world's switches say."""
    sx, sy, sz, mx, my, mz = sun_moon(t, world.ephemeris)
    if world.switch.third_body == 1:
        bx, by, bz = third_body(x, y, z, sx, sy, sz, MU_SUN)
        cx, cy, cz = third_body(x, y, z, mx, my, mz, MU_MOON)
        ax = ax + (bx + cx)
        ay = ay + (by + cy)
        az = az + (bz + cz)
    if world.switch.radiation_pressure == 1:
        bx, by, bz = radiation_pressure(x, y, z, sx, sy, sz, mass, parameters)
        ax = ax + bx
        ay = ay + by
        az = az + bz
    return ax, ay, az
