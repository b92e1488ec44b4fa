"""One object of those in an orbit file."""

import difflib
from collections.abc import Sequence
from typing import Protocol, TypeVar

from sim.formats.message import MessageError

MOST_LISTED = 12


class OfObject(Protocol):
    """Something of an object, a set of elements or an ephemeris."""

    @property
    def object_key(self) -> str:
        """Equal for what is of one object."""
        ...

    @property
    def object_names(self) -> tuple[str, ...]:
        """Names the object is asked for by: number, name, designator."""
        ...


Found = TypeVar("Found", bound=OfObject)


def of_object(found: Sequence[Found], wanted: str | None) -> tuple[Found, ...]:
    """What is of the object that is wanted, by number, name or designator; or of the only one.

    Raises
    ------
    MessageError
        With the list of objects, if none is wanted and there are several, or there is no such one;
        its key is ``object``.
    """
    objects: dict[str, tuple[str, ...]] = {}
    for each in found:
        known = objects.get(each.object_key, ())
        objects[each.object_key] = tuple(dict.fromkeys(known + each.object_names))
    if wanted is None:
        if len(objects) > 1:
            problem = f"the file is of {len(objects)} objects, and none is asked for"
            raise MessageError(None, problem, f"object: one of {_listed(objects)}", "object")
        return tuple(found)
    asked = _plain(wanted)
    keys = {key for key, names in objects.items() if asked in map(_plain, names)}
    if len(keys) != 1:
        problem = f"{len(keys) or 'no'} objects are called {wanted[:40]!r}"
        raise MessageError(None, problem, _listed(objects, wanted), "object")
    return tuple(each for each in found if each.object_key in keys)


def _plain(name: str) -> str:
    """A name without what it may be written with or without: case, blanks, leading zeros."""
    words = " ".join(name.split()).casefold()
    return words.lstrip("0") or words


def _listed(objects: dict[str, tuple[str, ...]], wanted: str | None = None) -> str:
    called = {key: " ".join(names[:2]) or "one without a name" for key, names in objects.items()}
    names = {name: key for key, given in objects.items() for name in given}
    near = [] if wanted is None else difflib.get_close_matches(wanted, names, 3, 0.5)
    first = dict.fromkeys(names[name] for name in near) or dict.fromkeys(objects)
    shown = [called[key] for key in list(first)[:MOST_LISTED]]
    more = len(objects) - len(shown)
    return ", ".join([*shown, *([f"and {more} more"] if more else [])])
