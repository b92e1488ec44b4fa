"""Where a campaign keeps its files: a folder that all who fly it see, or a prefix of an object
store. A file is whole or absent there, whenever its writer is killed.
"""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sim.campaign.run.lock import hold_store
from sim.campaign.run.object_store import ObjectFolder, PlaceError
from sim.data.whole_file import PARTIAL, write_whole_bytes


class Place(Protocol):
    """Files by their names, which have slashes in them: ``shards/samples-usdv-000012.parquet``.

    A place travels to workers and means the same there.
    """

    def where(self, name: str) -> str:
        """A file as messages call it."""
        ...

    def read(self, name: str) -> bytes:
        """Content of a file; FileNotFoundError if there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file as a whole or not at all, in the place of one that is there."""
        ...

    def size(self, name: str) -> int | None:
        """Bytes of a file; None if it is not there."""
        ...

    def names(self, folder: str) -> frozenset[str]:
        """Names, without the folder, of the files in one."""
        ...

    def files(self) -> Iterator[str]:
        """Names of all files, those in folders included."""
        ...

    def rename(self, name: str, other: str) -> None:
        """Give a file another name."""
        ...

    def prepare(self, folder: str) -> None:
        """Get ready for files in a folder, and take away what killed writers left."""
        ...

    def clear(self, keep: Collection[str]) -> None:
        """Take away everything but some files."""
        ...

    def remove(self, name: str) -> None:
        """Take a file away."""
        ...

    def hold(self) -> AbstractContextManager[None]:
        """Keep the place for this process, the only one that flies a campaign into it.

        Raises
        ------
        StoreInUseError
            If another process holds it.
        """
        ...


@dataclass(frozen=True)
class LocalFolder:
    """A folder of this machine, or of a file system that all machines of a campaign share."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def __reduce__(self) -> tuple[type, tuple[Path]]:
        # workers may have been started in another folder
        return LocalFolder, (self.path.absolute(),)

    def where(self, name: str) -> str:
        """Path of a file."""
        return str(self.path / name)

    def read(self, name: str) -> bytes:
        """See `Place`."""
        return (self.path / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """See `Place`: beside its place, forced to disk, and moved there in one step."""
        write_whole_bytes(self.path / name, content)

    def size(self, name: str) -> int | None:
        """See `Place`."""
        try:
            return (self.path / name).stat().st_size
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> frozenset[str]:
        """See `Place`."""
        return frozenset(os.listdir(self.path / folder))

    def files(self) -> Iterator[str]:
        """See `Place`; a file in the place of the folder is one of them."""
        if self.path.is_file():
            yield self.path.name
        for folder, _, names in os.walk(self.path):
            for name in names:
                yield (Path(folder) / name).relative_to(self.path).as_posix()

    def rename(self, name: str, other: str) -> None:
        """See `Place`."""
        os.replace(self.path / name, self.path / other)

    def prepare(self, folder: str) -> None:
        """See `Place`."""
        (self.path / folder).mkdir(parents=True, exist_ok=True)
        for each in (self.path, self.path / folder):
            for leftover in each.glob(f"*{PARTIAL}"):
                leftover.unlink()

    def clear(self, keep: Collection[str]) -> None:
        """See `Place`."""
        for each in self.path.iterdir():
            if each.name in keep:
                continue
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            else:
                each.unlink()

    def remove(self, name: str) -> None:
        """See `Place`."""
        (self.path / name).unlink()

    def hold(self) -> AbstractContextManager[None]:
        """See `Place`."""
        return hold_store(self.path)


def open_place(where: str | Path) -> Place:
    """The place a person means.

    Parameters
    ----------
    where
        A folder, ``file:///folder``, or ``s3://bucket/prefix``, which may be followed by
        ``?endpoint_override=host:port&scheme=http&region=name``.

    Raises
    ------
    PlaceError
        If it is none of these; the text says what is allowed.
    """
    if isinstance(where, Path):
        return LocalFolder(where)
    scheme, separator, _ = where.partition("://")
    if not separator:
        return LocalFolder(Path(where))
    if scheme == "s3":
        return ObjectFolder(where)
    if scheme != "file":
        raise PlaceError(
            f"{scheme}:// is no place for shards; allowed: a folder that all workers see, "
            "file:///folder, or s3://bucket/prefix"
        )
    parts = urlsplit(where)
    if parts.netloc not in ("", "localhost") or not parts.path:
        raise PlaceError(f"{where} names no folder; allowed: file:///folder, with three slashes")
    return LocalFolder(Path(unquote(parts.path)))
