"""Compile policy, in one place: what a kernel is, where its machine code is kept, how to run it
interpreted.

Numba does not notice an edit in a kernel that another kernel imports, so the cache folder carries
a digest of every kernel source. Parallelism lives outside kernels; they release the interpreter
lock instead.
"""

import hashlib
import os
import shutil
import stat
import tempfile
import types
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config

from sim.lanes.dispatcher import Entry
from sim.lanes.machine_code import ENDING

F = TypeVar("F", bound=Callable)

COMPILED_FLOORS = ("lanes", "frames", "environment", "vehicle", "dynamics", "own", "integrate")
"""Packages of `sim` whose sources make up the digest that names the cache folder: all their files,
since a constant in a file without kernels can be part of the machine code of one with.
"""

POLICY = {
    "nopython": True,
    "boundscheck": None,
    "nogil": True,
    "error_model": "numpy",
    "forceinline": True,
    "_nrt": False,
}
"""Options of every kernel. Inlined, because a call passes each array of a named tuple as seven
numbers; without the reference-counting runtime, because kernels allocate nothing and counting
cost a third of a step (docs/decisions/0002-the-loop.md).
"""

KEPT_CACHES = 3
"""How many cache folders of earlier sources stay on disk."""


@cache
def source_digest() -> str:
    """Sixteen hexadecimal digits that change with any kernel source or the compiler's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    root = Path(__file__).parent.parent
    for floor in COMPILED_FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Folder of compiled kernels: ``$ISS_DEORBIT_CACHE`` or the user's cache folder, then the
    digest. Where neither can be written, a private folder among the temporary ones; None where
    that can't be had either, so that every process compiles for itself.
    """
    base = _cache_base()[0]
    return None if base is None else base / f"kernels-{source_digest()}"


@cache
def _kept_in() -> tuple[Path, ...]:
    """Folders of compiled kernels: the one that is written, and one that can only be read."""
    folder, wanted = cache_folder(), _wanted_base()
    folders = [] if folder is None else [folder]
    if wanted is not None and (folder is None or folder.parent != wanted):
        folders += [wanted / f"kernels-{source_digest()}"]
    return tuple(folders)


def cache_notice() -> str:
    """A sentence for people if compiled kernels are not kept where they should be, else nothing."""
    return _cache_base()[1]


@cache
def _cache_base() -> tuple[Path | None, str]:
    """Folder that holds the cache folders, and what is to be said of it."""
    wanted = _wanted_base()
    if wanted is not None and _is_writable(wanted):
        return wanted, ""
    place = _temporary_base()
    why = f"{wanted} can't be written" if wanted else "there is no home folder"
    kept = f"is kept in {place} for now" if place else "is made anew by every run in about a minute"
    remedy = "set ISS_DEORBIT_CACHE to a folder that can be written"
    return place, f"Compiled code {kept}, because {why}; {remedy}."


def _wanted_base() -> Path | None:
    """The folder asked for, or that of the user; None for a user without a home."""
    given = os.environ.get("ISS_DEORBIT_CACHE")
    if given:
        return Path(given)
    try:
        user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:  # no HOME, and the user is not in the list of users
        return None
    return Path(user) / "iss-deorbit"


def _is_writable(folder: Path) -> bool:
    """Whether a folder is there, or can be made, and takes files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _temporary_base() -> Path | None:
    """A folder of the user's own among the temporary files; None if it is not theirs alone, since
    what lies in it is run.
    """
    user = os.getuid() if hasattr(os, "getuid") else None
    if user is None:
        return None
    try:
        folder = Path(tempfile.gettempdir()) / f"iss-deorbit-{user}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    return folder if private and found.st_uid == user else None


def is_warm() -> bool:
    """Whether an earlier process left compiled kernels for exactly these sources."""
    return any(any(folder.glob(f"*{ENDING}")) for folder in _kept_in())


def prune_caches() -> None:
    """Remove the folders of earlier sources, but for the newest few."""
    folder = cache_folder()
    if folder is None:
        return
    others = []
    for other in folder.parent.glob("kernels-*"):
        with suppress(FileNotFoundError):  # another process removes them too
            others += [(other.stat().st_mtime, other)] if other != folder else []
    for _, stale in sorted(others, reverse=True)[KEPT_CACHES:]:
        shutil.rmtree(stale, ignore_errors=True)


def kernel(function: F) -> F:
    """Compile a physics function on first call, keep its machine code, release the interpreter
    lock.

    With ``NUMBA_DISABLE_JIT=1`` the function stays plain Python and runs on NumPy arrays of any
    length.
    """
    if getattr(config, "DISABLE_JIT"):  # noqa: B009 - numba's settings exist at run time only
        return function
    entry = Entry(function, targetoptions=dict(POLICY))
    entry.keep_in(_kept_in())
    compiled: Any = entry
    return compiled


def interpreted(function: Callable) -> Callable:
    """Return the same kernel as plain Python, with every kernel it calls interpreted too.

    Parameters
    ----------
    function
        A kernel, or a plain function that calls kernels.

    Returns
    -------
    Callable
        Runs on NumPy arrays of any length: the reference that compiled code is tested against.
    """
    return _interpret(function, {})


def _interpret(function: Callable, done: dict[int, Callable]) -> Callable:
    source = getattr(function, "py_func", function)
    if id(source) in done:
        return done[id(source)]
    names = dict(source.__globals__)
    twin = types.FunctionType(
        source.__code__, names, source.__name__, source.__defaults__, source.__closure__
    )
    done[id(source)] = twin
    for name in source.__code__.co_names:
        value = names.get(name)
        if value is not None and hasattr(value, "py_func"):
            names[name] = _interpret(value, done)
    return twin
