"""A flown mission in the plain numbers that GMAT and Orekit take, for others to fly it again."""

import numpy as np

from sim.environment.atmosphere.models import MODELS
from sim.environment.gravity import FIELDS
from sim.environment.space_weather.indices import indices
from sim.flight.record import EventKind, Flight, Segment
from sim.flight.status import IMPACT
from sim.formats.plain_flight import Frame, PlainBurn, PlainFlight
from sim.frames.epoch import DAY
from sim.lanes import interpreted
from sim.vehicle.parameters import (
    AREA,
    AREA_CURVE,
    CD_FREE_MOLECULAR,
    DENSITY_FACTOR,
    MASS_FLOW,
    STEER_X,
    STEER_Z,
    THRUST,
    Parameters,
)

G0 = 9.80665
FRAMES: dict[str, Frame] = {
    "velocity": "velocity",
    "lvlh": "lvlh",
    "inertial": "inertial",
    "held": "inertial",
}
LONGEST = 120.0 * DAY
"""s; a longer flight would be another one in another code, whatever its models."""


def plain_flight(flight: Flight, row: int = 0) -> PlainFlight:
    """One trajectory of a flight, from its first state to its last, or to 80 km.

    Raises
    ------
    ValueError
        If its field is stated in the scenario, it lasts longer than 120 days, its area follows the
        Sun angle, or the stack changes its attitude, docks or undocks: its drag or mass would not
        be those of the start.
    """
    mission = flight.mission
    if mission.gravity_field not in FIELDS:
        raise ValueError(f"a {mission.gravity_field} gravity field has no file to export")
    segments = [segment for segment in flight.segments if segment.row == row]
    first, last = segments[0], segments[-1]
    duration = float(last.samples[-1, 0] - first.samples[0, 0])
    if duration > LONGEST:
        raise ValueError(f"the flight lasts {duration / DAY:.0f} days; at most 120 are exported")
    drag = np.array(
        [
            s.parameters[[AREA, AREA_CURVE, CD_FREE_MOLECULAR]]
            for s in segments
            if s.phase != "entry"
        ]
    )
    if len(drag) and (drag[0, 1] > 0.0 or np.ptp(drag, axis=0).any()):
        raise ValueError("the attitude or its area changes during the flight: no one drag area")
    if any(e.kind in (EventKind.DOCK, EventKind.UNDOCK) and e.row == row for e in flight.events):
        raise ValueError("vehicles dock or leave during the flight: its mass has no single history")
    if mission.physics is not None:
        raise ValueError("functions of one's own act in the flight: no other program has them")
    frames: dict[str, Frame] = {
        phase.name: FRAMES[phase.burn.steering.frame]
        for phase in mission.phases
        if phase.burn is not None
    }
    names = {number: name for name, number in MODELS.items()}
    parameters = first.parameters
    start = float(first.samples[0, 0])
    return PlainFlight(
        name=mission.name,
        start_utc=mission.epoch.plus(start).utc_iso(digits=6),
        position=first.samples[0, 1:4],
        velocity=first.samples[0, 4:7],
        mass=float(first.samples[0, 7]),
        area=float(parameters[AREA] * parameters[DENSITY_FACTOR]),
        cd=float(parameters[CD_FREE_MOLECULAR]),
        field=mission.gravity_field,
        degree=max(phase.field_degree for phase in mission.phases),
        third_bodies=bool(mission.world.switch.third_body),
        air=names[mission.world.switch.air],
        weather=_weather(flight, parameters, start, duration),
        burns=tuple(
            _burn(segment, frames.get(segment.phase, "velocity"), start)
            for segment in segments
            if segment.parameters[THRUST] > 0.0
        ),
        duration=duration,
        floor=80e3 if flight.status[row] == IMPACT else 0.0,
    )


def _burn(segment: Segment, frame: Frame, start: float) -> PlainBurn:
    thrust, flow = float(segment.parameters[THRUST]), float(segment.parameters[MASS_FLOW])
    times = segment.samples[[0, -1], 0]
    x, y, z = segment.parameters[STEER_X : STEER_Z + 1].tolist()
    isp = thrust / (flow * G0)
    begin, length = float(times[0]) - start, float(times[1] - times[0])
    return PlainBurn(
        name=segment.phase,
        ignition=begin,
        duration=length,
        thrust=thrust,
        isp=isp,
        frame=frame,
        direction=(x, y, z),
    )


def _weather(flight: Flight, case: np.ndarray, start: float, duration: float) -> np.ndarray:
    """Indices day by day, (k, 4), for the case flown."""
    t = start + np.arange(0.0, duration + DAY, DAY)
    row = Parameters(*(np.full(len(t), value) for value in case))
    found = interpreted(indices)(t, flight.mission.world.weather, row)
    return np.column_stack([t - start, *found])
