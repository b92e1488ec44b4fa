"""What questions about the attitude of a stack are asked of: its motion, its world, its orbit."""

from dataclasses import dataclass

import numpy as np

from sim.dynamics.thrust import VELOCITY
from sim.environment.world import World
from sim.errors import InputError
from sim.flight.mission import Mission
from sim.flight.motion.body import Motion
from sim.flight.motion.control import Hold
from sim.flight.record import Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.vehicle.panels.shapes import rotation
from sim.vehicle.parameters import AREA, MASS_FLOW, THRUST


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A stack as a rigid body: its motion, held by thrusters; the world and the parameter vector
    (columns,) that it coasts with; unit vectors to the ascending node and along the flight there;
    mass in kg; tolerance and longest step s of its phase.
    """

    motion: Motion
    hold: Hold
    world: World
    parameters: np.ndarray
    node: np.ndarray
    ahead: np.ndarray
    mass: float
    relative_tolerance: float
    longest_step: float

    def circular(self, altitudes: np.ndarray, turn: float = 0.0) -> np.ndarray:
        """States (n, 7) over the node on circular orbits at altitudes in m; the node is turned by
        an angle in rad, eastward, to another local time.
        """
        radius = EQUATORIAL_RADIUS + np.asarray(altitudes, dtype=np.float64)[:, None]
        mass = np.full((len(radius), 1), self.mass)
        east = rotation(np.array([0.0, 0.0, 1.0]), turn).T
        node, ahead = self.node @ east, self.ahead @ east
        return np.hstack([radius * node, np.sqrt(MU / radius) * ahead, mass])

    def table(self, n: int) -> np.ndarray:
        """Parameter vectors (n, columns) without thrust."""
        return np.tile(self.parameters, (n, 1))


def setting_of(mission: Mission, flight: Flight) -> Setting:
    """The stack of the last phase that thrusters hold, as a flight of the mission left it.

    Raises
    ------
    InputError
        If no phase is a rigid body that thrusters hold.
    """
    flown = {record.phase: record for record in flight.motions if record.row == 0}
    for phase in reversed(mission.phases):
        motion = phase.motion
        if phase.name not in flown or motion is None or not isinstance(motion.law, Hold):
            continue
        if not any(motion.law.authority) or motion.shape is None:
            continue
        record = flown[phase.name]
        r, v = record.samples[0, 1:4], record.samples[0, 4:7]
        normal = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
        node = np.array([-normal[1], normal[0], 0.0])
        node = node / np.linalg.norm(node)
        parameters = record.parameters.copy()
        parameters[[THRUST, MASS_FLOW]] = 0.0
        parameters[AREA] = 0.0
        return Setting(
            motion=motion,
            hold=motion.law,
            world=mission.world_of(phase.field_degree, VELOCITY),
            parameters=parameters,
            node=node,
            ahead=np.cross(normal, node),
            mass=float(record.samples[0, 7]),
            relative_tolerance=phase.relative_tolerance,
            longest_step=phase.longest_step,
        )
    raise InputError(
        f"{mission.name}: no phase is a rigid body with surfaces that thrusters hold; allowed: "
        "one with `attitude: dynamic` and a `motion` with `hold: thrusters`"
    )
