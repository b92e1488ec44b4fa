"""How burns are guided: data only, SI units."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

Law = Literal["replan", "orbit", "clock"]
Source = Literal["gps", "radar", "none", "perfect"]


SOURCES: tuple[Source, ...] = get_args(Source)


class Accuracy(NamedTuple):
    """Standard deviations of a fix: of each component of the position (m) and the velocity (m/s),
    and of the semi-major axis (m) once a revolution has been tracked; and of what all fixes of a
    flight have in common of each.
    """

    position: float
    velocity: float
    semi_major_axis: float
    position_bias: float = 0.0
    velocity_bias: float = 0.0
    semi_major_axis_bias: float = 0.0


USUAL: dict[Source, Accuracy] = {
    # assumption: 5 to 50 m and 1 to 10 cm/s in real time, 2 to 20 m after a revolution; in common
    # 1 to 10 m and 0.1 to 1 cm/s (place of the antenna, orbits broadcast, delay of the clock),
    # 0.3 to 3 m
    "gps": Accuracy(15.0, 0.03, 5.0, 3.0, 0.003, 1.0),
    # assumption: 100 to 500 m and 0.1 to 0.5 m/s after one pass over a station, 10 to 50 m after a
    # revolution with several; in common 20 to 150 m and 1 to 10 cm/s (places of stations,
    # refraction, clocks), 2 to 15 m
    "radar": Accuracy(200.0, 0.2, 20.0, 50.0, 0.03, 5.0),
    # of the one fix at the start
    "none": Accuracy(15.0, 0.03, 5.0, 3.0, 0.003, 1.0),
    "perfect": Accuracy(0.0, 0.0, 0.0),
}


@dataclass(frozen=True, kw_only=True)
class GuidanceRule:
    """When and from what burns are planned again.

    Attributes
    ----------
    law
        See `sim.scenario.schema.guidance.Law`.
    freeze
        s before ignition, after which commands don't change.
    latest_data
        s, age of the newest fix then.
    other_passes
        Whether another pass is looked for where the aim can't be met; a wait leads to one anyway.
    largest_miss
        m from the aim, beyond which it can't.
    look_ahead
        s: passes of so long a time are compared where one is chosen.
    source, accuracy
        Of the navigation.
    estimates_drag
        Whether the ballistic coefficient is estimated from the arcs flown.
    knows_air
        Whether the air ahead, the area and the mass are known as they are.
    drag_spread, drag_change
        Standard deviation of the logarithm of the ballistic coefficient before an arc was flown,
        and of what a day adds to it. assumption: the error of the air a day ahead, 5 to 15 %.
    thrust_deviation
        Standard deviation of the logarithm of a measured acceleration. assumption: that of the
        accelerometer, 0.1 to 1 %.
    """

    law: Law = "replan"
    freeze: float = 3.0 * 3600.0
    latest_data: float = 1800.0
    other_passes: bool = True
    largest_miss: float = 60e3
    look_ahead: float = 86400.0
    source: Source = "gps"
    accuracy: Accuracy = USUAL["gps"]
    estimates_drag: bool = True
    knows_air: bool = False
    drag_spread: float = 0.10
    drag_change: float = 0.10
    thrust_deviation: float = 0.005
