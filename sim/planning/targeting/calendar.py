"""Opportunities: every revolution of a window, flown with the plan's burns, scored by how well the
last pass meets the aim.

For each revolution the first burn may take place on, and each direction in which the orbit crosses
the latitude of the aim, one trial is flown with nominal times and shares, and then two with the
final burn one and two revolutions later than that: its backup passes.
`sim.planning.targeting.phasing` then says which can be brought over the aim.
"""

from dataclasses import dataclass, replace

import numpy as np

from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import inclination_of_date
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.phasing import (
    REVOLUTION,
    TOLERANCE,
    Opportunity,
    find_opportunities,
)
from sim.planning.targeting.reference_piece import Impact
from sim.planning.targeting.sequence import StartStates, Trials, nominal_trials
from sim.planning.targeting.trial import TrialOutcome, fly_trials, observe_starts

ARC = 2.65
"""rad from the middle of the final burn to the impact, first guess; then measured."""

HALF_REVOLUTION = 0.5 * REVOLUTION
POLAR_RADIUS = 0.9966471893352525
"""Over the equatorial one, WGS84."""

BEYOND = np.radians(0.05)
"""rad, by which the inclination may change between the first state and the last pass: 0.02 deg
within a revolution by J2, as much in weeks by the Sun and the Moon.
"""

SAME_TIME = 600.0
"""s between two final burns that are one opportunity."""


@dataclass(frozen=True, kw_only=True)
class Pass:
    """A revolution on which the sequence may begin, flown with nominal times and shares.

    Attributes
    ----------
    start
        Number of the state it begins from.
    direction
        +1 on an ascending pass (northbound at the aim), -1 on a descending one.
    ignition
        s, of the final burn; and of the first one.
    impact
        Latitude and longitude in rad.
    off
        rad east: longitude of the impact from the aim's.
    along, across
        m from the aim.
    flight_path_angle
        rad, inertial, negative below the horizon, at the interface.
    backup
        Longitude in rad, east of the aim's, with the final burn one and two revolutions late; NaN
        where the stack is down by then, or nobody asked.
    """

    start: int
    direction: int
    ignition: float
    first: float
    impact: tuple[float, float]
    off: float
    along: float
    across: float
    flight_path_angle: float
    backup: tuple[float, float]


def is_same_pass(each: Pass, chosen: Opportunity) -> bool:
    """Whether an opportunity ends on a pass: same direction, final burns within half a
    revolution.
    """
    return (
        each.direction == chosen.direction
        and abs(each.ignition - chosen.ignition[-1]) < HALF_REVOLUTION
    )


@dataclass(frozen=True)
class Calendar:
    """Passes of a window in time, and the opportunities among them, least effort first."""

    passes: tuple[Pass, ...]
    opportunities: tuple[Opportunity, ...]


def crossing_argument(latitude: float, inclination: float, direction: int) -> float | None:
    """Argument of latitude where an orbit crosses a geodetic latitude, rad; its turn up to `BEYOND`
    farther, None out of reach.
    """
    geocentric = float(np.arctan(POLAR_RADIUS**2 * np.tan(latitude)))
    if abs(geocentric) > inclination + BEYOND:
        return None
    angle = float(np.arcsin(np.clip(np.sin(geocentric) / np.sin(inclination), -1.0, 1.0)))
    return angle % (2.0 * np.pi) if direction > 0 else (np.pi - angle) % (2.0 * np.pi)


def nominal_start(problem: PlanningProblem, starts: StartStates) -> int:
    """Number of the start nearest to the altitude at which the first burn had best begin."""
    if problem.altitude is None:
        return 0
    return int(np.argmin(np.abs(observe_starts(starts).mean_altitude - problem.altitude)))


def wrap_angle(angle: np.ndarray) -> np.ndarray:
    """Angle between -pi and pi."""
    return (angle + np.pi) % (2.0 * np.pi) - np.pi


def find_burn_centre(
    problem: PlanningProblem, starts: StartStates, direction: int, argument: float
) -> float | None:
    """Argument of latitude of the burns, rad, for an impact at the latitude of the aim in a
    direction.

    The arc from burn to impact depends on how the ground falls away under the path, so it is flown
    for places all round, then for places near the answer.

    Parameters
    ----------
    problem, starts
        What is planned, and from where; the start nearest to the wanted altitude is used.
    direction
        +1 ascending, -1 descending.
    argument
        Argument of latitude of the aim in that direction, rad.

    Returns
    -------
    float or None
        None if no burn brings the stack down there.
    """
    centre, width, begin = argument - ARC, np.pi / 3.0, nominal_start(problem, starts)
    for _ in range(2):  # all round the orbit, then near the answer
        tried = centre + np.linspace(-width, width, 16)
        outcome = fly_trials(
            problem,
            starts,
            nominal_trials(problem, np.full(16, begin), tried % (2.0 * np.pi)),
            degree=starts.coarse_degree,
            tolerance=TOLERANCE,
        )
        off = np.where(
            np.cos(outcome.impact.heading) * direction > 0.0,
            outcome.impact.latitude - problem.aim.latitude,
            np.nan,
        )
        # heading tells ascending from descending impacts, between which the latitudes meet
        crossing = _sign_changes(off)
        if not crossing:
            off = _beyond_argument(outcome.impact, argument)
            crossing = _sign_changes(off)
        if not crossing:
            return None
        k = min(crossing, key=lambda k: abs(k - 7))
        centre = tried[k] + (tried[k + 1] - tried[k]) * off[k] / (off[k] - off[k + 1])
        width = 0.1
    return float(centre % (2.0 * np.pi))


def _sign_changes(off: np.ndarray) -> list[int]:
    """Numbers of the values after which the sign changes."""
    return np.flatnonzero(off[:-1] * off[1:] <= 0.0).tolist()


def _beyond_argument(impact: Impact, argument: float) -> np.ndarray:
    """Angle in rad along the orbit by which impacts (n,) lie beyond an argument of latitude, from
    latitude and heading; NaN half an orbit away.

    Near the turn of the orbit none of a few impacts reaches the latitude of the aim.
    """
    north = np.cos(impact.heading) * np.cos(impact.latitude)
    beyond = wrap_angle(np.arctan2(np.sin(impact.latitude), north) - argument)
    return np.where(np.abs(beyond) < 0.5 * np.pi, beyond, np.nan)


def build_calendar(
    problem: PlanningProblem, starts: StartStates, *, with_backups: bool = True
) -> Calendar:
    """Fly every revolution of the window and say how each meets the aim.

    Parameters
    ----------
    problem
        What is planned.
    starts
        States at the revolutions of the window.
    with_backups
        Whether to fly the backup passes, two thirds of the work; no opportunity depends on them.
    """
    inclination = inclination_of_date(starts.t[0], starts.y[0], starts.orientation)
    passes: list[Pass] = []
    opportunities: list[Opportunity] = []
    n = len(starts.t)
    for direction in problem.directions:
        argument = crossing_argument(problem.aim.latitude, inclination, direction)
        spot = None if argument is None else find_burn_centre(problem, starts, direction, argument)
        if spot is None:
            continue
        trials = nominal_trials(problem, np.arange(n), np.full(n, spot))
        outcome = fly_trials(
            problem, starts, trials, degree=starts.coarse_degree, tolerance=TOLERANCE
        )
        backup = np.full((n, 2), np.nan)
        if with_backups:
            backup = _backups(problem, starts, trials, outcome)
        passes += _passes(problem, direction, trials.start, outcome, backup)
        opportunities += find_opportunities(problem, starts, trials, outcome)
    passes.sort(key=lambda p: (p.ignition, p.direction))
    return Calendar(tuple(_once(passes)), tuple(sorted(opportunities, key=lambda o: o.effort)))


def _once(passes: list[Pass]) -> list[Pass]:
    """Passes in time without those that burn at the same time as the one before in their
    direction.
    """
    latest: dict[int, float] = {}
    kept = []
    for each in passes:
        if each.ignition - latest.get(each.direction, -np.inf) > SAME_TIME:
            kept.append(each)
            latest[each.direction] = each.ignition
    return kept


def _backups(
    problem: PlanningProblem, starts: StartStates, trials: Trials, outcome: TrialOutcome
) -> np.ndarray:
    """Longitude in rad, east of the aim's, with the final burn one and two revolutions late; shape
    (n, 2), NaN where the stack is down by then.
    """
    n = len(trials)
    axis = EQUATORIAL_RADIUS + 0.5 * (outcome.perigee[:, -1] + outcome.apogee[:, -1])
    period = 2.0 * np.pi * np.sqrt(axis**3 / MU)
    late = np.repeat([1.0, 2.0], n)
    ignition = np.tile(outcome.ignition, (2, 1))
    ignition[:, -1] += late * np.tile(period, 2)
    many = replace(trials.of(np.tile(np.arange(n), 2)), ignition=ignition)
    flown = fly_trials(problem, starts, many, degree=starts.coarse_degree, tolerance=TOLERANCE)
    off = np.where(flown.flown, flown.impact.longitude - problem.aim.longitude, np.nan)
    return wrap_angle(off).reshape(2, n).T


def _passes(
    problem: PlanningProblem,
    direction: int,
    start: np.ndarray,
    outcome: TrialOutcome,
    backup: np.ndarray,
) -> list[Pass]:
    off = wrap_angle(outcome.impact.longitude - problem.aim.longitude)
    return [
        Pass(
            start=int(start[k]),
            direction=direction,
            ignition=float(outcome.ignition[k, -1]),
            first=float(outcome.ignition[k, 0]),
            impact=(float(outcome.impact.latitude[k]), float(outcome.impact.longitude[k])),
            off=float(off[k]),
            along=float(outcome.along[k]),
            across=float(outcome.across[k]),
            flight_path_angle=float(outcome.flight_path_angle[k]),
            backup=(float(backup[k, 0]), float(backup[k, 1])),
        )
        for k in range(len(start))
        if outcome.flown[k]
    ]
