"""What can be switched to see what it is worth: a list of data. A switch sets keys of `guidance`
and leaves out dispersions; draws of all others stay the same, so that flights are paired.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.operations.guidance.rule import Accuracy
from sim.scenario.schema.guidance import GuidanceModel
from sim.scenario.schema.scenario import Scenario

EXECUTION = (
    "thrust_factor",
    "isp_factor",
    "pitch",
    "yaw",
    "ignition_delay",
    "cutoff_perigee",
    "engines_out",
    "accelerometer_scale",
    "accelerometer_bias",
)
"""Dispersions of how burns are executed."""


class Switch(NamedTuple):
    """Name, what it does in words, keys of `guidance` (None: left out), and stems of dispersions
    that are left out.
    """

    name: str
    words: str
    guidance: Mapping[str, Any] = {}
    without: tuple[str, ...] = ()


SWITCHES = (
    Switch("clock", "burns by the clock, as first planned", {"law": "clock"}),
    Switch("orbit", "burns by the true orbit, never planned again", {"law": "orbit"}),
    Switch(
        "navigation",
        "perfect navigation",
        {"navigation": dict.fromkeys(Accuracy._fields) | {"source": "perfect"}},
    ),
    Switch("forecast", "perfect forecast of the atmosphere", {"forecast": "perfect"}),
    Switch(
        "data", "commands frozen 1 h before ignition", {"freeze": "1 h", "latest_data": "10 min"}
    ),
    Switch("execution", "burns without execution errors", without=EXECUTION),
    Switch("failures", "burns without failures", {"failures": None}),
    Switch("hold", "one more day of hold", {"rules": {"hold": {"most": 3}}}),
)
"""All of them, in the order in which they are shown."""


def with_switch(scenario: Scenario, switch: Switch) -> Scenario | None:
    """A scenario with something switched; None where that changes nothing.

    Raises
    ------
    ValueError
        If the scenario can't have the keys.
    """
    given = scenario.guidance or GuidanceModel()
    before = given.model_dump(mode="json", by_alias=True, exclude_none=True)
    content = _merged(before, switch.guidance)
    update: dict[str, Any] = {}
    if content != before:
        update["guidance"] = GuidanceModel.model_validate(content)
    settings = scenario.campaign
    if settings is not None:
        kept = {
            name: dispersion
            for name, dispersion in settings.dispersions.items()
            if name.partition(".")[0] not in switch.without
        }
        if len(kept) < len(settings.dispersions):
            update["campaign"] = settings.model_copy(update={"dispersions": kept})
    return scenario.model_copy(update=update).made_from(scenario) if update else None


def _merged(before: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Keys with others over them; None takes one away, and what has no place is left alone."""
    merged = dict(before)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            if key in before or key == "navigation":
                merged[key] = _merged(before.get(key, {}), value)
        else:
            merged[key] = value
    return merged
