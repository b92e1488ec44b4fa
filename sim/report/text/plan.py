"""A plan in sentences."""

from collections.abc import Iterator
from typing import Any

from sim.report.text.formatting import long_date, position, spaced

Answer = dict[str, Any]


def plan_lead(plan: Answer) -> str:
    """The first sentence on a feasible plan: its burns and its aim point."""
    burns, aim = plan["burns"], plan["aim"]
    total = sum(burn["delta_v_m_s"] for burn in burns)
    return (
        f"{plan.get('title') or plan['scenario']}: the plan is feasible. {len(burns)} burns from "
        f"{long_date(burns[0]['ignition_utc'])} on, {total:.1f} m/s in all, bring the debris to "
        f"{position(aim['latitude_deg'], aim['longitude_deg'])}; the last one begins on "
        f"{long_date(burns[-1]['ignition_utc'])} and takes {burns[-1]['duration_s']:,.0f} s."
    )


def violation_sentences(plan: Answer) -> list[str]:
    """Which limits are not satisfied, and remedies."""
    return [f"{each['sentence']}; {each['remedy']}" for each in plan["findings"]]


def plan_sentences(plan: Answer) -> Iterator[str]:
    """Miss distance, last go/no-go, budget, thrust margin and partial final burn."""
    yield (
        f"Flown as planned, the reference piece misses the aim point by "
        f"{plan['miss']['total_km']:.2f} km; at the entry interface the flight path points "
        f"{abs(plan['entry']['flight_path_angle_deg']):.2f}° below the horizontal."
    )
    if last := plan.get("last_go_no_go"):
        yield (
            f"The last point at which the next burn can be skipped with two passes left is after "
            f"{spaced(last['after'])}: from {last['perigee_km']:.0f} x {last['apogee_km']:.0f} km "
            f"an uncontrolled entry follows in {last['hours_to_entry']:.0f} hours."
        )
    if budget := plan.get("budget"):
        closes = "closes" if budget["closes"] else "does not close"
        yield (
            f"The propellant budget {closes}: the margin beyond reserve and attitude control is "
            f"{budget['margin_kg']:,.0f} kg ({budget['margin_low_kg']:,.0f} to "
            f"{budget['margin_high_kg']:,.0f} kg)."
        )
    thrust = (plan.get("margins") or {}).get("thrust")
    if thrust and thrust.get("thrust_over_least"):
        yield (
            f"The thrust of {thrust['thrust_n']:,.0f} N is {thrust['thrust_over_least']:.1f} "
            f"times the least that suffices ({thrust['least_thrust_n']:,.0f} N)."
        )
    failures = plan.get("failures")
    if failures and failures["least_fraction_same_revolution"] is not None:
        share = 100.0 * failures["least_fraction_same_revolution"]
        yield (
            f"If the final burn stops early, all debris still falls in the planned revolution once "
            f"{share:.0f} % of its velocity change is made, though beyond the aim point."
        )
