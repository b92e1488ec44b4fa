"""Where the reference piece comes down, and how far from the aim that is, along and across.

The piece leaves the stack at the release height with the stack's speed and falls with one
ballistic coefficient in continuum flow and half of it in free-molecular flow.
"""

from dataclasses import dataclass

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.fragment_aerodynamics import BODY
from sim.flight.interface import observe_events
from sim.flight.phase import Number
from sim.flight.record import EventKind, Flight
from sim.frames.constants import MEAN_RADIUS
from sim.frames.great_circle import central_angle
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.integrate.observe import observations
from sim.planning.problem import AimPoint
from sim.vehicle.parameters import (
    AREA,
    CD_CONTINUUM,
    CD_FREE_MOLECULAR,
    CD_SUBSONIC,
    LENGTH,
    MASS_FLOW,
    THRUST,
)

CD = 0.92
"""Tumbling convex body, modified Newtonian flow with Cp_max 1.84."""

LONGEST_FALL = 6.0 * 3600.0
"""s, after which a piece that has not come down is given up."""


@dataclass(frozen=True)
class Impact:
    """Impacts of n trajectories: latitude, longitude and heading in rad, time s; NaN without."""

    t: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    heading: np.ndarray


def find_impacts(flight: Flight, aim: AimPoint, phase: str = "entry") -> Impact:
    """Impact of every trajectory that has reached the release height (or the ground) in a phase.

    Parameters
    ----------
    flight
        Flown to the release height, or to the ground where the aim has no reference piece.
    aim
        Says which piece, and where it is released.
    """
    n = len(flight.t)
    last = flight.mission.world_of(8, 0)
    kind = EventKind.IMPACT if aim.ballistic_coefficient is None else EventKind.PHASE_END
    events = {e.row: e for e in flight.events if e.kind is kind and e.phase == phase}
    rows = np.array(sorted(events), dtype=int)
    out = Impact(*np.full((4, n), np.nan))
    if not len(rows):
        return out
    t = np.array([events[k].time for k in rows])
    y = np.array([events[k].state for k in rows])
    parameter_table = np.array([events[k].parameters for k in rows])
    observed = observations(last, t, y, parameter_table)
    before = observed.latitude, observed.longitude
    if aim.ballistic_coefficient is not None:
        world = last._replace(switch=last.switch._replace(fall=BODY))
        body = np.array(parameter_table)
        body[:, [THRUST, MASS_FLOW]] = 0.0
        body[:, [CD_CONTINUUM, CD_SUBSONIC]] = CD
        body[:, CD_FREE_MOLECULAR] = 2.0 * CD
        body[:, LENGTH] = 1.0
        body[:, AREA] = 1.0
        fallen = np.array(y)
        fallen[:, 6] = aim.ballistic_coefficient * CD
        ground = Events(np.array([HEIGHT]), np.array([FALLING]), np.zeros((len(rows), 1)))
        arc = run(
            world,
            t,
            fallen,
            t + LONGEST_FALL,
            body,
            events=ground,
            relative_tolerance=1e-10,
            longest_step=10.0,
        )
        down = arc.status == FIRST_EVENT
        t, observed = arc.t, observations(world, arc.t, arc.y, body)
        rows, t = rows[down], t[down]
        observed = type(observed)(*(column[down] for column in observed))
        before = before[0][down], before[1][down]
        # course over ground at the far end: the bearing back, turned round
        heading = bearing(observed.latitude, observed.longitude, *before) + np.pi
    else:
        heading = ground_heading(flight, rows)
    out.t[rows] = t
    out.latitude[rows] = observed.latitude
    out.longitude[rows] = observed.longitude
    out.heading[rows] = heading
    return out


def ground_heading(flight: Flight, rows: np.ndarray) -> np.ndarray:
    """Heading in rad of the trajectories `rows` that came down as one body, from the interface to
    the impact.
    """
    headings = []
    for row in rows:
        kinds = (EventKind.ENTRY_INTERFACE, EventKind.IMPACT)
        ends = [event for kind in kinds if (event := flight.first(row, kind)) is not None]
        observed = observe_events(flight.mission.world, ends)
        lat, lon = observed.latitude, observed.longitude
        # course over ground at the far end: the bearing back, turned round
        headings.append(bearing(lat[1], lon[1], lat[0], lon[0]) + np.pi)
    return np.array(headings)


def bearing(
    latitude: Number, longitude: Number, to_latitude: Number, to_longitude: Number
) -> Number:
    """Course from north over east, at the first point, of the great circle to a second one, rad."""
    east = to_longitude - longitude
    return np.arctan2(
        np.sin(east) * np.cos(to_latitude),
        np.cos(latitude) * np.sin(to_latitude)
        - np.sin(latitude) * np.cos(to_latitude) * np.cos(east),
    )


def compute_miss(
    impact: Impact, latitude: Number, longitude: Number
) -> tuple[np.ndarray, np.ndarray]:
    """How far beyond and how far to the right of an aim point (rad) each impact is, m (mean
    sphere).

    The axes are those of the ground track at the impact. Latitudes are taken as those of a sphere:
    good to 0.6 % within 500 km, and signs are right everywhere.
    """
    way = central_angle(impact.latitude, impact.longitude, latitude, longitude)
    course = bearing(impact.latitude, impact.longitude, latitude, longitude)
    turn = course - impact.heading
    across = np.arcsin(np.clip(np.sin(way) * np.sin(turn), -1.0, 1.0))
    along = np.arctan2(np.sin(way) * np.cos(turn), np.cos(way))
    return -MEAN_RADIUS * along, -MEAN_RADIUS * across
