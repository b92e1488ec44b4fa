"""Flying a batch from Python: arrays in, final states, status, work and samples out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.environment.world import World
from sim.errors import FlightError
from sim.integrate.lane import (
    RUNNING,
    SAMPLES_FULL,
    TIME_REACHED,
    Batch,
    Control,
    Events,
    Lane,
    scratch,
)
from sim.integrate.method_selection import propagate_batch
from sim.integrate.step import STATE
from sim.integrate.tableau import STAGES
from sim.integrate.threads import for_shares

ROOM = 4096
"""Samples a trajectory may take before its buffer is emptied."""

FIRST_STEP = 30.0
"""s, length tried first; the error control corrects it within a step or two."""


@dataclass(frozen=True)
class Arc:
    """Result of one propagation of n trajectories.

    t (n,) s, y (n, 7) SI GCRF (14 with attitude), step (n,) s to try next, status (n,) (codes of
    `sim.integrate.propagate`), work (n, 4) accepted, rejected, re-taken and fixed steps,
    samples: for each trajectory an array of t and y, shape (k, 8)
    (15).
    """

    t: np.ndarray
    y: np.ndarray
    step: np.ndarray
    status: np.ndarray
    work: np.ndarray
    samples: tuple[np.ndarray, ...]

    @property
    def force_evaluations(self) -> np.ndarray:
        """Evaluations of the right-hand side per trajectory, shape (n,)."""
        return force_evaluations(self.work)


def force_evaluations(work: np.ndarray) -> np.ndarray:
    """Evaluations of the right-hand side from counts of work, shape (..., 4)."""
    return STAGES * work[..., :3].sum(axis=-1) + work[..., 3]


def no_events(n: int) -> Events:
    """An empty set of events for n trajectories."""
    return Events(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((n, 0)))


def run(
    world: World,
    t: np.ndarray,
    y: np.ndarray,
    end: np.ndarray,
    parameter_table: np.ndarray,
    *,
    events: Events | None = None,
    step: np.ndarray | None = None,
    relative_tolerance: float = 1e-10,
    margin: float = 0.0,
    longest_step: float = 600.0,
    steps: int = 5_000_000,
    sampling: float = np.inf,
    use_multistep: bool = True,
    live: np.ndarray | None = None,
) -> Arc:
    """Propagate n trajectories until an event or their end time, whichever comes first.

    Parameters
    ----------
    world
        Tables and switches shared by the trajectories.
    t, end
        Shape (n,), s since the epoch; all run forward, or all backward.
    y
        Shape (n, 7): GCRF position m, velocity m/s, mass kg.
    parameter_table
        Shape (n, columns) from `sim.vehicle.parameters.tabulate`.
    events
        What ends a trajectory besides its end time.
    step
        Shape (n,), s: length of the first step, positive.
    relative_tolerance, margin
        Error allowed per step: margin (m) + relative |r|, and the same share of the speed.
    longest_step, steps
        Bound on the step in s, and on the number of steps of a trajectory.
    sampling
        Keep a state at the first step after every so many seconds; 0 keeps every step, infinity
        none.
    use_multistep
        Fly long smooth segments with the multistep method; False: use DOP853 throughout.
    live
        Shape (n,): always holds the present times, for watching from another thread.

    Returns
    -------
    Arc
        A failed trajectory has its code in `status`; no exception is raised for it.

    Raises
    ------
    ValueError
        If shapes do not match, a time is not finite (`FlightError`), or both directions are mixed.
    """
    sense = check_batch(t, y, end, parameter_table)
    events = no_events(len(t)) if events is None else events
    control = Control(relative_tolerance, margin, longest_step, steps, sampling, sense)
    batch = make_batch(t, y, end, parameter_table, step, control, live)
    return _propagate(world, batch, events, control, use_multistep)


def check_batch(
    t: np.ndarray,
    y: np.ndarray,
    end: np.ndarray,
    parameter_table: np.ndarray,
    state: int = STATE,
) -> float:
    """Refuse arguments that do not fit, states of `state` numbers; returns the direction of time,
    1 or -1.
    """
    n = len(t)
    if y.shape != (n, state) or end.shape != (n,) or len(parameter_table) != n:
        raise ValueError(
            f"{n} times need y of shape ({n}, {state}), {n} ends and {n} parameter vectors"
        )
    if not (np.isfinite(t).all() and np.isfinite(end).all()):
        raise FlightError("times and end times must be finite")
    senses = np.unique(np.sign(end - t))
    if len(senses[senses != 0.0]) > 1:
        raise ValueError("trajectories must all run forward or all backward in time")
    return -1.0 if (senses == -1.0).any() else 1.0


def make_batch(
    t: np.ndarray,
    y: np.ndarray,
    end: np.ndarray,
    parameter_table: np.ndarray,
    step: np.ndarray | None,
    control: Control,
    live: np.ndarray | None,
) -> Batch:
    """Copies of the arguments as the loops work on them; `live` itself becomes the times."""
    n = len(t)
    room = ROOM if np.isfinite(control.sampling) else 1
    now = np.array(t, dtype=np.float64) if live is None else live
    now[:] = t
    first = np.full(n, FIRST_STEP) if step is None else np.abs(step)
    return Batch(
        now,
        np.array(y, dtype=np.float64, order="C"),
        control.sense * first,
        np.array(end, dtype=np.float64),
        np.ascontiguousarray(parameter_table, dtype=np.float64),
        np.where(end == t, TIME_REACHED, RUNNING).astype(np.int64),
        np.zeros((n, 4), dtype=np.int64),
        np.zeros((n, room, y.shape[1] + 1)),
        np.zeros(n, dtype=np.int64),
        np.array(t, dtype=np.float64),
    )


def _propagate(
    world: World, batch: Batch, events: Events, control: Control, use_multistep: bool
) -> Arc:
    """Fly a batch to its end, each stretch by the method that suits it."""

    def fly(share: Batch, ends: Events, lane: Lane) -> None:
        propagate_batch(world, share, ends, control, lane, use_multistep)

    return fly_sampled(batch, events, lambda part, picked: fly_shares(part, picked, fly))


def fly_shares(batch: Batch, events: Events, fly: Callable[[Batch, Events, Lane], None]) -> None:
    """Fly a batch by `fly`, with scratch of its own for each share where threads share the rows."""

    def fly_rows(rows: slice) -> None:
        share = Batch(*(field[rows] for field in batch))  # views: changed in place
        ends = Events(events.kind, events.direction, events.threshold[rows])
        fly(share, ends, scratch(events.kind.shape[0]))

    for_shares(fly_rows, len(batch.t))


def fly_sampled(batch: Batch, events: Events, fly: Callable[[Batch, Events], None]) -> Arc:
    """Fly a batch to its end by `fly`, emptying the buffers of samples as often as they are
    full.
    """
    n = len(batch.t)
    pieces: dict[int, list[np.ndarray]] = {}
    fly(batch, events)
    _collect(batch, pieces, np.arange(n))
    while (full := np.flatnonzero(batch.status == SAMPLES_FULL)).size:
        part = Batch(*(np.ascontiguousarray(field[full]) for field in batch))
        part.sampled[:] = 0
        part.status[:] = RUNNING
        picked = Events(events.kind, events.direction, events.threshold[full])
        fly(part, picked)
        for whole, piece in zip(batch, part, strict=True):
            whole[full] = piece
        _collect(batch, pieces, full)
    none = np.zeros((0, batch.samples.shape[2]))
    samples = tuple(_joined(pieces[i]) if i in pieces else none for i in range(n))
    return Arc(batch.t.copy(), batch.y, np.abs(batch.h), batch.status, batch.work, samples)


def _collect(batch: Batch, pieces: dict[int, list[np.ndarray]], index: np.ndarray) -> None:
    """Move the samples of some trajectories from the buffers to their lists."""
    for i in index[batch.sampled[index] > 0].tolist():
        pieces.setdefault(i, []).append(batch.samples[i, : batch.sampled[i]].copy())


def _joined(pieces: list[np.ndarray]) -> np.ndarray:
    """Samples of one trajectory; a copy only where they are several pieces."""
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
