"""The same ship several times, each under a name of its own."""

from dataclasses import replace

from sim.vehicle.hardware import Feed, Line, Vehicle


def rename_ship(ship: Vehicle, name: str) -> Vehicle:
    """The ship, its tanks, engines and lines under another name, without attitudes; feeds from
    other vehicles stay.
    """

    def named(text: str) -> str:
        own = f"{ship.name}."
        return f"{name}.{text.removeprefix(own)}" if text.startswith(own) else text

    def piped(line: Line | None) -> Line | None:
        if line is None:
            return None
        return replace(line, source=named(line.source), target=named(line.target))

    return replace(
        ship,
        name=name,
        tanks=tuple(replace(tank, name=named(tank.name)) for tank in ship.tanks),
        engines=tuple(
            replace(
                group,
                name=named(group.name),
                feeds=tuple(Feed(named(feed.tank), feed.thrust_factor) for feed in group.feeds),
                line=piped(group.line),
            )
            for group in ship.engines
        ),
        attitudes=(),
    )
