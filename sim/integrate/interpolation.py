"""States between the steps of a trajectory: the polynomial of degree 7 that meets position and
velocity at four of them.

The error of its position is at most r (w d)^8 / 45,000 for steps of d seconds at w rad/s about the
Earth (remainder of Hermite's interpolation, Stoer and Bulirsch 2002, 2.1.5), a micrometre at 0.1
rad; waves of the gravity field count with their own angle. `sim.propagation.samples` keeps the
steps short enough.
"""

import numpy as np

from sim.lanes import kernel

NODES = 4


def stencils(t: np.ndarray, times: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Index of the first of the four samples about each time, shape (q,).

    Parameters
    ----------
    t
        Shape (m,), s: sample times of trajectories, one after the other.
    times
        Shape (q,), s.
    first, last
        Shape (q,): the samples of the trajectory each time belongs to, `last` not among them; in
        ascending order.
    """
    found = np.empty(len(times), dtype=np.int64)
    begins, place = np.unique(first, return_index=True)
    for begin, here in zip(begins, np.split(np.arange(len(times)), place[1:]), strict=True):
        own = t[begin : last[here[0]]]
        found[here] = begin + np.searchsorted(own, times[here], side="right")
    return np.clip(found - NODES // 2, first, last - NODES)


def interpolate(samples: np.ndarray, start: np.ndarray, times: np.ndarray) -> np.ndarray:
    """States at some times, shape (q, 7), bit for bit those of a sample at its own time.

    Parameters
    ----------
    samples
        Shape (m, 8): s, m, m/s, kg.
    start
        Shape (q,): first of the four samples about each time.
    times
        Shape (q,), s.
    """
    found = np.empty((len(times), samples.shape[1] - 1))
    _interpolate(samples, start, np.ascontiguousarray(times, dtype=np.float64), found)
    return found


@kernel
def _interpolate(samples, start, times, found):
    """Fill the rows of `found`, one time after the other."""
    for q in range(times.shape[0]):
        first = start[q]
        t = times[q]
        share = (t - samples[first + 1, 0]) / (samples[first + 2, 0] - samples[first + 1, 0])
        for c in range(3):
            # positions count from the second node: that keeps the digits
            found[q, c] = samples[first + 1, 1 + c]
            found[q, 3 + c] = 0.0
        before = samples[first + 1, 7]
        found[q, 6] = before + share * (samples[first + 2, 7] - before)
        for i in range(NODES):
            own = samples[first + i, 0]
            x = t - own
            # Lagrange polynomial of this node, its slope here, and its slope at the node
            value = 1.0
            slope = 0.0
            bend = 0.0
            for j in range(NODES):
                if j != i:
                    per = 1.0 / (own - samples[first + j, 0])
                    factor = (t - samples[first + j, 0]) * per
                    slope = slope * factor + value * per
                    value = value * factor
                    bend = bend + per
            square = value * value
            change = 2.0 * value * slope
            level = 1.0 - 2.0 * bend * x
            for c in range(3):
                r = samples[first + i, 1 + c] - samples[first + 1, 1 + c]
                v = samples[first + i, 4 + c]
                found[q, c] += level * square * r + x * square * v
                found[q, 3 + c] += (level * change - 2.0 * bend * square) * r
                found[q, 3 + c] += (square + x * change) * v
        for i in range(NODES):
            if t == samples[first + i, 0]:
                for c in range(7):
                    found[q, c] = samples[first + i, 1 + c]
