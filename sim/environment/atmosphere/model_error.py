"""How wrong the atmosphere model may be: a bias by altitude and an error that grows with time, for
each parameter vector.

density = model * factor * exp(b(h) + s (x(t) - x0)), with b joined smoothly between 120, 250 and
400 km and x a sum of three Gaussian processes, Matern's of order 3/2 (correlation (1 + |lag|)
exp(-|lag|)), of fixed memory: half an hour, seven hours, eight days. Their sizes follow from how
the change of x grows with the time between two instants; a flight begins where x = x0, with its
bias alone. All trajectories read one long periodic path, each from its own start and the processes
far apart on it, so that one is the same however many others fly.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.environment.atmosphere.error_growth import (
    FAST,
    MEDIUM,
    SLOW,
    USUAL,
    Growth,
    process_variances,
)
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
"""Knots of the path in one memory; between them it is a cubic spline."""

LENGTH = 16384.0
"""Memories until the path repeats."""

APART = 5461.0
"""Memories between the places at which the three processes read the path: a third of it."""

SEED = 20010323
"""Of the path. A fixed number: what differs between trajectories is where they start on it."""

OVERLAP = 24
"""Knots the path is continued by at both ends before its cubics are made: no seam to 1e-13."""


class Sigma(NamedTuple):
    """Standard deviations of the columns of a parameter vector, of the logarithm of density; of the
    noise that of its change after a day.
    """

    bias_low: float
    bias_middle: float
    bias_high: float
    noise: float


SIGMA = Sigma(0.19, 0.12, 0.15, 0.10)
"""Recommended.

bias_high, bias_middle: semi-empirical models are wrong by 15 to 20 % above 175 km (Bowman et al.,
JB2008, AIAA 2008-6438) and 10 to 25 % (Bruinsma, AGU Fall Meeting 2015, SM13F-04); the part that
stays over a flight, after a drag coefficient fitted to the same model, is taken as 10 to 15 %.
bias_low: NRLMSIS 2.1 is 5 to 14 % thinner than NRLMSISE-00 from 90 to 130 km on the mean, and the
logarithm of their ratio has a root mean square of 0.13 to 0.20 there, 0.18 to 0.20 from 110 to 120
km (benchmarks/air_models.py); below 130 km ln(model / US Standard 1976) scatters by 0.12 to 0.19
over seasons, hours and latitudes 20 to 55 S.
noise: assumption, with the growth above: 5 % a revolution, 10 % a day, 15 % in four and 25 % in ten
days (0.7 to 1.3 of it), as for Mir, whose drag was foreseen to 15 % in the last weeks; what a
forecast of days leaves open of the Sun is part of it. What the monthly forecast adds is not: that
is `Parameters.activity`.
"""


class Noise(NamedTuple):
    """Sizes of the three processes for a change of 1 after a day, and the table of cubics."""

    fast: float
    medium: float
    slow: float
    table: np.ndarray


@cache
def noise(growth: Growth = USUAL) -> Noise:
    """The path of a flight's error, and the sizes of its processes.

    Parameters
    ----------
    growth
        How the change of ln density grows with time.

    Raises
    ------
    ValueError
        If no sum of the three processes grows like that.
    """
    fast, medium, slow = np.sqrt(process_variances(growth)).tolist()
    return Noise(fast, medium, slow, _path())


@cache
def _path() -> np.ndarray:
    """Cubics of a process of unit variance and memory, periodic without a seam.

    Spectral synthesis (circulant embedding): the autocorrelation is that of the knots. Mean and
    variance over the whole path, cubics between the knots included, are made 0 and 1.
    """
    n = KNOTS_PER_TIME * int(LENGTH)
    lag = np.minimum(np.arange(n), n - np.arange(n)) / KNOTS_PER_TIME
    power = np.maximum(np.fft.rfft((1.0 + lag) * np.exp(-lag)).real, 0.0)
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
def read_path(s, table):
    """The path at a place in memories."""
    s = s - LENGTH * floor(s * (1.0 / LENGTH))
    i, w = place(s, 0.0, 1.0 / KNOTS_PER_TIME, table)
    return cubic(table, i, w, 0)


@kernel
def density_noise(t, start, noise):
    """Sum of the processes at a time in s, from a start on the path; its change is 1 after a day
    (root mean square).
    """
    return (
        noise.fast * read_path(t * (1.0 / FAST) + start, noise.table)
        + noise.medium * read_path(t * (1.0 / MEDIUM) + (start + APART), noise.table)
        + noise.slow * read_path(t * (1.0 / SLOW) + (start + 2.0 * APART), noise.table)
    )


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
        x = density_noise(t, parameters.noise_start, noise)
        error = error + parameters.noise * (x - parameters.noise_origin)
    return parameters.density_factor * exp(error)
