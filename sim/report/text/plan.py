"""A plan in sentences."""

import math
from collections.abc import Iterator
from typing import Any

from sim.report.text.formatting import amount, long_date, number, position
from sim.report.text.names import human_name
from sim.report.text.propellant import margin_sentences

Answer = dict[str, Any]


def plan_lead(plan: Answer) -> str:
    """The first sentence on a feasible plan: its burns and its aim point."""
    burns, aim = plan["burns"], plan["aim"]
    total = sum(burn["delta_v_m_s"] for burn in burns)
    return (
        f"{plan.get('title') or plan['scenario']}: the plan is feasible. {len(burns)} burns from "
        f"{long_date(burns[0]['ignition_utc'])} on, {amount(total, 'm/s')} in all, bring the "
        f"debris to {position(aim['latitude_deg'], aim['longitude_deg'])}; the last one begins on "
        f"{long_date(burns[-1]['ignition_utc'])} and takes {amount(burns[-1]['duration_s'], 's')}."
    )


def violation_sentences(plan: Answer) -> list[str]:
    """Which limits are not satisfied, and remedies."""
    return [f"{each['sentence']}; {each['remedy']}" for each in plan["findings"]]


def plan_sentences(plan: Answer) -> Iterator[str]:
    """Budget, miss distance, last go/no-go, thrust margin, attitude control, partial final burn."""
    if budget := plan.get("budget"):
        yield budget_sentence(budget)
    yield (
        f"Flown as planned, the reference piece, which stands for the middle of the debris, falls "
        f"{miss_words(plan['miss']['total_km'])} the aim point; at the entry interface the flight "
        f"path points {amount(abs(plan['entry']['flight_path_angle_deg']), '°')} below the "
        "horizontal."
    )
    if last := plan.get("last_go_no_go"):
        yield (
            f"The last point at which the next burn can be skipped with two passes left is after "
            f"{human_name(last['after'])}: from {number(last['perigee_km'], 'km')} x "
            f"{amount(last['apogee_km'], 'km')} an uncontrolled entry follows in "
            f"{number(last['hours_to_entry'])} hours."
        )
    thrust = (plan.get("margins") or {}).get("thrust")
    if thrust and thrust.get("thrust_over_least"):
        yield (
            f"The thrust of {amount(thrust['thrust_n'], 'N')} is "
            f"{number(thrust['thrust_over_least'], digits=1)} times the least that suffices "
            f"({amount(thrust['least_thrust_n'], 'N')})."
        )
    if sentence := (plan.get("control") or {}).get("sentence"):
        yield sentence
    failures = plan.get("failures")
    if failures and failures["least_fraction_same_revolution"] is not None:
        share = number(100.0 * failures["least_fraction_same_revolution"])
        yield (
            f"If the final burn stops early, all debris still falls in the planned revolution once "
            f"{share} % of its velocity change is made, though beyond the aim point."
        )


def miss_words(km: float) -> str:
    """How near to a point something falls, no finer than means anything: `within 0.1 km of`."""
    return f"within {number(max(0.1, math.ceil(10.0 * km) / 10.0), digits=1)} km of"


def budget_sentence(budget: Answer) -> str:
    """Whether the budget closes, and what is left of use."""
    closes = "closes" if budget["closes"] else "does not close"
    return " ".join([f"The propellant budget {closes}.", *margin_sentences(budget.get("margin"))])
