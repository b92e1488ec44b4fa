"""Commanded attitudes, and how far a body is from them."""

import numpy as np

from sim.dynamics.quaternion import body_matrix
from sim.lanes import interpreted


def lvlh_matrices(r: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Matrices (n, 3, 3) from GCRF to forward, against the orbit normal, and nadir; m, m/s."""
    h = np.cross(r, v)
    nadir = -r / np.linalg.norm(r, axis=1, keepdims=True)
    left = -h / np.linalg.norm(h, axis=1, keepdims=True)
    return np.stack([np.cross(left, nadir), left, nadir], axis=1)


def orbit_rates(r: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Rates (n, 3) in rad/s at which those axes turn, in GCRF."""
    return np.cross(r, v) / (r * r).sum(axis=1, keepdims=True)


def matrices_of(quaternion: np.ndarray) -> np.ndarray:
    """Matrices (n, 3, 3) from inertial to body axes of quaternions (n, 4)."""
    return np.stack(interpreted(body_matrix)(*quaternion.T)).T.reshape(-1, 3, 3)


def quaternions_of(matrices: np.ndarray) -> np.ndarray:
    """Quaternions (n, 4) from body axes to inertial ones of matrices (n, 3, 3) the other way: the
    largest of the four numbers from the trace or the diagonal, the others by division (Shepperd,
    J. Guidance and Control 1, 1978).
    """
    m = matrices
    xx, yy, zz = m[:, 0, 0], m[:, 1, 1], m[:, 2, 2]
    skew = np.stack([m[:, 1, 2] - m[:, 2, 1], m[:, 2, 0] - m[:, 0, 2], m[:, 0, 1] - m[:, 1, 0]], 1)
    even = np.stack([m[:, 0, 1] + m[:, 1, 0], m[:, 0, 2] + m[:, 2, 0], m[:, 1, 2] + m[:, 2, 1]], 1)
    x, y, z = skew.T
    a, b, c = even.T
    four = np.stack(
        [
            np.stack([1.0 + xx + yy + zz, x, y, z], 1),
            np.stack([x, 1.0 + xx - yy - zz, a, b], 1),
            np.stack([y, a, 1.0 - xx + yy - zz, c], 1),
            np.stack([z, b, c, 1.0 - xx - yy + zz], 1),
        ],
        axis=1,
    )
    best = np.argmax(np.einsum("nii->ni", four), axis=1)
    q = four[np.arange(len(m)), best]
    return q / np.linalg.norm(q, axis=1, keepdims=True)


def turn_between(true: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Rotation vector (n, 3) in rad, body axes, from the wanted attitude to the true one; matrices
    (n, 3, 3) from inertial to body axes.
    """
    q = quaternions_of(np.einsum("nij,nkj->nik", true, wanted))
    q = np.where(q[:, :1] < 0.0, -q, q)
    sine = np.linalg.norm(q[:, 1:], axis=1, keepdims=True)
    angle = 2.0 * np.arctan2(sine, q[:, :1])
    return q[:, 1:] * np.where(sine > 1e-12, angle / np.maximum(sine, 1e-12), 2.0)


def turn_by(vector: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Matrices (n, 3, 3) from inertial to body axes that a rotation vector (n, 3) in rad leads to
    from wanted ones: what `turn_between` undoes (Rodrigues).
    """
    angle = np.linalg.norm(vector, axis=1)[:, None, None]
    x, y, z = (vector / np.maximum(angle[:, 0], 1e-30)).T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    turned = np.eye(3) - np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross
    return turned @ wanted
