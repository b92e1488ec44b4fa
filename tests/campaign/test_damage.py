"""Damaged stores: what is lost is found, said by name, set aside and flown again."""

import json

import numpy as np
import pytest

from sim.campaign.run.damage import find_fault, set_damaged_aside
from sim.campaign.run.merge import merge_chunks, read_chunks
from sim.campaign.run.store import StoreError, clear_store, finished_chunks, open_store, write_draws

from .test_store import DRAWS, IDENTITY, flown, merged, tables, whole

__all__ = ["whole"]  # a fixture

CHUNK = 3


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flip(content: bytes) -> bytes:
    """Of the data, not of the footer: its numbers would be read without an error."""
    return content[:30] + bytes([content[30] ^ 0x10]) + content[31:]


DAMAGES = {
    "cut to half": cut,
    "empty": lambda content: b"",
    "a changed bit": flip,
    "a changed footer": lambda content: content[:-20] + b"\xff" * 12 + content[-8:],
    "no Parquet": lambda content: b"PAR1 and so on, PAR1",
}


@pytest.mark.parametrize("table", ["samples", "fragments"])
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_shard_is_flown_again(tmp_path, whole, name, table):
    store = flown(tmp_path / "store")
    shard = store.path / store.shard(table, CHUNK)
    shard.write_bytes(DAMAGES[name](shard.read_bytes()))
    (said,) = set_damaged_aside(store)
    assert str(shard) in said and f"{shard.name}.damaged" in said and "chunk 3 is flown" in said
    assert finished_chunks(store) == set(range(7)) - {CHUNK}
    assert merged(flown(tmp_path / "store", resume=True)) == whole
    assert set_damaged_aside(store) == []


def test_a_shard_of_another_chunk_is_no_shard_of_this_one(tmp_path):
    store = flown(tmp_path / "store")
    other = (store.path / store.shard("samples", 1)).read_bytes()
    (store.path / store.shard("samples", CHUNK)).write_bytes(other)
    assert "does not hold the samples of chunk 3" in find_fault(store, "samples", CHUNK)
    other = (store.path / store.shard("fragments", 1)).read_bytes()
    (store.path / store.shard("fragments", CHUNK)).write_bytes(other)
    assert "does not hold the samples" in find_fault(store, "fragments", CHUNK)
    assert not find_fault(store, "samples", 1) and not find_fault(store, "fragments", 1)


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_met_while_reading_says_what_mends_it(tmp_path, name):
    store = flown(tmp_path / "store")
    shard = store.path / store.shard("samples", CHUNK)
    shard.write_bytes(DAMAGES[name](shard.read_bytes()))
    with pytest.raises(StoreError, match=r"000003\.parquet is damaged: .*resume the campaign"):
        list(read_chunks(store, "samples"))
    with pytest.raises(StoreError, match=r"000003\.parquet is damaged: .*resume the campaign"):
        merge_chunks(store, "samples", tmp_path / "one.parquet")
    assert not (tmp_path / "one.parquet").exists()


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_table_of_draws_is_said(tmp_path, name):
    store = flown(tmp_path / "store", chunks=[0])
    draws = store.path / "draws.parquet"
    draws.write_bytes(DAMAGES[name](draws.read_bytes()))
    with pytest.raises(StoreError, match=r"draws\.parquet is damaged: .*delete it and resume"):
        write_draws(store, DRAWS)
    draws.unlink()
    write_draws(store, DRAWS)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "3", "{}", '{"dispersions": 3}', '{"dispersions": [1, {}]}',
        '{"dispersions": {"a": null}, "scenarios": [], "seed": {}, "samples": null}',
        "\udc80", "[" * 100_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_a_damaged_record_is_said(tmp_path, text):
    flown(tmp_path / "store", chunks=[0])
    mark = tmp_path / "store" / "campaign.json"
    mark.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(StoreError, match=r"campaign\.json|another campaign"):
        open_store(tmp_path / "store", IDENTITY, resume=True)


def test_resuming_where_nothing_is_begins(tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("absent", "empty"):
        assert finished_chunks(open_store(tmp_path / name, IDENTITY, resume=True)) == set()


def test_a_campaign_is_taken_away_as_a_whole_and_nothing_else_is(tmp_path, whole):
    store = flown(tmp_path / "store")
    (store.path / "answers.json").write_text("{}")
    clear_store(store.path)
    assert list(store.path.iterdir()) == []
    assert merged(flown(tmp_path / "store")) == whole
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    clear_store(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"


def test_what_is_taken_away_is_a_campaign_until_the_last(tmp_path, monkeypatch):
    """Killed in between, the folder still says what it is, so that it can be taken away again."""
    store = flown(tmp_path / "store")
    monkeypatch.setattr("shutil.rmtree", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        clear_store(store.path)
    assert json.loads((store.path / "campaign.json").read_text())["seed"] == 7
    monkeypatch.undo()
    clear_store(store.path)
    assert not list(store.path.iterdir())


def test_the_tables_of_this_test_hold_what_a_chunk_does():
    """The damaged chunk has fragments: an empty table would hide a fault."""
    assert len(tables(CHUNK)["fragments"]["sample"]) and np.ptp(tables(CHUNK)["samples"]["sample"])
