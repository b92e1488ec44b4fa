"""CCSDS messages in XML as a stream of elements with their lines (CCSDS 505.0-B-3).

The parser of the standard library, fed piece by piece; files are untrusted, so a document type, and
with it every entity of a file's own, is refused before anything of it is expanded.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple
from xml.parsers import expat

from sim.formats.message import MessageError

DEEPEST = 40
"""Elements within each other; a message has six."""
PIECE = 1 << 18
"""Characters that are parsed at a time."""


class Element(NamedTuple):
    """A start, an end, or a whole element that holds text alone: its line, name without prefix,
    text, and the unit or parameter it carries.
    """

    line: int
    kind: Literal["start", "end", "leaf"]
    name: str
    text: str = ""
    unit: str = ""


def is_xml(text: str) -> bool:
    """Whether a text begins as XML does."""
    return text[:1000].lstrip("\ufeff \t\r\n").startswith("<")


def elements(text: str) -> Iterator[Element]:
    """Elements of a text in its order.

    Raises
    ------
    MessageError
        With the line, if the text is not well-formed, nests too deeply or has a document type.
    """
    stream = _Stream()
    body = text.lstrip("\ufeff \t\r\n")  # a declaration may stand at the very beginning only
    stream.skipped = text[: len(text) - len(body)].count("\n")
    for start in range(0, len(body), PIECE):
        yield from stream.feed(body[start : start + PIECE], False)
    yield from stream.feed("", True)


class _Stream:
    """What the parser has met and not yet handed on."""

    def __init__(self) -> None:
        self.skipped = 0
        self.found: list[Element] = []
        self.open: list[str] = []
        self.pending: Element | None = None
        self.words: list[str] = []
        parser = expat.ParserCreate("utf-8")  # whatever the declaration says: the text is decoded
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.words.append
        parser.StartDoctypeDeclHandler = self._refuse
        self.parser = parser

    def feed(self, piece: str, last: bool) -> list[Element]:
        try:
            self.parser.Parse(piece.encode("utf-8", "replace"), last)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            line = error.lineno + self.skipped
            raise MessageError(line, f"not well-formed XML: {said}", "a whole message") from None
        found, self.found = self.found, []
        return found

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.skipped

    def _refuse(self, *_: object) -> None:
        problem = "a document type declaration, by which a file can expand without bound"
        raise MessageError(self.line, problem, "a message without <!DOCTYPE ...>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise MessageError(self.line, f"elements {DEEPEST} deep in each other", "a message")
        if self.pending is not None:
            self.found.append(self.pending)
        self.words.clear()
        name = name.rpartition(":")[2]
        self.open.append(name)
        unit = attributes.get("units") or attributes.get("version") or ""
        self.pending = Element(self.line, "start", name, "", unit)

    def _end(self, _: str) -> None:
        name = self.open.pop()
        if self.pending is None:
            self.found.append(Element(self.line, "end", name))
        else:
            self.found.append(self.pending._replace(kind="leaf", text="".join(self.words).strip()))
        self.pending = None
        self.words.clear()
