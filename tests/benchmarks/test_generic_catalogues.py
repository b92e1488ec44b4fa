"""Catalogues of spacecraft whose parts are not public: as the recipe makes them, and fixed."""

import hashlib

import pytest
from generic_catalogues import FOLDER, RECIPE, SPACECRAFT, SUBSYSTEMS, text_of

from sim.flight.interface import Aboard
from sim.scenario.build.entry import components
from sim.scenario.load import load
from sim.scenario.reading.shipped import scenarios

CASES = sorted(name for name in scenarios() if name.endswith("_break_up"))

FIXED = {
    "atv_1": "58152657061a1de7",
    "cgro": "39f8cc87225e370f",
    "delta_ii_stage": "e5016db05bd21b82",
    "dragon_trunk": "f4c3693b045cdc21",
    "ers_2": "4cddda60a0ac8fd5",
    "goce": "1b230b5d5b69b205",
    "hubble": "66cf169f04377fc0",
    "rosat": "05f71d497627de66",
    "uars": "0dc3d29345428c8b",
}
"""Digests of the catalogues as they were before the first run."""


def test_shares_make_a_whole() -> None:
    assert sum(SUBSYSTEMS.values()) == pytest.approx(1.0)
    for kinds in RECIPE.values():
        assert sum(kind.share for kind in kinds.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("name", sorted(SPACECRAFT))
def test_a_catalogue_is_what_the_recipe_makes(name) -> None:
    assert (FOLDER / f"{name}.yaml").read_text(encoding="utf-8") == text_of(SPACECRAFT[name])


def test_catalogues_are_those_of_before_the_first_run() -> None:
    found = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(FOLDER.glob("*.yaml"))
    }
    assert found == FIXED


@pytest.mark.parametrize("name", CASES)
def test_what_enters_weighs_what_the_spacecraft_weighs(name) -> None:
    """To rounding, and no wall weighs more than its piece."""
    scenario = load(name)
    mass = float(scenario.vehicles["ship"].dry_mass)
    aboard = Aboard(vehicles=("ship",), dry_mass=mass, propellant={"ship.main": 100.0})
    families = components(scenario, aboard)
    named = sum(each.total_mass for each in families)
    assert named == pytest.approx(mass, rel=1e-9)
    for each in families:
        if each.wall is not None:
            metal = each.wall * each.heated_area * each.material.density
            assert metal <= 1.03 * each.mass, f"walls of {each.name} weigh {metal:.1f} kg"
