"""What can be dispersed: names with unit, meaning and place in a low-discrepancy sequence.

The order is part of the meaning of a seed: names are only ever added at the end. A name may carry a
suffix for one burn or one engine group (``thrust_factor.usdv.translation``).
"""

import difflib
from types import MappingProxyType
from typing import NamedTuple

from sim.campaign.error import InvalidParameterError


class Parameter(NamedTuple):
    """A quantity that can be dispersed.

    unit is SI, radians, or empty; `position` counts from 0 and is the dimension of the Sobol
    sequence; `range` is ``"any"``, ``"positive"`` or ``"not negative"``: what a draw may be.
    """

    name: str
    unit: str
    meaning: str
    range: str = "any"
    position: int = -1


_LISTED = (
    Parameter("activity", "", "solar activity, normal deviate from the forecast's median"),
    Parameter("history_shift", "s", "shift of the history whose day-to-day variability is flown"),
    Parameter("density_bias_low", "", "ln of the air model's density error at 120 km and below"),
    Parameter("density_bias_middle", "", "ln of the air model's density error at 250 km"),
    Parameter("density_bias_high", "", "ln of the air model's density error from 400 km on"),
    Parameter("density_noise", "", "size of the autocorrelated ln density error", "not negative"),
    Parameter("density_noise_start", "", "start on the noise path, in correlation times"),
    Parameter("drag_factor", "", "factor on the drag area of the stack", "positive"),
    Parameter("mass_offset", "kg", "mass beyond the dry mass of the scenario"),
    Parameter("position_along", "m", "error of the first position along the flight"),
    Parameter("position_across", "m", "error of the first position along the orbit normal"),
    Parameter("position_up", "m", "error of the first position, upward"),
    Parameter("velocity_along", "m/s", "error of the first velocity along the flight"),
    Parameter("velocity_across", "m/s", "error of the first velocity along the orbit normal"),
    Parameter("velocity_up", "m/s", "error of the first velocity, upward"),
    Parameter("ut1", "s", "error of UT1"),
    Parameter("thrust_factor", "", "factor on thrust", "positive"),
    Parameter("isp_factor", "", "factor on specific impulse", "positive"),
    Parameter("pitch", "rad", "pointing error toward nadir"),
    Parameter("yaw", "rad", "pointing error sideways"),
    Parameter("ignition_delay", "s", "ignition later than commanded"),
    Parameter("cutoff_perigee", "m", "error of the perigee at which engines are cut off"),
    Parameter("engines_out", "", "engines that do not fire", "not negative"),
    Parameter("attitude_loss", "m", "altitude at which the attitude is lost", "positive"),
    Parameter("break_up_a", "m", "altitude at which appendages come off", "positive"),
    Parameter("break_up_b", "m", "altitude at which modules part", "positive"),
    Parameter("break_up_c", "m", "altitude at which modules give up their contents", "positive"),
    Parameter("break_up_late", "m", "altitude at which shielded pieces come free", "positive"),
    Parameter("fragment_drag", "", "factor on the drag coefficient of fragments", "positive"),
    Parameter("fragment_lift", "", "lift over drag of fragments", "not negative"),
    Parameter("fragment_bank", "rad", "bank at which fragments hold their lift"),
    Parameter("wind_east", "m/s", "wind toward the east that falling bodies meet"),
    Parameter("wind_north", "m/s", "wind toward the north that falling bodies meet"),
    Parameter("heating_factor", "", "factor on the heat flux into fragments", "positive"),
    Parameter("emissivity_factor", "", "factor on the emissivity of fragments", "positive"),
    Parameter("ballistic_factor", "", "factor on the ballistic coefficient of fragments",
              "positive"),
)  # fmt: skip

PARAMETERS = MappingProxyType(
    {each.name: each._replace(position=position) for position, each in enumerate(_LISTED)}
)
"""Parameters by name, in the order of their dimensions."""

SUFFIXED = (
    "thrust_factor",
    "isp_factor",
    "pitch",
    "yaw",
    "ignition_delay",
    "cutoff_perigee",
    "engines_out",
)
"""Parameters that may belong to one burn or one engine group."""

AFTER_INTERFACE = (
    "break_up_a",
    "break_up_b",
    "break_up_c",
    "break_up_late",
    "fragment_drag",
    "fragment_lift",
    "fragment_bank",
    "heating_factor",
    "emissivity_factor",
    "ballistic_factor",
)
"""Parameters that only matter after the entry interface."""


def parameter_of(name: str) -> Parameter:
    """The parameter a name stands for, with or without suffix.

    Raises
    ------
    InvalidParameterError
        If there is no such parameter, or it takes no suffix.
    """
    stem, dot, suffix = name.partition(".")
    if stem not in PARAMETERS:
        near = difflib.get_close_matches(stem, PARAMETERS, n=3, cutoff=0.6)
        allowed = f"{', '.join(near)} (near matches)" if near else ", ".join(PARAMETERS)
        raise InvalidParameterError((name,), "no such parameter", name, allowed)
    if dot and (stem not in SUFFIXED or not suffix):
        problem = "has an empty suffix" if not suffix else "takes no suffix"
        raise InvalidParameterError((name,), problem, name, f"a suffix after {', '.join(SUFFIXED)}")
    return PARAMETERS[stem]


def order_of(name: str) -> tuple[int, str]:
    """Key that puts names in the order of the list, suffixes in alphabetical order."""
    return parameter_of(name).position, name.partition(".")[2]
