"""The columns of a rigid body: inertia, and the force, torque and momentum it carries.

All vectors in body axes; about the centre of mass. A trajectory with a body has a row of these
beside its parameter vector.
"""

from typing import NamedTuple

import numpy as np

from sim.lanes import kernel, load_rows
from sim.vehicle.inertia import principal_moments
from sim.vehicle.parameters import COLUMNS


class Body(NamedTuple):
    """Rigid bodies. As lanes inside kernels, as arrays of one length outside.

    Tensor of inertia in kg m2 at a reference mass in kg; off the diagonal stand elements of the
    tensor (ixy is minus the integral of x y dm), not products of inertia. Each element grows by
    its growth in m2 for every kg above that mass, and so does, in m/kg, the lever in m from the
    centre of mass to where the force in N acts. Torque in N m without a force. Momentum in N m s
    of wheels relative to the body. `gradient` is 1 where gravity turns the body, 0 where it does
    not; `oblateness` in m2, J2 times the square of its radius, adds the torque of J2 (0: none).

    Where a body has surfaces (`sim.dynamics.panels`): its centre of mass in m in the axes of their
    drawings at the reference mass (it moves against the lever); angle in rad of their joint and
    tilt of its wings, or whether (1) both follow the Sun instead; share of the wings' area that
    counts, and of all forces of the stream; share of the air's side force that moves the orbit.

    Damping in m4: torque against each rate over that rate, air density and speed.
    """

    reference_mass: np.ndarray
    ixx: np.ndarray
    iyy: np.ndarray
    izz: np.ndarray
    ixy: np.ndarray
    ixz: np.ndarray
    iyz: np.ndarray
    growth_xx: np.ndarray
    growth_yy: np.ndarray
    growth_zz: np.ndarray
    growth_xy: np.ndarray
    growth_xz: np.ndarray
    growth_yz: np.ndarray
    force_x: np.ndarray
    force_y: np.ndarray
    force_z: np.ndarray
    lever_x: np.ndarray
    lever_y: np.ndarray
    lever_z: np.ndarray
    lever_growth_x: np.ndarray
    lever_growth_y: np.ndarray
    lever_growth_z: np.ndarray
    torque_x: np.ndarray
    torque_y: np.ndarray
    torque_z: np.ndarray
    momentum_x: np.ndarray
    momentum_y: np.ndarray
    momentum_z: np.ndarray
    gradient: np.ndarray
    oblateness: np.ndarray
    centre_x: np.ndarray
    centre_y: np.ndarray
    centre_z: np.ndarray
    joint_angle: np.ndarray
    wing_tilt: np.ndarray
    tracking: np.ndarray
    wing_share: np.ndarray
    area_factor: np.ndarray
    lift: np.ndarray
    damping_x: np.ndarray
    damping_y: np.ndarray
    damping_z: np.ndarray


WHOLE = {"wing_share": 1.0, "area_factor": 1.0, "lift": 1.0}
"""Columns that are not zero where they are not given."""

ALL_COLUMNS = COLUMNS + len(Body._fields)
"""Rows of a block of parameter vectors with bodies below them."""


@kernel
def body_of(block):
    """Bodies of all lanes from a block of shape (`ALL_COLUMNS`, lanes): its last rows."""
    return Body(*load_rows(block, ALL_COLUMNS)[COLUMNS:])


def tabulate_bodies(n: int, inertia: np.ndarray, **columns: float | np.ndarray) -> np.ndarray:
    """Table of shape (n, columns) of equal bodies, C-contiguous.

    Parameters
    ----------
    n
        How many.
    inertia
        Shape (3, 3), kg m2, symmetric: the tensor.
    **columns
        Other fields of `Body`, one value or shape (n,); 0, or as in `WHOLE`, where not given.

    Raises
    ------
    InputError
        If no body has such an inertia; see `principal_moments`.
    TypeError
        If `Body` has no such field.
    """
    principal_moments(inertia)
    place = {"xx": (0, 0), "yy": (1, 1), "zz": (2, 2), "xy": (0, 1), "xz": (0, 2), "yz": (1, 2)}
    values = WHOLE | {f"i{axes}": inertia[row] for axes, row in place.items()} | columns
    if unknown := set(values) - set(Body._fields):
        raise TypeError(f"a body has no {', '.join(sorted(unknown))}")
    rows = [np.broadcast_to(values.get(name, 0.0), (n,)) for name in Body._fields]
    return np.ascontiguousarray(np.column_stack(rows), dtype=np.float64)
