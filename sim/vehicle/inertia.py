"""Which tensors of inertia a body can have."""

import numpy as np

from sim.errors import InputError

ROUNDING = 1e-9
"""Share of the largest principal moment by which a flat body may miss the inequality below: the
digits a table of inertia is printed with.
"""


def principal_moments(inertia: np.ndarray) -> np.ndarray:
    """Principal moments (3,) of a tensor of inertia (3, 3), ascending, in its unit.

    Raises
    ------
    InputError
        If the tensor is not symmetric, a moment is not positive, or one is larger than the sum of
        the others: the moments of every distribution of mass obey that.
    """
    inertia = np.asarray(inertia, dtype=np.float64)
    if not np.isfinite(inertia).all() or not np.allclose(inertia, inertia.T, rtol=1e-12, atol=0.0):
        raise InputError(f"a tensor of inertia is symmetric and finite, got {inertia.tolist()}")
    moments = np.linalg.eigvalsh(inertia)
    listing = ", ".join(f"{moment:.6g}" for moment in moments)
    if moments[0] <= 0.0:
        raise InputError(f"principal moments of inertia are positive, these are {listing} kg m2")
    if moments[2] > moments[0] + moments[1] + ROUNDING * moments[2]:
        raise InputError(
            f"no body has the principal moments {listing} kg m2: the largest is at most the sum of "
            "the others; are products of inertia given where elements of the tensor are meant?"
        )
    return moments
