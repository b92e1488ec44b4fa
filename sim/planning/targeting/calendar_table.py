"""The calendar of a window as columns, a row for each pass, with where its backup passes would
fall.
"""

import numpy as np

from sim.frames.epoch import utc_column
from sim.planning.targeting.calendar import HALF_REVOLUTION, Pass
from sim.planning.targeting.phasing import Opportunity
from sim.planning.targeting.solve import BurnPlan


def tabulate_calendar(plan: BurnPlan) -> dict[str, np.ndarray]:
    """Columns of a calendar; keys are defined in `docs/outputs.md`.

    Parameters
    ----------
    plan
        Feasible or not.

    Notes
    -----
    Backup passes come down at the latitude of their pass.
    """
    passes = plan.calendar.passes
    epoch, aim = plan.before.mission.epoch, float(np.degrees(plan.problem.aim.longitude))
    off = np.array([[each.off, *each.backup] for each in passes]).reshape(-1, 3)
    able = _met(plan)
    columns = {
        "first_burn_utc": utc_column(epoch, np.array([p.first for p in passes])),
        "final_burn_utc": utc_column(epoch, np.array([p.ignition for p in passes])),
        "leg": np.array([direction_name(each) for each in passes], dtype=str),
        "impact_latitude_deg": np.degrees([p.impact[0] for p in passes]),
        "impact_longitude_deg": np.degrees([p.impact[1] for p in passes]),
        "east_of_aim_deg": np.degrees(off[:, 0]),
        "along_km": np.array([p.along for p in passes]) / 1e3,
        "across_km": np.array([p.across for p in passes]) / 1e3,
        "flight_path_angle_deg": np.degrees([p.flight_path_angle for p in passes]),
        "can_meet_aim": np.array([bool(met) for met in able], dtype=bool),
        "effort": np.array([min((o.effort for o in met), default=np.nan) for met in able]),
    }
    for k in (1, 2):
        columns[f"backup_{k}_east_of_aim_deg"] = np.degrees(off[:, k])
        columns[f"backup_{k}_longitude_deg"] = (aim + np.degrees(off[:, k]) + 180.0) % 360.0 - 180.0
    return columns


def direction_name(each: Pass) -> str:
    """Word for the direction of a pass: northbound ascending, southbound descending."""
    return "northbound" if each.direction > 0 else "southbound"


def _met(plan: BurnPlan) -> list[list[Opportunity]]:
    """Opportunities by the pass they end on: of the passes with a final burn at that time the one
    that comes down nearest to the longitude of the aim. Heading does not tell: where an orbit turns
    back toward the equator, both directions run east.
    """
    passes = plan.calendar.passes
    ignition = np.array([each.ignition for each in passes])
    off = np.abs([each.off for each in passes])
    by_pass: list[list[Opportunity]] = [[] for _ in passes]
    for each in plan.calendar.opportunities:
        at_once = np.abs(ignition - each.ignition[-1]) < HALF_REVOLUTION
        if at_once.any():
            by_pass[int(np.argmin(np.where(at_once, off, np.inf)))].append(each)
    return by_pass
