"""What the air does to the roots of the wings of a rigid body along its flight."""

import numpy as np

from sim.dynamics.drag import bridge, knudsen
from sim.dynamics.panels.force import TWICE_BOLTZMANN, joint_angles
from sim.dynamics.panels.roots import root_moment, root_surfaces
from sim.dynamics.rhs import rates_in_stream
from sim.environment.ephemeris import sun_moon
from sim.environment.world import World
from sim.errors import InputError
from sim.flight.motion.body import Motion
from sim.flight.motion.pointing import matrices_of
from sim.flight.motion.tables import tabulate_motion
from sim.lanes import interpreted
from sim.vehicle.parameters import Parameters
from sim.vehicle.rigid_body import Body


def wing_moments(
    world: World, motion: Motion, samples: np.ndarray, vector: np.ndarray
) -> np.ndarray:
    """Bending moment in N m at the root of a wing in its true attitude, (m,); see
    `sim.dynamics.panels.roots` for which wing.

    Parameters
    ----------
    world, motion
        Of the phase.
    samples
        Shape (m, `sim.flight.motion.fly.COLUMNS`), of a `MotionRecord`.
    vector
        Parameter vector, shape (columns,).

    Raises
    ------
    InputError
        If the body has no wings.
    """
    if motion.shape is None:
        raise InputError("a body without surfaces has no wings; allowed: a shape")
    surfaces = root_surfaces(motion.shape)
    t, y = samples[:, 0], samples[:, 1:8]
    parameters = Parameters(*np.tile(vector, (len(t), 1)).T)
    stream = interpreted(rates_in_stream)(t, *y.T, world, parameters)[4]
    earth = np.stack([np.broadcast_to(each, len(t)) for each in stream.turn], axis=1)
    body = matrices_of(samples[:, 8:12])
    # velocity through the air: axes of the Earth, GCRF, body
    through = np.stack([stream.ux, stream.uy, stream.uz], axis=1)
    through = np.einsum("nij,nkj,nk->ni", body, earth.reshape(-1, 3, 3), through)
    speed = np.maximum(np.linalg.norm(through, axis=1), 1e-3)
    rho, temperature, number = stream.flow[1], stream.flow[2], stream.number
    ratio = speed * np.sqrt(rho / (TWICE_BOLTZMANN * number * temperature))
    free = interpreted(bridge)(interpreted(knudsen)(number, parameters.length))
    sun = np.stack(interpreted(sun_moon)(t, world.ephemeris)[:3], axis=1) - y[:, :3]
    sun = np.einsum("nij,nj->ni", body, sun / np.linalg.norm(sun, axis=1, keepdims=True))
    columns = Body(*tabulate_motion(motion, len(t)).T)
    angles = interpreted(joint_angles)(*sun.T, surfaces, columns)
    toward = (through / speed[:, None]).T
    moment = root_moment(surfaces, toward, angles, ratio, temperature, free)
    return 0.5 * rho * speed**2 * moment
