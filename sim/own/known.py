"""Functions of one's own by kind and name: what a scenario of this process may name. Kept free of
the compiler, so that a file is read without it.
"""

import threading

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
