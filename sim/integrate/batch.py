"""Flying a batch from Python: arrays in, final states, status, work and samples out."""

from dataclasses import dataclass

import numpy as np

from sim.environment.world import World
from sim.integrate.lane import (
    RUNNING,
    SAMPLES_FULL,
    TIME_REACHED,
    Control,
    Events,
    Rows,
    scratch,
)
from sim.integrate.method_selection import fly_rows
from sim.integrate.step import STATE
from sim.integrate.tableau import STAGES

ROOM = 4096
"""Samples a row may take before its buffer is emptied."""

FIRST_STEP = 30.0
"""s, length tried first; the error control corrects it within a step or two."""


@dataclass(frozen=True)
class Arc:
    """Result of one propagation of n rows.

    t (n,) s, y (n, 7) SI GCRF, step (n,) s to try next, status (n,) (codes of
    `sim.integrate.propagate`), work (n, 4) accepted, rejected, re-taken and equal steps,
    samples: for each row an array (k, 8) of t and y.
    """

    t: np.ndarray
    y: np.ndarray
    step: np.ndarray
    status: np.ndarray
    work: np.ndarray
    samples: tuple[np.ndarray, ...]

    @property
    def force_evaluations(self) -> np.ndarray:
        """Evaluations of the right-hand side per row, shape (n,)."""
        return force_evaluations(self.work)


def force_evaluations(work: np.ndarray) -> np.ndarray:
    """Evaluations of the right-hand side from counts of work, shape (..., 4)."""
    return STAGES * work[..., :3].sum(axis=-1) + work[..., 3]


def no_events(n: int) -> Events:
    """An empty set of events for n rows."""
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
    equal_steps: bool = True,
    live: np.ndarray | None = None,
) -> Arc:
    """Propagate n rows until an event or their end time, whichever comes first.

    Parameters
    ----------
    world
        Tables and switches shared by the rows.
    t, end
        Shape (n,), s since the epoch; all rows run forward, or all backward.
    y
        Shape (n, 7): GCRF position m, velocity m/s, mass kg.
    cases
        Shape (n, columns) from `sim.vehicle.parameters.rows`.
    events
        What ends a row besides its end time.
    step
        Shape (n,), s: length of the first step, positive.
    relative_tolerance, margin
        Error allowed per step: margin (m) + relative |r|, and the same share of the speed.
    longest_step, steps
        Bound on the step in s, and on the number of steps of a row.
    sampling
        Keep a state at the first step after every so many seconds; 0 keeps every step, infinity
        none.
    equal_steps
        Fly long smooth stretches with the multistep method, unless every step is to be kept;
        False: Runge and Kutta's all the way.
    live
        Optional shape (n,) array that always holds the rows' present times, for watching from
        another thread.

    Returns
    -------
    Arc
        A failed row has its code in `status`; no exception is raised for it.

    Raises
    ------
    ValueError
        If shapes do not match, a time is not finite, or rows run in both directions.
    """
    n = len(t)
    if y.shape != (n, STATE) or end.shape != (n,) or len(parameter_table) != n:
        raise ValueError(f"{n} times need y of shape ({n}, {STATE}), {n} ends and {n} cases")
    if not (np.isfinite(t).all() and np.isfinite(end).all()):
        raise ValueError("times and end times must be finite")
    senses = np.unique(np.sign(end - t))
    if len(senses[senses != 0.0]) > 1:
        raise ValueError("rows must all run forward or all backward in time")
    sense = -1.0 if (senses == -1.0).any() else 1.0
    events = no_events(n) if events is None else events
    control = Control(relative_tolerance, margin, longest_step, steps, sampling, sense)
    room = ROOM if np.isfinite(sampling) else 1
    now = np.array(t, dtype=np.float64) if live is None else live
    now[:] = t
    first = np.full(n, FIRST_STEP) if step is None else np.abs(step)
    rows = Rows(
        now,
        np.array(y, dtype=np.float64, order="C"),
        sense * first,
        np.array(end, dtype=np.float64),
        np.ascontiguousarray(parameter_table, dtype=np.float64),
        np.where(end == t, TIME_REACHED, RUNNING).astype(np.int64),
        np.zeros((n, 4), dtype=np.int64),
        np.zeros((n, room, STATE + 1)),
        np.zeros(n, dtype=np.int64),
        np.array(t, dtype=np.float64),
    )
    lane = scratch(events.kind.shape[0])
    pieces: list[list[np.ndarray]] = [[] for _ in range(n)]
    fly_rows(world, rows, events, control, lane, equal_steps)
    _collect(rows, pieces, np.arange(n))
    while (full := np.flatnonzero(rows.status == SAMPLES_FULL)).size:
        part = Rows(*(np.ascontiguousarray(field[full]) for field in rows))
        part.sampled[:] = 0
        part.status[:] = RUNNING
        picked = Events(events.kind, events.direction, events.threshold[full])
        fly_rows(world, part, picked, control, lane, equal_steps)
        for whole, piece in zip(rows, part, strict=True):
            whole[full] = piece
        _collect(rows, pieces, full)
    samples = tuple(np.concatenate(p) if p else np.zeros((0, STATE + 1)) for p in pieces)
    return Arc(rows.t.copy(), rows.y, np.abs(rows.h), rows.status, rows.work, samples)


def _collect(rows: Rows, pieces: list[list[np.ndarray]], index: np.ndarray) -> None:
    for i in index:
        if rows.sampled[i]:
            pieces[i].append(rows.samples[i, : rows.sampled[i]].copy())
