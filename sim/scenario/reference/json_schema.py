"""The JSON Schema of scenario files, for editors: completion, units, unknown keys.

Any mapping may come from an `include:` and be overridden in part, so the schema asks for no key.
Phases and burns may be mappings from name to what differs. Missing keys are reported when a
file is loaded.
"""

import json
from typing import Any

from sim.plain_text import MOST_TEXT, NOT_PRINTING
from sim.scenario.schema.campaign import CampaignModel
from sim.scenario.schema.entry import Catalogue, EntryModel
from sim.scenario.schema.environment import Environment
from sim.scenario.schema.guidance import GuidanceModel
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import VehicleModel, Visits

FILES = {
    "scenario.schema.json": Scenario,
    "environment.schema.json": Environment,
    "vehicle.schema.json": VehicleModel,
    "campaign.schema.json": CampaignModel,
    "components.schema.json": Catalogue,
    "entry.schema.json": EntryModel,
    "visits.schema.json": Visits,
    "guidance.schema.json": GuidanceModel,
}
"""Published schema files, in `scenarios/`, and the model each describes."""

PRINTING = f"^[^{NOT_PRINTING}]*$"
"""Text without the characters that `sim.plain_text` refuses."""

NOTES = {"description", "title", "default", "examples"}
"""Keywords that say nothing about what is allowed."""

_INCLUDE = {
    "type": "string",
    "description": "File to start from, relative to this one; the keys beside it override it.",
}


def schema(model: type = Scenario) -> dict[str, Any]:
    """JSON Schema (2020-12) of a file of one kind."""
    document = _eased(model.model_json_schema(by_alias=True, mode="validation"))
    document["type"] = "object"  # a part of a file may be null, the file may not
    burns = document.get("$defs", {}).get("PlanModel", {}).get("properties", {})
    for place, name in ((document.get("properties", {}), "phases"), (burns, "burns")):
        if name in place:
            entries = place[name]
            entries["type"] = ["array", "object", "null"]
            entries["additionalProperties"] = _or_null(entries["items"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **document}


def schema_text(model: type = Scenario) -> str:
    """The schema as it is published."""
    return json.dumps(schema(model), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _eased(part: Any) -> Any:
    """As a file may use it: no key is required, a mapping may start from an `include`, and `null`
    takes a key away.

    Alternatives are told apart by their type in one schema, without `anyOf`, so that an editor
    marks the key that is wrong and not the mapping around it.
    """
    if isinstance(part, list):
        return [_eased(item) for item in part]
    if not isinstance(part, dict):
        return part
    eased = {key: _eased(item) for key, item in part.items()}
    if "anyOf" in eased:
        eased = _joined(eased)
    if eased.get("type") == "string" and not {"enum", "const", "pattern"} & set(eased):
        eased |= {"maxLength": eased.get("maxLength", MOST_TEXT), "pattern": PRINTING}
    if isinstance(eased.get("additionalProperties"), dict):
        eased["additionalProperties"] = _or_null(eased["additionalProperties"])
    if not isinstance(part.get("properties"), dict) or "type" not in part:
        return _with_include(eased)
    eased["properties"] = {name: _or_null(item) for name, item in eased["properties"].items()}
    if "value" in part["properties"]:  # a number with its source stays as it is
        eased["properties"] = {name: _eased(each) for name, each in part["properties"].items()}
        return eased
    eased.pop("required", None)
    eased.pop("oneOf", None)
    eased["properties"] = {"include": _INCLUDE, **eased["properties"]}
    return _or_null(eased)


def _with_include(part: dict[str, Any]) -> dict[str, Any]:
    """Entries by name may start from an `include`, which is no name of an entry."""
    entries = part.get("patternProperties")
    if not isinstance(entries, dict) or not all("$ref" in entry for entry in entries.values()):
        return part
    apart = {pattern.replace("^", "^(?!include$)", 1): entry for pattern, entry in entries.items()}
    return {**part, "patternProperties": apart, "properties": {"include": _INCLUDE}}


def _joined(part: dict[str, Any]) -> dict[str, Any]:
    """One schema for alternatives of different types: what each says holds for its type alone."""
    rest = {key: item for key, item in part.items() if key != "anyOf"}
    types: list[str] = []
    joined: dict[str, Any] = {}
    for choice in part["anyOf"]:
        if "$ref" in choice:  # a mapping, which may be null anyway
            joined |= choice
            continue
        told = {key: item for key, item in choice.items() if key != "type"}
        clash = joined.keys() & told.keys() - NOTES
        if clash:
            raise ValueError(f"alternatives of one type: both have {', '.join(sorted(clash))}")
        joined = {**told, **joined}
        types += _types(choice)
    if "enum" in joined and "null" in types:
        joined["enum"] = [*joined["enum"], None]
    if "$ref" not in joined:
        joined["type"] = list(dict.fromkeys(types))
    return {**joined, **rest}


def _types(part: dict[str, Any]) -> list[str]:
    """Types a schema names."""
    given = part["type"]
    return list(given) if isinstance(given, list) else [given]


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    """A key may be taken away with `null` in an override."""
    if "$ref" in part:
        return part
    eased = dict(part)
    if "const" in eased:
        eased["enum"] = [eased.pop("const")]
    if "enum" in eased and None not in eased["enum"]:
        eased["enum"] = [*eased["enum"], None]
    if "type" in eased and "null" not in _types(eased):
        eased["type"] = [*_types(eased), "null"]
    return eased
