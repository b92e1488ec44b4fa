"""The answers about the attitude of a stack, in one."""

from typing import TypedDict

from sim.flight.figures import TurningFigures
from sim.flight.mission import Mission
from sim.flight.motion.summary import summarise_motion
from sim.operations.attitude.catch_up import (
    CaughtFigures,
    HeldFigures,
    catch_up,
    hold_revolutions,
)
from sim.operations.attitude.lowest_altitude import Quantiles, find_lowest_altitudes
from sim.operations.attitude.setting import setting_of
from sim.operations.attitude.thrust_offset import (
    OffsetFigures,
    burning_phase,
    compare_offsets,
    engines_of,
)
from sim.operations.attitude.tumbling import TumblingFigures, disperse_tumbling

TUMBLING = "tumbling"
"""End of the name of the attitude whose area a tumbling stack is compared with."""
OUT_SHARE = 0.1
"""Of the engines of a burn, that are out where no number is asked for: 3 of 30, 1 of 2."""


class AttitudeFigures(TypedDict):
    """What the attitude decides: altitudes in km by axis, holding for a revolution by altitude,
    phases of the flight with its thrust line at the second of the offsets, burns by offset, the
    tumbling stack, and stacks that were lost for a time.
    """

    lowest_altitude_km: dict[str, Quantiles]
    held: list[HeldFigures]
    phases: list[TurningFigures]
    burns: list[OffsetFigures]
    tumbling: TumblingFigures
    caught: list[CaughtFigures]


def answer_attitude(mission: Mission, engines_out: int | None = None) -> AttitudeFigures:
    """Ask a mission with a burn and a way down as a rigid body all of it.

    Raises
    ------
    InputError
        If it has no such phases.
    """
    count = _engines(mission)
    out = max(1, round(OUT_SHARE * count)) if engines_out is None else engines_out
    burns, flight = compare_offsets(mission, out)
    setting = setting_of(mission, flight)
    motion = summarise_motion(flight, 0)
    assert motion is not None and setting.motion.shape is not None
    named = [a for a in mission.attitudes if a.name.endswith(TUMBLING)]
    return {
        "lowest_altitude_km": find_lowest_altitudes(setting),
        "held": hold_revolutions(setting),
        "phases": motion["phases"],
        "burns": burns,
        "tumbling": disperse_tumbling(setting.motion.shape, named[0] if named else None),
        "caught": catch_up(setting),
    }


def _engines(mission: Mission) -> int:
    """How many engines the burn has in its first group."""
    burn = burning_phase(mission).burn
    assert burn is not None
    return engines_of(mission, burn.firings[0].group)
