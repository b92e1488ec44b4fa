"""Which points a sweep has: every combination of values, or a Latin hypercube between ends."""

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

from sim.campaign.sampling.uniform import uniforms
from sim.workflow.sweep.variation import SweepError, Variation

MOST_POINTS = 100_000
GRID, HYPERCUBE = "grid", "lhs"

Point = tuple[Any, ...]
"""A value for each variation, in their order."""


def design_points(
    variations: Sequence[Variation], hypercube: int | None = None, seed: int = 1
) -> tuple[Point, ...]:
    """The points of a sweep, the last key varying fastest.

    Parameters
    ----------
    variations
        Of m keys.
    hypercube
        Points of a Latin hypercube: of each key one in each of so many equal parts of its range
        (of listed values each as often), in an order of the key's own; None: a grid.
    seed
        Of the hypercube.

    Raises
    ------
    SweepError
        If there are too many, or a range has no step where a grid is asked for.
    """
    if hypercube is not None:
        if not 1 <= hypercube <= MOST_POINTS:
            raise SweepError(f"--lhs {hypercube}: allowed: 1 to {MOST_POINTS:,} points")
        drawn = [
            each.at(uniforms(seed, each.key, hypercube, HYPERCUBE, first=0, count=hypercube))
            for each in variations
        ]
        return tuple(zip(*drawn, strict=True))
    for each in variations:
        if each.step == 0.0:
            low, high = each.values
            raise SweepError(
                f"--vary {each.key}={low}:{high}: a range without a step; allowed: FROM:TO:STEP, "
                "or FROM:TO with --lhs N"
            )
    count = math.prod(len(each.values) for each in variations)
    if count > MOST_POINTS:
        sizes = " x ".join(str(len(each.values)) for each in variations)
        raise SweepError(
            f"--vary: {sizes} = {count:,} points; allowed: {MOST_POINTS:,} at most, or --lhs N"
        )
    return tuple(product(*(each.values for each in variations)))
