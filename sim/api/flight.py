"""A finished flight: tables with units, plain arrays, figures, and the folder of its results."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from astropy.table import QTable, Row
from numpy.typing import NDArray

from sim.api.convert import columns_to_pandas, columns_to_xarray
from sim.api.table import instants, quantities, table
from sim.flight.record import Flight as Record
from sim.formats.folder import new_folder
from sim.report.results.contents import RunFigures, RunPlanFigures
from sim.report.results.run import RunResult
from sim.report.text.limits import broken_limits
from sim.scenario.load import loads
from sim.scenario.schema.scenario import Scenario
from sim.workflow.run import write_run

if TYPE_CHECKING:
    from datetime import datetime

    from astropy.time import Time
    from boinor.plotting import OrbitPlotter
    from boinor.twobody import Orbit
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from xarray import Dataset

Array = NDArray[np.float64]
VECTOR = ("x", "y", "z")


@dataclass(frozen=True, repr=False)
class Flight:
    """A finished flight.

    Made by `Descent.fly`. Tables are astropy's, arrays are NumPy's; the frame of positions and
    velocities is GCRF, latitude, longitude and altitude are geodetic on WGS84. A discontinuity
    (an attitude, an engine, a docking) stands as two rows of one time.

    Attributes
    ----------
    result
        Everything that goes into the files of `iss-deorbit run`, and the flight record.

    Examples
    --------
    >>> import sim
    >>> flight = sim.load("descent.yaml").fly()
    >>> flight
    <Flight of descent: came down to the ellipsoid on 2025-06-01T07:27:20Z>
    >>> flight.trajectory["altitude"].unit, flight.trajectory["position"].shape[1]
    (Unit("km"), 3)
    >>> bool(flight.altitude_m[-1] < 1.0)
    True
    """

    result: RunResult

    def __repr__(self) -> str:
        """Name, how it ended, and when."""
        end = self.figures["end_utc"][:19] + "Z"
        return f"<Flight of {self.result.name}: {self.figures['status_sentence']} on {end}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: broken limits, results in sentences, burns."""
        from sim.api.notebook import flight_html

        return flight_html(self.result)

    @cached_property
    def scenario(self) -> Scenario:
        """What was flown; with dated burns where a plan was asked for."""
        return loads(self.result.scenario_yaml)

    @property
    def status(self) -> str:
        """``impact``, ``in_orbit``, or ``failed_`` and a number."""
        return str(self.figures["status"])

    @property
    def broken_limits(self) -> list[str]:
        """Limits that the flight breaks, a sentence each; empty without debris."""
        return [each.sentence for each in broken_limits(self.figures)]

    @property
    def record(self) -> Record:
        """The flight record: burns, events, segments, and the stack at both ends.

        Raises
        ------
        ValueError
            If the result was read from files, which do not hold it.
        """
        if self.result.flight is None:
            raise ValueError(f"{self.result.name} was read from files, which hold no record")
        return self.result.flight

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """Arrays (n,) of ``trajectory.parquet`` by name, units in the names (docs/outputs.md)."""
        return self.result.trajectory

    @property
    def figures(self) -> RunFigures:
        """What ``summary.json`` holds: plain numbers, units in the names."""
        return self.result.summary

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The figures as quantities and `Time`, names without units.

        Examples
        --------
        >>> import sim
        >>> sim.load("descent.yaml").fly().summary["impact"]["latitude"].unit
        Unit("deg")
        """
        return quantities(self.figures)

    @cached_property
    def trajectory(self) -> QTable:
        """The path, n rows: ``time`` (UTC), ``phase``, ``position`` and ``velocity`` (n, 3), mass,
        altitude, speeds, angles, density, loads, heights of the mean orbit (NaN below the entry
        interface).
        """
        return self._table(self.columns)

    def to_qtable(self) -> QTable:
        """The path as an astropy table of quantities: `trajectory`.

        Examples
        --------
        >>> import sim
        >>> sim.load("descent.yaml").fly().to_qtable()["altitude"].unit
        Unit("km")
        """
        return self.trajectory

    def to_pandas(self) -> "DataFrame":
        """The path as a pandas table, units in the names and in ``attrs["units"]``.

        Examples
        --------
        >>> import sim
        >>> path = sim.load("descent.yaml").fly().to_pandas()
        >>> path.attrs["units"]["altitude_km"], str(path["utc"].dtype)[:10]
        ('km', 'datetime64')
        """
        return columns_to_pandas(self.columns)

    def to_xarray(self) -> "Dataset":
        """The path as an xarray set over ``row`` (two rows of one time at a discontinuity), units
        as attributes.

        Examples
        --------
        >>> import sim
        >>> sim.load("descent.yaml").fly().to_xarray()["mass_kg"].attrs
        {'units': 'kg'}
        """
        return columns_to_xarray(self.columns)

    @cached_property
    def events(self) -> QTable:
        """Burns, dockings, ends of phases, entry interface, impact, in time order. Figures of a
        burn are NaN in rows of another kind.
        """
        return self._table(self.result.events)

    @cached_property
    def burns(self) -> QTable:
        """Rows of `events` that are burns, those of a lowering included (``lowering``)."""
        events: Any = self.events  # astropy leaves open what an index gives
        return events[events["kind"] == "burn"]

    @cached_property
    def debris(self) -> QTable | None:
        """Fragments that reach the ground, a row each; None if the scenario has no `entry`."""
        fragments = self.result.fragments
        return None if fragments is None else self._table(fragments)

    @property
    def plan(self) -> RunPlanFigures | None:
        """What ``plan.json`` holds: the plan that was found on the way; None if none was asked."""
        return self.result.plan

    @property
    def final(self) -> Row:
        """Last row of the trajectory."""
        trajectory: Any = self.trajectory  # see `burns`
        return trajectory[-1]

    @cached_property
    def epoch(self) -> "Time":
        """First instant, UTC."""
        return instants(0.0, self.record.mission.epoch)

    @property
    def time_s(self) -> Array:
        """TAI seconds since the epoch, (n,)."""
        return self.columns["time_s"]

    @property
    def position_m(self) -> Array:
        """GCRF, m, (n, 3)."""
        return 1e3 * np.column_stack([self.columns[f"{axis}_km"] for axis in VECTOR])

    @property
    def velocity_m_s(self) -> Array:
        """GCRF, m/s, (n, 3)."""
        return 1e3 * np.column_stack([self.columns[f"v{axis}_km_s"] for axis in VECTOR])

    @property
    def mass_kg(self) -> Array:
        """Mass of the stack, kg, (n,)."""
        return self.columns["mass_kg"]

    @property
    def altitude_m(self) -> Array:
        """Geodetic altitude, m, (n,)."""
        return 1e3 * self.columns["altitude_km"]

    @property
    def latitude_rad(self) -> Array:
        """Geodetic latitude, rad, (n,)."""
        return np.radians(self.columns["latitude_deg"])

    @property
    def longitude_rad(self) -> Array:
        """Longitude, rad, east, -pi to pi, (n,)."""
        return np.radians(self.columns["longitude_deg"])

    def orbit(self, at: "Time | datetime | str | None" = None) -> "Orbit":
        """Osculating orbit at an instant, as a boinor `Orbit` about the Earth.

        Parameters
        ----------
        at
            astropy `Time`, aware `datetime`, or UTC text; the first state without it. The state
            is propagated from the saved one before it, so that it is as accurate as the flight.

        Raises
        ------
        InputError
            If the instant lies outside the flight.

        Notes
        -----
        boinor is imported at the first call, which takes some seconds.

        Examples
        --------
        >>> import sim
        >>> sim.load("descent.yaml").fly().orbit("2025-06-01T03:00:00Z").inc.to("deg").round(1)
        <Quantity 51.6 deg>
        """
        from sim.api.instant import epoch_of
        from sim.api.orbit import boinor_orbit, state_at

        first = self.record.mission.epoch.plus(float(self.time_s[0]))
        epoch = first if at is None else epoch_of(at)
        return boinor_orbit(state_at(self.record, epoch), epoch)

    def plot_orbits(self, *at: "Time | datetime | str") -> "OrbitPlotter":
        """Osculating orbits at some instants, in the plane of the first, drawn by boinor.

        Parameters
        ----------
        at
            See `orbit`; the first state without any.

        Examples
        --------
        >>> import sim
        >>> type(sim.load("descent.yaml").fly().plot_orbits()).__name__
        'OrbitPlotter'
        """
        from sim.api.orbit import plot_orbits

        orbits = {str(each)[:16]: self.orbit(each) for each in at} or {"first state": self.orbit()}
        return plot_orbits(orbits)

    def plot(
        self,
        figure: str = "decay",
        *others: "Flight",
        width: str | None = None,
        height: str | None = None,
    ) -> "Figure":
        """Draw one of the figures of the report.

        Parameters
        ----------
        figure
            ``decay``, ``final_days``, ``entry``, ``ground_track``, ``propellant`` or
            ``footprint``.
        others
            Flights to draw over it, each in a colour of its own.
        width, height
            Size in print with its unit, such as ``85mm`` or ``3.3in``: a figure for a paper, of
            text of 7 and 8 points, without heading and stamp; 85 mm wide with a height alone.
            On a screen 10 in wide without.

        Returns
        -------
        matplotlib.figure.Figure
            It has not been saved. A notebook shows it where it is the last value of a cell.

        Raises
        ------
        ValueError
            If there is no such figure, the flight has nothing to show in it, or a size is none.

        Examples
        --------
        >>> import sim
        >>> len(sim.load("descent.yaml").fly().plot("entry").axes) > 1
        True
        """
        from sim.report.figures.draw import FIGURES
        from sim.report.figures.paper.fit import fit_to_paper
        from sim.report.figures.paper.size import paper_of
        from sim.report.figures.style import figure_style, stamp

        paper = paper_of(width, height)
        if figure not in FIGURES:
            raise ValueError(f"no such figure: {figure!r}; allowed: {', '.join(FIGURES)}")
        runs = [each.result for each in (self, *others)]
        with figure_style():
            drawn = FIGURES[figure](runs)
            if drawn is None:
                raise ValueError(f"{self.result.name} has nothing to show as {figure!r}")
            if paper:
                fit_to_paper(drawn, paper)
            else:
                stamp(drawn, runs)
        return drawn

    def save(
        self, folder: str | os.PathLike[str], *, force: bool = False, plots: bool = True
    ) -> Path:
        """Write the folder that `iss-deorbit run` writes.

        Parameters
        ----------
        folder
            Made as a whole, or not at all.
        force
            Whether results that are there may be replaced.
        plots
            Whether to draw the figures and write the page.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        ValueError
            If something is there that may not be replaced.

        Examples
        --------
        >>> import sim
        >>> folder = sim.load("descent.yaml").fly().save("runs/kept", plots=False, force=True)
        >>> sorted(file.name for file in folder.glob("*.parquet"))
        ['events.parquet', 'trajectory.parquet']
        """
        target = Path(folder)
        with new_folder(target, force) as partial:
            write_run(partial, self.result, plots)
        return target

    def _table(self, columns: Mapping[str, np.ndarray]) -> QTable:
        return table(columns, self.record.mission.epoch)
