"""A limit that keeps a plan from holding, and how much more propellant would free one."""

import math
from dataclasses import dataclass

ROUND = 10.0
"""kg, to which propellant that is asked for is rounded up."""


@dataclass(frozen=True)
class Violation:
    """A limit that binds: what was needed and allowed (in `unit`), and what would free it."""

    constraint: str
    needed: float
    allowed: float
    unit: str
    sentence: str
    remedy: str


def more_propellant(missing: float, mass: float, used: float) -> float:
    """Propellant to add at the start so that `missing` kg more are left at the end, kg.

    What is added has to be carried through all burns, which take a share used / mass of it
    (Tsiolkovsky); with 2 % for what else changes with the mass.

    Parameters
    ----------
    missing
        kg.
    mass
        kg of the stack at the start.
    used
        kg of propellant that all burns take.
    """
    return math.ceil(1.02 * missing * mass / (mass - used) / ROUND) * ROUND


def round_up(value: float) -> str:
    """A factor with two decimals, rounded up."""
    return f"{math.ceil(100.0 * value) / 100.0:.2f}"
