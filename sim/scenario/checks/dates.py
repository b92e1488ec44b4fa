"""Checks of dates: the start against the epoch of the state, and dates that run forward."""

from collections.abc import Iterator
from functools import lru_cache

from sim.frames.epoch import DAY, Epoch
from sim.scenario.error import Issue, Key
from sim.scenario.schema.phase import PhaseModel
from sim.scenario.schema.quantity import DATE_ALLOWED, FIRST_YEAR, LAST_YEAR, Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian
from sim.scenario.start import LONGEST_ELEMENT_SET, own_epoch


def check_start(scenario: Scenario) -> Iterator[Issue]:
    """`start` and the epoch of the state belong together."""
    state_epoch, start = own_epoch(scenario.state), scenario.start
    kind = scenario.state.chosen
    if start is None and state_epoch is None:
        yield Issue(
            ("start",), "the key `start` is missing", ..., "a date, for a state without an epoch"
        )
    for key, text in ((("start",), start), (("state", kind, "epoch"), state_epoch)):
        if text is not None and not (FIRST_YEAR <= int(text[:4]) <= LAST_YEAR and is_real(text)):
            yield Issue(key, "no such instant", text, DATE_ALLOWED)
            return
    if start is None or state_epoch is None:
        return
    late = Epoch.from_utc(start).seconds_since(Epoch.from_utc(state_epoch))
    if isinstance(scenario.state.given, Cartesian):
        if abs(late) > 1e-3:
            yield Issue(
                ("start",),
                "not the epoch of the state",
                str(start),
                f"{state_epoch}, or no `start`",
            )
    elif not 0.0 <= late <= LONGEST_ELEMENT_SET:
        longest = f"{LONGEST_ELEMENT_SET / DAY:g} days after it"
        days = f"from the epoch of the elements {state_epoch} to {longest}"
        yield Issue(("start",), "SGP4 is not good there", str(start), days)


def check_dates(scenario: Scenario) -> Iterator[Issue]:
    """Dates run forward, from the start on."""
    start = own_epoch(scenario.state) if scenario.start is None else scenario.start
    earliest = Utc(start or "1972-01-01T00:00:00Z")
    since = "the start"
    horizon = scenario.horizon
    if horizon is not None and not (is_real(horizon) and horizon.seconds > earliest.seconds):
        allowed = f"after {earliest}, {since}"
        yield Issue(("horizon",), "not in the future", str(horizon), allowed)
    for i, phase in enumerate(scenario.phases):
        at: Key = ("phases", i)
        if phase.lowering is not None:
            profile = [point.date for point in phase.lowering.profile]
            yield from _check_profile((*at, "lowering", "profile"), profile)
        dates = [((*at, *key), date) for key, date in dates_of_phase(phase)]
        for key, date in dates:
            if not is_real(date):
                yield Issue(key, "no such instant", str(date), "a real time of day")
            elif date.seconds <= earliest.seconds:
                yield Issue(key, "not in the future", str(date), f"after {earliest}, {since}")
        reached = [date for key, date in dates if key[-1] == "date" and is_real(date)]
        if reached and reached[-1].seconds > earliest.seconds:
            earliest, since = reached[-1], f"a date of phases[{i}]"
    if horizon is None:
        yield from _check_last(scenario, earliest)


def _check_last(scenario: Scenario, latest: Utc) -> Iterator[Issue]:
    """Durations after the latest date do not reach beyond the last year of dates."""
    end = latest.seconds
    for i, phase in enumerate(scenario.phases):
        duration = None if phase.until is None else phase.until.duration
        end += duration or 0.0
        if duration is not None and end > Utc(f"{LAST_YEAR}-12-31T23:59:59Z").seconds:
            problem = f"the flight would go on beyond {LAST_YEAR}"
            key: Key = ("phases", i, "until", "duration")
            yield Issue(key, problem, duration.given, "a shorter duration, or a `horizon`")
            return


def dates_of_phase(phase: PhaseModel) -> Iterator[tuple[Key, Utc]]:
    """Dates of ignition and end of a phase, with the keys that lead to them."""
    ignition = None if phase.burn is None else phase.burn.ignition
    if ignition is not None and ignition.date is not None:
        yield ("burn", "ignition", "date"), ignition.date
    if phase.until is not None:
        for name, date in (("by", phase.until.by), ("date", phase.until.date)):
            if date is not None:
                yield ("until", name), date


def _check_profile(key: Key, dates: list[Utc]) -> Iterator[Issue]:
    for j in range(1, len(dates)):
        if dates[j].seconds <= dates[j - 1].seconds:
            yield Issue(
                (*key, j, "date"), "dates must increase", str(dates[j]), f"after {dates[j - 1]}"
            )
    for j, date in enumerate(dates):
        if not is_real(date):
            yield Issue((*key, j, "date"), "no such instant", str(date), "a real time of day")


@lru_cache(maxsize=4096)  # visits are asked for again and again
def is_real(text: str) -> bool:
    """Whether a date of the right form exists: no 30 February, no leap second but the real ones."""
    try:
        Epoch.from_utc(text)
    except ValueError:
        return False
    return True
