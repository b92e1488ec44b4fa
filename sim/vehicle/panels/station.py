"""The station as elements: public dimensions of modules, truss, radiators and solar arrays.

Axes of the Space Station Analysis frame (SSP 30219): origin in the middle of the truss, x forward
along the modules, y to starboard, z to nadir. Places to 0.5 m (assumption) from the stations of
the truss and docking planes; solar arrays by the areas of their blankets. The truss is a lattice,
4.6 m high: a beam of 2.6 m hides as much (assumption, solidity 0.35 to 0.6).
"""

from sim.vehicle.panels.shapes import Box, Cylinder, Element, Plate, Shape

AXIS = 4.9
"""m, z of the line of modules."""
WING = (32.0, 10.35)
"""m, length and width of the area of one of eight wings: blankets, mast and boxes."""
MASTS = (33.9, 48.7)
"""m from the middle of the truss."""
RADIATOR = (13.6, 3.4)
"""m, of the four radiators of the solar arrays."""


def along_x(name: str, start: float, end: float, diameter: float) -> Cylinder:
    """A module of the line from x to x, m."""
    return Cylinder(name, (start, 0.0, AXIS), (end, 0.0, AXIS), diameter)


def across(name: str, x: float, start: float, end: float, diameter: float) -> Cylinder:
    """A module at x from y to y, m."""
    return Cylinder(name, (x, start, AXIS), (x, end, AXIS), diameter)


def upright(
    name: str, place: tuple[float, float], start: float, end: float, diameter: float
) -> Cylinder:
    """A module at x and y from z to z, m."""
    return Cylinder(name, (*place, start), (*place, end), diameter)


def modules() -> tuple[Element, ...]:
    """Pressurised modules, and the arrays of the Russian ones."""
    return (
        along_x("zvezda", -33.6, -20.5, 4.35),
        along_x("zarya", -20.5, -7.9, 4.1),
        along_x("pma_1", -7.9, -6.0, 2.0),
        along_x("unity", -6.0, -0.5, 4.5),
        along_x("destiny", -0.5, 8.0, 4.3),
        along_x("harmony", 8.0, 15.2, 4.4),
        along_x("pma_2", 15.2, 18.1, 2.0),
        across("columbus", 13.0, 2.2, 9.1, 4.5),
        across("kibo", 13.0, -13.4, -2.2, 4.4),
        upright("kibo_store", (13.0, -9.0), -1.5, 2.7, 4.4),
        Box("kibo_platform", (10.4, -18.9, 2.9), (15.6, -13.4, 6.9)),
        across("quest", -3.2, 2.2, 7.7, 4.0),
        across("tranquility", -3.2, -11.0, -2.2, 4.5),
        Cylinder("leonardo", (-1.0, -6.5, AXIS), (5.6, -6.5, AXIS), 4.5),
        Cylinder("beam", (-9.4, -6.5, AXIS), (-5.4, -6.5, AXIS), 3.2),
        upright("cupola", (-3.2, -6.5), 7.1, 8.6, 3.0),
        upright("nauka", (-22.5, 0.0), 6.9, 19.9, 4.25),
        upright("prichal", (-22.5, 0.0), 19.9, 24.8, 3.3),
        upright("poisk", (-22.5, 0.0), -1.1, 2.9, 2.55),
        upright("rassvet", (-9.5, 0.0), 6.9, 12.9, 2.35),
        *(
            Plate(f"zvezda_array_{i}", (-30.5, s * 8.5, AXIS), (0.0, 12.7, 0.0), (3.0, 0.0, 0.0))
            for i, s in enumerate((-1.0, 1.0))
        ),
        Plate("nauka_radiator", (-29.9, 0.0, 13.0), (6.0, 0.0, 0.0), (0.0, 0.0, 4.5)),
        Plate("nauka_airlock", (-26.1, 4.6, 12.0), (0.0, 0.0, 6.0), (2.5, 2.5, 0.0)),
        *(
            Plate(f"nauka_array_{i}", (-22.5, s * 7.0, 17.0), (0.0, 9.9, 0.0), (3.7, 0.0, 0.0))
            for i, s in enumerate((-1.0, 1.0))
        ),
    )


def truss() -> tuple[Element, ...]:
    """The truss, what is stored on it, and the six radiators that do not turn with the arrays."""
    return (
        Box("truss", (-1.4, -47.2, -1.3), (1.4, 47.2, 1.3)),
        *(
            Box(f"stores_{i}", (-2.45, y - 2.15, z - 1.25), (2.45, y + 2.15, z + 1.25))
            for i, (y, z) in enumerate(((-25.2, 4.6), (-25.2, -4.6), (25.2, 4.6), (25.2, -4.6)))
        ),
        upright("z1", (-3.2, 0.0), -1.5, 2.6, 3.0),
        *(
            Plate(f"radiator_{i}", (-14.15, y, 0.0), (23.3, 0.0, 0.0), (0.0, 3.4, 0.0))
            for i, y in enumerate((-17.6, -13.7, -9.8, 9.8, 13.7, 17.6))
        ),
    )


def arrays() -> tuple[Plate, ...]:
    """What turns: eight wings, and the four radiators square to them."""
    length, width = WING
    wings = [
        Plate(
            f"wing_{i}",
            (forward * (4.3 + 0.5 * length), side * mast, 0.0),
            (length, 0.0, 0.0),
            (0.0, width, 0.0),
            turns=True,
            tilts=True,
        )
        for i, (side, mast, forward) in enumerate(
            (side, mast, forward) for side in (-1, 1) for mast in MASTS for forward in (-1, 1)
        )
    ]
    out, across_ = RADIATOR
    radiators = [
        Plate(
            f"array_radiator_{i}",
            (0.0, y, -1.5 - 0.5 * out),
            (0.0, 0.0, out),
            (0.0, across_, 0.0),
            turns=True,
        )
        for i, y in enumerate((-45.5, -30.5, 30.5, 45.5))
    ]
    return (*wings, *radiators)


def station(*visitors: Element) -> Shape:
    """The station with docked ships as further elements."""
    return Shape((*modules(), *truss(), *arrays(), *visitors))


DEORBIT_VEHICLE = along_x("usdv", 18.1, 30.0, 4.0)
"""The deorbit vehicle on the forward port (assumption: 12 m long, 11 to 14, and
4 m wide, 3.7 to 4)."""
