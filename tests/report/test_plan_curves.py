"""Curves of a plan: what counts as within limits."""

from dataclasses import fields

import numpy as np

from sim.report.results.plan import PlanResult
from sim.report.series.plan_curves import curves_of


def test_a_final_burn_too_near_to_land_is_not_within_limits():
    given = dict.fromkeys(each.name for each in fields(PlanResult))
    given["curves"] = {
        "sweep": np.array(["perigee"] * 4),
        "nominal": np.array([False, True, False, False]),
        "final_perigee_km": np.array([60.0, 70.0, 80.0, 90.0]),
        "feasible": np.array([False, True, True, True]),
        "length_95_km": np.full(4, 1500.0),
        "length_99_km": np.full(4, 3000.0),
        "clearance_over_limit": np.array([3.0, 2.0, np.nan, 0.1]),
    }
    (curve,) = curves_of(PlanResult(**given))  # type: ignore[arg-type]
    assert curve.feasible.tolist() == [False, True, True, False]
    assert curve.range_words == "within limits from 70 to 80"
