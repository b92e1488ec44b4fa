"""Tanks that burst when the heat has taken the strength of their walls, and what that throws about.

A tank is exposed when the assembly it sits in is torn open. Its wall warms up as that of any free
piece, and at its `burst_temperature` it bursts. All pieces of the assembly that came free with it
get a speed in directions of their own, from the energy of the propellant that is left, such that
their momenta cancel. assumption: they get it where the assembly was torn open, seconds before.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.component import NEVER
from sim.entry.fragments import Array, Bodies
from sim.entry.limits import fly_to_limit, mass_at
from sim.environment.world import World

ENERGY = 84e3
"""J that a kg of propellant left in a tank gives to the pieces. assumption: 2 % of the heat of TNT,
4.2 MJ/kg, 0.6 to 6 %: hypergolic propellants that mix freely give up to 10 % of it."""


def burst_heights(world: World, tanks: Bodies, columns: Mapping[str, Array]) -> Array:
    """Heights in m at which tanks burst, from their release, (t,); NaN: they do not.

    `columns` of their families, row by row: ``burst_temperature`` in K.
    """
    if not len(tanks):
        return np.zeros(0)
    mass = mass_at(tanks, columns["burst_temperature"])
    found = fly_to_limit(world, tanks, np.full(len(tanks), NEVER), mass)
    return np.where(found.met, found.height, np.nan)


def burst_speeds(
    columns: Mapping[str, Array], assembly: NDArray[np.int64], energy: Array, mass: Array
) -> Array:
    """Speeds in m/s that bursts give k assemblies, 0 where nothing burst.

    Parameters
    ----------
    columns
        Of the tanks that burst, row by row, (t,): ``count``, ``propellant`` in kg of each, and the
        bounds ``burst_slowest`` and ``burst_fastest`` in m/s.
    assembly, energy
        Shape (t,): which assembly a tank sits in, and the factor on its energy.
    mass
        Shape (k,): of the assemblies, kg.
    """
    k = len(mass)
    given = np.bincount(
        assembly, ENERGY * energy * columns["propellant"] * columns["count"], minlength=k
    )
    low, high = np.full(k, np.inf), np.zeros(k)
    np.minimum.at(low, assembly, columns["burst_slowest"])
    np.maximum.at(high, assembly, columns["burst_fastest"])
    return np.clip(np.sqrt(2.0 * given / mass), np.minimum(low, high), high)


def burst_kicks(assembly: NDArray[np.int64], mass: Array, speed: Array, direction: Array) -> Array:
    """Velocities in m/s that rows of pieces get, (r, 3), so that momenta of an assembly cancel.

    assembly (r,): which of k a row came free with, -1: none; mass (r,) kg that a row stands for;
    speed (k,) m/s; direction (r, 3), unit vectors or zeros.
    """
    kick = np.zeros_like(direction)
    thrown = np.flatnonzero(assembly >= 0)
    group, weight = assembly[thrown], mass[thrown]
    own = speed[group, None] * direction[thrown]
    momentum = np.zeros((len(speed), 3))
    np.add.at(momentum, group, weight[:, None] * own)
    total = np.bincount(group, weight, minlength=len(speed))
    kick[thrown] = own - momentum[group] / total[group, None]
    return kick
