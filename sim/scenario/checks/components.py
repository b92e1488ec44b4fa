"""Whether a catalogue of components adds up: known parents, masses and shares."""

from collections.abc import Iterator, Mapping

from sim.entry.breakup.component import STATION, in_ring
from sim.scenario.build.components import ROUNDING
from sim.scenario.error import Issue, listed
from sim.scenario.schema.component import Families, PieceModel

LEAST_LISTED = 0.9
"""assumption: part of the dry mass that families must account for by name."""


def check_catalogue(catalogue: Families, whole: float, what: str) -> Iterator[Issue]:
    """Whether parents are known and families neither too heavy nor too light together for what
    weighs so many kg.
    """
    rows: Mapping[str, PieceModel] = {**catalogue.families, **catalogue.remainder}
    for section in (catalogue.families, catalogue.remainder):
        place = "families" if section is catalogue.families else "remainder"
        for name, row in section.items():
            if row.parent != STATION and row.parent not in catalogue.families:
                allowed = listed([STATION, *catalogue.families], row.parent)
                yield Issue((place, name, "parent"), "no such family", row.parent, allowed)
    for name in in_ring({name: row.parent for name, row in rows.items()}):
        section_name = "families" if name in catalogue.families else "remainder"
        allowed = "a chain of parents that ends at the station"
        key = (section_name, name, "parent")
        yield Issue(key, "parents go in a ring", rows[name].parent, allowed)
    if STATION in rows:
        problem = "the name is that of the whole"
        yield Issue(("families", STATION), problem, ..., "another name")
    for name in catalogue.families.keys() & catalogue.remainder.keys():
        yield Issue(("remainder", name), "the name stands twice", ..., "a name of its own")
    yield from _sums(catalogue, whole, what)


def _sums(catalogue: Families, whole: float, what: str) -> Iterator[Issue]:
    listed_mass = 0.0
    for name, row in catalogue.families.items():
        before, listed_mass = listed_mass, listed_mass + row.total_mass
        if before <= whole * (1.0 + ROUNDING) < listed_mass:
            problem = f"with this row the families weigh more than the {what}, {whole:g} kg"
            given = f"{row.count:g} x {row.total_mass / row.count:g} kg on top of {before:g} kg"
            allowed = f"at most {max(whole - before, 0.0):g} kg"
            yield Issue(("families", name, "mass"), problem, given, allowed)
    if listed_mass < LEAST_LISTED * whole:
        problem = f"the families weigh {100.0 * listed_mass / whole:.1f} % of the {what}"
        yield Issue(("families",), problem, ..., f"90 % to 100 % of {whole:g} kg")
    left = whole - listed_mass > ROUNDING * whole
    shares = sum(float(row.share) for row in catalogue.remainder.values())
    if catalogue.remainder and abs(shares - 1.0) > ROUNDING:
        yield Issue(("remainder",), f"shares add up to {shares:g}", ..., "shares that make 1")
    elif left and not catalogue.remainder:
        problem = f"nothing stands for the {whole - listed_mass:g} kg no family names"
        yield Issue(("families",), problem, ..., "rows under `remainder`")
