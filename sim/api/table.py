"""Columns with units in their names as astropy tables, and figures with units as quantities."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from astropy import units
from astropy.table import QTable
from astropy.units import Quantity, Unit

from sim.formats.parquet import UNITS
from sim.frames.epoch import Epoch

if TYPE_CHECKING:
    from astropy.time import Time

G0 = 9.80665 * units.m / units.s**2
ENDINGS = UNITS | {"h": "h"}
VECTORS = {
    "position": ("x_km", "y_km", "z_km"),
    "velocity": ("vx_km_s", "vy_km_s", "vz_km_s"),
}


def split(name: str) -> tuple[str, Unit | Quantity | None]:
    """A name without its unit, and the unit: ``altitude_km`` is ``altitude`` in km.

    Examples
    --------
    >>> split("altitude_km")
    ('altitude', Unit("km"))
    >>> split("phase")
    ('phase', None)
    """
    for ending, unit in ENDINGS.items():
        if name.endswith(f"_{ending}"):
            found = G0 if ending == "g" else Unit("day" if unit == "d" else unit)
            return name.removesuffix(f"_{ending}"), found
    return name, None


def unit_and_stem(name: str, stated: str) -> tuple[str, Unit | Quantity | None]:
    """A name without its unit, and the unit: of the name itself, else as stated for it."""
    stem, unit = split(name)
    if unit is not None or not stated:
        return stem, unit
    from sim.workflow.sweep.variation import unit_ending

    given = stated.partition(" = ")[0]
    return name.removesuffix(f"_{unit_ending(given)}"), Unit("day" if given == "d" else given)


def table(columns: Mapping[str, np.ndarray], epoch: Epoch) -> QTable:
    """Columns as a table of quantities.

    Parameters
    ----------
    columns
        Arrays of one length, units in their names. ``time_s`` counts TAI seconds from the epoch.
    epoch
        Where the time is zero.

    Returns
    -------
    astropy.table.QTable
        ``time`` as `Time` in UTC; ``position`` and ``velocity`` (n, 3) where there are components;
        other columns under their names without unit, as quantities in the units of the files.
    """
    made = QTable()
    parts = {part for names in VECTORS.values() for part in names}
    for name, values in columns.items():
        if name == "time_s":
            made["time"] = instants(values, epoch)
        elif name == "utc" and "time_s" in columns:
            continue
        elif name in parts:
            vector = next(word for word, names in VECTORS.items() if name in names)
            if vector not in made.colnames:
                stacked = np.column_stack([columns[part] for part in VECTORS[vector]])
                made[vector] = stacked * split(name)[1]
        else:
            stem, unit = split(name)
            made[stem if unit is not None else name] = values if unit is None else values * unit
    return made


def instants(seconds: np.ndarray | float, epoch: Epoch) -> "Time":
    """TAI seconds since an epoch as `Time` in UTC."""
    from astropy.time import Time

    return Time(epoch.astropy(seconds).utc, format="isot")


def quantities(figures: Any) -> Any:
    """Figures with units in their names as quantities under names without, to any depth.

    What stands under ``utc`` or a key that ends in ``_utc`` becomes `Time`; what has no unit stays
    as it is.

    Examples
    --------
    >>> quantities({"altitude_km": 120.0, "burns": [{"duration_s": 1.5}], "status": "impact"})
    {'altitude': <Quantity 120. km>, 'burns': [{'duration': <Quantity 1.5 s>}], 'status': 'impact'}
    """
    if isinstance(figures, list):
        return [quantities(each) for each in figures]
    if not isinstance(figures, Mapping):
        return figures
    return dict(_named(str(key), value) for key, value in figures.items())


def _named(key: str, value: Any) -> tuple[str, Any]:
    if (key == "utc" or key.endswith("_utc")) and isinstance(value, str):
        return key.removesuffix("_utc"), instants(0.0, Epoch.from_utc(value))
    stem, unit = split(key)
    if unit is not None and _number(value):
        return stem, None if value is None else value * unit
    if unit is not None and isinstance(value, Mapping) and all(map(_number, value.values())):
        # by name, all in one unit: propellant_by_tank_kg
        return stem, {name: None if each is None else each * unit for name, each in value.items()}
    return key, quantities(value)


def _number(value: Any) -> bool:
    """A number that may have a unit, or the lack of one."""
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
