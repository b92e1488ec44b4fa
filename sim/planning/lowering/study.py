"""The lowering a scenario flies against the cheapest one to the same dates, under several
levels of solar activity: what each costs, the range of entry dates, and drag alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.flight.mission import Mission
from sim.frames.elements import inclination_of_state
from sim.frames.epoch import DAY, Epoch, utc_column
from sim.planning.lowering.entry_window import EntryWindow, find_entry_windows
from sim.planning.lowering.figures import CostFigures, LoweringStudyFigures, PercentileFigures
from sim.planning.lowering.mission import build_lowering_problem
from sim.planning.lowering.optimise import find_cheapest, follow_profile
from sim.planning.lowering.orbit_decay import DecayTable, activity_of, tabulate_decay
from sim.planning.lowering.problem import AltitudeGoal, LoweringProblem
from sim.planning.lowering.profile import (
    AttitudeSwitch,
    decay_under,
    descend,
    early_burn_rule,
    initial_state,
)
from sim.planning.lowering.solution import LoweringSolution

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
REACH = 3.5
"""Times the length of the lowering that the decay table goes on: until drag alone is down."""
LEAST = 180.0 * DAY
"""s that the decay table covers at least."""
EVERY = 5.0 * DAY
"""s between points of a line of drag alone."""


@dataclass(frozen=True, kw_only=True)
class LoweringStudy:
    """Solutions by percentile: the cheapest in the usual attitude, the cheapest in any, and the
    scenario's own profile; the range of entry dates; and altitude profiles for drawing.

    The tuples of solutions and windows have one for each percentile.
    """

    problem: LoweringProblem
    others: tuple[str, ...]
    percentiles: tuple[float, ...]
    usual: tuple[LoweringSolution, ...]
    free: tuple[LoweringSolution, ...]
    profile: tuple[LoweringSolution, ...]
    windows: tuple[EntryWindow, ...]
    decay: DecayTable
    activities: tuple[float, ...]


def study_lowering(
    mission: Mission,
    far: Mission,
    end: tuple[float, float],
    attitudes: Sequence[str] = (),
    percentiles: Sequence[float] = PERCENTILES,
) -> LoweringStudy:
    """Find the cheapest lowering to where that of a mission ends, on the same dates.

    Parameters
    ----------
    mission
        Begins with lowering phases.
    far
        The same with tables that reach `REACH` times as far, or as far as the forecast does.
    end
        s and m of mean altitude: where the lowering ends.
    attitudes
        Names of those that may be flown besides the usual one.
    percentiles
        Of the forecast.

    Raises
    ------
    ValueError
        If the mission does not begin with lowering by engines, or its altitudes are out of range.

    Notes
    -----
    Dates kept are those inside the profile, and the end as it was flown.
    """
    profile = _profile(mission)
    kept = zip(profile.times[1:-1], profile.altitudes[1:-1], strict=True)
    goals = [goal for goal in kept if goal[0] < end[0] and goal[1] > end[1]] + [end]
    problem = build_lowering_problem(mission, goals)
    # a flight that follows a profile burns as long as it must
    as_flown = build_lowering_problem(mission, goals, longest_burn=np.inf)
    columns = {k: float(v[0]) for k, v in mission.dispersed.items() if k != "activity"}
    last = min(far.horizon, max(REACH * end[0], LEAST))
    decay = tabulate_decay(
        far.world,
        inclination_of_state(mission.position[0], mission.velocity[0]),
        0.0,
        last,
        columns=columns,
    )
    activities = tuple(activity_of(p) for p in percentiles)
    free = problem if not attitudes else build_lowering_problem(mission, goals, attitudes=attitudes)
    usual = find_cheapest(decay, problem, activities)
    return LoweringStudy(
        problem=problem,
        others=tuple(attitudes),
        percentiles=tuple(percentiles),
        usual=usual,
        free=find_cheapest(decay, free, activities) if attitudes else usual,
        profile=follow_profile(decay, as_flown, activities, *profile),
        windows=find_entry_windows(decay, problem, activities),
        decay=decay,
        activities=activities,
    )


class _Profile(NamedTuple):
    """Dates s and altitudes m of all lowering policies as one line, and the least burn, m/s."""

    times: tuple[float, ...]
    altitudes: tuple[float, ...]
    least_delta_v: float


def _profile(mission: Mission) -> _Profile:
    """What the lowering phases of a mission follow."""
    policies = []
    for phase in mission.phases:
        if phase.altitude_profile is None or not phase.altitude_profile.firings:
            break
        policies.append(phase.altitude_profile)
    if not policies:
        raise ValueError(f"{mission.name} does not begin with lowering burns")
    points = dict(
        sorted(point for p in policies for point in zip(p.times, p.altitudes, strict=True))
    )
    return _Profile(tuple(points), tuple(points.values()), max(p.least_delta_v for p in policies))


def summarise_lowering(study: LoweringStudy, epoch: Epoch) -> LoweringStudyFigures:
    """The study as plain figures; keys are defined in `docs/outputs.md`."""

    def utc(seconds: float) -> str | None:
        return epoch.utc_iso(float(seconds)) if np.isfinite(seconds) else None

    rows: list[PercentileFigures] = []
    for k, percentile in enumerate(study.percentiles):
        window = study.windows[k]
        rows.append(
            {
                "percentile": percentile,
                "cheapest": _answer(study.usual[k], utc),
                "cheapest_any_attitude": _answer(study.free[k], utc),
                "profile": _answer(study.profile[k], utc),
                "earliest_utc": utc(window.earliest),
                "drag_alone_utc": utc(window.natural),
                "drag_alone_days_late": window.natural_delay / 86400.0,
                "latest_utc": utc(window.latest),
                "drag_alone_extrapolated": window.natural > window.known_until,
                "latest_extrapolated": window.latest > window.known_until,
            }
        )
    return {
        "goals": [
            {"utc": epoch.utc_iso(float(goal.end)), "altitude_km": goal.altitude / 1e3}
            for goal in study.problem.goals
        ],
        "usual_attitude": study.problem.attitude_options[0].name,
        "other_attitudes": list(study.others),
        "known_until_utc": utc(float(study.decay.times[-1])),
        "by_percentile": rows,
    }


def _answer(solution: LoweringSolution, utc: Callable[[float], str | None]) -> CostFigures:
    late = solution.arrivals[-1] - solution.problem.goals[-1].end
    return {
        "feasible": solution.feasible,
        "reason": solution.reason,
        "burn_dates": len(solution.dates),
        "delta_v_m_s": solution.total_delta_v,
        "delta_v_error_m_s": solution.delta_v_error,
        "propellant_kg": solution.total_propellant,
        "arrival_utc": utc(solution.arrivals[-1]),
        "days_late": late / 86400.0,
        "attitudes": [
            {"attitude": span.attitude, "from_utc": utc(span.start), "to_utc": utc(span.end)}
            for span in solution.attitudes
        ],
    }


def tabulate_altitudes(study: LoweringStudy, epoch: Epoch) -> dict[str, np.ndarray]:
    """Altitude by date of every solution and of drag alone: columns `course`, `percentile`, `utc`,
    `altitude_km`.
    """
    goal_solutions: list[tuple[str, float, np.ndarray, np.ndarray]] = []
    for k, percentile in enumerate(study.percentiles):
        for name, solutions in (
            ("cheapest", study.usual),
            ("cheapest_any_attitude", study.free),
            ("profile", study.profile),
        ):
            solution = solutions[k]
            times = np.array([study.problem.start, *solution.times])
            heights = np.array([study.problem.altitude, *solution.altitudes])
            goal_solutions.append((name, percentile, times, heights))
    for percentile, line in zip(study.percentiles, _drag_alone(study), strict=True):
        goal_solutions.append(("drag_alone", percentile, *line))
    lengths = [len(times) for _, _, times, _ in goal_solutions]
    return {
        "course": np.repeat([goal_solution[0] for goal_solution in goal_solutions], lengths),
        "percentile": np.repeat([goal_solution[1] for goal_solution in goal_solutions], lengths),
        "utc": utc_column(
            epoch, np.concatenate([goal_solution[2] for goal_solution in goal_solutions])
        ),
        "altitude_km": np.concatenate([goal_solution[3] for goal_solution in goal_solutions]) / 1e3,
    }


def _drag_alone(study: LoweringStudy) -> list[tuple[np.ndarray, np.ndarray]]:
    """Dates and altitudes without burns, ships coming and going as planned, to the last level."""
    problem, level = study.problem, study.problem.goals[-1].altitude
    last = float(study.decay.times[-1])
    last_interval = replace(problem.intervals[-1], end=max(last, problem.intervals[-1].end))
    intervals = (replace(s, every=EVERY) for s in (*problem.intervals[:-1], last_interval))
    far = replace(problem, intervals=tuple(intervals), goals=(AltitudeGoal(last, level),))
    decays, rows = decay_under(study.decay, far, study.activities), len(study.activities)
    profile = descend(
        decays, far, 0, initial_state(far, rows), early_burn_rule(0.0), AttitudeSwitch(-np.inf)
    )
    lines = []
    for k, window in enumerate(study.windows):
        times, heights = profile.dates.times, profile.dates.after[:, k]
        higher = heights > level
        end = min(window.natural, last)
        lines.append((np.append(times[higher], end), np.append(heights[higher], level)))
    return lines
