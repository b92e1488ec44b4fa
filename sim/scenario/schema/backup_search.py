"""The stated, finite set of ships, dates, lines and burns in which a backup is looked for, and what
is known by date of a station that has to come down unplanned.
"""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.schema.bounds import (
    Altitude,
    BurnDuration,
    ControlPropellant,
    Count,
    LaunchRate,
    Load,
    Percentile,
    PerigeeAltitude,
    PropellantMass,
    ShipDelay,
    Steepness,
    TriedFlow,
)
from sim.scenario.schema.phase import ProfilePoint
from sim.scenario.schema.quantity import Date, Measure
from sim.scenario.schema.strict import Strict
from sim.scenario.schema.vehicle import Name, Names, Reference
from sim.scenario.schema.words import Line
from sim.vehicle.hardware import CrossFeed

Counts = Annotated[tuple[Count, ...], Field(min_length=1, max_length=20)]
Heights = Annotated[tuple[PerigeeAltitude, ...], Field(min_length=1, max_length=20)]
Switches = Annotated[tuple[CrossFeed, ...], Field(min_length=1, max_length=4)]


class FavourModel(Strict):
    """A change beyond what is known to work, tried alone where nothing in the set flies."""

    name: Name
    """Name of the change."""
    says: Line
    """What is then taken to work, for the first line of the answer."""
    cross_feed: Switches | None = None
    """Switches of the line instead of the set's."""
    direct: TriedFlow | None = None
    """Flow of the line while the engines burn, instead of the station's."""
    ship: Name | None = None
    """Another ship instead of the set's."""
    engines: Names | None = None
    """Engine groups of the ship that push, instead of the set's."""


class BackupSearchModel(Strict):
    """What `iss-deorbit search` tries, all of it: every supply with every order of burns."""

    ship: Name
    """The ship that comes again and again; a vehicle of the scenario."""
    engines: Annotated[Names, Field(min_length=1)]
    """Engine groups of the ship that push while it is at the aft port."""
    mains: Reference
    """Engine group of the station that takes over when the aft port is free."""
    ships: Counts
    """How many ships come over the whole descent."""
    kept: Counts
    """How many of them wait with full tanks at ports off the flight axis."""
    launches_per_year: Annotated[tuple[LaunchRate, ...], Field(min_length=1, max_length=20)]
    """How many ships a year dock, at even intervals."""
    first_docking: Annotated[tuple[Date, ...], Field(min_length=1, max_length=20)]
    """When the first one docks."""
    cross_feed: Switches
    """Switches of the line into the tank of `mains`."""
    finishers: Annotated[tuple[Literal["station", "ship"], ...], Field(min_length=1, max_length=2)]
    """Whose engines do the final burn."""
    ship_burns: Counts
    """How many burns before the final one the ship at the aft port does."""
    station_burns: Counts
    """How many burns before the final one `mains` does after it has left."""
    parking: Heights
    """Perigee before the final burn."""
    perigee: Heights
    """Perigee after the final burn."""
    longest_burn: BurnDuration
    """Longest that engines may fire at a stretch."""
    shallowest: Steepness
    """Inertial flight-path angle below the horizon at the entry interface, at least."""
    turn_propellant: PropellantMass | None = None
    """What turning the stack for a pair of lowering burns takes; none if left out."""
    favours: Annotated[tuple[FavourModel, ...], Field(max_length=12)] = ()
    """Changes tried alone where nothing in the set flies, the least first."""
    source: str | None = None
    assumption: str | None = None


class ReservePoint(Strict):
    """Propellant in a tank of the station on a date."""

    date: Date
    """When."""
    load: Load
    """What the tank then holds."""


class ContingencyModel(Strict):
    """What `iss-deorbit contingency` takes to be so on the day it is asked about: the station as
    planned, what it has aboard, which ships can come, and how it waits. Its ship, lines and burns
    are those of `plan: search`.
    """

    altitude: Annotated[tuple[ProfilePoint, ...], Field(min_length=2, max_length=1000)]
    """Planned mean altitude by date, straight lines between them."""
    tank: Reference
    """Tank of the station that holds the reserve."""
    reserve: Annotated[tuple[ReservePoint, ...], Field(min_length=1, max_length=1000)]
    """What that tank holds by date, straight lines between them."""
    docked: Load
    """Propellant that the ship docked on the day still has for the station."""
    after: ShipDelay
    """From the day to the docking of the first ship that comes."""
    upkeep: ControlPropellant
    """What holding the attitude takes in a year of waiting."""
    refuel: Name
    """Tank of the ship whose propellant is pumped into `tank`."""
    crew: Names = ()
    """Visits that leave with the crew."""
    heights: Annotated[tuple[Altitude, ...], Field(min_length=1, max_length=20)]
    """Mean altitudes at which the burns may begin, the lowest first."""
    waiting: Annotated[tuple[Reference, ...], Field(min_length=1, max_length=8)]
    """Attitudes flown until then while control is kept, the usual one first."""
    lost: Reference
    """Attitude once control is lost."""
    percentiles: Annotated[tuple[Percentile, ...], Field(min_length=1, max_length=9)] = (
        Measure(5.0),
        Measure(50.0),
        Measure(95.0),
    )
    """Of the forecast of solar activity, rising: an active Sun is 95."""
    source: str | None = None
    assumption: str | None = None
