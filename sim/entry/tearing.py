"""Free pieces that break again: they fly until a dynamic pressure or their temperature tears them,
and from there on as so many smaller ones, all alike.

A row of pieces stays a row, of more and smaller pieces: what has melted before is gone, and each
child is that of the catalogue at the mass that is left. Children of one piece fly as one, with one
kick, and tear again where the catalogue says so.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.demise import solid_left, temperature_of
from sim.entry.breakup.component import NEVER
from sim.entry.breakup.fragment_catalogue import TORN
from sim.entry.fragments import Array, Bodies
from sim.entry.limits import Limits, fly_to_limit, mass_at
from sim.environment.world import World
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters


class Torn(NamedTuple):
    """Bodies as they fly on, into how many each tore (1: it did not), and where first, m (NaN)."""

    bodies: Bodies
    pieces: Array
    height: Array


def tear(world: World, bodies: Bodies, columns: Mapping[str, Array], kick: Array) -> Torn:
    """Fly pieces to where they tear.

    Parameters
    ----------
    world
        As `sim.entry.fragment_propagation.fall` takes it.
    bodies
        n pieces at their release.
    columns
        Of their families, row by row, (n,): ``tear_count``, ``tear_pressure`` in Pa,
        ``tear_temperature`` in K, and what each child is, named as the fields of `Bodies` after
        ``torn_``; how that tears, ``torn_tear_count`` and so on, and its own children.
    kick
        Shape (n, 3), m/s: what the children of a piece get; theirs get as much, turned again.
    """
    n = len(bodies)
    count, height, index = np.ones(n), np.full(n, np.nan), np.arange(n)
    once = np.ones(n)
    while len(index := index[columns.get("tear_count", once)[index] > 1.0]):
        limits = fly_to_tear(world, bodies.pick(index), pick_rows(columns, index))
        row, met = index[limits.met], np.flatnonzero(limits.met)
        torn = _children(bodies.pick(row), pick_rows(columns, row), limits, met)
        torn.state[:, 3:] += kick[row]
        bodies = _put(bodies, row, torn)
        count[row] *= columns["tear_count"][row]
        height[row] = np.where(np.isnan(height[row]), limits.height[met], height[row])
        index, kick, columns = row, np.roll(kick, 1, axis=1), _columns_of_children(columns)
    return Torn(bodies, count, height)


def _columns_of_children(columns: Mapping[str, Array]) -> dict[str, Array]:
    """Columns of the next generation, named as those of this one."""
    return {
        name.removeprefix(TORN): column for name, column in columns.items() if name.startswith(TORN)
    }


def fly_to_tear(
    world: World, bodies: Bodies, columns: Mapping[str, Array], melted: Array | None = None
) -> Limits:
    """Fly pieces to where they tear, or to where shares `melted` of them, (n,), have melted."""
    never = np.full(len(bodies), NEVER)
    hot = columns.get("tear_temperature", never)
    tears = hot < NEVER
    mass = np.where(tears, mass_at(bodies, np.where(tears, hot, 0.0)), 0.0)
    if melted is not None:
        mass = np.maximum(mass, (1.0 - melted) * bodies.mass)
    return fly_to_limit(world, bodies, columns.get("tear_pressure", never), mass)


def pick_rows(columns: Mapping[str, Array], index: NDArray[np.int64]) -> dict[str, Array]:
    """Some rows of columns."""
    return {name: column[index] for name, column in columns.items()}


def _children(
    bodies: Bodies, columns: Mapping[str, Array], limits: Limits, met: NDArray[np.int64]
) -> Bodies:
    """What pieces tear into, one row for each piece, at what has not melted of it."""
    state = Parameters(*bodies.parameter_table().T)
    solid = interpreted(solid_left)(limits.y[met, 6], state)
    mass = solid / columns["tear_count"]
    left = np.where(columns["torn_shrinks"] > 0.5, mass / columns["torn_mass"], 1.0) ** (2.0 / 3.0)
    own = {f.name: columns[TORN + f.name] for f in fields(bodies) if TORN + f.name in columns} | {
        "t0": limits.t[met],
        "state": limits.y[met, :6].copy(),
        "mass": mass,
        "temperature": interpreted(temperature_of)(limits.y[met, 6], state),
        "area": left * columns["torn_area"],
        "heated_area": left * columns["torn_heated_area"],
    }
    return replace(bodies, **own)


def _put(bodies: Bodies, row: NDArray[np.int64], new: Bodies) -> Bodies:
    """Bodies with some of their rows replaced."""
    columns = {}
    for each in fields(bodies):
        if each.name != "inherited":
            column = getattr(bodies, each.name).copy()
            column[row] = getattr(new, each.name)
            columns[each.name] = column
    return replace(bodies, **columns)
