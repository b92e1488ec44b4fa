"""From a motion as a scenario states it to the rigid body that a phase flies."""

import math
from collections.abc import Iterable
from functools import partial

import numpy as np

from sim.flight.motion.body import Motion, Tensor, Vector
from sim.flight.motion.control import Hold
from sim.scenario.schema.attitude_control import ElementModel, MotionModel
from sim.scenario.schema.vehicle import ComputedAreaModel
from sim.vehicle.inertia import principal_moments
from sim.vehicle.panels.shapes import (
    Box,
    Cylinder,
    Element,
    Facet,
    Plate,
    Shape,
    turn_matrix,
)
from sim.vehicle.panels.silhouettes import silhouette, tracking_area, tumbling_area
from sim.vehicle.panels.station import station


def motion_of(model: MotionModel) -> Motion:
    """The rigid body of a phase.

    Raises
    ------
    InputError
        If no body is like that; the checks of a scenario say so first, with the line.
    """
    share = model.arrays.share
    rates = model.rates
    return Motion(
        inertia=_tensor(model),
        centre=_triple(model.centre_of_mass),
        shape=shape_of(model),
        joint_angle=float(model.arrays.joint),
        wing_tilt=float(model.arrays.tilt),
        tracking=model.arrays.track_sun,
        wing_share=1.0 if share is None else float(share),
        angles=(float(model.yaw), float(model.pitch), float(model.roll)),
        rates=None if rates is None else _triple(rates),
        law=law_of(model),
        period=10.0 if model.hold is None else float(model.hold.period),
        thrust_lever=_triple(model.thrust_lever),
        lift=model.lift,
    )


def _triple(values: Iterable[float]) -> Vector:
    x, y, z = map(float, values)
    return x, y, z


def _tensor(model: MotionModel) -> Tensor:
    i = model.inertia
    xx, yy, zz, xy, xz, yz = map(float, (i.xx, i.yy, i.zz, i.xy, i.xz, i.yz))
    return (xx, xy, xz), (xy, yy, yz), (xz, yz, zz)


def principal(model: MotionModel) -> np.ndarray:
    """Principal moments (3,) in kg m2.

    Raises
    ------
    InputError
        If no body has them.
    """
    return principal_moments(np.array(_tensor(model)))


def shape_of(model: MotionModel) -> Shape | None:
    """Surfaces of the stack; None where there are none.

    Raises
    ------
    InputError
        If one has no extent, or facets do not close.
    """
    extra = tuple(_element(name, each) for name, each in model.elements.items())
    if model.shape == "station":
        return station(*extra)
    return Shape(extra) if extra else None


def _element(name: str, model: ElementModel) -> Element:
    if model.cylinder is not None:
        c = model.cylinder
        return Cylinder(name, _triple(c.start), _triple(c.end), float(c.diameter))
    if model.box is not None:
        return Box(name, _triple(model.box.low), _triple(model.box.high))
    if model.plate is not None:
        p = model.plate
        edges = _triple(p.length), _triple(p.width)
        return Plate(name, _triple(p.centre), *edges, p.turns, p.tilts)
    assert model.facet is not None
    f = model.facet
    return Facet(name, _triple(f.centre), _triple(f.normal), float(f.area))


def law_of(model: MotionModel) -> Hold | None:
    """What holds the attitude; None where nothing does.

    Raises
    ------
    InputError
        If it can turn nothing.
    """
    hold = model.hold
    if hold is None:
        return None
    jets = hold.thrusters
    law = partial(
        Hold,
        gyroscopes=int(hold.gyroscopes),
        engine_ring=0.0 if hold.engine_ring is None else float(hold.engine_ring),
        frequency=float(hold.frequency),
        damping=float(hold.damping),
        kept=float(hold.unload_at),
        gives_up=float(hold.gives_up),
        turn_rate=float(hold.turn_rate),
        fails_at=math.inf if hold.fails_after is None else float(hold.fails_after),
    )
    if jets is None:
        return law(authority=(0.0, 0.0, 0.0))
    return law(
        authority=(float(jets.roll), float(jets.pitch), float(jets.yaw)),
        levers=_triple(jets.levers),
        isp=float(jets.isp),
        least_impulse=float(jets.least_impulse),
        deadband=float(jets.deadband),
    )


BETAS = (0.0, 20.0, 40.0, 60.0, 75.0)
"""Degrees of the Sun angle at which an area of tracking arrays is computed."""


def computed_area(model: ComputedAreaModel) -> tuple[float, tuple[tuple[float, float], ...]]:
    """Area in m2 of the station's surfaces in an attitude, at a beta of 0, and with arrays that
    follow the Sun pairs of beta in rad and area.
    """
    shape, arrays = station(), model.arrays
    share = 1.0 if arrays.share is None else float(arrays.share)
    parked = float(arrays.joint), float(arrays.tilt)
    if model.tumbling:
        return tumbling_area(shape, *parked, share), ()
    turn = turn_matrix(float(model.yaw), float(model.pitch), float(model.roll))
    if not arrays.track_sun:
        return silhouette(shape, turn[:, 0], *parked, share)[0], ()
    given = [(float(each.beta), float(each.share)) for each in model.share_by_beta or ()]
    angles, shares = np.array(given or [(0.0, share)]).T
    betas = sorted({*np.radians(BETAS).tolist(), *angles.tolist()})
    by_beta = tuple(
        (beta, tracking_area(shape, beta, float(np.interp(beta, angles, shares)), 12, turn))
        for beta in betas
    )
    return by_beta[0][1], by_beta
