"""The store: resumable after a kill at any moment, the same bytes, and nobody else's campaign."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.campaign.error import InvalidParameterError
from sim.campaign.run import store as store_module
from sim.campaign.run.merge import merge_chunks, read_chunks
from sim.campaign.run.store import (
    Identity,
    StoreError,
    finished_chunks,
    open_store,
    read_draws,
    write_chunk,
    write_draws,
)
from sim.campaign.sampling.continuous import Lognormal, Normal
from sim.campaign.sampling.dispersion import Dispersion, describe_dispersions
from sim.campaign.sampling.draws import draw_campaign
from sim.formats.parquet import units_in

PLAN = (
    Dispersion(name="position_along", distribution=Normal(sigma=100.0), assumption="trial"),
    Dispersion(
        name="thrust_factor.usdv.main", distribution=Lognormal(sigma=0.01), assumption="trial"
    ),
    Dispersion(
        name="ignition_delay.final_burn", distribution=Normal(sigma=1.0), assumption="trial"
    ),
)
IDENTITY = Identity(
    scenarios={"usdv": "abc"},
    seed=7,
    method="random",
    samples=50,
    chunk=8,
    dispersions=describe_dispersions(PLAN),
    version="1.0",
)
DRAWS = draw_campaign(PLAN, 7, 50)


def tables(chunk: int) -> dict[str, dict[str, np.ndarray]]:
    """What a chunk gives: a function of its number."""
    rows = np.arange(8 * chunk, min(8 * chunk + 8, 50))
    pieces = np.repeat(rows, rows % 3)
    return {
        "samples": {
            "sample": rows,
            "margin_kg": np.sin(rows * 1.0),
            "status": np.array(["ok" if row % 5 else "no fuel" for row in rows]),
        },
        "fragments": {"sample": pieces, "latitude_deg": np.cos(pieces * 1.0)},
    }


def flown(path: Path, chunks=range(7), resume: bool = False):
    store = open_store(path, IDENTITY, resume=resume)
    write_draws(store, DRAWS)
    for chunk in chunks:
        if chunk not in finished_chunks(store):
            write_chunk(store, chunk, tables(chunk))
    return store


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    """Merged bytes of a campaign that was never interrupted."""
    store = flown(tmp_path_factory.mktemp("whole") / "store")
    return merged(store)


def merged(store) -> dict[str, bytes]:
    found = {"draws": (store.path / "draws.parquet").read_bytes()}
    for table in store.tables:
        merge_chunks(store, table, store.path / f"{table}.parquet")
        found[table] = (store.path / f"{table}.parquet").read_bytes()
    return found


def test_everything_comes_back_in_order(tmp_path):
    store = flown(tmp_path / "store", chunks=[3, 0, 6, 1, 5, 2, 4])
    assert finished_chunks(store) == set(range(7))
    for table in store.tables:
        expected = [tables(chunk)[table] for chunk in range(7)]
        for found, own in zip(read_chunks(store, table), expected, strict=True):
            assert list(found) == list(own)
            assert all(np.array_equal(found[name], own[name]) for name in own)
        merge_chunks(store, table, tmp_path / "one.parquet")
        one = pq.ParquetFile(tmp_path / "one.parquet")
        assert one.num_row_groups == 7
        assert one.read()["sample"].to_pylist() == [
            row for own in expected for row in own["sample"].tolist()
        ]
    merge_chunks(store, "samples", tmp_path / "one.parquet")
    assert units_in(tmp_path / "one.parquet")["margin_kg"] == "kg"
    some = list(read_chunks(store, "samples", ["margin_kg"], chunks=2))
    assert [list(each) for each in some] == [["margin_kg"], ["margin_kg"]]


def test_draws_carry_units_and_come_back_bit_for_bit(tmp_path):
    store = flown(tmp_path / "store")
    units = units_in(store.path / "draws.parquet")
    assert units["position_along_m"] == "m"
    assert units["ignition_delay.final_burn_s"] == "s"
    found = read_draws(store)
    assert set(found) == set(DRAWS)
    assert all(np.array_equal(found[name], DRAWS[name]) for name in DRAWS)


def test_resuming_gives_the_same_bytes(tmp_path, whole):
    flown(tmp_path / "store", chunks=[5, 1])
    assert merged(flown(tmp_path / "store", resume=True)) == whole


@pytest.mark.parametrize("step", range(0, 31, 3))
def test_a_crash_at_any_step_leaves_a_store_that_can_be_resumed(tmp_path, whole, monkeypatch, step):
    class CrashError(BaseException):
        pass

    taken = 0

    def crashing(call):
        def wrapped(*arguments, **options):
            nonlocal taken
            taken += 1
            if taken > step:
                raise CrashError
            return call(*arguments, **options)

        return wrapped

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", crashing(os.replace))
        patch.setattr(store_module, "table_bytes", crashing(store_module.table_bytes))
        # what is left over stays, as after a kill
        patch.setattr(Path, "unlink", lambda self: None)
        with pytest.raises(CrashError):
            flown(tmp_path / "store")
    store = flown(tmp_path / "store", resume=True)
    assert merged(store) == whole
    assert not list(store.path.rglob("*.partial"))


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_store
store = test_store.open_store(Path(sys.argv[2]), test_store.IDENTITY, resume=True)
print("open", flush=True)
test_store.write_draws(store, test_store.DRAWS)
for chunk in range(7):
    if chunk not in test_store.finished_chunks(store):
        test_store.write_chunk(store, chunk, test_store.tables(chunk))
        print("chunk", flush=True)
sys.stdin.read()
"""


def test_kill_9_leaves_a_store_that_can_be_resumed(tmp_path, whole):
    path = tmp_path / "store"
    for seen in (0, 2, 1):  # chunks that it says are written, while it is on its way to the next
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SCRIPT), str(Path(__file__).parent), str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == "open\n"
        for _ in range(seen):
            assert process.stdout.readline() == "chunk\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL  # it does not end by itself
        process.stdin.close()
        process.stdout.close()
    assert merged(flown(path, resume=True)) == whole


def test_a_store_is_not_taken_over_without_being_told(tmp_path):
    flown(tmp_path / "store", chunks=[0])
    with pytest.raises(StoreError, match="--resume"):
        open_store(tmp_path / "store", IDENTITY)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"seed": 8}, ["seed (store 7, here 8)"]),
        ({"samples": 60}, ["samples (store 50, here 60)"]),
        ({"chunk": 16}, ["chunk"]),
        ({"method": "sobol"}, ["method (store 'random', here 'sobol')"]),
        ({"version": "1.1"}, ["version"]),
        ({"scenarios": {"usdv": "abd"}}, ["scenarios (usdv)"]),
        ({"scenarios": {"usdv": "abc", "mir": "x"}}, ["scenarios (mir)"]),
        (
            {"dispersions": describe_dispersions(PLAN[:1])},
            ["dispersions (ignition_delay", "thrust_factor"],
        ),
    ],
)
def test_the_store_of_another_campaign_is_refused(tmp_path, change, words):
    flown(tmp_path / "store", chunks=[0])
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "store", replace(IDENTITY, **change), resume=True)
    assert all(word in str(caught.value) for word in ["what differs", *words])


def test_other_folders_are_left_alone(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("other", "file"):
        with pytest.raises(StoreError, match="holds no campaign"):
            open_store(tmp_path / name, IDENTITY, resume=True)
    (tmp_path / "empty").mkdir()
    assert finished_chunks(open_store(tmp_path / "empty", IDENTITY)) == set()
    (tmp_path / "empty" / "campaign.json").write_text("{")
    with pytest.raises(StoreError, match=r"campaign\.json is damaged"):
        open_store(tmp_path / "empty", IDENTITY, resume=True)


def test_other_numbers_in_the_table_of_draws_are_refused(tmp_path):
    store = flown(tmp_path / "store", chunks=[0])
    other = {**DRAWS, "position_along": np.nextafter(DRAWS["position_along"], 1e9)}
    with pytest.raises(StoreError, match="other numbers under position_along_m"):
        write_draws(store, other)


def test_half_a_campaign_is_not_taken_for_a_whole_one(tmp_path):
    store = flown(tmp_path / "store", chunks=[0, 1, 4])
    with pytest.raises(StoreError, match="lacks 4 of 7 chunks: 2, 3, 5, 6"):
        merge_chunks(store, "samples", tmp_path / "one.parquet")
    assert len(list(read_chunks(store, "samples", chunks=2))) == 2
    with pytest.raises(StoreError, match="no columns altitude_km"):
        list(read_chunks(store, "samples", ["altitude_km"], chunks=2))


def test_chunks_that_do_not_fit_are_refused(tmp_path):
    store = flown(tmp_path / "store", chunks=[0])
    with pytest.raises(StoreError, match="must have samples, fragments"):
        write_chunk(store, 1, {"samples": {}})
    with pytest.raises(StoreError, match="0 to 6"):
        write_chunk(store, 7, tables(1))
    for chunk in range(1, 7):
        write_chunk(store, chunk, tables(chunk))
    other = tables(3)
    other["samples"]["margin_kg"] = other["samples"]["margin_kg"].astype(np.float32)
    write_chunk(store, 3, other)
    with pytest.raises(StoreError, match=r"samples-000003.*margin_kg \(float\)"):
        merge_chunks(store, "samples", tmp_path / "one.parquet")
    with pytest.raises(InvalidParameterError, match="chunk"):
        replace(IDENTITY, chunk=0)
