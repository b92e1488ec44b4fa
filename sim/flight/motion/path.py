"""How a stack turned, as columns with units in their names, and what it looks like: what the files
of a run hold of its motion.
"""

import math
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import numpy as np

from sim.dynamics.attitude_rhs import attitude_rates
from sim.dynamics.panels.force import joint_angles
from sim.dynamics.thrust import VELOCITY
from sim.environment.ephemeris import sun_moon
from sim.flight.motion.body import Motion
from sim.flight.motion.fly import MotionRecord
from sim.flight.motion.pointing import lvlh_matrices, matrices_of, turn_between
from sim.flight.motion.tables import tabulate_motion, tabulate_surfaces
from sim.flight.phase import Phase
from sim.flight.record import Flight
from sim.frames.epoch import utc_column
from sim.integrate.observe import observations
from sim.lanes import interpreted
from sim.vehicle.panels.shapes import Box, Cylinder, Element, Plate, turn_matrix
from sim.vehicle.parameters import (
    AREA,
    MASS_FLOW,
    STEER_X,
    STEER_Z,
    THRUST,
    Parameters,
)
from sim.vehicle.rigid_body import Body

Columns = dict[str, np.ndarray]
AXES = ("x", "y", "z")
AROUND = 12
"""Points of the outline of the end of a cylinder."""


class OutlineFigures(TypedDict):
    """An element of a stack as it is drawn: points whose hull it fills, m, whether they turn about
    the joint, and the axis through their middle that they tilt about.
    """

    name: str
    points_m: list[list[float]]
    turns: bool
    tilts_about: NotRequired[list[float]]


class StackFigures(TypedDict):
    """The stack of some phases as it is drawn."""

    phases: list[str]
    centre_of_mass_m: list[float]
    elements: list[OutlineFigures]


class ShapeFigures(TypedDict):
    """Form of ``stack_shape.json``."""

    stacks: list[StackFigures]


def motion_path(flight: Flight, row: int = 0) -> Columns | None:
    """Columns of how a row turned, in time order; None where it never was a rigid body.

    Angles in deg from the local horizontal (yaw, pitch, roll) and from what was commanded; rates
    in deg/s of the body in GCRF about its axes; torques in N m of air, gravity, sunlight and
    engines, and of control; momentum of gyroscopes in N m s; propellant of attitude control since
    the start, kg; angles of the arrays' joint and of their tilt.
    """
    records = [record for record in flight.motions if record.row == row]
    if not records:
        return None
    phases = {phase.name: phase for phase in flight.mission.phases}
    parts = [_columns(flight, row, record, phases[record.phase]) for record in records]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    before = np.cumsum([0.0, *(float(part["propellant_kg"][-1]) for part in parts[:-1])])
    lengths = [len(part["time_s"]) for part in parts]
    joined["propellant_kg"] = joined["propellant_kg"] + np.repeat(before, lengths)
    return joined | {"utc": utc_column(flight.mission.epoch, joined["time_s"])}


def _columns(flight: Flight, row: int, record: MotionRecord, phase: Phase) -> Columns:
    motion, samples = phase.motion, record.samples
    assert motion is not None
    t, y = samples[:, 0], samples[:, 1:8]
    table = np.tile(record.parameters, (len(t), 1))
    world = flight.mission.world_of(phase.field_degree, VELOCITY)
    true, level = matrices_of(samples[:, 8:12]), lvlh_matrices(y[:, :3], y[:, 3:6])
    turn = np.einsum("nij,nkj->nik", true, level)
    wanted = turn_matrix(*motion.angles) @ level
    factor = flight.mission.dispersed.get("drag_factor", np.ones(flight.mission.rows))[row]
    body = Body(*tabulate_motion(motion, len(t), area_factor=factor).T)
    sun = np.stack(np.broadcast_arrays(*interpreted(sun_moon)(t, world.ephemeris)[:3]), axis=1)
    sun = np.einsum("nij,nj->ni", true, sun - y[:, :3])
    sun = sun / np.linalg.norm(sun, axis=1, keepdims=True)
    surfaces = tabulate_surfaces(motion)
    js, jc, ts, tc = interpreted(joint_angles)(*sun.T, surfaces, body)
    one = np.ones(len(t))
    angles = {
        "yaw": np.arctan2(turn[:, 0, 1], turn[:, 0, 0]),
        "pitch": -np.arcsin(np.clip(turn[:, 0, 2], -1.0, 1.0)),
        "roll": np.arctan2(turn[:, 1, 2], turn[:, 2, 2]),
        "off": np.linalg.norm(turn_between(true, wanted), axis=1),
        "joint": np.arctan2(js, jc) * one,
        "tilt": np.arctan2(ts, tc) * one,
    }
    still = table.copy()
    still[:, [THRUST, MASS_FLOW]] = 0.0
    if motion.shape is not None:
        still[:, AREA] = 0.0
    change = interpreted(attitude_rates)(
        tuple(samples[:, 1:15].T), t, world, Parameters(*still.T), body, surfaces
    )
    turning = np.stack([np.broadcast_to(each, len(t)) for each in change[11:]], axis=1)
    vectors = {
        "rate_deg_s": np.degrees(samples[:, 12:15]),
        "torque_n_m": _torque(turning, samples[:, 12:15], motion, table),
        "control_n_m": samples[:, 15:18],
        "momentum_n_m_s": samples[:, 18:21],
    }
    columns: Columns = {
        "time_s": t,
        "phase": np.repeat(phase.name, len(t)),
        "altitude_km": observations(world, t, y, still).height / 1e3,
        **{f"{name}_deg": np.degrees(value) for name, value in angles.items()},
    }
    for name, values in vectors.items():
        stem, _, unit = name.partition("_")
        columns |= {f"{stem}_{axis}_{unit}": values[:, k] for k, axis in enumerate(AXES)}
    return columns | {"propellant_kg": samples[:, 21]}


def _torque(
    turning: np.ndarray, rates: np.ndarray, motion: Motion, table: np.ndarray
) -> np.ndarray:
    """Torque (n, 3) in N m that a body feels, control left out, of its angular acceleration under
    air, gravity and sunlight (Euler's equations), and of the thrust it has.
    """
    inertia = np.array(motion.inertia)
    outer = turning @ inertia + np.cross(rates, rates @ inertia)
    push = table[:, THRUST, None] * table[:, STEER_X : STEER_Z + 1]
    return outer + np.cross(np.array(motion.thrust_lever), push)


def stack_shape(flight: Flight, row: int = 0) -> ShapeFigures | None:
    """What the stack of each phase with surfaces looks like; None where there is none."""
    flown = {record.phase for record in flight.motions if record.row == row}
    stacks: list[StackFigures] = []
    for phase in flight.mission.phases:
        motion = phase.motion
        if phase.name not in flown or motion is None or motion.shape is None:
            continue
        centre = list(map(float, motion.centre))
        elements = outlines(motion.shape.elements)
        for known in stacks:
            if known["elements"] == elements and known["centre_of_mass_m"] == centre:
                known["phases"].append(phase.name)
                break
        else:
            stacks.append(
                {"phases": [phase.name], "centre_of_mass_m": centre, "elements": elements}
            )
    return {"stacks": stacks} if stacks else None


def outlines(elements: Sequence[Element]) -> list[OutlineFigures]:
    """Elements as they are drawn; facets have no outline."""
    found: list[OutlineFigures] = []
    for element in elements:
        points = _points(element)
        if points is None:
            continue
        turns = isinstance(element, Plate) and element.turns
        drawn: OutlineFigures = {
            "name": element.name,
            "points_m": np.round(points, 3).tolist(),
            "turns": turns,
        }
        if isinstance(element, Plate) and element.tilts:
            length = np.array(element.length)
            drawn["tilts_about"] = (length / np.linalg.norm(length)).tolist()
        found.append(drawn)
    return found


def _points(element: Element) -> np.ndarray | None:
    """Points (n, 3) in m whose hull an element fills."""
    if isinstance(element, Cylinder):
        a, b = np.array(element.start), np.array(element.end)
        axis = (b - a) / np.linalg.norm(b - a)
        u = np.cross(axis, np.eye(3)[int(np.argmin(np.abs(axis)))])
        u = u / np.linalg.norm(u)
        angle = 2.0 * math.pi * np.arange(AROUND) / AROUND
        ring = np.cos(angle)[:, None] * u + np.sin(angle)[:, None] * np.cross(axis, u)
        return np.concatenate([p + 0.5 * element.diameter * ring for p in (a, b)])
    if isinstance(element, Box):
        ends = np.array([element.low, element.high])
        picks = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
        return ends[picks, [0, 1, 2]]
    return element.corners() if isinstance(element, Plate) else None
