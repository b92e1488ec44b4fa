"""The lowering a scenario flies against the cheapest one to the same dates, under several Suns:
what each costs, the dates of entry that can be afforded, and drag alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.flight.mission import Mission
from sim.frames.elements import inclination_of_state
from sim.frames.epoch import DAY, Epoch, utc_datetime64
from sim.planning.lowering.entry_window import EntryWindow, entry_windows
from sim.planning.lowering.mission import task_of
from sim.planning.lowering.optimise import cheapest, following
from sim.planning.lowering.orbit_decay import Decay, activity_of, decay_table
from sim.planning.lowering.problem import Leg, Task
from sim.planning.lowering.profile import Attitudes, at_once, begun, descend, sky_of
from sim.planning.lowering.solution import LoweringPolicy

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
REACH = 3.5
"""Times the length of the lowering that the decay table goes on: until drag alone is down."""
LEAST = 180.0 * DAY
"""s that the decay table covers at least."""
EVERY = 5.0 * DAY
"""s between points of a line of drag alone."""


@dataclass(frozen=True)
class LoweringStudy:
    """Answers by percentile: the cheapest in the usual attitude, the cheapest in any, and the
    scenario's own profile; the dates of entry; and courses for drawing.

    The four tuples of answers have one for each percentile.
    """

    task: Task
    others: tuple[str, ...]
    percentiles: tuple[float, ...]
    usual: tuple[LoweringPolicy, ...]
    free: tuple[LoweringPolicy, ...]
    profile: tuple[LoweringPolicy, ...]
    windows: tuple[EntryWindow, ...]
    decay: Decay
    activities: tuple[float, ...]


def lowering_study(
    mission: Mission,
    far: Mission,
    end: tuple[float, float],
    attitudes: Sequence[str] = (),
    percentiles: Sequence[float] = PERCENTILES,
) -> LoweringStudy:
    """Find the cheapest way to where a mission's lowering ends, on the same dates.

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
    Dates kept are the last ones of every profile but the last, and the end as it was flown.
    """
    times, altitudes, goals = _profile(mission)
    goals = [goal for goal in goals if goal[0] < end[0]] + [end]
    task = task_of(mission, goals)
    columns = {k: float(v[0]) for k, v in mission.dispersed.items() if k != "activity"}
    last = min(far.horizon, max(REACH * end[0], LEAST))
    decay = decay_table(
        far.world,
        inclination_of_state(mission.position[0], mission.velocity[0]),
        0.0,
        last,
        columns=columns,
    )
    activities = tuple(activity_of(p) for p in percentiles)
    free = task if not attitudes else task_of(mission, goals, attitudes=attitudes)
    usual = cheapest(decay, task, activities)
    return LoweringStudy(
        task,
        tuple(attitudes),
        tuple(percentiles),
        usual,
        cheapest(decay, free, activities) if attitudes else usual,
        following(decay, task, activities, times, altitudes),
        entry_windows(decay, task, activities),
        decay,
        activities,
    )


def _profile(
    mission: Mission,
) -> tuple[tuple[float, ...], tuple[float, ...], list[tuple[float, float]]]:
    """Dates and altitudes of the lowering policies as one line, and the last point of every
    profile but the last.
    """
    lines = []
    for phase in mission.phases:
        if phase.policy is None or not phase.policy.firings:
            break
        line = tuple(zip(phase.policy.times, phase.policy.altitudes, strict=True))
        if line not in lines:
            lines.append(line)
    if not lines:
        raise ValueError(f"{mission.name} does not begin with lowering burns")
    points = dict(sorted(point for line in lines for point in line))
    return tuple(points), tuple(points.values()), [line[-1] for line in lines[:-1]]


def lowering_figures(study: LoweringStudy, epoch: Epoch) -> dict[str, Any]:
    """The study as plain figures; keys are defined in `docs/outputs.md`."""

    def utc(seconds: float) -> str | None:
        return epoch.utc_iso(float(seconds)) if np.isfinite(seconds) else None

    rows = []
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
            {"utc": utc(leg.end), "altitude_km": leg.altitude / 1e3} for leg in study.task.legs
        ],
        "usual_attitude": study.task.exposures[0].name,
        "other_attitudes": list(study.others),
        "known_until_utc": utc(float(study.decay.times[-1])),
        "by_percentile": rows,
    }


def _answer(answer: LoweringPolicy, utc: Any) -> dict[str, Any]:
    late = answer.arrivals[-1] - answer.task.legs[-1].end
    return {
        "feasible": answer.feasible,
        "reason": answer.reason,
        "burn_dates": len(answer.dates),
        "delta_v_m_s": answer.total_delta_v,
        "delta_v_error_m_s": answer.delta_v_error,
        "propellant_kg": answer.total_propellant,
        "arrival_utc": utc(answer.arrivals[-1]),
        "days_late": late / 86400.0,
        "attitudes": [
            {"attitude": span.attitude, "from_utc": utc(span.start), "to_utc": utc(span.end)}
            for span in answer.attitudes
        ],
    }


def lowering_courses(study: LoweringStudy, epoch: Epoch) -> dict[str, np.ndarray]:
    """Altitude by date of every answer and of drag alone: columns `course`, `percentile`, `utc`,
    `altitude_km`.
    """
    parts: list[tuple[str, float, np.ndarray, np.ndarray]] = []
    for k, percentile in enumerate(study.percentiles):
        for name, answers in (
            ("cheapest", study.usual),
            ("cheapest_any_attitude", study.free),
            ("profile", study.profile),
        ):
            answer = answers[k]
            times = np.array([study.task.start, *answer.times])
            heights = np.array([study.task.altitude, *answer.altitudes])
            parts.append((name, percentile, times, heights))
    for percentile, line in zip(study.percentiles, _drag_alone(study), strict=True):
        parts.append(("drag_alone", percentile, *line))
    lengths = [len(times) for _, _, times, _ in parts]
    return {
        "course": np.repeat([part[0] for part in parts], lengths),
        "percentile": np.repeat([part[1] for part in parts], lengths),
        "utc": utc_datetime64(epoch, np.concatenate([part[2] for part in parts])),
        "altitude_km": np.concatenate([part[3] for part in parts]) / 1e3,
    }


def _drag_alone(study: LoweringStudy) -> list[tuple[np.ndarray, np.ndarray]]:
    """Dates and altitudes without burns, ships coming and going as planned, to the last level."""
    task, level = study.task, study.task.legs[-1].altitude
    last = float(study.decay.times[-1])
    stays = (*task.stays[:-1], replace(task.stays[-1], end=max(last, task.stays[-1].end)))
    far = replace(task, stays=stays, legs=(Leg(last, level, EVERY),))
    sky, rows = sky_of(study.decay, far, study.activities), len(study.activities)
    course = descend(sky, far, 0, begun(far, rows), at_once(0.0), Attitudes(-np.inf))
    lines = []
    for k, window in enumerate(study.windows):
        times, heights = course.dates.times, course.dates.after[:, k]
        higher = heights > level
        end = min(window.natural, last)
        lines.append((np.append(times[higher], end), np.append(heights[higher], level)))
    return lines
