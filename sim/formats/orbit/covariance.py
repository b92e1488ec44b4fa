"""The covariance of a state along the axes that a campaign disperses a first state in: up, along
the flight, along the orbit normal.

Axes of files: RTN and RSW (radial, transverse, normal), TNW (along the velocity, in the plane,
normal), and frames that do not turn with the orbit. A covariance counts as that of the axes at its
instant: their own turning is left out, as CCSDS 502.0-B-3 (annex E) leaves it to the user.
"""

from collections.abc import Sequence

import numpy as np

from sim.formats.message import MessageError
from sim.formats.orbit.ephemeris import Covariance, Ephemeris
from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from
from sim.frames.orbit_axes import orbit_axes

NAMES = (
    "position_up", "position_along", "position_across",
    "velocity_up", "velocity_along", "velocity_across",
)  # fmt: skip
"""Parameters of a campaign, in the order of the axes."""
ORBITAL = ("RTN", "RSW", "RIC", "TNW")
FIXED = {"ICRF": "gcrf", "GCRF": "gcrf", "EME2000": "eme2000", "TEME": "teme", "TOD": "tod"}
NEAR = 600.0
"""s between the state asked for and a covariance that still counts as its own; assumption."""
MOST_CORRELATED = 1.0 - 1e-9


def nearest_covariance(ephemeris: Ephemeris, epoch: Epoch) -> Covariance:
    """The covariance of a file nearest to an instant.

    Raises
    ------
    MessageError
        If there is none within ten minutes.
    """
    every = ephemeris.covariances
    if not every:
        raise MessageError(None, "the file holds no covariance", "one, or no `covariance`")
    found = min(every, key=lambda each: abs(each.epoch.seconds_since(epoch)))
    if abs(found.epoch.seconds_since(epoch)) > NEAR:
        dates = ", ".join(each.epoch.utc_iso() for each in every[:4])
        problem = f"no covariance within ten minutes of {epoch.utc_iso()}"
        raise MessageError(found.line, problem, f"an `epoch` near one of {dates}")
    return found


def local_covariance(covariance: Covariance, state: Sequence[float]) -> np.ndarray:
    """Matrix (6, 6) in m and m/s along up, along, across, first of position and then of velocity.

    Parameters
    ----------
    covariance
        As the file has it.
    state
        Position and velocity in GCRF at its instant, m and m/s.

    Raises
    ------
    MessageError
        If the frame is not known, or the matrix is none of a covariance.
    """
    frame = covariance.frame.upper().replace(" ", "")
    velocity = np.array(state[3:])
    axes = orbit_axes(np.array([state[:3]]), velocity[None])[0]
    across = axes[2]
    if frame in ORBITAL:
        turn = np.eye(3)
        if frame == "TNW":
            forward = velocity / np.linalg.norm(velocity)
            # T along the velocity, W the normal, N completes: outward on a circular orbit is -N
            turn = axes @ np.stack([forward, np.cross(across, forward), across]).T
    elif frame in FIXED:
        name, when = FIXED[frame], covariance.epoch
        unit = [
            gcrf_from(name, (float(x), float(y), float(z), 0.0, 0.0, 0.0), when)[:3]
            for x, y, z in np.eye(3)
        ]
        turn = axes @ np.array(unit).T
    else:
        allowed = ", ".join((*ORBITAL, *FIXED))
        raise MessageError(covariance.line, f"a covariance in {covariance.frame}", allowed)
    both = np.kron(np.eye(2), turn)
    found = both @ covariance.matrix @ both.T
    found = 0.5 * (found + found.T)
    if not (np.isfinite(found).all() and np.linalg.eigvalsh(found)[0] >= -1e-9 * np.trace(found)):
        raise MessageError(covariance.line, "no covariance", "a matrix without negative variances")
    return found


def dispersions_from(matrix: np.ndarray, source: str) -> dict[str, dict[str, object]]:
    """Normal dispersions with their correlations as a scenario states them; what has no spread is
    left out.
    """
    sigma = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    kept = [k for k in range(len(NAMES)) if sigma[k] > 0.0]
    found: dict[str, dict[str, object]] = {}
    for k in kept:
        unit = "m" if NAMES[k].startswith("position") else "m/s"
        correlated = {}
        for j in kept:
            value = float(np.clip(matrix[k, j] / (sigma[k] * sigma[j]), -1.0, 1.0))
            if j > k and abs(value) > 1e-12:
                correlated[NAMES[j]] = float(np.clip(value, -MOST_CORRELATED, MOST_CORRELATED))
        found[NAMES[k]] = {
            "normal": {"mean": f"0 {unit}", "sigma": f"{float(sigma[k])!r} {unit}"},
            "source": source,
            **({"correlated": correlated} if correlated else {}),
        }
    return found
