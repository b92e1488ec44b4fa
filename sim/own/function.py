"""A function of one's own as it is kept and shipped: text that stands by itself, and its digest."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.errors import InputError

DIGITS = 15
"""Hexadecimal digits that name a text: they fit into an integer of 64 bits."""


def digest_of(*parts: str | bytes) -> str:
    """Digits that change with any part."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:DIGITS]


class OwnPhysicsError(InputError):
    """A function of one's own that can't be flown; the text names it, its file and line."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnFunction:
    """A registered function.

    Attributes
    ----------
    kind, name
        One of `sim.own.vocabulary.KINDS`, and what it is called by.
    entry, arguments, results
        The function in `text`, the names it asks for, and how many numbers it gives.
    text
        Of a module: imports, numbers, helpers and the function, nothing else.
    table
        Rows that the function looks up as ``TABLE``; None for most.
    place
        File and line, for people.
    """

    kind: str
    name: str
    entry: str
    arguments: tuple[str, ...]
    results: int
    text: str
    place: str
    table: np.ndarray | None = None

    @cached_property
    def digest(self) -> str:
        """Of what it does: the text and the table, not the place."""
        table = b"" if self.table is None else self.table.tobytes()
        return digest_of(self.kind, self.entry, self.text, table)

    @property
    def number(self) -> int:
        """The digest as an integer, by which kernels know it."""
        return int(self.digest, 16)

    @property
    def said(self) -> str:
        """Name and place, for messages."""
        return f"{self.kind} {self.name!r} ({self.place})"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r}, {self.digest}>"
