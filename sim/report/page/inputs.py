"""The numbers a scenario puts in, part by part, each with what it rests on: seen on pointing at it,
on reaching it with the keyboard, or on a tap.

A number without a word of its own rests on that of the nearest group around it. Of the catalogue of
the entry only the settings are shown here; its pieces stand in the table of all sources.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.page.html import folded, paragraphs, tag, text
from sim.report.page.provenance import REASONS

PARTS = (
    ("state", "First orbit"),
    ("environment", "Air, Sun and gravity"),
    ("vehicles", "Vehicles"),
    ("phases", "Phases before and between the burns"),
    ("plan", "What the planner was asked"),
    ("entry", "Entry"),
    ("campaign", "Campaign"),
)
"""Keys of a scenario and headings, in the order shown."""
LEFT_OUT = {"entry": ("components",), "campaign": ("dispersions",)}
"""Keys inside a part that are told elsewhere on the page."""
KINDS = {
    "source": "known",
    "assumption": "assumed",
    "": "given without a source",
}
WORDS = {"source": "Known. Source: ", "assumption": "Assumed: ", "": "Given by the scenario."}
SILENT = ("description", "name", "label", "colour")


class Input(NamedTuple):
    """A value, its place below its part, and what it rests on (`kind` is a key of `KINDS`)."""

    place: str
    value: str
    kind: str
    words: str


def inputs(node: Any, place: str = "", around: tuple[str, str] = ("", "")) -> Iterator[Input]:
    """Every number or quantity below a node; `around` is what the group around it rests on."""
    if isinstance(node, Mapping):
        own = next(((kind, str(node[kind])) for kind in REASONS if node.get(kind)), None)
        if "value" in node:
            yield Input(place, str(node["value"]), *(own or around))
            return
        for key, inner in node.items():
            if key not in (*REASONS, *SILENT):
                yield from inputs(inner, f"{place}.{key}" if place else str(key), own or around)
    elif isinstance(node, (list, tuple)):
        for k, inner in enumerate(node):
            name = inner.get("name") if isinstance(inner, Mapping) else None
            yield from inputs(inner, f"{place}[{k + 1 if name is None else name}]", around)
    elif _countable(node):
        yield Input(place, str(node), *around)


def _countable(value: Any) -> bool:
    """Whether a value is a number, a date or a quantity with a unit."""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, (int, float)):
        return True
    return isinstance(value, str) and value.lstrip("+-")[:1].isdigit()


def inputs_section(scenarios: Mapping[str, Any]) -> str:
    """The inputs of one or several scenarios by their labels; nothing if there are none."""
    made = "".join(_one(label, each, len(scenarios) > 1) for label, each in scenarios.items())
    if not made:
        return ""
    key = "".join(
        tag("li", tag("span", text(words), class_=f"basis {kind or 'given'}"))
        for kind, words in KINDS.items()
    )
    said = "Point at a number, tap it, or reach it with the Tab key to see what it rests on."
    return paragraphs([said]) + tag("ul", key, class_="legend") + made


def _one(label: str, scenario: Any, named: bool) -> str:
    if not isinstance(scenario, Mapping):
        return ""
    made = ""
    for key, heading in PARTS:
        node = scenario.get(key)
        if isinstance(node, Mapping):
            node = {k: v for k, v in node.items() if k not in LEFT_OUT.get(key, ())}
        groups = _vehicles(node) if key == "vehicles" else [("", node)]
        body = "".join(_list(name, list(inputs(part))) for name, part in groups)
        if body:
            made += folded(heading, body)
    return (tag("h3", text(label)) if named and made else "") + made


def _vehicles(node: Any) -> list[tuple[str, Any]]:
    """Vehicles by name; those that are alike share a list."""
    alike: list[tuple[list[str], Any]] = []
    for name, each in (node or {}).items():
        same = next((names for names, other in alike if other == each), None)
        if same is None:
            alike.append(([str(name)], each))
        else:
            same.append(str(name))
    return [(", ".join(names).replace("_", " "), each) for names, each in alike]


def _list(heading: str, found: Sequence[Input]) -> str:
    if not found:
        return ""
    cells = "".join(
        tag("div", tag("dt", text(each.place.replace("_", " "))) + tag("dd", basis(each)))
        for each in found
    )
    head = tag("p", text(heading), class_="whose") if heading else ""
    return head + tag("dl", cells, class_="inputs")


def computed(value: str, meaning: str) -> str:
    """A result that tells on pointing, focus or tap what it is."""
    note = tag("span", text(f"Computed: {meaning}"), class_="note")
    return tag("button", text(value) + note, class_="basis given", type="button")


def basis(each: Input) -> str:
    """A value that tells on pointing, focus or tap what it rests on."""
    told = WORDS[each.kind] + each.words
    note = tag("span", text(told), class_="note")
    return tag(
        "button", text(each.value) + note, class_=f"basis {each.kind or 'given'}", type="button"
    )
