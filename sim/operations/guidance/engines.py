"""Engines that have stopped: a burn flies and is expected without them, and what it lacked tells
nothing of the thrust of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.phase import EngineFailure, Firing
from sim.vehicle.hardware import EngineGroup

Array = NDArray[np.float64]
Rows = NDArray[np.intp]


def without_engines(
    firings: Sequence[Firing], out: Mapping[str, Array], rows: Rows | slice = slice(None)
) -> tuple[Firing, ...]:
    """Firings of some samples in which engines that are out, (n,) by group, never fire."""
    return tuple(
        replace(firing, failures=(*firing.failures, EngineFailure(0.0, out[firing.group][rows])))
        if firing.group in out
        else firing
        for firing in firings
    )


def add_engines_out(
    out: Mapping[str, Array],
    firings: Sequence[Firing],
    groups: Sequence[EngineGroup],
    stopped: Array,
) -> dict[str, Array]:
    """Engines that are out by group with so many more of a burn, (n,); those of its first firing
    stop first.
    """
    known, left = dict(out), np.asarray(stopped, dtype=float)
    if not left.any():
        return known
    for firing in firings:
        before = known.get(firing.group, np.zeros_like(left))
        more = np.minimum(left, np.maximum(_count(firing, groups) - before, 0.0))
        known[firing.group], left = before + more, left - more
    return known


def thrust_left(
    firings: Sequence[Firing],
    groups: Sequence[EngineGroup],
    before: Mapping[str, Array],
    after: Mapping[str, Array],
    rows: Rows,
) -> Array:
    """Thrust of a burn of some samples, (k,), with the engines that are out after it over that with
    those out before.
    """
    force = {group.name: group.thrust for group in groups}
    sums = []
    for out in (before, after):
        total = np.zeros(len(rows))
        for firing in firings:
            lost = out.get(firing.group)
            fire = _count(firing, groups) - (0.0 if lost is None else lost[rows])
            total = total + np.maximum(fire, 0.0) * force[firing.group]
        sums.append(total)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sums[0] > 0.0, sums[1] / sums[0], 1.0)


def mean_thrust(left: Array, share: Array) -> Array:
    """Mean acceleration of burns, (k,), over that without a loss: a share of their velocity change
    with all engines, the rest with `left` of their thrust. Leaves out that mass falls meanwhile.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        slower = np.where(share < 1.0, (1.0 - share) / left, 0.0)
    return np.asarray(1.0 / (share + slower))


def _count(firing: Firing, groups: Sequence[EngineGroup]) -> Array | float:
    """Engines of a firing."""
    if firing.count is not None:
        return np.asarray(firing.count, dtype=float)
    return next(float(group.count) for group in groups if group.name == firing.group)
