"""States between the steps of a flight: for phases whose steps are longer than the interval at
which their states are to be saved, and anywhere within a burn.

Each is flown to from the state before it, one short step that nothing else sees: the flight keeps
its bits, and the states are as good as its own.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sim.dynamics.thrust import VELOCITY
from sim.flight.burn import steering_number
from sim.flight.mission import Mission
from sim.flight.record import BurnRecord, Flight, Segment
from sim.integrate.batch import run
from sim.vehicle.parameters import THRUST

WIDE = 2.0
"""Intervals from one saved state to the next that are filled. In a shorter gap the steps are
shorter than the interval: it ends with the first of them after it."""

MOST = 1_000_000
"""States of one segment; a longer one has its interval widened."""

AT_ONCE = 65_536
"""States flown to in one call, which bounds the memory of their parameters."""

AT_EDGE = 1e-6
"""s; an interval that ends as near to a saved state needs no other."""


def dense_segments(flight: Flight, row: int) -> Iterator[Segment]:
    """Segments of one row, in time, with states at the interval that each phase asks for."""
    phases = {phase.name: phase for phase in flight.mission.phases}
    for segment in flight.segments:
        if segment.row == row:
            phase = phases[segment.phase]
            every = max(phase.save_every, np.ptp(segment.samples[:, 0]) / MOST)
            samples = segment.samples
            if phase.save_every > 0.0 and (np.diff(samples[:, 0]) >= WIDE * every).any():
                samples = _filled(flight.mission, segment, every)
            yield replace(segment, samples=samples)


def burn_states(flight: Flight, burn: BurnRecord, times: np.ndarray) -> np.ndarray:
    """Samples (n, 8) of t and y at times (n,) after the ignition of a burn, in s since the epoch,
    up to its end.
    """
    own = [
        segment
        for segment in flight.segments
        if segment.row == burn.row
        and segment.phase == burn.name
        and segment.parameters[THRUST] > 0.0
        and segment.samples[0, 0] >= burn.ignition - AT_EDGE
    ]
    begins = np.array([segment.samples[0, 0] for segment in own])
    number = np.maximum(np.searchsorted(begins, times) - 1, 0)
    samples = np.zeros((len(times), 8))
    for k, segment in enumerate(own):
        here = number == k
        if here.any():
            inner = np.searchsorted(segment.samples[:, 0], times[here]) - 1
            samples[here] = _flown_to(flight.mission, segment, times[here], np.maximum(inner, 0))
    return samples


def _filled(mission: Mission, segment: Segment, every: float) -> np.ndarray:
    """Samples (k, 8) of a segment with its wide gaps filled; a step that ends between two of them
    is left out, so that the states there are evenly spaced.
    """
    t = segment.samples[:, 0]
    wide = np.diff(t) >= WIDE * every
    # multiples of the interval since the start of the segment, each with the sample before it
    grid = t[0] + every * np.arange(1.0, np.ceil((t[-1] - t[0]) / every))
    before = np.searchsorted(t, grid - AT_EDGE, side="right") - 1
    within = wide[before] & (grid < t[before + 1] - AT_EDGE) & (grid > t[before] + AT_EDGE)
    grid, before = grid[within], before[within]
    parts = np.arange(AT_ONCE, len(grid), AT_ONCE)
    pairs = zip(np.split(grid, parts), np.split(before, parts), strict=True)
    flown = [_flown_to(mission, segment, *pair) for pair in pairs]
    keep = np.ones(len(t), dtype=bool)
    off_grid = np.abs(np.remainder(t - t[0] + 0.5 * every, every) - 0.5 * every) > AT_EDGE
    keep[1:-1] = ~(wide[1:] & wide[:-1] & off_grid[1:-1])
    samples = np.concatenate([segment.samples[keep], *flown])
    return samples[np.argsort(samples[:, 0], kind="stable")]


def _flown_to(
    mission: Mission, segment: Segment, times: np.ndarray, before: np.ndarray
) -> np.ndarray:
    """Samples (k, 8) at some times, each from the sample before it."""
    phase = next(phase for phase in mission.phases if phase.name == segment.phase)
    # burns of a lowering, which has no burn of its own, are along the velocity
    burn = phase.burn if segment.parameters[THRUST] > 0.0 else None
    steering = VELOCITY if burn is None else steering_number(burn.steering)
    start = segment.samples[before]
    arc = run(
        mission.world_of(phase.field_degree, steering),
        start[:, 0],
        start[:, 1:],
        times,
        np.repeat(segment.parameters[None], len(times), axis=0),
        step=times - start[:, 0],
        relative_tolerance=phase.relative_tolerance,
        margin=mission.margin,
        longest_step=phase.longest_step,
        use_multistep=False,
    )
    return np.column_stack([arc.t, arc.y])
