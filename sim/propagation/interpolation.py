"""States between the steps of a trajectory: the polynomial of degree 7 that meets position and
velocity at four of them.

The error of its position is at most r (w d)^8 / 45,000 for steps of d seconds at w rad/s about the
Earth (remainder of Hermite's interpolation, Stoer and Bulirsch 2002, 2.1.5), a micrometre at 0.1
rad; waves of the gravity field count with their own angle. `sim.propagation.samples` keeps the
steps short enough.
"""

import numpy as np

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
    nodes = [samples[start + i] for i in range(NODES)]
    x = [times - node[:, 0] for node in nodes]
    origin = nodes[1][:, 1:4]
    position, velocity = np.zeros_like(origin), np.zeros_like(origin)
    for i, node in enumerate(nodes):
        others = [j for j in range(NODES) if j != i]
        apart = [node[:, 0] - nodes[j][:, 0] for j in others]
        scale = 1.0 / (apart[0] * apart[1] * apart[2])
        a, b, c = (x[j] for j in others)
        value = a * b * c * scale
        slope = (a * b + b * c + c * a) * scale
        # slope of the Lagrange polynomial at its own node
        bend = 1.0 / apart[0] + 1.0 / apart[1] + 1.0 / apart[2]
        square, change = value * value, 2.0 * value * slope
        level = 1.0 - 2.0 * bend * x[i]
        r, v = node[:, 1:4] - origin, node[:, 4:7]
        position += (level * square)[:, None] * r + (x[i] * square)[:, None] * v
        velocity += (level * change - 2.0 * bend * square)[:, None] * r
        velocity += (square + x[i] * change)[:, None] * v
    before, after = nodes[1], nodes[2]
    share = (times - before[:, 0]) / (after[:, 0] - before[:, 0])
    mass = before[:, 7] + share * (after[:, 7] - before[:, 7])
    states = np.column_stack([origin + position, velocity, mass])
    for node in nodes:
        states = np.where((times == node[:, 0])[:, None], node[:, 1:], states)
    return states
