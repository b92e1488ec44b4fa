"""From the campaign of a scenario to dispersions and corridor, in SI units."""

from typing import TYPE_CHECKING

from sim.campaign.sampling.dispersion import Dispersion
from sim.scenario.build.dispersions import dispersions_of
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from sim.campaign.run.experiment import Corridor


def dispersions(scenario: Scenario) -> tuple[Dispersion, ...]:
    """Dispersions of a checked scenario; none where it has no campaign."""
    return () if scenario.campaign is None else dispersions_of(scenario.campaign.dispersions)


def corridor(scenario: Scenario) -> "Corridor":
    """The corridor of a scenario's campaign."""
    from sim.campaign.run.experiment import Corridor

    if scenario.campaign is None:
        return Corridor()
    given = scenario.campaign.corridor
    return Corridor(0.5 * float(given.length), 0.5 * float(given.width), float(given.centre))
