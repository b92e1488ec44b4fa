"""Campaigns of guided samples: laws, tables of the store, and the same bytes whoever flies them."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.campaign.run.campaign import Campaign, fly_campaign
from sim.campaign.run.merge import read_chunks
from sim.campaign.run.store import Identity, Store, open_store
from sim.campaign.sampling.dispersion import describe_dispersions
from sim.formats.parquet import read_table
from sim.operations.decisions.history import COLUMNS
from sim.scenario.build.campaign import dispersions
from sim.workflow.campaign.fly import run_campaign
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.output import Output

SCENARIO = Path(__file__).parent / "descent.yaml"
SAMPLES, CHUNK = 6, 4


def fly_to(folder, campaign: Campaign, **options) -> Store:
    identity = Identity(
        scenarios={each.name: "abc" for each in campaign.experiments},
        seed=campaign.seed,
        method=campaign.method,
        samples=campaign.samples,
        chunk=campaign.chunk,
        dispersions=describe_dispersions(campaign.dispersions),
        version="1.0",
    )
    store = open_store(folder, identity, tables=campaign.tables)
    end = fly_campaign(campaign, store, options=options)
    assert (end.now, end.failures) == (campaign.samples, 0)
    return store


def read_whole(store: Store, name: str) -> dict[str, np.ndarray]:
    parts = list(read_chunks(store, name))
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def digests(store: Store) -> dict[str, str]:
    shards = sorted((store.path / "shards").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in shards}


@pytest.fixture(scope="module")
def laws(small) -> Campaign:
    """One plan guided in three ways, on the same draws."""
    experiments = tuple(
        replace(small.prepare(law), name=law) for law in ("replan", "orbit", "clock")
    )
    return Campaign(experiments, dispersions(small.scenario), 5, SAMPLES, "sobol", CHUNK)


@pytest.fixture(scope="module")
def serial(laws, tmp_path_factory) -> Store:
    return fly_to(tmp_path_factory.mktemp("serial") / "store", laws, threads=1)


def test_laws_fly_different_samples(serial):
    along = {
        law: read_whole(serial, f"samples-{law}")["reference_along_km"]
        for law in ("replan", "orbit", "clock")
    }
    assert all(np.isfinite(values).all() for values in along.values())
    for one, other in (("replan", "orbit"), ("orbit", "clock"), ("clock", "replan")):
        assert np.abs(along[one] - along[other]).min() > 0.1, (one, other)
    assert along["replan"].std() < 0.7 * along["clock"].std()


def test_the_store_has_the_decisions_of_each_plan(serial):
    table = read_whole(serial, "decisions-replan")
    assert tuple(table) == COLUMNS
    assert table["sample"].tolist() == np.repeat(np.arange(SAMPLES), 3).tolist()
    assert set(table["decision"]) == {"go"} and set(table["stopped"]) == {"complete"}
    for law in ("orbit", "clock"):
        assert len(read_whole(serial, f"decisions-{law}")["sample"]) == 0
    outcome = read_whole(serial, "samples-replan")["outcome"]
    assert set(outcome) == {"aimed"}


def test_the_law_of_an_option_is_flown(small, serial, tmp_path):
    """`--guidance` takes the place of what the scenario says."""
    output = Output(folder=tmp_path / "out", plots=False)
    options = CampaignOptions(samples=2, seed=5, chunk=CHUNK, guidance="clock", threads=1)
    run_campaign([small.scenario], [SCENARIO], options, output)
    found = read_table(tmp_path / "out" / "samples-descent.parquet")
    assert "outcome" not in found and np.isfinite(found["reference_along_km"]).all()
    with pytest.raises(OptionError, match="replan, orbit, clock"):
        CampaignOptions(guidance="stars")


def test_threads_write_the_same_bytes(serial, laws, tmp_path):
    assert digests(fly_to(tmp_path / "store", laws, threads=2)) == digests(serial)
