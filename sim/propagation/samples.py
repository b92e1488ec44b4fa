"""A batch flown with every step kept, and its long steps filled, so that any time in between can be
interpolated.
"""

from dataclasses import dataclass

import numpy as np

from sim.environment.world import World
from sim.errors import FlightError
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.integrate.batch import Arc, run
from sim.integrate.lane import TIME_REACHED, Events
from sim.propagation.interpolation import NODES, interpolate, stencils

EVERY_STEP = 1e-9
"""s: shorter than any step. 0 would exclude the multistep method (`sim.integrate`)."""

WAVE = 8.0
WAVE_PER_DEGREE = 0.7
"""A gap may be 1 / (8 + 0.7 degree) rad of the orbit: longer than the steps of the multistep method
at the usual tolerance, and 0.01 mm in position where the field is interpolated worst."""

THIN_AIR = EQUATORIAL_RADIUS + 110e3
"""m from the Earth's centre. Below, drag changes within seconds (as in
`sim.integrate.method_selection`)."""

IN_AIR = 0.5
"""s, longest gap there: assumption, 0.2 to 2; a falling body passes a scale height in seconds."""


@dataclass(frozen=True)
class Setting:
    """How finely a batch is flown: relative tolerance of a step, m added to it, longest step s, and
    steps a trajectory may take.
    """

    tolerance: float = 1e-11
    margin: float = 1e-3
    longest_step: float = 600.0
    steps: int = 5_000_000


@dataclass(frozen=True)
class Track:
    """Trajectories with their steps.

    samples (m, 8): s, m, m/s, kg of all trajectories one after the other; bounds (n + 1,): where
    each begins; arc: their ends.
    """

    samples: np.ndarray
    bounds: np.ndarray
    arc: Arc

    def at(self, trajectory: np.ndarray, times: np.ndarray) -> np.ndarray:
        """States (q, 7) at times (q,) within the trajectories of ascending numbers (q,)."""
        first, last = self.bounds[trajectory], self.bounds[trajectory + 1]
        start = stencils(self.samples[:, 0], times, first, last)
        return interpolate(self.samples, start, times)


def fly(
    world: World,
    y: np.ndarray,
    end: float,
    table: np.ndarray,
    events: Events,
    setting: Setting,
    *,
    sampling: float = np.inf,
) -> Arc:
    """Fly a batch from 0 to `end` s, or to its first event."""
    n = len(y)
    return run(
        world,
        np.zeros(n),
        y,
        np.full(n, end),
        table,
        events=events,
        relative_tolerance=setting.tolerance,
        margin=setting.margin,
        longest_step=setting.longest_step,
        steps=setting.steps,
        sampling=sampling,
    )


def fly_with_samples(
    world: World,
    y: np.ndarray,
    end: float,
    table: np.ndarray,
    events: Events,
    setting: Setting,
) -> Track:
    """Fly a batch and keep its steps; the states at its end are those of `fly`."""
    arc = fly(world, y, end, table, events, setting, sampling=EVERY_STEP)
    own = [_joined(np.append(0.0, y[k]), arc, k) for k in range(len(y))]
    extra = _fill(world, own, table, setting)
    whole = []
    for samples, more in zip(own, extra, strict=True):
        joined = np.concatenate([samples, more])
        whole.append(joined[np.argsort(joined[:, 0], kind="stable")])
    bounds = np.concatenate([[0], np.cumsum([len(each) for each in whole])])
    return Track(np.concatenate(whole), bounds, arc)


def _joined(first: np.ndarray, arc: Arc, k: int) -> np.ndarray:
    """First state, steps and end of trajectory k, times strictly ascending."""
    end = np.append(arc.t[k], arc.y[k])
    inner = arc.samples[k]
    inner = inner[(inner[:, 0] > 0.0) & (inner[:, 0] < end[0])]
    return np.vstack([first, inner, end]) if end[0] > 0.0 else first[None]


def _fill(
    world: World, own: list[np.ndarray], table: np.ndarray, setting: Setting
) -> list[np.ndarray]:
    """States (k, 8) within the gaps of each trajectory that are too long, flown to by DOP853 from
    the step before.
    """
    starts, times, number = [], [], []
    for k, samples in enumerate(own):
        gap = np.diff(samples[:, 0])
        with np.errstate(over="ignore", invalid="ignore"):
            parts = np.ceil(gap / _longest_gap(world, samples))
        parts = np.where(np.isfinite(parts), np.maximum(parts, 1.0), 1.0)
        if len(samples) < NODES:
            parts = np.maximum(parts, NODES - 1.0)
        for i in np.flatnonzero(parts > 1.0):
            inner = samples[i, 0] + gap[i] * np.arange(1.0, parts[i]) / parts[i]
            starts.append(np.repeat(samples[i : i + 1], len(inner), axis=0))
            times.append(inner)
            number.append(np.full(len(inner), k))
    if not starts:
        return [np.zeros((0, 8))] * len(own)
    start, end, whose = np.concatenate(starts), np.concatenate(times), np.concatenate(number)
    arc = run(
        world,
        start[:, 0],
        start[:, 1:],
        end,
        table[whose],
        step=end - start[:, 0],
        relative_tolerance=setting.tolerance,
        margin=setting.margin,
        longest_step=setting.longest_step,
        use_multistep=False,
    )
    if (arc.status != TIME_REACHED).any():
        raise FlightError("a state between two steps can't be flown to; allowed: a smooth motion")
    flown = np.column_stack([arc.t, arc.y])
    return [flown[whose == k] for k in range(len(own))]


def _longest_gap(world: World, samples: np.ndarray) -> np.ndarray:
    """Longest gap from one of (m, 8) samples to the next that interpolates well, s, (m - 1,)."""
    r, v = samples[:, 1:4], samples[:, 4:7]
    square = (r * r).sum(axis=1)
    speed = np.sqrt((np.cross(r, v) ** 2).sum(axis=1)) / square
    allowed = 1.0 / ((WAVE + WAVE_PER_DEGREE * world.gravity.degree) * np.maximum(speed, 1e-12))
    allowed = np.where(square < THIN_AIR**2, np.minimum(allowed, IN_AIR), allowed)
    return np.minimum(allowed[:-1], allowed[1:])
