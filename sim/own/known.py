"""Functions of one's own by kind and name: what a scenario of this process may name. Kept free of
the compiler, so that a file is read without it.
"""

import threading
from dataclasses import dataclass
from typing import Any

from sim.own.function import OwnFunction, OwnPhysicsError

_REGISTERED: dict[tuple[str, str], OwnFunction] = {}
_LOCK = threading.Lock()


def keep(own: OwnFunction) -> None:
    """Make a function known; one of the same kind and name before it is forgotten."""
    with _LOCK:
        _REGISTERED[own.kind, own.name] = own


def find(kind: str, name: str) -> OwnFunction:
    """A registered function.

    Raises
    ------
    OwnPhysicsError
        If nobody registered it.
    """
    with _LOCK:
        found = _REGISTERED.get((kind, name))
        known = sorted(own for each, own in _REGISTERED if each == kind)
    if found is None:
        raise OwnPhysicsError(
            f"no {kind} is registered as {name!r}; allowed: {', '.join(known) or 'none so far'}; "
            f"--physics FILE.py and sim.register({kind!r}, function) register one"
        )
    return found


@dataclass(frozen=True)
class Registered:
    """Functions that travel with what names them: unpickling makes them known there."""

    functions: tuple[OwnFunction, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        return _keep_all, (self.functions,)


def all_registered() -> Registered:
    """Every function of this process."""
    with _LOCK:
        return Registered(tuple(_REGISTERED.values()))


def _keep_all(functions: tuple[OwnFunction, ...]) -> Registered:
    for own in functions:
        keep(own)
    return Registered(functions)
