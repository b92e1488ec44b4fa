"""A navigation solution: the true state with the errors of its source.

Errors of a sample depend on the seed, its number and the number of the fix alone, never on what is
flown beside it.
"""

import numpy as np
from numpy.typing import NDArray

from sim.frames.constants import MU
from sim.frames.orbit_axes import orbit_axes
from sim.operations.guidance.rule import Accuracy

Array = NDArray[np.float64]

NAVIGATION_STREAM = 0xA0761D6478BD642F
"""Second word of the generator's key: keeps errors of navigation apart from all other draws."""


def draw_scores(seed: int, numbers: NDArray[np.int64], fixes: NDArray[np.int64]) -> Array:
    """Seven standard normal numbers for each sample and the number of its fix, shape (n, 7)."""
    key = np.array([seed & (2**64 - 1), NAVIGATION_STREAM], dtype=np.uint64)
    scores = np.empty((len(numbers), 7))
    for k, (number, fix) in enumerate(zip(numbers.tolist(), fixes.tolist(), strict=True)):
        bits = np.random.Philox(key=key, counter=[0, 0, fix, number])
        scores[k] = np.random.Generator(bits).standard_normal(7)
    return scores


def measure_state(
    y: Array, accuracy: Accuracy, scores: Array, bias: Array, tracked: NDArray[np.bool_]
) -> Array:
    """Measured states, shape (n, 7); the mass is left as it is.

    Parameters
    ----------
    y
        True states (n, 7), GCRF, m and m/s.
    accuracy
        Of the source.
    scores
        As `draw_scores` gives them.
    bias
        Likewise, those that all fixes of a sample share: in the axes of the orbit, which turn with
        it as antennas and stations do.
    tracked
        Shape (n,): a revolution has been tracked without a burn, so that the period is known: the
        speed then errs by what the semi-major axis errs (vis-viva), not by its own deviation.
    """
    measured = y.copy()
    r, v = y[:, :3], y[:, 3:6]
    axes = orbit_axes(r, v)
    moved = accuracy.position * scores[:, :3]
    moved += accuracy.position_bias * np.einsum("nij,ni->nj", axes, bias[:, :3])
    changed = accuracy.velocity * scores[:, 3:6]
    changed += accuracy.velocity_bias * np.einsum("nij,ni->nj", axes, bias[:, 3:6])
    radius = np.linalg.norm(r, axis=1)
    speed = np.linalg.norm(v, axis=1)
    ahead = v / speed[:, None]
    axis = 1.0 / (2.0 / radius - speed**2 / MU)
    wanted = accuracy.semi_major_axis * scores[:, 6]
    wanted = wanted + accuracy.semi_major_axis_bias * bias[:, 6]
    # vis-viva: da / a^2 = 2 dr / r^2 + 2 v dv / mu
    rise = (r * moved).sum(axis=1) / radius
    along = (wanted / axis**2 - 2.0 * rise / radius**2) * MU / (2.0 * speed)
    now = (changed * ahead).sum(axis=1)
    changed = np.where(tracked[:, None], changed + (along - now)[:, None] * ahead, changed)
    measured[:, :3] += moved
    measured[:, 3:6] += changed
    return measured


def axis_deviation(y: Array, accuracy: Accuracy, tracked: NDArray[np.bool_]) -> Array:
    """Standard deviation of the measured semi-major axis, m, shape (n,); without its bias, which
    falls out of how far an axis falls.
    """
    radius = np.linalg.norm(y[:, :3], axis=1)
    speed = np.linalg.norm(y[:, 3:6], axis=1)
    axis = 1.0 / (2.0 / radius - speed**2 / MU)
    by_fix = 2.0 * axis**2 * np.hypot(accuracy.position / radius**2, speed * accuracy.velocity / MU)
    return np.where(tracked, accuracy.semi_major_axis, by_fix)
