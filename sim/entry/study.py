"""From the entry interface to the ground: break-up, fragments, footprint, what survives.

One nominal break-up (every altitude at its median, no lift) and, on wish, a sample of dispersed
ones, all from one row of a finished flight. Errors of the flight itself are in its other rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.heating import CORRELATIONS
from sim.dynamics.thrust import INERTIAL
from sim.entry.break_ups import Flown, fly_break_ups
from sim.entry.breakup.fragment_catalogue import Pieces, pieces_of
from sim.entry.breakup.parent import path, tumbling
from sim.entry.breakup.stages import BreakUp, Draw, median, sample
from sim.entry.breakup.way_down import ParentObject
from sim.entry.breakup.wing_roots import break_by_attitude
from sim.entry.debris import Debris
from sim.entry.dispersed_heat import heat_factors
from sim.entry.effort import FULL, Effort
from sim.entry.footprint import LEAST_ENERGY, footprint
from sim.entry.ground_track import Track, track_through
from sim.environment.world import World
from sim.flight.interface import find_entries
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.integrate.observe import observations
from sim.vehicle.parameters import AREA, LENGTH, Parameters, column

Array = NDArray[np.float64]

INHERITED = (
    "density_factor", "activity", "history_weight", "history_shift", "bias_low", "bias_middle",
    "bias_high", "noise", "noise_start", "noise_origin", "wind_east", "wind_north",
)  # fmt: skip
"""Columns of the flight's case that say how the air is: fragments meet the same."""


@dataclass(frozen=True, kw_only=True)
class EntryOptions:
    """How an entry is studied.

    Attributes
    ----------
    break_up
        Altitudes or triggers, release speed, lift.
    samples, seed
        Dispersed break-ups besides the nominal one, and what their numbers come from.
    density_deviation
        Standard deviation of ln density below 120 km, one error for a break-up; 0.10 to 0.18 over
        seasons, tides and the form of the model.
    heating_deviation
        Standard deviation of ln of the share of stagnation heating, one error for a break-up;
        tools differ by 17 %.
    oxidation_spread
        Share of the efficiency of oxidation by which it is drawn evenly to both sides, one for a
        break-up: 1 is from none to all of the oxygen.
    parent_area
        m2, mean cross-section of the tumbling station; by default that of the attitude flown last.
    field_degree, parent_field_degree
        Of the gravity field, for fragments and for the parent.
    heating
        Correlation of the heat flux to what melts, a name of `sim.dynamics.heating.CORRELATIONS`.
    effort
        How exactly stations and pieces are followed.
    melting, least_energy, threads
        See `sim.entry.fragment_propagation.fall` and `sim.entry.footprint.footprint`.
    """

    break_up: BreakUp = field(default_factory=BreakUp)
    samples: int = 0
    seed: int = 1
    density_deviation: float = 0.0
    heating_deviation: float = 0.0
    oxidation_spread: float = 0.0
    parent_area: float | None = None
    field_degree: int = 16
    parent_field_degree: int = 36
    heating: str = "detra-kemp-riddell"
    effort: Effort = FULL
    melting: bool = True
    least_energy: float = LEAST_ENERGY
    threads: int = 1

    def __post_init__(self) -> None:
        for name in ("samples", "density_deviation", "heating_deviation", "least_energy"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be 0 or more")
        if not 0.0 <= self.oxidation_spread <= 1.0:
            raise ValueError(f"oxidation_spread is {self.oxidation_spread}; it must be 0 to 1")
        if self.heating not in CORRELATIONS:
            raise ValueError(f"heating {self.heating!r}; allowed: {', '.join(CORRELATIONS)}")
        if self.threads < 1:
            raise ValueError(f"threads is {self.threads}; it must be 1 or more")
        if self.parent_area is not None and not self.parent_area > 0.0:
            raise ValueError(f"parent_area is {self.parent_area}; it must be above 0")


@dataclass(frozen=True)
class EntryStudy:
    """An entry: pieces, the ground track from below the interface on, the nominal break-up and, if
    there is one, the sample.
    """

    options: EntryOptions
    pieces: Pieces
    track: Track
    interface_time: float
    nominal: Debris
    sample: Debris | None

    @property
    def shown(self) -> Debris:
        """What footprint and risk are made of: the sample, or the nominal break-up without one."""
        return self.nominal if self.sample is None else self.sample


def entry_study(
    flight: Flight,
    columns: Mapping[str, Array],
    options: EntryOptions | None = None,
    row: int = 0,
    first: int | None = None,
) -> EntryStudy:
    """Break the station up below the entry interface and fly the pieces to the ground.

    Parameters
    ----------
    flight
        Finished; the row must have passed the entry interface.
    columns
        Catalogue, see `sim.entry.breakup.fragment_catalogue.pieces_of`.
    options
        Choices and dispersions; by default a nominal break-up only.
    row
        Which row of the flight.
    first
        How many of the dispersed break-ups are flown, the first of those drawn; by default all.

    Raises
    ------
    ValueError
        If the row never passed the interface, or the catalogue is heavier than the station.
    """
    options = EntryOptions() if options is None else options
    pieces = pieces_of(columns)
    whole = parent_at_interface(flight, options, row)
    broken, middle = break_by_attitude(
        flight, row, options.break_up, median(options.break_up, len(pieces))
    )
    attitude = replace(options, break_up=broken)
    flown = flown_break_ups(flight.mission, columns, pieces, attitude, whole, middle)
    nominal = fly_break_ups(flown)
    track = _track(flown.high, whole, pieces, nominal.stages[:, 0])
    drawn = None
    if options.samples:
        generator = np.random.default_rng(options.seed)
        draw = sample(options.break_up, options.samples, len(pieces), generator)
        _, draw = break_by_attitude(flight, row, options.break_up, draw)
        bias, heat = generator.standard_normal((2, options.samples))
        many = whole.pick(np.zeros(options.samples, dtype=np.int64))
        wrong = many.inherited["bias_low"] + options.density_deviation * bias
        many = many._replace(inherited={**many.inherited, "bias_low": wrong})
        burnt = generator.random(options.samples)
        spreads = options.heating_deviation, options.oxidation_spread
        factors = heat_factors(*spreads, heat, burnt)
        every = replace(flown, whole=many, draw=draw, factors=factors)
        drawn = fly_break_ups(every.pick(np.arange(options.samples)[:first]))
        drawn = on_track(drawn, track, options.least_energy)
    nominal = on_track(nominal, track, options.least_energy)
    return EntryStudy(options, pieces, track, float(whole.t[0]), nominal, drawn)


def flown_break_ups(
    mission: Mission,
    columns: Mapping[str, Array],
    pieces: Pieces,
    options: EntryOptions,
    whole: ParentObject,
    draw: Draw,
) -> Flown:
    """How break-ups of a mission's stack are flown: n stations at the interface, and as many draws
    of m pieces.
    """
    return Flown(
        high=_heated(mission.world_of(options.parent_field_degree, INERTIAL), options),
        low=_heated(mission.world_of(options.field_degree, INERTIAL), options),
        columns=columns,
        pieces=pieces,
        break_up=options.break_up,
        whole=whole,
        draw=draw,
        factors={},
        melting=options.melting,
        threads=options.threads,
        effort=options.effort,
    )


def parent_at_interface(flight: Flight, options: EntryOptions, row: int = 0) -> ParentObject:
    """The station at the entry interface, tumbling from there on.

    Raises
    ------
    ValueError
        If the row never passed the interface.
    """
    return parents_at_interface(flight, options, [row])


def parents_at_interface(
    flight: Flight, options: EntryOptions, rows: Iterable[int]
) -> ParentObject:
    """The stations of some rows of a flight at the entry interface, in their order.

    Raises
    ------
    ValueError
        If one of them never passed the interface.
    """
    passages, last = find_entries(flight), {each.row: each for each in flight.segments}
    wanted = [int(row) for row in rows]
    for row in wanted:
        if row not in passages:
            raise ValueError(f"row {row} of the flight has not passed the entry interface")
    events = [passages[row] for row in wanted]
    state = np.array([event.state for event in events])
    met = np.array([event.parameters for event in events])
    flown = np.array([last[row].parameters for row in wanted])
    given = options.parent_area
    area = flown[:, AREA] if given is None else np.full(len(wanted), given)
    inherited = {name: met[:, column(name)] for name in INHERITED}
    body = tumbling(state[:, 6], area, flown[:, LENGTH])
    return ParentObject(np.array([e.time for e in events]), state[:, :6], body, inherited)


def _track(world: World, whole: ParentObject, pieces: Pieces, shed: Array) -> Track:
    """Track of the nominal parent: what is below it from the interface to the ground."""
    first = np.concatenate([whole.t, whole.state[0], whole.carrier.mass])[None, :]
    samples = np.vstack([first, path(world, whole, pieces, shed).samples[0]])
    parameter_table = np.zeros((len(samples), len(Parameters._fields)))
    seen = observations(world, samples[:, 0], samples[:, 1:], parameter_table)
    return track_through(seen.latitude, seen.longitude)


def _heated(world: World, options: EntryOptions) -> World:
    """The same world with the correlation that heats walls and pieces."""
    return world._replace(switch=world.switch._replace(heating=CORRELATIONS[options.heating]))


def on_track(debris: Debris, track: Track, least_energy: float) -> Debris:
    """Fragments of break-ups with their footprint on a track, if any counts."""
    end = debris.impacts
    if not (end.energy > least_energy).any():
        return debris
    found = footprint(
        track,
        end.latitude,
        end.longitude,
        end.t,
        end.energy,
        weight=debris.count,
        event=debris.event,
        least_energy=least_energy,
    )
    return replace(debris, footprint=found)
