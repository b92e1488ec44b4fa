"""What is left when a burn is skipped: the rest of the sequence one and two revolutions later, its
burns centred on the same place of the orbit.

Judged by every hazardous fragment, as NASA-STD-8719.14 4.7-1b asks and the verdict on a flight is:
a revolution of which 99 % of the debris stay clear of land serves nobody below the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.operations.aim_choice import AimBox
from sim.operations.footprint_shape import orbit_place
from sim.operations.measure_plan import PlanClearance, clearance_at
from sim.operations.orbit_frame import OrbitPlace
from sim.operations.variant import fly_variants, periods
from sim.planning.targeting.solve import BurnPlan
from sim.planning.targeting.trial import TrialOutcome

Array = NDArray[np.float64]

LATE = (1, 2)
"""Revolutions by which what is left comes late."""

EVERY = 1.0
"""Share of the hazardous fragments that has to keep its distance from land."""


@dataclass(frozen=True, kw_only=True)
class BackupRevolution:
    """A plan of which a burn and all after it come late.

    Attributes
    ----------
    skipped
        Name of the burn that did not take place when it should.
    revolutions
        By which it comes late.
    ignition
        s, of the final burn.
    latitude, longitude
        rad, impact of the reference piece; NaN where it does not come down as planned.
    delta_v
        m/s of all burns.
    complete
        Whether every burn reached its cut-off before the interface.
    in_box
        Whether the impact lies in the box of the aim.
    clearance
        Normalised, of every hazardous fragment; NaN without a footprint.
    distance
        m from the nearest of them to each class of land, likewise.
    """

    skipped: str
    revolutions: int
    ignition: float
    latitude: float
    longitude: float
    delta_v: float
    complete: bool
    in_box: bool
    clearance: float
    distance: tuple[float, ...]

    @property
    def serves(self) -> bool:
        """Whether it comes down in the box and, as far as known, keeps its distance from land."""
        return self.complete and self.in_box and not self.clearance < 1.0


def fly_backups(
    plan: BurnPlan, box: AimBox, found: PlanClearance | None, *, degree: int, tolerance: float
) -> list[BackupRevolution]:
    """Fly a plan with each burn, and all after it, one and two revolutions late.

    Parameters
    ----------
    plan
        With a flight.
    box
        Where impacts should lie.
    found
        Its footprint, which is moved to the later impacts; None without one.
    degree, tolerance
        Of the propagator.
    """
    if plan.outcome is None:
        return []
    names = [burn.name for burn in plan.problem.burns]
    cases = [(k, late) for k in range(len(names)) for late in LATE]
    outcome = _fly_late(plan, cases, degree, tolerance)
    impact = outcome.impact
    down = np.flatnonzero(np.isfinite(impact.latitude))
    clearance, distance = np.full(len(cases), np.nan), np.full((len(cases), 3), np.nan)
    if found is not None and len(down):
        place = orbit_place(
            impact.latitude[down], impact.longitude[down], impact.heading[down], found.inclination
        )
        clearance[down], distance[down] = clearance_at(found, OrbitPlace(*place), EVERY)
    with np.errstate(invalid="ignore"):
        inside = box.holds(impact.latitude, impact.longitude)
    return [
        BackupRevolution(
            skipped=names[k],
            revolutions=late,
            ignition=float(outcome.ignition[row, -1]),
            latitude=float(impact.latitude[row]),
            longitude=float(impact.longitude[row]),
            delta_v=float(outcome.delta_v[row].sum()),
            complete=bool(outcome.flown[row]),
            in_box=bool(inside[row]),
            clearance=float(clearance[row]),
            distance=tuple(distance[row].tolist()),
        )
        for row, (k, late) in enumerate(cases)
    ]


def _fly_late(
    plan: BurnPlan, cases: list[tuple[int, int]], degree: int, tolerance: float
) -> TrialOutcome:
    """The plan with burn k and all after it so many revolutions late, a trajectory each."""
    period, ignition = periods(plan), np.tile(plan.ignition, (len(cases), 1))
    for row, (k, late) in enumerate(cases):
        ignition[row, k:] += late * period[k]
    return fly_variants(plan, ignition, degree=degree, tolerance=tolerance)
