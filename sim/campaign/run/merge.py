"""Tables of a campaign: read chunk by chunk, or written as one file. Memory holds one chunk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.campaign.run.store import Store, StoreError, finished_chunks
from sim.data.whole_file import write_whole
from sim.formats.parquet import DamagedTableError, read_arrow


def read_chunks(
    store: Store, table: str, columns: Sequence[str] | None = None, chunks: int | None = None
) -> Iterator[dict[str, NDArray[Any]]]:
    """Columns of a table chunk by chunk, in order: memory holds one chunk at a time.

    Parameters
    ----------
    store, table
        Open store, and one of its tables.
    columns
        Names of the columns to read; all by default.
    chunks
        Number of chunks, from the first on, for a campaign that was stopped early; all by default.

    Raises
    ------
    StoreError
        If a chunk is missing or damaged, or has no such column.
    """
    for number in _whole_chunks(store, chunks):
        with _healed_by_resuming():
            chunk = store.read(table, number)
        if columns is None:
            yield chunk
            continue
        missing = [name for name in columns if name not in chunk]
        if missing:
            shard = store.place.where(store.shard(table, number))
            raise StoreError(f"{shard} has no columns {', '.join(missing)}")
        yield {name: chunk[name] for name in columns}


def merge_chunks(store: Store, table: str, path: Path, chunks: int | None = None) -> None:
    """Write one Parquet file with a row group per chunk, in order; see `read_chunks`.

    The bytes are those of a campaign that was never interrupted, with the same version of pyarrow.

    Raises
    ------
    StoreError
        If a chunk is missing or damaged, or has other columns than the first.
    """
    numbers = _whole_chunks(store, chunks)

    def read(number: int) -> pa.Table:
        shard = store.shard(table, number)
        with _healed_by_resuming():
            return read_arrow(store.place.read(shard), store.place.where(shard))

    schema = read(0).schema

    def write(partial: Path) -> None:
        with pq.ParquetWriter(
            partial, schema, compression="zstd", write_page_checksum=True
        ) as writer:
            for number in numbers:
                one = read(number)
                if not one.schema.equals(schema):
                    shard = store.place.where(store.shard(table, number))
                    raise StoreError(
                        f"{shard} has the columns {_column_types(one.schema)}; the first chunk has "
                        f"{_column_types(schema)}"
                    )
                writer.write_table(one, row_group_size=max(one.num_rows, 1))

    write_whole(path, write)


@contextmanager
def _healed_by_resuming() -> Iterator[None]:
    """Say what mends a damaged shard."""
    try:
        yield
    except DamagedTableError as error:
        raise StoreError(f"{error}; resume the campaign: its chunk is flown again") from None


def _column_types(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} ({field.type})" for field in schema)


def _whole_chunks(store: Store, chunks: int | None) -> range:
    """Numbers of the chunks that count, once all of them are there."""
    count = store.identity.chunks if chunks is None else chunks
    missing = sorted(set(range(count)) - finished_chunks(store))
    if missing:
        shown = ", ".join(map(str, missing[:5])) + (", ..." if len(missing) > 5 else "")
        raise StoreError(f"{store.place} lacks {len(missing)} of {count} chunks: {shown}")
    return range(count)
