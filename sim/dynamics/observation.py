"""What an observer notes about a state: where it is, how fast, in what air, under what load and
heat.
"""

from typing import NamedTuple

import numpy as np

from sim.dynamics.area import drag_area, sine_of_beta
from sim.dynamics.demise import scale_left, solid_left
from sim.dynamics.drag import drag
from sim.dynamics.fragment_aerodynamics import MELTING_BODY, body_force
from sim.dynamics.heating import REFERENCE_RADIUS, heat_flux
from sim.dynamics.rhs import EARTH_RATE
from sim.environment.atmosphere.selection import air_at
from sim.environment.wind import wind_at
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import mean_apsides, mean_semi_major_axis
from sim.frames.geodesy import geodetic
from sim.lanes import arcsin, arctan2, dot, kernel, norm, rotate


class Observation(NamedTuple):
    """Derived quantities, SI and radians; numbers inside kernels, arrays of one length outside.

    `area` is the one that drag counts on; `beta` the angle of the Sun above the plane of the orbit,
    positive on the side of the orbit normal.

    Speeds and angles once inertial, once relative to the turning air; `deceleration` is that of
    the air alone.
    """

    latitude: np.ndarray
    longitude: np.ndarray
    height: np.ndarray
    speed_inertial: np.ndarray
    flight_path_angle_inertial: np.ndarray
    speed_air: np.ndarray
    flight_path_angle_air: np.ndarray
    density: np.ndarray
    dynamic_pressure: np.ndarray
    deceleration: np.ndarray
    heat_flux: np.ndarray
    mean_altitude: np.ndarray
    mean_perigee: np.ndarray
    mean_apogee: np.ndarray
    area: np.ndarray
    beta: np.ndarray


@kernel
def observe(t, x, y, z, vx, vy, vz, mass, world, parameters):
    """Observation of one state; heights of the mean orbit mean nothing once drag rules (below
    about 120 km).
    """
    turn = gcrf_to_itrf_matrix(t, world.orientation)
    ex, ey, ez = rotate(turn, x, y, z)
    ux, uy, uz = rotate(turn, vx, vy, vz)
    ux = ux + EARTH_RATE * ey
    uy = uy - EARTH_RATE * ex
    sine, cosine, height = geodetic(ex, ey, ez)
    if world.switch.wind == 1:
        wx, wy, wz = wind_at(ex, ey, sine, cosine, height, world.wind, parameters)
        ux = ux - wx
        uy = uy - wy
        uz = uz - wz
    rho, temperature, number = air_at(t, ex, ey, sine, cosine, height, world, parameters)
    area = drag_area(t, x, y, z, vx, vy, vz, world, parameters)
    if world.switch.fall == MELTING_BODY:
        mass = solid_left(mass, parameters)
        scale = scale_left(mass, parameters)
        area = area * scale * scale
    if world.switch.fall == 0:
        dx, dy, dz = drag(ux, uy, uz, mass, area, rho, number, parameters)
    else:
        dx, dy, dz = body_force(
            ux, uy, uz, ex, ey, ez, mass, area, rho, temperature, number, parameters
        )
    r = norm(x, y, z)
    speed = norm(vx, vy, vz)
    speed_air = norm(ux, uy, uz)
    px = turn[6]
    py = turn[7]
    pz = turn[8]
    mu = world.gravity.mu
    oblateness = world.gravity.oblateness
    perigee, apogee = mean_apsides(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
    axis = mean_semi_major_axis(x, y, z, vx, vy, vz, px, py, pz, mu, oblateness)
    return Observation(
        arctan2(sine, cosine),
        arctan2(ey, ex),
        height,
        speed,
        arcsin(dot(x, y, z, vx, vy, vz) / (r * speed)),
        speed_air,
        arcsin(dot(ex, ey, ez, ux, uy, uz) / (r * speed_air)),
        rho,
        0.5 * rho * speed_air * speed_air,
        norm(dx, dy, dz),
        heat_flux(rho, speed_air, REFERENCE_RADIUS),
        axis - EQUATORIAL_RADIUS,
        perigee,
        apogee,
        area,
        arcsin(sine_of_beta(t, x, y, z, vx, vy, vz, world)),
    )
