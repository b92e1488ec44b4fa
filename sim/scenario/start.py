"""When a scenario starts, as far as its file tells: known without the compiler of the kernels."""

from sim.formats.omm import checked_elements
from sim.frames.epoch import DAY, Epoch
from sim.scenario.error import LocatedIssue, ScenarioError
from sim.scenario.schema.quantity import Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Omm, State, Tle

LONGEST_ELEMENT_SET = 30.0 * DAY
"""s an element set may be flown by SGP4 before the start; it is off by hundreds of km by then."""


def own_epoch(state: State) -> str | None:
    """UTC text of the epoch a state brings along, None if it has none."""
    given = state.given
    if isinstance(given, Tle):
        return tle_epoch(given.lines[0])
    if isinstance(given, Omm):
        return str(checked_elements(given.elements or {})["EPOCH"])
    return given.epoch if isinstance(given, Cartesian) else None


def start_of(scenario: Scenario) -> Utc:
    """UTC text of `start`, or of the epoch of the state; ScenarioError if there is neither."""
    text = scenario.start or own_epoch(scenario.state)
    if text is None:
        allowed = "a date, for this kind of state"
        raise ScenarioError(
            [
                LocatedIssue(
                    scenario.name, None, "start", "the key `start` is missing", allowed=allowed
                )
            ]
        )
    return Utc(text)


def tle_epoch(line: str) -> str:
    """UTC text of the epoch in the first line: two-digit year, day of the year with fraction."""
    year = int(line[18:20])
    first = Epoch.from_utc(f"{year + (1900 if year >= 57 else 2000)}-01-01T00:00:00Z")
    return first.plus((float(line[20:32]) - 1.0) * DAY).utc_iso(digits=6)
