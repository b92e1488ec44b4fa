"""How a rigid body turned, as figures and pages show it: lines in time, margin by altitude, and
drawings of the stack at instants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from sim.report.results.run import RunResult
from sim.vehicle.panels.shapes import rotation, turn_matrix

AXES = ("roll", "pitch", "yaw")
LETTERS = ("x", "y", "z")
FRAMES = 6
"""Drawings of a strip."""
LAST = 600.0
"""s that a strip shows: the last minutes."""
LEAST_FALL = 20.0
"""km of altitude below which a margin by altitude says nothing."""
THIN = 0.05
"""m, extent below which an outline has no area."""
JOINT = np.array([0.0, 1.0, 0.0])
"""Axis of the arrays, through the origin of the drawings."""


@dataclass(frozen=True, kw_only=True)
class Turned:
    """How one run turned: minutes (n,) since the first row, vectors (n, 3) about roll, pitch and
    yaw, capacity of its gyroscopes N m s (n,), torque that can hold it N m (n, 3), 0 where nothing
    does, phases as pairs of their first row and name, and the share of what thrusters can fire that
    they fired in each.
    """

    minutes: np.ndarray
    altitude_km: np.ndarray
    off_deg: np.ndarray
    rates: np.ndarray
    torque: np.ndarray
    control: np.ndarray
    momentum: np.ndarray
    propellant: np.ndarray
    capacity: np.ndarray
    authority: np.ndarray
    phases: tuple[tuple[int, str], ...]
    duties: tuple[float | None, ...]
    lost_minutes: float | None


class Part(NamedTuple):
    """An element of a drawing: outline (n, 2) in m, to the right and up, and whether it turns with
    the arrays.
    """

    outline: np.ndarray
    array: bool


class Frame(NamedTuple):
    """The stack at an instant: minutes before the end of its motion, altitude km, rates deg/s (3,),
    angle off what was commanded deg, drawings from starboard and from above, farthest part first,
    and the body's axes (3, 2) in each.
    """

    minutes: float
    altitude_km: float
    rates: np.ndarray
    off_deg: float
    side: list[Part]
    side_axes: np.ndarray
    above: list[Part]
    above_axes: np.ndarray


def turned(run: RunResult) -> Turned | None:
    """How a run turned; None where it never was a rigid body."""
    motion = run.motion
    if motion is None or not len(motion["time_s"]):
        return None
    t, phase = motion["time_s"], motion["phase"]
    first = np.flatnonzero(np.append(True, phase[1:] != phase[:-1]))
    held = {each["phase"]: each for each in (run.summary.get("motion") or {}).get("phases", [])}
    means = [_means(held.get(str(name), {})) for name in phase[first]]
    lengths = np.diff(np.append(first, len(t)))
    capacity = np.repeat([most for most, _ in means], lengths)
    lost = run.events["time_s"][
        (run.events["kind"] == "attitude_lost") & (run.events["detail"] == "control")
    ]
    return Turned(
        minutes=(t - t[0]) / 60.0,
        altitude_km=motion["altitude_km"],
        off_deg=motion["off_deg"],
        rates=_vector(motion, "rate", "deg_s"),
        torque=_vector(motion, "torque", "n_m"),
        control=_vector(motion, "control", "n_m"),
        momentum=np.where(
            capacity > 0.0, np.linalg.norm(_vector(motion, "momentum", "n_m_s"), axis=1), np.nan
        ),
        propellant=motion["propellant_kg"],
        capacity=capacity,
        authority=np.repeat(np.array([torque for _, torque in means]), lengths, axis=0),
        phases=tuple((int(k), str(phase[k])) for k in first),
        duties=tuple(held.get(str(phase[k]), {}).get("thruster_duty") for k in first),
        lost_minutes=float(lost[0] - t[0]) / 60.0 if len(lost) else None,
    )


def _vector(motion: Mapping[str, np.ndarray], stem: str, unit: str) -> np.ndarray:
    return np.column_stack([motion[f"{stem}_{axis}_{unit}"] for axis in LETTERS]).astype(float)


def _means(phase: Mapping[str, Any]) -> tuple[float, list[float]]:
    """Capacity of gyroscopes, and torque about each axis that thrusters or else gyroscopes have."""
    torque = phase.get("authority_n_m") or [float(phase.get("gyroscope_torque_n_m") or 0.0)] * 3
    return float(phase.get("gyroscope_capacity_n_m_s") or 0.0), list(map(float, torque))


def margin_by_altitude(path: Turned) -> tuple[np.ndarray, np.ndarray] | None:
    """Altitude km (n,) and authority over the torque that turns the stack (n, 3), as long as it was
    held by something, if it fell far enough to tell; None elsewhere.
    """
    rows = (path.authority > 0.0).any(axis=1)
    if path.lost_minutes is not None:
        rows &= path.minutes <= path.lost_minutes
    height = path.altitude_km[rows]
    if len(height) < 2 or np.ptp(height) < LEAST_FALL:
        return None
    torque = np.maximum(np.abs(path.torque[rows]), 1e-3)
    return height, path.authority[rows] / torque


def crossings(height: np.ndarray, factor: np.ndarray) -> list[float]:
    """Altitude km about each axis below which the factor stays under 1; NaN where it never does."""
    lowest = []
    for axis in range(factor.shape[1]):
        held = np.flatnonzero(factor[:, axis] >= 1.0)
        after = held[-1] + 1 if len(held) else 0
        lowest.append(float(height[after]) if after < len(height) else float("nan"))
    return lowest


def strip(run: RunResult, frames: int = FRAMES) -> list[Frame]:
    """Drawings of the stack at even instants of its last minutes; none without a shape."""
    motion, shapes = run.motion, run.stack_shape
    if motion is None or shapes is None:
        return []
    stacks = {phase: stack for stack in shapes["stacks"] for phase in stack["phases"]}
    drawn = np.flatnonzero(np.isin(motion["phase"], list(stacks)))
    if len(drawn) < 2:
        return []
    t = motion["time_s"][drawn]
    wanted = np.linspace(max(t[-1] - LAST, t[0]), t[-1], frames)
    rows = drawn[np.unique(np.abs(t[None, :] - wanted[:, None]).argmin(axis=1))]
    return [_frame(motion, stacks[str(motion["phase"][k])], int(k), float(t[-1])) for k in rows]


def reach_of(frames: Sequence[Frame]) -> float:
    """M from the centre of mass to the farthest point of any drawing."""
    parts = [part.outline for frame in frames for part in (*frame.side, *frame.above)]
    return max(float(np.linalg.norm(outline, axis=1).max()) for outline in parts)


def _frame(motion: Mapping[str, np.ndarray], stack: Mapping[str, Any], k: int, end: float) -> Frame:
    yaw, pitch, roll, joint, tilt = (
        float(np.radians(motion[f"{name}_deg"][k]))
        for name in ("yaw", "pitch", "roll", "joint", "tilt")
    )
    level = turn_matrix(yaw, pitch, roll).T
    centre = np.array(stack["centre_of_mass_m"])
    placed = [
        ((_turned(element, joint, tilt) - centre) @ level.T, bool(element["turns"]))
        for element in stack["elements"]
    ]
    axes = level.T
    # from starboard: forward to the right, nadir down; from above: forward to the right, starboard
    # down
    return Frame(
        minutes=(end - float(motion["time_s"][k])) / 60.0,
        altitude_km=float(motion["altitude_km"][k]),
        rates=np.array([float(motion[f"rate_{axis}_deg_s"][k]) for axis in LETTERS]),
        off_deg=float(motion["off_deg"][k]),
        side=_drawing(placed, up=2, toward=1),
        side_axes=axes[:, [0, 2]] * (1.0, -1.0),
        above=_drawing(placed, up=1, toward=2),
        above_axes=axes[:, [0, 1]] * (1.0, -1.0),
    )


def _turned(element: Mapping[str, Any], joint: float, tilt: float) -> np.ndarray:
    """Points of an element with the arrays at their angles."""
    points = np.array(element["points_m"])
    if about := element.get("tilts_about"):
        middle = points.mean(axis=0)
        points = middle + (points - middle) @ rotation(np.array(about), tilt).T
    return points @ rotation(JOINT, joint).T if element["turns"] else points


def _drawing(placed: Sequence[tuple[np.ndarray, bool]], up: int, toward: int) -> list[Part]:
    """Outlines seen along an axis; `up` is the axis that points down on the picture, and `toward`
    the other one: to the eye from starboard, from it from above.
    """
    sign = 1.0 if toward == 1 else -1.0
    order = sorted(placed, key=lambda pair: sign * float(pair[0][:, toward].mean()))
    return [
        Part(_hull(np.column_stack([points[:, 0], -points[:, up]])), array)
        for points, array in order
    ]


def _hull(points: np.ndarray) -> np.ndarray:
    """Outline of points in a plane; of those on a line its two ends."""
    spread = points - points.mean(axis=0)
    _, sizes, axes = np.linalg.svd(spread, full_matrices=False)
    if sizes[-1] < THIN:
        along = spread @ axes[0]
        return points[[int(along.argmin()), int(along.argmax())]]
    try:
        return points[ConvexHull(points).vertices]
    except QhullError:
        return points
