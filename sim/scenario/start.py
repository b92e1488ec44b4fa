"""When a scenario starts, as far as its file tells: known without the compiler of the kernels."""

from sim.formats.orbit.omm import checked_elements
from sim.formats.orbit.tle import epoch_of
from sim.frames.epoch import DAY
from sim.scenario.error import Issue, ScenarioError
from sim.scenario.schema.quantity import Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Omm, State, Tle

LONGEST_ELEMENT_SET = 30.0 * DAY
"""s an element set may be flown by SGP4 before the start; it is off by hundreds of km by then."""


def own_epoch(state: State) -> str | None:
    """UTC text of the epoch a state brings along, None if it has none."""
    given = state.given
    if isinstance(given, Tle):
        return epoch_of(given.first)
    if isinstance(given, Omm):
        return str(checked_elements(given.elements or {})["EPOCH"])
    return given.epoch if isinstance(given, Cartesian) else None


def start_of(scenario: Scenario) -> Utc:
    """UTC text of `start`, or of the epoch of the state; ScenarioError if there is neither."""
    text = scenario.start or own_epoch(scenario.state)
    if text is None:
        allowed = "a date, for this kind of state"
        issue = Issue(("start",), "the key `start` is missing", ..., allowed)
        raise ScenarioError([scenario.located(issue)])
    return Utc(text)
