"""Ballistic coefficients of arcs: the one with which the flight loses what was lost."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT
from sim.environment.world import World
from sim.frames.epoch import DAY
from sim.integrate.batch import Events, run
from sim.integrate.lane import TIME_REACHED
from sim.prediction.arcs import Arc, flown_axis
from sim.prediction.setting import END_M, Uncertainty
from sim.prediction.surroundings import MARGIN, TOLERANCE, drag_table

FIRST_TRIALS = np.geomspace(0.002, 0.128, 8)
"""m2/kg: from a dense sphere to a sail."""
SECOND_TRIALS = np.linspace(0.86, 1.14, 8)
"""Of the first answer."""
FAST = 20e3 / DAY
"""m/s of loss above which a set's own drag, constant over its tracking, tells next to nothing."""
DOWN = 200e3
"""m of loss that stands for a trial that came down."""


class Coefficient(NamedTuple):
    """What an arc tells: Cd A/m in m2/kg (not above 0 where the orbit was raised), and the standard
    deviation of its logarithm by the errors of the sets.
    """

    value: float
    sigma: float


def fit_coefficients(
    world: World, arcs: Sequence[Arc], uncertainty: Uncertainty
) -> list[Coefficient]:
    """Coefficients of arcs, all trials of all arcs in one batch, twice."""
    if not arcs:
        return []
    loss = np.array([arc.loss for arc in arcs])
    trials = np.tile(FIRST_TRIALS, (len(arcs), 1))
    for scale in (SECOND_TRIALS, None):
        lost = _losses(world, arcs, trials)
        found = np.array([_meet(*row) for row in zip(loss, trials, lost, strict=True)])
        if scale is not None:
            trials = np.clip(found, 1e-3, 1.0)[:, None] * scale
    noise = np.sqrt(2.0) * uncertainty.axis_m / np.maximum(np.abs(loss), 1.0)
    alone = np.array([arc.alone for arc in arcs])
    rate = loss / np.array([arc.end - arc.begin for arc in arcs])
    fast = np.where(rate > FAST, uncertainty.unknown, uncertainty.own_drag)
    sigma = np.where(alone, fast, noise)
    return [Coefficient(float(b), float(s)) for b, s in zip(found, sigma, strict=True)]


def _meet(loss: float, trials: np.ndarray, lost: np.ndarray) -> float:
    """The coefficient that loses as much: losses go nearly with the coefficient."""
    if loss <= 0.0:
        return loss / float(lost[0]) * float(trials[0])
    rate = np.log(lost / trials)
    return float(np.exp(np.interp(np.log(loss), np.log(lost), np.log(lost) - rate))) * float(
        np.clip(loss / lost[0], None, 1.0) * np.clip(loss / lost[-1], 1.0, None)
    )


def _losses(world: World, arcs: Sequence[Arc], trials: np.ndarray) -> np.ndarray:
    """Loss of semi-major axis in m of each arc (n) with each coefficient (n, k), increasing."""
    k = trials.shape[1]
    table = drag_table(trials.ravel())
    begin = np.repeat([arc.begin for arc in arcs], k)
    end = np.repeat([arc.end - arc.period[1] for arc in arcs], k)
    first, last = (np.repeat([arc.period[q] for arc in arcs], k) for q in range(2))
    y = np.repeat([np.append(arc.start, 1.0) for arc in arcs], k, axis=0)
    down = Events(np.array([HEIGHT]), np.array([FALLING]), np.full((len(y), 1), END_M))
    options: dict[str, Any] = {"events": down, "relative_tolerance": TOLERANCE, "margin": MARGIN}
    flown = run(world, begin, y, np.maximum(end, begin), table, **options)
    before = flown_axis(world, begin, y, table, first)
    here = flown.status == TIME_REACHED
    after = np.full(len(y), np.nan)
    if here.any():
        after[here] = flown_axis(world, flown.t[here], flown.y[here], table[here], last[here])
    lost = np.where(np.isfinite(after), before - after, DOWN).reshape(trials.shape)
    return np.maximum.accumulate(np.maximum(lost, 1e-3), axis=1)
