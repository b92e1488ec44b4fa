"""Checks of attitude control: tanks and vehicles that it names exist, each once."""

from collections.abc import Iterator

from sim.scenario.build.naming import matches, names_of
from sim.scenario.checks.names import check_reference
from sim.scenario.error import Issue, Key
from sim.scenario.schema.scenario import Scenario


def check_attitude_control(scenario: Scenario) -> Iterator[Issue]:
    """Tanks that pay and vehicles that need no turn are those of the scenario."""
    given = scenario.attitude_control
    if given is None:
        return
    known = names_of(scenario.all_vehicles, "tanks")
    first: dict[str, int] = {}
    for j, name in enumerate(given.tanks):
        key: Key = ("attitude_control", "tanks", j)
        yield from check_reference(key, "tank", name, known)
        for full in matches(name, known):
            if full in first:
                allowed = f"each tank once; tanks[{first[full]}] is {full} too"
                yield Issue(key, "named twice", name, allowed)
            first.setdefault(full, j)
    for j, name in enumerate(given.unturned):
        key = ("attitude_control", "unturned", j)
        yield from check_reference(key, "vehicle", name, scenario.all_vehicles)
