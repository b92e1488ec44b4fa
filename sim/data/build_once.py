"""Tables that are worked out once for a process, whichever thread asks for them first.

`functools.cache` lets two threads that ask at once both build, and use two objects. That does no
harm to plain numbers, but to what goes on building inside when it is first used, as the indices of
GEOS do, and to memory.
"""

import threading
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def build_once(build: Callable[..., T]) -> Callable[..., T]:
    """A function that builds under a lock when its arguments are first seen, and then gives the
    same object to every thread.

    What it builds must be complete, and never changes afterwards. Arguments are positional.
    """
    built: dict[tuple[Hashable, ...], T] = {}
    lock = threading.RLock()  # one table may be built from another of the same function

    @wraps(build)
    def get(*key: Hashable) -> T:
        if key not in built:
            with lock:
                if key not in built:
                    built[key] = build(*key)
        return built[key]

    return get


def read_only(*arrays: np.ndarray) -> None:
    """Forbid any change of arrays that threads share."""
    for array in arrays:
        array.setflags(write=False)
