"""Columns with units in their names as tables of other libraries, which are imported when they are
asked for; and the files of results read back into them.
"""

import importlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError

if TYPE_CHECKING:
    from astropy.table import QTable
    from pandas import DataFrame
    from xarray import Dataset

Columns = dict[str, np.ndarray]


def library(name: str) -> Any:
    """A library that is not installed with this one.

    Raises
    ------
    InputError
        If it is not there, with how to install it.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise InputError(
            f"{name} is not installed: pip install 'iss-deorbit[tables]', or take to_qtable(), "
            "which needs nothing more"
        ) from None


def units_of(columns: Columns, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Unit of each column that has one: as stated, else by the end of its name.

    Examples
    --------
    >>> units_of({"altitude_km": np.zeros(1), "phase": np.zeros(1)})
    {'altitude_km': 'km'}
    """
    from sim.formats.parquet import unit_of

    named = {name: (own or {}).get(name) or unit_of(name) for name in columns}
    return {name: unit for name, unit in named.items() if unit}


def columns_to_qtable(columns: Columns, units: Mapping[str, str] | None = None) -> "QTable":
    """Columns as an astropy table of quantities, under their names without the unit; dates as
    `Time`.

    Examples
    --------
    >>> columns_to_qtable({"altitude_km": np.array([1.0])})["altitude"].unit
    Unit("km")
    """
    from astropy.table import QTable
    from astropy.time import Time

    from sim.api.table import unit_and_stem

    made = QTable()
    stated = units_of(columns, units)
    for name, values in columns.items():
        stem, unit = unit_and_stem(name, stated.get(name, ""))
        if values.dtype.kind == "M":
            instants = np.where(np.isnat(values), np.datetime64("1970-01-01"), values)
            made[name] = Time(instants.astype("datetime64[us]"), scale="utc", format="datetime64")
            made[name][np.isnat(values)] = np.ma.masked
        elif unit is None or values.dtype.kind not in "fiu":
            made[name] = values
        else:
            made[stem] = values * unit
    return made


def columns_to_pandas(
    columns: Columns, units: Mapping[str, str] | None = None, index: str | None = None
) -> "DataFrame":
    """Columns as a pandas table, units in the names and in ``attrs["units"]``; dates in UTC."""
    pandas = library("pandas")
    made = pandas.DataFrame(
        {
            name: pandas.DatetimeIndex(values).tz_localize("UTC")
            if values.dtype.kind == "M"
            else values
            for name, values in columns.items()
        }
    )
    made.attrs["units"] = units_of(columns, units)
    return made if index is None else made.set_index(index)


def columns_to_xarray(
    columns: Columns, units: Mapping[str, str] | None = None, over: str = "row"
) -> "Dataset":
    """Columns as an xarray set over one dimension, units as attributes."""
    xarray, stated = library("xarray"), units_of(columns, units)
    count = len(next(iter(columns.values()), []))
    along = columns.get(over, np.arange(count))
    values: dict[str, Any] = {
        name: (over, column.astype("datetime64[ns]") if column.dtype.kind == "M" else column,
               {"units": stated[name]} if name in stated else {})
        for name, column in columns.items()
        if name != over
    }  # fmt: skip
    attributes = {"units": stated[over]} if over in stated else {}
    return xarray.Dataset(values, {over: (over, along, attributes)})


def columns_of_rows(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Columns of rows with the same keys: what is None among numbers is NaN, dates are instants.

    Examples
    --------
    >>> columns_of_rows([{"duration_s": 1.5}, {"duration_s": None}])
    {'duration_s': array([1.5, nan])}
    """
    return {name: _column([row[name] for row in rows], name) for name in (rows[0] if rows else ())}


def _column(values: Sequence[Any], name: str) -> np.ndarray:
    if name.endswith("utc"):
        texts = ["NaT" if value is None else str(value).rstrip("Z") for value in values]
        return np.array(texts, dtype="datetime64[us]")
    if any(isinstance(value, str) for value in values):
        return np.array(["" if value is None else str(value) for value in values], dtype=str)
    return np.array([np.nan if value is None else value for value in values])


@dataclass(frozen=True)
class Table:
    """Columns (n,) by name, and the unit of each that has one.

    Examples
    --------
    >>> Table({"altitude_km": np.array([120.0])}).to_qtable()["altitude"][0]
    <Quantity 120. km>
    """

    columns: Columns = field(repr=False)
    units: Mapping[str, str] = field(default_factory=dict)

    def to_qtable(self) -> "QTable":
        """An astropy table of quantities.

        Examples
        --------
        >>> table = Table({"altitude_km": np.array([120.0])})
        >>> table.to_qtable()["altitude"].unit, table.to_xarray()["altitude_km"].attrs
        (Unit("km"), {'units': 'km'})
        >>> table.to_pandas().attrs
        {'units': {'altitude_km': 'km'}}
        """
        return columns_to_qtable(self.columns, self.units)

    def to_pandas(self) -> "DataFrame":
        """A pandas table, units in the names and in ``attrs["units"]``."""
        return columns_to_pandas(self.columns, self.units)

    def to_xarray(self) -> "Dataset":
        """An xarray set over ``row``, units as attributes."""
        return columns_to_xarray(self.columns, self.units)


def read_table(file: str | os.PathLike[str]) -> Table:
    """A Parquet file of results with the units that stand in it.

    Parameters
    ----------
    file
        One that `iss-deorbit` wrote: ``trajectory.parquet``, ``points.parquet`` ...

    Raises
    ------
    InputError
        If there is no such file, or it is damaged.

    Examples
    --------
    >>> import sim
    >>> folder = sim.load("descent.yaml").fly().save("runs/read_back", plots=False, force=True)
    >>> flown = sim.read_table(folder / "trajectory.parquet")
    >>> flown.units["altitude_km"], flown.to_qtable()["altitude"].unit
    ('km', Unit("km"))
    """
    from sim.formats.parquet import read_table as read_columns
    from sim.formats.parquet import units_in

    path = Path(file)
    if not path.is_file():
        raise InputError(f"{path}: no such file; allowed: a Parquet file of results")
    columns = read_columns(path)
    return Table(columns, {name: unit for name, unit in units_in(path).items() if unit})
