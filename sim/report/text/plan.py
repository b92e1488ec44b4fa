"""A plan in sentences, and what it was checked against."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from sim.planning.margins.figures import BudgetFigures
from sim.report.results.contents import PlanAnswerFigures
from sim.report.text.formatting import MISSING, amount, long_date, number, position
from sim.report.text.names import human_name
from sim.report.text.propellant import feasible_words, margin_sentences


def plan_lead(plan: PlanAnswerFigures) -> str:
    """The first sentence on a feasible plan: its burns and its aim point."""
    burns, aim = plan["burns"], plan.get("aim")
    place = MISSING if aim is None else position(aim["latitude_deg"], aim["longitude_deg"])
    feasible = feasible_words(plan.get("budget"))
    return (
        f"{plan.get('title') or plan['scenario']}: the plan is {feasible}. {len(burns)} burns from "
        f"{long_date(burns[0]['ignition_utc'])} on, {amount(total_delta_v(plan), 'm/s')} in all, "
        f"bring the debris to {place}; the last one begins on "
        f"{long_date(burns[-1]['ignition_utc'])} and takes {amount(burns[-1]['duration_s'], 's')}."
    )


def total_delta_v(plan: PlanAnswerFigures) -> float:
    """Velocity change of all burns that were flown, m/s."""
    return sum(burn["delta_v_m_s"] or 0.0 for burn in plan["burns"])


def violation_sentences(plan: PlanAnswerFigures) -> list[str]:
    """Which limits are not satisfied, and remedies."""
    return [f"{each['sentence']}; {each['remedy']}" for each in plan["findings"]]


def aim_sentences(plan: PlanAnswerFigures) -> Iterator[str]:
    """How the aim point was chosen, how far from land the debris stays, and which later revolution
    would serve.
    """
    if choice := plan.get("aim_choice"):
        yield (
            f"The aim point was chosen: of {choice['places']:,} places on {choice['passes']} "
            f"passes, the one where {_stay(choice['share'])} farthest from land in terms of the "
            "limits."
        )
    if clearance := plan.get("clearance"):
        nearest = min(clearance["by_class"], key=lambda each: each["share_km"] / each["limit_km"])
        share = clearance["share"]
        least = f"; the nearest of all falls {amount(nearest['least_km'], 'km')} away"
        yield (
            f"Of the fragments of all break-ups {_fall(share)} at least "
            f"{amount(nearest['share_km'], 'km')} from {nearest['land']}, whose limit is "
            f"{amount(nearest['limit_km'], 'km')}{'' if share >= 1.0 else least}."
        )
    backups = plan.get("backups")
    if backups:
        final = [each for each in backups if each["skipped"] == plan["burns"][-1]["name"]]
        serving = [each for each in final if each["serves"]]
        if not serving:
            yield (
                "If the final burn is skipped, neither of the next two revolutions brings the "
                "debris down in the box of the aim with its distances from land kept."
            )
        for each in serving:
            place = position(each["impact_latitude_deg"], each["impact_longitude_deg"])
            words = f"revolution {each['revolutions_late']} after it"
            yield (
                f"If the final burn is skipped, {words} serves: from "
                f"{long_date(each['final_burn_utc'])} on, to {place}, for "
                f"{amount(each['delta_v_m_s'], 'm/s')} in all."
            )


def _stay(share: float) -> str:
    return "every fragment stays" if share >= 1.0 else f"{100.0 * share:g} % of the fragments stay"


def _fall(share: float) -> str:
    return "every one falls" if share >= 1.0 else f"{100.0 * share:g} % fall"


def backup_rows(plan: PlanAnswerFigures) -> list[tuple[str, ...]]:
    """A row for each burn that is skipped and revolution by which what is left comes late: impact,
    velocity change, distance from foreign land, whether it lies in the box, whether it serves.
    """
    rows = []
    for each in plan.get("backups") or []:
        latitude, longitude = each["impact_latitude_deg"], each["impact_longitude_deg"]
        place = "none" if latitude is None else position(latitude, longitude)
        rows.append(
            (
                human_name(each["skipped"]),
                str(each["revolutions_late"]),
                place,
                number(each["delta_v_m_s"], "m/s"),
                number(each["foreign_land_km"], "km"),
                "yes" if each["in_box"] else "no",
                "yes" if each["serves"] else "no",
            )
        )
    return rows


BACKUP_HEADS = (
    "skipped",
    "revolutions late",
    "impact",
    "velocity change, m/s",
    "from foreign land, km",
    "in the box",
    "serves",
)


def plan_sentences(plan: PlanAnswerFigures) -> Iterator[str]:
    """Budget, miss distance, last go/no-go, thrust margin, attitude control, partial final burn."""
    if budget := plan.get("budget"):
        yield budget_sentence(budget)
    miss, entry = plan.get("miss"), plan.get("entry")
    angle = None if entry is None else entry["flight_path_angle_deg"]
    if miss is not None and angle is not None:
        yield (
            f"Flown as planned, the reference piece, which stands for the middle of the debris, "
            f"falls {miss_words(miss['total_km'])} the aim point; at the entry interface the "
            f"flight path points {amount(abs(angle), '°')} below the horizontal."
        )
    yield from aim_sentences(plan)
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


def budget_sentence(budget: BudgetFigures) -> str:
    """Whether the budget closes, and what is left of use."""
    closes = "closes" if budget["closes"] else "does not close"
    return " ".join([f"The propellant budget {closes}.", *margin_sentences(budget.get("margin"))])


class Check(NamedTuple):
    """Whether something is as it must be, and what that is in words."""

    passes: bool
    words: str


def plan_checks(plan: PlanAnswerFigures) -> list[Check]:
    """Checks of a feasible plan that it has figures for."""
    return [*_propellant(plan), *_clearance(plan), *_control(plan), *_thrust(plan), *_backup(plan)]


def _propellant(plan: PlanAnswerFigures) -> Iterator[Check]:
    if (budget := plan.get("budget")) is not None:
        first = next(iter(margin_sentences(budget.get("margin"))), "")
        closes = "closes" if budget["closes"] else "does not close"
        yield Check(bool(budget["closes"]), f"The propellant budget {closes}. {first}".strip())


def _clearance(plan: PlanAnswerFigures) -> Iterator[Check]:
    if clearance := plan.get("clearance"):
        nearest = min(clearance["by_class"], key=lambda each: each["least_km"] / each["limit_km"])
        yield Check(
            nearest["least_km"] >= nearest["limit_km"],
            f"Debris falls {amount(nearest['least_km'], 'km')} or more from {nearest['land']} "
            f"(limit {amount(nearest['limit_km'], 'km')}).",
        )


def _control(plan: PlanAnswerFigures) -> Iterator[Check]:
    if control := plan.get("control"):
        lost = [row for row in control.get("stages", []) if not row["controllable"]]
        kept = not (lost or control["flagged"] or control.get("lost_utc"))
        words = "is held" if kept else "is not held"
        yield Check(kept, f"The attitude {words} through every burn, by the torques of the plan.")


def _thrust(plan: PlanAnswerFigures) -> Iterator[Check]:
    thrust = (plan.get("margins") or {}).get("thrust")
    if thrust and (ratio := thrust.get("thrust_over_least")):
        yield Check(
            ratio >= 1.0,
            f"The thrust of the final burn is {number(ratio, digits=1)} times the least that "
            "suffices.",
        )


def _backup(plan: PlanAnswerFigures) -> Iterator[Check]:
    if backups := plan.get("backups"):
        last = plan["burns"][-1]["name"]
        serves = any(each["serves"] for each in backups if each["skipped"] == last)
        words = "one" if serves else "neither"
        yield Check(
            serves,
            f"If the {human_name(last)} is skipped, {words} of the next two revolutions serves.",
        )
