"""The state at the entry interface: which passage counts, and what is observed there.

Flight-path angles are negative below the horizon, here and in everything that reads them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.dynamics.observation import Observation
from sim.environment.world import World
from sim.flight.record import EventKind, EventRecord, Flight
from sim.flight.stack import Stack
from sim.integrate.observe import observations
from sim.vehicle.parameters import COLUMNS


@dataclass(frozen=True, kw_only=True)
class Aboard:
    """What enters: names of the vehicles docked; dry mass of the stack in kg, with what ships left
    aboard; kg of propellant by tank.
    """

    vehicles: tuple[str, ...]
    dry_mass: float
    propellant: Mapping[str, float]


def find_entries(flight: Flight) -> dict[int, EventRecord]:
    """Last passage of the entry interface of each trajectory that has one, by trajectory number.

    A stack may dip below the interface and come out again before it enters: the last passage
    counts.
    """
    passages = {e.row: e for e in flight.events if e.kind is EventKind.ENTRY_INTERFACE}
    return {row: passages[row] for row in sorted(passages)}


def find_entry(flight: Flight, row: int = 0) -> EventRecord | None:
    """Last passage of the entry interface of one trajectory; None if it has none."""
    return find_entries(flight).get(row)


def find_aboard(flight: Flight, row: int = 0) -> Aboard:
    """What a trajectory carries to the entry interface. Below it nothing docks, leaves or burns.

    Raises
    ------
    ValueError
        If the row never passed the interface.
    """
    event = find_entry(flight, row)
    if event is None:
        raise ValueError(f"row {row} of the flight has not passed the entry interface")
    propellant = propellant_aboard(flight.final, row)
    vehicles = tuple(
        vehicle.name
        for vehicle, here in zip(flight.final.vehicles, flight.final.present[row], strict=True)
        if here
    )
    dry = float(event.state[6]) - sum(propellant.values())
    return Aboard(vehicles=vehicles, dry_mass=dry, propellant=propellant)


def propellant_aboard(stack: Stack, row: int = 0) -> dict[str, float]:
    """Propellant in the tanks that are docked in a row, kg, by their names."""
    loads = zip(stack.tanks, stack.aboard[row], stack.load[row], strict=True)
    return {tank: float(load) for tank, here, load in loads if here and load > 0.0}


def observe_events(world: World, events: Sequence[EventRecord]) -> Observation:
    """Observe the states at n events: geodetic position, speeds, flight-path angles.

    Parameters
    ----------
    world
        Earth orientation, atmosphere and wind of the flight.
    events
        Passages of the entry interface, impacts or any other events, in any order.

    Returns
    -------
    Observation
        Arrays of shape (n,), SI and radians. `flight_path_angle_inertial` (inertial velocity) and
        `flight_path_angle_air` (velocity relative to the atmosphere) are measured from the local
        horizontal, negative below it.
    """
    return observations(
        world,
        np.array([event.time for event in events]),
        np.array([event.state for event in events]).reshape(-1, 7),
        np.array([event.parameters for event in events]).reshape(-1, COLUMNS),
    )
