"""How far from land the debris of a plan falls: every piece of its own break-ups, flown."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.entry.debris import Debris
from sim.entry.ground_track import Track
from sim.entry.risk.keep_out import CLASSES
from sim.entry.study import entry_study
from sim.operations.break_up import StationModel, hazardous
from sim.operations.footprint_shape import (
    FootprintShape,
    inclination_at_entry,
    orbit_place,
    shape_of,
)
from sim.operations.land_clearance import at_share, distances_by_class, limits_of_classes
from sim.operations.orbit_frame import OrbitPlace, out_of_frame
from sim.planning.targeting.solve import BurnPlan

Array = NDArray[np.float64]

THREADS = 2
"""Fragments are shared among so many; results don't depend on it."""


@dataclass(frozen=True, kw_only=True)
class PlanClearance:
    """Clearance of a plan.

    Attributes
    ----------
    share
        Of the hazardous fragments that counts.
    clearance
        Normalised: what that share has at least.
    least
        Normalised: what every fragment of the sample has.
    by_class, least_by_class
        The same as distances in m, in the order of `CLASSES`.
    shape, place, inclination
        The footprint in the frame of the orbit, for other passes, and where it was flown.
    track
        Ground track of the parent, from the interface on.
    """

    share: float
    clearance: float
    least: float
    by_class: tuple[float, ...]
    least_by_class: tuple[float, ...]
    shape: FootprintShape
    place: OrbitPlace
    inclination: float
    track: Track


def measure_plan(plan: BurnPlan, model: StationModel, share: float) -> PlanClearance | None:
    """Break the stack of a plan up and measure the distances; None where nothing hazardous falls.

    Raises
    ------
    ValueError
        If the plan was not flown, or did not pass the entry interface.
    """
    if plan.outcome is None:
        raise ValueError("the plan was not flown")
    flight, impact = plan.outcome.flight, plan.outcome.impact
    study = entry_study(flight, model.columns, replace(model.options, threads=THREADS))
    debris: Debris = study.nominal if study.sample is None else study.sample
    fallen = hazardous(debris)
    if not len(fallen.weight):
        return None
    distance = distances_by_class(fallen.latitude, fallen.longitude)
    ratio = (distance / limits_of_classes()[:, None]).min(axis=0)
    inclination = inclination_at_entry(flight)
    place = orbit_place(impact.latitude, impact.longitude, impact.heading, inclination)
    by_class = at_share(distance, fallen.weight, share)
    return PlanClearance(
        share=share,
        clearance=float(at_share(ratio[None], fallen.weight, share)[0]),
        least=float(ratio.min()),
        by_class=tuple(by_class.tolist()),
        least_by_class=tuple(distance.min(axis=1).tolist()),
        shape=shape_of(fallen, place, inclination),
        place=place,
        inclination=inclination,
        track=study.track,
    )


def clearance_at(found: PlanClearance, place: OrbitPlace, share: float) -> tuple[Array, Array]:
    """Clearance of a share at other orbit places (n,), by moving the footprint as a rigid body.

    Returns
    -------
    tuple of numpy.ndarray
        Normalised, (n,), and distances in m to each class of land, (n, classes).
    """
    latitude, longitude = out_of_frame(found.shape.local, place, found.inclination)
    n, k = latitude.shape
    distance = distances_by_class(latitude.ravel(), longitude.ravel()).reshape(len(CLASSES), n, k)
    ratio = (distance / limits_of_classes()[:, None, None]).min(axis=0)
    weight = found.shape.weight
    by_class = np.stack([at_share(each, weight, share) for each in distance], axis=1)
    return at_share(ratio, weight, share), by_class
