"""Other passes: what is left of a sequence some revolutions later, with an aim of its own.

On another revolution the same burns bring the debris down on another track. The aim moves with it:
to where the reference piece comes down when the burns stay where on the orbit they are. Of several
passes the one with the farthest clearance from land is taken.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.replan import Commands, Remaining, Rows, comes_down
from sim.planning.targeting.sequence import half_period

Array = NDArray[np.float64]

BESIDE = (0.0, -1.0, 1.0, 2.0)
"""Revolutions about the one that is wanted that are looked at."""

SAME_AIM = 60e3
"""m: a pass that comes so near to the aim keeps it."""


def period_of(known: Knowledge) -> Array:
    """Period in s, (n,)."""
    altitude = known.observe(known.t, known.y).mean_altitude
    return 2.0 * half_period(altitude, altitude)


def choose_pass(
    remaining: Remaining,
    commands: Commands,
    rows: Rows,
    late: Array,
    landing: Landing | None,
) -> Commands:
    """Commands of some samples moved to the best pass near the one so many revolutions later.

    Parameters
    ----------
    remaining, commands
        See `sim.operations.guidance.replan.replan`.
    rows
        Samples that change their pass, shape (k,).
    late
        Revolutions by which they wait, shape (k,); the pass one revolution earlier is looked at
        too where they wait more than one.
    landing
        By what passes are judged; None: the pass that is wanted is taken.

    Returns
    -------
    Commands
        Of all samples; those of `rows` have ignitions on their new pass and the aim there.
    """
    shifts = np.array(BESIDE if landing is not None else (0.0,))
    k, c, stage = len(rows), len(shifts), remaining.stage
    least = np.ceil(late)
    wanted = np.maximum(least[:, None] + shifts, np.where(late > 1.0, least - 1.0, least)[:, None])
    moved = wanted * period_of(remaining.known)[rows][:, None]
    ignition = commands.ignition[rows][:, None, stage:] + moved[:, :, None]
    x = np.column_stack([commands.burn_centre[rows], commands.shift[rows]])
    trials = remaining.fly(np.repeat(rows, c), np.repeat(x, c, axis=0), ignition.reshape(k * c, -1))
    impact = trials.impact
    place = impact.latitude, impact.longitude, impact.heading
    value = np.ones(k * c) if landing is None else landing.clearance(*place)
    down = comes_down(trials)
    value = np.where(down, value, -1.0).reshape(k, c)
    # of passes that are alike the first
    best = np.argmax(np.where(value >= value.max(axis=1)[:, None] - 0.05, 1.0, 0.0), axis=1)
    pick = np.arange(k) * c + best
    flown = down[pick]
    keep = np.hypot(trials.along[pick], trials.across[pick]) < SAME_AIM
    new = {name: getattr(commands, name).copy() for name in ("aim", "ignition")}
    own = np.column_stack([impact.latitude[pick], impact.longitude[pick]])
    changes = flown & ~keep
    new["aim"][rows[changes]] = own[changes]
    new["ignition"][rows, stage:] = ignition[np.arange(k), best]
    seen = trials.ignition[pick]
    there = np.isfinite(seen).all(axis=1) & flown
    new["ignition"][rows[there], stage:] = seen[there]
    return replace(commands, **new)
