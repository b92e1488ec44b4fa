"""Catalogues of vehicles, and of all that is docked at the entry interface: sums, names, tanks."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from sim.cli.read_inputs import check_scenarios
from sim.entry.breakup.component import Component, assembly_mass, checked
from sim.flight.interface import Aboard
from sim.scenario.build.components import components_aboard, docked_at_entry
from sim.scenario.build.entry import components, expected_aboard
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads
from sim.scenario.reading.text import parse

LOADS = {"usdv.propellant": 5400.0, "progress_8.ktdu": 300.0, "station.zarya": 6100.0}


@pytest.fixture(scope="module")
def usdv():
    return load("usdv")


def mass_of(families: tuple[Component, ...], vehicle: str) -> float:
    return sum(each.loaded_mass for each in families if each.name.startswith(f"{vehicle}."))


def test_what_enters_weighs_what_the_stack_weighs(usdv) -> None:
    aboard = expected_aboard(usdv, LOADS)
    assert aboard.vehicles == ("station", "progress_8", "usdv")
    families = checked(components(usdv, aboard))
    whole = aboard.dry_mass + sum(LOADS.values())
    assert sum(each.loaded_mass for each in families) == pytest.approx(whole, rel=1e-12)
    for name in ("usdv", "progress_8"):
        tanks = sum(kg for tank, kg in LOADS.items() if tank.startswith(f"{name}."))
        dry = float(usdv.vehicles[name].dry_mass)
        assert mass_of(families, name) == pytest.approx(dry + tanks, rel=1e-12)


def test_propellant_is_in_the_pieces_that_hold_it_in_equal_parts(usdv) -> None:
    families = {each.name: each for each in components(usdv, expected_aboard(usdv, LOADS))}
    small, large = families["usdv.capsule_tank"], families["usdv.trunk_tank"]
    assert small.propellant == large.propellant == pytest.approx(5400.0 / 16)
    assert families["zarya_propellant_tank"].propellant == pytest.approx(6100.0 / 16)
    assert families["zvezda_propellant_tank"].propellant == 0.0
    trunk = assembly_mass(tuple(families.values()))["usdv.trunk"]
    assert trunk == pytest.approx(7697.0 + 5400.0 / 2, rel=1e-12)


def test_a_ship_without_components_counts_with_the_remainder_of_the_station(usdv) -> None:
    bare = {
        name: model if name != "progress_8" else model.model_copy(update={"components": None})
        for name, model in usdv.all_vehicles.items()
    }
    aboard = expected_aboard(usdv, {})
    named = components_aboard(usdv.entry.components, usdv.all_vehicles, aboard)
    unnamed = components_aboard(usdv.entry.components, bare, aboard)
    assert not any(each.name.startswith("progress_8.") for each in unnamed)

    def rest(families) -> float:
        return sum(each.loaded_mass for each in families if each.name.startswith("unnamed"))

    assert rest(unnamed) == pytest.approx(rest(named) + 4404.0, rel=1e-9)
    assert sum(each.loaded_mass for each in unnamed) == pytest.approx(aboard.dry_mass, rel=1e-12)


def test_what_ships_left_aboard_counts_with_the_remainder(usdv) -> None:
    heavier = Aboard(vehicles=("station",), dry_mass=413e3, propellant={"station.zvezda": 400.0})
    families = components(usdv, heavier)
    assert sum(each.loaded_mass for each in families) == pytest.approx(413.4e3, rel=1e-12)


def test_a_stack_lighter_than_what_is_named_is_refused(usdv) -> None:
    light = Aboard(vehicles=("station", "usdv"), dry_mass=350e3, propellant={})
    with pytest.raises(ValueError, match=r"weigh 388655 kg; .* there are 336000 kg beside ships"):
        components(usdv, light)


def test_who_is_docked_at_entry() -> None:
    assert set(docked_at_entry(load("progress"))) == {"station"}
    assert set(docked_at_entry(load("usdv_aft_port_lost"))) == {"station", "usdv"}


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ("vehicles: {usdv: {dry_mass: 9 t}}", "usdv.components.families", "than the vehicle"),
        ("vehicles: {usdv: {dry_mass: 20 t}}", "usdv.components.families", "66.9 % of the vehicle"),
        ("vehicles: {station: {dry_mass: 300 t}}", "entry.components.families", "at most the mass"),
        (
            "vehicles: {usdv: {components: {families: {trunk_fin: {parent: tail}}}}}",
            "usdv.components.families.trunk_fin.parent",
            "no such family",
        ),
    ],
)
def test_the_error_names_the_catalogue(change, key, says) -> None:
    text = re.sub(r"dry_mass: (\d+) t", r'dry_mass: {value: "\1 t", assumption: trial}', change)
    with pytest.raises(ScenarioError, match=re.escape(says)) as caught:
        loads(f"include: usdv\n{text}\n", "trial.yaml")
    assert any(key in issue.key for issue in caught.value.issues)


def test_catalogues_of_vehicles_fit_their_schema_and_their_pieces(scenarios) -> None:
    """Walls weigh no more than the piece; every row says where it comes from."""
    published = json.loads((scenarios / "components.schema.json").read_text(encoding="utf-8"))
    files = sorted((scenarios / "vehicles").rglob("*_components.yaml"))
    assert len(files) >= 8
    for path in files:
        text = path.read_text(encoding="utf-8")
        Draft202012Validator(published).validate(parse(text, "x").plain())
    names = ("crew_dragon_1", "soyuz_1", "cygnus_1", "htv_x_1", "progress_8", "usdv")
    whole = load("usdv")
    aboard = Aboard(
        vehicles=("station", *names),
        dry_mass=sum(float(whole.all_vehicles[name].dry_mass) for name in ("station", *names)),
        propellant={},
    )
    for each in components(whole, aboard):
        assert "source: " in each.provenance or "assumption: " in each.provenance, each.name
        assert 0.3 < each.ballistic_coefficient < 2000.0, each.name
        if each.wall is not None:
            metal = each.wall * each.heated_area * each.material.density
            assert metal <= 1.02 * each.mass, f"walls of {each.name} weigh {metal:.0f} kg"
            assert each.wall < 0.5 * min(each.shape.sides), each.name


def test_check_tells_of_a_ship_that_nothing_is_said_of(tmp_path, capsys) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(
        "include: shipped:usdv\nname: bare\nvehicles: {progress_8: {components: null}}\n"
    )
    check_scenarios([file], json=False, quiet=False)
    told = capsys.readouterr().out
    assert (
        "progress_8 enters without `components`: its 4,404 kg break up as the `remainder`" in told
    )
    assert "station enters" not in told and "usdv enters" not in told
