"""Shapes of the footprint at several places of the orbit, in the frame of the orbit there.

One plan is flown with its burns centred all round the orbit; those that come down near the box are
broken up. Between these places a shape is moved as a rigid body (`sim.operations.orbit_frame`).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.earth_orientation import inclination_of_date
from sim.operations.aim_choice import AimBox, NoAimError
from sim.operations.break_up import Fallen, StationModel, break_up_rows, choose_pieces
from sim.operations.orbit_frame import OrbitPlace, directions_of, find_on_orbit, into_frame
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.calendar import nominal_start
from sim.planning.targeting.phasing import TOLERANCE
from sim.planning.targeting.sequence import StartStates, nominal_trials
from sim.planning.targeting.trial import fly_trials

Array = NDArray[np.float64]

PLACES = 20
"""Burn centres all round the orbit: 18 degrees apart, 2,000 km on the ground."""

BESIDE = np.radians(6.0)
"""rad of latitude outside the box up to which a place is still used."""


class FootprintShape(NamedTuple):
    """Fragments in the frame of the orbit over the impact of the reference piece: vectors (k, 3),
    weights (k,), and the argument of latitude there, rad.
    """

    local: Array
    weight: Array
    argument: float


@dataclass(frozen=True)
class ShapeFamily:
    """Shapes by place on the orbit, m of them in the order of `burn_centre`.

    Attributes
    ----------
    inclination
        rad.
    direction
        +1 or -1, (m,).
    argument, burn_centre
        rad, (m,): of the impact and of the burns that lead there, both without jumps.
    shapes
        Of each place.
    """

    inclination: float
    direction: NDArray[np.int64]
    argument: Array
    burn_centre: Array
    shapes: tuple[FootprintShape, ...]

    def nearest(self, argument: Array) -> NDArray[np.intp]:
        """Number of the shape flown nearest to arguments of latitude (n,)."""
        apart = np.cos(np.asarray(argument)[:, None] - self.argument)
        return np.argmax(apart, axis=1)

    def burn_centre_for(self, argument: Array) -> Array:
        """rad: burn centres that bring the reference piece down at arguments of latitude (n,)."""
        arc = (self.argument - self.burn_centre) % (2.0 * np.pi)
        order = np.argsort(self.argument % (2.0 * np.pi))
        mean = np.interp(
            np.asarray(argument) % (2.0 * np.pi),
            (self.argument % (2.0 * np.pi))[order],
            arc[order],
        )
        return np.asarray((argument - mean) % (2.0 * np.pi))


def orbit_place(
    latitude: Array, longitude: Array, heading: Array, inclination: float
) -> OrbitPlace:
    """The orbit place over impacts (n,), rad, by the side to which they head."""
    return find_on_orbit(latitude, longitude, np.cos(heading) > 0.0, inclination)


def inclination_at_entry(flight: Flight, row: int = 0) -> float:
    """Inclination in rad of the orbit of a row at the entry interface.

    Raises
    ------
    ValueError
        If the row never passed the entry interface.
    """
    event = find_entry(flight, row)
    if event is None:
        raise ValueError(f"row {row} of the flight has not passed the entry interface")
    return inclination_of_date(event.time, event.state, flight.mission.world.orientation)


def shape_of(fallen: Fallen, place: OrbitPlace, inclination: float) -> FootprintShape:
    """The shape of what fell, seen from an orbit place of one element."""
    seen = into_frame(directions_of(fallen.latitude, fallen.longitude), place, inclination)
    return FootprintShape(seen, fallen.weight, float(np.atleast_1d(place.argument)[0]))


def fly_shapes(
    problem: PlanningProblem, starts: StartStates, model: StationModel, box: AimBox
) -> ShapeFamily:
    """Fly the plan to places all round the orbit, and break the station up over those near a box.

    Raises
    ------
    NoAimError
        If no place of the orbit comes down near the latitudes of the box.
    """
    centre = np.arange(PLACES) * 2.0 * np.pi / PLACES
    begin = np.full(PLACES, nominal_start(problem, starts))
    outcome = fly_trials(
        problem,
        starts,
        nominal_trials(problem, begin, centre),
        degree=starts.coarse_degree,
        tolerance=TOLERANCE,
    )
    impact = outcome.impact
    direction = np.where(np.cos(impact.heading) > 0.0, 1, -1)
    with np.errstate(invalid="ignore"):
        near = (impact.latitude > box.south - BESIDE) & (impact.latitude < box.north + BESIDE)
    rows = np.flatnonzero(outcome.flown & near & np.isin(direction, problem.directions))
    if not len(rows):
        raise NoAimError(
            f"no burn of the plan brings debris down in the box of the aim ({box.words()})"
        )
    inclination = inclination_at_entry(outcome.flight, int(rows[0]))
    place = orbit_place(
        impact.latitude[rows], impact.longitude[rows], impact.heading[rows], inclination
    )
    chosen = choose_pieces(outcome.flight, int(rows[0]), model)
    fallen = break_up_rows(outcome.flight, rows.tolist(), model, chosen)
    shapes = tuple(
        shape_of(each, OrbitPlace(place.argument[k], place.node[k]), inclination)
        for k, each in enumerate(fallen)
    )
    return ShapeFamily(inclination, direction[rows], place.argument, centre[rows], shapes)
