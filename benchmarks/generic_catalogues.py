"""Generic catalogues of spacecraft whose lists of parts are not public, by one recipe for all.

    python benchmarks/generic_catalogues.py

writes `scenarios/vehicles/generic`. What goes in is public: dry mass, size of the body, solar
array, kind of battery, tanks, and single pieces of which mass or kind are known. All else is shared
out as spacecraft are on average: the dry mass by subsystem (`SUBSYSTEMS`), each of those by kinds of
pieces (`RECIPE`). Known pieces come off
the subsystem they belong to, and what it lacks off the payload.

The catalogues were fixed before the first break-up of any of them was computed, and are not changed
after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "scenarios" / "vehicles" / "generic"

SUBSYSTEMS = {
    "structure": 0.27,
    "payload": 0.31,
    "power": 0.21,
    "attitude": 0.06,
    "avionics": 0.07,
    "propulsion": 0.03,
    "thermal": 0.02,
    "other": 0.03,
}
"""Share of the dry mass: averages of spacecraft in low orbit with propulsion, after Wertz, Everett
and Puschell, Space Mission Engineering: The New SMAD, 2011, appendix A."""


@dataclass(frozen=True)
class Kind:
    """A kind of piece: its share of the subsystem, kg of one, material, shape, and the rest of the
    row as a file has it.
    """

    share: float
    mass: float
    material: str
    shape: str
    rest: str = ""
    stage: str = "content"


RECIPE: dict[str, dict[str, Kind]] = {
    "structure": {
        "panel": Kind(0.50, 8, "Al 7075", "plate: {length: 1.5 m, width: 1 m, thickness: 30 mm}", "wall: 0.8 mm"),
        "beam": Kind(0.31, 7, "Al 7075", "box: {length: 1.5 m, width: 0.1 m, height: 0.1 m}", "wall: 3.6 mm"),
        "strut": Kind(0.07, 2, "CFRP", "cylinder: {diameter: 60 mm, length: 1.5 m}", "wall: 4 mm"),
        "fitting": Kind(0.09, 5, "Ti-6Al-4V", "box: {length: 0.2 m, width: 0.12 m, height: 80 mm}", "late_share: 0.3"),
        "bolt": Kind(0.03, 0.085, "A-286", "cylinder: {diameter: 12 mm, length: 0.1 m}", "late_share: 0.3"),
    },
    "payload": {
        "instrument_case": Kind(0.40, 25, "Al 6061", "box: {length: 0.8 m, width: 0.6 m, height: 0.5 m}", "wall: 3 mm"),
        "instrument_box": Kind(0.20, 10, "Al 6061", "box: {length: 0.4 m, width: 0.3 m, height: 0.2 m}", "wall: 3 mm"),
        "optical_bench": Kind(0.12, 30, "Invar", "plate: {length: 0.8 m, width: 0.6 m, thickness: 40 mm}", "wall: 2.5 mm, late_share: 0.3"),
        "mirror": Kind(0.04, 12, "Zerodur", "cylinder: {diameter: 0.4 m, length: 50 mm}", "late_share: 0.3"),
        "mechanism": Kind(0.10, 8, "Ti-6Al-4V", "cylinder: {diameter: 0.2 m, length: 0.25 m}", "wall: 6 mm, late_share: 0.2"),
        "baffle": Kind(0.12, 6, "Al 6061", "plate: {length: 1.2 m, width: 0.9 m, thickness: 20 mm}", "wall: 0.9 mm"),
        "shielding": Kind(0.02, 4, "molybdenum", "cylinder: {diameter: 0.1 m, length: 60 mm}", "late_share: 0.5"),
    },
    "power": {
        "array_panel": Kind(0.30, 12, "CFRP", "plate: {length: 2 m, width: 1.5 m, thickness: 25 mm}", "wall: 1.1 mm", "appendage"),
        "battery_case": Kind(0.10, 14, "Al 6061", "box: {length: 0.6 m, width: 0.4 m, height: 0.25 m}", "wall: 4 mm"),
        "battery_cell": Kind(0.20, 1.6, "nickel", "box: {length: 0.15 m, width: 80 mm, height: 40 mm}", "late_share: 0.2"),
        "harness": Kind(0.26, 4, "copper", "cylinder: {diameter: 30 mm, length: 1.5 m}"),
        "power_box": Kind(0.14, 15, "Al 6061", "box: {length: 0.5 m, width: 0.35 m, height: 0.2 m}", "wall: 3 mm"),
    },
    "attitude": {
        "wheel_case": Kind(0.28, 8, "Al 6061", "cylinder: {diameter: 0.4 m, length: 0.18 m}", "wall: 5 mm"),
        "wheel_rim": Kind(0.22, 7, "SS 304", "cylinder: {diameter: 0.35 m, length: 60 mm}", "wall: 3 mm", "late"),
        "torquer": Kind(0.25, 18, "steel", "cylinder: {diameter: 50 mm, length: 1.5 m}", "late_share: 0.2"),
        "sensor": Kind(0.25, 5, "Al 6061", "box: {length: 0.3 m, width: 0.2 m, height: 0.15 m}", "wall: 3 mm"),
    },
    "avionics": {
        "avionics_box": Kind(0.85, 10, "Al 6061", "box: {length: 0.4 m, width: 0.3 m, height: 0.2 m}", "wall: 3 mm"),
        "antenna": Kind(0.15, 8, "CFRP", "plate: {length: 1 m, width: 1 m, thickness: 30 mm}", "wall: 1.8 mm", "appendage"),
    },
    "propulsion": {
        "tank": Kind(0.45, 7, "Ti-6Al-4V", "sphere: {diameter: 0.55 m}", "wall: 1.2 mm, late_share: 0.2"),
        "thruster": Kind(0.20, 1, "Inconel 718", "cylinder: {diameter: 60 mm, length: 0.15 m}", "wall: 3 mm, late_share: 0.2"),
        "line": Kind(0.35, 2, "SS 304", "cylinder: {diameter: 20 mm, length: 1.5 m}", "wall: 2 mm"),
    },
    "thermal": {
        "blanket": Kind(0.6, 0.9, "MLI", "plate: {length: 1.2 m, width: 1 m, thickness: 5 mm}"),
        "heat_pipe": Kind(0.4, 1, "Al 6061", "cylinder: {diameter: 20 mm, length: 1.5 m}", "wall: 3 mm"),
    },
    "other": {
        "adapter": Kind(0.6, 10, "Al 7075", "box: {length: 0.6 m, width: 0.2 m, height: 0.15 m}", "wall: 6 mm"),
        "balance_mass": Kind(0.4, 4, "steel", "box: {length: 0.15 m, width: 0.1 m, height: 40 mm}", "late_share: 0.3"),
    },
}  # fmt: skip
"""What subsystems are made of, shares of each, of structure without the body."""

BODY = 0.3
"""Part of the structure that is skin and frames of the body, in one until it is torn open."""

LISTED = 0.98
"""Part of each subsystem that goes into pieces; the rest is equipment that no row names."""

MOST_KNOWN = 0.9
"""Part of a subsystem that known pieces may take up; what they weigh more comes off the payload."""

CASED = "nickel-hydrogen"
HYDROGEN_CELL = Kind(
    0.20, 1.9, "Inconel 718", "cylinder: {diameter: 90 mm, length: 0.33 m}",
    "wall: 0.8 mm, late_share: 0.2",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Spacecraft:
    """What is public of one: dry mass kg, body as a shape, and single pieces by name: how many, and
    the row. `payload` is its mass in kg where it is public, `cells` the kind of
    its battery; `off` says which subsystem known pieces come off, the payload unless it is named.
    """

    title: str
    source: str
    mass: float
    body: str
    body_wall: str
    tears_into: int
    payload: float | None = None
    cells: str = "nickel-cadmium"
    known: Mapping[str, tuple[int, Kind, str]] = field(default_factory=dict)
    off: Mapping[str, str] = field(default_factory=dict)


SPACECRAFT = {
    "uars": Spacecraft(
        title="UARS, Upper Atmosphere Research Satellite",
        source="5,668 kg dry (NASA, 2011); body 4.6 m across and 9.8 m long with ten instruments; three nickel-cadmium batteries",
        mass=5668,
        body="cylinder: {diameter: 3 m, length: 6 m}",
        body_wall="1.5 mm",
        tears_into=24,
        known={
            "instrument_frame": (1, Kind(0, 300, "Ti-6Al-4V", "box: {length: 4 m, width: 2.5 m, height: 2 m}", "wall: 1.2 mm, solidity: 0.3", "module"), "truss that carries the instruments; survivors are named of titanium, steel, beryllium and aluminium (NASA, 2011)"),
            "hydrazine_tank": (4, Kind(0, 22, "Ti-6Al-4V", "sphere: {diameter: 0.9 m}", "wall: 1.8 mm, late_share: 0.2"), "tanks of the propulsion module, empty (NASA, 2011: empty fuel tanks among the survivors)"),
            "beryllium_mount": (4, Kind(0, 12, "beryllium", "box: {length: 0.4 m, width: 0.3 m, height: 0.15 m}", "wall: 12 mm, late_share: 0.3"), "beryllium parts of instruments; survivors are named of beryllium (NASA, 2011)"),
        },
        off={"instrument_frame": "structure", "hydrazine_tank": "propulsion"},
    ),
    "cgro": Spacecraft(
        title="CGRO, Compton Gamma Ray Observatory",
        payload=6000,
        source="17 t with propellant (HEASARC), 16.5 t without; body 9 x 4.6 m; four gamma-ray telescopes of 6 t",
        mass=16500,
        body="box: {length: 9 m, width: 4.6 m, height: 3 m}",
        body_wall="1.5 mm",
        tears_into=60,
        known={
            "main_beam": (6, Kind(0, 816, "Al 7075", "box: {length: 5 m, width: 0.6 m, height: 0.5 m}", "wall: 25 mm"), "six aluminium beams of 1,800 lb were predicted to survive (Spaceflight Now, Jun 2000)"),
            "scintillator": (40, Kind(0, 45, "Macor", "cylinder: {diameter: 0.5 m, length: 0.1 m}", "late_share: 0.2"), "sodium iodide detectors of four telescopes; counted as glass"),
            "spark_chamber": (1, Kind(0, 700, "Al 6061", "cylinder: {diameter: 1.6 m, length: 1.2 m}", "wall: 8 mm"), "EGRET, 1.8 t with its calorimeter"),
            "titanium_part": (30, Kind(0, 18, "Ti-6Al-4V", "box: {length: 0.5 m, width: 0.3 m, height: 0.2 m}", "wall: 6 mm, late_share: 0.2"), "titanium parts were predicted to survive (Spaceflight Now, Jun 2000)"),
            "hydrazine_tank": (4, Kind(0, 60, "Ti-6Al-4V", "sphere: {diameter: 0.95 m}", "wall: 3 mm, late_share: 0.2, bursts: {contents: main}"), "tanks for 1.9 t of hydrazine"),
        },
        off={"main_beam": "structure", "titanium_part": "structure", "hydrazine_tank": "propulsion"},
    ),
    "rosat": Spacecraft(
        title="ROSAT, X-ray satellite",
        payload=1555,
        source="2,421 kg, of it 1,555 kg of payload (DLR); body 2.4 x 2.2 x 4.7 m; an X-ray telescope of four nested mirrors of glass ceramic, 0.84 m across",
        mass=2421,
        body="box: {length: 4.2 m, width: 2.2 m, height: 2 m}",
        body_wall="0.8 mm",
        tears_into=14,
        known={
            "mirror_shell": (8, Kind(0, 105, "Zerodur", "cylinder: {diameter: 0.75 m, length: 0.5 m}", "wall: 19 mm, late_share: 0.2"), "eight shells of Zerodur; the mirrors were expected to survive, up to 1.6 t in 30 pieces (DLR, 2011)"),
            "mirror_support": (1, Kind(0, 120, "CFRP", "cylinder: {diameter: 0.9 m, length: 1.2 m}", "wall: 14 mm"), "support of carbon fibre"),
        },
        off={},
    ),
    "ers_2": Spacecraft(
        title="ERS-2, radar satellite",
        source="2,294 kg at the end, without propellant (ESA, 2024); SPOT bus, body 2 x 2 x 3 m, radar antenna 10 x 1 m, array 12 x 2.4 m",
        mass=2294,
        body="box: {length: 3 m, width: 2 m, height: 2 m}",
        body_wall="1 mm",
        tears_into=12,
        known={
            "radar_antenna": (5, Kind(0, 35, "CFRP", "plate: {length: 2 m, width: 1 m, thickness: 40 mm}", "wall: 4 mm", "appendage"), "five panels of the antenna, carbon fibre; the largest fragment was put at 52 kg (ESA, 2024)"),
            "hydrazine_tank": (4, Kind(0, 14, "Ti-6Al-4V", "sphere: {diameter: 0.6 m}", "wall: 2 mm, late_share: 0.2"), "four tanks are the heaviest parts expected to survive (ESA, 2024)"),
        },
        off={"hydrazine_tank": "propulsion"},
    ),
    "goce": Spacecraft(
        title="GOCE, gravity satellite",
        source="1,050 kg (ESA, 2013); body 5.3 m long and 1 m across, panels of carbon fibre; gradiometer of carbon and glass ceramic",
        mass=1050,
        body="cylinder: {diameter: 1 m, length: 5.3 m}",
        body_wall="1 mm",
        tears_into=10,
        known={
            "gradiometer": (1, Kind(0, 90, "CFRP", "cylinder: {diameter: 0.8 m, length: 0.8 m}", "wall: 16 mm"), "gradiometer, some 180 kg in all; largest fragment put at about 90 kg"),
            "sensor_block": (6, Kind(0, 6, "Zerodur", "cylinder: {diameter: 0.18 m, length: 0.1 m}", "late_share: 0.5"), "accelerometers of glass ceramic"),
            "xenon_tank": (1, Kind(0, 13, "CFRP", "sphere: {diameter: 0.5 m}", "wall: 9 mm, late_share: 0.2"), "xenon tank wound over a liner, empty"),
        },
        off={"xenon_tank": "propulsion"},
    ),
    "hubble": Spacecraft(
        title="Hubble Space Telescope",
        source="10.7 t (10,886 kg at launch); tube 13.2 m long, 3 to 4.3 m across; mirror of 828 kg; six nickel-hydrogen batteries",
        mass=10700,
        body="cylinder: {diameter: 3.6 m, length: 11 m}",
        body_wall="1.5 mm",
        tears_into=50,
        cells=CASED,
        known={
            "primary_mirror": (1, Kind(0, 828, "fused silica", "cylinder: {diameter: 2.4 m, length: 0.35 m}", "wall: 25 mm", "late"), "828 kg of low-expansion glass, a sandwich (NASA)"),
            "main_ring": (1, Kind(0, 546, "Ti-6Al-4V", "cylinder: {diameter: 2.7 m, length: 0.38 m}", "wall: 8 mm"), "titanium ring of 546 kg (NASA)"),
            "metering_truss": (24, Kind(0, 8, "CFRP", "cylinder: {diameter: 62 mm, length: 2.4 m}", "wall: 8 mm"), "truss of carbon fibre, 114 kg, and its rings"),
            "focal_plane": (1, Kind(0, 250, "CFRP", "box: {length: 2.1 m, width: 2.1 m, height: 1.5 m}", "wall: 6 mm"), "structure of carbon fibre that holds the instruments"),
        },
        off={"main_ring": "structure", "metering_truss": "structure"},
    ),
    "atv_1": Spacecraft(
        title="ATV-1 Jules Verne",
        source="13.0 t without propellant at entry; body 4.5 m across, 9.8 m long; four wings 22.3 m from tip to tip; cargo module like those of the station",
        mass=13000,
        body="cylinder: {diameter: 4.48 m, length: 8 m}",
        body_wall="2.5 mm",
        tears_into=55,
        known={
            "bag": (150, Kind(0, 20, "Nomex", "box: {length: 0.5 m, width: 0.42 m, height: 0.25 m}"), "bags of waste, 3 t (ESA, 2008)"),
            "propellant_tank": (8, Kind(0, 40, "Ti-6Al-4V", "sphere: {diameter: 1.1 m}", "wall: 2.2 mm, late_share: 0.2, bursts: {contents: main}"), "eight tanks for 7 t"),
        },
        off={"propellant_tank": "propulsion"},
    ),
}  # fmt: skip


def shares_of(craft: Spacecraft) -> dict[str, float]:
    """Mass of each subsystem, kg; where that of the payload is public the others share the rest."""
    if craft.payload is None:
        return {name: share * craft.mass for name, share in SUBSYSTEMS.items()}
    rest = (craft.mass - craft.payload) / (1.0 - SUBSYSTEMS["payload"])
    return {name: share * rest for name, share in SUBSYSTEMS.items()} | {"payload": craft.payload}


def families_of(craft: Spacecraft) -> Iterator[tuple[str, int, Kind, str, str]]:
    """Name, count, kind, parent and note of every family."""
    left = shares_of(craft)
    body = BODY * left["structure"]
    left["structure"] -= body
    for name, (count, kind, _) in craft.known.items():
        subsystem = craft.off.get(name, "payload")
        taken = min(MOST_KNOWN * left[subsystem], count * kind.mass)
        left[subsystem] -= taken
        left["payload"] -= count * kind.mass - taken
        if left["payload"] < 0.0:
            raise ValueError(f"{craft.title}: no room for {name}")
    tears = (
        f"tears: {{count: {craft.tears_into}, into: {{plate: {{length: 1.5 m, width: 1.2 m, "
        "thickness: 30 mm}}, wall: 0.8 mm, pressure: 3 kPa, temperature: 700 K}"
    )
    shell = Kind(0, round(body, 1), "Al 6061", craft.body, f"wall: {craft.body_wall}", "module")
    yield "body", 1, shell, "station", f"skin and frames of the body\n{tears}"
    for name, (count, kind, note) in craft.known.items():
        parent = "station" if kind.stage == "module" else "body"
        yield name, count, kind, parent, note
    for subsystem, kinds in RECIPE.items():
        for name, given in kinds.items():
            kind = HYDROGEN_CELL if name == "battery_cell" and craft.cells == CASED else given
            mass = LISTED * kind.share * left[subsystem]
            count = max(1, round(mass / kind.mass))
            one = min(mass / count, 1.2 * kind.mass)
            if mass > 0.0:
                part = f"{100.0 * kind.share:.0f} % of what is left of {subsystem}"
                yield name, count, Kind(0, round(one, 3), *_rest(kind)), "body", part


def _rest(kind: Kind) -> Sequence[str]:
    return kind.material, kind.shape, kind.rest, kind.stage


def text_of(craft: Spacecraft) -> str:
    """The catalogue as a file."""
    lines = [
        "# yaml-language-server: $schema=../../components.schema.json",
        f"# Generic catalogue of {craft.title}: no list of its parts is public.",
        f"# Public: {craft.source}.",
        "# All else by the recipe of benchmarks/generic_catalogues.py, one for all spacecraft. Fixed before the first run; not changed after it.",
        f"description: Generic families of components of {craft.title}",
        f'station: {{dry_mass: {{value: "{craft.mass:g} kg", source: "{craft.source}"}}}}',
        "families:",
    ]
    for name, count, kind, parent, told in families_of(craft):
        note, _, tears = told.partition("\n")
        where = "" if parent == "station" else f"parent: {parent}, "
        rest = f", {kind.rest}" if kind.rest else ""
        lines += [
            f"  {name}:",
            f"    {{{where}stage: {kind.stage}, count: {count}, mass: {kind.mass:g} kg, material: {kind.material},",
            f"     shape: {{{kind.shape}}}{rest},",
            *([f"     {tears},"] if tears else []),
            f'     assumption: "{note}"}}',
        ]
    return "\n".join(lines) + REMAINDER


REMAINDER = """
remainder: # what rows and rounding to whole pieces leave
  unnamed_box:
    {parent: body, stage: content, share: 1, mass: 10 kg, material: Al 6061,
     shape: {box: {length: 0.4 m, width: 0.3 m, height: 0.2 m}}, wall: 3 mm,
     assumption: "as avionics boxes"}
"""


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    for name, craft in SPACECRAFT.items():
        (FOLDER / f"{name}.yaml").write_text(text_of(craft), encoding="utf-8")


if __name__ == "__main__":
    main()
