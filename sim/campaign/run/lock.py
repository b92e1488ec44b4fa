"""One process at a time writes to a store: a file in it names who, and its lock is let go by the
system when that process ends, however it ends.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from sim.errors import InputError

try:
    import fcntl
except ImportError:  # a system without such locks: the file still says who
    fcntl = None

LOCK = "campaign.lock"


class StoreInUseError(InputError):
    """Another process writes to a store."""


@contextmanager
def hold_store(path: Path) -> Iterator[None]:
    """Keep a folder, made if it is not there, for this process while the block runs.

    Raises
    ------
    StoreInUseError
        If another process of this machine holds it, or one of another machine did not give it
        back: whether that one still runs can't be told from here.
    """
    path.mkdir(parents=True, exist_ok=True)
    file = path / LOCK
    with _locked(file) as lock:
        holder = _read_holder(lock)
        if holder and holder.get("host") != socket.gethostname():
            raise StoreInUseError(
                f"{path} is in use by {name_holder(holder)}; if that process does not run any "
                f"more, delete {file} and resume"
            )
        lock.seek(0)
        lock.truncate()
        lock.write(json.dumps({"host": socket.gethostname(), "pid": os.getpid()}) + "\n")
        lock.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                file.unlink()


@contextmanager
def _locked(file: Path) -> Iterator[IO[str]]:
    """The open file, locked, and still the one that is in the folder."""
    while True:
        with file.open("a+", encoding="utf-8", errors="replace") as lock:
            _lock(lock, file)
            if _is_there(lock, file):
                yield lock
                return
        # its holder gave it back and took the file away between opening and locking


def _is_there(lock: IO[str], file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock.fileno()), file.stat())
    except OSError:
        return False


def _lock(lock: IO[str], file: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _read_holder(lock)
        raise StoreInUseError(
            f"{file.parent} is in use by {name_holder(holder)}; wait for it, or choose another "
            "folder"
        ) from None
    except OSError:
        return  # a file system without locks: the file still says who


def _read_holder(lock: IO[str]) -> dict[str, Any]:
    """Who the file names; nothing if it was just made or can't be read."""
    lock.seek(0)
    try:
        holder = json.loads(lock.read(1000))
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def name_holder(holder: dict[str, Any]) -> str:
    """A holder in words."""
    if not holder:
        return "another process"
    return f"process {holder.get('pid')} on {holder.get('host')}"


def is_dead(holder: dict[str, Any]) -> bool:
    """Whether a holder was a process of this machine that has ended."""
    pid = holder.get("pid")
    if holder.get("host") != socket.gethostname() or not isinstance(pid, int) or pid < 1:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
