"""What becomes of the station without a deorbit vehicle: its decay by itself, its risk on every
day, the burns that ships make possible, and the earliest of them planned and flown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np

from sim.entry.risk.casualty import Span
from sim.errors import InputError, NoPlanError
from sim.frames.epoch import DAY
from sim.operations.contingency.exposure import Exposure, time_down
from sim.operations.contingency.options import (
    Fleet,
    Option,
    Waiting,
    find_earliest,
    find_options,
    last_day_to_order,
)
from sim.report.results.run import RunResult
from sim.scenario.build.backup_search import build_search, search_of
from sim.scenario.load import load
from sim.workflow.contingency.day import (
    Day,
    station_on,
)
from sim.workflow.contingency.deorbit import plan_deorbit
from sim.workflow.contingency.exposed import expose_station
from sim.workflow.contingency.ways import MOST, YEAR, Ways, find_ways
from sim.workflow.progress import OnProgress, Progress, ignore_progress
from sim.workflow.run import run_scenarios

DECAYING, FALLING = "decay by the air alone", "uncontrolled entry and break-up"
BURNING, PLANNING = "burns that ships make possible", "plan of the earliest"
MOST_TRIES = 4
"""Options for which a plan is looked for; each takes some minutes."""
PLAN_TAKES = 400.0
"""kg that a plan takes more than the coarse flight of its burns; options that leave less are not
planned. assumption: 300 to 550; 306 kg in a plan from 220 km, 550 kg in one from 235 km.
"""
EVERY = 30.4375 * DAY
"""s between the days of the table of exposure: a month."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: the day (UTC date), how many ships can come, how long after it the first docks
    (s; None as the scenario says), and whether the attitude is under control.
    """

    date: str
    ships: int = 2
    after: float | None = None
    control: bool = True


@dataclass(frozen=True, kw_only=True)
class Alone:
    """When the station comes down if nothing is done, in one attitude: by percentile, s since the
    day, shape (k,).
    """

    attitude: str
    ballistic: float
    end: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Earliest:
    """What a number of ships makes possible in one attitude: the earliest option and the last day
    to ask for ships (s since the day), for each percentile; None where there is none. `tries` are
    the options of the median by altitude, the earliest first.
    """

    ships: int
    attitude: str
    options: tuple[Option | None, ...]
    last_order: tuple[float | None, ...]
    tries: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class LeftAlone:
    """A day, and what becomes of the station if nothing is done: the same whatever ships can come.
    `area` is the casualty area m2 of its break-up, which `uncontrolled` flies.
    """

    day: Day
    alone: tuple[Alone, ...]
    uncontrolled: RunResult
    area: Span
    exposure: Exposure


@dataclass(frozen=True, kw_only=True)
class ContingencyStudy:
    """All of it; see the parts. `deorbit` is None where nothing is planned, and `no_deorbit` then
    says why.

    `planned` is the option that `deorbit` flies. Where no plan keeps debris as far from land as is
    asked, it is the one that comes nearest to it.
    """

    question: Question
    day: Day
    fleet: Fleet
    uncontrolled: RunResult
    area: Span
    alone: tuple[Alone, ...]
    exposure: Exposure
    ways: Ways | None
    earliest: tuple[Earliest, ...]
    chosen: Earliest | None
    planned: Option | None
    deorbit: RunResult | None
    no_deorbit: str


def leave_alone(
    file: Path,
    changes: Mapping[str, Any],
    date: str,
    on_progress: OnProgress = ignore_progress,
) -> LeftAlone:
    """What becomes of the station from a day (UTC) on; other parameters and errors as for
    `study_contingency`.
    """
    _tell(on_progress, DECAYING, 0.0)
    day = station_on(file, changes, date)
    percentiles = tuple(float(each) for each in day.model.percentiles)
    alone = tuple(_alone(day, attitude, percentiles) for attitude in _attitudes(day))
    _tell(on_progress, FALLING, 0.1)
    uncontrolled = _fall(file, changes, day, alone, on_progress)
    area = _casualty_area(uncontrolled)
    return LeftAlone(
        day=day,
        alone=alone,
        uncontrolled=uncontrolled,
        area=area,
        exposure=expose_station(day, _days(day), area, percentiles),
    )


def study_contingency(
    file: Path,
    changes: Mapping[str, Any],
    question: Question,
    on_progress: OnProgress = ignore_progress,
    left: LeftAlone | None = None,
) -> ContingencyStudy:
    """Answer a question about a day.

    Parameters
    ----------
    file, changes
        Scenario with a `contingency` and a `plan: search`, and what is laid over it.
    question
        Day, ships, delay, control.
    on_progress
        Called in this thread.
    left
        Of the same day, scenario and changes, where it is known from another question.

    Raises
    ------
    InputError
        If the scenario knows nothing of that day, or the number of ships can't be.
    ScenarioError
        If the scenario has a fault.
    """
    _check(question)
    if left is None:
        left = leave_alone(file, changes, question.date, on_progress)
    day = left.day
    percentiles = tuple(float(each) for each in day.model.percentiles)
    fleet = _fleet(day, question)
    ways = None
    if question.control:
        ways = find_ways(day, question.ships, partial(_tell_burns, on_progress))
    earliest = () if ways is None else _earliest(day, fleet, ways, percentiles)
    chosen = _choose(earliest, question.ships, percentiles)
    planned, deorbit, reason = None, None, _why_nothing(question, ways)
    if chosen is not None and ways is not None:
        _tell(on_progress, PLANNING, 0.7)
        try:
            planned, deorbit = _plan(file, changes, day, ways, chosen, on_progress)
        except NoPlanError as error:
            reason = str(error).replace("\n", ". ")
    return ContingencyStudy(
        question=question,
        day=day,
        fleet=fleet,
        uncontrolled=left.uncontrolled,
        area=left.area,
        alone=left.alone,
        exposure=left.exposure,
        ways=ways,
        earliest=earliest,
        chosen=chosen,
        planned=planned,
        deorbit=deorbit,
        no_deorbit="" if deorbit is not None else reason,
    )


def _check(question: Question) -> None:
    if not 0 <= question.ships <= MOST:
        raise InputError(f"--ships {question.ships}: allowed are 0 to {MOST}")
    if question.after is not None and not 0.0 < question.after <= 5.0 * YEAR:
        raise InputError(f"--after {question.after / DAY:g} d: allowed is up to five years")


def _plan(
    file: Path,
    changes: Mapping[str, Any],
    day: Day,
    ways: Ways,
    chosen: Earliest,
    on_progress: OnProgress,
) -> tuple[Option, RunResult]:
    """Plan and fly what was chosen under the median forecast; where no pass can be planned, or
    debris then falls too near to land, what begins next. The first that keeps its distances, else
    the one that comes nearest to that.

    Raises
    ------
    NoPlanError
        If none can be planned, with the reason of the first.
    """
    faults: list[NoPlanError] = []
    flown: list[tuple[Option, RunResult]] = []
    ballistic = day.ballistic(chosen.attitude)
    enough = [each for each in chosen.tries if each.way.candidate.margin >= PLAN_TAKES]
    for option in (enough or list(chosen.tries))[:MOST_TRIES]:
        try:
            run = plan_deorbit(file, changes, day, ways, option, ballistic, on_progress)
        except NoPlanError as error:
            faults.append(error)
            continue
        flown.append((option, run))
        if room_of(run) >= 1.0:
            break
    if not flown:
        raise faults[0]
    return max(flown, key=lambda each: room_of(each[1]))


def room_of(run: RunResult) -> float:
    """Least distance of debris from land over what is asked for; inf where none is near."""
    given = cast("dict[str, Any]", run.summary)["debris"]["keep_out"]
    room = [each["least_km"] / each["limit_km"] for each in given if each["least_km"] is not None]
    return min(room, default=np.inf)


def _casualty_area(run: RunResult) -> Span:
    """Of all fragments of one break-up, m2."""
    debris = run.summary.get("debris")
    if debris is None:
        raise InputError(f"{run.name}: has no `entry`, so nothing tells what reaches the ground")
    return Span(**debris["casualty_area_m2"])


def _tell(on_progress: OnProgress, stage: str, share: float) -> None:
    on_progress(Progress(stage=stage, share=share))


def _tell_burns(on_progress: OnProgress, words: str) -> None:
    _tell(on_progress, f"{BURNING}: {words}", 0.4)


def _attitudes(day: Day) -> tuple[str, ...]:
    """Those in which it may wait, and the one without control."""
    return (*day.model.waiting, day.model.lost)


def _alone(day: Day, attitude: str, percentiles: Sequence[float]) -> Alone:
    ballistic = day.ballistic(attitude)
    start, altitude, each = np.zeros(1), np.array([day.altitude]), np.array([ballistic])
    end = [float(time_down(day.decay, start, altitude, each, p)[0]) for p in percentiles]
    return Alone(attitude=attitude, ballistic=ballistic, end=np.array(end))


def _days(day: Day) -> np.ndarray:
    """Days of the table of exposure, s since the day: a month apart, to the end of the plan."""
    last = day.seconds(day.model.altitude[-1].date)
    return np.arange(0.0, last + 1.0, EVERY)


def _fall(
    file: Path,
    changes: Mapping[str, Any],
    day: Day,
    alone: Sequence[Alone],
    on_progress: OnProgress,
) -> RunResult:
    """The last day of the station without control, flown to the ground with its break-up."""
    lost = next(each for each in alone if each.attitude == day.model.lost)
    down = float(lost.end[_median(tuple(map(float, day.model.percentiles)))])
    laid = {**changes, **day.visits}
    laid |= {
        "start": day.mission.epoch.utc_iso(round(down)),
        "state.kepler.altitude": "180 km",
        "phases.wait.attitude": day.model.lost,
        "phases.wait.until": {"ground": True},
        "phases.wait.field_degree": 36,
        "plan": None,
        "contingency": None,
        "attitude_control": None,
        "entry.burn_rates": None,
    }
    (result,) = run_scenarios([load(file, laid)], [file], on_progress=on_progress)
    return result


def _fleet(day: Day, question: Question) -> Fleet:
    search = search_of(day.scenario)
    hardware = build_search(day.scenario, day.mission)[0]
    after = float(day.model.after) if question.after is None else question.after
    return Fleet(
        ships=question.ships,
        first=after,
        every=YEAR / search.launches_per_year[0],
        propellant=hardware.usable,
        isp=min(group.isp for group in hardware.ship.engines if group.name in hardware.engines),
    )


def _earliest(
    day: Day, fleet: Fleet, ways: Ways, percentiles: Sequence[float]
) -> tuple[Earliest, ...]:
    """For every number of ships up to that of the fleet, in every attitude of waiting."""
    found, median = [], percentiles[_median(percentiles)]
    for ships in range(fleet.ships + 1):
        some = replace(fleet, ships=ships)
        for attitude in day.model.waiting:
            waiting = Waiting(
                attitude=attitude,
                ballistic=day.ballistic(attitude),
                mass=day.mass,
                start=0.0,
                altitude=day.altitude,
            )
            found.append(
                Earliest(
                    ships=ships,
                    attitude=attitude,
                    options=tuple(
                        find_earliest(ways.ways, some, waiting, day.decay, p) for p in percentiles
                    ),
                    last_order=tuple(
                        last_day_to_order(ways.ways, some, waiting, day.decay, p, fleet.first)
                        for p in percentiles
                    ),
                    tries=tuple(find_options(ways.ways, some, waiting, day.decay, median)),
                )
            )
    return tuple(found)


def _choose(
    earliest: Sequence[Earliest], ships: int, percentiles: tuple[float, ...]
) -> Earliest | None:
    """The one with all ships that begins first under the median forecast."""
    k = _median(percentiles)
    able = [
        (option.begin, each)
        for each in earliest
        for option in [each.options[k]]
        if each.ships == ships and option is not None
    ]
    return min(able, key=lambda pair: pair[0])[1] if able else None


def _median(percentiles: Sequence[float]) -> int:
    """Number of the percentile nearest to the median."""
    return int(np.argmin(np.abs(np.asarray(percentiles) - 50.0)))


def _why_nothing(question: Question, ways: Ways | None) -> str:
    if not question.control:
        return "without control of the attitude no ship can dock and no burn can be aimed"
    if ways is None or not ways.flies:
        none = "no order of burns of the set brings it down under control, with no change tried"
        if ways is None or ways.needed is None:
            return none
        return f"{none}; {ways.needed} ships would, with the last of them"
    return "its ships dock after the station has fallen below the altitudes of all burns"
