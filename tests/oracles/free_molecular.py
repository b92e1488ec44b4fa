"""Drag where molecules meet the body and not each other: panels, sphere, plate.

Schaaf and Chambre, Flow of Rarefied Gases (1961); Sentman, LMSC-448514 (1961); Cook, Planet. Space
Sci. 13 (1965) 929. For convex bodies at Knudsen numbers above about 10: no shadows, no molecule
that hits twice. Leeward panels count, with a negative cosine.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

GAS_CONSTANT = 8.31446261815324
"""J/(mol K), molar gas constant (SI 2019)."""

ROOT_PI = float(np.sqrt(np.pi))

Array = NDArray[np.float64]


def speed_ratio(speed: ArrayLike, temperature: ArrayLike, molar_mass: ArrayLike) -> Array:
    """Speed over the most probable thermal speed of the air.

    Parameters
    ----------
    speed
        m/s, relative to the air.
    temperature
        K, of the air.
    molar_mass
        kg/mol, mean of the air.
    """
    thermal = np.sqrt(2.0 * GAS_CONSTANT * np.asarray(temperature, float) / molar_mass)
    return np.asarray(speed, float) / thermal


def pressure_coefficient(
    cosine: ArrayLike, s: ArrayLike, temperature_ratio: ArrayLike, accommodation: ArrayLike = 1.0
) -> Array:
    """Pressure on a panel over the dynamic pressure (Schaaf-Chambre).

    Parameters
    ----------
    cosine
        Of the angle between the outward normal and the direction of flight, -1 to 1.
    s
        Speed ratio, above 0.
    temperature_ratio
        Wall temperature over air temperature.
    accommodation
        Of normal momentum: 1 diffuse, 0 mirror.
    """
    x = np.asarray(s, float) * cosine
    sn = np.asarray(accommodation, float)
    wall = np.sqrt(np.asarray(temperature_ratio, float))
    thermal = ((2.0 - sn) / ROOT_PI * x + 0.5 * sn * wall) * np.exp(-x * x)
    stream = (2.0 - sn) * (x * x + 0.5) + 0.5 * sn * ROOT_PI * wall * x
    return (thermal + stream * (1.0 + erf(x))) / np.square(s)


def shear_coefficient(cosine: ArrayLike, s: ArrayLike, accommodation: ArrayLike = 1.0) -> Array:
    """Shear on a panel over the dynamic pressure, along the air's way (Schaaf-Chambre).

    Arguments as in `pressure_coefficient`; accommodation of tangential momentum.
    """
    x = np.asarray(s, float) * cosine
    thermal = np.exp(-x * x) + ROOT_PI * x * (1.0 + erf(x))
    return np.asarray(accommodation, float) * _sine(cosine) * thermal / (np.asarray(s) * ROOT_PI)


def panel_drag(
    cosine: ArrayLike,
    s: ArrayLike,
    temperature_ratio: ArrayLike,
    normal_accommodation: ArrayLike = 1.0,
    tangential_accommodation: ArrayLike = 1.0,
) -> Array:
    """Drag coefficient of one side of a panel, on the panel's area; arguments as above."""
    pressure = pressure_coefficient(cosine, s, temperature_ratio, normal_accommodation)
    shear = shear_coefficient(cosine, s, tangential_accommodation)
    return pressure * cosine + shear * _sine(cosine)


def sphere_drag(s: ArrayLike, temperature_ratio: ArrayLike) -> Array:
    """Drag coefficient of a diffuse sphere on its cross-section; arguments as above.

    Also that of any convex body on a quarter of its surface, averaged over all directions: panel
    drag depends on the cosine alone, and Cauchy's theorem gives the mean cross-section.
    """
    s = np.asarray(s, float)
    q = s * s
    still = (2.0 * q + 1.0) * np.exp(-q) / (ROOT_PI * s * q)
    stream = (4.0 * q * q + 4.0 * q - 1.0) * erf(s) / (2.0 * q * q)
    return still + stream + 2.0 * ROOT_PI / (3.0 * s) * np.sqrt(temperature_ratio)


def sentman_plate(
    cosine: ArrayLike,
    s: ArrayLike,
    speed: ArrayLike,
    wall_temperature: ArrayLike,
    molar_mass: ArrayLike,
    accommodation: ArrayLike = 1.0,
) -> Array:
    """Drag coefficient of one side of a plate on its area, energy accommodated in part.

    Sentman's law with the speed of re-emission after Koppenwallner: diffuse in direction, with an
    energy between that of the stream (accommodation 0) and of the wall (1).

    Parameters
    ----------
    cosine, s
        As in `pressure_coefficient`.
    speed
        m/s, relative to the air.
    wall_temperature
        K.
    molar_mass
        kg/mol.
    accommodation
        Of energy, 0 to 1.
    """
    g, s = np.asarray(cosine, float), np.asarray(s, float)
    wall = 4.0 * GAS_CONSTANT / np.asarray(molar_mass, float) * wall_temperature / np.square(speed)
    re_emission = np.sqrt(0.5 * (1.0 + np.asarray(accommodation, float) * (wall - 1.0)))
    p = np.exp(-np.square(g * s)) / s
    q = 1.0 + 0.5 / (s * s)
    z = 1.0 + erf(g * s)
    return p / ROOT_PI + g * q * z + 0.5 * g * re_emission * (g * ROOT_PI * z + p)


def incident_temperature(speed: ArrayLike, molar_mass: ArrayLike) -> Array:
    """Kinetic temperature of the stream in Cook's sense, K: m v2 / (3 k)."""
    return np.asarray(molar_mass, float) * np.square(speed) / (3.0 * GAS_CONSTANT)


def cook_sphere(accommodation: ArrayLike, wall_over_incident: ArrayLike) -> Array:
    """Drag coefficient of a sphere in a cold stream, energy accommodation 0 to 1 (Cook 1965).

    `wall_over_incident` is the wall's temperature over `incident_temperature`.
    """
    return 2.0 * (1.0 + 4.0 / 9.0 * _re_emission(accommodation, wall_over_incident))


def cook_plate(accommodation: ArrayLike, wall_over_incident: ArrayLike) -> Array:
    """The same for a plate across the stream."""
    return 2.0 * (1.0 + 2.0 / 3.0 * _re_emission(accommodation, wall_over_incident))


def _re_emission(accommodation: ArrayLike, wall_over_incident: ArrayLike) -> Array:
    share = np.asarray(accommodation, float)
    return np.sqrt(1.0 + share * (np.asarray(wall_over_incident, float) - 1.0))


def _sine(cosine: ArrayLike) -> Array:
    return np.sqrt(np.maximum(1.0 - np.square(cosine), 0.0))
