"""What a page is about: its heading, and that it is a study and whose."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.page.markup import visible

ABOUT = (
    "A study, computed with the open program iss-deorbit from public data and assumptions that are "
    "all listed below. It is not by NASA or any other agency, and it is no forecast."
)


def page_heading(scenarios: Sequence[Any], titles: Sequence[str], kind: str = "") -> str:
    """Heading of a page: what is flown, and the plans.

    Parameters
    ----------
    scenarios
        Resolved scenarios; what they fly is named if it is the same in all.
    titles
        Of the plans.
    kind
        What the page is beside results of flights, such as `Plan`.
    """
    names = {what_is_flown(scenario) for scenario in scenarios}
    plans = " compared with ".join(titles)
    flown = names.pop() if len(names) == 1 else ""
    known = not flown or flown.lower() in plans.lower()
    return ": ".join(filter(None, (", ".join(filter(None, ("" if known else flown, kind))), plans)))


def what_is_flown(scenario: Any) -> str:
    """The first vehicle of the stack as its file describes it: `International Space Station`."""
    if not isinstance(scenario, Mapping):
        return ""
    stack, vehicles = scenario.get("stack"), scenario.get("vehicles")
    if not isinstance(stack, list) or not stack or not isinstance(vehicles, Mapping):
        return ""
    vehicle = vehicles.get(stack[0])
    words = vehicle.get("description") if isinstance(vehicle, Mapping) else None
    return visible(words).partition(",")[0].strip() if isinstance(words, str) else ""
