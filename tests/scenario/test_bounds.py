"""Bounds of sense: every quantity has them, the same in models, messages and JSON Schema."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.data import open_data
from sim.environment.gravity_fields import FIELDS, HIGHEST_DEGREE
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.scenario.reference.json_schema import schema
from sim.scenario.schema import bounds
from sim.scenario.schema.quantity import DATE_ALLOWED, Reader, _written
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.strict import model_inside

KINDS = {
    name: kind.__metadata__[0]
    for name, kind in vars(bounds).items()
    if isinstance(getattr(kind, "__metadata__", (None,))[0], Reader)
}


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        inner = model_inside(field.annotation)
        if inner is not None:
            yield from models(inner)


@pytest.mark.parametrize("name", KINDS)
def test_a_quantity_is_taken_at_its_bounds_and_refused_beyond(name):
    reader = KINDS[name]
    assert reader.least < reader.most
    read = TypeAdapter(getattr(bounds, name)).validate_python
    unit = reader.dimension.unit

    def given(number: float) -> Any:
        value = f"{number!r} {unit}" if unit else number
        return {"value": value, "assumption": "a test"} if reader.sourced else value

    for bound, sense in ((reader.least, -1.0), (reader.most, 1.0)):
        assert read(given(bound)) == bound
        beyond = bound + sense * max(1e-6 * abs(bound), 1e-12 * (reader.most - reader.least))
        if reader.dimension.noun == "a whole number":
            beyond = bound + sense
        with pytest.raises(ValidationError, match="out of range"):
            read(given(beyond))


def test_bounds_are_written_in_units_people_use():
    told = {name: reader.bounds for name, reader in KINDS.items()}
    assert told["Altitude"] == "a length from 0 km to 2000 km"
    assert told["LoweringInterval"] == "a duration from 1 h to 365.25 d"
    assert told["StepError"] == "a length from 1e-06 m to 1 km"
    assert told["Latitude"] == "an angle from -90 deg to 90 deg"
    assert told["Steepness"] == "an angle from 0.01 deg to 45 deg"
    assert told["ThrustFactor"] == "a number from 0.001 to 1.5"
    assert told["Flux"] == "a solar radio flux from 50 sfu to 500 sfu"


def test_whole_numbers_and_lists_of_the_models_are_bounded():
    document = Scenario.model_json_schema()
    unbounded = []

    def walk(part: Any, path: str) -> None:
        if isinstance(part, list):
            for i, each in enumerate(part):
                walk(each, f"{path}[{i}]")
        if not isinstance(part, dict):
            return
        if part.get("type") in ("integer", "number") and not {"minimum", "exclusiveMinimum"} & set(
            part
        ):
            unbounded.append(path)
        if part.get("type") in ("integer", "number") and not {"maximum", "exclusiveMaximum"} & set(
            part
        ):
            unbounded.append(path)
        for key, each in part.items():
            walk(each, f"{path}.{key}")

    walk(document, "")
    # values of an orbit message are checked by its own reader
    assert {path for path in unbounded if ".Omm." not in path} == set()


def test_the_highest_degree_is_that_of_the_shipped_fields():
    for name in FIELDS:
        assert len(open_data(name)["c"]) - 1 == HIGHEST_DEGREE


def test_the_schema_says_the_bounds_of_a_key():
    document = schema()
    orbit = document["$defs"]["Kepler"]["properties"]
    assert orbit["altitude"]["description"].startswith("Semi-major axis less")
    assert orbit["altitude"]["properties"]["value"]["description"].endswith("0 km to 2000 km")
    tolerance = document["$defs"]["Integrator"]["properties"]["relative_tolerance"]
    assert (tolerance["minimum"], tolerance["maximum"]) == (1e-15, 1e-3)
    degree = document["$defs"]["GravityField"]["properties"]["degree"]
    assert (degree["minimum"], degree["maximum"]) == (0, HIGHEST_DEGREE)
    start = document["properties"]["start"]
    for date in ("1972-12-31T00:00:00Z", "2100-01-01T00:00:00Z"):
        assert not re.search(start["pattern"], date)
    assert re.search(start["pattern"], "2099-12-31T23:59:59Z")
    assert DATE_ALLOWED.startswith("a date in UTC with a Z, 1973 to 2099")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("isp: {value: 302 s", "isp: {value: 1e-300 s", "vehicles.tug.engines.push.isp"),
        ("thrust: {value: 3 kN", "thrust: {value: 1e30 N", "vehicles.tug.engines.push.thrust"),
        ("thrust: {value: 3 kN", "thrust: {value: 1e-30 N", "vehicles.tug.engines.push.thrust"),
        ("dry_mass: {value: 10 t", "dry_mass: {value: 1e300 kg", "vehicles.tug.dry_mass"),
        ("area: {value: 1500 m2", "area: {value: 1e9 m2", "vehicles.ship.attitudes.nominal.area"),
        (
            "length: {value: 4 m",
            "length: {value: 1e300 m",
            "vehicles.ship.attitudes.nominal.length",
        ),
        (
            'until: {date: "2028-08-01T00:00:00Z"}',
            "until: {duration: 1e5 d}",
            "phases[0].until.duration",
        ),
        (
            'until: {date: "2028-08-01T00:00:00Z"}',
            "until: {duration: 1e300 s}",
            "phases[0].until.duration",
        ),
        (
            "until: {ground: true}",
            "until: {ground: true}\n    longest_step: 1e-300 s",
            "phases[2].longest_step",
        ),
        (
            "until: {ground: true}",
            "until: {ground: true}\n    save_every: 1 us",
            "phases[2].save_every",
        ),
        (
            "cutoff: {perigee: 50 km}",
            "cutoff: {delta_v: 1e-300 m/s}",
            "phases[1].burn.cutoff.delta_v",
        ),
        (
            "until: {ground: true}",
            "until: {ground: true}\n    field_degree: 121",
            "phases[2].field_degree",
        ),
        (
            "until: {ground: true}",
            "until: {ground: true}\nenvironment: {gravity: {degree: 360}}",
            "environment.gravity.degree",
        ),
        (
            "until: {ground: true}",
            "until: {ground: true}\nenvironment: {air_error: {growth: {ten_days: 1e3}}}",
            "environment.air_error.growth.ten_days",
        ),
        (
            "until: {ground: true}",
            "until: {ground: true}\nenvironment: {integrator: {absolute_position: 1e30 m}}",
            "environment.integrator.absolute_position",
        ),
        ("altitude: 400 km", "semi_major_axis: 1e300 km", "state.kepler.semi_major_axis"),
        ("2028-07-01T00:00:00Z", "1972-01-01T00:00:00Z", "start"),
    ],
)
def test_nonsense_is_refused_with_the_bounds(base, old, new, key):
    assert base.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        loads(base.replace(old, new))
    (issue,) = caught.value.issues
    assert issue.key == key
    assert issue.line is not None
    assert issue.allowed


@pytest.mark.parametrize("every", ["1 s", "1e-6 s"])
def test_an_altitude_is_not_followed_every_second(base, every):
    lowering = (
        f"    attitude: nominal\n    lowering:\n      every: {every}\n"
        "      engines: [{group: big}]\n"
        '      profile: [{date: "2028-07-03T00:00:00Z", altitude: 2 km}]\n'
    )
    with pytest.raises(ScenarioError, match=r"lowering\.every: out of range.*from 1 h to 365"):
        loads(base.replace("    attitude: nominal\n", lowering))


def test_a_bound_that_no_unit_makes_short_is_written_in_si():
    assert _written(1.2345678e-3, KINDS["Mass"].dimension) == "0.00123457 kg"
