"""What the propagator works on: the trajectories of a batch, the scratch blocks of eight lanes, and
the traffic between them.
"""

from typing import NamedTuple

import numpy as np

from sim.integrate.step import SLOPES, STATE
from sim.lanes import WIDTH, kernel
from sim.vehicle.parameters import COLUMNS

RUNNING = -1
TIME_REACHED = 0
FIRST_EVENT = 1
STEP_LIMIT = 101
STEP_TOO_SMALL = 102
NOT_FINITE = 103
SAMPLES_FULL = 104
MESSAGES = {
    STEP_LIMIT: "the step limit was reached; raise `steps` or relax the tolerance",
    STEP_TOO_SMALL: "the step fell below a microsecond; the motion is not smooth here",
    NOT_FINITE: "the state is no longer finite; the start state or a coefficient is out of range",
}


class Control(NamedTuple):
    """Tolerances (relative; margin m), longest step s, steps allowed, sampling interval s (0:
    every step), sense.
    """

    relative: float
    margin: float
    longest: float
    steps: int
    sampling: float
    sense: float


class Events(NamedTuple):
    """Kinds and directions of the events that end a trajectory, shape (k,); thresholds, shape
    (n, k).
    """

    kind: np.ndarray
    direction: np.ndarray
    threshold: np.ndarray


class Batch(NamedTuple):
    """What the loop reads and writes, for n trajectories.

    t (n,) s, y (n, rows of a state), next step h (n,) s, end (n,) s, parameter_table (n, columns),
    status (n,), work (n, 4) accepted, rejected, re-taken and fixed steps, samples (n, room, one
    more than y has) of t and y, how many there are, sampled (n,), and the time of the last one,
    saved (n,) s.
    """

    t: np.ndarray
    y: np.ndarray
    h: np.ndarray
    end: np.ndarray
    parameter_table: np.ndarray
    status: np.ndarray
    work: np.ndarray
    samples: np.ndarray
    sampled: np.ndarray
    saved: np.ndarray


class Lane(NamedTuple):
    """Scratch of the loop: blocks of shape (rows, lanes), and the index of the trajectory in each
    lane (-1: idle).
    """

    clock: np.ndarray  # rows T to RETAKEN, below
    state: np.ndarray
    trial: np.ndarray
    parameters: np.ndarray
    slopes: np.ndarray
    threshold: np.ndarray
    start: np.ndarray  # event values at the start of the step,
    now: np.ndarray  # at the end of the trial step,
    low: np.ndarray  # and at both ends of the bracket
    high: np.ndarray
    start_rate: np.ndarray  # rates of the event values at the start of the step,
    now_rate: np.ndarray  # and at the end of the trial step
    trajectory: np.ndarray


T = 0  # s
H = 1  # length of the trial step, 0 in an idle lane
NEXT = 2  # length wanted for the next free step
END = 3
LOW = 4  # bracket of a crossing, lengths from the start of the step
HIGH = 5
SAVE = 6  # time of the last sample
LOCATING = 7  # trials since a crossing was seen, 0: none seen
EVENT = 8  # which event is being located
ACCEPTED = 9
REJECTED = 10
RETAKEN = 11
WANTED = 12  # length the error of the trial suggests
ERROR = 13  # error of the trial over the tolerance
STOPPED = 14  # why a lane has left the multistep method
FIXED_STEPS = 15  # steps of the multistep method taken
EXTREMUM = 16  # share of the trial step up to an extremum that may hide a crossing, 1: none
CLOCK = 17


@kernel
def take_trajectory(k, i, batch, events, lane):
    """Put trajectory i into lane k."""
    clock = lane.clock
    lane.trajectory[k] = i
    for q in range(CLOCK):
        clock[q, k] = 0.0
    clock[T, k] = batch.t[i]
    clock[NEXT, k] = batch.h[i]
    clock[END, k] = batch.end[i]
    clock[SAVE, k] = batch.saved[i]
    clock[ACCEPTED, k] = batch.work[i, 0]
    clock[REJECTED, k] = batch.work[i, 1]
    clock[RETAKEN, k] = batch.work[i, 2]
    for q in range(lane.state.shape[0]):
        lane.state[q, k] = batch.y[i, q]
    for c in range(lane.parameters.shape[0]):
        lane.parameters[c, k] = batch.parameter_table[i, c]
    for e in range(events.kind.shape[0]):
        lane.threshold[e, k] = events.threshold[i, e]


@kernel
def keep_sample(k, batch, lane):
    """Keep lane k's state as a sample of its trajectory."""
    i = lane.trajectory[k]
    clock = lane.clock
    n = batch.sampled[i]
    batch.samples[i, n, 0] = clock[T, k]
    for q in range(lane.state.shape[0]):
        batch.samples[i, n, q + 1] = lane.state[q, k]
    batch.sampled[i] = n + 1
    clock[SAVE, k] = clock[T, k]


@kernel
def release_lane(k, status, batch, lane):
    """Write lane k back to its trajectory and mark it idle; it goes on with steps of zero."""
    i = lane.trajectory[k]
    clock = lane.clock
    batch.t[i] = clock[T, k]
    batch.h[i] = clock[NEXT, k]
    batch.saved[i] = clock[SAVE, k]
    for q in range(lane.state.shape[0]):
        batch.y[i, q] = lane.state[q, k]
    batch.work[i, 0] = int(clock[ACCEPTED, k])
    batch.work[i, 1] = int(clock[REJECTED, k])
    batch.work[i, 2] = int(clock[RETAKEN, k])
    batch.status[i] = status
    lane.trajectory[k] = -1
    clock[LOCATING, k] = 0.0


@kernel
def fill_lanes(batch, events, lane, waiting):
    """Put waiting trajectories into idle lanes; returns the next waiting one and how many lanes
    fly.
    """
    n = batch.t.shape[0]
    flying = 0
    for k in range(WIDTH):
        while waiting < n and batch.status[waiting] != RUNNING:
            waiting += 1
        if lane.trajectory[k] < 0 and waiting < n:
            take_trajectory(k, waiting, batch, events, lane)
            waiting += 1
        if lane.trajectory[k] >= 0:
            flying += 1
    return waiting, flying


def scratch(
    n_events: int, state: int = STATE, columns: int = COLUMNS, slopes: int = SLOPES
) -> Lane:
    """Make the working blocks of `propagate`; one set for each thread.

    state, columns, slopes: rows of a state, of what belongs to a trajectory, and of its slopes.
    """

    def block(count: int) -> np.ndarray:
        return np.zeros((count, WIDTH))

    return Lane(
        block(CLOCK),
        block(state),
        block(state),
        block(columns),
        block(slopes),
        block(n_events),
        block(n_events),
        block(n_events),
        block(n_events),
        block(n_events),
        block(n_events),
        block(n_events),
        np.zeros(WIDTH, dtype=np.int64),
    )
