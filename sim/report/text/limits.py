"""Limits that a flight breaks, a sentence each: casualty risk, and distances from land.

Terminal, page and notebook say them first, with the same words. What is broken, and by how much,
stands in ``summary.json``; the limits are those of NASA-STD-8719.14C, 4.7-1.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.entry.risk.casualty import one_in
from sim.planning.margins.figures import ControlFigures
from sim.report.results.contents import PlanAnswerFigures
from sim.report.text.debris import nearest_fall
from sim.report.text.formatting import amount, long_date, number, risk_words, significant
from sim.report.text.names import human_name

Figures = Mapping[str, Any]


class BrokenLimit(NamedTuple):
    """A limit that is not satisfied: `limit` names it (`casualty risk`, or `keep-out distance to`
    a class of land), `sentence` says by how much.
    """

    limit: str
    sentence: str


def broken_limits(summary: Figures) -> list[BrokenLimit]:
    """Limits that one flight breaks, the gravest first; without debris only a lost attitude.

    Parameters
    ----------
    summary
        ``summary.json`` of a run.
    """
    debris = summary.get("debris")
    label = summary.get("label") or summary["scenario"]
    adrift = list(_attitude_lost(label, summary.get("attitude_lost_utc"), summary.get("motion")))
    if not debris or debris["footprint"] is None:
        return adrift
    risk = _casualty_risk(label, debris["expected_casualties"], bool(summary["burns"]))
    land = (_keep_out(label, each) for each in debris["keep_out"] if not each["kept"])
    return [*adrift, *risk, *land]


def _casualty_risk(label: str, expected: Figures, aimed: bool) -> Iterator[BrokenLimit]:
    """The likely risk against its limit; without deorbit burns that of an uncontrolled entry."""
    span, limit = expected["with_failures" if aimed else "uncontrolled"], expected["limit"]
    if not span["likely"] > limit:
        return
    words = "with failures of the plan" if aimed else "of an uncontrolled entry"
    doubt = "" if span["low"] > limit else "; the limit lies within the range"
    yield BrokenLimit(
        "casualty risk",
        f"{label}: the casualty risk {words} is {risk_words(span)}, "
        f"{_times(span['likely'] / limit)} the limit of {one_in(limit)}{doubt}.",
    )


def _times(ratio: float) -> str:
    """How many times as much, to one or two figures: `about 9 times`."""
    if ratio < 1.95:
        return f"{number(ratio, digits=1)} times"
    return f"about {significant(ratio, 1 if ratio < 9.5 else 2)} times"


def _keep_out(label: str, clearance: Figures) -> BrokenLimit:
    count = clearance["violations"]
    pieces = "one fragment falls" if count == 1 else f"{number(count)} fragments fall"
    land, limit = clearance["land"], amount(clearance["limit_km"], "km")
    return BrokenLimit(
        f"keep-out distance to {land}",
        f"{label}: of all computed break-ups {pieces} nearer to {land} than the {limit} to be "
        f"kept; the nearest: {nearest_fall(clearance)}.",
    )


def broken_plan_limits(answer: PlanAnswerFigures) -> list[BrokenLimit]:
    """Limits that a feasible plan breaks by its estimates; those of an infeasible one are its
    violations.

    Parameters
    ----------
    answer
        ``plan.json``.
    """
    label = answer.get("label") or answer["scenario"]
    broken = []
    control, budget = answer.get("control"), answer.get("budget")
    if control and control["flagged"]:
        broken.append(
            BrokenLimit(
                "attitude control",
                f"{label}: the plan needs attitude control at "
                f"{amount(control['needed_down_to_km'], 'km')}, below the "
                f"{amount(control['limit_km'], 'km')} at which the torque of the atmosphere "
                "exceeds it.",
            )
        )
    if control:
        broken += _control(label, control)
    if budget and not budget["closes"]:
        margin = budget.get("margin")
        broken.append(
            BrokenLimit(
                "propellant",
                f"{label}: the propellant does not suffice for attitude control and the reserve of "
                f"a vehicle; {amount(-margin['usable_kg'], 'kg')} are missing."
                if margin and margin["usable_kg"] < 0.0
                else f"{label}: the propellant of a vehicle does not suffice for attitude control "
                "and its reserve.",
            )
        )
    return broken


def _control(label: str, control: ControlFigures) -> Iterator[BrokenLimit]:
    """Stages that the thrusters can't hold with the thrust they burn at, and attitude lost for want
    of propellant.
    """
    lost = [row for row in control.get("stages", []) if not row["controllable"]]
    if lost:
        worst = min(lost, key=lambda row: math.inf if row["factor"] is None else row["factor"])
        torque = worst["air_n_m"] + worst["push_n_m"]
        yield BrokenLimit(
            "attitude control",
            f"{label}: {human_name(worst['stage'])} is not controllable in {worst['axis']}: "
            f"atmosphere and thrust turn the stack with {amount(torque, 'N m')}, the thrusters "
            f"have {amount(worst['authority_n_m'], 'N m')}. {control['sentence']}",
        )
    yield from _attitude_lost(label, control.get("lost_utc"))


def _attitude_lost(
    label: str, utc: str | None, motion: Figures | None = None
) -> Iterator[BrokenLimit]:
    if utc is not None and motion and motion.get("attitude_lost_utc") == utc:
        yield BrokenLimit(
            "attitude control",
            f"{label}: on {long_date(utc)} the attitude is lost: what turns the stack is stronger "
            "than what holds it, or its computer fails.",
        )
    elif utc is not None:
        yield BrokenLimit(
            "propellant for attitude control",
            f"{label}: on {long_date(utc)} the tanks that pay for attitude control have nothing "
            "left to hold the attitude with, or to turn the stack.",
        )
