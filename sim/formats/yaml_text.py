"""Events of YAML texts: scalars, lists and mappings with their lines, in the order of the text.

ruamel.yaml, in Python, is the parser that says what a text means and what is wrong with it.
libyaml, in C through PyYAML, reads the same many times faster. Its events are taken where a text
keeps to forms that both read alike, as shipped scenarios do; every other text, and what libyaml
refuses, goes to ruamel.yaml. So values, lines and messages do not depend on which of them read it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

try:
    from yaml import cyaml
except ImportError:  # a PyYAML without libyaml
    cyaml = None

CParser: Any = getattr(cyaml, "CParser", None)

Kind = Literal["scalar", "alias", "mapping", "list", "end", "document"]

KINDS: dict[str, Kind] = {
    "ScalarEvent": "scalar",
    "AliasEvent": "alias",
    "MappingStartEvent": "mapping",
    "SequenceStartEvent": "list",
    "MappingEndEvent": "end",
    "SequenceEndEvent": "end",
    "DocumentStartEvent": "document",
}
"""By the class of an event in either parser; others say nothing."""

UNCERTAIN = re.compile("[\t\r\x85\u2028\u2029\ufeff]|^(?:%|---|[.]{3})", re.MULTILINE)
"""Tabs, ends of lines that are none in YAML 1.2, directives, and marks of documents."""
NAME = re.compile("[A-Za-z0-9_-]+")
"""An anchor that ends at the same letter for both."""
HEADER = re.compile("[|>][-+]?\n")
"""First line of a block of text."""
INT = re.compile("[-+]?[0-9]{1,18}")
FLOAT = re.compile("[-+]?(?:[0-9]+[.][0-9]*|[.][0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
"""Scalars of YAML 1.2 that are no text: whole and decimal numbers, and some words."""
MOST_KEPT = 200_000
"""Characters of a text whose events are kept: some megabytes of them. The largest shipped file has
67 thousand."""
AFTER = ("", " ", "\n", ",", "]", "}")
"""What may stand behind a quotation or an alias."""


class Event(NamedTuple):
    """One event; lines count from 1, and that of an end is not told. `quoted` tells text in
    quotation marks or in a block.
    """

    kind: Kind
    line: int
    value: str = ""
    quoted: bool = False
    anchor: str | None = None
    tag: str | None = None


class YamlError(ValueError):
    """A text is no YAML, or not of the plain kind that is asked for; `line` counts from 1."""

    def __init__(self, line: int | None, problem: str) -> None:
        super().__init__(problem if line is None else f"line {line}: {problem}")
        self.line = line
        self.problem = problem


def events_of(text: str) -> Iterator[Event]:
    """Events of a text.

    Raises
    ------
    YamlError
        Where it is no YAML.
    """
    fast = _fast_events if len(text) <= MOST_KEPT else _fast_events.__wrapped__
    events = None if CParser is None or UNCERTAIN.search(text) else fast(text)
    yield from _careful_events(text) if events is None else events


@lru_cache(maxsize=64)  # scenarios that are compared share most of their files
def _fast_events(text: str) -> tuple[Event, ...] | None:
    """All events by libyaml; None where it refuses the text, or ruamel.yaml may read another."""
    events = []
    try:
        parser = CParser(text)
        while parser.check_event():
            event = parser.get_event()
            kind = KINDS.get(type(event).__name__)
            if kind is None:
                continue
            if not _is_certain(kind, event, text):
                return None
            events.append(_plain_event(kind, event))
    except Exception:  # the other parser says what is wrong
        return None
    return tuple(events)


def _is_certain(kind: Kind, event: Any, text: str) -> bool:
    """Whether both parsers read what an event was made of alike."""
    if kind in ("end", "document"):
        return True
    anchor = event.anchor
    if anchor is not None and not NAME.fullmatch(anchor):
        return False
    after = text[event.end_mark.index : event.end_mark.index + 2]
    if kind == "alias":
        return after[:1] in AFTER
    if event.tag is not None:
        return False
    if kind != "scalar":
        return True
    if event.style in ("|", ">"):
        return event.value != "" and bool(HEADER.match(text, event.start_mark.index))
    if event.start_mark.line != event.end_mark.line:
        return False
    if event.style:
        return after[:1] in AFTER or after in (": ", ":\n")
    return event.value != ""


def _careful_events(text: str) -> Iterator[Event]:
    """Events by ruamel.yaml; whatever it trips over is a fault of the text."""
    from ruamel.yaml import YAML
    from ruamel.yaml.reader import ReaderError

    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            kind = KINDS.get(type(event).__name__)
            if kind is not None:
                yield _plain_event(kind, event)
    except Exception as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        last = max(1, len(text.splitlines()))
        line = min(mark.line + 1, last) if mark is not None else None
        if isinstance(error, ReaderError):  # a character that YAML has no place for
            line = text.count("\n", 0, error.position) + 1
            problem = f"the character U+{error.character:04X} is not allowed"
        raise YamlError(line, f"not YAML: {problem}") from None


def _plain_event(kind: Kind, event: Any) -> Event:
    """An event of either parser in our form."""
    if kind == "end":  # which stands at the end of the line, or where the next one begins
        return Event(kind, 0)
    line = event.start_mark.line + 1
    if kind == "document":
        return Event(kind, line)
    anchor, tag = event.anchor, getattr(event, "tag", None)
    anchor = None if anchor is None else str(anchor)
    tag = None if tag is None else str(tag)
    if kind != "scalar":
        return Event(kind, line, anchor=anchor, tag=tag)
    return Event(kind, line, str(event.value), bool(event.style), anchor, tag)


def scalar_value(event: Event) -> str | int | float | bool | None:
    """Value of a scalar: quoted text stays text."""
    text = event.value
    if event.quoted:
        return text
    if text in WORDS:
        return WORDS[text]
    if INT.fullmatch(text):
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else text


def read_values(text: str) -> Any:
    """Values of a text as a resolved scenario has them: without aliases, tags and repeated keys.

    Raises
    ------
    YamlError
        If it is no YAML, or holds one of these.
    """
    events = (event for event in events_of(text) if event.kind != "document")
    first = next(events, None)
    value = None if first is None else _value(first, events)
    if (more := next(events, None)) is not None:
        raise YamlError(more.line, "a second document")
    return value


def _value(event: Event, events: Iterator[Event]) -> Any:
    """The value that starts with an event."""
    if event.anchor is not None or event.tag is not None:
        raise YamlError(event.line, "aliases or tags, of which a resolved scenario has none")
    if event.kind == "scalar":
        return scalar_value(event)
    if event.kind == "list":
        return [_value(each, events) for each in _until_end(events)]
    values: dict[Any, Any] = {}
    for each in _until_end(events):
        key = _value(each, events)
        if isinstance(key, (dict, list)) or key in values:
            raise YamlError(each.line, "a key that stands twice, or is none")
        values[key] = _value(next(events), events)
    return values


def _until_end(events: Iterator[Event]) -> Iterator[Event]:
    """Events up to the end of a list or mapping."""
    for event in events:
        if event.kind == "end":
            return
        yield event
