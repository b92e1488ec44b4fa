"""A campaign on disk: identity, draws, and one shard per chunk and table, each whole or absent.

    campaign.json               identity, written first
    draws.parquet               every draw, written before anything flies
    shards/samples-000012.parquet, shards/fragments-000012.parquet, ...

A file is written beside its place, forced to disk and moved there in one step, so a process killed
at any moment leaves a store that can be resumed. One process at a time writes to a store
(`sim.campaign.run.lock`).
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.campaign.error import InvalidParameterError
from sim.campaign.run.lock import LOCK
from sim.campaign.sampling.draws import WEIGHT
from sim.campaign.sampling.parameter import PARAMETERS, parameter_of
from sim.data.whole_file import PARTIAL, write_whole, write_whole_text
from sim.errors import InputError
from sim.formats.json_text import json_text, read_json
from sim.formats.parquet import DamagedTableError, read_table, write_table

Columns = Mapping[str, NDArray[Any]]

IDENTITY = "campaign.json"
DRAWS = "draws.parquet"
SHARDS = "shards"
DAMAGED = ".damaged"
"""Ending of shards that were set aside."""

ENDINGS = {"": "", "m": "_m", "m/s": "_m_s", "m/s2": "_m_s2", "s": "_s", "kg": "_kg", "rad": "_rad"}
"""Ending of a column's name by the unit of a parameter."""


class StoreError(InputError):
    """A store can't be used for what was asked."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a campaign is; another identity is another campaign.

    Attributes
    ----------
    scenarios
        Digest of the resolved text of each scenario, by name.
    seed, method, samples, chunk
        Of the draws; samples in a chunk (the last may have fewer).
    dispersions
        As `sim.campaign.sampling.dispersion.describe_dispersions` gives them.
    version
        Of the program.
    """

    scenarios: Mapping[str, str]
    seed: int
    method: str
    samples: int
    chunk: int
    dispersions: Sequence[Mapping[str, Any]]
    version: str

    def __post_init__(self) -> None:
        for name in ("samples", "chunk"):
            if getattr(self, name) < 1:
                raise InvalidParameterError(
                    (name,), "is out of range", getattr(self, name), "1 or more"
                )

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.samples // self.chunk)


@dataclass(frozen=True)
class Store:
    """An open store: its folder, the campaign it belongs to, and the tables of each chunk."""

    path: Path
    identity: Identity
    tables: tuple[str, ...] = ("samples", "fragments")

    def shard(self, table: str, chunk: int) -> Path:
        """Path of the shard of a chunk."""
        if table not in self.tables:
            raise StoreError(f"no table {table!r}; there are: {', '.join(self.tables)}")
        if not 0 <= chunk < self.identity.chunks:
            raise StoreError(f"no chunk {chunk}; there are 0 to {self.identity.chunks - 1}")
        return self.path / SHARDS / f"{table}-{chunk:06d}.parquet"


def open_store(
    path: Path,
    identity: Identity,
    *,
    resume: bool = False,
    tables: tuple[str, ...] = ("samples", "fragments"),
) -> Store:
    """Make a store, or open one to resume its campaign.

    Parameters
    ----------
    path
        Folder of the store.
    identity
        Of the campaign to be flown.
    resume
        Open a store that is there already; if there is none, one is made.
    tables
        Names of the tables of each chunk.

    Raises
    ------
    StoreError
        If there is a store and `resume` is not set, it belongs to another campaign, or the folder
        holds something else.
    """
    store = Store(path, identity, tables)
    check_store(store, resume=resume)
    (path / SHARDS).mkdir(parents=True, exist_ok=True)
    for leftover in (*path.glob(f"*{PARTIAL}"), *(path / SHARDS).glob(f"*{PARTIAL}")):
        leftover.unlink()
    mark = path / IDENTITY
    if not mark.is_file():
        write_whole_text(mark, json_text(_record(store)))
    return store


def check_store(store: Store, *, resume: bool = False, force: bool = False) -> None:
    """Refuse a folder that can't become this store, and write nothing.

    Parameters
    ----------
    store
        Perhaps not there yet.
    resume, force
        Whether a campaign that is there is continued, or taken away.

    Raises
    ------
    StoreError
        See `open_store`.
    """
    path, mark = store.path, store.path / IDENTITY
    if mark.is_file():
        if force:
            return
        if not resume:
            raise StoreError(
                f"{path} holds a campaign already; resume it with --resume, replace it with "
                "--force, or choose another folder"
            )
        _check_same(path, _record(store), _read_record(mark))
    elif path.exists() and (not path.is_dir() or not _only_partial(path)):
        raise StoreError(f"{path} exists and holds no campaign; choose another folder")


def clear_store(path: Path) -> None:
    """Take a campaign away, and all that is in its folder; nothing if there is none."""
    mark = path / IDENTITY
    if not mark.is_file():
        return
    for each in path.iterdir():
        if each.name in (IDENTITY, LOCK):
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
    mark.unlink()  # last: until then the folder is known to hold a campaign


def _only_partial(path: Path) -> bool:
    """Whether a folder holds nothing but what a store killed at its start may leave."""
    return all(
        each.name.endswith(PARTIAL)
        or each.name == LOCK
        or (each.name == SHARDS and not any(each.iterdir()))
        for each in path.iterdir()
    )


def _record(store: Store) -> dict[str, Any]:
    """The identity as a file gives it back."""
    return json.loads(json_text({**asdict(store.identity), "tables": store.tables}))


def _read_record(mark: Path) -> dict[str, Any]:
    lost = "which campaign it was can't be told; replace it with --force, or choose another folder"
    try:
        record = read_json(mark)
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{mark} is damaged ({error}), so {lost}") from None
    if not isinstance(record, dict):
        raise StoreError(f"{mark} is no record of a campaign, so {lost}")
    return record


def _check_same(path: Path, here: dict[str, Any], there: dict[str, Any]) -> None:
    """Refuse a store of another identity, and say what differs."""
    differences = []
    for name in sorted(here.keys() | there.keys()):
        own, other = here.get(name), there.get(name)
        if own == other:
            continue
        if name == "dispersions":
            own, other = _by_name(own), _by_name(other)
        if isinstance(own, dict) and isinstance(other, dict):
            names = [n for n in sorted({*own, *other}) if own.get(n) != other.get(n)]
            differences.append(f"{name} ({', '.join(names)})")
        else:
            differences.append(f"{name} (store {other!r}, here {own!r})")
    if differences:
        raise StoreError(
            f"{path} holds another campaign; what differs: {'; '.join(differences)}. "
            "Choose another folder, or fly the campaign the store was made for"
        )


def _by_name(dispersions: Any) -> Any:
    """Dispersions by their names; whatever else a damaged record has there, as it is."""
    if not isinstance(dispersions, list) or not all(isinstance(d, dict) for d in dispersions):
        return dispersions
    return {str(each.get("name")): each for each in dispersions}


def column_name(name: str) -> str:
    """Column of a parameter in the table of draws: its name with the unit."""
    return name if name == WEIGHT else name + ENDINGS[parameter_of(name).unit]


def write_draws(store: Store, draws: Columns) -> None:
    """Write the table of draws, or check that the one that is there is the same.

    Raises
    ------
    StoreError
        If there is a table with other numbers: packages have changed since it was made. If it is
        damaged, that can't be told.
    """
    path = store.path / DRAWS
    count = len(draws[WEIGHT])
    columns = {"sample": np.arange(count), **{column_name(n): draws[n] for n in draws}}
    if not path.is_file():
        write_whole(path, lambda partial: write_table(partial, columns))
        return
    try:
        there = read_table(path)
    except DamagedTableError as error:
        raise StoreError(
            f"{error}. It tells whether the packages that draw are still those of the finished "
            "chunks: if NumPy and SciPy have not changed since, delete it and resume; it is then "
            "written again"
        ) from None
    for name in columns.keys() | there.keys():
        if name not in columns or name not in there or not _same(columns[name], there[name]):
            raise StoreError(
                f"{path} has other numbers under {name} than are drawn now; NumPy or SciPy may "
                "have changed. Resume with the versions it was made with, or choose another folder"
            )


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return len(one) == len(other) and bool(np.all(one == other))


def read_draws(store: Store) -> dict[str, NDArray[Any]]:
    """The table of draws, by name of the parameter."""
    columns = read_table(store.path / DRAWS)
    stems = {f"{name}{ENDINGS[each.unit]}": name for name, each in PARAMETERS.items()}
    draws = {}
    for column, values in columns.items():
        stem, _, suffix = column.partition(".")
        if suffix:
            ending = ENDINGS[parameter_of(stem).unit]
            draws[f"{stem}.{suffix.removesuffix(ending)}"] = values
        elif column != "sample":
            draws[stems.get(column, column)] = values
    return draws


def write_chunk(store: Store, chunk: int, tables: Mapping[str, Columns]) -> None:
    """Write the shards of a chunk; it is finished when the last of them is there.

    Parameters
    ----------
    store
        Where to.
    chunk
        Number of the chunk.
    tables
        Columns by table, for each table of the store; a table may be empty. All chunks of a table
        have the same columns of the same types.

    Raises
    ------
    StoreError
        If tables are missing or there is no such chunk.
    """
    if set(tables) != set(store.tables):
        given, allowed = ", ".join(tables), ", ".join(store.tables)
        raise StoreError(f"chunk {chunk} has the tables {given}; it must have {allowed}")
    for table in reversed(store.tables):
        columns = tables[table]
        path = store.shard(table, chunk)
        write_whole(path, lambda partial, columns=columns: write_table(partial, columns))


def finished_chunks(store: Store) -> frozenset[int]:
    """Numbers of the chunks that are whole."""
    names = {each.name for each in (store.path / SHARDS).iterdir()}
    return frozenset(
        chunk
        for chunk in range(store.identity.chunks)
        if all(store.shard(table, chunk).name in names for table in store.tables)
    )
