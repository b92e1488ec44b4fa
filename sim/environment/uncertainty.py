"""How wrong the air model may be: a bias by altitude and an autocorrelated error, per case.

density = model * factor * exp(b(h) + s x(t) - s^2 / 2), with b joined smoothly between 120, 250 and
400 km and x a Gauss-Markov process of unit variance. All cases read one long periodic path of x,
each from its own start, so that a case is the same however many others fly.
"""

from typing import NamedTuple

import numpy as np

from sim.lanes import (
    any_lane,
    cubic,
    cubic_table,
    exp,
    floor,
    kernel,
    maximum,
    minimum,
    place,
)

LOW = 120e3
MIDDLE = 250e3
HIGH = 400e3
"""m, altitudes of the three biases."""

KNOTS_PER_TIME = 4
"""Knots of the path in one correlation time; between them it is a cubic spline."""

CORRELATION_TIMES = 16384
"""Length of the path; then it repeats."""

SEED = 20010323
"""Of the path. A fixed number: what differs between cases is where they start on it."""


class Noise(NamedTuple):
    """The path: correlation time in s, period in correlation times, table of cubics."""

    correlation_time: float
    period: float
    table: np.ndarray


def noise(correlation_time: float) -> Noise:
    """Build the path of a Gauss-Markov process with unit variance, periodic without a seam.

    Parameters
    ----------
    correlation_time
        s, in which the autocorrelation falls by e.

    Raises
    ------
    ValueError
        If the time is not positive.

    Notes
    -----
    Spectral synthesis (circulant embedding): the autocorrelation exp(-|lag|) is met at the knots.
    """
    if not correlation_time > 0.0:
        raise ValueError(f"correlation time {correlation_time} s; it must be positive")
    n = KNOTS_PER_TIME * CORRELATION_TIMES
    lag = np.minimum(np.arange(n), n - np.arange(n)) / KNOTS_PER_TIME
    power = np.maximum(np.fft.rfft(np.exp(-lag)).real, 0.0)
    white = np.fft.rfft(np.random.default_rng(SEED).standard_normal(n))
    path = np.fft.irfft(white * np.sqrt(power), n)
    return Noise(
        correlation_time, float(CORRELATION_TIMES), cubic_table(np.append(path, path[0])[:, None])
    )


@kernel
def _step(height, foot, top):
    """0 below foot, 1 above top, smooth in between."""
    w = minimum(maximum((height - foot) / (top - foot), 0.0), 1.0)
    return w * w * (3.0 - 2.0 * w)


@kernel
def density_factor(t, height, noise, case):
    """Factor on the model's density at a time in s and a geodetic height in m."""
    error = (
        case.bias_low
        + _step(height, LOW, MIDDLE) * (case.bias_middle - case.bias_low)
        + _step(height, MIDDLE, HIGH) * (case.bias_high - case.bias_middle)
    )
    if any_lane(case.noise > 0.0):
        s = t / noise.correlation_time + case.noise_start
        s = s - noise.period * floor(s / noise.period)
        i, w = place(s, 0.0, 1.0 / KNOTS_PER_TIME, noise.table)
        x = cubic(noise.table, i, w, 0)
        error = error + case.noise * (x - 0.5 * case.noise)
    return case.density_factor * exp(error)
