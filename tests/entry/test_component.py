"""Component families: published ballistic coefficients, sums, columns, what can't be."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.entry.breakup.component import (
    NEVER,
    STAGES,
    Burst,
    Component,
    Tear,
    as_columns,
    assembly_mass,
    checked,
    filled,
    torn,
    totals,
)
from sim.entry.breakup.material import MATERIALS, material
from sim.entry.breakup.shape import Box, Cylinder, Plate, Sphere

AL, STEEL = "Al 2219", "17-4PH"
MAY_BE_NONE = {
    "stage", "shrinks", "late_share", "propellant", "burst_slowest", "burst_fastest",
    "specific_heat_growth", "emissivity_growth", "oxidation_heat", "core_deficit", "char_excess",
}  # fmt: skip
"""Columns that may be 0."""

# item, shape, mass kg; mean cross-section m2 and ballistic coefficient kg/m2 as published with it
PUBLISHED = [
    ("array blanket", Plate(1.0, 1.0, 1e-3), 1.0, 0.50, 2.2),
    ("debris bumper", Plate(1.0, 1.0, 1.3e-3), 3.5, 0.50, 7.6),
    ("array wing", Plate(34.0, 12.0, 0.02), 1088.0, 205.0, 5.8),
    ("rolled array", Plate(18.0, 6.0, 0.05), 600.0, 54.6, 12.0),
    ("radiator panel", Plate(2.7, 3.4, 0.03), 100.0, 4.7, 23.0),
    ("radiator wing", Plate(23.0, 3.4, 0.05), 1120.0, 39.8, 31.0),
    ("shell plate", Plate(2.0, 2.0, 4.8e-3), 54.5, 2.0, 30.0),
    ("propellant tank", Sphere(0.6), 12.0, 0.28, 46.0),
    ("truss longeron", Box(3.0, 0.1, 0.1), 13.5, 0.31, 48.0),
    ("nickel-hydrogen cell", Cylinder(0.09, 0.33), 1.9, 0.027, 78.0),
    ("steel bolt", Cylinder(0.012, 0.1), 0.09, 0.001, 98.0),
    ("docking adapter", Cylinder(2.4, 1.1), 526.0, 4.3, 132.0),
    ("ring and hatch", Cylinder(2.0, 0.3), 250.0, 2.0, 133.0),
    ("gas bottle", Sphere(0.95), 100.0, 0.71, 153.0),
    ("ammonia tank", Box(1.9, 1.5, 1.1), 500.0, 3.3, 165.0),
    ("window pane", Cylinder(0.75, 0.04), 39.0, 0.24, 173.0),
    ("pump module", Box(1.6, 1.2, 0.9), 354.0, 2.2, 173.0),
    ("alpha joint", Cylinder(3.2, 1.0), 1160.0, 6.5, 193.0),
    ("battery stanchion", Cylinder(0.041, 0.102), 0.73, 0.004, 200.0),
    ("nickel-hydrogen battery", Box(1.0, 0.9, 0.45), 165.0, 0.88, 204.0),
    ("lithium battery", Box(1.0, 0.95, 0.5), 194.0, 0.96, 219.0),
    ("rack", Box(2.0, 1.0, 0.85), 500.0, 2.3, 239.0),
    ("gyroscope", Sphere(1.2), 272.0, 1.13, 261.0),
    ("flywheel", Cylinder(0.66, 0.15), 98.0, 0.25, 428.0),
    ("laboratory", Cylinder(4.3, 8.5), 14500.0, 36.0, 438.0),
    ("first module", Cylinder(4.1, 12.6), 19300.0, 47.0, 445.0),
    ("service module", Cylinder(3.6, 13.1), 19000.0, 42.0, 490.0),
    ("node", Cylinder(4.57, 5.5), 11600.0, 28.0, 451.0),
    ("race ring piece", Box(0.26, 0.1, 0.1), 20.0, 0.031, 700.0),
]


@pytest.mark.parametrize(
    ("name", "shape", "mass", "area", "beta"), PUBLISHED, ids=[row[0] for row in PUBLISHED]
)
def test_published_ballistic_coefficients(name, shape, mass, area, beta) -> None:
    one = Component(name=name, count=1, mass=mass, shape=shape, material=material(STEEL))
    assert one.ballistic_coefficient == pytest.approx(beta, rel=0.05)
    digits = 10.0 ** (math.floor(math.log10(area)) - 1)  # two digits given, one for the smallest
    assert one.area == pytest.approx(area, abs=0.05 * area + (0.5 * digits if area < 0.01 else 0))


def test_an_open_truss() -> None:
    """Solidity 0.35: 20 m2 and 765 kg/m2."""
    truss = Component(
        name="s0",
        count=1,
        mass=13970.0,
        shape=Cylinder(4.6, 13.4),
        material=material(AL),
        wall=4e-3,
        solidity=0.35,
    )
    assert truss.area == pytest.approx(20.0, rel=0.05)
    assert truss.ballistic_coefficient == pytest.approx(765.0, rel=0.05)
    assert truss.heated_area == pytest.approx(4.0 * truss.area)


def family(name: str, parent: str = "station", count: int = 1, mass: float = 10.0) -> Component:
    return Component(
        name=name,
        count=count,
        mass=mass,
        shape=Box(1.0, 1.0, 1.0),
        material=material(AL),
        wall=1e-3,
        parent=parent,
    )


def test_contents_add_to_a_piece_and_to_the_whole_once() -> None:
    parts = (
        family("laboratory", mass=2000.0, count=2),
        family("rack", "laboratory", 20, 100.0),
        family("drawer", "rack", 200, 10.0),
        family("strut", count=7, mass=3.0),
    )
    whole = totals(parts)
    assert whole.mass == 2 * 2000.0 + 20 * 100.0 + 200 * 10.0 + 7 * 3.0
    assert whole.by_assembly == {"laboratory": 8000.0, "strut": 21.0}
    assert whole.by_stage == {"appendage": 0.0, "module": 0.0, "content": 8021.0, "late": 0.0}
    assert assembly_mass(parts) == {
        "laboratory": 4000.0,
        "rack": 200.0,
        "drawer": 10.0,
        "strut": 3.0,
    }


def test_families_that_do_not_hang_together() -> None:
    with pytest.raises(ValueError, match="parent 'node' of 'rack' is not among the families"):
        totals((family("rack", "node"),))
    with pytest.raises(ValueError, match="ring: a, b"):
        assembly_mass((family("a", "b"), family("b", "a"), family("c")))
    with pytest.raises(ValueError, match="ring: a"):
        checked((family("a", "a"),))
    with pytest.raises(ValueError, match="names stand twice: a"):
        checked((family("a"), family("a")))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", 0),
        ("mass", -1.0),
        ("mass", 0.0),
        ("mass", math.nan),
        ("mass", math.inf),
        ("wall", 0.0),
        ("late_share", 1.1),
        ("solidity", 0.0),
        ("solidity", math.nan),
        ("stage", "lunch"),
    ],
)
def test_numbers_out_of_range(field, value) -> None:
    with pytest.raises(ValueError, match=f"{field} of 'box' is"):
        replace(family("box"), **{field: value})


def test_nothing_is_heavier_than_full_of_its_material() -> None:
    with pytest.raises(ValueError, match="'box' of 3000 kg is heavier than its shape full of Al"):
        family("box", mass=3000.0)


@settings(max_examples=80)
@given(st.floats(0.5, 500.0), st.floats(1e-3, 1e6))
def test_filling_up_is_exact(mass, rest) -> None:
    made = filled(replace(family("box", mass=mass)), rest)
    assert made.total_mass == pytest.approx(rest, rel=1e-12)
    assert made.count >= 1
    if rest > 10.0 * mass:
        assert made.mass == pytest.approx(mass, rel=0.06)


SIZE = st.floats(0.01, 50.0)


@settings(max_examples=100)
@given(
    st.one_of(
        st.builds(Sphere, SIZE), st.builds(Cylinder, SIZE, SIZE), st.builds(Box, SIZE, SIZE, SIZE)
    ),
    st.sampled_from(sorted(MATERIALS)),
    st.floats(1e-3, 1.0),
    st.floats(0.01, 1.0),
    st.sampled_from(STAGES),
    st.booleans(),
)
def test_columns_of_any_piece_can_fly(shape, name, fill, solidity, stage, hollow) -> None:
    stuff = material(name)
    wall = 1e-3 if hollow else None
    mass = fill * stuff.density * shape.volume
    one = Component(
        name="x",
        count=3,
        mass=mass,
        shape=shape,
        material=stuff,
        wall=wall,
        stage=stage,
        solidity=solidity,
    )
    columns = as_columns((one, one))
    assert {value.shape for value in columns.values()} == {(2,)}
    assert {value.dtype for value in columns.values()} == {np.dtype(np.float64)}
    for key, value in columns.items():
        assert np.isfinite(value).all()
        assert (value > 0.0).all() or (key in MAY_BE_NONE and (value >= 0.0).all()), key
    assert columns["shrinks"][0] == (0.0 if hollow else 1.0)
    assert STAGES[int(columns["stage"][0])] == stage
    beta = columns["mass"] / (columns["cd_continuum"] * columns["area"])
    assert beta[0] == pytest.approx(one.ballistic_coefficient, rel=1e-12)
    assert columns["heated_area"][0] == pytest.approx(4.0 * columns["area"][0])


@given(count=st.integers(1, 500), pieces=st.integers(1, 60), mass=st.floats(0.1, 40.0))
def test_a_torn_family_weighs_what_it_weighed(count, pieces, mass) -> None:
    sheet = Tear(pieces, Plate(1.0, 0.5, 0.05), pressure=50.0)
    whole = replace(family("sheet", count=count, mass=mass), tear=sheet, propellant=3.0)
    parts = torn(whole)
    assert parts.total_mass == pytest.approx(whole.total_mass, rel=1e-12)
    assert (parts.count, parts.shape) == (count * pieces, sheet.shape)
    assert parts.tear is None and parts.propellant == 0.0 and torn(parts) == parts


def test_limits_of_tearing_and_bursting_are_columns() -> None:
    plain = family("plain")
    sheet = replace(plain, tear=Tear(4, Plate(1.0, 0.5, 0.05), temperature=600.0))
    tank = replace(plain, burst=Burst("ship.main", 850.0, 20.0, 60.0), propellant=7.0)
    columns = as_columns([plain, sheet, tank])
    assert columns["tear_temperature"].tolist() == [NEVER, 600.0, NEVER]
    assert columns["tear_pressure"].tolist() == [NEVER] * 3
    assert columns["tear_count"].tolist() == [1.0, 4.0, 1.0]
    assert columns["burst_temperature"].tolist() == [NEVER, NEVER, 850.0]
    assert columns["burst_fastest"].tolist() == [0.0, 0.0, 60.0]
    assert columns["propellant"].tolist() == [0.0, 0.0, 7.0]


def test_pieces_too_heavy_for_their_torn_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"what 'box' tears into: .* heavier than its shape full"):
        replace(family("box"), tear=Tear(2, Plate(0.1, 0.1, 1e-3), pressure=10.0))


def test_propellant_weighs_with_what_holds_it_and_counts_apart() -> None:
    tank = replace(family("tank", parent="hull", count=2), propellant=50.0)
    hull = family("hull", count=1)
    whole = assembly_mass([hull, tank])
    assert whole["tank"] == pytest.approx(tank.mass + 50.0)
    assert whole["hull"] == pytest.approx(hull.mass + 2.0 * (tank.mass + 50.0))
    assert totals([hull, tank]).mass == pytest.approx(hull.total_mass + tank.total_mass)
