"""The plans of a campaign: what they must be, one by one and together."""

from collections.abc import Sequence
from pathlib import Path

from sim.campaign.sampling.dispersion import Dispersion, describe_dispersions
from sim.cli.read_inputs import opened
from sim.errors import InputError
from sim.scenario.build.campaign import dispersions
from sim.scenario.schema.scenario import Scenario


def dispersed_plans(files: Sequence[Path], scenarios: Sequence[Scenario]) -> Sequence[Scenario]:
    """The scenarios of a campaign, read if they were not.

    Raises
    ------
    InputError
        If names are not different, or one has nothing dispersed.
    """
    scenarios = scenarios or opened(files, quiet=True)
    names = [each.name for each in scenarios]
    if len(set(names)) < len(names):
        raise InputError(f"plans of a campaign need different names; given: {', '.join(names)}")
    for file, each in zip(files, scenarios, strict=True):
        if each.campaign is None or not each.campaign.dispersions:
            raise InputError(
                f"{file}: nothing is dispersed; add `campaign: {{include: campaign/iss.yaml}}` or "
                "dispersions of your own (docs/campaigns.md)"
            )
    return scenarios


def same_dispersions(scenarios: Sequence[Scenario]) -> tuple[Dispersion, ...]:
    """Dispersions of all plans together; one that two plans have must be the same in both."""
    found: dict[str, Dispersion] = {}
    for scenario in scenarios:
        for each in dispersions(scenario):
            other = found.setdefault(each.name, each)
            if describe_dispersions([each]) != describe_dispersions([other]):
                raise InputError(
                    f"{scenario.name}: {each.name} is dispersed differently than in "
                    f"{scenarios[0].name}; plans are compared on the same draws"
                )
    return tuple(found.values())
