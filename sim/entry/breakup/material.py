"""Materials of what comes down: how they melt, store, conduct and radiate heat, and burn.

Specific heat and emissivity are linear in temperature, given at 300 K and at the melting point.
Density, melting point and heat of fusion are those of a public list of the kind re-entry survival
codes use, with no reference of its own; specific heats where the list has but one value per
material are published fits, or grow like those of a related metal; emissivities aren't in it and
are of hot, oxidised surfaces. What decomposes instead of melting has the temperature where it does
so. GaAs is left out: its row in the list is a placeholder.
"""

import difflib
from dataclasses import dataclass

COLD = 300.0
"""K of the colder of two values."""

OXIDATION_EFFICIENCY = 0.5
"""Share of the oxygen that reaches a wall and burns; assumption: midway in 0 to 1."""
OXYGEN = 0.2315
"""Share of oxygen in the mass of air (US Standard Atmosphere 1976)."""
HEAT_OF_OXYGEN: dict[str, float] = {
    "aluminium": 1675.7e3 / 0.047998,
    "titanium": 944.0e3 / 0.031999,
    "iron": 824.2e3 / 0.047998,
    "nickel": 239.7e3 / 0.015999,
}
"""J per kg of oxygen that makes Al2O3, TiO2, Fe2O3, NiO: standard enthalpies of formation (CODATA,
NIST-JANAF) over the mass of the oxygen in them."""

LIST = "public material list in use for re-entry survival"
HOT = "; assumption: emissivity of a hot, oxidised surface"
CHAR = "; assumption: heat of charring 1e6 J/kg, low in the range 1e6 to 1e7, for the list's 232.6"


@dataclass(frozen=True, kw_only=True)
class Material:
    """A material.

    Attributes
    ----------
    density, melting_temperature, heat_of_fusion
        kg/m3; K where it melts or decomposes; J/kg.
    specific_heat, emissivity
        J/(kg K) and of heat, at the melting point; each falls by its growth (1/K, of the value at
        the melting point) for every kelvin below it.
    conductivity
        W/(m K) of the hot material. assumption: handbook values, half to twice for composites.
    oxidation_heat
        J that the oxygen in a kg of air sets free at the melting point.
    char_excess
        K by which the surface of what chars may be hotter than where it decomposes.
    """

    name: str
    density: float
    melting_temperature: float
    specific_heat: float
    heat_of_fusion: float
    emissivity: float
    provenance: str
    specific_heat_growth: float = 0.0
    emissivity_growth: float = 0.0
    conductivity: float
    oxidation_heat: float = 0.0
    char_excess: float = 0.0


ALUMINIUM = (
    "; specific heat at 300 K of the alloy, growing like AA7075's (878 at 293 K to 1132 J/(kg K) "
    "at 850 K, DRAMA); assumption: emissivity midway in 0.2 to 0.4 hot, 0.2 cold"
)
TITANIUM = (
    "; specific heat a line through that of both phases and the heat of their change (Mills, "
    "Recommended Values of Thermophysical Properties, 2002); assumption: emissivity midway in "
    "0.5 to 0.6 hot, 0.5 cold"
)
AUSTENITE = (
    "; specific heat 459 + 0.133 T (Kim, ANL-75-55, 1975)"
    "; assumption: emissivity midway in 0.6 to 0.8 hot, 0.6 cold"
)
STEEL = (
    "; assumption: specific heat grows as that of austenitic steel; emissivity midway in 0.6 to "
    "0.8 hot, 0.6 cold"
)
NICKEL = (
    "; specific heat 362 + 0.212 T (Agazhanov et al., J. Phys. Conf. Ser. 1382, 2019, of alloy 718)"
    "; assumption: emissivity midway in 0.6 to 0.8 hot, 0.6 cold"
)
PURE = "; specific heat of the element at both temperatures (NIST-JANAF)"
CLOTH = "; assumption: the char of cloth is blown away as it forms"
CHAR_EXCESS = 2300.0
"""assumption: a char of carbon stays below 3000 K; it sublimes near 3900 K."""

_Pair = float | tuple[float, float]
_ROWS: tuple[tuple[str, float, float, _Pair, float, _Pair, float, str, str], ...] = (
    # kg/m3, K, J/(kg K) at 300 K and hot, J/kg, emissivity alike, W/(m K), what burns
    ("Al", 2700, 850, (900, 1160), 390000, (0.2, 0.3), 200, "aluminium", LIST + ALUMINIUM),
    ("Al 2024", 2803, 856, (875, 1128), 386116, (0.2, 0.3), 160, "aluminium", LIST + ALUMINIUM),
    ("Al 2219", 2813, 867, (864, 1122), 386116, (0.2, 0.3), 150, "aluminium", LIST + ALUMINIUM),
    ("Al 6061", 2707, 867, (896, 1163), 386116, (0.2, 0.3), 170, "aluminium", LIST + ALUMINIUM),
    (
        "Al 7075", 2787, 830, (881, 1123), 376788, 0.4, 150, "aluminium",
        LIST + "; specific heat 878 at 293 K to 1132 at 850 K and emissivity of DRAMA's AA7075",
    ),
    ("Ti-6Al-4V", 4437, 1943, (576, 808), 393559, (0.5, 0.55), 17, "titanium", LIST + TITANIUM),
    ("SS 304", 7900, 1700, (499, 685), 286098, (0.6, 0.7), 25, "iron", LIST + AUSTENITE),
    ("SS 316", 8027, 1644, (499, 677), 286098, (0.6, 0.7), 25, "iron", LIST + AUSTENITE),
    (
        "steel", 7800, 1700, (499, 685), 270000, (0.6, 0.7), 25, "iron",
        LIST + ", generic stainless" + STEEL,
    ),
    ("17-4PH", 7833, 1728, (460, 690), 286098, (0.6, 0.7), 25, "iron", LIST + STEEL),
    ("A-286", 7945, 1644, (461, 640), 286098, (0.6, 0.7), 22, "iron", LIST + STEEL),
    ("Inconel 718", 8190, 1571, (426, 695), 311664, (0.6, 0.7), 22, "nickel", LIST + NICKEL),
    (
        "Inconel 625", 8440, 1593, (410, 670), 311664, (0.6, 0.7), 21, "nickel",
        LIST + "; assumption: specific heat grows as alloy 718's; emissivity midway in 0.6 to 0.8 "
        "hot, 0.6 cold",
    ),
    # Invar's heat of fusion stands in the list as 2.74e6 J/kg, ten times that of iron and nickel
    (
        "Invar", 8050, 1700, (515, 700), 2.74e5, (0.6, 0.7), 20, "iron",
        LIST + ", heat of fusion put right" + STEEL,
    ),
    ("copper", 8938, 1356, (385, 495), 204921, 0.5, 350, "", LIST + PURE + HOT),
    (
        "beryllium copper", 8249, 1199, (420, 495), 204921, 0.5, 150, "",
        LIST + "; assumption: specific heat grows as copper's" + HOT,
    ),
    ("nickel", 8906, 1728, (444, 620), 309803, 0.5, 70, "nickel", LIST + PURE + HOT),
    ("beryllium", 1842, 1557, (1830, 3230), 1.093e6, 0.5, 90, "", LIST + PURE + HOT),
    ("tungsten", 19300, 3650, (132, 195), 220040, 0.4, 110, "", LIST + PURE + HOT),
    ("molybdenum", 10219, 2899, (251, 400), 293057, 0.4, 100, "", LIST + PURE + HOT),
    # 106757 J/kg in the list; 111 kJ/mol (CRC Handbook) over 0.102 kg/mol is ten times that
    (
        "alumina", 3990, 2305, (780, 1330), 1.068e6, 0.8, 8, "",
        LIST + ", heat of fusion put right" + PURE + HOT,
    ),
    ("Macor", 2520, 1300, 790, 236850, 0.85, 1.5, "", LIST + "; assumption: emissivity of glass"),
    (
        "Zerodur", 2530, 1424, 1244, 250000, 0.85, 1.6, "",
        LIST + "; assumption: emissivity of glass",
    ),
    (
        "fused silica", 2200, 1900, 1050, 250000, 0.85, 2.0, "",
        "density and softening temperature of vitreous silica; assumption: softened glass runs off "
        "at the heat of Zerodur, specific heat and emissivity of hot glass",
    ),
    ("RCC", 1688, 2144, 1258, 37650, 0.9, 8, "", LIST + "; assumption: emissivity of carbon"),
    (
        "CFRP", 1550, 700, 879, 3.0e6, 0.88, 0.7, "chars",
        LIST + "; assumption: heat of ablation 3e6 J/kg, mean of decades 1e6 to 1e7, for the "
        "list's 232.6; emissivity of char, 0.85 to 0.9; its surface up to 3000 K",
    ),
    (
        "fibreglass", 1840, 1200, 1047, 1.0e6, 0.85, 0.4, "",
        LIST + CHAR + "; emissivity of glass",
    ),
    ("Nomex", 1380, 572, 1256, 1.0e6, 0.88, 0.15, "", LIST + CHAR + "; emissivity of char" + CLOTH),
    ("polyamide", 1420, 723, 1130, 1.0e6, 0.88, 0.3, "", LIST + CHAR + "; emissivity of char"),
    (
        "MLI", 772, 617, 1047, 1.0e6, 0.88, 0.3, "",
        LIST + CHAR + "; emissivity of char, conductivity of its films pressed together",
    ),
    ("beta cloth", 1581, 650, 838, 1.0e6, 0.85, 0.2, "", LIST + CHAR + "; emissivity of glass"),
    (
        "Kevlar", 1440, 750, 1400, 1.0e6, 0.88, 0.15, "",
        "assumption: density of the fibre, decomposes near 750 K, heat as other polymers"
        + CLOTH,
    ),
    (
        "Nextel", 2700, 2070, 1050, 1.0e6, 0.8, 0.2, "",
        "assumption: density and melting point of Nextel 312 cloth, heat of fusion as of alumina",
    ),
    (
        "Li-ion cell", 2300, 870, 1000, 3.9e5, 0.7, 20, "",
        "assumption: bulk density midway in 2000 to 2600 kg/m3, falls apart where aluminium melts, "
        "conducts along its foils",
    ),
    (
        "Nd-Fe-B", 7500, 1430, 450, 2.7e5, 0.7, 9, "",
        "assumption: sintered magnet, density 7500 kg/m3, heats near those of iron",
    ),
)  # fmt: skip


def _two(value: _Pair, melting: float) -> tuple[float, float]:
    """Value at the melting point, and its growth."""
    cold, hot = value if isinstance(value, tuple) else (value, value)
    return hot, (1.0 - cold / hot) / (melting - COLD)


def _made(
    name: str,
    density: float,
    melting: float,
    heat: _Pair,
    fusion: float,
    emissivity: _Pair,
    conductivity: float,
    burns: str,
    provenance: str,
) -> Material:
    (hot, growth), (bright, brightens) = _two(heat, melting), _two(emissivity, melting)
    metal = burns in HEAT_OF_OXYGEN
    burnt = OXIDATION_EFFICIENCY * OXYGEN * HEAT_OF_OXYGEN[burns] if metal else 0.0
    said = f"; assumption: half of the oxygen burns {burns}" if metal else ""
    return Material(
        name=name,
        density=density,
        melting_temperature=melting,
        specific_heat=hot,
        heat_of_fusion=fusion,
        emissivity=bright,
        provenance=provenance + said,
        specific_heat_growth=growth,
        emissivity_growth=brightens,
        conductivity=conductivity,
        oxidation_heat=burnt,
        char_excess=CHAR_EXCESS if burns == "chars" else 0.0,
    )


MATERIALS: dict[str, Material] = {row[0]: _made(*row) for row in _ROWS}
"""Materials by name."""


def material(name: str) -> Material:
    """A material by its name.

    Raises
    ------
    LookupError
        If there is none of that name; names the ones that look like it, and all.
    """
    material = MATERIALS.get(name)
    if material is None:
        folded = {known.casefold(): known for known in MATERIALS}
        near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
        meant = " or ".join(repr(folded[each]) for each in near)
        hint = f", did you mean {meant}?" if near else ""
        raise LookupError(f"no such material: {name!r}{hint} (known: {', '.join(MATERIALS)})")
    return material
