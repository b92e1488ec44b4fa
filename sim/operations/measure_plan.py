"""How far from land the debris of a plan falls: every piece of its own break-ups, flown."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.entry.debris import Debris
from sim.entry.ground_track import Track
from sim.entry.study import entry_study
from sim.operations.break_up import StationModel, hazardous
from sim.operations.footprint_shape import (
    FootprintShape,
    inclination_at_entry,
    orbit_place,
    shape_of,
)
from sim.operations.land_clearance import clearances
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


def measure_plan(
    plan: BurnPlan, model: StationModel, share: float, first: int | None = None
) -> PlanClearance | None:
    """Break the stack of a plan up and measure the distances; None where nothing hazardous falls.
    Of the dispersed break-ups the `first` ones drawn; by default all.

    Raises
    ------
    ValueError
        If the plan was not flown, or did not pass the entry interface.
    """
    if plan.outcome is None:
        raise ValueError("the plan was not flown")
    flight, impact = plan.outcome.flight, plan.outcome.impact
    options = replace(model.options, threads=THREADS)
    study = entry_study(flight, model.columns, options, first=first)
    debris: Debris = study.nominal if study.sample is None else study.sample
    fallen = hazardous(debris)
    if not len(fallen.weight):
        return None
    lies = fallen.latitude[None], fallen.longitude[None], fallen.weight
    (value,), (by_class,) = clearances(*lies, share)
    (least,), (least_by_class,) = clearances(*lies, 1.0) if share < 1.0 else ([value], [by_class])
    inclination = inclination_at_entry(flight)
    place = orbit_place(impact.latitude, impact.longitude, impact.heading, inclination)
    return PlanClearance(
        share=share,
        clearance=float(value),
        least=float(least),
        by_class=tuple(by_class.tolist()),
        least_by_class=tuple(least_by_class.tolist()),
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
    lies = out_of_frame(found.shape.local, place, found.inclination)
    return clearances(*lies, found.shape.weight, share)
