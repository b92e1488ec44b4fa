"""Fragments: what a falling body is, and where it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.demise import ACCOMMODATION
from sim.errors import FlightError
from sim.flight.status import IMPACT
from sim.vehicle.parameters import Parameters, tabulate

Array = NDArray[np.float64]

LEAST_RADIUS = 6.3e6
"""m from the Earth's centre: 50 km below the lowest ground."""


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """Fragments, n of them; SI units, all arrays of length n.

    t0 s since the epoch; state (n, 6) GCRF m, m/s; mass kg; area m2, mean over all directions, to
    which the three drag coefficients belong; length m of the Knudsen number; radius m of the nose;
    heated_area m2 and the share (shape_factor) of the stagnation flux it takes up on average;
    specific heat J/(kg K), heat of fusion J/kg, melting temperature K, emissivity; shrinks 1 for
    solid bodies, 0 for hollow ones; lift over drag to both sides; temperature K at release.
    What follows may be left out (None): growth of specific heat and emissivity, 1/K (0);
    accommodation (0.9); oxidation heat J/kg, resistance m2 K/W, core deficit and char excess K (0),
    all as `sim.vehicle.parameters.Parameters` has them.
    `inherited`: columns of `sim.vehicle.parameters.Parameters` that the parent's trajectory
    had (errors of the air, wind), shape (n,).
    """

    t0: Array
    state: Array
    mass: Array
    area: Array
    cd_free_molecular: Array
    cd_continuum: Array
    cd_subsonic: Array
    length: Array
    radius: Array
    heated_area: Array
    shape_factor: Array
    specific_heat: Array
    heat_of_fusion: Array
    melting_temperature: Array
    emissivity: Array
    shrinks: Array
    lift_up: Array
    lift_side: Array
    temperature: Array
    specific_heat_growth: Array = None  # type: ignore[assignment]
    emissivity_growth: Array = None  # type: ignore[assignment]
    accommodation: Array = None  # type: ignore[assignment]
    oxidation_heat: Array = None  # type: ignore[assignment]
    resistance: Array = None  # type: ignore[assignment]
    core_deficit: Array = None  # type: ignore[assignment]
    char_excess: Array = None  # type: ignore[assignment]
    inherited: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = len(self.t0)
        for name, usual in _USUAL.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.full(n, usual))
        if self.state.shape != (n, 6):
            raise ValueError(f"state has shape {self.state.shape}, must be ({n}, 6)")
        for name, values in self._columns():
            if len(values) != n:
                raise ValueError(f"{name} must be {n} finite numbers, not {len(values)}")
            if not np.isfinite(values).all():
                raise FlightError(f"{name} must be {n} finite numbers")
            if name in _POSITIVE and not (values > 0.0).all():
                raise FlightError(f"{name} of fragment {int(np.argmin(values))} is not above 0")

        radius = np.linalg.norm(self.state[:, :3], axis=1)
        if n and radius.min() < LEAST_RADIUS:
            raise FlightError(f"state of fragment {int(np.argmin(radius))} is inside the Earth")

    def _columns(self) -> list[tuple[str, Array]]:
        own = [(f.name, getattr(self, f.name)) for f in fields(self) if f.name != "inherited"]
        return own + list(self.inherited.items())

    def __len__(self) -> int:
        return len(self.t0)

    def pick(self, index: NDArray[np.int64]) -> "Bodies":
        """Some of the fragments."""
        own = {f.name: getattr(self, f.name)[index] for f in fields(self) if f.name != "inherited"}
        return Bodies(**own, inherited={k: v[index] for k, v in self.inherited.items()})

    def parameter_table(self) -> Array:
        """Cases of the propagator, shape (n, columns)."""
        values = {name: np.zeros(len(self)) for name in Parameters._fields}
        values |= {"density_factor": np.ones(len(self)), "steer_x": np.ones(len(self))}
        values |= {k: np.asarray(v, dtype=np.float64) for k, v in self.inherited.items()}
        own = ("radius", "mass", "t0", "state", "temperature", "inherited")
        values |= {f.name: getattr(self, f.name) for f in fields(self) if f.name not in own}
        # nothing has melted at release, however warm it is
        deficit = np.minimum(self.core_deficit, self.thermal_mass / self.mass - 1.0)
        values |= {"nose_radius": self.radius, "solid_mass": self.mass, "core_deficit": deficit}
        return tabulate(Parameters(**values))

    @property
    def thermal_mass(self) -> Array:
        """Mass in the state at release, see `sim.dynamics.demise`."""
        missing = np.maximum(self.melting_temperature - self.temperature, 0.0)
        mean = self.specific_heat * (1.0 - 0.5 * self.specific_heat_growth * missing)
        return self.mass * (1.0 + mean * missing / self.heat_of_fusion)


_USUAL = {
    "specific_heat_growth": 0.0, "emissivity_growth": 0.0, "accommodation": ACCOMMODATION,
    "oxidation_heat": 0.0, "resistance": 0.0, "core_deficit": 0.0, "char_excess": 0.0,
}  # fmt: skip
"""A lump of one temperature and constant properties, without oxidation."""

_POSITIVE = {
    "mass", "area", "cd_free_molecular", "cd_continuum", "cd_subsonic", "length", "radius",
    "heated_area", "specific_heat", "heat_of_fusion", "melting_temperature",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Impacts:
    """Where n fragments ended; arrays of length n, SI units and radians.

    t s since the epoch; latitude, longitude and height m of the end: the ground, or where a
    fragment was gone (`DEMISED`), or where it was when its time was over (`IN_ORBIT`). Speed and
    flight path angle are relative to the air. mass kg left; energy J at the ground, 0 for what did
    not reach it. status: objects of
    `sim.flight.status.Status`: impact, demised, in orbit, or failed.
    """

    t: Array
    latitude: Array
    longitude: Array
    height: Array
    speed: Array
    flight_path_angle: Array
    mass: Array
    energy: Array
    status: NDArray[np.object_]

    @classmethod
    def empty(cls) -> "Impacts":
        """Impacts of no fragments."""
        names = [f.name for f in fields(cls) if f.name != "status"]
        return cls(**{name: np.zeros(0) for name in names}, status=np.zeros(0, dtype=object))

    @classmethod
    def concatenate(cls, parts: Sequence["Impacts"]) -> "Impacts":
        """Impacts of several sets of fragments, one after the other."""
        names = [f.name for f in fields(cls)]
        return cls(**{k: np.concatenate([getattr(part, k) for part in parts]) for k in names})

    @property
    def landed(self) -> NDArray[np.bool_]:
        """Which fragments reached the ground."""
        return self.status == IMPACT

    def __len__(self) -> int:
        return len(self.t)
