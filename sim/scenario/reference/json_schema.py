"""The JSON Schema of scenario files, for editors: completion, units, unknown keys.

Any mapping may come from an `include:` and be overridden in part, so the schema asks for no key.
Phases and burns may be mappings from name to what differs. Missing keys are reported when a
file is loaded.
"""

import json
from typing import Any

from sim.scenario.schema.campaign import CampaignModel
from sim.scenario.schema.component import Catalogue
from sim.scenario.schema.entry import EntryModel
from sim.scenario.schema.environment import Environment
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.vehicle import VehicleModel

FILES = {
    "scenario.schema.json": Scenario,
    "environment.schema.json": Environment,
    "vehicle.schema.json": VehicleModel,
    "campaign.schema.json": CampaignModel,
    "components.schema.json": Catalogue,
    "entry.schema.json": EntryModel,
}
"""Published schema files, in `scenarios/`, and the model each describes."""

_INCLUDE = {
    "type": "string",
    "description": "File to start from, relative to this one; the keys beside it override it.",
}


def schema(model: type = Scenario) -> dict[str, Any]:
    """JSON Schema (2020-12) of a file of one kind."""
    document = model.model_json_schema(by_alias=True, mode="validation")
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_eased(document)}
    burns = document.get("$defs", {}).get("PlanModel", {}).get("properties", {})
    for place, name in ((document.get("properties", {}), "phases"), (burns, "burns")):
        if name in place:
            entry = place[name]["anyOf"][0]["items"]
            override = {"anyOf": [entry, {"type": "null"}]}
            place[name]["anyOf"].append({"type": "object", "additionalProperties": override})
    return document


def schema_text(model: type = Scenario) -> str:
    """The schema as it is published."""
    return json.dumps(schema(model), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _eased(part: Any) -> Any:
    """Without required keys, and with `include` and `null` where a file may use them."""
    if isinstance(part, list):
        return [_eased(item) for item in part]
    if not isinstance(part, dict):
        return part
    eased = {key: _eased(item) for key, item in part.items()}
    if not isinstance(part.get("properties"), dict) or "type" not in part:
        return eased
    if "value" in part["properties"]:  # a number with its source stays as it is
        return eased
    del eased["properties"]
    eased.pop("required", None)
    eased.pop("oneOf", None)
    properties = {name: _or_null(_eased(item)) for name, item in part["properties"].items()}
    return {**eased, "properties": {"include": _INCLUDE, **properties}}


def _or_null(part: dict[str, Any]) -> dict[str, Any]:
    """A key may be taken away with `null` in an override."""
    choices = part.get("anyOf")
    if choices is not None and {"type": "null"} in choices:
        return part
    notes = {
        key: part[key] for key in ("description", "title", "default", "examples") if key in part
    }
    rest = {key: item for key, item in part.items() if key not in notes}
    return {**notes, "anyOf": [rest, {"type": "null"}]}
