"""Footprint and clearance against the perigee of the final burn and against its thrust.

A shortcut: the burns before are those of the plan, the final burn is moved along the orbit until
the reference piece comes down beside the aim point, and the station is broken up into
representative fragments. The plan is not searched anew, so the piece misses the aim across the
track by some kilometres.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.entry.footprint import least_but
from sim.entry.ground_track import coordinates
from sim.frames.constants import MEAN_RADIUS
from sim.operations.break_up import Fallen, StationModel, break_up_rows, choose_pieces
from sim.operations.land_clearance import at_share, clearance_of
from sim.operations.measure_plan import PlanClearance
from sim.operations.variant import fly_variants
from sim.planning.problem import coarse_degree
from sim.planning.targeting.phasing import TOLERANCE, check_limits
from sim.planning.targeting.solve import BurnPlan
from sim.planning.targeting.trial import TrialOutcome

Array = NDArray[np.float64]
Columns = dict[str, np.ndarray]

PERIGEES = np.arange(0.0, 91e3, 10e3)
"""m, of the final burn."""

THRUST_FACTORS = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2])
"""On the thrust of the final burn."""

SAMPLES = 10
"""Break-ups of each variant."""

ROUNDS = 4
"""Times the burn is moved along the orbit; after two the miss along the track was up to 150 km for
perigees of 0 to 80 km."""

SHARES = (0.95, 0.99)


def tabulate_curves(plan: BurnPlan, model: StationModel, found: PlanClearance) -> Columns:
    """Footprint lengths and clearance of variants of the final burn; keys are defined in
    `docs/outputs.md`.

    Parameters
    ----------
    plan
        Closed, with a flight.
    model
        What breaks up.
    found
        Its clearance: along whose track lengths are measured, and for which share.
    """
    own = float(plan.perigee[-1])
    perigee = np.unique(np.append(PERIGEES, own))
    factor = np.unique(np.append(THRUST_FACTORS, 1.0))
    perigees = np.concatenate([perigee, np.full(len(factor), own)])
    factors = np.concatenate([np.ones(len(perigee)), factor])
    outcome = _fly_to_aim(plan, perigees, factors)
    good = outcome.flown & check_limits(plan.problem, outcome)
    shallowest = plan.problem.limits.shallowest
    if shallowest is not None:
        good &= outcome.flight_path_angle <= shallowest
    rows = np.flatnonzero(np.isfinite(outcome.along) & ~outcome.late)
    figures = np.full((len(perigees), 3), np.nan)
    if len(rows):
        chosen = choose_pieces(outcome.flight, int(rows[0]), model)
        few = replace(model, options=replace(model.options, samples=_samples(model)))
        fallen = break_up_rows(outcome.flight, rows.tolist(), few, chosen)
        figures[rows] = [_measure(each, found) for each in fallen]
    return {
        "sweep": np.array(["perigee"] * len(perigee) + ["thrust"] * len(factor)),
        "final_perigee_km": perigees / 1e3,
        "thrust_factor": factors,
        "nominal": (perigees == own) & (factors == 1.0),
        "feasible": good,
        "duration_s": outcome.duration[:, -1],
        "delta_v_m_s": outcome.delta_v[:, -1],
        "flight_path_angle_deg": np.degrees(outcome.flight_path_angle),
        "along_km": outcome.along / 1e3,
        "across_km": outcome.across / 1e3,
        "length_95_km": figures[:, 0],
        "length_99_km": figures[:, 1],
        "clearance_over_limit": figures[:, 2],
    }


def _samples(model: StationModel) -> int:
    return min(model.options.samples, SAMPLES)


def _fly_to_aim(plan: BurnPlan, perigee: Array, factor: Array) -> TrialOutcome:
    """Variants of the final burn, each moved along the orbit to the aim."""
    n = len(perigee)
    centre, ignition = np.full(n, plan.burn_centre), np.tile(plan.ignition, (n, 1))
    degree = coarse_degree(plan.before.mission)

    def flown() -> TrialOutcome:
        return fly_variants(
            plan,
            ignition,
            degree=degree,
            tolerance=TOLERANCE,
            perigee=perigee,
            burn_centre=centre % (2.0 * np.pi),
            thrust_factor=factor,
        )

    outcome = flown()
    for _ in range(ROUNDS):
        centre = centre - np.nan_to_num(outcome.along) / MEAN_RADIUS
        outcome = flown()
    return outcome


def _measure(fallen: Fallen, found: PlanClearance) -> tuple[float, float, float]:
    """Lengths in km of the areas of `SHARES`, and normalised clearance."""
    if not len(fallen.weight):
        return np.nan, np.nan, np.nan
    along, _ = coordinates(found.track, fallen.latitude, fallen.longitude)
    lengths = []
    for share in SHARES:
        miss = 0.5 * (1.0 - share)
        ends = (least_but(miss, side * along, fallen.weight) for side in (-1.0, 1.0))
        lengths.append(-sum(ends) / 1e3)
    value = clearance_of(fallen.latitude, fallen.longitude)
    return lengths[0], lengths[1], float(at_share(value[None], fallen.weight, found.share)[0])
