"""What is forecast of geomagnetic storms before a burn."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.environment.space_weather.indices import Weather, indices
from sim.lanes import interpreted

Array = NDArray[np.float64]

STEP = 3.0 * 3600.0
"""s, that ap holds for."""


class _Forecast(NamedTuple):
    """Parameters of the forecast itself: no deviate, no history."""

    activity: Array
    history_shift: Array
    history_weight: Array


def largest_ap(weather: Weather, begin: Array, end: Array) -> Array:
    """Largest Ap between two times, s since the epoch, shape (n,), looked at every three hours at
    least.
    """
    begin, end = np.atleast_1d(begin), np.atleast_1d(end)
    span = np.maximum(end - begin, 0.0)
    count = int(np.ceil(span.max(initial=0.0) / STEP)) + 1
    t = begin[:, None] + span[:, None] * np.linspace(0.0, 1.0, count)
    forecast = _Forecast(*np.zeros((3, t.size)))
    return interpreted(indices)(t.ravel(), weather, forecast)[2].reshape(t.shape).max(axis=1)
