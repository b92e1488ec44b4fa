"""The inputs of a scenario, part by part, each with its source or assumption: shown on pointing at
it, on reaching it with the keyboard, or on a tap.

A number without a source of its own has that of the nearest group around it. Of catalogues of
fragments only the settings are shown here; their fragments are in the table of all sources.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.page.markup import folded, paragraphs, tag, text
from sim.report.page.provenance import REASONS
from sim.report.text.names import human_name, place_name

PARTS = (
    ("state", "Initial orbit"),
    ("environment", "Atmosphere, solar activity and gravity"),
    ("vehicles", "Vehicles"),
    ("attitude_control", "Attitude control"),
    ("phases", "Phases before and between the burns"),
    ("plan", "Input of the planner"),
    ("entry", "Entry"),
    ("campaign", "Campaign"),
)
"""Keys of a scenario and headings, in the order shown."""
LEFT_OUT = {"entry": ("components",), "campaign": ("dispersions",)}
"""Keys inside a part that are shown elsewhere on the page."""
KINDS = {
    "source": "known",
    "assumption": "assumed",
    "": "given without a source",
}
WORDS = {"source": "Known. Source: ", "assumption": "Assumed: ", "": "Given by the scenario."}
SILENT = ("description", "name", "label", "colour")


class Input(NamedTuple):
    """A value, its place below its part, and its basis (`kind` is a key of `KINDS`)."""

    place: str
    value: str
    kind: str
    words: str


def inputs(node: Any, place: str = "", around: tuple[str, str] = ("", "")) -> Iterator[Input]:
    """Every number or quantity below a node; `around` is the basis of the group around it."""
    if isinstance(node, Mapping):
        basis = next(((kind, str(node[kind])) for kind in REASONS if node.get(kind)), None)
        if "value" in node:
            yield Input(place, str(node["value"]), *(basis or around))
            return
        for key, inner in node.items():
            if key not in (*REASONS, *SILENT):
                yield from inputs(inner, f"{place}.{key}" if place else str(key), basis or around)
    elif isinstance(node, (list, tuple)):
        for k, inner in enumerate(node):
            name = inner.get("name") if isinstance(inner, Mapping) else None
            yield from inputs(inner, f"{place}[{k + 1 if name is None else name}]", around)
    elif _is_number(node):
        yield Input(place, str(node), *around)


def _is_number(value: Any) -> bool:
    """Whether a value is a number, a date or a quantity with a unit."""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, (int, float)):
        return True
    return isinstance(value, str) and value.lstrip("+-")[:1].isdigit()


def inputs_section(scenarios: Mapping[str, Any]) -> str:
    """The inputs of one or several scenarios by their labels; nothing if there are none."""
    body = "".join(_parts(label, s, len(scenarios) > 1) for label, s in scenarios.items())
    if not body:
        return ""
    key = "".join(
        tag("li", tag("span", text(words), class_=f"basis {kind or 'given'}"))
        for kind, words in KINDS.items()
    )
    how = "Point at a number, tap it, or reach it with the Tab key to see its source."
    return paragraphs([how]) + tag("ul", key, class_="legend") + body


def _parts(label: str, scenario: Any, named: bool) -> str:
    if not isinstance(scenario, Mapping):
        return ""
    sections = ""
    for key, heading in PARTS:
        node = scenario.get(key)
        if isinstance(node, Mapping):
            node = {k: v for k, v in node.items() if k not in LEFT_OUT.get(key, ())}
        groups = _vehicles(node) if key == "vehicles" else [("", node)]
        body = "".join(_list(name, list(inputs(part))) for name, part in groups)
        if body:
            sections += folded(heading, body)
    return (tag("h3", text(label)) if named and sections else "") + sections


def _vehicles(node: Any) -> list[tuple[str, Any]]:
    """Vehicles by name; equal ones share a list."""
    alike: list[tuple[list[str], Any]] = []
    for name, given in (node or {}).items():
        each = given
        if isinstance(given, Mapping):
            each = {key: part for key, part in given.items() if key != "components"}
        same = next((names for names, other in alike if other == each), None)
        if same is None:
            alike.append(([str(name)], each))
        else:
            same.append(str(name))
    return [(human_name(", ".join(names)), each) for names, each in alike]


def _list(heading: str, values: Sequence[Input]) -> str:
    if not values:
        return ""
    cells = "".join(
        tag("div", tag("dt", text(place_name(each.place))) + tag("dd", value_with_basis(each)))
        for each in values
    )
    head = tag("p", text(heading), class_="whose") if heading else ""
    return head + tag("dl", cells, class_="inputs")


def computed_value(value: str, meaning: str) -> str:
    """A result that shows on pointing, focus or tap what it is."""
    note = tag("span", text(f"Computed: {meaning}"), class_="note")
    return tag("button", text(value) + note, class_="basis given", type="button")


def value_with_basis(each: Input) -> str:
    """A value that shows on pointing, focus or tap its source or assumption."""
    words = WORDS[each.kind] + each.words
    note = tag("span", text(words), class_="note")
    return tag(
        "button", text(each.value) + note, class_=f"basis {each.kind or 'given'}", type="button"
    )
