"""What results rest on: every value of a scenario that has a source or is an assumption, with its
place; what is left out; and how the results were made.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.page.markup import folded, paragraphs, prose, table, tag
from sim.report.text.formatting import spaced

REASONS = ("assumption", "source")
IN_FLIGHT = (
    "Attitude is flown as commanded, with a drag area and two drag coefficients for each phase, "
    "unless a phase asks for `attitude: dynamic`. Propellant for attitude control leaves the tanks "
    "where the scenario says how the attitude is held.",
    "Dockings change the mass and leave the orbit unchanged. Collision avoidance manoeuvres, "
    "tides, relativity and radiation from the Earth are left out.",
    "The atmosphere rotates with the Earth; there is no other wind unless the scenario gives one.",
)
"""Of every flight."""
LEFT_OUT = (
    "The impact of the intact stack is that of a body that does not break up; it does not forecast "
    "where debris falls. Areas, distances and risk are those of the fragments.",
    "Areas come from dispersed break-ups of one flight. Errors of the burns and of the atmosphere "
    "above the entry interface are not included.",
    "The heat flux is the cold-wall stagnation flux of a sphere of 1 m radius, not that of the "
    "station.",
    "Fragments fall independently of each other: collisions between them and toxic contents are "
    "left out. People are out of doors unless the scenario counts shelter.",
)
"""Of the entry."""
LEAP_SECONDS = "Dates beyond the end of the leap-second table assume no further leap second."


class Basis(NamedTuple):
    """Place of a value in a scenario, the value, and what it rests on."""

    place: str
    value: str
    kind: str
    words: str


def bases(scenario: Any, place: str = "") -> Iterator[Basis]:
    """Every value of a resolved scenario that has a source or is marked as an assumption."""
    if isinstance(scenario, Mapping):
        for kind in REASONS:
            if scenario.get(kind):
                yield Basis(place or "(all of it)", _value(scenario), kind, str(scenario[kind]))
        for key, inner in scenario.items():
            if key not in REASONS:
                yield from bases(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(scenario, (list, tuple)):
        for k, inner in enumerate(scenario):
            name = inner.get("name") if isinstance(inner, Mapping) else None
            yield from bases(inner, f"{place}[{k if name is None else name}]")


def _once(scenario: Any) -> Any:
    """The same scenario, of vehicles with equal components only the first with them."""
    if not isinstance(scenario, Mapping):
        return scenario
    seen: list[Any] = []

    def apart(vehicle: Any) -> Any:
        if not isinstance(vehicle, Mapping) or "components" not in vehicle:
            return vehicle
        if vehicle["components"] not in seen:
            seen.append(vehicle["components"])
            return vehicle
        return {key: part for key, part in vehicle.items() if key != "components"}

    told = dict(scenario)
    if isinstance(told.get("vehicles"), Mapping):
        told["vehicles"] = {name: apart(each) for name, each in told["vehicles"].items()}
    if isinstance(told.get("visits"), Mapping):
        told["visits"] = {
            name: {**visit, "vehicle": apart(visit["vehicle"])}
            if isinstance(visit, Mapping) and "vehicle" in visit
            else visit
            for name, visit in told["visits"].items()
        }
    return told


def _value(node: Mapping[str, Any]) -> str:
    """The value itself, or the values beside the words."""
    if "value" in node:
        return str(node["value"])
    plain = {
        key: value
        for key, value in node.items()
        if key not in REASONS and isinstance(value, (str, int, float)) and key != "description"
    }
    listed = ", ".join(f"{key}: {value}" for key, value in list(plain.items())[:6])
    return listed + (", ..." if len(plain) > 6 else "")


def basis_section(scenarios: Mapping[str, Any]) -> str:
    """One table of the grounds of one or several scenarios by their labels, with a search."""
    labels_by_basis: dict[Basis, list[str]] = {}
    for label, scenario in scenarios.items():
        for basis in bases(_once(scenario)):
            labels_by_basis.setdefault(basis, []).append(label)
    if not labels_by_basis:
        return paragraphs(["The scenario gives no source and marks no assumption."])
    counts = {kind: sum(basis.kind == kind for basis in labels_by_basis) for kind in REASONS}
    sentence = (
        f"{counts['assumption']} values are assumptions and {counts['source']} have a source. "
        "All of them, with their places in the scenario:"
    )
    several = len(scenarios) > 1
    heads = ["place in the scenario", "value", *(["plan"] if several else []), "kind", "basis"]
    rows = []
    for basis, labels in sorted(labels_by_basis.items(), key=lambda item: item[0].kind):
        plan = ["all" if len(labels) == len(scenarios) else ", ".join(labels)] if several else []
        rows.append([basis.place, basis.value, *plan, basis.kind, basis.words])
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
    return paragraphs([sentence]) + folded("Show all sources and assumptions", search + body)


def left_out_section(manifest: Mapping[str, Any], entered: bool, more: Sequence[str] = ()) -> str:
    """What is not modelled, and up to when the space weather is observed."""
    sentences = [*IN_FLIGHT, *(LEFT_OUT if entered else ()), *more, LEAP_SECONDS]
    for name, weather in (manifest.get("space_weather") or {}).items():
        if weather and weather.get("forecast_from"):
            words = (
                f"Space weather of {name}: observed to {weather['observed_to']}; from "
                f"{weather['forecast_from']} on forecast, percentile {weather['percentile']:g} of "
                f"the bulletin of {weather['bulletin']}"
            )
            if weather.get("extrapolated_from"):
                words += f"; extrapolated from {weather['extrapolated_from']} on"
            sentences.append(words + ".")
    return tag("ul", "".join(tag("li", prose(sentence)) for sentence in sentences))


def manifest_section(manifest: Mapping[str, Any]) -> str:
    """Version, commit, command and hashes; the rest folded."""
    if not manifest:
        return paragraphs(["The folder has no manifest."])
    rows = [
        (spaced(key), _flat(manifest[key]))
        for key in ("program", "version", "git_commit", "created_utc", "command", "scenario_sha256")
        if manifest.get(key)
    ]
    rest = [
        (spaced(key), _flat(value))
        for key, value in manifest.items()
        if spaced(key) not in dict(rows)
    ]
    whole = table(["item", "value"], rest, "data, kernels, machine and packages")
    return table(["item", "value"], rows, "program and command") + folded(
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
