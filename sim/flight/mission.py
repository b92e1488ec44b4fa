"""A mission: world, stack, phases and first states, complete before anything flies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.environment.gravity import Gravity
from sim.environment.gravity import field as field_of
from sim.environment.world import World
from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.phase import Phase, Visit
from sim.flight.stack import Stack
from sim.frames.epoch import Epoch
from sim.own.physics import OwnPhysics
from sim.vehicle.area_curve import area_curves
from sim.vehicle.hardware import Attitude, Disposal, Vehicle


class Docking(NamedTuple):
    """A vehicle that comes, or leaves, on a date in s."""

    time: float
    leaves: bool
    vehicle: str


def list_dockings(visits: Sequence[Visit]) -> tuple[Docking, ...]:
    """Arrivals and departures in time. On one date departures are first: they clear the ports."""
    every = [Docking(visit.arrives, False, visit.vehicle) for visit in visits]
    every += [Docking(visit.leaves, True, visit.vehicle) for visit in visits]
    dated = (docking for docking in every if np.isfinite(docking.time))
    return tuple(sorted(dated, key=lambda d: (d.time, not d.leaves, d.vehicle)))


@dataclass(frozen=True, kw_only=True)
class Mission:
    """What `fly` takes. A single flight is a mission of one row.

    Attributes
    ----------
    name
        Short name, used in files and tables.
    epoch
        Zero of all times.
    horizon
        s; the tables of the world end there and so does every flight.
    world
        Tables and switches; the gravity table and the steering switch are replaced phase by phase.
    vehicles, docked
        Everything that can dock, and the names docked at the start.
    visits
        Vehicles that come and go on dates, whatever the phase; each is in no phase's docking.
    phases
        In the order flown.
    position, velocity
        Shape (n, 3), GCRF m and m/s at the epoch.
    dispersed
        Columns of `sim.vehicle.parameters.Parameters` that belong to a row rather than to a phase,
        shape (n,) each: the density factor (1 if absent), activity, errors of the air model, wind;
        and `drag_factor`, on the area of every attitude.
    mass_offset
        kg, what a row weighs more than its stack; shape (n,) or one for all.
    start
        s, time of the first states.
    stack
        The stack at the start where it is not a fresh one: loads, firing times, who is docked.
    attitude_at_start
        Attitude until a phase names another; by default the first one any vehicle defines.
    entry_interface
        Geodetic height in m at which the entry state is noted.
    gravity_field
        Name of the gravity field.
    margin
        m, absolute part of the step's position tolerance.
    attitude_control
        What attitude control takes from the tanks; None: nothing is booked.
    fields
        Fields that are stated instead of shipped, by degree.
    disposals
        How vehicles come down that undock, by name; nothing is known of the others.
    physics
        Functions of one's own that the world flies with: whoever gets the mission gets their
        sources.
    """

    name: str
    epoch: Epoch
    horizon: float
    world: World
    vehicles: tuple[Vehicle, ...]
    docked: tuple[str, ...]
    phases: tuple[Phase, ...]
    position: np.ndarray
    velocity: np.ndarray
    dispersed: dict[str, np.ndarray]
    mass_offset: np.ndarray | float = 0.0
    start: np.ndarray | float = 0.0
    stack: Stack | None = None
    attitude_at_start: str = ""
    entry_interface: float = 120e3
    gravity_field: str = "egm2008"
    margin: float = 0.0
    visits: tuple[Visit, ...] = ()
    attitude_control: AttitudeControl | None = None
    fields: Mapping[int, Gravity] = field(default_factory=dict, compare=False)
    disposals: Mapping[str, Disposal] = field(default_factory=dict)
    physics: OwnPhysics | None = None

    def __post_init__(self) -> None:
        """Fill in the first attitude, and the areas that follow the Sun angle."""
        if not self.attitude_at_start:
            first = next(a.name for v in self.vehicles for a in v.attitudes)
            object.__setattr__(self, "attitude_at_start", first)
        attitudes = self.attitudes
        switch = self.world.switch._replace(area_by_beta=int(any(a.by_beta for a in attitudes)))
        curves = area_curves(attitudes)
        # a world that is right already stays the same object
        if switch != self.world.switch or not np.array_equal(curves, self.world.area_curves):
            world = self.world._replace(area_curves=curves, switch=switch)
            object.__setattr__(self, "world", world)

    @property
    def rows(self) -> int:
        """How many trajectories fly."""
        return len(self.position)

    def world_of(self, degree: int, steering: int) -> World:
        """The world with the field cut at a degree and the engines steered in a frame."""
        stated = self.fields.get(degree)
        gravity = field_of(self.gravity_field, degree) if stated is None else stated
        switch = self.world.switch._replace(steering=steering)
        return self.world._replace(gravity=gravity, switch=switch)

    @property
    def attitudes(self) -> tuple[Attitude, ...]:
        """Attitudes of all vehicles."""
        return tuple(a for vehicle in self.vehicles for a in vehicle.attitudes)

    def area_curve(self, attitude: Attitude) -> int:
        """Row of the world's table by which the area of an attitude follows the Sun angle; 0 for a
        constant area.
        """
        curved = [a.name for a in self.attitudes if a.by_beta]
        return 1 + curved.index(attitude.name) if attitude.by_beta else 0

    def attitude(self, name: str) -> Attitude:
        """The attitude of that name.

        Raises
        ------
        KeyError
            If no vehicle defines it.
        """
        for attitude in self.attitudes:
            if attitude.name == name:
                return attitude
        raise KeyError(f"attitude {name!r} is not defined by any vehicle")
