"""Materials of the station: one value each for density, melting, specific heat and emissivity.

Figures are those of a public list of the kind re-entry survival codes use, with no reference of its
own; emissivities aren't in it and are of hot, oxidised surfaces. What decomposes instead of melting
has the temperature where it does so. Specific heats do not grow with temperature: Inconel's reaches
about 600 J/(kg K) hot. GaAs is left out: its row in the list is a placeholder.
"""

import difflib
from dataclasses import dataclass, fields

LIST = "public material list in use for re-entry survival"
HOT = "; assumption: emissivity of a hot, oxidised surface"
CHAR = "; assumption: heat of charring 1e6 J/kg, low in the range 1e6 to 1e7, for the list's 232.6"


@dataclass(frozen=True, kw_only=True)
class Material:
    """A material: kg/m3, K where it melts or decomposes, J/(kg K), J/kg, emissivity of heat."""

    name: str
    density: float
    melting_temperature: float
    specific_heat: float
    heat_of_fusion: float
    emissivity: float
    provenance: str


ALUMINIUM = "; assumption: emissivity midway in 0.2 to 0.4, oxidised"
TITANIUM = "; assumption: emissivity midway in 0.5 to 0.6, oxidised"
STEEL = "; assumption: emissivity midway in 0.6 to 0.8, oxidised"

_ROWS: tuple[tuple[str, float, float, float, float, float, str], ...] = (
    ("Al", 2700, 850, 1100, 390000, 0.3, LIST + ALUMINIUM),
    ("Al 2024", 2803, 856, 973, 386116, 0.3, LIST + ALUMINIUM),
    ("Al 2219", 2813, 867, 1007, 386116, 0.3, LIST + ALUMINIUM),
    ("Al 6061", 2707, 867, 896, 386116, 0.3, LIST + ALUMINIUM),
    ("Al 7075", 2787, 830, 1012, 376788, 0.4, LIST + "; emissivity from DRAMA's AA7075"),
    ("Ti-6Al-4V", 4437, 1943, 808, 393559, 0.55, LIST + TITANIUM),
    ("SS 304", 7900, 1700, 545, 286098, 0.7, LIST + STEEL),
    ("SS 316", 8027, 1644, 461, 286098, 0.7, LIST + STEEL),
    ("steel", 7800, 1700, 600, 270000, 0.7, LIST + ", generic stainless" + STEEL),
    ("17-4PH", 7833, 1728, 667, 286098, 0.7, LIST + STEEL),
    ("A-286", 7945, 1644, 461, 286098, 0.7, LIST + STEEL),
    ("Inconel 718", 8190, 1571, 435, 311664, 0.7, LIST + STEEL),
    ("Inconel 625", 8440, 1593, 410, 311664, 0.7, LIST + STEEL),
    # Invar's heat of fusion stands in the list as 2.74e6 J/kg, ten times that of iron and nickel
    ("Invar", 8050, 1700, 567, 2.74e5, 0.7, LIST + ", heat of fusion put right" + STEEL),
    ("copper", 8938, 1356, 431, 204921, 0.5, LIST + HOT),
    ("beryllium copper", 8249, 1199, 453, 204921, 0.5, LIST + HOT),
    ("nickel", 8906, 1728, 583, 309803, 0.5, LIST + HOT),
    ("beryllium", 1842, 1557, 2635, 1.093e6, 0.5, LIST + HOT),
    ("tungsten", 19300, 3650, 158, 220040, 0.4, LIST + HOT),
    ("molybdenum", 10219, 2899, 322, 293057, 0.4, LIST + HOT),
    # 106757 J/kg in the list; 111 kJ/mol (CRC Handbook) over 0.102 kg/mol is ten times that
    ("alumina", 3990, 2305, 1011, 1.068e6, 0.8, LIST + ", heat of fusion put right" + HOT),
    ("Macor", 2520, 1300, 790, 236850, 0.85, LIST + "; assumption: emissivity of glass"),
    ("Zerodur", 2530, 1424, 1244, 250000, 0.85, LIST + "; assumption: emissivity of glass"),
    (
        "fused silica", 2200, 1900, 1050, 250000, 0.85,
        "density and softening temperature of vitreous silica; assumption: softened glass runs off "
        "at the heat of Zerodur, specific heat and emissivity of hot glass",
    ),
    ("RCC", 1688, 2144, 1258, 37650, 0.9, LIST + "; assumption: emissivity of carbon"),
    (
        "CFRP", 1550, 700, 879, 3.0e6, 0.88,
        LIST + "; assumption: heat of ablation 3e6 J/kg, mean of decades 1e6 to 1e7, for the "
        "list's 232.6; emissivity of char, 0.85 to 0.9",
    ),
    (
        "fibreglass", 1840, 1200, 1047, 1.0e6, 0.85,
        LIST + CHAR + "; emissivity of glass",
    ),
    ("Nomex", 1380, 572, 1256, 1.0e6, 0.88, LIST + CHAR + "; emissivity of char"),
    ("polyamide", 1420, 723, 1130, 1.0e6, 0.88, LIST + CHAR + "; emissivity of char"),
    ("MLI", 772, 617, 1047, 1.0e6, 0.88, LIST + CHAR + "; emissivity of char"),
    ("beta cloth", 1581, 650, 838, 1.0e6, 0.85, LIST + CHAR + "; emissivity of glass"),
    (
        "Kevlar", 1440, 750, 1400, 1.0e6, 0.88,
        "assumption: density of the fibre, decomposes near 750 K, heat as other polymers",
    ),
    (
        "Nextel", 2700, 2070, 1050, 1.0e6, 0.8,
        "assumption: density and melting point of Nextel 312 cloth, heat of fusion as of alumina",
    ),
    (
        "Li-ion cell", 2300, 870, 1000, 3.9e5, 0.7,
        "assumption: bulk density midway in 2000 to 2600 kg/m3, falls apart where aluminium melts",
    ),
    (
        "Nd-Fe-B", 7500, 1430, 450, 2.7e5, 0.7,
        "assumption: sintered magnet, density 7500 kg/m3, heats near those of iron",
    ),
)  # fmt: skip

MATERIALS: dict[str, Material] = {
    row[0]: Material(**dict(zip((f.name for f in fields(Material)), row, strict=True)))
    for row in _ROWS
}
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
