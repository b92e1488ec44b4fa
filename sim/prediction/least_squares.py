"""An orbit and its ballistic coefficient fitted to many known orbits by least squares.

Gauss-Newton on seven unknowns, the last state and ln(b), flown backward: what the last orbits tell
is near, and its errors stay small. Of each known orbit a few positions count over the revolution
before its epoch, as distances along the curved orbit. A trajectory and its fourteen copies, each a
little off in one unknown, fly as one batch, two blocks of lanes. What the air does that the model
does not know shows along the orbit, more the further from the last orbit: positions count less
there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.environment.world import World
from sim.errors import InputError
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import Epoch
from sim.frames.orbit_axes import in_orbit_axes
from sim.integrate.batch import run
from sim.integrate.lane import TIME_REACHED
from sim.prediction.arcs import arc_between, choose_pairs
from sim.prediction.coefficients import fit_coefficients
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.setting import USUAL, Uncertainty
from sim.prediction.surroundings import TOLERANCE, Sun, drag_table, make_world

POSITIONS = 4
"""Of each orbit, over a revolution."""
SIGMA = np.array([300.0, 1000.0, 300.0])
"""m, of a position told by an element set: radial, along, across. assumption: 0.1 to 1 km, 0.5 to 3
km, 0.1 to 1 km in low orbit."""
STEP = np.array([10.0, 10.0, 10.0, 0.01, 0.01, 0.01, 3e-4])
"""m, m/s and ln(b) by which copies are off."""
MOST_ITERATIONS = 12
DONE = 0.05
"""Change of the unknowns over their deviations at which it ends."""
HOP_MARGIN = 0.1
"""m, error of a step."""
FARTHEST = 0.3 * EQUATORIAL_RADIUS
"""m along the orbit: positions further off say where plane and axis are, and little else."""


@dataclass(frozen=True, kw_only=True)
class OrbitFit:
    """What fits best.

    Attributes
    ----------
    epoch
        Of the last known orbit.
    state
        There, (6,), GCRF, m and m/s.
    coefficient, sigma
        Cd A/m in m2/kg, and deviation of its logarithm.
    first_epoch
        Of the first known orbit.
    times_s, residuals_m
        s since the last epoch (n,), and radial, along and cross track what was told less what fits,
        (n, 3).
    orbits, iterations
        How many were used.
    """

    epoch: Epoch
    state: np.ndarray
    coefficient: float
    sigma: float
    first_epoch: Epoch
    times_s: np.ndarray
    residuals_m: np.ndarray
    orbits: int
    iterations: int

    @property
    def rms_m(self) -> np.ndarray:
        """Root mean square of the residuals, radial, along and across, (3,)."""
        return np.sqrt((self.residuals_m**2).mean(axis=0))


def fit_orbit(
    orbits: Sequence[KnownOrbit],
    sun: Sun,
    air: str = "nrlmsise00",
    uncertainty: Uncertainty = USUAL,
) -> OrbitFit:
    """The flight with drag that comes nearest to known orbits, in order of time, two or more.

    Raises
    ------
    InputError
        If there are fewer, or no flight comes near them (a manoeuvre between them, for example).
    """
    if len(orbits) < 2:
        raise InputError(
            f"{len(orbits)} orbit of one object; allowed: two or more, whose drag can be told"
        )
    last = orbits[-1].epoch
    begin = orbits[0].epoch.plus(-orbits[0].period_s)
    times, told = _positions(orbits, begin)
    end = last.seconds_since(begin)
    world = make_world(begin, end, sun, air)
    pair = choose_pairs(orbits, uncertainty.axis_m)[-1]
    arc = arc_between(begin, world, orbits[pair[0]], orbits[pair[1]])
    first = fit_coefficients(world, [arc], uncertainty)[0].value
    if first <= 0.0:
        raise InputError(
            f"from {orbits[pair[0]].utc} to {orbits[-1].utc} the orbit was raised; allowed: sets "
            f"without a manoeuvre between them"
        )
    state = orbits[-1].states(last, np.zeros(1))[0]
    given = _Told(world, end, times, told, _weights(orbits, end - times, uncertainty))
    unknowns, spread, count = _solve(given, np.append(state, np.log(first)))
    here = _fly(given, unknowns[None])[0]
    residuals = _curved(here, told)
    if not np.sqrt(((residuals * given.weights) ** 2).mean()) < WORST:
        off = np.sqrt((residuals**2).sum(axis=1).mean()) / 1e3
        raise InputError(
            f"no flight comes near the orbits from {orbits[0].utc} to {orbits[-1].utc} ({off:.0f} "
            f"km off); allowed: sets without a manoeuvre between them"
        )
    return OrbitFit(
        epoch=last,
        state=unknowns[:6],
        coefficient=float(np.exp(unknowns[6])),
        sigma=float(spread[6]),
        first_epoch=orbits[0].epoch,
        times_s=times - end,
        residuals_m=residuals,
        orbits=len(orbits),
        iterations=count,
    )


class _Told(NamedTuple):
    """A world, the s in it of the last state, and positions told: s (n,) up to then, m (n, 3), and
    one over their deviations (n, 3).
    """

    world: World
    end: float
    times: np.ndarray
    positions: np.ndarray
    weights: np.ndarray


def _solve(told: _Told, unknowns: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Unknowns that fit best, their deviations, and iterations."""
    spread = np.zeros(len(STEP))
    pairs = np.concatenate([np.diag(STEP), -np.diag(STEP)])
    for count in range(1, MOST_ITERATIONS + 1):
        flown = _fly(told, np.vstack([unknowns, unknowns + pairs]))
        here, copies = flown[0], flown[1:, :, :3]
        moved = np.array([_curved(here, each) for each in copies])
        slopes = (moved[: len(STEP)] - moved[len(STEP) :]) / 2.0  # per step
        scaled = (slopes * told.weights).reshape(len(STEP), -1).T
        residual = (_curved(here, told.positions) * told.weights).ravel()
        change, *_ = np.linalg.lstsq(scaled, residual, rcond=None)
        unknowns = unknowns + np.clip(change * STEP, -LARGEST, LARGEST)
        spread = np.sqrt(np.diag(np.linalg.inv(scaled.T @ scaled)))
        if (np.abs(change) < DONE * spread).all():
            return unknowns, spread * STEP, count
    return unknowns, spread * STEP, MOST_ITERATIONS


LARGEST = np.array([1e5, 1e5, 1e5, 100.0, 100.0, 100.0, 0.3])
"""m, m/s, ln(b) that an iteration changes at most."""
WORST = 10.0
"""Deviations, root mean square, that are no fit any more."""


def _positions(orbits: Sequence[KnownOrbit], begin: Epoch) -> tuple[np.ndarray, np.ndarray]:
    """Times in s since the beginning (n,), increasing, and GCRF positions (n, 3)."""
    times, places = [], []
    for each in orbits:
        end = each.epoch.seconds_since(begin) + max(0.0, each.period_s - each.before_s)
        t = end - each.period_s * np.arange(POSITIONS)[::-1] / POSITIONS
        times.append(t)
        places.append(each.states(begin, t)[:, :3])
    t, place = np.concatenate(times), np.concatenate(places)
    _, first = np.unique(np.round(t, 3), return_index=True)
    return t[first], place[first]


def _weights(
    orbits: Sequence[KnownOrbit], away: np.ndarray, uncertainty: Uncertainty
) -> np.ndarray:
    """One over the deviations of positions so many s before the last, radial, along and across,
    (n, 3): an unknown share of the decay moves the axis with the time, and the place with its
    square.
    """
    axis = orbits[-1].axis_m
    span = max(orbits[-1].epoch.seconds_since(orbits[0].epoch), 1.0)
    rate = uncertainty.changing * abs(orbits[0].axis_m - axis) / span
    motion = 1.5 * np.sqrt(MU / axis**3)
    radial = np.hypot(SIGMA[0], 0.5 * rate * away)
    drift = np.minimum(0.5 * motion * rate * away**2, FARTHEST)
    across = np.full(len(away), SIGMA[2])
    return 1.0 / np.column_stack([radial, np.hypot(SIGMA[1], drift), across])


def _fly(told: _Told, unknowns: np.ndarray) -> np.ndarray:
    """States (k, n, 6) at the times told of flights with unknowns (k, 7), from one to the next."""
    k = len(unknowns)
    table = drag_table(np.exp(unknowns[:, 6]))
    y = np.column_stack([unknowns[:, :6], np.ones(k)])
    t = np.full(k, told.end)
    found = np.empty((k, len(told.times), 6))
    for column in range(len(told.times) - 1, -1, -1):
        goal = np.full(k, told.times[column])
        hop = run(
            told.world, t, y, goal, table, relative_tolerance=TOLERANCE, margin=HOP_MARGIN
        )  # fmt: skip
        if (hop.status != TIME_REACHED).any():
            raise InputError("a flight back along the orbits fails; allowed: sets that agree")
        t, y = goal, hop.y
        found[:, column] = y[:, :6]
    return found


def _curved(states: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Positions (n, 3) seen from states (n, 6): m higher, ahead along the circle, and across."""
    r = np.linalg.norm(states[:, :3], axis=1)
    there = np.linalg.norm(positions, axis=1)
    outward, ahead, across = in_orbit_axes(states, positions).T
    return np.column_stack([there - r, r * np.arctan2(ahead, outward), across])
