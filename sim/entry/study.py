"""From the entry interface to the ground: break-up, fragments, footprint, what survives.

One nominal break-up (every altitude at its median, no lift) and, on wish, a sample of dispersed
ones, all from one row of a finished flight. Errors of the flight itself are in its other rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.heating import CORRELATIONS
from sim.dynamics.thrust import INERTIAL
from sim.entry.breakup.fragment_catalogue import ParentBody, Pieces, pieces_of
from sim.entry.breakup.parent import ParentObject, path, releases, tumbling
from sim.entry.breakup.stages import STAGE_NAMES, BreakUp, Draw, median, sample
from sim.entry.dispersed_heat import heat_factors
from sim.entry.footprint import LEAST_ENERGY, Footprint, footprint
from sim.entry.fragment_propagation import HORIZON, fall
from sim.entry.fragments import Bodies, Impacts
from sim.entry.ground_track import Track, track_through
from sim.environment.world import World
from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.integrate.observe import observations
from sim.vehicle.parameters import AREA, LENGTH, Parameters

Array = NDArray[np.float64]

INHERITED = (
    "density_factor", "activity", "history_weight", "history_shift", "bias_low", "bias_middle",
    "bias_high", "noise", "noise_start", "noise_origin", "wind_east", "wind_north",
)  # fmt: skip
"""Columns of the flight's case that say how the air is: fragments meet the same."""

OF_A_PIECE = (
    "mass", "area", "cd_free_molecular", "cd_continuum", "cd_subsonic", "length", "radius",
    "heated_area", "shape_factor", "specific_heat", "heat_of_fusion", "melting_temperature",
    "emissivity", "shrinks", "specific_heat_growth", "emissivity_growth", "accommodation",
    "oxidation_heat", "resistance", "core_deficit", "char_excess",
)  # fmt: skip

RELEASE_TEMPERATURE = 300.0
"""K; assumption: what comes free was in the shade of what carried it."""

EVENTS_AT_ONCE = 200
"""Break-ups flown together, to bound memory."""


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


@dataclass(frozen=True, kw_only=True)
class Debris:
    """Fragments of n break-ups, r rows of one length.

    event (r,) number of the break-up; family (r,) row of the columns; stage (r,) of release;
    count, mass_count, released (r,) as in `Pieces`; mass (r,) kg,
    area (r,) m2 and shrinks (r,) of one at release; release_time s, release_height m; impacts;
    stages (n, 3) m heights of the first three stages; footprint, None if nothing over the energy
    threshold reached the ground.
    """

    event: NDArray[np.int64]
    family: NDArray[np.int64]
    stage: NDArray[np.int64]
    count: Array
    mass_count: Array
    released: Array
    mass: Array
    area: Array
    shrinks: Array
    release_time: Array
    release_height: Array
    impacts: Impacts
    stages: Array
    footprint: Footprint | None

    @property
    def break_ups(self) -> int:
        """How many there are."""
        return len(self.stages)

    def sum(self, values: Array) -> Array:
        """Sum over the rows (r,) of each break-up, shape (n,)."""
        return np.bincount(self.event, values, self.break_ups).astype(np.float64)

    @property
    def landed_mass(self) -> Array:
        """Mass of each row that reaches the ground, kg, shape (r,); no more than was released."""
        return np.minimum(self.mass_count * self.impacts.mass, self.released) * self.impacts.landed

    def surviving(self, rows: NDArray[np.bool_] | None = None) -> float:
        """Share of the mass of some rows (by default all) that reaches the ground; 0 if they have
        no mass.
        """
        landed, before = self.landed_mass, self.released
        if rows is not None:
            landed, before = landed[rows], before[rows]
        return float(landed.sum() / before.sum()) if before.sum() > 0.0 else 0.0

    def surviving_by_stage(self) -> dict[str, float]:
        """The same for each stage that has pieces."""
        present = np.unique(self.stage)
        return {STAGE_NAMES[k]: self.surviving(self.stage == k) for k in present}

    def surviving_by(self, labels: Sequence[str]) -> dict[str, float]:
        """The same for each label (a material, a parent) of the families, shape (f,)."""
        label = np.asarray(labels, dtype=object)[self.family]
        return {name: self.surviving(label == name) for name in sorted(set(label))}


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

    Raises
    ------
    ValueError
        If the row never passed the interface, or the catalogue is heavier than the station.
    """
    options = EntryOptions() if options is None else options
    pieces = pieces_of(columns)
    whole = parent_at_interface(flight, options, row)
    mission = flight.mission
    high = mission.world_of(options.parent_field_degree, INERTIAL)
    low = mission.world_of(options.field_degree, INERTIAL)
    middle = median(options.break_up, len(pieces))
    track = _track(high, whole, pieces, middle.stage[:, 0])
    arguments = (high, low, track, columns, pieces, options)
    nominal = _debris(*arguments, whole, middle, {})
    drawn = None
    if options.samples:
        generator = np.random.default_rng(options.seed)
        draw = sample(options.break_up, options.samples, len(pieces), generator)
        bias, heat = generator.standard_normal((2, options.samples))
        many = _repeated(whole, options.samples)
        wrong = many.inherited["bias_low"] + options.density_deviation * bias
        many = many._replace(inherited={**many.inherited, "bias_low": wrong})
        burnt = generator.random(options.samples)
        spreads = options.heating_deviation, options.oxidation_spread
        factors = heat_factors(*spreads, heat, burnt)
        drawn = _debris(*arguments, many, draw, factors)
    return EntryStudy(options, pieces, track, float(whole.t[0]), nominal, drawn)


def parent_at_interface(flight: Flight, options: EntryOptions, row: int = 0) -> ParentObject:
    """The station at the entry interface, tumbling from there on.

    Raises
    ------
    ValueError
        If the row never passed the interface.
    """
    event = find_entry(flight, row)
    if event is None:
        raise ValueError(f"row {row} of the flight has not passed the entry interface")
    last = [segment for segment in flight.segments if segment.row == row][-1].parameters
    area = last[AREA] if options.parent_area is None else options.parent_area
    inherited = {name: event.parameters[[Parameters._fields.index(name)]] for name in INHERITED}
    body = tumbling(event.state[6:7], np.array([area]), last[[LENGTH]])
    return ParentObject(np.array([event.time]), event.state[None, :6], body, inherited)


def _repeated(whole: ParentObject, n: int) -> ParentObject:
    return ParentObject(
        np.repeat(whole.t, n),
        np.repeat(whole.state, n, axis=0),
        ParentBody(*(np.repeat(column, n) for column in whole.carrier)),
        {name: np.repeat(column, n) for name, column in whole.inherited.items()},
    )


def _track(world: World, whole: ParentObject, pieces: Pieces, shed: Array) -> Track:
    """Track of the nominal parent: what is below it from the interface to the ground."""
    first = np.concatenate([whole.t, whole.state[0], whole.carrier.mass])[None, :]
    samples = np.vstack([first, path(world, whole, pieces, shed).samples[0]])
    parameter_table = np.zeros((len(samples), len(Parameters._fields)))
    seen = observations(world, samples[:, 0], samples[:, 1:], parameter_table)
    return track_through(seen.latitude, seen.longitude)


def _debris(
    high: World,
    low: World,
    track: Track,
    columns: Mapping[str, Array],
    pieces: Pieces,
    options: EntryOptions,
    whole: ParentObject,
    draw: Draw,
    factors: Mapping[str, Array],
) -> Debris:
    """Fragments of break-ups, with their footprint on a track."""
    debris = fragments(high, low, columns, pieces, options, whole, draw, factors)
    if not (debris.impacts.energy > options.least_energy).any():
        return debris
    return replace(debris, footprint=_footprint(track, debris, options.least_energy))


def fragments(
    high: World,
    low: World,
    columns: Mapping[str, Array],
    pieces: Pieces,
    options: EntryOptions,
    whole: ParentObject,
    draw: Draw,
    factors: Mapping[str, Array],
) -> Debris:
    """Break n stations up and fly all their pieces to the ground.

    Parameters
    ----------
    high, low
        Worlds for the station and for its fragments.
    columns, pieces, options
        Catalogue, the rows of it to release, and how stations break up.
    whole, draw
        n stations at the interface, and draws of n break-ups.
    factors
        On columns of the catalogue, such as ``shape_factor`` for heating: shape (n,), one for all
        pieces of a break-up.

    Returns
    -------
    Debris
        n m rows, break-up by break-up, without a footprint.
    """
    parts, low, n, m = [], _heated(low, options), len(whole.t), len(pieces)
    for start in range(0, n, EVENTS_AT_ONCE):
        index = np.arange(start, min(start + EVENTS_AT_ONCE, n))
        some = ParentObject(
            whole.t[index],
            whole.state[index],
            whole.carrier.pick(index),
            {name: column[index] for name, column in whole.inherited.items()},
        )
        drawn = Draw(*(array[index] for array in draw))
        released = releases(high, some, pieces, options.break_up, drawn)
        here = {name: factor[index] for name, factor in factors.items()}
        bodies = _bodies(columns, pieces, some, released.t, released.state, drawn, here)
        time = np.where(released.reached.ravel(), HORIZON, 0.0)
        impacts = fall(low, bodies, melting=options.melting, threads=options.threads, horizon=time)
        parts.append((released, impacts))
    impacts = Impacts.concatenate([part for _, part in parts])
    event, piece = np.divmod(np.arange(n * m), m)
    family = pieces.family[piece]
    return Debris(
        event=event,
        family=family,
        stage=pieces.stage[piece],
        **{name: getattr(pieces, name)[piece] for name in ("count", "mass_count", "released")},
        **{name: columns[name][family] for name in ("mass", "area", "shrinks")},
        release_time=np.concatenate([r.t.ravel() for r, _ in parts]),
        release_height=np.concatenate([r.height.ravel() for r, _ in parts]),
        impacts=impacts,
        stages=np.concatenate([r.stages for r, _ in parts]),
        footprint=None,
    )


def _heated(world: World, options: EntryOptions) -> World:
    """The same world with the correlation that heats pieces."""
    return world._replace(switch=world.switch._replace(heating=CORRELATIONS[options.heating]))


def _footprint(track: Track, debris: Debris, least_energy: float) -> Footprint:
    end = debris.impacts
    return footprint(
        track,
        end.latitude,
        end.longitude,
        end.t,
        end.energy,
        weight=debris.count,
        event=debris.event,
        least_energy=least_energy,
    )


def _bodies(
    columns: Mapping[str, Array],
    pieces: Pieces,
    whole: ParentObject,
    t: Array,
    state: Array,
    draw: Draw,
    factors: Mapping[str, Array],
) -> Bodies:
    n, m = t.shape
    family = np.tile(pieces.family, n)
    own = {name: np.asarray(columns[name], dtype=np.float64)[family] for name in OF_A_PIECE}
    for name, factor in factors.items():
        own[name] = own[name] * np.repeat(factor, m)
    kicked = state.reshape(-1, 6).copy()
    kicked[:, 3:] += draw.kick.reshape(-1, 3)
    return Bodies(
        t0=t.ravel(),
        state=kicked,
        lift_up=draw.lift_up.ravel(),
        lift_side=draw.lift_side.ravel(),
        temperature=np.full(n * m, RELEASE_TEMPERATURE),
        inherited={name: np.repeat(column, m) for name, column in whole.inherited.items()},
        **own,
    )
