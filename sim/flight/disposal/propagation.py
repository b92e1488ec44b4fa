"""The flight of ships that have left the stack: a coast, one burn, entry and impact of the intact
ship. All ships fly in one batch, with the propagator and the world of the flight they left.

The burn lies where the impact comes nearest to the aim: on the revolution whose ground track does,
and as long before that point as the fall takes. Leaves out the break-up of the ship, the burns that
take it away from the station, and control of its attitude.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.disposal.departure import Departure
from sim.flight.fly import fly
from sim.flight.interface import find_entry, observe_events
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Firing, Phase
from sim.flight.record import BurnRecord, EventKind, Flight
from sim.flight.stack import assemble_stack
from sim.flight.trajectory import ground_path
from sim.frames.constants import MU
from sim.integrate.observe import observations
from sim.integrate.step_limit import longest_step
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

CD_FREE_MOLECULAR, CD_CONTINUUM, LENGTH = 2.1, 0.92, 2.7
"""assumption: mean drag coefficients of a tumbling convex body (2.07 to 2.12; Cp_max 1.84), and the
diameter of a Progress in m.
"""
DEGREE, TOLERANCE = 8, 1e-9
"""Gravity field and relative tolerance: good to some km over a day."""
TRACK, FINE = 60.0, 5.0
"""s between samples of the coast, and between the points of its ground track that are tried."""
CORRECTIONS = 2
"""Flights after the first, each with the burn moved by what the impact was off along the track."""
FALL = 0.94
"""Time from burn to impact over half a period, for the first guess."""
AROUND = 900.0
"""s about the impact in which the coast passes it."""
PERIOD = 5400.0
"""s by which the track of the coast reaches beyond the last burn."""


@dataclass(frozen=True, kw_only=True)
class DisposalFlight:
    """What a ship flew after undocking.

    Attributes
    ----------
    departure
        The ship.
    burn
        Its deorbit burn; None if there was none.
    impact_time
        s since the epoch; None if it did not come down.
    latitude, longitude
        deg, of the impact.
    flight_path_angle
        rad, inertial, at the entry interface.
    shortfall
        Why it did not come down as it should; empty if it did.
    """

    departure: Departure
    burn: BurnRecord | None
    impact_time: float | None
    latitude: float | None
    longitude: float | None
    flight_path_angle: float | None
    shortfall: str


def fly_disposals(flight: Flight, departures: Sequence[Departure]) -> list[DisposalFlight]:
    """Fly the deorbit of ships that can do it.

    Parameters
    ----------
    flight
        That they left.
    departures
        Of `find_departures`; those that are left to fall or lack something are passed over.
    """
    able = [each for each in departures if each.engine is not None and each.disposal.controlled]
    if not able:
        return []
    tracks = _coast(flight, able)
    aimed = [track for track in tracks if track.target is not None]
    late = [_fallen(track) for track in tracks if track.target is None]
    if not aimed:
        return late
    ships = [track.departure for track in aimed]
    centre = np.array([track.first_centre for track in aimed])
    descent = fly(_mission(flight, ships, _descent(flight, ships, centre)))
    for _ in range(CORRECTIONS):
        centre = centre + [track.correction(descent, k) for k, track in enumerate(aimed)]
        descent = fly(_mission(flight, ships, _descent(flight, ships, centre)))
    flown = [_result(descent, k, each) for k, each in enumerate(ships)]
    return sorted([*flown, *late], key=lambda each: each.departure.event.time)


class _Track:
    """Ground track of a ship that coasts: when it passes nearest to the aim."""

    def __init__(self, departure: Departure, coast: Flight, row: int) -> None:
        """Look up the coast of a ship, which is a row of a flight."""
        own = [segment for segment in coast.segments if segment.row == row]
        samples = np.concatenate([segment.samples for segment in own])
        parameters = np.repeat([s.parameters for s in own], [len(s.samples) for s in own], axis=0)
        seen = observations(coast.mission.world, samples[:, 0], samples[:, 1:], parameters)
        latitude, longitude = np.degrees(seen.latitude), np.degrees(seen.longitude)
        self.departure = departure
        self.path = ground_path(samples[:, 0], latitude, longitude)
        state = departure.event.state
        r, v2 = np.linalg.norm(state[:3]), state[3:6] @ state[3:6]
        half = float(np.pi * np.sqrt((1.0 / (2.0 / r - v2 / MU)) ** 3 / MU))
        self.fall = FALL * half
        entry = find_entry(coast, row)
        self.end = float(samples[-1, 0]) if entry is None else entry.time - half
        goal = departure.disposal
        self.goal = _unit(goal.latitude, goal.longitude)
        first = departure.event.time + goal.free_flight + self.fall
        times = np.arange(first, self.end, FINE)
        near = self.path(times) @ self.goal if len(times) else np.empty(0)
        self.target = float(times[np.argmax(near)]) if len(times) else None

    @property
    def first_centre(self) -> float:
        """Middle of the burn by the first guess, s since the epoch."""
        assert self.target is not None
        return self.target - self.fall

    def correction(self, descent: Flight, row: int) -> float:
        """How much later the burn must be, s: by what the impact is off along the track."""
        impact = descent.first(row, EventKind.IMPACT)
        if impact is None or self.target is None:
            return 0.0
        seen = observe_events(descent.mission.world, [impact])
        times = impact.time + np.arange(-AROUND, AROUND, 1.0)
        times = times[(times >= self.path.x[0]) & (times <= self.path.x[-1])]
        if not len(times):
            return 0.0
        there = self.path(times) @ _unit(float(seen.latitude[0]), float(seen.longitude[0]))
        return self.target - float(times[np.argmax(there)])


def _unit(latitude: float, longitude: float) -> np.ndarray:
    flat = np.cos(latitude)
    return np.array([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


def _coast(flight: Flight, ships: Sequence[Departure]) -> list[_Track]:
    """Tracks of ships that only coast, for as long as a burn may be waited for."""
    waits = np.array([each.disposal.longest_wait + PERIOD for each in ships])
    phase = Phase(
        name="free_flight",
        until=Condition("duration", waits),
        field_degree=_degree(flight),
        relative_tolerance=TOLERANCE,
        longest_step=TRACK,
    )
    coast = fly(_mission(flight, ships, (phase,)))
    return [_Track(each, coast, k) for k, each in enumerate(ships)]


def _degree(flight: Flight) -> int:
    """Degree of gravity: not above that of the field of the flight."""
    return min(DEGREE, flight.mission.world.gravity.degree)


def _descent(flight: Flight, ships: Sequence[Departure], centre: np.ndarray) -> tuple[Phase, ...]:
    """Coast, burn and fall, with the burns centred on instants."""
    thrust = np.array([each.engine.thrust for each in ships if each.engine])
    isp = np.array([each.engine.group.isp for each in ships if each.engine])
    seconds = np.array([each.seconds for each in ships])
    perigee = np.array([each.disposal.perigee for each in ships])
    firing = Firing("ship.engine", None, thrust, isp)
    degree = _degree(flight)
    common = {"field_degree": degree, "relative_tolerance": TOLERANCE}
    return (
        Phase(
            name="free_flight",
            until=Condition("time", centre - 0.5 * seconds),
            longest_step=longest_step(degree),
            **common,
        ),
        Phase(name="deorbit", burn=Burn((firing,), "perigee", perigee), **common),
        Phase(name="fall", until=Condition("ground"), longest_step=4.0, **common),
    )


def _result(descent: Flight, row: int, departure: Departure) -> DisposalFlight:
    """What a ship did, and whether it is what was wanted."""
    burns, impact = descent.burns_of(row), descent.first(row, EventKind.IMPACT)
    entry = find_entry(descent, row)
    burn = burns[0] if burns else None
    name = departure.vehicle.name
    shortfall = ""
    if burn is None or not burn.is_complete:
        left = departure.usable if burn is None else departure.usable - burn.propellant
        ending = "did not begin" if burn is None else f"ended ({burn.ending}) after"
        done = "" if burn is None else f" {burn.duration:.0f} s with a perigee of "
        done += "" if burn is None else f"{burn.perigee_after / 1e3:.0f} km"
        shortfall = f"the deorbit of {name} {ending}{done}, {left:.0f} kg left"
    elif impact is None:
        shortfall = f"{name} did not come down: {descent.status[row].sentence}"
    place = (None, None)
    if impact is not None:
        seen = observe_events(descent.mission.world, [impact])
        place = float(np.degrees(seen.latitude[0])), float(np.degrees(seen.longitude[0]))
    angle = None
    if entry is not None:
        angle = observe_events(descent.mission.world, [entry]).flight_path_angle_inertial[0]
    return DisposalFlight(
        departure=departure,
        burn=burn,
        impact_time=None if impact is None else impact.time,
        latitude=place[0],
        longitude=place[1],
        flight_path_angle=None if angle is None else float(angle),
        shortfall=shortfall,
    )


def _fallen(track: _Track) -> DisposalFlight:
    """A ship that comes down by itself, or whose flight ends, before its burn."""
    departure = track.departure
    hours = max(track.end - departure.event.time, 0.0) / 3600.0
    shortfall = (
        f"{departure.vehicle.name} has {hours:.1f} h from undocking to its last chance of a "
        f"deorbit burn, less than {departure.disposal.free_flight / 3600.0:.1f} h of free flight"
    )
    return DisposalFlight(
        departure=departure,
        burn=None,
        impact_time=None,
        latitude=None,
        longitude=None,
        flight_path_angle=None,
        shortfall=shortfall,
    )


def _mission(flight: Flight, ships: Sequence[Departure], phases: tuple[Phase, ...]) -> Mission:
    """A mission with a row for each ship, from its undocking on.

    One vehicle stands for all: what differs is a number of the row (mass, area, thrust, isp).
    """
    base = flight.mission
    rows = np.array([each.row for each in ships])
    states = np.array([each.event.state for each in ships])
    loads = np.array([each.usable for each in ships])
    tank = Tank("ship.tank", float(loads.max()) + 1.0, float(loads[0]))
    engine = EngineGroup(name="ship.engine", count=1, thrust=1.0, isp=1.0, feeds=(Feed(tank.name),))
    attitude = Attitude(
        name="ship.tumbling",
        area=1.0,
        cd_free_molecular=CD_FREE_MOLECULAR,
        cd_continuum=CD_CONTINUUM,
        length=LENGTH,
    )
    vehicle = Vehicle("ship", 0.0, (tank,), (engine,), (attitude,))
    columns = {k: v[rows] for k, v in base.dispersed.items() if k != "drag_factor"}
    mission = Mission(
        name=base.name,
        epoch=base.epoch,
        horizon=base.horizon,
        world=base.world,
        vehicles=(vehicle,),
        docked=("ship",),
        phases=phases,
        position=states[:, :3],
        velocity=states[:, 3:6],
        dispersed=columns | {"area": np.array([each.disposal.area for each in ships])},
        mass_offset=np.array([each.mass - each.usable for each in ships]),
        start=np.array([each.event.time for each in ships]),
        entry_interface=base.entry_interface,
        gravity_field=base.gravity_field,
        margin=base.margin,
        fields=base.fields,
    )
    stack = assemble_stack(mission.vehicles, mission.docked, len(ships))
    return replace(mission, stack=replace(stack, load=loads[:, None]))
