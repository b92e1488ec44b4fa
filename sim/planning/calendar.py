"""Opportunities: every revolution of a window, flown with the plan's burns, scored by how well the
last pass meets the aim.

For each revolution the first burn may take place on, and each leg that crosses the latitude of the
aim, one trial is flown with nominal times, some with times drawn out, and two with the final burn
one and two revolutions late: its backup passes. The trials that come nearest are moved along the
orbit onto the aim and flown with several ways to share out the lowering; what then still misses
across the track tells how much phasing they need.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.frames.epoch import DAY
from sim.frames.geodesy import MEAN_RADIUS
from sim.planning.problem import Problem
from sim.planning.sequence import Starts, Trials, first_trials
from sim.planning.trial import Outcome, fly_trials, observed

DEGREE = 8
TOLERANCE = 1e-9
"""Of the flights that only look around: good to some 20 km over four days."""

ARC = 2.65
"""rad from the middle of the final burn to the impact, first guess; then measured."""

STRETCHES = (1.0, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.1, 2.4, 2.7, 3.0)
LONGEST = 5.5 * DAY
"""How far the sequence may be drawn out in time, and how long (s) it may then be: low orbits decay."""

NEAR = 128
"""Trials nearest to the aim that are looked at more closely."""

SHIFTS = (-0.4, -0.2, 0.0, 0.2, 0.4)
"""Ways to share out the lowering that are tried there: early to late."""

MOST_SHIFT = 1.2
"""Beyond it nearly all of the lowering falls to one burn."""

HALF_REVOLUTION = 2650.0
SAME_TIME = 600.0
"""s between two final burns that are one opportunity."""

FAR = 20e3
"""m of altitude away from the wanted one that count as much as a shift of 1."""

SAME_PERIGEE = 50.0
"""m"""

SLIP = 150e3
"""m: a larger jump across the track between neighbouring shifts means that a burn slipped to the
next revolution.
"""


@dataclass(frozen=True)
class Pass:
    """A revolution on which the sequence may begin, flown with nominal times and shares.

    Attributes
    ----------
    start
        Number of the state it begins from.
    leg
        +1 northbound at the aim, -1 southbound.
    ignition
        s, of the final burn; and of the first one.
    impact
        Latitude and longitude in rad.
    off
        rad east: longitude of the impact from the aim's.
    along, across
        m from the aim.
    angle
        rad below the horizon at the interface.
    backup
        Longitude in rad, east of the aim's, with the final burn one and two revolutions late; NaN
        where the stack is down by then.
    """

    start: int
    leg: int
    ignition: float
    first: float
    impact: tuple[float, float]
    off: float
    along: float
    across: float
    angle: float
    backup: tuple[float, float]


@dataclass(frozen=True)
class Opportunity:
    """A pass that can be brought over the aim: by which stretch of the times and which shift of the
    shares, from which place (rad) burns are centred on, with ignitions (s) near `ignition`.
    """

    start: int
    leg: int
    stretch: float
    shift: float
    place: float
    ignition: np.ndarray
    aside: float = 0.0

    @property
    def effort(self) -> float:
        """How far from the nominal plan it is: in shares, in times, and in altitude (`aside`, as a
        part of 20 km).
        """
        return abs(self.shift) + 2.0 * abs(self.stretch - 1.0) + self.aside


def same_pass(each: Pass, chosen: Opportunity) -> bool:
    """Whether an opportunity ends on a pass: same leg, final burns within half a revolution."""
    return each.leg == chosen.leg and abs(each.ignition - chosen.ignition[-1]) < HALF_REVOLUTION


@dataclass(frozen=True)
class Calendar:
    """Passes of a window in time, and the opportunities among them, least effort first."""

    passes: tuple[Pass, ...]
    opportunities: tuple[Opportunity, ...]


def argument_of(latitude: float, inclination: float, leg: int) -> float | None:
    """Argument of latitude where an orbit crosses a geodetic latitude, rad; None out of reach."""
    flattening = 0.9966471893352525  # polar over equatorial radius of WGS84
    sine = np.sin(np.arctan(flattening**2 * np.tan(latitude))) / np.sin(inclination)
    if abs(sine) > 1.0:
        return None
    angle = float(np.arcsin(sine))
    return angle % (2.0 * np.pi) if leg > 0 else (np.pi - angle) % (2.0 * np.pi)


def inclination_of(starts: Starts) -> float:
    """Inclination in rad to the equator of GCRF: within 0.2 deg of that of date."""
    h = np.cross(starts.y[0, :3], starts.y[0, 3:6])
    return float(np.arccos(h[2] / np.linalg.norm(h)))


def nominal_start(problem: Problem, starts: Starts) -> int:
    """Number of the start nearest to the altitude at which the first burn had best begin."""
    if problem.altitude is None:
        return 0
    return int(np.argmin(np.abs(observed(starts).mean_altitude - problem.altitude)))


def wrapped(angle: np.ndarray) -> np.ndarray:
    """Angle between -pi and pi."""
    return (angle + np.pi) % (2.0 * np.pi) - np.pi


def place_of(problem: Problem, starts: Starts, leg: int, argument: float) -> float | None:
    """Argument of latitude of the burns, rad, for an impact at the latitude of the aim on a leg.

    The arc from burn to impact depends on how the ground falls away under the path, so it is flown
    for places all round, then for places near the answer.

    Parameters
    ----------
    problem, starts
        What is planned, and from where; the start nearest to the wanted altitude is used.
    leg
        +1 northbound, -1 southbound.
    argument
        Of the latitude of the aim on that leg, rad.

    Returns
    -------
    float or None
        None if no burn brings the stack down there.
    """
    centre, width, begin = argument - ARC, np.pi / 3.0, nominal_start(problem, starts)
    for _ in range(2):
        place = centre + np.linspace(-width, width, 16)
        outcome = fly_trials(
            problem,
            starts,
            first_trials(problem, np.full(16, begin), place % (2.0 * np.pi)),
            degree=DEGREE,
            tolerance=TOLERANCE,
        )
        off = np.where(
            np.cos(outcome.impact.heading) * leg > 0.0,
            outcome.impact.latitude - problem.aim.latitude,
            np.nan,
        )
        crossing = [k for k in range(15) if off[k] * off[k + 1] <= 0.0]
        if not crossing:
            return None
        k = min(crossing, key=lambda k: abs(k - 7))
        centre = place[k] + (place[k + 1] - place[k]) * off[k] / (off[k] - off[k + 1])
        width = 0.1
    return float(centre % (2.0 * np.pi))


def calendar_of(problem: Problem, starts: Starts) -> Calendar:
    """Fly every revolution of the window and say how each meets the aim.

    Parameters
    ----------
    problem
        What is planned.
    starts
        States at the revolutions of the window.
    """
    inclination = inclination_of(starts)
    moved = bool(problem.lowering) and not problem.fixed_shares
    stretches = [s for s in STRETCHES if s == 1.0 or (moved and s * problem.length <= LONGEST)]
    passes: list[Pass] = []
    tried: list[tuple[Trials, Outcome]] = []
    for leg in problem.legs:
        argument = argument_of(problem.aim.latitude, inclination, leg)
        spot = None if argument is None else place_of(problem, starts, leg, argument)
        if spot is None:
            continue
        n, m = len(starts.t), len(stretches)
        nominal = first_trials(problem, np.tile(np.arange(n), m + 2), np.full(n * (m + 2), spot))
        trials = replace(
            nominal,
            stretch=np.repeat([*stretches, 1.0, 1.0], n),
            late=np.repeat([0.0] * m + [1.0, 2.0], n),
        )
        outcome = fly_trials(problem, starts, trials, degree=DEGREE, tolerance=TOLERANCE)
        passes += _passes(problem, leg, trials, outcome, n)
        tried.append((trials.of(np.arange(n * m)), outcome))
    passes.sort(key=lambda p: (p.ignition, p.leg))
    passes = _once(passes)
    near = _nearest(problem, tried)
    found = [] if near is None else _opportunities(problem, starts, near, moved)
    return Calendar(tuple(passes), tuple(sorted(found, key=lambda o: o.effort)))


def _once(passes: list[Pass]) -> list[Pass]:
    """Passes in time without those that burn at the same time as the one before on their leg."""
    latest: dict[int, float] = {}
    kept = []
    for each in passes:
        if each.ignition - latest.get(each.leg, -np.inf) > SAME_TIME:
            kept.append(each)
            latest[each.leg] = each.ignition
    return kept


def _passes(problem: Problem, leg: int, trials: Trials, outcome: Outcome, n: int) -> list[Pass]:
    off = wrapped(outcome.impact.longitude - problem.aim.longitude)
    return [
        Pass(
            int(trials.start[k]),
            leg,
            float(outcome.ignition[k, -1]),
            float(outcome.ignition[k, 0]),
            (float(outcome.impact.latitude[k]), float(outcome.impact.longitude[k])),
            float(off[k]),
            float(outcome.along[k]),
            float(outcome.across[k]),
            float(outcome.angle[k]),
            (float(off[k - 2 * n]), float(off[k - n])),
        )
        for k in range(n)
        if outcome.flown[k]
    ]


def _nearest(problem: Problem, tried: list[tuple[Trials, Outcome]]) -> Trials | None:
    """The trials whose impact is nearest to the aim, moved along the orbit onto its latitude."""
    picked = []
    for trials, outcome in tried:
        n = len(trials)
        leg_off = np.abs(wrapped(outcome.impact.longitude[:n] - problem.aim.longitude))
        reach = np.where(outcome.flown[:n], leg_off, np.inf)
        order = np.argsort(reach)[: NEAR // len(tried)]
        order = order[np.isfinite(reach[order])]
        picked.append(_moved(trials.of(order), outcome, order))
    return _joined(picked) if picked and sum(map(len, picked)) else None


def _moved(trials: Trials, outcome: Outcome, index: np.ndarray) -> Trials:
    """Trials with their burns moved back by what their impact was too far."""
    return replace(
        trials,
        place=trials.place - outcome.along[index] / MEAN_RADIUS,
        ignition=outcome.ignition[index],
    )


def _joined(parts: list[Trials]) -> Trials:
    names = Trials.__dataclass_fields__
    return Trials(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def allowed(problem: Problem, outcome: Outcome) -> np.ndarray:
    """Trials whose burns are no longer than they may be, and whose final burn begins on the orbit
    asked for, not on a lower one; shape (n,).
    """
    good = _use(problem, outcome) <= 1.0
    if problem.lowering:
        last = outcome.perigee_after[:, len(problem.lowering) - 1]
        good &= np.abs(last - problem.lowering[-1].perigee) < SAME_PERIGEE
    return good


def _use(problem: Problem, outcome: Outcome) -> np.ndarray:
    """Largest duration of a burn over what it may last, shape (n,)."""
    most = [np.inf if burn.longest is None else burn.longest for burn in problem.burns]
    return (outcome.duration / np.array(most)).max(axis=1)


def _opportunities(
    problem: Problem, starts: Starts, near: Trials, moved: bool
) -> list[Opportunity]:
    """Which of the near trials can be brought over the aim by their shares."""
    shifts = np.array(SHIFTS if moved else (0.0,))
    n, m = len(near), len(shifts)
    aside = np.zeros(len(starts.t))
    if problem.altitude is not None:
        aside = np.abs(observed(starts).mean_altitude - problem.altitude) / FAR
    many = near.of(np.repeat(np.arange(n), m))
    many = replace(many, shift=np.tile(shifts, n))
    outcome = fly_trials(problem, starts, many, degree=DEGREE, tolerance=TOLERANCE)
    across = np.where(outcome.flown, outcome.across, np.nan).reshape(n, m)
    use = _use(problem, outcome).reshape(n, m)
    found = []
    for k in range(n):
        shift, i = _meeting(shifts, across[k]) if moved else (0.0, 0)
        if not (np.isfinite(shift) and np.interp(shift, shifts, use[k]) <= 1.0):
            continue
        row = k * m + i
        place = many.place[row] - outcome.along[row] / MEAN_RADIUS
        leg = 1 if np.cos(outcome.impact.heading[row]) > 0.0 else -1
        found.append(
            Opportunity(
                int(near.start[k]),
                leg,
                float(near.stretch[k]),
                shift,
                float(place),
                outcome.ignition[row],
                float(aside[near.start[k]]),
            )
        )
    return found


def _meeting(shifts: np.ndarray, across: np.ndarray) -> tuple[float, int]:
    """Shift at which the track passes over the aim, and the number of the one flown next to it."""
    good = np.flatnonzero(np.isfinite(across))
    best, nearest = np.nan, 0
    for i, j in pairwise(good):
        if abs(across[i] - across[j]) > SLIP or across[i] == across[j]:
            continue
        root = shifts[i] + (shifts[j] - shifts[i]) * across[i] / (across[i] - across[j])
        inside = shifts[i] <= root <= shifts[j]
        outside = (i == good[0] and root < shifts[i]) or (j == good[-1] and root > shifts[j])
        if (inside or outside) and not abs(root) >= min(
            MOST_SHIFT, abs(best) if best == best else 9
        ):
            best = float(root)
            nearest = int(i if abs(root - shifts[i]) < abs(root - shifts[j]) else j)
    return best, nearest
