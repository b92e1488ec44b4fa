"""Which points no other one beats."""

import numpy as np
from numpy.typing import NDArray


def pareto_front(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.intp]:
    """Numbers of the points of which no other is as good in both measures and better in one.

    Parameters
    ----------
    first, second
        Measures (n,), less is better; points with NaN in one are never on the front.

    Returns
    -------
    numpy.ndarray
        In ascending order of the first measure; of equal points all.
    """
    known = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    order = known[np.lexsort((second[known], first[known]))]
    front: list[int] = []
    least = np.inf
    for k in order:
        same = front and first[k] == first[front[-1]] and second[k] == second[front[-1]]
        if second[k] < least or same:
            front.append(int(k))
            least = second[k]
    return np.array(front, dtype=np.intp)
