"""The same bytes of a guided campaign whoever flies it: one thread, workers of Dask, and a campaign
that was stopped and resumed, holds and burns begun again included.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.campaign.run.campaign import Campaign, fly_campaign
from sim.campaign.run.store import Identity, Store, open_store
from sim.campaign.sampling.dispersion import describe_dispersions
from sim.formats.parquet import read_table
from sim.operations.decisions.rules import Hold, Rules
from sim.operations.failures import FailingBurn, FailureModel, Strings
from sim.planning.failures.interruptions import BurnRates, Rate
from sim.scenario.build.campaign import dispersions
from sim.scenario.build.decisions import failure_dispersions

pytest.importorskip("distributed")
BURNS = ("burn_1", "burn_2", "final_burn")


def sure(value: float) -> Rate:
    return Rate(value, value, value)


@pytest.fixture(scope="module")
def guided(small, experiment) -> Campaign:
    """Two chunks of samples of which many wait and many begin a burn again."""
    model = FailureModel(
        burns=BurnRates(interrupted=sure(0.4), first_firing=sure(0.4), recovered=sure(0.9)),
        engine=sure(0.01),
        computers=Strings(3, sure(0.2)),
    )
    eventful = replace(
        experiment,
        rules=Rules(computers=3, hold=Hold(2.0, 1.0, 3)),
        failures=model,
        failing=tuple(FailingBurn(name, 30) for name in BURNS),
    )
    drawn = (*dispersions(small.scenario), *failure_dispersions(model, BURNS))
    return Campaign((eventful,), drawn, experiment.seed, 6, "sobol", 3)


@pytest.fixture
def new_store(tmp_path, guided) -> Callable[..., Store]:
    def make(name: str, resume: bool = False) -> Store:
        identity = Identity(
            scenarios={"descent": "abc"},
            seed=guided.seed,
            method=guided.method,
            samples=guided.samples,
            chunk=guided.chunk,
            dispersions=describe_dispersions(guided.dispersions),
            version="1.0",
        )
        return open_store(tmp_path / name, identity, resume=resume, tables=guided.tables)

    return make


def shards(store: Store) -> dict[str, bytes]:
    files = [*Path(store.path / "shards").iterdir(), store.path / "draws.parquet"]
    return {path.name: path.read_bytes() for path in files}


@pytest.mark.slow
def test_threads_workers_and_a_resumed_campaign_write_the_same_bytes(guided, new_store):
    whole = new_store("whole")
    assert fly_campaign(guided, whole, options={"threads": 1}).failures == 0
    kinds = {path.name.split("-")[0] for path in (whole.path / "shards").iterdir()}
    assert {"samples", "decisions"} <= kinds
    tables = [read_table(path) for path in (whole.path / "shards").glob("decisions-*")]
    assert {"hold", "go"} <= {word for table in tables for word in table["decision"].tolist()}
    assert max(table["attempt"].max() for table in tables) > 1

    cut, stop = new_store("cut"), threading.Event()
    first = fly_campaign(
        guided, cut, options={"threads": 1}, stop=stop, tell=lambda progress: stop.set()
    )
    assert first.now == 3
    assert fly_campaign(guided, new_store("cut", resume=True), options={"threads": 2}).now == 3
    assert shards(cut) == shards(whole)

    dask = new_store("dask")
    assert fly_campaign(guided, dask, dask=True, options={"workers": 2}).now == 6
    assert shards(dask) == shards(whole)
