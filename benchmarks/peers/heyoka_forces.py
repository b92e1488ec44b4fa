"""Forces of a problem as heyoka expressions, in as few operations as their accuracy allows.

Earth orientation, Sun and Moon are those of this project, fitted over the flight by short
polynomials of time; the integration frame is that of the celestial pole at mid-flight, so that one
rotation and a small drift remain. The geodetic altitude is a fit to 0.1 mm. The gravity field is
heyoka's own EGM2008, NRLMSISE-00 its own neural surrogate.
"""

from dataclasses import dataclass

import numpy as np

from peers.interface import Problem
from sim.dynamics.rhs import EARTH_RATE
from sim.dynamics.third_body import MU_MOON, MU_SUN
from sim.environment.ephemeris import ephemeris, sun_moon
from sim.environment.gravity import field
from sim.frames.earth_orientation import gcrf_to_itrf_matrix, orientation
from sim.frames.epoch import Epoch
from sim.frames.geodesy import geodetic
from sim.lanes import interpreted

LENGTH = 1e3
"""m, heyoka's unit of length: km and km/s balance its tolerance."""

SAMPLES = 289
GEODETIC = 1.0 / (1.0 - 0.00669437999 * 6378137.0 / 6778137.0)
"""Ratio of the tangents of geodetic and geocentric latitude at 400 km; error at 200 km 1e-5 rad."""

LOWEST, HIGHEST = 100e3, 500e3
"""m, range of the altitude fit."""


@dataclass(frozen=True)
class RotationFit:
    """Integration frame and rotation: ITRF = pole_motion Rz(angle) (1 + drift x) frame GCRF.

    frame, pole_motion (3, 3); angle and the two drift angles (about x and y, rad) as coefficients
    of powers of t / duration.
    """

    frame: np.ndarray
    pole_motion: np.ndarray
    angle: np.ndarray
    drift: np.ndarray


def fit_rotation(problem: Problem, degree: int) -> RotationFit:
    """Fit this project's Earth orientation over the flight by powers of time up to `degree`."""
    table = orientation(Epoch.from_utc(problem.epoch), problem.duration)
    t = np.linspace(0.0, problem.duration, SAMPLES)
    gcrf_to_itrf = np.stack(
        [np.broadcast_to(m, t.shape) for m in interpreted(gcrf_to_itrf_matrix)(t, table)], axis=1
    ).reshape(-1, 3, 3)
    no_motion = table._replace(table=table.table.copy())
    no_motion.table[:, 8:16] = 0.0
    bare = np.stack(interpreted(gcrf_to_itrf_matrix)(t, no_motion), axis=1).reshape(-1, 3, 3)
    middle = SAMPLES // 2
    pole_motion = gcrf_to_itrf[middle] @ bare[middle].T
    spin = pole_motion.T @ gcrf_to_itrf  # rotation about the pole of date
    # separate the angle: frame of mid-flight, with its x axis at angle 0
    angle = np.unwrap(np.arctan2(spin[:, 0, 1], spin[:, 0, 0]))
    c, s = np.cos(angle[middle]), np.sin(angle[middle])
    frame = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]) @ spin[middle]
    angle = np.unwrap(np.arctan2((spin @ frame.T)[:, 0, 1], (spin @ frame.T)[:, 0, 0]))
    c, s = np.cos(angle), np.sin(angle)
    zero, one = np.zeros_like(c), np.ones_like(c)
    back = np.stack([c, -s, zero, s, c, zero, zero, zero, one], axis=1).reshape(-1, 3, 3)
    small = back @ spin @ frame.T  # 1 + [drift x], second order 1e-12
    x = t / problem.duration
    fit = np.polynomial.polynomial.polyfit
    return RotationFit(
        frame,
        pole_motion,
        fit(x, angle, degree),
        fit(x, np.stack([small[:, 1, 2], small[:, 2, 0]], axis=1), degree).T,
    )


def fit_altitude() -> np.ndarray:
    """Weights w[i, j] of altitude = r + sum w[i, j] (z/r)^(2 i) (a/r)^j, m, i 0 to 3, j 0 to 2."""
    sine = np.linspace(0.0, 0.82, 60)
    r = np.linspace(6356e3 + LOWEST, 6379e3 + HIGHEST, 60)
    s, r = (a.ravel() for a in np.meshgrid(sine, r))
    _, _, altitude = interpreted(geodetic)(r * np.sqrt(1.0 - s * s), 0.0 * r, r * s)
    columns = [s ** (2 * i) * (6378137.0 / r) ** j for i in range(4) for j in range(3)]
    weight, *_ = np.linalg.lstsq(np.stack(columns, axis=1), altitude - r, rcond=None)
    return weight.reshape(4, 3)


def _power_sum(hy, coefficients: np.ndarray, powers: list):
    return hy.sum([float(c) * p for c, p in zip(coefficients, powers, strict=False)])


def _linear(hy, matrix: np.ndarray, vector: list) -> list:
    return [hy.sum([float(m) * v for m, v in zip(row, vector, strict=True)]) for row in matrix]


def _third_body(hy, position: list, body: list, mu: float) -> list:
    away = [b - p for b, p in zip(body, position, strict=True)]
    near, far = (hy.sum([q * q for q in v]) ** -1.5 for v in (away, body))
    return [mu * (a * near - b * far) for a, b in zip(away, body, strict=True)]


def _sun_and_moon(problem: Problem, frame: np.ndarray, degree: int) -> np.ndarray:
    """Coefficients (2, 3, degree + 1) of powers of t / duration, in the unit of length."""
    table = ephemeris(Epoch.from_utc(problem.epoch), problem.duration)
    t = np.linspace(0.0, problem.duration, SAMPLES)
    positions = np.stack(interpreted(sun_moon)(t, table), axis=1).reshape(-1, 2, 3) @ frame.T
    flat = positions.reshape(len(t), 6) / LENGTH
    fit = np.polynomial.polynomial.polyfit(t / problem.duration, flat, degree)
    return fit.T.reshape(2, 3, degree + 1)


def _surrogate_density(hy, problem: Problem, fixed: list, altitude, x):
    """Density kg/m3 of the neural surrogate of NRLMSISE-00."""
    equator = hy.sqrt(fixed[0] * fixed[0] + fixed[1] * fixed[1])
    latitude = hy.atan(fixed[2] / equator * GEODETIC)
    longitude = hy.atan2(fixed[1], fixed[0])
    date = np.datetime64(problem.epoch.rstrip("Z"))
    start = (date - date.astype("datetime64[Y]")) / np.timedelta64(86400, "s")
    day = float(start) + problem.duration / 86400.0 * x
    activity = problem.activity
    return hy.model.nrlmsise00_tn(
        [altitude * (LENGTH / 1e3), latitude, longitude],
        hy.expression(activity.f107),
        hy.expression(activity.f107a),
        hy.expression(activity.ap),
        day,
    )


def equations(hy, problem: Problem, degree: int = 1, *, thrust: bool = False) -> list:
    """Equations of motion in km and s, in the frame of `fit_rotation(problem, degree)`.

    Parameter 0 is cd area / mass (m2/kg). With `thrust` the mass (kg) is the seventh variable,
    parameter 0 is cd area (m2), parameter 1 the thrust (N) against the velocity, 2 the flow (kg/s).
    """
    names = ("x", "y", "z", "vx", "vy", "vz")
    *variables, mass = hy.make_vars(*names, "m") if thrust else (*hy.make_vars(*names), None)
    r, v = variables[:3], variables[3:]
    rotation = fit_rotation(problem, degree)
    x = hy.time * (1.0 / problem.duration)
    powers = [hy.expression(1.0), x]
    highest = max(degree, 6 if problem.third_body else 1)
    while len(powers) <= highest:
        powers.append(powers[-1] * x)
    angle = _power_sum(hy, rotation.angle, powers)
    sine, cosine = hy.sin(angle), hy.cos(angle)
    a, b = (_power_sum(hy, c, powers) for c in rotation.drift)
    # 1 + [drift x]: small[1, 2] = a, small[2, 0] = b
    p = [r[0] - b * r[2], r[1] + a * r[2], r[2] + b * r[0] - a * r[1]]
    spun = [cosine * p[0] + sine * p[1], cosine * p[1] - sine * p[0], p[2]]
    fixed = _linear(hy, rotation.pole_motion, spun)
    data = field("egm2008", problem.degree)
    gravity = hy.model.egm2008_acc(
        fixed, problem.degree, problem.degree, mu=data.mu / LENGTH**3, a=data.radius / LENGTH
    )
    g = _linear(hy, rotation.pole_motion.T, gravity)
    g = [cosine * g[0] - sine * g[1], sine * g[0] + cosine * g[1], g[2]]
    acceleration = [g[0] + b * g[2], g[1] - a * g[2], g[2] - b * g[0] + a * g[1]]
    if problem.third_body:
        bodies = _sun_and_moon(problem, rotation.frame, 6)
        for body, mu in zip(bodies, (MU_SUN, MU_MOON), strict=True):
            position = [_power_sum(hy, c, powers) for c in body]
            perturbation = _third_body(hy, r, position, mu / LENGTH**3)
            acceleration = [q + w for q, w in zip(acceleration, perturbation, strict=True)]
    density = _density(hy, problem, r, fixed, x)
    airspeed = [v[0] + EARTH_RATE * r[1], v[1] - EARTH_RATE * r[0], v[2]]
    speed = hy.sqrt(hy.sum([w * w for w in airspeed]))
    k = (-0.5 * LENGTH) * hy.par[0] * density * speed
    if thrust:
        k = k / mass
        thrust_over_speed = hy.par[1] / (LENGTH * mass) / hy.sqrt(hy.sum([w * w for w in v]))
        acceleration = [q - thrust_over_speed * w for q, w in zip(acceleration, v, strict=True)]
    system = list(zip(r, v, strict=True))
    system += [(u, q + k * w) for u, q, w in zip(v, acceleration, airspeed, strict=True)]
    return [*system, (mass, -hy.par[2])] if thrust else system


def _density(hy, problem: Problem, r: list, fixed: list, x):
    distance2 = hy.sum([q * q for q in r])
    distance = hy.sqrt(distance2)
    s = r[2] * r[2] / distance2
    ratio = 6378137.0 / LENGTH / distance
    weight = fit_altitude() / LENGTH
    inner = [w[0] + ratio * (float(w[1]) + float(w[2]) * ratio) for w in weight]
    altitude = distance + inner[0] + s * (inner[1] + s * (inner[2] + s * inner[3]))
    if problem.exponential is not None:
        layer = problem.exponential
        scale = LENGTH / layer.scale_height
        return layer.density * hy.exp(layer.height / layer.scale_height - scale * altitude)
    return _surrogate_density(hy, problem, fixed, altitude, x)
