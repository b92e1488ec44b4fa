"""All functions of one's own that take part in a flight, and the kernels that fly with them.

A world knows them by a number, the digest of their sources. Whoever gets a mission from elsewhere,
as the worker of a cluster does, gets the sources with it: unpickling makes them known.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sim.errors import InputError
from sim.own.function import OwnFunction, digest_of
from sim.own.generated import module_of
from sim.own.replacements import replacements_of
from sim.own.trial import try_compiled
from sim.own.twin import reaches, twin_text

F = TypeVar("F", bound=Callable[..., Any])

_KNOWN: dict[int, "OwnPhysics"] = {}
_LOCK = threading.RLock()


@dataclass(frozen=True, eq=False)
class OwnPhysics:
    """Functions that act together; made by `own_physics`, so that kernels find them."""

    functions: tuple[OwnFunction, ...]
    twins: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def number(self) -> int:
        """By which a world knows them."""
        return int(digest_of(*(own.digest for own in self.functions)), 16)

    def __reduce__(self) -> tuple[Any, ...]:
        return own_physics, (self.functions,)

    def _try(self) -> None:
        """Compile each function by itself, where a fault is told by its name."""
        for own in () if self.twins else self.functions:
            try_compiled(own, getattr(module_of("function", own.text, own.table), own.entry))

    def twin_of(self, shipped: Any) -> Any:
        """A shipped kernel with these functions in it."""
        with _LOCK:
            if shipped not in self.twins:
                self._try()
                replaced = replacements_of(self.functions)
                made = shipped
                if reaches(shipped, replaced):
                    made = module_of("twin", twin_text(shipped, replaced)).twin
                self.twins[shipped] = made
            return self.twins[shipped]


def own_physics(functions: Sequence[OwnFunction]) -> OwnPhysics | None:
    """Make functions known to the kernels, in any order and each once; None for no function.

    Raises
    ------
    InputError
        If there are two atmospheres.
    """
    unique = {own.digest: own for own in functions}
    chosen = tuple(sorted(unique.values(), key=lambda own: (own.kind, own.digest)))
    airs = [own.name for own in chosen if own.kind == "atmosphere"]
    if len(airs) > 1:
        raise InputError(f"atmospheres {', '.join(airs)} at once; allowed: one")
    if not chosen:
        return None
    made = OwnPhysics(chosen)
    with _LOCK:
        return _KNOWN.setdefault(made.number, made)


def kernel_of(shipped: F, world: Any) -> F:
    """The kernel that flies in a world: the shipped one, or its twin with functions of one's own.

    Raises
    ------
    InputError
        If this process does not know them.
    """
    number = world.switch.own
    if number == 0:
        return shipped
    found = _KNOWN.get(number)
    if found is None:
        raise InputError(
            f"own physics {number:x} is unknown to this process; allowed: a mission with its "
            f"sources, or sim.register"
        )
    return found.twin_of(shipped)
