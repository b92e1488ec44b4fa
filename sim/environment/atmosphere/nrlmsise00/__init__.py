"""NRLMSISE-00: the atmosphere from the ground to 1000 km, as branch-free arithmetic on numbers.

`coefficients` gives the tables, `air` and `composition` evaluate them; the form with history
takes seven ap values for storms.
"""

from sim.environment.atmosphere.nrlmsise00.coefficients import Msis, coefficients
from sim.environment.atmosphere.nrlmsise00.density import (
    Composition,
    air,
    air_with_history,
    composition,
    composition_with_history,
)

__all__ = [
    "Composition",
    "Msis",
    "air",
    "air_with_history",
    "coefficients",
    "composition",
    "composition_with_history",
]
