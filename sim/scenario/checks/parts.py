"""Checks between the parts of a scenario: names, docking, tanks, dates, phases that can end."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.frames.epoch import DAY, Epoch
from sim.scenario.build.gravity import gravity_complaints
from sim.scenario.checks.altitude import altitude_complaints
from sim.scenario.checks.issue import Complaint, named
from sim.scenario.checks.weather import weather_complaints
from sim.scenario.error import Key, listed
from sim.scenario.schema.naming import full_name, matches, names_of
from sim.scenario.schema.phase import EngineUse, PhaseModel
from sim.scenario.schema.quantity import Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian
from sim.scenario.start import LONGEST_ELEMENT_SET, own_epoch, start_of


def complaints(scenario: Scenario) -> list[Complaint]:
    """Everything wrong between the parts of a scenario; empty if it can be flown."""
    found = [*_start(scenario), *_feeds(scenario), *_names(scenario)]
    if found:  # what follows takes the names for granted
        return found
    found = [*_dates(scenario), *_docking(scenario), *_ends(scenario)]
    found += [*altitude_complaints(scenario), *gravity_complaints(scenario)]
    return found or list(weather_complaints(scenario, start_of(scenario)))


def _start(scenario: Scenario) -> Iterator[Complaint]:
    """`start` and the epoch of the state belong together."""
    own, start = own_epoch(scenario.state), scenario.start
    kind = scenario.state.chosen
    if start is None and own is None:
        yield Complaint(
            ("start",), "the key `start` is missing", ..., "a date, for a state without an epoch"
        )
    for key, text in ((("start",), start), (("state", kind, "epoch"), own)):
        if text is not None and not _real(text):
            yield Complaint(key, "no such instant", text, "a date from 1972 on")
            return
    if start is None or own is None:
        return
    late = Epoch.from_utc(start).seconds_since(Epoch.from_utc(own))
    if isinstance(scenario.state.given, Cartesian):
        if abs(late) > 1e-3:
            yield Complaint(
                ("start",), "not the epoch of the state", str(start), f"{own}, or no `start`"
            )
    elif not 0.0 <= late <= LONGEST_ELEMENT_SET:
        days = (
            f"from the epoch of the elements {own} to {LONGEST_ELEMENT_SET / DAY:g} days after it"
        )
        yield Complaint(("start",), "SGP4 is not good there", str(start), days)


def _real(text: str) -> bool:
    try:
        Epoch.from_utc(text)
    except ValueError:
        return False
    return True


def _feeds(scenario: Scenario) -> Iterator[Complaint]:
    """Tanks hold what they can hold, and engine groups draw from tanks that exist."""
    tanks = names_of(scenario, "tanks")
    for vehicle, model in scenario.vehicles.items():
        for name, tank in model.tanks.items():
            if tank.load > tank.capacity:
                key: Key = ("vehicles", vehicle, "tanks", name, "load")
                yield Complaint(
                    key, "", tank.load.given, f"at most the capacity {tank.capacity.given}"
                )
        for name, group in model.engines.items():
            for i, feed in enumerate(group.feeds):
                full = feed.tank if "." in feed.tank else f"{vehicle}.{feed.tank}"
                if full not in tanks:
                    key = ("vehicles", vehicle, "engines", name, "feeds", i, "tank")
                    own = [
                        *model.tanks,
                        *(tank for tank in tanks if not tank.startswith(f"{vehicle}.")),
                    ]
                    yield Complaint(key, "no such tank", feed.tank, listed(own, feed.tank))


def _names(scenario: Scenario) -> Iterator[Complaint]:
    """Vehicles, engine groups, tanks and attitudes that phases name exist, and only once."""
    vehicles = scenario.vehicles
    for i, name in enumerate(scenario.stack):
        yield from named(("stack", i), "vehicle", name, vehicles)
        if name in scenario.stack[:i]:
            yield Complaint(("stack", i), "docked twice", name, "each vehicle once")
    seen: dict[str, int] = {}
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        if phase.name in seen:
            allowed = f"a name of its own, phases[{seen[phase.name]}] has this one"
            yield Complaint((*at, "name"), "", phase.name, allowed)
        seen.setdefault(phase.name, i)
        for kind in ("dock", "undock"):
            for j, name in enumerate(getattr(phase, kind)):
                yield from named((*at, kind, j), "vehicle", name, vehicles)
        if phase.attitude is not None:
            yield from named(
                (*at, "attitude"), "attitude", phase.attitude, names_of(scenario, "attitudes")
            )
        elif i == 0:
            yield Complaint(
                at,
                "the first phase names no attitude",
                ...,
                listed(names_of(scenario, "attitudes")),
            )
        if phase.lowering is not None and phase.lowering.attitude is not None:
            attitudes = names_of(scenario, "attitudes")
            key = (*at, "lowering", "attitude")
            yield from named(key, "attitude", phase.lowering.attitude, attitudes)
        for key, use in engine_uses(phase):
            yield from engine_use(scenario, (*at, *key), use)
        for j, transfer in enumerate(phase.transfer):
            for end, name in (("from", transfer.from_), ("to", transfer.to)):
                yield from named(
                    (*at, "transfer", j, end), "tank", name, names_of(scenario, "tanks")
                )


def engine_uses(phase: PhaseModel) -> Iterator[tuple[Key, EngineUse]]:
    """Engines a phase uses, with the keys that lead to them."""
    for name, part in (("burn", phase.burn), ("lowering", phase.lowering)):
        for j, use in enumerate(part.engines if part is not None else ()):
            yield (name, "engines", j), use


def engine_use(scenario: Scenario, key: Key, use: EngineUse) -> Iterator[Complaint]:
    """An engine group exists and has as many engines as are told to fire."""
    known = names_of(scenario, "engines")
    yield from named((*key, "group"), "engine group", use.group, known)
    if len(matches(use.group, known)) != 1:
        return
    vehicle, _, name = full_name(use.group, known).partition(".")
    total = int(scenario.vehicles[vehicle].engines[name].count)
    if use.count is not None and use.count > total:
        yield Complaint((*key, "count"), "", use.count, f"1 to {total}, the engines of {use.group}")
    elif use.failed > (use.count or total):
        yield Complaint(
            (*key, "failed"), "", use.failed, f"0 to {use.count or total}, the engines told to fire"
        )


@dataclass
class _Docked:
    """What is docked while the phases are gone through."""

    now: set[str]
    left: set[str]


def _docking(scenario: Scenario) -> Iterator[Complaint]:
    """Vehicles dock once, leave after they came, and burn in between, from tanks not empty.

    In a phase vehicles dock first, then propellant is pumped, then vehicles leave.
    """
    docked = _Docked(set(scenario.stack), set())
    pumped: set[str] = set()
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        for j, name in enumerate(phase.dock):
            if name in docked.now or name in docked.left:
                free = set(scenario.vehicles) - docked.now - docked.left
                yield Complaint((*at, "dock", j), "docked twice", name, listed(free))
            docked.now.add(name)
        for j, transfer in enumerate(phase.transfer):
            for end, name in (("from", transfer.from_), ("to", transfer.to)):
                tank = full_name(name, names_of(scenario, "tanks"))
                if tank.partition(".")[0] not in docked.now:
                    yield Complaint(
                        (*at, "transfer", j, end),
                        "its vehicle is not docked",
                        name,
                        "a docked tank",
                    )
            pumped.add(full_name(transfer.to, names_of(scenario, "tanks")))
        for j, name in enumerate(phase.undock):
            if name not in docked.now:
                yield Complaint(
                    (*at, "undock", j), "not docked at this time", name, listed(docked.now, name)
                )
            docked.now.discard(name)
            docked.left.add(name)
        if not docked.now:
            yield Complaint((*at, "undock"), "no vehicle is left", ..., "a stack of at least one")
        if phase.attitude is not None:
            attitude = full_name(phase.attitude, names_of(scenario, "attitudes"))
            if attitude.partition(".")[0] not in docked.now:
                yield Complaint(
                    (*at, "attitude"),
                    "its vehicle is not docked",
                    phase.attitude,
                    "of a docked vehicle",
                )
        yield from _burning(scenario, at, phase, docked.now, pumped)


def _burning(
    scenario: Scenario, at: Key, phase: PhaseModel, docked: set[str], pumped: set[str]
) -> Iterator[Complaint]:
    """Engines of a phase are there, at least one works, and their tanks can hold propellant."""
    working = 0
    for key, use in engine_uses(phase):
        group = full_name(use.group, names_of(scenario, "engines"))
        vehicle, _, name = group.partition(".")
        model = scenario.vehicles[vehicle].engines[name]
        working += (int(model.count) if use.count is None else use.count) - use.failed
        if vehicle not in docked:
            problem = f"the vehicle {vehicle} is not docked in this phase"
            yield Complaint(
                (*at, *key, "group"), problem, use.group, f"an engine group of {listed(docked)}"
            )
            continue
        available, capacity = 0.0, 0.0
        for feed in model.feeds:
            owner, _, tank = (
                feed.tank if "." in feed.tank else f"{vehicle}.{feed.tank}"
            ).partition(".")
            if owner in docked:
                load = scenario.vehicles[owner].tanks[tank]
                capacity += float(load.capacity)
                available += float(load.capacity if f"{owner}.{tank}" in pumped else load.load)
        if available <= 0.0:
            feeds = ", ".join(feed.tank for feed in model.feeds)
            problem = f"no propellant: its tanks ({feeds}) are empty or not docked"
            yield Complaint(
                (*at, *key, "group"),
                problem,
                use.group,
                "a group with propellant, or a transfer before",
            )
        cutoff = phase.burn.cutoff.propellant if phase.burn is not None else None
        if (
            cutoff is not None
            and len(phase.burn.engines if phase.burn else ()) == 1
            and cutoff > capacity
        ):
            allowed = f"at most {capacity:g} kg, what the tanks of {use.group} can hold"
            yield Complaint((*at, "burn", "cutoff", "propellant"), "", cutoff.given, allowed)
    part = "burn" if phase.burn is not None else "lowering"
    if working == 0 and (phase.burn is not None or any(True for _ in engine_uses(phase))):
        yield Complaint(
            (*at, part, "engines"), "every engine has failed", ..., "at least one that fires"
        )


def _dates(scenario: Scenario) -> Iterator[Complaint]:
    """Dates run forward, from the start on."""
    start = own_epoch(scenario.state) if scenario.start is None else scenario.start
    now = Utc(start or "1972-01-01T00:00:00Z")
    since = "the start"
    horizon = scenario.horizon
    if horizon is not None and not (_real(horizon) and horizon.seconds > now.seconds):
        yield Complaint(("horizon",), "not in the future", str(horizon), f"after {now}, {since}")
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        found: list[tuple[Key, Utc]] = []
        if (
            phase.burn is not None
            and phase.burn.ignition is not None
            and phase.burn.ignition.date is not None
        ):
            found.append(((*at, "burn", "ignition", "date"), phase.burn.ignition.date))
        if phase.until is not None:
            found += [
                ((*at, "until", key), date)
                for key, date in (("by", phase.until.by), ("date", phase.until.date))
                if date is not None
            ]
        if phase.lowering is not None:
            yield from _profile(
                (*at, "lowering", "profile"), [point.date for point in phase.lowering.profile]
            )
        for key, date in found:
            if not _real(date):
                yield Complaint(key, "no such instant", str(date), "a real time of day")
            elif date.seconds <= now.seconds:
                yield Complaint(key, "not in the future", str(date), f"after {now}, {since}")
        sure = [date for key, date in found if key[-1] == "date" and _real(date)]
        if sure and sure[-1].seconds > now.seconds:
            now, since = sure[-1], f"a date of phases[{i}]"


def _profile(key: Key, dates: list[Utc]) -> Iterator[Complaint]:
    for j in range(1, len(dates)):
        if dates[j].seconds <= dates[j - 1].seconds:
            yield Complaint(
                (*key, j, "date"), "dates must increase", str(dates[j]), f"after {dates[j - 1]}"
            )
    for j, date in enumerate(dates):
        if not _real(date):
            yield Complaint((*key, j, "date"), "no such instant", str(date), "a real time of day")


def _ends(scenario: Scenario) -> Iterator[Complaint]:
    """Every phase has something that ends it."""
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        if phase.burn is not None and phase.lowering is not None:
            yield Complaint(
                at, "a burn and a lowering policy in one phase", ..., "one of burn, lowering"
            )
        if phase.until is None and phase.burn is None:
            yield Complaint(
                at,
                "this phase can't end: it has no `until` and no burn",
                ...,
                "a key `until`, or a burn",
            )
