"""What people call the things that scenarios and tables name by keys: fragments, vehicles, engines,
attitudes, failures, dispersed parameters.
"""

import re

from sim.campaign.sampling.parameter import OF_A_TANK, PARAMETERS
from sim.report.text.formatting import spaced

ABBREVIATIONS = {
    "ams": "AMS",
    "array": "solar array",
    "bishop": "Bishop",
    "canadarm": "Canadarm2",
    "ceta": "CETA",
    "cmg": "gyroscope",
    "columbus": "Columbus",
    "cupola": "Cupola",
    "destiny": "Destiny",
    "dextre": "Dextre",
    "era": "European arm",
    "ida": "docking adapter",
    "irosa": "roll-out solar array",
    "iss": "ISS",
    "kibo": "Kibo",
    "liion": "lithium-ion",
    "mir": "Mir",
    "mli": "insulation",
    "nauka": "Nauka",
    "pma": "mating adapter",
    "poisk": "Poisk",
    "prichal": "Prichal",
    "progress": "Progress",
    "quest": "Quest",
    "rassvet": "Rassvet",
    "s0": "S0",
    "sarj": "solar rotary joint",
    "unity": "Unity",
    "usdv": "USDV",
    "z1": "Z1",
    "zarya": "Zarya",
    "zvezda": "Zvezda",
}
"""Words of keys that are abbreviations, names, or mean more than they say."""
TRUSS = re.compile(r"\b([ps]\d) ([ps]\d)\b")
"""Segments that exist on both sides of the truss: `s1 p1`."""
ENGINES_OUT = re.compile(r"(?P<group>[\w.-]+): (?P<count>\d+) out(?P<rest>.*)", re.DOTALL)
"""How a failure map labels engines that do not fire."""

PARAMETER_WORDS = {
    "activity": "solar activity",
    "history_shift": "day-to-day solar activity",
    "density_bias_low": "density at 120 km",
    "density_bias_middle": "density at 250 km",
    "density_bias_high": "density from 400 km on",
    "density_noise": "density noise, size",
    "density_noise_start": "density noise, course",
    "drag_factor": "drag area",
    "mass_offset": "mass",
    "position_along": "first position, along",
    "position_across": "first position, across",
    "position_up": "first position, up",
    "velocity_along": "first velocity, along",
    "velocity_across": "first velocity, across",
    "velocity_up": "first velocity, up",
    "ut1": "UT1",
    "thrust_factor": "thrust",
    "isp_factor": "specific impulse",
    "pitch": "pitch of the thrust",
    "yaw": "yaw of the thrust",
    "ignition_delay": "ignition delay",
    "cutoff_perigee": "perigee at cut-off",
    "engines_out": "engines out",
    "attitude_loss": "altitude of attitude loss",
    "break_up_a": "break-up: appendages",
    "break_up_b": "break-up: modules",
    "break_up_c": "break-up: contents",
    "break_up_late": "break-up: late release",
    "strength_a": "strength of appendages",
    "strength_b": "strength of joints",
    "strength_c": "strength of shells",
    "fragment_drag": "drag of fragments",
    "fragment_lift": "lift of fragments",
    "fragment_bank": "bank of fragments",
    "wind_east": "wind toward the east",
    "wind_north": "wind toward the north",
    "heating_factor": "heating of fragments",
    "emissivity_factor": "emissivity of fragments",
    "oxidation_factor": "oxidation of fragments",
    "accommodation_factor": "accommodation of heat",
    "shield_melted": "melted share of shields",
    "burst_energy": "energy of bursts",
    "release_speed": "speed of parting",
    "ballistic_factor": "ballistic coefficient",
    "attitude_per_orbit": "propellant of attitude, an orbit",
    "attitude_per_turn": "propellant of attitude, a turn",
    "tank_load": "tank load",
    "residual": "tank residual",
    "line_flow": "line flow",
    "accelerometer_scale": "accelerometer, scale",
    "accelerometer_bias": "accelerometer, bias",
    "interrupted_rate": "chance of an interruption",
    "first_firing_rate": "chance of one at a first firing",
    "recovered_rate": "chance of recovery",
    "engine_rate": "chance that an engine stops",
    "computer_rate": "chance of a computer down",
    "thruster_rate": "chance of thrusters down",
    "interruption": "interruption",
    "recovery": "recovery",
    "engine_failure": "engines that stop",
    "computer_failure": "computers down",
    "thruster_failure": "thrusters down",
}
"""Dispersed parameters, as short as the axis of a figure needs them."""


def human_name(key: object) -> str:
    """What people call what a key names: `sarj_ring` is `solar rotary joint ring`, `progress_1` is
    `Progress 1`, `final_burn` is `final burn`.
    """
    words = [ABBREVIATIONS.get(word, word) for word in spaced(key).split(" ")]
    text = TRUSS.sub(lambda pair: f"{pair[1].upper()}/{pair[2].upper()}", " ".join(words))
    return text.replace("cut off", "cut-off").replace("break up", "break-up")


def engine_name(group: str) -> str:
    """Engines of a group: `usdv.translation` is `USDV translation engines`."""
    vehicle, _, name = group.rpartition(".")
    words = human_name(name)
    kind = "" if re.search(r"(engines?|thrusters?)$", words) else " engines"
    return f"{human_name(vehicle)} {words}{kind}".strip()


def attitude_name(attitude: str) -> str:
    """An attitude without the vehicle that defines it: `station.nominal` is `nominal`."""
    return human_name(attitude.rpartition(".")[2])


def failure_name(label: str) -> str:
    """A failure mode of a final burn: `usdv.translation: 2 out, nominal duration` is `2 USDV
    translation engines out, nominal duration`.
    """
    found = ENGINES_OUT.fullmatch(label)
    if found is None:
        return label
    engines = engine_name(found["group"])
    if found["count"] == "1":
        engines = engines.removesuffix("s")
    return f"{found['count']} {engines} out{found['rest']}"


def parameter_name(name: str) -> str:
    """A dispersed parameter in a few words, with the burn, engines or tank it belongs to."""
    stem, _, suffix = name.partition(".")
    words = PARAMETER_WORDS.get(stem, spaced(stem))
    if not suffix:
        return words
    if stem in OF_A_TANK:
        return f"{words}, {human_name(suffix.replace('.', ' '))}"
    return f"{words}, {engine_name(suffix) if '.' in suffix else human_name(suffix)}"


def parameter_meaning(name: str) -> str:
    """What a dispersed parameter is, in full; its short name where nothing more is known."""
    parameter = PARAMETERS.get(name.partition(".")[0])
    return parameter_name(name) if parameter is None else parameter.meaning


def place_name(path: str) -> str:
    """The place of a value in a scenario: `kepler.argument_of_latitude` is `kepler, argument of
    latitude`.
    """
    return ", ".join(human_name(part) for part in path.split("."))
