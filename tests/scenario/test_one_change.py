"""scenarios/one_change: two frozen plans, and files that change one thing in one of them."""

from pathlib import Path

import pytest

from sim.scenario.load import load

FOLDER = Path(__file__).parents[2] / "scenarios"
PLANS = ("usdv", "progress")
CHANGES = sorted(
    {path.stem for path in FOLDER.glob("one_change/*.yaml")} - {"base_usdv", "base_progress"}
)
BASES = {plan: f"base_{plan}.yaml" for plan in PLANS} | {"drift_alone": "../drift_alone.yaml"}
"""What a change is made to, by the beginning of its name."""


def test_frozen_plans_stand_on_frozen_vehicles():
    """No file of this folder reads a vehicle or a plan that may change."""
    for plan in PLANS:
        text = (FOLDER / "one_change" / f"base_{plan}.yaml").read_text(encoding="utf-8")
        assert "../vehicles/" not in text and f"../{plan}.yaml" not in text


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_an_include_of_its_plan_and_reads(name):
    path = FOLDER / "one_change" / f"{name}.yaml"
    plan = next(plan for plan in BASES if name.startswith(f"{plan}_"))
    scenario = load(path)
    assert scenario.name == name
    assert scenario != load(FOLDER / "one_change" / BASES[plan])
