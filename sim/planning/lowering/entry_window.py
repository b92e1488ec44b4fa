"""The range of entry dates: all propellant burnt to lower the orbit at once, none burnt, or all of
it spent on raising the orbit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.planning.lowering.orbit_decay import DecayTable
from sim.planning.lowering.problem import AltitudeGoal, LoweringProblem, delta_v_between
from sim.planning.lowering.profile import (
    AttitudeSwitch,
    Rule,
    decay_under,
    descend,
    early_burn_rule,
    initial_state,
)


@dataclass(frozen=True, kw_only=True)
class EntryWindow:
    """When the last altitude can be reached under one level of solar activity, s since the epoch.

    Attributes
    ----------
    activity
        Normal deviate of the forecast.
    earliest
        All propellant as early as the limits allow, in the attitude of most drag. The
        time between two goals is at least that of the problem.
    natural
        No burns, usual attitude.
    latest
        All propellant spent to stay up: raised toward the ceiling on every date until it is used
        up, in the attitude of least drag; then drag alone.
    planned
        The date of the problem.
    known_until
        End of the decay table. A date after it is an extrapolation under constant solar activity.
    arrivals
        Earliest date of each goal.
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


def find_entry_windows(
    decay: DecayTable,
    problem: LoweringProblem,
    activity: Sequence[float],
    *,
    ceiling: float | None = None,
) -> tuple[EntryWindow, ...]:
    """Earliest and latest dates of the last altitude, one window for each solar activity.

    Parameters
    ----------
    decay
        Should reach as far as the forecast does.
    problem
        Its last docked interval is extended to the end of the table; the others are kept.
    activity
        Normal deviates of the forecast.
    ceiling
        m up to which the station may be raised to delay entry; by default the first altitude.

    Notes
    -----
    The earliest date is the least because a burn made earlier leaves every later altitude lower,
    and the latest is the greatest because a raise made earlier leaves it higher
    (`sim.planning.lowering.optimise`).
    """
    decays, rows = decay_under(decay, problem, activity), len(activity)
    horizon = max(float(decay.times[-1]), problem.goals[-1].end)
    intervals = (
        *problem.intervals[:-1],
        replace(problem.intervals[-1], end=max(horizon, problem.intervals[-1].end)),
    )
    top = problem.altitude if ceiling is None else ceiling

    def reached(level: float, rule: Rule, attitudes: AttitudeSwitch) -> np.ndarray:
        far = replace(problem, intervals=intervals, goals=(AltitudeGoal(horizon, level),))
        return descend(decays, far, 0, initial_state(far, rows), rule, attitudes).arrival

    levels = [goal.altitude for goal in problem.goals]
    down = np.array([reached(a, _all_above(a), AttitudeSwitch(np.inf)) for a in levels])
    lead = np.array([problem.goals[-1].end - goal.end for goal in problem.goals])
    earliest = np.max(down + lead[:, None], axis=0)
    natural = reached(levels[-1], early_burn_rule(0.0), AttitudeSwitch(-np.inf))
    latest = reached(levels[-1], _up_to(top), AttitudeSwitch(-np.inf, True))
    return tuple(
        EntryWindow(
            activity=float(z),
            earliest=float(earliest[k]),
            natural=float(natural[k]),
            latest=float(latest[k]),
            planned=problem.goals[-1].end,
            known_until=float(decay.times[-1]),
            arrivals=tuple(float(t) for t in down[:, k]),
        )
        for k, z in enumerate(activity)
    )


def _all_above(level: float) -> Rule:
    return lambda t, h, spent: np.where(h > level, np.inf, 0.0)


def _up_to(ceiling: float) -> Rule:
    return lambda t, h, spent: np.minimum(delta_v_between(h, ceiling), 0.0)
