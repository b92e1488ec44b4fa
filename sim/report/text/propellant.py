"""How the propellant figures of a flight, of its plan and of a campaign of it go together."""

from collections.abc import Mapping
from typing import Any

from sim.report.text.formatting import amount
from sim.report.text.names import human_name

Figures = Mapping[str, Any]


COUNTED = (
    "The page of the plan counts as margin what is beyond the reserve and an estimate for attitude "
    "control; a campaign counts what is beyond the reserve in the vehicles that have one."
)


def propellant_bridge(aboard_kg: float, budget: Figures | None) -> list[str]:
    """What is aboard at the end, and what of it a plan and a campaign call margin.

    Parameters
    ----------
    aboard_kg
        In all vehicles docked at the end.
    budget
        ``budget`` of ``plan.json``; None where it is not known.
    """
    aboard = amount(aboard_kg, "kg")
    sentences = [f"Aboard at the end, in all vehicles docked then: {aboard}."]
    if not budget:
        return [*sentences, COUNTED]
    rows = [row for row in budget["by_vehicle"] if row["aboard_at_end"]]
    reserve, control = (
        sum(row[f"{k}_kg"] for row in rows) for k in ("reserve", "attitude_control")
    )
    sentences.append(
        f"Of this, {amount(reserve, 'kg')} are the reserve and {amount(control, 'kg')} an estimate "
        f"for attitude control, which the flight does not burn: the margin of the plan is "
        f"{amount(budget['margin_kg'], 'kg')}."
    )
    held = [row for row in rows if row["reserve_kg"] > 0.0]
    if held:
        names = " and ".join(human_name(row["vehicle"]) for row in held)
        left = sum(row["left_kg"] for row in held)
        sentences.append(
            f"A campaign counts only vehicles that have a reserve ({names}): {amount(left, 'kg')} "
            f"less the reserve leave {amount(left - reserve, 'kg')}."
        )
    return sentences
