"""Dispersed break-ups of many trajectories at once, all with the same draws: what differs between
them is the flight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.entry.break_ups import fly_break_ups
from sim.entry.breakup.fragment_catalogue import Pieces, pieces_of
from sim.entry.breakup.stages import Draw, median, sample
from sim.entry.debris import Debris
from sim.entry.dispersed_heat import heat_factors
from sim.entry.footprint import LEAST_ENERGY
from sim.entry.representative_fragments import choose_representatives, pieces_at_the_ends
from sim.entry.study import EntryOptions, flown_break_ups, parents_at_interface
from sim.flight.record import Flight
from sim.frames.great_circle import central_angle

Array = NDArray[np.float64]

MOST_SAMPLES = 50
"""Break-ups of each trajectory while looking around."""

REPRESENTATIVES = 40
"""Fragments that stand for all pieces while looking around."""

ENDS = 4
"""Fragments beside them for each end of the dispersed break-ups: what tears or melts in the nominal
one may come down whole, a thousand kilometres before all others, in one of fifty.
"""

LOW_DEGREE = 8
"""Degree of the gravity field while looking around; impacts move by 1.5 km at most, together."""


@dataclass(frozen=True)
class StationModel:
    """What breaks up: the columns of a catalogue (`catalogue_columns`), and how it does."""

    columns: Mapping[str, Array]
    options: EntryOptions


class Fallen(NamedTuple):
    """Hazardous fragments of all break-ups of one trajectory: impacts in rad, (k,), and the number
    of pieces each stands for.
    """

    latitude: Array
    longitude: Array
    weight: Array


class _Chosen(NamedTuple):
    """Pieces that are flown, and which of all pieces they are."""

    pieces: Pieces
    index: NDArray[np.intp]


def hazardous(debris: Debris, rows: NDArray[np.bool_] | slice = slice(None)) -> Fallen:
    """Of some rows of debris, what reaches the ground with more than 15 J."""
    end = debris.impacts
    energy = np.where(end.landed & np.isfinite(end.latitude), end.energy, 0.0)[rows]
    down = energy > LEAST_ENERGY
    columns = (end.latitude, end.longitude, debris.count)
    return Fallen(*(column[rows][down] for column in columns))


def choose_pieces(flight: Flight, row: int, model: StationModel) -> _Chosen:
    """Representative fragments of the nominal break-up of a row, and those that land at the ends of
    its dispersed ones.

    Raises
    ------
    ValueError
        If the row never passed the entry interface.
    """
    pieces = pieces_of(model.columns)
    nominal = _fly(flight, [row], model, _Chosen(pieces, np.arange(len(pieces))), 0)
    end = nominal.impacts
    weight = np.where(end.landed & (end.energy > LEAST_ENERGY), nominal.count, 0.0)
    # in the order in which they land: what falls short falls early, whatever the course
    chosen = choose_representatives(
        pieces, nominal, weight, _along(nominal, weight > 0.0), REPRESENTATIVES
    )
    ends = np.setdiff1d(_at_the_ends(flight, row, model, pieces), chosen.index)
    index = np.concatenate([chosen.index, ends])
    own = {
        name: np.concatenate([getattr(chosen.fragments, name), getattr(pieces, name)[ends]])
        for name in ("count", "mass_count", "released")
    }
    return _Chosen(replace(pieces.pick(index).without_idle_carriers(), **own), index)


def _at_the_ends(flight: Flight, row: int, model: StationModel, pieces: Pieces) -> NDArray[np.intp]:
    """Pieces that land first and last in the dispersed break-ups of a row; none without any."""
    samples = min(model.options.samples, MOST_SAMPLES)
    if not samples:
        return np.zeros(0, dtype=np.intp)
    debris = _fly(flight, [row], model, _Chosen(pieces, np.arange(len(pieces))), samples)
    end = debris.impacts
    down = end.landed & np.isfinite(end.latitude) & (end.energy > LEAST_ENERGY)
    along = _along(debris, down).reshape(samples, len(pieces))
    return pieces_at_the_ends(along, ENDS)


def break_up_rows(
    flight: Flight, rows: Sequence[int], model: StationModel, chosen: _Chosen
) -> list[Fallen]:
    """Hazardous fragments of the dispersed break-ups of each row, or of the nominal one where the
    model disperses none.
    """
    if not len(rows):
        return []
    samples = min(model.options.samples, MOST_SAMPLES)
    debris = _fly(flight, rows, model, chosen, samples)
    of_row = debris.event // max(samples, 1)
    return [hazardous(debris, of_row == k) for k in range(len(rows))]


def _fly(
    flight: Flight, rows: Sequence[int], model: StationModel, chosen: _Chosen, samples: int
) -> Debris:
    """Fragments of so many break-ups of each row, row by row; 0: of the nominal one."""
    options = replace(model.options, field_degree=LOW_DEGREE, parent_field_degree=LOW_DEGREE)
    parents = parents_at_interface(flight, options, rows)
    count = len(pieces_of(model.columns))
    each, factors, wrong = max(samples, 1), {}, np.zeros(max(samples, 1))
    if samples:
        generator = np.random.default_rng(options.seed)
        draw = sample(options.break_up, samples, count, generator)
        bias, heat = generator.standard_normal((2, samples))
        wrong = options.density_deviation * bias
        spreads = options.heating_deviation, options.oxidation_spread
        drawn_heat = heat_factors(*spreads, heat, generator.random(samples))
        factors = {name: np.tile(factor, len(rows)) for name, factor in drawn_heat.items()}
    else:
        draw = median(options.break_up, count)
    drawn = draw.of_pieces(chosen.index)
    many = Draw(*(np.tile(column, (len(rows), *[1] * (column.ndim - 1))) for column in drawn))
    whole = parents.pick(np.repeat(np.arange(len(rows)), each))
    dense = whole.inherited["bias_low"] + np.tile(wrong, len(rows))
    whole = whole._replace(inherited={**whole.inherited, "bias_low": dense})
    flown = flown_break_ups(flight.mission, model.columns, chosen.pieces, options, whole, many)
    return fly_break_ups(replace(flown, factors=factors))


def _along(debris: Debris, landed: NDArray[np.bool_]) -> Array:
    """Angle in rad from the fragment that lands first to each that lands; NaN for the others."""
    end, along = debris.impacts, np.full(len(debris.event), np.nan)
    if not landed.any():
        return along
    latitude, longitude = end.latitude[landed], end.longitude[landed]
    # the farthest two lie at the ends; distance from one of them orders all
    far = central_angle(latitude[0], longitude[0], latitude, longitude)
    k = int(np.argmax(far))
    along[landed] = central_angle(latitude[k], longitude[k], latitude, longitude)
    return along
