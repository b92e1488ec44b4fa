"""Checks of a plan that a scenario asks for: names, order of the burns, an aim at sea."""

import math
from collections.abc import Iterator

from sim.frames.constants import ARC_INTERFACE
from sim.scenario.build.cutoff_law import laws_of
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.build.phases import firings_of
from sim.scenario.checks.names import check_engines, check_reference
from sim.scenario.error import Issue, Key, listed
from sim.scenario.schema.plan import PlanModel
from sim.scenario.schema.scenario import Scenario

RESERVED = ("coast", "entry")
"""Names of the phases that follow the burns of a plan."""


def check_plan(scenario: Scenario) -> Iterator[Issue]:
    """Report burns that are out of order, a plan that does not begin in orbit, an aim on land."""
    if scenario.plan is not None:
        yield from _order(scenario.plan)
        yield from _ends(scenario)
        yield from _box(scenario.plan)
        if scenario.plan.aim.choose is None:
            yield from _aim(scenario.plan)
        elif scenario.entry is None:
            problem = "the best aim point is that whose debris stays far from land"
            yield Issue(("plan", "aim"), problem, "choose: best", "a scenario with an `entry`")


def check_plan_docking(scenario: Scenario) -> Iterator[Issue]:
    """Report vehicles that are not docked where a plan needs them; names must be right."""
    if scenario.plan is not None:
        yield from _docking(scenario, scenario.plan)
        yield from _laws(scenario, scenario.plan)


def check_plan_names(scenario: Scenario) -> Iterator[Issue]:
    """Report what a plan names and the scenario does not have."""
    if scenario.plan is not None:
        yield from _names(scenario, scenario.plan)


def _names(scenario: Scenario, plan: PlanModel) -> Iterator[Issue]:
    attitudes, vehicles = names_of(scenario.all_vehicles, "attitudes"), scenario.all_vehicles
    yield from check_reference(
        ("plan", "entry_attitude"), "attitude", plan.entry_attitude, attitudes
    )
    taken = {phase.name for phase in scenario.phases} | set(RESERVED)
    for i, burn in enumerate(plan.burns):
        at: Key = ("plan", "burns", i)
        if burn.name in taken:
            yield Issue((*at, "name"), "", burn.name, "a name no other phase has")
        taken.add(burn.name)
        if burn.attitude is not None:
            yield from check_reference((*at, "attitude"), "attitude", burn.attitude, attitudes)
        for kind in ("dock", "undock"):
            for j, name in enumerate(getattr(burn, kind)):
                yield from check_reference((*at, kind, j), "vehicle", name, vehicles)
        yield from check_engines(scenario, (*at, "engines"), burn.engines)
    for name in plan.limits.reserve:
        yield from check_reference(("plan", "limits", "reserve", name), "vehicle", name, vehicles)


def _order(plan: PlanModel) -> Iterator[Issue]:
    """Burns come in time and go down."""
    *lowering, final = plan.burns
    last = len(lowering)
    if final.before_final is not None:
        yield Issue(
            ("plan", "burns", last, "before_final"),
            "the last burn is the final burn",
            final.before_final.given,
            "no `before_final`",
        )
    for i, burn in enumerate(lowering):
        at: Key = ("plan", "burns", i)
        if burn.before_final is None:
            yield Issue(
                (*at, "before_final"), "the key is missing", ..., "a duration, such as 1.5 d"
            )
            return
        later = plan.burns[i + 1]
        if later.before_final is not None and later.before_final >= burn.before_final:
            yield Issue(
                ("plan", "burns", i + 1, "before_final"),
                "burns must come in time",
                later.before_final.given,
                f"less than {burn.before_final.given}, that of {burn.name}",
            )
    for i, (burn, later) in enumerate(zip(plan.burns[:-1], plan.burns[1:], strict=True)):
        if later.perigee >= burn.perigee:
            yield Issue(
                ("plan", "burns", i + 1, "perigee"),
                "burns must lower the perigee",
                later.perigee.given,
                f"below {burn.perigee.given}, that of {burn.name}",
            )


def _docking(scenario: Scenario, plan: PlanModel) -> Iterator[Issue]:
    """Vehicles dock once and leave after they came, burns have engines that are there and work."""
    now, been = set(scenario.stack), set(scenario.stack)
    # visits are over when the plan begins, but for those that last to the end
    now |= {name for name, visit in scenario.visits.items() if visit.leaves is None}
    been |= set(scenario.visits)
    for phase in scenario.phases:
        now, been = (now | set(phase.dock)) - set(phase.undock), been | set(phase.dock)
    engines = names_of(scenario.all_vehicles, "engines")
    for i, burn in enumerate(plan.burns):
        at: Key = ("plan", "burns", i)
        for j, name in enumerate(burn.dock):
            if name in been:
                free = listed(set(scenario.all_vehicles) - been)
                yield Issue((*at, "dock", j), "docked twice", name, free)
            been.add(name)
            now.add(name)
        for j, name in enumerate(burn.undock):
            if name not in now:
                allowed = listed(now, name)
                yield Issue((*at, "undock", j), "not docked at this time", name, allowed)
            now.discard(name)
        there = listed(group for group in engines if group.partition(".")[0] in now)
        for j, use in enumerate(burn.engines):
            vehicle = full_name(use.group, engines).partition(".")[0]
            if vehicle not in now:
                problem = f"the vehicle {vehicle} is not docked for this burn"
                yield Issue((*at, "engines", j, "group"), problem, use.group, there)
        if not any(firing.count for firing in firings_of(burn.engines, scenario)):
            yield Issue((*at, "engines"), "every engine has failed", ..., "one that fires")
        if burn.attitude is not None:
            yield from _held(scenario, (*at, "attitude"), burn.attitude, now)
    yield from _held(scenario, ("plan", "entry_attitude"), plan.entry_attitude, now)


def _laws(scenario: Scenario, plan: PlanModel) -> Iterator[Issue]:
    """Each burn is cut off in one way, which its orbit allows."""
    for i, burn in enumerate(plan.burns):
        at: Key = ("plan", "burns", i)
        laws = dict.fromkeys(laws_of(burn.engines, scenario))
        if burn.cutoff_law is None and len(laws) > 1:
            problem = f"its engines belong to vehicles with several laws: {', '.join(laws)}"
            yield Issue((*at, "engines"), problem, ..., "with a `cutoff_law` of the burn")
        if burn.cutoff_law == "downrange" and burn.perigee >= ARC_INTERFACE:
            problem = f"a burn that leaves a perigee of {burn.perigee.given} has no place of entry"
            yield Issue((*at, "cutoff_law"), problem, "downrange", "delta_v, duration or perigee")


def _held(scenario: Scenario, key: Key, name: str, docked: set[str]) -> Iterator[Issue]:
    """An attitude is one of a vehicle that is docked."""
    attitude = full_name(name, names_of(scenario.all_vehicles, "attitudes"))
    if attitude.partition(".")[0] not in docked:
        yield Issue(key, "its vehicle is not docked", name, "of a docked vehicle")


def _ends(scenario: Scenario) -> Iterator[Issue]:
    """A plan begins in orbit."""
    until = scenario.phases[-1].until
    if until is not None and until.ground:
        yield Issue(
            ("phases", len(scenario.phases) - 1, "until", "ground"),
            "a plan begins in orbit, where the last phase ends",
            ...,
            "a condition that is met in orbit, such as mean_altitude",
        )


def _box(plan: PlanModel) -> Iterator[Issue]:
    """The box of the aim has an inside."""
    box, at = plan.aim.box, ("plan", "aim", "box")
    if box.south >= box.north:
        allowed = f"below {box.north.given}, its north side"
        yield Issue((*at, "south"), "the box of the aim is empty", box.south.given, allowed)
    if (box.east - box.west) % math.tau == 0.0:
        allowed = f"a longitude east of {box.west.given}, its west side"
        yield Issue((*at, "east"), "the box of the aim is empty", box.east.given, allowed)


def _aim(plan: PlanModel) -> Iterator[Issue]:
    if plan.aim.latitude is None or plan.aim.longitude is None:
        return
    from sim.entry.risk.land import country_at  # reads outlines, only where there is a plan

    latitude, longitude = (math.degrees(v) for v in (plan.aim.latitude, plan.aim.longitude))
    (country,) = country_at([longitude], [latitude])
    if country:
        yield Issue(
            ("plan", "aim"),
            f"the aim lies in {country}",
            f"{latitude:.3f} deg, {longitude:.3f} deg",
            "a point at sea",
        )
