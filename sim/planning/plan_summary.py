"""A plan as plain figures with units in their names: for `plan.json`, tables and figures."""

from collections.abc import Callable, Sequence

import numpy as np

from sim.planning.feasibility.go_no_go import OrbitLifetime, find_last_go_no_go, find_lifetimes
from sim.planning.feasibility.limits import Violation, find_violations
from sim.planning.figures import (
    LifetimeFigures,
    MissFigures,
    PassFigures,
    PhasingFigures,
    PlanFigures,
    PlannedBurnFigures,
    PlannedEntryFigures,
    ViolationFigures,
)
from sim.planning.targeting.calendar import Pass, is_same_pass
from sim.planning.targeting.solve import BurnPlan


def summarise_plan(
    plan: BurnPlan, scenario_name: str, violations: Sequence[Violation] | None = None
) -> PlanFigures:
    """The figures of a plan; what does not exist is None. Keys are defined in `docs/outputs.md`.

    Parameters
    ----------
    plan
        Feasible or not.
    scenario_name
        Name put under ``scenario``.
    violations
        Of `find_violations`, which may fly to find them; None: find them here.
    """
    epoch = plan.before.mission.epoch

    def utc(seconds: float) -> str | None:
        return epoch.utc_iso(float(seconds), 3) if np.isfinite(seconds) else None

    violations = find_violations(plan) if violations is None else violations
    lifetimes = find_lifetimes(plan)
    aim = plan.problem.aim
    stop = find_last_go_no_go(lifetimes)
    return {
        "scenario": scenario_name,
        "feasible": not violations,
        "findings": [summarise_violation(each) for each in violations],
        "begins_utc": utc(plan.start),
        "aim": {
            "latitude_deg": float(np.degrees(aim.latitude)),
            "longitude_deg": float(np.degrees(aim.longitude)),
            "ballistic_coefficient_kg_m2": aim.ballistic_coefficient,
            "release_km": aim.release / 1e3,
        },
        "burns": _burns(plan, utc),
        "miss": _miss(plan),
        "entry": _entry(plan),
        "phasing": _phasing(plan),
        "search": {
            "passes": len(plan.calendar.passes),
            "opportunities": len(plan.calendar.opportunities),
            "iterations": plan.iterations,
            "alternatives": [
                {"final_burn_utc": utc(o.ignition[-1]), "miss_km": miss / 1e3}
                for o, miss in plan.alternatives
            ],
        },
        "calendar": [_pass(each, plan, utc) for each in plan.calendar.passes],
        "without_further_burns": [_lifetime(each) for each in lifetimes],
        "last_go_no_go": None if stop is None else _lifetime(stop),
    }


def summarise_violation(each: Violation) -> ViolationFigures:
    """A violation as plain figures; NaN is None."""
    return {
        "constraint": each.constraint,
        "needed": _number(each.needed),
        "allowed": _number(each.allowed),
        "unit": each.unit,
        "sentence": each.sentence,
        "remedy": each.remedy,
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _burns(plan: BurnPlan, utc: Callable[[float], str | None]) -> list[PlannedBurnFigures]:
    outcome = plan.outcome
    if outcome is None:
        return []
    return [
        {
            "name": burn.name,
            "ignition_utc": utc(plan.ignition[k]),
            "before_final_h": float((plan.ignition[-1] - plan.ignition[k]) / 3600.0),
            "duration_s": _number(outcome.duration[0, k]),
            "longest_s": burn.longest,
            "delta_v_m_s": _number(outcome.delta_v[0, k]),
            "propellant_kg": _number(outcome.propellant[0, k]),
            "perigee_before_km": _number(outcome.perigee[0, k] / 1e3),
            "apogee_before_km": _number(outcome.apogee[0, k] / 1e3),
            "perigee_after_km": _number(outcome.perigee_after[0, k] / 1e3),
            "complete": bool(outcome.complete[0, k]),
        }
        for k, burn in enumerate(plan.problem.burns)
    ]


def _miss(plan: BurnPlan) -> MissFigures | None:
    """What the last flight, on dates and at a tighter tolerance, missed by."""
    if plan.outcome is None or not np.isfinite(plan.along):
        return None
    impact = plan.outcome.impact
    lowering = plan.problem.lowering
    perigee = None
    if lowering:
        perigee = float(plan.outcome.perigee_after[0, -2] - lowering[-1].perigee)
    return {
        "along_km": plan.along / 1e3,
        "across_km": plan.across / 1e3,
        "total_km": float(np.hypot(plan.along, plan.across)) / 1e3,
        "perigee_before_final_km": None if perigee is None else perigee / 1e3,
        "impact_latitude_deg": float(np.degrees(impact.latitude[0])),
        "impact_longitude_deg": float(np.degrees(impact.longitude[0])),
        "impact_utc": plan.before.mission.epoch.utc_iso(float(impact.t[0]), 3),
    }


def _entry(plan: BurnPlan) -> PlannedEntryFigures | None:
    if plan.outcome is None:
        return None
    return {
        "flight_path_angle_deg": _number(np.degrees(plan.outcome.flight_path_angle[0])),
        "burning_at_interface": bool(plan.outcome.late[0]),
    }


def _phasing(plan: BurnPlan) -> PhasingFigures | None:
    """How the nominal sequence was changed so that it leads over the aim."""
    chosen = plan.opportunity
    if chosen is None:
        return None
    nominal = next((p for p in plan.calendar.passes if is_same_pass(p, chosen)), None)
    return {
        "leg": "northbound" if chosen.direction > 0 else "southbound",
        "stretch": chosen.stretch,
        "shift": plan.shift,
        "place_deg": float(np.degrees(plan.burn_centre)),
        "across_without_km": None if nominal is None else nominal.across / 1e3,
    }


def _pass(each: Pass, plan: BurnPlan, utc: Callable[[float], str | None]) -> PassFigures:
    aim = np.degrees(plan.problem.aim.longitude)

    def east(off: float) -> float | None:
        return None if not np.isfinite(off) else float((aim + np.degrees(off) + 180) % 360 - 180)

    able = [o for o in plan.calendar.opportunities if is_same_pass(each, o)]
    return {
        "first_burn_utc": utc(each.first),
        "final_burn_utc": utc(each.ignition),
        "leg": "northbound" if each.direction > 0 else "southbound",
        "impact_latitude_deg": float(np.degrees(each.impact[0])),
        "impact_longitude_deg": float(np.degrees(each.impact[1])),
        "along_km": each.along / 1e3,
        "across_km": each.across / 1e3,
        "flight_path_angle_deg": _number(np.degrees(each.flight_path_angle)),
        "can_meet_aim": bool(able),
        "effort": min((o.effort for o in able), default=None),
        "backup_1_longitude_deg": east(each.backup[0]),
        "backup_2_longitude_deg": east(each.backup[1]),
    }


def _lifetime(each: OrbitLifetime) -> LifetimeFigures:
    return {
        "after": each.after,
        "perigee_km": each.perigee / 1e3,
        "apogee_km": each.apogee / 1e3,
        "hours_to_entry": _number(each.seconds / 3600.0),
        "revolutions_to_entry": _number(each.revolutions),
    }
