"""A campaign in its place: identity, draws, and one shard per chunk and table, whole or absent.

    campaign.json               identity, written first
    draws.parquet               every draw, written before anything flies
    shards/samples-000012.parquet, shards/fragments-000012.parquet, ...

Shards are written by whoever flies them, on any machine; the rest by the one process that holds the
place (`sim.campaign.run.place`). Either may be killed at any moment: the store can be resumed.
"""

import hashlib
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.campaign.error import InvalidParameterError
from sim.campaign.run.lock import LOCK
from sim.campaign.run.place import LocalFolder, Place
from sim.campaign.sampling.draws import WEIGHT
from sim.campaign.sampling.parameter import PARAMETERS, parameter_of
from sim.data.whole_file import PARTIAL
from sim.errors import InputError
from sim.formats.json_text import json_text
from sim.formats.parquet import DamagedTableError, read_table, table_bytes

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


class Digest(NamedTuple):
    """Bytes of a file, and their SHA-256."""

    size: int
    sha256: str


def digest_of(content: bytes) -> Digest:
    """Digest of what a file holds."""
    return Digest(len(content), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class Store:
    """An open store: its place, the campaign it belongs to, the tables of each chunk, and what
    messages call the work that fills it.
    """

    place: Place
    identity: Identity
    tables: tuple[str, ...] = ("samples", "fragments")
    work: str = "campaign"

    @property
    def path(self) -> Path:
        """Folder of a store that is on this machine."""
        if not isinstance(self.place, LocalFolder):
            raise StoreError(f"{self.place} is no folder of this machine")
        return self.place.path

    def shard(self, table: str, chunk: int) -> str:
        """Name of the shard of a chunk in the place."""
        if table not in self.tables:
            raise StoreError(f"no table {table!r}; there are: {', '.join(self.tables)}")
        if not 0 <= chunk < self.identity.chunks:
            raise StoreError(f"no chunk {chunk}; there are 0 to {self.identity.chunks - 1}")
        return f"{SHARDS}/{table}-{chunk:06d}.parquet"

    def read(self, table: str, chunk: int) -> dict[str, NDArray[Any]]:
        """Columns of the shard of a chunk.

        Raises
        ------
        DamagedTableError
            If it can't be read to its end.
        """
        name = self.shard(table, chunk)
        return read_table(self.place.read(name), self.place.where(name))


def open_store(
    place: Place | Path,
    identity: Identity,
    *,
    resume: bool = False,
    tables: tuple[str, ...] = ("samples", "fragments"),
) -> Store:
    """Make a store, or open one to resume its campaign.

    Parameters
    ----------
    place
        Where the store is; a path is a folder of this machine.
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
    store = Store(LocalFolder(place) if isinstance(place, Path) else place, identity, tables)
    begin_store(store, resume=resume)
    return store


def begin_store(store: Store, *, resume: bool = False) -> None:
    """Make a store, or check one that is there for going on with it; see `open_store`."""
    check_store(store, resume=resume)
    store.place.prepare(SHARDS)
    if store.place.size(IDENTITY) is None:
        store.place.write(IDENTITY, mark_of(store))


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
    place = store.place
    if holds_campaign(place):
        if force:
            return
        if not resume:
            raise StoreError(
                f"{place} holds a {store.work} already; resume it with --resume, replace it with "
                "--force, or choose another folder"
            )
        _check_same(store, _read_record(store))
    elif any(not _may_be_left(name) for name in place.files()):
        raise StoreError(f"{place} exists and holds no {store.work}; choose another folder")


def holds_campaign(place: Place) -> bool:
    """Whether a campaign was begun there."""
    try:
        return place.size(IDENTITY) is not None
    except NotADirectoryError:
        return False


def clear_store(place: Place | Path) -> None:
    """Take a campaign away, and all that is in its place; nothing if there is none."""
    place = LocalFolder(place) if isinstance(place, Path) else place
    if not holds_campaign(place):
        return
    place.clear(keep=(IDENTITY, LOCK))
    place.remove(IDENTITY)  # last: until then the place is known to hold a campaign


def _may_be_left(name: str) -> bool:
    """Whether a file may be what a store killed at its start has left."""
    return name.endswith(PARTIAL) or name.partition("/")[0] == LOCK


def mark_of(store: Store) -> bytes:
    """What the file of the identity holds."""
    return json_text({**asdict(store.identity), "tables": store.tables}).encode()


def _record(store: Store) -> dict[str, Any]:
    """The identity as a file gives it back."""
    return json.loads(mark_of(store))


def _read_record(store: Store) -> dict[str, Any]:
    mark, work = store.place.where(IDENTITY), store.work
    lost = f"which {work} it was can't be told; replace it with --force, or choose another folder"
    try:
        record = json.loads(store.place.read(IDENTITY).decode())
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{mark} is damaged ({error}), so {lost}") from None
    if not isinstance(record, dict):
        raise StoreError(f"{mark} is no record of a {work}, so {lost}")
    return record


def _check_same(store: Store, there: dict[str, Any]) -> None:
    """Refuse a store of another identity, and say what differs."""
    here, differences = _record(store), []
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
            f"{store.place} holds another {store.work}; what differs: {'; '.join(differences)}. "
            f"Choose another folder, or fly the {store.work} the store was made for"
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
    path = store.place.where(DRAWS)
    count = len(draws[WEIGHT])
    columns = {"sample": np.arange(count), **{column_name(n): draws[n] for n in draws}}
    try:
        there = read_table(store.place.read(DRAWS), path)
    except FileNotFoundError:
        store.place.write(DRAWS, table_bytes(columns))
        return
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
    columns = read_table(store.place.read(DRAWS), store.place.where(DRAWS))
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


def write_chunk(store: Store, chunk: int, tables: Mapping[str, Columns]) -> dict[str, Digest]:
    """Write the shards of a chunk; it is finished when the last of them is there.

    Any number of processes may write to one store, also the same chunk: its bytes are the same.

    Parameters
    ----------
    store
        Where to.
    chunk
        Number of the chunk.
    tables
        Columns by table, for each table of the store; a table may be empty. All chunks of a table
        have the same columns of the same types.

    Returns
    -------
    dict
        Digest of each shard by its name.

    Raises
    ------
    StoreError
        If tables are missing, there is no such chunk, or the store is not there any more: another
        campaign has taken its place.
    """
    if set(tables) != set(store.tables):
        given, allowed = ", ".join(tables), ", ".join(store.tables)
        raise StoreError(f"chunk {chunk} has the tables {given}; it must have {allowed}")
    shards = {store.shard(table, chunk): table for table in reversed(store.tables)}
    _check_there(store, chunk)
    digests = {}
    for name, table in shards.items():
        content = table_bytes(tables[table])
        store.place.write(name, content)
        digests[name] = digest_of(content)
    return digests


def _check_there(store: Store, chunk: int) -> None:
    """Refuse to write into a place that was given to another campaign while a chunk was flown, or
    that another machine does not see.
    """
    try:
        there = store.place.read(IDENTITY)
    except FileNotFoundError:
        there = b""
    if there != mark_of(store):
        raise StoreError(
            f"{store.place} does not hold this {store.work}, seen from {socket.gethostname()}, "
            f"which has flown chunk {chunk}; choose a place that all workers see under this name, "
            "and leave it alone while they fly"
        )


def finished_chunks(store: Store) -> frozenset[int]:
    """Numbers of the chunks that are whole."""
    names = {f"{SHARDS}/{name}" for name in store.place.names(SHARDS)}
    return frozenset(
        chunk
        for chunk in range(store.identity.chunks)
        if all(store.shard(table, chunk) in names for table in store.tables)
    )
