"""What a page says of its grounds: every value of a scenario that has a source or is an
assumption, with its place; what is left out; and how the results were made.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.page.html import folded, paragraphs, table, tag, text

REASONS = ("assumption", "source")
IN_FLIGHT = (
    "The attitude is not flown: each phase has a drag area and two coefficients. What its control "
    "costs is not burned in the flight; `iss-deorbit plan` estimates it.",
    "Dockings change the mass and leave the orbit as it is. Manoeuvres around other objects, "
    "tides, relativity and light that the Earth reflects are not in it.",
    "The air turns with the Earth; it has no wind of its own unless the scenario gives one.",
)
"""Of every flight."""
LEFT_OUT = (
    "The impact of the stack is that of a body that does not break up; it is no forecast of where "
    "debris lands. Areas, distances and risk are those of the fragments.",
    "Areas come from dispersed break-ups of one flight. Errors of the burns and of the air before "
    "the entry interface are not in them.",
    "The heat flux is the cold-wall stagnation flux of a sphere of 1 m radius, not that of the "
    "station.",
    "Pieces fall by themselves: their meeting each other, explosions, oxidation, toxic contents, "
    "ships, aircraft and shelter are not in it.",
)
"""Of the entry."""
LEAP_SECONDS = "Dates beyond the end of the leap-second table foresee no further leap second."


class Ground(NamedTuple):
    """Place of a value in a scenario, the value, and what it rests on."""

    place: str
    value: str
    kind: str
    words: str


def grounds(scenario: Any, place: str = "") -> Iterator[Ground]:
    """Every value of a resolved scenario that bears a source or is marked an assumption."""
    if isinstance(scenario, Mapping):
        for kind in REASONS:
            if scenario.get(kind):
                yield Ground(place or "(all of it)", _value(scenario), kind, str(scenario[kind]))
        for key, inner in scenario.items():
            if key not in REASONS:
                yield from grounds(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(scenario, (list, tuple)):
        for k, inner in enumerate(scenario):
            name = inner.get("name") if isinstance(inner, Mapping) else None
            yield from grounds(inner, f"{place}[{k if name is None else name}]")


def _value(node: Mapping[str, Any]) -> str:
    """The value itself, or the plain ones beside the words."""
    if "value" in node:
        return str(node["value"])
    plain = {
        key: value
        for key, value in node.items()
        if key not in REASONS and isinstance(value, (str, int, float)) and key != "description"
    }
    told = ", ".join(f"{key}: {value}" for key, value in list(plain.items())[:6])
    return told + (", ..." if len(plain) > 6 else "")


def grounds_section(scenarios: Mapping[str, Any]) -> str:
    """One table of the grounds of one or several scenarios by their labels, with a search."""
    found: dict[Ground, list[str]] = {}
    for label, scenario in scenarios.items():
        for ground in grounds(scenario):
            found.setdefault(ground, []).append(label)
    if not found:
        return paragraphs(["The scenario names no source and marks no assumption."])
    counts = {kind: sum(ground.kind == kind for ground in found) for kind in REASONS}
    said = (
        f"{counts['assumption']} values are assumptions and {counts['source']} have a source. "
        "Every one of them, with its place in the scenario:"
    )
    several = len(scenarios) > 1
    heads = ["place in the scenario", "value", *(["plan"] if several else []), "kind", "rests on"]
    rows = []
    for ground, labels in sorted(found.items(), key=lambda item: item[0].kind):
        whose = ["all" if len(labels) == len(scenarios) else ", ".join(labels)] if several else []
        rows.append([ground.place, ground.value, *whose, ground.kind, ground.words])
    rows.sort(key=lambda row: row[-2])
    search = tag(
        "p",
        tag("label", "Search: ", for_="search")
        + '<input type="search" id="search" data-filter="grounds-table"> <output></output>',
        class_="search",
    )
    body = tag(
        "div", table(heads, rows, "sources and assumptions"), id="grounds-table", class_="prov"
    )
    return paragraphs([said]) + folded("Show all sources and assumptions", search + body)


def left_out_section(manifest: Mapping[str, Any], entered: bool, more: Sequence[str] = ()) -> str:
    """What the figures do not hold, and how far the space weather is known."""
    said = [*IN_FLIGHT, *(LEFT_OUT if entered else ()), *more, LEAP_SECONDS]
    for name, weather in (manifest.get("space_weather") or {}).items():
        if weather and weather.get("forecast_from"):
            words = (
                f"Space weather of {name}: observed to {weather['observed_to']}; from "
                f"{weather['forecast_from']} on forecast, percentile {weather['percentile']:g} of "
                f"the bulletin of {weather['bulletin']}"
            )
            if weather.get("extrapolated_from"):
                words += f"; extrapolated from {weather['extrapolated_from']} on"
            said.append(words + ".")
    return tag("ul", "".join(tag("li", text(each)) for each in said))


def manifest_section(manifest: Mapping[str, Any]) -> str:
    """Version, commit, command and hashes; the rest folded."""
    if not manifest:
        return paragraphs(["The folder holds no manifest."])
    rows = [
        (key.replace("_", " "), _flat(manifest[key]))
        for key in ("program", "version", "git_commit", "created_utc", "command", "scenario_sha256")
        if manifest.get(key)
    ]
    rest = [
        (key.replace("_", " "), _flat(value))
        for key, value in manifest.items()
        if key.replace("_", " ") not in dict(rows)
    ]
    whole = table(["of the making", "value"], rest, "data, kernels, machine and packages")
    return table(["of the making", "value"], rows, "what made these results") + folded(
        "Data sets, machine and packages", whole
    )


def _flat(value: Any) -> str:
    """Nested values as lines of text."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_flat(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        if all(isinstance(item, Mapping) for item in value):
            return "\n".join("; ".join(f"{k} {v}" for k, v in item.items()) for item in value)
        return "\n".join(str(item) for item in value)
    return str(value)
