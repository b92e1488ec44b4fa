"""The columns of a rigid body: inertia, and the force, torque and momentum it carries.

All vectors in body axes; about the centre of mass. A trajectory with a body has a row of these
beside its parameter vector.
"""

from typing import NamedTuple

import numpy as np

from sim.errors import InputError
from sim.lanes import kernel, load_rows
from sim.vehicle.parameters import COLUMNS


class Body(NamedTuple):
    """Rigid bodies. As lanes inside kernels, as arrays of one length outside.

    Tensor of inertia in kg m2 at a reference mass in kg; off the diagonal stand elements of the
    tensor (ixy is minus the integral of x y dm), not products of inertia. Each element grows by
    its growth in m2 for every kg above that mass, and so does, in m/kg, the lever in m from the
    centre of mass to where the force in N acts. Torque in N m without a force. Momentum in N m s
    of wheels relative to the body. `gradient` is 1 where gravity turns the body, 0 where it does
    not; `oblateness` in m2, J2 times the square of its radius, adds the torque of J2 (0: none).
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


ALL_COLUMNS = COLUMNS + len(Body._fields)
"""Rows of a block of parameter vectors with bodies below them."""

ROUNDING = 1e-9
"""Share of the largest principal moment by which a flat body may miss the inequality below: the
digits a table of inertia is printed with.
"""


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
        Other fields of `Body`, one value or shape (n,); 0 where not given.

    Raises
    ------
    InputError
        If no body has such an inertia; see `principal_moments`.
    TypeError
        If `Body` has no such field.
    """
    principal_moments(inertia)
    place = {"xx": (0, 0), "yy": (1, 1), "zz": (2, 2), "xy": (0, 1), "xz": (0, 2), "yz": (1, 2)}
    values = {f"i{axes}": inertia[row] for axes, row in place.items()} | columns
    if unknown := set(values) - set(Body._fields):
        raise TypeError(f"a body has no {', '.join(sorted(unknown))}")
    rows = [np.broadcast_to(values.get(name, 0.0), (n,)) for name in Body._fields]
    return np.ascontiguousarray(np.column_stack(rows), dtype=np.float64)


def principal_moments(inertia: np.ndarray) -> np.ndarray:
    """Principal moments (3,) of a tensor of inertia (3, 3), ascending, in its unit.

    Raises
    ------
    InputError
        If the tensor is not symmetric, a moment is not positive, or one is larger than the sum of
        the others: the moments of every distribution of mass obey that.
    """
    inertia = np.asarray(inertia, dtype=np.float64)
    if not np.isfinite(inertia).all() or not np.allclose(inertia, inertia.T, rtol=1e-12, atol=0.0):
        raise InputError(f"a tensor of inertia is symmetric and finite, got {inertia.tolist()}")
    moments = np.linalg.eigvalsh(inertia)
    listing = ", ".join(f"{moment:.6g}" for moment in moments)
    if moments[0] <= 0.0:
        raise InputError(f"principal moments of inertia are positive, these are {listing} kg m2")
    if moments[2] > moments[0] + moments[1] + ROUNDING * moments[2]:
        raise InputError(
            f"no body has the principal moments {listing} kg m2: the largest is at most the sum of "
            "the others; are products of inertia given where elements of the tensor are meant?"
        )
    return moments
