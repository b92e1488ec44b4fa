"""Compile policy, in one place: what a kernel is, where its machine code is kept, how to run it
interpreted.

Numba does not notice an edit in a kernel that another kernel imports, so the cache folder carries
a digest of every kernel source. Parallelism lives outside kernels; they release the interpreter
lock instead.
"""

import hashlib
import os
import shutil
import types
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import njit
from numba.core import config

F = TypeVar("F", bound=Callable)

COMPILED_FLOORS = ("lanes", "frames", "environment", "vehicle", "dynamics", "integrate")
"""Packages of `sim` whose sources make up the digest that names the cache folder: all their files,
since a constant in a file without kernels can be part of the machine code of one with.
"""

POLICY = {
    "cache": True,
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


@cache
def cache_folder() -> Path:
    """Folder of compiled kernels: ``$ISS_DEORBIT_CACHE`` or the user's cache folder, then the
    digest.
    """
    base = os.environ.get("ISS_DEORBIT_CACHE")
    if base is None:
        user = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        base = str(Path(user) / "iss-deorbit")
    return Path(base) / f"kernels-{source_digest()}"


def is_warm() -> bool:
    """Whether an earlier process left compiled kernels for exactly these sources."""
    return any(cache_folder().rglob("*.nbc"))


def prune_caches() -> None:
    """Remove the folders of earlier sources, but for the newest few."""
    others = [p for p in cache_folder().parent.glob("kernels-*") if p != cache_folder()]
    for stale in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT_CACHES:]:
        shutil.rmtree(stale, ignore_errors=True)


def kernel(function: F) -> F:
    """Compile a physics function on first call, keep its machine code, release the interpreter
    lock.

    With ``NUMBA_DISABLE_JIT=1`` the function stays plain Python and runs on NumPy arrays of any
    length.
    """
    # numba reads the folder while it decorates; its settings exist at run time only
    before = getattr(config, "CACHE_DIR")  # noqa: B009
    setattr(config, "CACHE_DIR", str(cache_folder()))  # noqa: B010
    try:
        compiled: Any = njit(**POLICY)(function)
        return compiled
    finally:
        setattr(config, "CACHE_DIR", before)  # noqa: B010


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
