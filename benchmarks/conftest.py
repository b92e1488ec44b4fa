"""A small campaign, shared by the measurements of its speed and of its size on disk."""

from pathlib import Path

import pytest

SAMPLES = 16
SCENARIO = Path(__file__).parents[1] / "scenarios" / "usdv.yaml"


@pytest.fixture(scope="session")
def campaign():
    """A small campaign of a shipped scenario, prepared: nominal flight and fragments."""
    from sim.campaign.run.campaign import Campaign
    from sim.campaign.run.prepare import prepare_experiment
    from sim.scenario.build.campaign import corridor, dispersions
    from sim.scenario.build.entry import components, entry_options
    from sim.scenario.build.mission import build_mission
    from sim.scenario.load import load

    scenario = load(SCENARIO)
    experiment, _ = prepare_experiment(
        scenario.name,
        build_mission(scenario),
        1,
        families=components(scenario.entry),
        options=entry_options(scenario.entry),
        year=2025.0,
        pieces=scenario.campaign.pieces,
        degree=scenario.campaign.field_degree,
        corridor=corridor(scenario),
    )
    return Campaign((experiment,), dispersions(scenario), 1, SAMPLES)
