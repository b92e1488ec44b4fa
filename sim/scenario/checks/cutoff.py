"""Whether a burn can bring its cut-off, as far as that is plain before flying, and errs by it."""

from collections.abc import Iterator

from sim.campaign.sampling.parameter import find_unflown_laws
from sim.scenario.build.cutoff_law import cutoffs_of
from sim.scenario.checks.altitude import SLACK, apsides, may_raise
from sim.scenario.error import Issue
from sim.scenario.schema.scenario import Scenario

LOWEST_PERIGEE = 60e3
"""m; drag alone never brings the perigee of a stack in orbit below: it has entered before."""


def check_cutoffs(scenario: Scenario) -> Iterator[Issue]:
    """Report burns up to a perigee that the stack is past already, the way the engines push."""
    low, high = apsides(scenario)
    raised = lowered = False
    for i, phase in enumerate(scenario.phases):
        burn = phase.burn
        asked = None if burn is None else burn.cutoff.perigee
        if burn is not None and asked is not None:
            key = ("phases", i, "burn", "cutoff", "perigee")
            above = high > LOWEST_PERIGEE and asked > high + SLACK
            if burn.direction == "retrograde" and not raised and above:
                problem = "the burn isn't needed: the stack never was that high"
                allowed = f"below the apogee of the first orbit, {high / 1e3:.6g} km, or prograde"
                yield Issue(key, problem, asked.given, allowed)
            elif burn.direction == "prograde" and not lowered and asked <= LOWEST_PERIGEE < low:
                problem = "the burn isn't needed: nothing has brought the perigee so low before it"
                allowed = "a perigee above that of the orbit, or direction: retrograde"
                yield Issue(key, problem, asked.given, allowed)
        raised = raised or may_raise(phase)
        lowered = lowered or (burn is not None and burn.direction != "prograde")


def check_cutoff_errors(scenario: Scenario) -> Iterator[Issue]:
    """Report dispersed errors of cut-off laws that no burn flies; names must be right."""
    if scenario.campaign is None:
        return
    dispersed = scenario.campaign.dispersions
    for name, problem, allowed in find_unflown_laws(dispersed, cutoffs_of(scenario)):
        yield Issue(("campaign", "dispersions", name), problem, ..., allowed)
