"""Tables of numbers on a regular grid, as CSV: one row a point, in any order; `#` begins a comment.

Files come from others: every number is read within the limits of its column, and every fault is
told with its line.
"""

import csv
import math
from collections.abc import Collection, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.formats.message import MessageError


def read_rows(
    text: str, limits: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[int, list[float]]]:
    """Rows under a header, each with its line.

    Parameters
    ----------
    limits
        Names of the columns in their order, and the range of their values, ends included.

    Raises
    ------
    MessageError
        With the line: another header, a row that is cut short or holds something that is not a
        number in range.
    """
    header = False
    for line, raw in enumerate(text.splitlines(), 1):
        content = raw.partition("#")[0].strip()
        if not content:
            continue
        cells = [cell.strip() for cell in next(csv.reader([content]))]
        if header:
            yield line, _numbers(line, limits, cells)
        elif tuple(cells) != tuple(limits):
            raise MessageError(line, f"the header is {content[:60]!r}", ",".join(limits))
        header = True


def _numbers(line: int, limits: Mapping[str, tuple[float, float]], cells: list[str]) -> list[float]:
    """Numbers of a row, each within its limits."""
    if len(cells) != len(limits):
        raise MessageError(line, f"{len(cells)} values", f"{len(limits)}: {', '.join(limits)}")
    found = []
    for (name, (low, high)), cell in zip(limits.items(), cells, strict=True):
        allowed = f"a number from {low:g} to {high:g}"
        try:
            value = float(cell)
        except ValueError:
            raise MessageError(line, f"{name} is {cell[:40]!r}", allowed) from None
        if not (math.isfinite(value) and low <= value <= high):
            raise MessageError(line, f"{name} is {cell[:40]!r}", allowed)
        found.append(value + 0.0)
    return found


def equal_steps(last: int, name: str, values: Collection[float]) -> NDArray[np.float64]:
    """The axis of a grid through given values, rising.

    Raises
    ------
    MessageError
        With the last line: fewer than two values, or steps that differ by more than 1e-6.
    """
    axis = np.array(sorted(set(values)))
    if len(axis) < 2:
        raise MessageError(last, f"{len(axis)} {name}", "at least two, equally spaced")
    steps = np.diff(axis)
    if np.ptp(steps) > 1e-6 * steps[0]:
        k = int(np.argmax(np.abs(steps - np.median(steps))))
        problem = f"the {name} step from {axis[k]:g} to {axis[k + 1]:g}"
        raise MessageError(last, problem, f"equal steps, such as {np.median(steps):g}")
    return axis
