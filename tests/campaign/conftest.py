"""A short fall of few pieces, so that a sample takes milliseconds, and a steeper one to pair it
with."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.campaign.run.campaign import Campaign
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.prepare import prepare_experiment
from sim.campaign.run.store import Identity, Store, open_store
from sim.campaign.sampling.dispersion import Dispersion, describe_dispersions
from sim.flight.interface import find_aboard
from sim.flight.mission import Mission
from sim.flight.record import Flight
from sim.scenario.build.campaign import corridor, dispersions
from sim.scenario.build.entry import components, entry_options
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load

HERE = Path(__file__).parent
SAMPLES, CHUNK, SEED = 20, 8, 3
"""Three chunks, the last shorter than a vector of lanes."""


def made(file: str) -> tuple[Mission, Experiment, Flight, tuple[Dispersion, ...]]:
    scenario = load(HERE / file)
    mission = build_mission(scenario)
    experiment, nominal = prepare_experiment(
        scenario.name,
        mission,
        SEED,
        families=lambda flown: components(scenario, find_aboard(flown)),
        options=entry_options(scenario.entry),
        year=2025.0,
        pieces=scenario.campaign.pieces,
        degree=scenario.campaign.field_degree,
        corridor=corridor(scenario),
    )
    return mission, experiment, nominal, dispersions(scenario)


@pytest.fixture(scope="session")
def short():
    """Mission, experiment, nominal flight and dispersions of the short fall."""
    return made("short.yaml")


@pytest.fixture(scope="session")
def steep():
    """The same of the steep one."""
    return made("steep.yaml")


@pytest.fixture(scope="session")
def campaign(short, steep) -> Campaign:
    """Both plans on one draw."""
    return Campaign((short[1], steep[1]), short[3], SEED, SAMPLES, "sobol", CHUNK)


@pytest.fixture
def new_store(tmp_path) -> Callable[..., Store]:
    """Opens a store of a campaign in a folder of the test."""

    def make(campaign: Campaign, name: str = "store", resume: bool = False) -> Store:
        identity = Identity(
            scenarios={each.name: "abc" for each in campaign.experiments},
            seed=campaign.seed,
            method=campaign.method,
            samples=campaign.samples,
            chunk=campaign.chunk,
            dispersions=describe_dispersions(campaign.dispersions),
            version="1.0",
        )
        return open_store(tmp_path / name, identity, resume=resume, tables=campaign.tables)

    return make


@pytest.fixture
def alone(campaign) -> Callable[..., Campaign]:
    """The short fall by itself, with some things changed."""

    def make(**changes) -> Campaign:
        return replace(campaign, **({"experiments": campaign.experiments[:1]} | changes))

    return make
