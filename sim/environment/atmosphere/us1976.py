"""The US Standard Atmosphere 1976 from the ground to 1,000 km: one profile, no solar activity, no
season.

Below 86 km the equations of the standard, in the lanes; above, a table made by integrating its
equations for N2, O, O2, Ar, He and H (vertical diffusion and flow, eqs. 25 to 40 and tables 5, 6
and 10, by the trapezoidal rule on 20 m; on the host, once). Source: NOAA, NASA, USAF, U.S.
Standard Atmosphere, 1976, NASA-TM-X-74335; numbers of equations and tables below are those of that
document.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.frames.constants import STANDARD_GRAVITY
from sim.lanes import (
    any_lane,
    broadcast,
    cubic,
    cubic_table,
    exp,
    gather,
    kernel,
    log,
    maximum,
    minimum,
    place,
    where,
)

LOWEST = -5e3
TOP = 1000e3
"""m, geometric heights between which the profile is defined; beyond, it keeps the value there."""
JOIN = 86e3
"""m, geometric: molecular diffusion begins."""
EARTH_RADIUS = 6356.766e3
"""m, for geopotential height (eq. 18)."""
AVOGADRO = 6.022169e26
GAS_CONSTANT = 8314.32
SEA_LEVEL_MASS = 28.9644
"""1/kmol, J/(kmol K), kg/kmol (table 2)."""
HYDROSTATIC = STANDARD_GRAVITY * SEA_LEVEL_MASS / GAS_CONSTANT
"""K/m, g0 M0 / R* (table 2)."""

LAYERS = (
    (0.0, -6.5e-3),
    (11e3, 0.0),
    (20e3, 1.0e-3),
    (32e3, 2.8e-3),
    (47e3, 0.0),
    (51e3, -2.8e-3),
    (71e3, -2.0e-3),
)
"""Geopotential height in m of the base, gradient of the molecular temperature in K/m (table 4)."""

TAPER = (
    1.0, 0.999996, 0.999989, 0.999971, 0.999941, 0.999909, 0.999870, 0.999829, 0.999786, 0.999741,
    0.999694, 0.999641, 0.999579,
)  # fmt: skip
"""Mean molar mass over that at sea level, 80 to 86 km by 0.5 km (table 8)."""

SCALE = 50e3
ROWS = 256
"""The table is even in log(1 + (z - 86 km) / 50 km): steps of 0.6 km at its foot, 11 at its top."""


# vertical diffusion above 86 km, in the units of the standard: lengths in km
EARTH_RADIUS_KM = 6356.766
FOOT_KM, TOP_KM, STEP_KM = 86.0, 1000.0, 0.02
"""km."""

MOLAR_MASS = (28.0134, 15.9994, 31.9988, 39.948, 4.0026, 1.00797)
"""kg/kmol of N2, O, O2, Ar, He, H (table 3)."""
FOOT_NUMBER = (1.129794e20, 8.6e16, 3.030898e19, 1.351400e18, 7.5817e14)
"""1/m3 of N2, O, O2, Ar, He at 86 km (table 9)."""
FOOT_TEMPERATURE = 186.8673

THERMAL_DIFFUSION = (0.0, 0.0, 0.0, 0.0, -0.40, -0.25)
DIFFUSION = ((6.986e20, 0.750), (4.863e20, 0.750), (4.487e20, 0.870), (1.700e21, 0.691))
"""Coefficients a (1/(m s)) and b of the molecular diffusion of O, O2, Ar, He (table 6)."""
HYDROGEN_DIFFUSION = (3.305e21, 0.500)
FLOW = (
    (-5.809644e-4, 56.90311, 2.706240e-5),
    (1.366212e-4, 86.0, 8.333333e-5),
    (9.434079e-5, 86.0, 8.333333e-5),
    (-2.457369e-4, 86.0, 6.666667e-4),
)
"""Q in km-3, U in km, W in km-3 of O, O2, Ar, He (table 7)."""
OXYGEN_FLOW = (-3.416248e-3, 97.0, 5.008765e-4)
"""q in km-3, u in km, w in km-3 of O, below u only."""
EDDY = 120.0
"""m2/s, eddy diffusion to 95 km."""
HYDROGEN_FOOT, HYDROGEN_AT = 150.0, 500.0
HYDROGEN_NUMBER, HYDROGEN_FLUX = 8.0e10, 7.2e11
"""1/m3 at 500 km, and 1/(m2 s) upward."""


class Us1976(NamedTuple):
    """Rows of the layers (base m, temperature K, gradient K/m, pressure Pa), cubics of the ratio of
    molar masses from 80 to 86 km, and cubics of log density, log number density and temperature
    above 86 km with the step of their argument.
    """

    layers: np.ndarray
    taper: np.ndarray
    step: float
    upper: np.ndarray


@cache
def us1976() -> Us1976:
    """Tables of the standard; the integration takes some 50 ms, once per process."""
    rows, base, t, p = [], 0.0, 288.15, 101325.0
    for k, (base, gradient) in enumerate(LAYERS):
        rows.append((base, t, gradient, p))
        if k + 1 < len(LAYERS):
            rise = LAYERS[k + 1][0] - base
            hotter = t + gradient * rise
            if gradient == 0.0:
                p *= float(np.exp(-HYDROSTATIC * rise / t))
            else:
                p *= float((t / hotter) ** (HYDROSTATIC / gradient))
            t = hotter
    layers = np.array(rows)
    layers.setflags(write=False)
    height, number = species()
    rho = number @ np.array(MOLAR_MASS) / AVOGADRO
    values = np.stack([np.log(rho), np.log(number.sum(axis=1)), temperature(height)], axis=1)
    argument = np.log1p((height - JOIN) / SCALE)
    step = float(argument[-1]) / (ROWS - 1)
    knots = step * np.arange(ROWS)
    table = np.stack([np.interp(knots, argument, v) for v in values.T], axis=1)
    return Us1976(
        layers, cubic_table(np.array(TAPER)[:, None], kind="monotone"), step, cubic_table(table)
    )


def temperature(height: np.ndarray) -> np.ndarray:
    """Kinetic temperature in K at geometric heights in m, 86e3 to 1e6 (eqs. 25, 27, 29, 31)."""
    z = 1e-3 * np.asarray(height, dtype=np.float64)
    bow = 263.1905 - 76.3232 * np.sqrt(np.maximum(1.0 - ((z - 91.0) / 19.9429) ** 2, 0.0))
    xi = (z - 120.0) * (EARTH_RADIUS_KM + 120.0) / (EARTH_RADIUS_KM + z)
    high = 1000.0 - 640.0 * np.exp(-0.01875 * xi)
    return np.select(
        [z < 91.0, z < 110.0, z < 120.0], [FOOT_TEMPERATURE, bow, 240.0 + 12.0 * (z - 110.0)], high
    )


def species() -> tuple[np.ndarray, np.ndarray]:
    """Geometric heights (n,) in m, and number densities (n, 6) in 1/m3 of N2, O, O2, Ar, He, H."""
    z = np.linspace(FOOT_KM, TOP_KM, round((TOP_KM - FOOT_KM) / STEP_KM) + 1)
    t = temperature(1e3 * z)
    gradient = np.gradient(t, z)
    # 1/km per (kg/kmol): weight over heat
    share = EARTH_RADIUS_KM / (EARTH_RADIUS_KM + z)
    weight = 1e3 * STANDARD_GRAVITY * share**2 / (GAS_CONSTANT * t)
    mixed = np.where(z <= 100.0, SEA_LEVEL_MASS, MOLAR_MASS[0])
    nitrogen = FOOT_NUMBER[0] * FOOT_TEMPERATURE / t * np.exp(-_integral(z, weight * mixed))
    bend = np.clip(z - 95.0, 0.0, 19.9999)
    eddy = np.where(z < 115.0, EDDY * np.exp(1.0 - 400.0 / (400.0 - bend * bend)), 0.0)
    found = [nitrogen]
    for k, (a, b) in enumerate(DIFFUSION):
        # O and O2 diffuse through N2, Ar and He through N2, O and O2
        through = nitrogen if k < 2 else found[0] + found[1] + found[2]
        molecular = a / through * (t / 273.15) ** b
        mass = (molecular * MOLAR_MASS[k + 1] + eddy * mixed) / (molecular + eddy)
        thermal = THERMAL_DIFFUSION[k + 1] * molecular / (molecular + eddy) * gradient / t
        down = weight * mass + thermal + _flow(z, k)
        found.append(FOOT_NUMBER[k + 1] * FOOT_TEMPERATURE / t * np.exp(-_integral(z, down)))
    heavier = found[0] + found[1] + found[2] + found[3] + found[4]
    found.append(_hydrogen(z, t, weight, heavier))
    return 1e3 * z, np.stack(found, axis=1)


def _flow(z: np.ndarray, k: int) -> np.ndarray:
    """Velocity term of eq. 37 in 1/km."""
    q, u, w = FLOW[k]
    flow = q * (z - u) ** 2 * np.exp(-w * (z - u) ** 3)
    if k == 0:
        q, u, w = OXYGEN_FLOW
        below = np.maximum(u - z, 0.0)
        flow = flow + q * below**2 * np.exp(-w * below**3)
    return flow


def _hydrogen(z: np.ndarray, t: np.ndarray, weight: np.ndarray, through: np.ndarray) -> np.ndarray:
    """Number density of H (eq. 39), none below 150 km."""
    at = int(np.argmin(np.abs(z - HYDROGEN_AT)))
    tau = _integral(z, weight * MOLAR_MASS[5])
    tau = tau - tau[at]
    a, b = HYDROGEN_DIFFUSION
    hotter = (t / t[at]) ** (1.0 + THERMAL_DIFFUSION[5])
    seen = z >= HYDROGEN_FOOT
    speed = HYDROGEN_FLUX / (a / through * (t / 273.15) ** b)
    lost = _integral(z, np.where(seen, 1e3 * speed * hotter * np.exp(tau), 0.0))
    return np.where(seen, (HYDROGEN_NUMBER - (lost - lost[at])) / hotter * np.exp(-tau), 0.0)


def _integral(z: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Integral from the first height, trapezoidal."""
    return np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(z))])


@kernel
def standard_air(height, us1976):
    """Density kg/m3, temperature K and molecules per m3 at a geometric height in m.

    Parameters
    ----------
    height
        m, -5e3 to 1e6; the geodetic height of a point is taken for it.
    us1976 : Us1976
        From `us1976`.

    Notes
    -----
    The density is continuous to 1e-5 at 86 km; slopes change where those of the standard do.
    """
    z = minimum(maximum(height, LOWEST), TOP)
    low = z < JOIN
    rho, t, n = broadcast(0.0, z), broadcast(0.0, z), broadcast(0.0, z)
    if any_lane(low):
        rho, t, n = lower_air(minimum(z, JOIN), us1976)
    if any_lane(z >= JOIN):
        s = log(1.0 + (maximum(z, JOIN) - JOIN) / SCALE)
        i, w = place(s, 0.0, us1976.step, us1976.upper)
        rho = where(low, rho, exp(cubic(us1976.upper, i, w, 0)))
        n = where(low, n, exp(cubic(us1976.upper, i, w, 1)))
        t = where(low, t, cubic(us1976.upper, i, w, 2))
    return rho, t, n


@kernel
def lower_air(z, us1976):
    """The same at geometric heights up to 86 km: eqs. 18, 23, 33a, 33b and 42."""
    layers = us1976.layers
    h = EARTH_RADIUS * z / (EARTH_RADIUS + z)
    i = broadcast(0.0, h)
    for k in range(1, 7):
        i = i + where(h >= layers[k, 0], 1.0, 0.0)
    rise = h - gather(layers, i, 0)
    t0 = gather(layers, i, 1)
    gradient = gather(layers, i, 2)
    molecular = t0 + gradient * rise
    even = gradient == 0.0
    slope = where(even, 1.0, gradient)
    fall = where(even, rise / t0, log(molecular / t0) / slope)
    pressure = gather(layers, i, 3) * exp(-HYDROSTATIC * fall)
    j, w = place(minimum(maximum(z, 80e3), 86e3), 80e3, 500.0, us1976.taper)
    t = molecular * cubic(us1976.taper, j, w, 0)
    rho = pressure * (SEA_LEVEL_MASS / GAS_CONSTANT) / molecular
    return rho, t, pressure * (AVOGADRO / GAS_CONSTANT) / t
