"""What the propellant of a run and of a plan went into, with one set of colours."""

from typing import NamedTuple

from sim.planning.margins.figures import VehicleBudget
from sim.report.colours import PROPELLANT
from sim.report.results.contents import PlanAnswerFigures
from sim.report.results.run import RunResult

LEFT, DEPARTED = "left, aboard at the end", "departed with vehicles"
CONTROL = "attitude control"
PARTS = {
    "lowering": PROPELLANT["lowering"],
    "burns before the last": PROPELLANT["before the last burn"],
    "last burn": PROPELLANT["last burn"],
    CONTROL: PROPELLANT["attitude control"],
    LEFT: PROPELLANT["left"],
    DEPARTED: PROPELLANT["departed"],
}
"""Parts of the propellant of a run and their colours, in the order drawn."""

PLAN_PARTS = (
    ("rendezvous", "rendezvous", PROPELLANT["rendezvous"]),
    ("lowering", "lowering", PROPELLANT["lowering"]),
    ("perigee_burns", "perigee burns", PROPELLANT["before the last burn"]),
    ("final_burn", "final burn", PROPELLANT["last burn"]),
    ("attitude_control", "attitude control", PROPELLANT["attitude control"]),
    ("reserve", "reserve", PROPELLANT["reserve"]),
    ("margin", "left over", PROPELLANT["left"]),
    ("departed", "departed with the vehicle", PROPELLANT["departed"]),
)
"""Key, words and colour of the parts of a vehicle's propellant in a plan."""


class Portion(NamedTuple):
    """Propellant that went into one thing: its name, one of `PARTS`, and its mass in kg."""

    name: str
    part: str
    mass_kg: float


def propellant_portions(run: RunResult) -> list[Portion]:
    """Propellant by burn, left, and departed with vehicles; nothing if none was there."""
    propellant = run.summary["propellant"]
    if propellant["available_kg"] <= 0.0:
        return []
    by_cause = propellant["by_cause_kg"]
    causes = [(name, mass_kg) for name, mass_kg in by_cause.items() if name != "attitude_control"]
    portions = []
    for k, (name, mass_kg) in enumerate(causes):
        last = "last burn" if k == len(causes) - 1 else "burns before the last"
        portions.append(Portion(name, "lowering" if name == "lowering" else last, mass_kg))
    control = by_cause.get("attitude_control", 0.0)
    return [
        *portions,
        *([Portion(CONTROL, CONTROL, control)] if control > 0.0 else []),
        Portion(LEFT, LEFT, propellant["margin_kg"]),
        Portion(DEPARTED, DEPARTED, propellant["departed_kg"]),
    ]


def propellant_by_part(run: RunResult) -> dict[str, float]:
    """Propellant of a run by part, kg."""
    masses = dict.fromkeys(PARTS, 0.0)
    for portion in propellant_portions(run):
        masses[portion.part] += portion.mass_kg
    return masses


def budget_rows(answer: PlanAnswerFigures) -> list[VehicleBudget]:
    """Rows of a plan's budget for the vehicles that have or had propellant."""
    budget = answer.get("budget")
    rows = [] if budget is None else budget["by_vehicle"]
    return [row for row in rows if row["loaded_kg"] + row["rendezvous_kg"] > 0.0]


def vehicle_parts(row: VehicleBudget) -> dict[str, float]:
    """Kilograms by part of a row of the budget; what pumping moved is in the margin."""
    aboard = row["aboard_at_end"]
    return {
        "rendezvous": row["rendezvous_kg"],
        "lowering": row["lowering_kg"],
        "perigee_burns": row["perigee_burns_kg"],
        "final_burn": row["final_burn_kg"],
        "attitude_control": row["attitude_control_kg"],
        "reserve": row["reserve_kg"],
        "margin": row["margin_kg"] if aboard else 0.0,
        "departed": 0.0 if aboard else row["left_kg"],
    }
