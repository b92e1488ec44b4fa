"""The propellant that is of use after the final burn, and what lies out of reach, in words."""

from sim.planning.margins.figures import BudgetFigures, MarginFigures
from sim.report.text.formatting import MISSING, amount, number
from sim.report.text.names import human_name

NO_MARGIN = "No deorbit burn was flown: no propellant is counted as a margin."


def usable_words(margin: MarginFigures | None) -> str:
    """The margin with its range: `6,295 kg (5,854 to 6,648)`."""
    if margin is None:
        return MISSING
    words = amount(margin["usable_kg"], "kg")
    if margin["low_kg"] == margin["high_kg"]:
        return words
    return f"{words} ({number(margin['low_kg'], 'kg')} to {number(margin['high_kg'], 'kg')})"


def unreachable_words(margin: MarginFigures) -> str:
    """What no engine of the final burn can reach, by vehicle: `station 6,960 kg`."""
    by_vehicle: dict[str, float] = {}
    for each in margin["unreachable"]:
        vehicle = str(each["tank"]).partition(".")[0]
        by_vehicle[vehicle] = by_vehicle.get(vehicle, 0.0) + each["kg"]
    return ", ".join(
        f"{human_name(name)} {amount(kg, 'kg')}" for name, kg in by_vehicle.items() if kg >= 0.5
    )


def margin_sentences(margin: MarginFigures | None) -> list[str]:
    """What is of use after the final burn and what it is made of; then what is out of reach.

    Parameters
    ----------
    margin
        ``margin`` of ``summary.json``, or of the budget in ``plan.json``.
    """
    if margin is None:
        return [NO_MARGIN]
    parts = [
        f"{amount(kg, 'kg')} {words}"
        for kg, words in (
            (margin["reserve_kg"], "of reserve"),
            (margin["attitude_control_kg"], "for attitude control (an estimate)"),
            (margin["residual_kg"], "that stay in tanks and lines"),
        )
        if kg >= 0.5
    ]
    less = (
        f", less {' and '.join(filter(None, (', '.join(parts[:-1]), parts[-1])))}" if parts else ""
    )
    reach = amount(margin["reachable_kg"], "kg")
    sentences = [
        f"Usable after the final burn: {usable_words(margin)}. "
        f"Its engines still reach {reach}{less}."
    ]
    if margin["unreachable_kg"] >= 0.5:
        sentences.append(
            f"Out of their reach: {amount(margin['unreachable_kg'], 'kg')} "
            f"({unreachable_words(margin)})."
        )
    if is_nominal_alone(margin):
        sentences.append(
            f"That is the nominal case: at the unfavourable end of attitude control "
            f"{amount(-margin['low_kg'], 'kg')} are missing."
        )
    return sentences


def is_nominal_alone(margin: MarginFigures | None) -> bool:
    """Whether propellant suffices nominally, and not over the whole range of attitude control."""
    return margin is not None and margin["usable_kg"] >= 0.0 > margin["low_kg"]


def feasible_words(budget: BudgetFigures | None) -> str:
    """How far a plan without violations is feasible, by its budget."""
    nominally = is_nominal_alone(None if budget is None else budget.get("margin"))
    return "feasible nominally" if nominally else "feasible"
