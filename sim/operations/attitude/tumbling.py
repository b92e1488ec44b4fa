"""Drag of a tumbling stack: over all directions and angles of its arrays."""

import math
from typing import TypedDict

import numpy as np

from sim.dynamics.panels.force import TABLE_SPEED_RATIO, TABLE_TEMPERATURE, stream_force
from sim.dynamics.panels.tables import make_surfaces
from sim.lanes import interpreted
from sim.operations.attitude.lowest_altitude import Quantiles, quantiles
from sim.vehicle.hardware import Attitude
from sim.vehicle.panels.shapes import Shape
from sim.vehicle.panels.silhouettes import silhouette
from sim.vehicle.rigid_body import Body, tabulate_bodies

SAMPLES = 4000
DIRECTIONS = 200
"""From which areas are seen: a silhouette takes a few milliseconds."""
PATCH = 4.0
"""m, of silhouettes; coarse as in `silhouettes.tumbling_area`."""


class TumblingFigures(TypedDict):
    """Area in m2, Cd A in m2 in free-molecular and continuum flow, and what the table of attitudes
    says of each (None: no such attitude).
    """

    area_m2: Quantiles
    area_mean_m2: float
    free_molecular_cd_a_m2: Quantiles
    free_molecular_mean_m2: float
    free_molecular_cd: float
    continuum_cd_a_m2: Quantiles
    continuum_mean_m2: float
    continuum_cd: float
    table_area_m2: float | None
    table_free_molecular_m2: float | None
    table_continuum_m2: float | None


def disperse_tumbling(shape: Shape, table: Attitude | None, seed: int = 2) -> TumblingFigures:
    """Area, Cd A and Cd over directions and joint angles, beside an attitude of a table."""
    random = np.random.default_rng(seed)
    toward = random.standard_normal((3, SAMPLES))
    toward /= np.linalg.norm(toward, axis=0)
    joint = random.uniform(0.0, math.tau, SAMPLES)
    areas = np.array(
        [
            silhouette(shape, toward[:, k], float(joint[k]), 0.0, 1.0, PATCH)[0]
            for k in range(DIRECTIONS)
        ]
    )
    one = np.ones(SAMPLES)
    body = Body(*tabulate_bodies(SAMPLES, np.eye(3)).T)
    surfaces = make_surfaces(shape)
    angles = np.sin(joint), np.cos(joint), 0.0 * one, one
    gas = TABLE_SPEED_RATIO * one, TABLE_TEMPERATURE * one
    drags = []
    for free in (one, 0.0 * one):
        force = interpreted(stream_force)(*toward, *angles, *gas, free, surfaces, body)
        drags.append(-np.einsum("an,an->n", np.stack(force[:3]), toward))
    free_molecular, continuum = drags
    mean = float(areas.mean())
    return {
        "area_m2": quantiles(areas),
        "area_mean_m2": mean,
        "free_molecular_cd_a_m2": quantiles(free_molecular),
        "free_molecular_mean_m2": float(free_molecular.mean()),
        "free_molecular_cd": float(free_molecular.mean()) / mean,
        "continuum_cd_a_m2": quantiles(continuum),
        "continuum_mean_m2": float(continuum.mean()),
        "continuum_cd": float(continuum.mean()) / mean,
        "table_area_m2": None if table is None else table.area,
        "table_free_molecular_m2": None if table is None else table.area * table.cd_free_molecular,
        "table_continuum_m2": None if table is None else table.area * table.cd_continuum,
    }
