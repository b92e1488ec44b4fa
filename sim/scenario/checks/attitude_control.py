"""Checks of attitude: tanks and vehicles that control names exist, and rigid bodies can be."""

from collections.abc import Callable, Iterator

from sim.errors import InputError
from sim.scenario.build.motion import law_of, principal, shape_of
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


def check_motions(scenario: Scenario) -> Iterator[Issue]:
    """Rigid bodies have an inertia that some body has, surfaces that close, and thrusters that can
    turn them.
    """
    for i, phase in enumerate(scenario.phases):
        if phase.motion is None:
            continue
        at: Key = ("phases", i, "motion")
        yield from _impossible((*at, "inertia"), lambda m=phase.motion: principal(m))
        yield from _impossible((*at, "elements"), lambda m=phase.motion: shape_of(m))
        yield from _impossible((*at, "hold"), lambda m=phase.motion: law_of(m))


def _impossible(key: Key, make: Callable[[], object]) -> Iterator[Issue]:
    """The error that making a part raises."""
    try:
        make()
    except InputError as error:
        problem, _, allowed = str(error).partition("; ")
        yield Issue(key, problem, ..., allowed.removeprefix("allowed: "))
