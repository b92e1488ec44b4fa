"""By which law burns of a scenario are cut off: told without what flies them."""

from collections.abc import Sequence

from sim.flight.phase import CutoffLaw, commanded_law
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.schema.phase import EngineUse
from sim.scenario.schema.plan import PlannedBurnModel
from sim.scenario.schema.scenario import Scenario

NOMINAL_LAW: CutoffLaw = "delta_v"
"""Of vehicles that say none: ATV's boosts were good to 1 % in velocity change, and Roscosmos quotes
those of the station in m/s.
"""


def laws_of(engines: Sequence[EngineUse], scenario: Scenario) -> list[CutoffLaw]:
    """How the vehicles of some engines cut burns off, in the order of the engines."""
    known = names_of(scenario.all_vehicles, "engines")
    owners = [full_name(use.group, known).partition(".")[0] for use in engines]
    return [scenario.all_vehicles[owner].cutoff_law or NOMINAL_LAW for owner in owners]


def cutoffs_of(scenario: Scenario) -> dict[str, str]:
    """What cuts off each burn of a scenario, those of its plan included, by their names."""
    stated = {
        phase.name: phase.burn.cutoff.chosen for phase in scenario.phases if phase.burn is not None
    }
    if scenario.plan is None:
        return stated
    laws = {
        burn.name: commanded_law(law_of(burn, scenario), float(burn.perigee))
        for burn in scenario.plan.burns
    }
    return stated | laws


def law_of(model: PlannedBurnModel, scenario: Scenario) -> CutoffLaw:
    """How a planned burn is cut off: as it says, else as the vehicle of its first engines does."""
    return model.cutoff_law or laws_of(model.engines, scenario)[0]
