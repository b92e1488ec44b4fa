"""docs/scenario.md: every key is explained, and its examples load."""

import json
import re
import typing
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from sim.scenario.load import loads
from sim.scenario.reading.text import parse
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.strict import NameOf, model_inside


@pytest.fixture
def page(scenarios) -> str:
    return (scenarios.parent / "docs" / "scenario.md").read_text(encoding="utf-8")


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        inner = model_inside(field.annotation)
        if inner is not None:
            yield from models(inner)


def test_every_key_is_explained(page):
    missing = [
        f"{model.__name__}.{field.alias or name}"
        for model in set(models(Scenario))
        for name, field in model.model_fields.items()
        if not re.search(rf"[`. {{]{field.alias or name}[`:,.}} ]", page)
    ]
    assert not missing
    assert len(set(models(Scenario))) > 25


def test_every_allowed_word_is_explained(page):
    words = set()
    for model in models(Scenario):
        for field in model.model_fields.values():
            words |= {
                name for each in field.metadata if isinstance(each, NameOf) for name in each.known
            }
            parts = [field.annotation, *typing.get_args(field.annotation)]
            for part in parts:
                if typing.get_origin(part) is typing.Literal:
                    words |= {word for word in typing.get_args(part) if isinstance(word, str)}
    assert {"nrlmsise00", "held", "teme"} <= words
    assert [word for word in words if word not in page] == []


def test_the_examples_load(page, scenarios):
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(blocks) >= 5
    here = str(scenarios / "example.yaml")
    month = loads(blocks[0], here)
    assert month.phases[0].until.duration == 30 * 86400.0
    variant = loads(blocks[1], here)
    final = variant.plan.burns[-1]
    assert (final.engines[0].failed, final.perigee) == (4, 55e3)
    head, rest = blocks[0].split("start:")
    published = loads(f"{head}{blocks[2]}vehicles:{rest.split('vehicles:')[1]}", here)
    assert published.state.cartesian.position[0] == -4945204.887
    dpo = "".join(f"      {line}\n" for line in blocks[3].splitlines())
    plan = "include: usdv.yaml\nvehicles:\n  progress_1:\n    engines:\n"
    assert loads(plan + dpo, here).vehicles["progress_1"].engines["dpo"].thrust == 130.0
    held = loads("include: usdv.yaml\n" + blocks[4], here).attitude_control
    assert held is not None and held.authority.pitch == 8e3
    manifest = loads(blocks[0] + blocks[5], here)
    assert manifest.visits["soyuz_1"].vehicle.dry_mass == 7080.0
    burn = json.dumps(parse("p:\n" + blocks[6], here).plain()["p"][0]["burn"])
    arrives = f"lowering_3: {{lowering: null, until: null, burn: {burn}}}"
    lower = loads(f"include: usdv.yaml\nphases: {{{arrives}}}\n", here)
    assert lower.phases[2].burn.cutoff.perigee == 50e3
    (plan,) = (block for block in blocks if block.startswith("plan:"))
    found = loads("include: usdv.yaml\n" + plan, here).plan
    assert [burn.perigee for burn in found.burns] == [150e3, 40e3]
    assert found.limits.reserve["usdv"] == 500.0
