"""What a sweep answers: its points as a table in the form another library knows, its figures."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.api.convert import Columns, columns_to_pandas, columns_to_qtable, columns_to_xarray
from sim.report.results.sweep import SweepFigures, SweepResult

if TYPE_CHECKING:
    from astropy.table import QTable
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from xarray import Dataset


@dataclass(frozen=True, repr=False)
class Sweep:
    """Points of a scenario some of whose keys were varied, and what became of each.

    Attributes
    ----------
    result
        Everything that goes into the files of `iss-deorbit sweep`.
    """

    result: SweepResult = field(repr=False)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {status}" for status, n in self.figures["counts"].items())
        return f"<Sweep of {self.figures['scenario']}: {counts}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: points, ends of each metric, and why points do not count."""
        from sim.api.notebook import sweep_html

        return sweep_html(self.result)

    @property
    def folder(self) -> Path:
        """The store, with its tables and figures."""
        return self.result.folder

    @property
    def figures(self) -> SweepFigures:
        """What ``sweep.json`` holds: plain numbers, units in the names (docs/outputs.md)."""
        return self.result.answer

    @property
    def columns(self) -> Columns:
        """Arrays (n,) by name, a row for each point, units in the names."""
        return self.result.columns

    @cached_property
    def points(self) -> "QTable":
        """The same as a table of quantities."""
        return self.to_qtable()

    @property
    def front(self) -> np.ndarray:
        """Numbers of the points that no other beats in both metrics of the front."""
        pareto = self.figures["pareto"]
        return np.array([] if pareto is None else pareto["points"], dtype=np.intp)

    def plot(self, figure: str = "maps") -> "Figure":
        """Draw ``maps``, ``curves`` or ``pareto``.

        Raises
        ------
        ValueError
            If there is no such figure, or the sweep has nothing to show in it.

        Examples
        --------
        >>> import sim
        >>> perigee = {"phases.final_burn.burn.cutoff.perigee": "40:60:20 km"}
        >>> found = sim.load("descent.yaml").sweep(perigee, "runs/drawn", force=True)
        >>> len(found.plot("curves").axes)
        6
        """
        from sim.report.figures.style import figure_style, stamp
        from sim.report.figures.sweep.draw import SWEEP_FIGURES

        if figure not in SWEEP_FIGURES:
            raise ValueError(f"no such figure: {figure!r}; allowed: {', '.join(SWEEP_FIGURES)}")
        with figure_style():
            drawn = SWEEP_FIGURES[figure](self.result)
            if drawn is None:
                raise ValueError(f"{self.result.label} has nothing to show as {figure!r}")
            stamp(drawn, [self.result])
        return drawn

    def to_qtable(self) -> "QTable":
        """The points as an astropy table of quantities.

        Examples
        --------
        >>> import sim
        >>> perigee = {"phases.final_burn.burn.cutoff.perigee": "40:60:20 km"}
        >>> found = sim.load("descent.yaml").sweep(perigee, "runs/points", force=True)
        >>> found.to_qtable()["deceleration"].unit
        Unit("m / s2")
        >>> found.to_pandas().attrs["units"]["delta_v_m_s"]
        'm/s'
        >>> dict(found.to_xarray().sizes)
        {'phases.final_burn.burn.cutoff.perigee_km': 2}
        """
        return columns_to_qtable(self.columns, self.result.units)

    def to_pandas(self) -> "DataFrame":
        """The points as a pandas table, units in the names and in ``attrs["units"]``."""
        return columns_to_pandas(self.columns, self.result.units, "point")

    def to_xarray(self) -> "Dataset":
        """The points as an xarray set: over what was varied where that is a grid, units as
        attributes.
        """
        if self.figures["kind"] != "grid":
            return columns_to_xarray(self.columns, self.result.units, "point")
        return self._grid_to_xarray()

    def _grid_to_xarray(self) -> "Dataset":
        from sim.api.convert import library

        xarray, units = library("xarray"), self.result.units
        axes = [each["column"] for each in self.figures["varied"]]
        levels = {name: list(dict.fromkeys(self.columns[name].tolist())) for name in axes}
        shape = tuple(len(values) for values in levels.values())
        coordinates = {
            name: (name, np.array(values), {"units": units[name]} if name in units else {})
            for name, values in levels.items()
        }
        values: dict[str, Any] = {
            name: (axes, column.reshape(shape), {"units": units[name]} if name in units else {})
            for name, column in self.columns.items()
            if name not in axes
        }
        return xarray.Dataset(values, coordinates, {"scenario": self.figures["scenario"]})
