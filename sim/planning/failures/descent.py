"""The descent after a failed burn: entry, ground track, and where fragments come down.

Fragments leave the stack with its velocity where it breaks up and fall as bodies of constant
ballistic coefficient; leaves out melting, lift, and the push of the break-up.
"""

from collections.abc import Sequence

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.fragment_aerodynamics import BODY
from sim.flight.interface import find_entry, observe_events
from sim.flight.record import EventKind, EventRecord, Flight
from sim.flight.status import IMPACT, status_texts
from sim.flight.trajectory import degrees_of, great_circle, ground_path
from sim.frames.epoch import DAY
from sim.integrate.batch import run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.integrate.observe import observations
from sim.planning.failures.burn import BurnEnds
from sim.planning.problem import coarse_degree
from sim.vehicle.parameters import (
    AREA,
    CD_CONTINUUM,
    CD_FREE_MOLECULAR,
    CD_SUBSONIC,
    LENGTH,
    MASS_FLOW,
    THRUST,
)

Falls = list[tuple[Flight, int] | None]
"""For each failure mode a flight and the number of its trajectory in it; None if the stack was down
when its burn ended."""

FRAGMENT_LENGTH = 1.0
"""m of the Knudsen number. assumption: a fragment of a metre."""
FREE_MOLECULAR_RATIO = 2.0
"""Free-molecular over continuum drag coefficient; assumption: a sphere has 2.1 over 0.9."""
BREAK_UP = "fall"
"""Name of the phase that ends where the stack breaks up."""


def final_status(ends: BurnEnds, falls: Falls) -> np.ndarray:
    """Text of the status of each stack at its end, shape (n,) of str."""
    ways = zip(ends.status, falls, strict=True)
    return status_texts(at if fall is None else fall[0].status[fall[1]] for at, fall in ways)


def tabulate_entries(before: Flight, ends: BurnEnds, falls: Falls) -> dict[str, np.ndarray]:
    """Last passage of the entry interface of each stack: s after ignition, inertial flight-path
    angle, and speed relative to the atmosphere; NaN where there is none.
    """
    n = len(falls)
    seconds, angle, speed = np.full((3, n), np.nan)
    passages: list[EventRecord] = []
    index = []
    for k, fall in enumerate(falls):
        entry = None if fall is None else find_entry(*fall)
        entry = ends.crossing[k] if entry is None else entry
        if entry is not None:
            passages.append(entry)
            index.append(k)
    seen = observe_events(before.mission.world, passages)
    seconds[index] = np.array([entry.time for entry in passages]) - before.t[0]
    angle[index] = np.degrees(seen.flight_path_angle_inertial)
    speed[index] = seen.speed_air
    return {"entry_s": seconds, "entry_angle_deg": angle, "entry_speed_air_m_s": speed}


def trace_ground_tracks(
    before: Flight, ends: BurnEnds, falls: Falls, every: float
) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """Ground tracks from ignition to the end of each flight.

    Returns
    -------
    tuple
        For each failure mode an array (k, 3) of longitude and latitude in deg and s after
        ignition, a point every so many s and one at the end; and revolutions round the Earth's
        centre, shape (n,).
    """
    paths = [_path(ends, falls, k) for k in range(len(falls))]
    edges = np.cumsum([0] + [len(path) for path in paths])
    samples = np.concatenate(paths)
    parameters = np.tile(before.segments[-1].parameters, (len(samples), 1))
    seen = observations(before.mission.world, samples[:, 0], samples[:, 1:], parameters)
    north, east = np.degrees(seen.latitude), np.degrees(seen.longitude)
    tracks, turns = [], np.zeros(len(paths))
    for k, path in enumerate(paths):
        part = slice(edges[k], edges[k + 1])
        tracks.append(_track(path[:, 0] - before.t[0], north[part], east[part], every))
        turns[k] = _revolutions(path[:, 1:4])
    return tuple(tracks), turns


def track_length(track: np.ndarray, seconds: float = np.inf) -> float:
    """Length in km on the ground of a track (k, 3) up to a time; NaN for a time that is NaN."""
    x, z, t = track.T
    pieces = great_circle(z[1:], x[1:], z[:-1], x[:-1])
    return float(np.interp(seconds, t, np.append(0.0, np.cumsum(pieces))))


def _path(ends: BurnEnds, falls: Falls, k: int) -> np.ndarray:
    """Samples (m, 8) of one stack from ignition to its end, times rising."""
    pieces = [segment.samples for segment in ends.segments[k]]
    fall = falls[k]
    if fall is not None:
        flight, row = fall
        pieces += [segment.samples for segment in flight.segments if segment.row == row]
    pieces.append(np.concatenate([ends.t[k : k + 1], ends.y[k]])[None, :])
    samples = np.concatenate(pieces)
    _, first = np.unique(samples[:, 0], return_index=True)
    return samples[first]


def _track(t: np.ndarray, north: np.ndarray, east: np.ndarray, every: float) -> np.ndarray:
    """Points of one ground track from samples in deg, shape (k, 3)."""
    if len(t) < 4:
        return np.column_stack([east, north, t])
    fine = np.append(np.arange(t[0], t[-1] - 1e-3, every), t[-1])
    latitude, longitude = degrees_of(ground_path(t, north, east)(fine))
    return np.column_stack([longitude, latitude, fine])


def _revolutions(r: np.ndarray) -> float:
    """Turns of positions (k, 3) around the centre, each step less than half a turn."""
    across = np.linalg.norm(np.cross(r[:-1], r[1:]), axis=1)
    along = (r[:-1] * r[1:]).sum(axis=1)
    return float(np.arctan2(across, along).sum() / (2.0 * np.pi))


def find_break_ups(falls: Falls) -> list[EventRecord | None]:
    """Where each stack that reaches the ground broke up; None elsewhere."""
    flights = {id(fall[0]): fall[0] for fall in falls if fall is not None}
    marks: dict[tuple[int, int], EventRecord] = {}
    for key, flight in flights.items():
        for event in flight.events:
            if event.kind is EventKind.PHASE_END and event.phase == BREAK_UP:
                marks[key, event.row] = event
    break_ups: list[EventRecord | None] = []
    for fall in falls:
        down = fall is not None and fall[0].status[fall[1]] == IMPACT
        break_ups.append(marks.get((id(fall[0]), fall[1])) if fall is not None and down else None)
    return break_ups


def fly_fragments(
    before: Flight,
    broken: Sequence[EventRecord | None],
    name: str,
    beta: float,
) -> dict[str, np.ndarray]:
    """Fly a fragment of a ballistic coefficient (kg/m2) from each break-up to the ground.

    Returns
    -------
    dict of str to numpy.ndarray
        Longitude and latitude of impact (deg), s after ignition, and km from the point below the
        break-up, each (n,), under names that begin with `name`.
    """
    n = len(broken)
    longitude, latitude, seconds, beyond = np.full((4, n), np.nan)
    events = {k: event for k, event in enumerate(broken) if event is not None}
    index = np.array(list(events), dtype=int)
    columns = {
        f"{name}_longitude_deg": longitude,
        f"{name}_latitude_deg": latitude,
        f"{name}_impact_s": seconds,
        f"{name}_from_break_up_km": beyond,
    }
    if not len(index):
        return columns
    world = before.mission.world_of(coarse_degree(before.mission), 0)
    world = world._replace(switch=world.switch._replace(fall=BODY))
    parameter_table = np.array([event.parameters for event in events.values()])
    parameter_table[:, [THRUST, MASS_FLOW]] = 0.0
    parameter_table[:, [AREA, CD_CONTINUUM, CD_SUBSONIC]] = 1.0
    parameter_table[:, CD_FREE_MOLECULAR] = FREE_MOLECULAR_RATIO
    parameter_table[:, LENGTH] = FRAGMENT_LENGTH
    t = np.array([event.time for event in events.values()])
    y = np.array([event.state for event in events.values()])
    y[:, 6] = beta  # with 1 m2 and a coefficient of 1
    ground = Events(np.array([HEIGHT]), np.array([FALLING]), np.zeros((len(index), 1)))
    arc = run(
        world,
        t,
        y,
        t + DAY,
        parameter_table,
        events=ground,
        relative_tolerance=1e-9,
        longest_step=20.0,
    )
    start = observations(world, t, y, parameter_table)
    end = observations(world, arc.t, arc.y, parameter_table)
    met = arc.status == FIRST_EVENT
    north, east = np.degrees(end.latitude), np.degrees(end.longitude)
    over = great_circle(north, east, np.degrees(start.latitude), np.degrees(start.longitude))
    longitude[index] = np.where(met, east, np.nan)
    latitude[index] = np.where(met, north, np.nan)
    seconds[index] = np.where(met, arc.t - before.t[0], np.nan)
    beyond[index] = np.where(met, over, np.nan)
    return columns
