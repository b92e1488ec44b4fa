"""Whether the first state is that of an orbit, whichever way it was given."""

from collections.abc import Iterator

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.scenario.build.state import FARTHEST, state_or_issue
from sim.scenario.error import Issue
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Kepler

SLACK = 50e3
"""m; osculating and mean heights of one orbit, and those by either definition of the ground, differ
by less: 10 km of J2, 21 km of flattening."""


def check_first_state(scenario: Scenario) -> Iterator[Issue]:
    """Report a first state that can't be one.

    Elements that are plainly good need no conversion, which would take the compiler of the kernels.
    """
    given = scenario.state.given
    if isinstance(given, Kepler):
        a, e = given.shape
        if a * (1.0 - e) > EQUATORIAL_RADIUS + SLACK and a * (1.0 + e) < FARTHEST - SLACK:
            return
    found = state_or_issue(scenario)
    if isinstance(found, Issue):
        yield found
