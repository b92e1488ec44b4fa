"""Generated modules: text in the cache folder, named by its digest, imported like any other.

A name says what is in the file, so the machine code numba keeps beside it is always that of the
text; the folder is that of the shipped kernels' sources, so an edit there is noticed, too.
"""

import atexit
import contextlib
import importlib
import io
import os
import shutil
import sys
import tempfile
import threading
import types
from functools import cache
from pathlib import Path

import numpy as np

from sim.lanes import cache_folder
from sim.own.function import digest_of

PACKAGE = "sim_own_physics"
_IMPORTING = threading.RLock()


@cache
def folder() -> Path:
    """Where generated modules stand; a folder of this process alone if there is no other."""
    kept = cache_folder()
    if kept is None:
        alone = Path(tempfile.mkdtemp(prefix="iss-deorbit-own-"))
        atexit.register(shutil.rmtree, alone, ignore_errors=True)
        return alone
    place = kept / "own"
    place.mkdir(parents=True, exist_ok=True)
    return place


def module_of(prefix: str, text: str, table: np.ndarray | None = None) -> types.ModuleType:
    """Import a text, from a file that is written if it is not there.

    Parameters
    ----------
    prefix
        First part of the module's name, for people.
    text
        Its source.
    table
        Kept beside it, and read by the module as ``TABLE``.
    """
    data = b"" if table is None else table.tobytes()
    name = f"{prefix}_{digest_of(text, data)}"
    with _IMPORTING:
        place = folder()
        if table is not None:
            _write(place / f"{name}.npy", _npy(table))
            text = f"import numpy\n\nTABLE = numpy.load({str(place / name) + '.npy'!r})\n" + text
        _write(place / f"{name}.py", text.encode())
        if PACKAGE not in sys.modules:
            package = types.ModuleType(PACKAGE)
            package.__path__ = [str(place)]
            sys.modules[PACKAGE] = package
        importlib.invalidate_caches()
        return importlib.import_module(f"{PACKAGE}.{name}")


def _npy(table: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, table)
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    """Write a file as a whole, unless it says the same already."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == data:
            return
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
    Path(draft).replace(path)
