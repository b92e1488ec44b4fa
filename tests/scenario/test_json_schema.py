"""The JSON Schema as an editor uses it: an error stands at the key that is wrong, not around it."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from sim.scenario.reading.text import parse
from sim.scenario.reference.json_schema import FILES, schema

BAD = """\
include: usdv
windw: 1
start: "2101-01-01T00:00:00Z"
state: {kepler: {altitude: 400, eccentricity: 2}}
environment:
  atmosphere: {model: nrlmsise, density_factor: {value: 1e9, source: a book}}
  gravity: {degree: 121}
vehicles:
  usdv:
    engines:
      translation:
        count: 30
        thrust: {value: "400 N"}
phases:
  final_burn:
    burn: {ignition: {centred_on: middle}, engines: [{group: "no name"}]}
plan:
  aim: {latitude: "-95", longitude: 200}
  burns:
    burn_9: {perigee: 50, longest: "1 h"}
  legs: [southbound, southbound]
title: "two\\nlines"
"""

WRONG = {
    "",  # windw
    "start",
    "state.kepler.altitude",
    "state.kepler.eccentricity",
    "environment.atmosphere.model",
    "environment.atmosphere.density_factor.value",
    "environment.gravity.degree",
    "vehicles.usdv.engines.translation.count",
    "vehicles.usdv.engines.translation.thrust",
    "phases.final_burn.burn.ignition.centred_on",
    "phases.final_burn.burn.engines.0.group",
    "plan.aim.latitude",
    "plan.aim.longitude",
    "plan.burns.burn_9.perigee",
    "plan.legs",
    "title",
}


def path_of(error: Any) -> str:
    return ".".join(map(str, error.absolute_path))


def test_every_error_stands_at_its_key():
    errors = list(Draft202012Validator(schema()).iter_errors(parse(BAD, "bad.yaml").plain()))
    assert {path_of(error) for error in errors} == WRONG
    assert not any(error.context for error in errors)


def test_the_best_match_is_the_key():
    for key in ("plan.aim.latitude", "environment.gravity.degree"):
        *above, last = key.split(".")
        content: Any = {last: "wrong"}
        for name in reversed(above):
            content = {name: content}
        found = best_match(Draft202012Validator(schema()).iter_errors(content))
        assert found is not None and path_of(found) == key


@pytest.mark.parametrize("name", FILES)
def test_no_alternative_hides_an_error(name):
    document = schema(FILES[name])
    Draft202012Validator.check_schema(document)
    text = json.dumps(document)
    assert '"anyOf"' not in text and '"oneOf"' not in text


def test_null_takes_any_key_away():
    for key in ("plan", "title", "phases", "campaign", "environment"):
        assert Draft202012Validator(schema()).is_valid({key: None})
    taken = {"phases": {"drift": None}, "vehicles": {"tug": None}, "plan": {"burns": {"a": None}}}
    assert Draft202012Validator(schema()).is_valid(taken)
    assert not Draft202012Validator(schema()).is_valid(None)
