"""The US Standard Atmosphere 1976 from the ground to 1,000 km: one profile, no Sun and no season.

Below 86 km the equations of the standard, in the lanes; above, a table made by integrating its
equations for N2, O, O2, Ar, He and H. Source: NOAA, NASA, USAF, U.S. Standard Atmosphere, 1976,
NASA-TM-X-74335; numbers of equations and tables below are those of that document.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.environment.atmosphere.us1976_species import MOLAR_MASS, species, temperature
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
HYDROSTATIC = 9.80665 * 28.9644 / 8314.32
"""K/m, g0 M0 / R* (table 2)."""
AVOGADRO = 6.022169e26
GAS_CONSTANT = 8314.32
SEA_LEVEL_MASS = 28.9644
"""1/kmol, J/(kmol K), kg/kmol (table 2)."""

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
