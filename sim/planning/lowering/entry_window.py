"""The dates of entry a plan can afford: all its propellant down at once, none at all, or all of it
spent on staying up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.planning.lowering.orbit_decay import Decay
from sim.planning.lowering.problem import Leg, Task, delta_v_between
from sim.planning.lowering.profile import Attitudes, Rule, at_once, begun, descend, sky_of


@dataclass(frozen=True)
class EntryWindow:
    """When the last altitude of a task can be reached under one Sun, s since the epoch.

    Attributes
    ----------
    activity
        Normal deviate of the forecast.
    earliest
        All propellant as early as the limits allow, in the attitude of most drag. No leg is begun
        before the one before has ended, and each lasts at least as long as in the task.
    natural
        No burns, usual attitude.
    latest
        All propellant spent to stay up: raised toward the ceiling on every date until it is used
        up, in the attitude of least drag; then drag alone.
    planned
        The date of the task.
    known_until
        End of the decay table. A date after it is an extrapolation under an unchanging Sun.
    arrivals
        Earliest date of each leg.
    """

    activity: float
    earliest: float
    natural: float
    latest: float
    planned: float
    known_until: float
    arrivals: tuple[float, ...]

    @property
    def natural_delay(self) -> float:
        """How much later than planned drag alone gets there, s."""
        return self.natural - self.planned


def entry_windows(
    decay: Decay, task: Task, activity: Sequence[float], *, ceiling: float | None = None
) -> tuple[EntryWindow, ...]:
    """Earliest and latest dates of the last altitude, one window for each Sun.

    Parameters
    ----------
    decay
        Should reach as far as the forecast does.
    task
        The last stay goes on to the end of the table; what the stays bring, and when, is kept.
    activity
        Normal deviates of the forecast.
    ceiling
        m up to which the station may be raised to stay longer; by default the first altitude.

    Notes
    -----
    The earliest date is the least because a burn made earlier leaves every later altitude lower,
    and the latest is the greatest because a raise made earlier leaves it higher
    (`sim.planning.lowering.optimise`).
    """
    sky, rows = sky_of(decay, task, activity), len(activity)
    horizon = max(float(decay.times[-1]), task.legs[-1].end)
    stays = (*task.stays[:-1], replace(task.stays[-1], end=max(horizon, task.stays[-1].end)))
    every = min(leg.every for leg in task.legs)
    top = task.altitude if ceiling is None else ceiling

    def reached(level: float, rule: Rule, attitudes: Attitudes) -> np.ndarray:
        far = replace(task, stays=stays, legs=(Leg(horizon, level, every),))
        return descend(sky, far, 0, begun(far, rows), rule, attitudes).arrival

    levels = [leg.altitude for leg in task.legs]
    down = np.array([reached(a, _all_above(a), Attitudes(np.inf)) for a in levels])
    lead = np.array([task.legs[-1].end - leg.end for leg in task.legs])
    earliest = np.max(down + lead[:, None], axis=0)
    natural = reached(levels[-1], at_once(0.0), Attitudes(-np.inf))
    latest = reached(levels[-1], _up_to(top), Attitudes(-np.inf, True))
    return tuple(
        EntryWindow(
            float(z),
            float(earliest[k]),
            float(natural[k]),
            float(latest[k]),
            task.legs[-1].end,
            float(decay.times[-1]),
            tuple(float(t) for t in down[:, k]),
        )
        for k, z in enumerate(activity)
    )


def natural_arrivals(
    decay: Decay, task: Task, activity: Sequence[float], altitudes: Sequence[float]
) -> np.ndarray:
    """When drag alone brings the first stack to altitudes, s; shape (rows, altitudes)."""
    sky = sky_of(decay, task, activity)
    start = np.full(len(activity), task.altitude)
    ballistic = task.stays[0].mass / task.exposures[0].drag_area
    return np.stack([sky.time_at(task.start, start, ballistic, a) for a in altitudes], axis=1)


def _all_above(level: float) -> Rule:
    return lambda t, h, spent: np.where(h > level, np.inf, 0.0)


def _up_to(ceiling: float) -> Rule:
    return lambda t, h, spent: np.minimum(delta_v_between(h, ceiling), 0.0)
