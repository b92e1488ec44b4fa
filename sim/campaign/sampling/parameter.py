"""What can be dispersed: names with unit, meaning and place in a low-discrepancy sequence.

The order is part of the meaning of a seed: names are only ever added at the end. A name may carry a
suffix for one burn or one engine group (``thrust_factor.usdv.translation``).
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sim.campaign.error import InvalidParameterError


class Parameter(NamedTuple):
    """A quantity that can be dispersed.

    unit is SI, radians, or empty; `least` and `most` are what a draw may be (assumption: bounds of
    sense, far wider than any use); `position` counts from 0 and is the dimension of the Sobol
    sequence.
    """

    name: str
    unit: str
    meaning: str
    least: float
    most: float
    position: int = -1

    @property
    def bounds(self) -> str:
        """What a draw may be, in words."""
        return f"values from {self.least:g} to {self.most:g} {self.unit}".rstrip()


_LISTED = (
    Parameter(
        "activity", "", "solar activity, normal deviate from the forecast's median", -10.0, 10.0
    ),
    Parameter(
        "history_shift",
        "s",
        "shift of the history whose day-to-day variability is flown",
        -1e10,
        1e10,
    ),
    Parameter(
        "density_bias_low",
        "",
        "ln of the air model's density error at 120 km and below",
        -10.0,
        10.0,
    ),
    Parameter(
        "density_bias_middle", "", "ln of the air model's density error at 250 km", -10.0, 10.0
    ),
    Parameter(
        "density_bias_high", "", "ln of the air model's density error from 400 km on", -10.0, 10.0
    ),
    Parameter("density_noise", "", "rms change of ln density error after a day", 0.0, 2.0),
    Parameter("density_noise_start", "", "start on the path of that change", -1e6, 1e6),
    Parameter("drag_factor", "", "factor on the drag area of the stack", 0.01, 100.0),
    Parameter("mass_offset", "kg", "mass beyond the dry mass of the scenario", -1e6, 1e6),
    Parameter("position_along", "m", "error of the first position along the flight", -1e6, 1e6),
    Parameter(
        "position_across", "m", "error of the first position along the orbit normal", -1e6, 1e6
    ),
    Parameter("position_up", "m", "error of the first position, upward", -1e6, 1e6),
    Parameter("velocity_along", "m/s", "error of the first velocity along the flight", -1e3, 1e3),
    Parameter(
        "velocity_across", "m/s", "error of the first velocity along the orbit normal", -1e3, 1e3
    ),
    Parameter("velocity_up", "m/s", "error of the first velocity, upward", -1e3, 1e3),
    Parameter("ut1", "s", "error of UT1", -10.0, 10.0),
    Parameter("thrust_factor", "", "factor on thrust", 0.01, 10.0),
    Parameter("isp_factor", "", "factor on specific impulse", 0.01, 10.0),
    Parameter("pitch", "rad", "pointing error toward nadir", -6.3, 6.3),
    Parameter("yaw", "rad", "pointing error sideways", -6.3, 6.3),
    Parameter("ignition_delay", "s", "ignition later than commanded", -1e6, 1e6),
    Parameter(
        "cutoff_perigee", "m", "error of the perigee at which engines are cut off", -1e6, 1e6
    ),
    Parameter("engines_out", "", "engines that do not fire", 0.0, 1000.0),
    Parameter("attitude_loss", "m", "altitude at which the attitude is lost", 1.0, 1e6),
    Parameter("break_up_a", "m", "altitude at which appendages come off", 1.0, 1e6),
    Parameter("break_up_b", "m", "altitude at which modules part", 1.0, 1e6),
    Parameter("break_up_c", "m", "altitude at which modules give up their contents", 1.0, 1e6),
    Parameter("break_up_late", "m", "altitude at which shielded pieces come free", 1.0, 1e6),
    Parameter("fragment_drag", "", "factor on the drag coefficient of fragments", 0.01, 100.0),
    Parameter("fragment_lift", "", "lift over drag of fragments", 0.0, 10.0),
    Parameter("fragment_bank", "rad", "bank at which fragments hold their lift", -12.6, 12.6),
    Parameter("wind_east", "m/s", "wind toward the east that falling bodies meet", -1e3, 1e3),
    Parameter("wind_north", "m/s", "wind toward the north that falling bodies meet", -1e3, 1e3),
    Parameter("heating_factor", "", "factor on the heat flux into fragments", 0.01, 100.0),
    Parameter("emissivity_factor", "", "factor on the emissivity of fragments", 0.01, 100.0),
    Parameter(
        "ballistic_factor", "", "factor on the ballistic coefficient of fragments", 0.01, 100.0
    ),
    Parameter("attitude_per_orbit", "kg", "propellant of holding the attitude an orbit", 0.0, 1e4),
    Parameter("attitude_per_turn", "kg", "propellant of turning the stack round", 0.0, 1e4),
    Parameter("tank_load", "", "factor on what tanks hold at the start", 0.0, 2.0),
    Parameter("residual", "", "part of the capacity of tanks that can't be used", 0.0, 1.0),
    Parameter("line_flow", "", "factor on the flow of lines between tanks", 0.0, 100.0),
    Parameter(
        "accelerometer_scale",
        "",
        "relative error of the velocity change that a burn is cut off by",
        -0.5,
        1.0,
    ),
    Parameter(
        "accelerometer_bias", "m/s2", "acceleration sensed beyond that of the burn", -0.1, 0.1
    ),
    Parameter("interrupted_rate", "", "chance that a burn is interrupted", 0.0, 1.0),
    Parameter("first_firing_rate", "", "the same of the first by engines never used", 0.0, 1.0),
    Parameter("recovered_rate", "", "chance to go on within six revolutions", 0.0, 1.0),
    Parameter("engine_rate", "", "chance that an engine stops in a burn", 0.0, 1.0),
    Parameter("computer_rate", "", "chance that a string of computers is down", 0.0, 1.0),
    Parameter("thruster_rate", "", "chance that a string of thrusters is down", 0.0, 1.0),
    Parameter("interruption", "", "number that decides where a burn is interrupted", 0.0, 1.0),
    Parameter("recovery", "", "number that decides when it can go on", 0.0, 1.0),
    Parameter("engine_failure", "", "number that decides how many engines stop", 0.0, 1.0),
    Parameter("computer_failure", "", "number that decides which computers are down", 0.0, 1.0),
    Parameter("thruster_failure", "", "number that decides which thrusters are down", 0.0, 1.0),
    Parameter("oxidation_factor", "", "factor on the oxidation of fragments", 0.0, 2.0),
    Parameter("strength_a", "", "factor on the load that appendages withstand", 0.01, 100.0),
    Parameter("strength_b", "", "factor on the load and heat that joints withstand", 0.01, 100.0),
    Parameter("strength_c", "", "factor on the load and heat that shells withstand", 0.01, 100.0),
    Parameter(
        "accommodation_factor", "", "factor on the heat of free-molecular flow", 0.0, 1.0 / 0.9
    ),
    Parameter(
        "shield_melted", "", "share that has melted of what gives up a shielded piece", 0.0, 1.0
    ),
    Parameter("burst_energy", "", "factor on the energy of bursts", 0.0, 100.0),
    Parameter("release_speed", "m/s", "speed at which pieces part", 0.0, 100.0),
)

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
    "tank_load",
    "residual",
    "line_flow",
    "accelerometer_scale",
    "accelerometer_bias",
    "interruption",
    "recovery",
    "engine_failure",
    "computer_failure",
    "thruster_failure",
)
"""Parameters that may belong to one burn, one engine group or one tank."""

OF_A_CUTOFF = {
    "cutoff_perigee": "perigee",
    "accelerometer_scale": "delta_v",
    "accelerometer_bias": "delta_v",
}
"""Errors of a cut-off, each with the law it belongs to: others have no such error."""

FAILURE_RATES = (
    "interrupted_rate",
    "first_firing_rate",
    "recovered_rate",
    "engine_rate",
    "computer_rate",
    "thruster_rate",
)
"""Chances of failures, one of each per sample; what fails is worked out with the burns known."""

FAILURE_NUMBERS = (
    "interruption",
    "recovery",
    "engine_failure",
    "computer_failure",
    "thruster_failure",
)
"""Numbers in (0, 1) that decide what fails in a burn."""

OF_A_BURN = ("pitch", "yaw", "ignition_delay", *OF_A_CUTOFF, *FAILURE_NUMBERS)
"""Parameters whose suffix is a burn, never an engine group."""

OF_A_TANK = ("tank_load", "residual", "line_flow")
"""Parameters whose suffix is a tank: of a line the one it fills."""

OF_ATTITUDE_CONTROL = ("attitude_per_orbit", "attitude_per_turn")
"""Parameters of scenarios that book attitude control."""

AFTER_INTERFACE = (
    "break_up_a",
    "break_up_b",
    "break_up_c",
    "break_up_late",
    "strength_a",
    "strength_b",
    "strength_c",
    "fragment_drag",
    "fragment_lift",
    "fragment_bank",
    "heating_factor",
    "emissivity_factor",
    "oxidation_factor",
    "accommodation_factor",
    "shield_melted",
    "burst_energy",
    "release_speed",
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


def find_unflown_laws(
    names: Collection[str], laws: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Errors of cut-off laws that leave a burn, or every burn, without one: name of the parameter,
    what is wrong with it, and what is allowed.

    Parameters
    ----------
    names
        Dispersed parameters.
    laws
        Cut-off of each burn by its name. Laws without an error, such as a duration, ask for none;
        that of a law which no burn flies is no mistake beside one that is flown.
    """
    given = {name: OF_A_CUTOFF.get(name.partition(".")[0], "") for name in names}
    given = {name: law for name, law in given.items() if law}
    erring = set(laws.values()) & set(OF_A_CUTOFF.values())
    of_them = ", ".join(name for name, law in OF_A_CUTOFF.items() if law in erring)
    unused = bool(erring) and not erring & set(given.values())
    for name, law in given.items():
        burn = name.partition(".")[2]
        if laws.get(burn, law) != law:
            allowed = f"the error of a burn that ends by {law}"
            yield name, f"the burn {burn} ends by {laws[burn]}, not by {law}", allowed
        elif unused:
            yield name, f"no burn ends by {law}", f"{of_them}, of cut-off by {', '.join(erring)}"


def order_of(name: str) -> tuple[int, str]:
    """Key that puts names in the order of the list, suffixes in alphabetical order."""
    return parameter_of(name).position, name.partition(".")[2]
