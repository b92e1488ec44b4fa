"""Where wings leave by the moment at their root: of a tumbling station as a dynamic pressure, and
of a flight as a rigid body where its true attitude bends them enough.
"""

from dataclasses import replace

import numpy as np

from sim.data.build_once import build_once
from sim.dynamics.drag import bridge, knudsen
from sim.dynamics.panels.roots import tumbling_moments, wings_of
from sim.dynamics.thrust import INERTIAL
from sim.entry.breakup.stages import APPENDAGE, STAGE_NAMES, BreakUp, Draw, Strength
from sim.flight.interface import find_entry
from sim.flight.motion.body import Motion
from sim.flight.motion.roots import wing_moments
from sim.flight.record import Flight
from sim.integrate.observe import observations
from sim.lanes import interpreted
from sim.vehicle.panels.shapes import Shape
from sim.vehicle.panels.station import station

MOMENT, DEVIATION = 10e3, 0.7
"""N m that the root of a wing withstands, and the deviation of its logarithm. assumption, 3 to 30
kN m, 5 to 95 %: 1.1 t at half of 32 m stand 0.06 g (0.02 to 0.17); arrays that are built for 0.1 Hz
and up to 0.2 g (Mikulas and others, NASA, NTRS 20150006022) lie above. The strength of the masts
was tested (Shaker and Acquaviva, NASA-TM-106895, 1995); no figure of it was found.
"""
SPEED = 7.7e3
"""m/s relative to the air at which a wing leaves (assumption: 7.5 to 7.9; the pressure decides)."""
MOLECULE = 4.7e-26
"""kg, mean mass of a molecule at 100 to 115 km (US Standard Atmosphere 1976: 26.5 to 28.4 u)."""
LENGTH = 4.4
"""m, of the Knudsen number: modules of the station."""
SPAN = 34.0
"""m, of the wings in catalogues of the station."""


@build_once
def tumbling_pressure(moment: float, shape: Shape | None = None, length: float = LENGTH) -> float:
    """Dynamic pressure in Pa at which the root of a wing has a moment in N m, mean over all
    directions of the stream.

    The moment for each pascal falls by a third from free-molecular to continuum flow, and how far
    that has come follows from the pressure, in a few steps.
    """
    shape = station() if shape is None else shape
    thick, thin = (float(tumbling_moments(shape, free).mean()) for free in (0.0, 1.0))
    pressure = moment / thin
    for _ in range(24):
        number = np.array([2.0 * pressure / (SPEED**2 * MOLECULE)])
        free = float(interpreted(bridge)(interpreted(knudsen)(number, length))[0])
        pressure = moment / (thick + free * (thin - thick))
    return pressure


def wing_strength(moment: float, deviation: float) -> Strength:
    """The strength of appendages of a tumbling station whose wings stand a moment in N m at their
    root; shorter ones stand the more pressure, by the square of their span.
    """
    return Strength(tumbling_pressure(moment) * SPAN**2, deviation)


def has_wings(motion: Motion) -> bool:
    """Whether a rigid body has arrays whose roots may fail."""
    return motion.shape is not None and bool(wings_of(motion.shape))


def leaving_heights(flight: Flight, row: int, moments: np.ndarray) -> np.ndarray | None:
    """Heights in m at which the wings of a rigid body leave, for moments (n,) in N m that their
    roots stand; the lowest one flown where they stand it all. None where the row was no rigid body
    with wings below the entry interface.
    """
    entry = find_entry(flight, row)
    if entry is None:
        return None
    phases = {phase.name: phase for phase in flight.mission.phases}
    heights, bending = [], []
    for record in flight.motions:
        phase, samples = phases[record.phase], record.samples
        motion = phase.motion
        samples = samples[samples[:, 0] >= entry.time]
        if record.row != row or not len(samples) or motion is None or not has_wings(motion):
            continue
        world = flight.mission.world_of(phase.field_degree, INERTIAL)
        vectors = np.tile(entry.parameters, (len(samples), 1))
        seen = observations(world, samples[:, 0], samples[:, 1:8], vectors)
        heights.append(seen.height)
        bending.append(wing_moments(world, motion, samples, entry.parameters))
    if not heights:
        return None
    height, moment = np.concatenate(heights), np.concatenate(bending)
    most = np.maximum.accumulate(np.log(np.maximum(moment, 1e-6)))
    # a plateau between two peaks is left at its lower end
    rising = np.concatenate([[True], np.diff(most) > 0.0])
    return np.interp(np.log(moments), most[rising], height[rising], right=height[-1])


def break_by_attitude(
    flight: Flight, row: int, break_up: BreakUp, draw: Draw
) -> tuple[BreakUp, Draw]:
    """The break-up and its draw of a row whose wings leave where its true attitude bends their
    roots too far; as they are where nothing asks for that, or the row was no rigid body.
    """
    if break_up.wing_moment is None or break_up.drawn(APPENDAGE):
        return break_up, draw
    heights = leaving_heights(flight, row, break_up.wing_moment * draw.strength[:, APPENDAGE])
    if heights is None:
        return break_up, draw
    stage = draw.stage.copy()
    stage[:, APPENDAGE] = heights
    drawn = break_up.by_altitude | {STAGE_NAMES[APPENDAGE]}
    return replace(break_up, by_altitude=frozenset(drawn)), draw._replace(stage=stage)
