"""How wrong the atmosphere model may be: a bias by altitude and an autocorrelated error, for each
parameter vector.

density = model * factor * exp(b(h) + s x(t) - s^2 / 2), with b joined smoothly between 120, 250 and
400 km and x a Gauss-Markov process of unit variance. All trajectories read one long periodic path
of x, each from its own start, so that one is the same however many others fly.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.lanes import (
    any_lane,
    cubic,
    cubic_table,
    exp,
    floor,
    kernel,
    place,
    smoothstep,
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
"""Of the path. A fixed number: what differs between trajectories is where they start on it."""

OVERLAP = 24
"""Knots the path is continued by at both ends before its cubics are made: no seam to 1e-13."""


class Sigma(NamedTuple):
    """Standard deviations of the columns of a parameter vector, of the logarithm of density;
    correlation time in s.
    """

    bias_low: float
    bias_middle: float
    bias_high: float
    noise: float
    correlation_time: float


SIGMA = Sigma(0.19, 0.12, 0.15, 0.10, 86400.0)
"""Recommended.

bias_high, bias_middle: semi-empirical models are wrong by 15 to 20 % above 175 km (Bowman et al.,
JB2008, AIAA 2008-6438) and 10 to 25 % (Bruinsma, AGU Fall Meeting 2015, SM13F-04); the part that
stays over a flight, after a drag coefficient fitted to the same model, is taken as 10 to 15 %.
bias_low: NRLMSIS 2.1 is 5 to 14 % thinner than NRLMSISE-00 from 90 to 130 km on the mean, and the
logarithm of their ratio has a root mean square of 0.13 to 0.20 there, 0.18 to 0.20 from 110 to 120
km (benchmarks/air_models.py); below 130 km ln(model / US Standard 1976) scatters by 0.12 to 0.19
over seasons, hours and latitudes 20 to 55 S.
noise, correlation_time: 0.05 to 0.10 over 0.5 revolutions to a day, the upper end of an engineering
estimate. What the forecast of the Sun adds is not in these numbers: it is `Parameters.activity`.
"""


class Noise(NamedTuple):
    """The path: correlation time in s, period in correlation times, table of cubics."""

    correlation_time: float
    period: float
    table: np.ndarray


@cache
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
    Spectral synthesis (circulant embedding): the autocorrelation exp(-|lag|) is that of the knots.
    Mean and variance over the whole path, cubics between the knots included, are made 0 and 1.
    """
    if not 0.0 < correlation_time < np.inf:
        raise ValueError(f"correlation time {correlation_time} s; it must be positive and finite")
    return Noise(correlation_time, float(CORRELATION_TIMES), _path())


@cache
def _path() -> np.ndarray:
    """Cubics of the path."""
    n = KNOTS_PER_TIME * CORRELATION_TIMES
    lag = np.minimum(np.arange(n), n - np.arange(n)) / KNOTS_PER_TIME
    power = np.maximum(np.fft.rfft(np.exp(-lag)).real, 0.0)
    white = np.fft.rfft(np.random.default_rng(SEED).standard_normal(n))
    path = np.fft.irfft(white * np.sqrt(power), n)
    path -= path.mean()
    c = _cubics(path).reshape(-1, 4)
    # mean over a cell of the square of its cubic
    share = 1.0 / (1.0 + np.add.outer(np.arange(4), np.arange(4)))
    return _cubics(path / np.sqrt(np.einsum("ni,ij,nj->n", c, share, c).mean()))


def _cubics(path: np.ndarray) -> np.ndarray:
    """Cubics of a periodic path, one row per knot."""
    around = np.concatenate([path[-OVERLAP:], path, path[: OVERLAP + 1]])
    table = np.ascontiguousarray(cubic_table(around[:, None])[OVERLAP:-OVERLAP])
    table.setflags(write=False)
    return table


@kernel
def density_factor(t, height, noise, parameters):
    """Factor on the model's density at a time in s and a geodetic height in m."""
    odd = (
        (parameters.bias_low != 0.0)
        | (parameters.bias_middle != 0.0)
        | (parameters.bias_high != 0.0)
    )
    if not any_lane(odd | (parameters.noise > 0.0)):
        return parameters.density_factor
    error = (
        parameters.bias_low
        + smoothstep((height - LOW) / (MIDDLE - LOW))
        * (parameters.bias_middle - parameters.bias_low)
        + smoothstep((height - MIDDLE) / (HIGH - MIDDLE))
        * (parameters.bias_high - parameters.bias_middle)
    )
    if any_lane(parameters.noise > 0.0):
        s = t / noise.correlation_time + parameters.noise_start
        s = s - noise.period * floor(s / noise.period)
        i, w = place(s, 0.0, 1.0 / KNOTS_PER_TIME, noise.table)
        x = cubic(noise.table, i, w, 0)
        error = error + parameters.noise * (x - 0.5 * parameters.noise)
    return parameters.density_factor * exp(error)
