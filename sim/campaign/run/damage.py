"""Damaged shards: found by reading them, and set aside so that their chunks are flown again.

A shard is as good as its name only if it can be read to its end, with the sums of its pages, and
holds the samples of its chunk.
"""

import numpy as np

from sim.campaign.run.store import DAMAGED, Store, finished_chunks
from sim.formats.parquet import DamagedTableError


def set_damaged_aside(store: Store) -> list[str]:
    """Give damaged shards of finished chunks another name; their chunks are then unfinished.

    Returns
    -------
    list of str
        A sentence for each.
    """
    sentences = []
    for chunk in sorted(finished_chunks(store)):
        for table in store.tables:
            fault = find_fault(store, table, chunk)
            if fault:
                shard = store.shard(table, chunk)
                aside = shard + DAMAGED
                store.place.rename(shard, aside)
                name = aside.rpartition("/")[2]
                sentences.append(f"{fault}; set aside as {name}, chunk {chunk} is flown again")
    return sentences


def find_fault(store: Store, table: str, chunk: int) -> str:
    """What is wrong with a shard; empty if nothing is."""
    try:
        columns = store.read(table, chunk)
    except DamagedTableError as error:
        return str(error)
    first = chunk * store.identity.chunk
    numbers = np.arange(first, min(first + store.identity.chunk, store.identity.samples))
    there = columns.get("sample", np.zeros(0))
    if table.startswith("samples"):
        right = np.array_equal(there, numbers)
    else:
        right = "sample" in columns and bool(np.isin(there, numbers).all())
    if right:
        return ""
    shard = store.place.where(store.shard(table, chunk))
    return f"{shard} is damaged: it does not hold the samples of chunk {chunk}"
