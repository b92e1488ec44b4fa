"""Materials: every row usable, suspect rows put right, unknown names answered with near ones."""

import math

import pytest

from sim.entry.breakup.material import MATERIALS, material


@pytest.mark.parametrize("name", MATERIALS)
def test_rows_are_within_what_matter_does(name) -> None:
    row = material(name)
    assert row.name == name
    assert 500.0 <= row.density <= 20e3
    assert 500.0 <= row.melting_temperature <= 4000.0
    assert 100.0 <= row.specific_heat <= 3300.0
    assert 0.1 <= row.conductivity <= 400.0
    for growth in (row.specific_heat_growth, row.emissivity_growth):
        cold = 1.0 - growth * row.melting_temperature  # of the value at the melting point, at 0 K
        assert 0.1 < cold <= 1.0
    assert 0.0 <= row.oxidation_heat <= 0.2315 * 40e6
    assert 2e4 <= row.heat_of_fusion <= 1e7  # a placeholder of 232.6 would not do
    assert 0.1 <= row.emissivity <= 1.0
    assert all(math.isfinite(x) for x in (row.density, row.heat_of_fusion))
    assert "list" in row.provenance or "assumption" in row.provenance


@pytest.mark.parametrize(
    ("name", "heat"),
    [
        ("alumina", 111.1e3 / 0.10196),  # J/mol over kg/mol (CRC Handbook)
        ("copper", 13.26e3 / 0.063546),
        ("nickel", 17.48e3 / 0.058693),
        ("Al", 10.71e3 / 0.026982),
        ("Invar", 0.64 * 13.81e3 / 0.055845 + 0.36 * 17.48e3 / 0.058693),
        ("beryllium", 7.895e3 / 0.009012),
    ],
)
def test_heats_of_fusion_are_those_of_the_elements(name, heat) -> None:
    """Within 25 %: a list of alloys against pure elements, good enough for a slipped digit."""
    assert material(name).heat_of_fusion == pytest.approx(heat, rel=0.25)


def test_figures_of_the_list() -> None:
    lithium_free = material("Al 2219")
    assert (lithium_free.density, lithium_free.melting_temperature) == (2813, 867)
    titanium = material("Ti-6Al-4V")
    assert (titanium.density, titanium.melting_temperature) == (4437, 1943)
    assert titanium.heat_of_fusion == 393559
    assert 0.85 <= material("CFRP").emissivity <= 0.9


@pytest.mark.parametrize(
    ("name", "temperature", "heat"),
    [
        ("Al 7075", 293.0, 878.0),
        ("Al 7075", 850.0, 1132.0),
        ("SS 316", 1000.0, 459.0 + 132.8),
        ("Inconel 718", 900.0, 362.0 + 0.2118 * 900.0),
        ("Ti-6Al-4V", 800.0, 483.04 + 0.215 * 800.0),
        ("copper", 800.0, 26.9 / 0.063546),
    ],
)
def test_specific_heats_are_those_published(name, temperature, heat) -> None:
    """DRAMA's AA7075; Kim 1975; Agazhanov et al. 2019; Mills 2002 (alpha); NIST-JANAF."""
    row = material(name)
    grown = 1.0 + row.specific_heat_growth * (temperature - row.melting_temperature)
    assert row.specific_heat * grown == pytest.approx(heat, rel=0.06)


def test_enthalpy_of_titanium_has_its_change_of_phase() -> None:
    """Mills 2002 from 300 K: alpha to 1268 K, 48 kJ/kg of change, beta to 1923 K."""
    alpha = 483.04 * 968.0 + 0.5 * 0.215 * (1268.0**2 - 300.0**2)
    beta = 412.7 * 655.0 + 0.5 * 0.1801 * (1923.0**2 - 1268.0**2)
    row = material("Ti-6Al-4V")
    below = 1943.0 - 300.0
    taken = row.specific_heat * below * (1.0 - 0.5 * row.specific_heat_growth * below)
    assert taken == pytest.approx(alpha + 48e3 + beta, rel=0.05)


def test_placeholders_are_left_out_or_replaced() -> None:
    assert "GaAs" not in MATERIALS
    assert material("CFRP").heat_of_fusion >= 1e6


@pytest.mark.parametrize(
    ("name", "near"),
    [("al 6061", "Al 6061"), ("Inconel718", "Inconel 718"), ("Ti6Al4V", "Ti-6Al-4V")],
)
def test_unknown_material(name, near) -> None:
    with pytest.raises(LookupError, match=f"no such material: '{name}', did you mean .*'{near}'"):
        material(name)


def test_unknown_material_like_no_other() -> None:
    with pytest.raises(LookupError, match=r"no such material: 'unobtainium' \(known: Al, "):
        material("unobtainium")
