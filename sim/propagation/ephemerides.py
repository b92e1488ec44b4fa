"""What `propagate` gives back: arrays of states, and the same as tables of other libraries by one
word each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.frames.epoch import Epoch, utc_column
from sim.propagation.search import Found

if TYPE_CHECKING:
    from astropy.table import QTable
    from astropy.time import Time

COMPLETE = "complete"
COLUMNS = {"x": "m", "y": "m", "z": "m", "vx": "m/s", "vy": "m/s", "vz": "m/s"}


@dataclass(frozen=True, kw_only=True)
class Ephemerides:
    """States of n trajectories at k epochs.

    Attributes
    ----------
    epoch
        Where the times are zero.
    times_s
        Shape (k,), TAI seconds since the epoch.
    states
        Shape (n, k, 6): GCRF position m and velocity m/s; not a number after a trajectory's end.
    mass_kg
        Shape (n, k).
    status
        Shape (n,): ``"complete"``, ``"stopped: ..."`` with the event, or ``"failed: ..."``.
    end_s, end_states
        Shape (n,) and (n, 6): where each trajectory ended.
    events
        Numbers of trajectories, names, times in s and states (m, 7), by trajectory and time.
    stm
        Shape (n, k, 6, 6): change of the state per change of the first state, m, m/s; None if not
        asked for.
    partials
        Change of the state per unit of a parameter, shape (n, k, 6) each.
    force_evaluations
        Shape (n,), without those of the partials.
    """

    epoch: Epoch
    times_s: np.ndarray
    states: np.ndarray
    mass_kg: np.ndarray
    status: np.ndarray
    end_s: np.ndarray
    end_states: np.ndarray
    events: Found
    force_evaluations: np.ndarray
    stm: np.ndarray | None = None
    partials: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __repr__(self) -> str:
        n, k, _ = self.states.shape
        good = int((self.status == COMPLETE).sum())
        return f"<Ephemerides of {n} trajectories at {k} epochs, {good} complete>"

    @property
    def position_m(self) -> np.ndarray:
        """GCRF, shape (n, k, 3)."""
        return self.states[:, :, :3]

    @property
    def velocity_m_s(self) -> np.ndarray:
        """GCRF, shape (n, k, 3)."""
        return self.states[:, :, 3:]

    @property
    def times(self) -> "Time":
        """The epochs as astropy `Time` in UTC, shape (k,)."""
        from astropy.time import Time

        return Time(self.epoch.astropy(self.times_s).utc, format="isot")

    def to_table(self) -> dict[str, np.ndarray]:
        """A row for each trajectory and epoch, units in the names, shape (n k,) each."""
        n, k, _ = self.states.shape
        columns = {
            "trajectory": np.repeat(np.arange(n), k),
            "time_s": np.tile(self.times_s, n),
            "utc": np.tile(utc_column(self.epoch, self.times_s), n),
        }
        for q, (name, unit) in enumerate(COLUMNS.items()):
            columns[f"{name}_{unit.replace('/', '_')}"] = self.states[:, :, q].ravel()
        return columns | {"mass_kg": self.mass_kg.ravel()}

    def to_event_table(self) -> dict[str, np.ndarray]:
        """A row for each event, units in the names."""
        found = self.events
        columns = {"trajectory": found.trajectory, "event": found.kind, "time_s": found.time_s}
        columns["utc"] = utc_column(self.epoch, found.time_s)
        for q, (name, unit) in enumerate(COLUMNS.items()):
            columns[f"{name}_{unit.replace('/', '_')}"] = found.state[:, q]
        return columns

    def to_qtable(self) -> "QTable":
        """The same as an astropy table of quantities: ``trajectory``, ``time`` (UTC), ``position``,
        ``velocity``, ``mass``.
        """
        from astropy import units
        from astropy.table import QTable

        n, k, _ = self.states.shape
        table = QTable({"trajectory": np.repeat(np.arange(n), k)})
        table["time"] = self.times[np.tile(np.arange(k), n)]
        flat = self.states.reshape(n * k, 6)
        table["position"] = flat[:, :3] * units.m
        table["velocity"] = flat[:, 3:] * units.m / units.s
        table["mass"] = self.mass_kg.ravel() * units.kg
        return table

    def to_pandas(self) -> Any:
        """`to_table` as a pandas `DataFrame`, by trajectory and epoch; units in its ``attrs``."""
        frame = _library("pandas").DataFrame(self.to_table())
        columns = [f"{name}_{unit.replace('/', '_')}" for name, unit in COLUMNS.items()]
        frame.attrs["units"] = dict(zip(columns, COLUMNS.values(), strict=True)) | {"mass_kg": "kg"}
        return frame.set_index(["trajectory", "time_s"])

    def to_xarray(self) -> Any:
        """States as an xarray `Dataset` over trajectory and epoch, units as attributes."""
        xarray = _library("xarray")
        over = ("trajectory", "time")
        values: dict[str, Any] = {
            name: (over, self.states[:, :, q], {"units": unit})
            for q, (name, unit) in enumerate(COLUMNS.items())
        }
        values["mass"] = (over, self.mass_kg, {"units": "kg"})
        values["status"] = (over[:1], self.status, {})
        if self.stm is not None:
            values["stm"] = ((*over, "state", "first_state"), self.stm, {})
        coordinates = {
            "trajectory": np.arange(len(self.states)),
            "time": utc_column(self.epoch, self.times_s),
            "time_s": ("time", self.times_s, {"units": "s"}),
        }
        return xarray.Dataset(values, coordinates, {"frame": "GCRF", "epoch": self.epoch.utc_iso()})


def _library(name: str) -> Any:
    """A library that is not installed with this one."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise InputError(
            f"{name} is not installed; install it (pip install {name}), or take to_table() or "
            f"to_qtable(), which need nothing more"
        ) from None
