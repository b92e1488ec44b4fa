"""What a stream does to a flat surface: pressure and shear coefficients of free-molecular and of
hypersonic continuum flow.

Free-molecular by Schaaf and Chambre, Flow of Rarefied Gases, 1961, section 8 (also Bird, Molecular
Gas Dynamics, 1994, eq. 7.60 and 7.63); continuum by Newton's law with Lees' factor.
"""

from sim.lanes import erf, exp, kernel, maximum

ROOT_PI = 1.7724538509055159
ACCOMMODATION_NORMAL = 1.0
ACCOMMODATION_SHEAR = 1.0
"""Shares of normal and tangential momentum that a surface takes up: 1 is diffuse (assumption, 0.85
to 1.0: surfaces in low orbits are covered with atomic oxygen; Moe and Moe, Planet. Space Sci. 53,
2005, table 1).
"""

CONTINUUM_PRESSURE = 1.839
"""Pressure coefficient at a stagnation point behind a strong shock, ratio of specific heats 1.4
(Anderson, Hypersonic and High-Temperature Gas Dynamics, 2006, section 3.3).
"""


@kernel
def free_molecular_side(cosine, speed_ratio, wall):
    """Coefficients of one side of a surface: of pressure, and of shear for each unit of the sine.

    Parameters
    ----------
    cosine
        Of the angle between the outward normal and the velocity through the gas.
    speed_ratio
        Speed over the most probable speed of the molecules.
    wall
        Square root of the surface's temperature over the gas's.
    """
    s = speed_ratio * cosine
    k = 1.0 / speed_ratio
    e = exp(-s * s)
    f = 1.0 + erf(s)
    a = 2.0 - ACCOMMODATION_NORMAL
    b = 0.5 * ACCOMMODATION_NORMAL * wall
    pressure = k * k * ((a / ROOT_PI * s + b) * e + (a * (s * s + 0.5) + b * ROOT_PI * s) * f)
    shear = ACCOMMODATION_SHEAR * k * (e / ROOT_PI + s * f)
    return pressure, shear


@kernel
def free_molecular_plate(cosine, speed_ratio, wall):
    """The same for both sides of a plate together: pressure against the normal, and shear."""
    s = speed_ratio * cosine
    k = 1.0 / speed_ratio
    e = exp(-s * s)
    f = erf(s)
    a = 2.0 - ACCOMMODATION_NORMAL
    pressure = a * (2.0 / ROOT_PI * s * e + (2.0 * s * s + 1.0) * f)
    pressure = k * k * (pressure + ACCOMMODATION_NORMAL * ROOT_PI * wall * s)
    shear = ACCOMMODATION_SHEAR * k * (2.0 / ROOT_PI * e + 2.0 * s * f)
    return pressure, shear


@kernel
def continuum_side(cosine):
    """Pressure coefficient of one side of a surface in hypersonic continuum flow."""
    c = maximum(cosine, 0.0)
    return CONTINUUM_PRESSURE * c * c
