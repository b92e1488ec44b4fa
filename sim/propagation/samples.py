"""A batch flown with steps kept, and long gaps between them filled, so that any time in between can
be interpolated.
"""

from dataclasses import dataclass

import numpy as np

from sim.environment.world import World
from sim.errors import FlightError
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.integrate.batch import Arc, run
from sim.integrate.interpolation import NODES, interpolate, stencils
from sim.integrate.lane import TIME_REACHED, Events

WAVE = 8.0
WAVE_PER_DEGREE = 0.7
"""A gap may be 1 / (8 + 0.7 degree) rad of the orbit: longer than the steps of the multistep method
at the usual tolerance, and 0.01 mm in position where the field is interpolated worst."""

LOW_ORBIT = 1.13e-3
"""rad/s at 400 km: a step is kept after half of the gap allowed there. That is every other one of
the usual ones of 17 to 20 s at degree 20, and holds a day without emptying a buffer."""

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
    """Fly a batch and keep enough of its steps; the states at its end are those of `fly` as long as
    a buffer of `sim.integrate.batch` holds them, since a full one begins another segment.
    """
    sampling = 0.5 * _smooth_angle(world) / LOW_ORBIT
    arc = fly(world, y, end, table, events, setting, sampling=sampling)
    samples, bounds = _joined(y, arc)
    before, extra = _fill(world, samples, bounds, table, setting)
    if len(before):
        more = np.searchsorted(before, bounds[1:] - 1, side="right")
        samples = np.insert(samples, before, extra, axis=0)
        bounds = bounds + np.concatenate([[0], more])
    return Track(samples, bounds, arc)


def _joined(y: np.ndarray, arc: Arc) -> tuple[np.ndarray, np.ndarray]:
    """First state, steps and end of all trajectories, times of each strictly ascending; and where
    each begins.
    """
    pieces: list[np.ndarray] = []
    bounds = np.zeros(len(y) + 1, dtype=np.int64)
    for k, steps in enumerate(arc.samples):
        end = arc.t[k]
        inner = steps[np.searchsorted(steps[:, 0], 0.0, side="right") :]
        inner = inner[: np.searchsorted(inner[:, 0], end)]
        own = [np.append(0.0, y[k])[None]]
        if end > 0.0:
            own += [inner, np.append(end, arc.y[k])[None]]
        pieces += own
        bounds[k + 1] = bounds[k] + sum(len(piece) for piece in own)
    return np.concatenate(pieces), bounds


def _fill(
    world: World, samples: np.ndarray, bounds: np.ndarray, table: np.ndarray, setting: Setting
) -> tuple[np.ndarray, np.ndarray]:
    """States (m, 8) within the gaps that are too long, flown to by DOP853 from the step before, and
    the samples (m,) before which they belong.
    """
    gap = np.diff(samples[:, 0])
    with np.errstate(over="ignore", invalid="ignore"):
        parts = np.ceil(gap / _longest_gap(world, samples))
    parts = np.where(np.isfinite(parts), np.maximum(parts, 1.0), 1.0)
    for k in np.flatnonzero(np.diff(bounds) < NODES):
        few = slice(bounds[k], bounds[k + 1] - 1)
        parts[few] = np.maximum(parts[few], NODES - 1.0)
    parts[bounds[1:-1] - 1] = 1.0  # from one trajectory to the next
    long = np.flatnonzero(parts > 1.0)
    count = (parts[long] - 1.0).astype(np.int64)
    here = np.repeat(long, count)
    if not len(here):
        return here, np.zeros((0, samples.shape[1]))
    step = np.arange(len(here)) - np.repeat(np.cumsum(count) - count, count) + 1.0
    start = samples[here]
    times = start[:, 0] + gap[here] * step / parts[here]
    arc = run(
        world,
        start[:, 0],
        start[:, 1:],
        times,
        table[np.searchsorted(bounds, here, side="right") - 1],
        step=times - start[:, 0],
        relative_tolerance=setting.tolerance,
        margin=setting.margin,
        longest_step=setting.longest_step,
        use_multistep=False,
    )
    if (arc.status != TIME_REACHED).any():
        raise FlightError("a state between two steps can't be flown to; allowed: a smooth motion")
    return here + 1, np.column_stack([arc.t, arc.y])


def _smooth_angle(world: World) -> float:
    """Angle of the orbit over which a motion is a polynomial, rad."""
    return 1.0 / (WAVE + WAVE_PER_DEGREE * world.gravity.degree)


def _longest_gap(world: World, samples: np.ndarray) -> np.ndarray:
    """Longest gap from one of (m, 8) samples to the next that interpolates well, s, (m - 1,)."""
    allowed = _smooth_angle(world) / np.maximum(angular_speed(samples), 1e-12)
    low = (samples[:, 1:4] ** 2).sum(axis=1) < THIN_AIR**2
    allowed = np.where(low, np.minimum(allowed, IN_AIR), allowed)
    return np.minimum(allowed[:-1], allowed[1:])


def angular_speed(samples: np.ndarray) -> np.ndarray:
    """Angular speed about the Earth at each of (m, 8) samples, rad/s, shape (m,)."""
    x, y, z, u, v, w = samples[:, 1:7].T
    square = x * x + y * y + z * z
    radial = x * u + y * v + z * w
    return np.sqrt(np.maximum(square * (u * u + v * v + w * w) - radial * radial, 0.0)) / square
