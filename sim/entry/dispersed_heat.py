"""How far the heat of pieces is uncertain, one error for all pieces of a break-up."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def heat_factors(deviation: float, spread: float, heat: Array, burnt: Array) -> dict[str, Array]:
    """Factors on columns of the catalogue.

    Parameters
    ----------
    deviation
        Standard deviation of the logarithm of the share of the stagnation flux.
    spread
        Share of the efficiency of oxidation by which it varies to both sides; 1: from none to
        twice the nominal half of the oxygen.
    heat, burnt
        Normal deviates, and numbers drawn evenly in 0 to 1; (n,) each.
    """
    return {
        "shape_factor": np.exp(deviation * heat),
        "oxidation_heat": 1.0 + spread * (2.0 * burnt - 1.0),
    }
