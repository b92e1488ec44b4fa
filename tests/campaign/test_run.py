"""A campaign flown serially, on threads, interrupted and resumed: the same bits, each sample once,
and one that breaks costs nobody else anything."""

import hashlib
import re
import threading
from dataclasses import replace

import numpy as np
import pytest

from sim.campaign.run import campaign as run_module
from sim.campaign.run.campaign import fly_campaign, fly_chunk
from sim.campaign.run.executor import Chunk
from sim.campaign.run.merge import merge_chunks, read_chunks
from sim.campaign.run.sample import fly_samples
from sim.campaign.run.store import finished_chunks
from sim.campaign.sampling.continuous import Normal
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import draw_campaign
from sim.errors import FlightError


def digests(store) -> dict[str, str]:
    """Of every shard, and of the merged tables."""
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((store.path / "shards").iterdir())
    }
    for table in store.tables:
        path = store.path / f"{table}.parquet"
        merge_chunks(store, table, path)
        found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="module")
def serial(campaign, tmp_path_factory):
    """Digests of the campaign flown on one thread, and all its tables."""
    from sim.campaign.run.store import Identity, open_store
    from sim.campaign.sampling.dispersion import describe_dispersions

    identity = Identity(
        scenarios={each.name: "abc" for each in campaign.experiments},
        seed=campaign.seed,
        method=campaign.method,
        samples=campaign.samples,
        chunk=campaign.chunk,
        dispersions=describe_dispersions(campaign.dispersions),
        version="1.0",
    )
    store = open_store(tmp_path_factory.mktemp("serial") / "s", identity, tables=campaign.tables)
    end = fly_campaign(campaign, store, options={"threads": 1})
    assert (end.now, end.failures, end.whole) == (campaign.samples, 0, 3)
    tables = {
        name: {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}
        for name in store.tables
        for parts in [list(read_chunks(store, name))]
    }
    return digests(store), tables


def same(one: dict, other: dict) -> bool:
    """Whether two tables hold the same bits."""
    return one.keys() == other.keys() and all(
        one[k].tobytes() == other[k].tobytes() if one[k].dtype.kind == "f" else
        np.array_equal(one[k], other[k])
        for k in one
    )  # fmt: skip


def test_each_sample_once_and_nothing_missing(serial, campaign):
    _, tables = serial
    for name in ("short", "steep"):
        table = tables[f"samples-{name}"]
        assert table["sample"].tolist() == list(range(campaign.samples))
        assert set(table["status"]) == {"impact"}
        assert table["burns_complete"].all()
        for key, values in table.items():
            if values.dtype.kind == "f":
                assert np.isfinite(values).all(), key
        debris = tables[f"fragments-{name}"]
        assert np.unique(debris["sample"]).tolist() == list(range(campaign.samples))
        assert np.isfinite(debris["latitude_deg"]).all()


def test_two_threads_give_the_same_bits(serial, campaign, new_store):
    store = new_store(campaign)
    fly_campaign(campaign, store, options={"threads": 2})
    assert digests(store) == serial[0]


def test_stopped_and_resumed_gives_the_same_bits(serial, campaign, new_store):
    stop = threading.Event()
    store = new_store(campaign)
    end = fly_campaign(
        campaign, store, options={"threads": 1}, stop=stop, tell=lambda now: stop.set()
    )
    assert len(finished_chunks(store)) == 1 and end.now == campaign.chunk
    again = new_store(campaign, resume=True)
    end = fly_campaign(campaign, again, options={"threads": 2})
    assert end.before == campaign.chunk and end.now == campaign.samples - campaign.chunk
    assert digests(again) == serial[0]


@pytest.mark.parametrize("number", [0, 7, 8, 19])
def test_a_sample_alone_has_the_bits_of_its_row(serial, campaign, number):
    for name, table in fly_chunk(campaign, Chunk(0, number, 1)).items():
        whole = serial[1][name]
        rows = whole["sample"] == number
        assert same(table, {key: values[rows] for key, values in whole.items()}), name


def test_chunks_of_another_size_hold_the_same_bits(serial, campaign):
    parts = [fly_chunk(campaign, Chunk(0, first, 5)) for first in (0, 5, 10, 15)]
    for name, whole in serial[1].items():
        joined = {key: np.concatenate([part[name][key] for part in parts]) for key in whole}
        assert same(joined, whole), name


def test_a_row_that_raises_is_a_row(serial, campaign, new_store, monkeypatch):
    def breaks(experiment, numbers, draws):
        if experiment.name == "steep" and 9 in numbers:
            raise FlightError("something odd")
        return fly_samples(experiment, numbers, draws)

    monkeypatch.setattr(run_module, "fly_samples", breaks)
    store = new_store(campaign)
    end = fly_campaign(campaign, store, options={"threads": 2})
    assert end.failures == 1
    for name, whole in serial[1].items():
        parts = list(read_chunks(store, name))
        table = {key: np.concatenate([p[key] for p in parts]) for key in parts[0]}
        assert list(table) == list(whole)
        assert {k: v.dtype.kind for k, v in table.items()} == {
            k: v.dtype.kind for k, v in whole.items()
        }
        lost = (table["sample"] == 9) & name.endswith("steep")
        kept = (whole["sample"] != 9) | (not name.endswith("steep"))
        assert same(
            {k: v[~lost] for k, v in table.items()}, {k: v[kept] for k, v in whole.items()}
        ), name
        if name == "samples-steep":
            assert table["status"][9] == "failed_FlightError: something odd"
            assert np.isnan(table["margin_kg"][9]) and not table["burns_complete"][9]
    merge_chunks(store, "samples-steep", store.path / "m.parquet")


MACHINE = [
    MemoryError("Unable to allocate 2.0 GiB"),
    OSError(28, "No space left on device"),
    RuntimeError("can't start new thread"),
    IndexError("a fault of the program"),
]


@pytest.mark.parametrize("error", MACHINE, ids=lambda error: type(error).__name__)
def test_a_fault_of_the_machine_is_no_row(serial, campaign, new_store, monkeypatch, error):
    """It ends the campaign; what was flown before stays, and the rest is flown another time."""

    def breaks(experiment, numbers, draws):
        if experiment.name == "steep" and 9 in numbers:
            raise error
        return fly_samples(experiment, numbers, draws)

    store = new_store(campaign)
    with monkeypatch.context() as patch:
        patch.setattr(run_module, "fly_samples", breaks)
        with pytest.raises(type(error), match=re.escape(str(error.args[-1]))):
            fly_campaign(campaign, store, options={"threads": 1})
    assert finished_chunks(store) == {0}
    again = new_store(campaign, resume=True)
    assert fly_campaign(campaign, again, options={"threads": 1}).before == campaign.chunk
    assert digests(again) == serial[0]


def test_a_dispersion_more_leaves_the_draws_of_others(campaign):
    more = (
        *campaign.dispersions,
        Dispersion(name="yaw", distribution=Normal(sigma=0.01), assumption="x"),
    )
    one = draw_campaign(campaign.dispersions, 3, 20, "sobol")
    other = draw_campaign(more, 3, 20, "sobol")
    assert set(other) - set(one) == {"yaw"}
    for name, values in one.items():
        assert np.array_equal(values, other[name]), name


def test_plans_are_paired(serial):
    """What both plans meet alike moves both alike, far more than their own errors could."""
    one, other = (serial[1][f"samples-{name}"]["propellant_used_kg"] for name in ("short", "steep"))
    assert np.corrcoef(one, other)[0, 1] > 0.99
    # and a plan flown by itself is the same plan
    assert np.std(one - other) < 0.3 * np.std(one)


def test_a_plan_by_itself_has_the_same_bits(serial, alone):
    tables = fly_chunk(alone(), Chunk(1, 8, 8))
    for name, table in tables.items():
        whole = serial[1][name]
        rows = (whole["sample"] >= 8) & (whole["sample"] < 16)
        assert same(table, {key: values[rows] for key, values in whole.items()})


def test_stops_at_the_same_chunk_however_it_was_flown(campaign, new_store):
    """Asked about chunks in order, also when a later one is done before."""
    asked = []

    def enough(chunks: int) -> bool:
        asked.append(chunks)
        return chunks == 2

    store = new_store(campaign)
    end = fly_campaign(campaign, store, options={"threads": 3}, enough=enough)
    assert asked == [1, 2] and end.whole == 2
    assert {0, 1} <= finished_chunks(store)
    asked.clear()
    end = fly_campaign(
        campaign, new_store(campaign, resume=True), options={"threads": 1}, enough=enough
    )
    assert asked == [1, 2] and end.now == 0


def test_draws_are_written_before_anything_flies(campaign, new_store, monkeypatch):
    def never(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(run_module, "fly_chunk", never)
    store = new_store(campaign)
    with pytest.raises(KeyboardInterrupt):
        fly_campaign(campaign, store, options={"threads": 1})
    assert (store.path / "draws.parquet").is_file() and not finished_chunks(store)


def test_weights_of_a_proposal_reach_the_rows(alone):
    """Drawn three times as wide, weighted by p / q: the rows carry the weights of their draws."""
    wide = Dispersion(
        name="mass_offset",
        distribution=Normal(sigma=1000.0),
        assumption="x",
        proposal=Normal(sigma=3000.0),
    )
    made = alone(dispersions=(wide,), method="random")
    table = fly_chunk(made, Chunk(0, 0, 8))["samples-short"]
    drawn = draw_campaign((wide,), made.seed, made.samples, "random")
    assert np.array_equal(table["weight"], drawn["weight"][:8])
    x = drawn["mass_offset"][:8] / 1000.0
    assert table["weight"] == pytest.approx(3.0 * np.exp(-0.5 * x**2 * (1 - 1 / 9)), rel=1e-12)


def test_campaign_of_a_stack_that_stays_whole(short, new_store):
    from sim.campaign.run.campaign import Campaign
    from sim.campaign.run.prepare import prepare_experiment

    bare, _ = prepare_experiment("whole", short[0], 3, degree=4)
    made = Campaign((bare,), short[3], 3, 5, "random", 5)
    store = new_store(made)
    fly_campaign(made, store)
    table = next(read_chunks(store, "samples-whole"))
    assert np.isfinite(table["impact_latitude_deg"]).all() and "heel_km" not in table
    assert len(next(read_chunks(store, "fragments-whole"))["sample"]) == 0
    lost, none, _ = run_module.make_failed_samples(replace(bare), np.arange(2), "failed_x")
    assert set(lost) == set(table) - {"weight"} and len(none["sample"]) == 0
