"""What `predict` and `fit` are given: files of orbits, an object, dates, a horizon, or a preset."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.environment.atmosphere.models import WEATHER_DRIVEN
from sim.errors import InputError
from sim.formats.message import MessageError
from sim.formats.orbit.element_set import from_keywords
from sim.formats.orbit.objects import of_object
from sim.formats.orbit.omm import checked_elements
from sim.formats.orbit.read import read_orbits
from sim.frames.epoch import DAY, Epoch
from sim.prediction.estimate import Prior
from sim.prediction.known_orbit import KnownOrbit, from_element_set, known_orbits
from sim.scenario.load import load
from sim.scenario.reading.shipped import scenarios
from sim.workflow.output import utc_now

STATION = "iss"
STATION_SCENARIO = "iss_decay_2025_02_01"
"""Shipped scenario whose state is the newest public element set of the station that comes along."""
STATION_CASUALTY_AREA = (5800.0, 8800.0, 13500.0)
"""m2, of the catalogue of what the station comes apart into, flown for docs/plans.md
(scenarios/vehicles/iss_components.yaml), and a factor of 1.53 either way, by which codes differ."""
PRIOR_SIGMA = 0.20
"""Deviation of the logarithm of a coefficient made of mass, area and drag coefficient that were
given. assumption: 0.1 to 0.3, the attitude is rarely known."""
USUAL_CD = 2.2
UNITS = {"h": 3600.0, "d": DAY, "y": 365.25 * DAY}


@dataclass(frozen=True, kw_only=True)
class Body:
    """What is known of an object: kg, m2 and Cd, each None where it is not; and the casualty area
    of what lands, m2, least, usual and most.
    """

    mass_kg: float | None = None
    area_m2: float | None = None
    cd: float | None = None
    casualty_area_m2: tuple[float, float, float] | None = None

    def prior(self) -> Prior | None:
        """The coefficient that follows; None without mass and area.

        Raises
        ------
        InputError
            If a number is not above 0, or area or Cd come without what they need.
        """
        numbers = {"mass": self.mass_kg, "area": self.area_m2, "cd": self.cd}
        for name, value in numbers.items():
            if value is not None and not 0.0 < value < 1e9:
                raise InputError(f"--{name} {value:g}; allowed: above 0")
        if self.area_m2 is None and self.cd is None:
            return None
        if self.mass_kg is None or self.area_m2 is None:
            raise InputError("--area and --cd say nothing alone; allowed: with --mass and --area")
        cd = USUAL_CD if self.cd is None else self.cd
        return Prior(cd * self.area_m2 / self.mass_kg, PRIOR_SIGMA)


@dataclass(frozen=True, kw_only=True)
class Known:
    """Orbits of the object that was asked for, what is known of it, and what to say first."""

    orbits: tuple[KnownOrbit, ...]
    body: Body
    say: str = ""


def read_known(files: Sequence[Path], wanted: str | None, body: Body) -> Known:
    """Orbits of one object in some files, or of the preset ``iss``.

    Raises
    ------
    InputError
        If a file can't be read, a checksum fails, or the files are of several objects and none is
        asked for; the objects are listed.
    """
    if not files:
        raise InputError(f"no file; allowed: files of orbits, or {STATION}")
    if [str(each) for each in files] == [STATION] and not files[0].exists():
        return _station(body)
    sets: list[Any] = []
    ephemerides: list[Any] = []
    for file in files:
        found = read_orbits(file)
        sets += found.element_sets
        ephemerides += found.ephemerides
    try:
        chosen = of_object([*sets, *ephemerides], wanted)
    except MessageError as error:
        raise InputError(
            f"{files[0]}: {error.problem}; --object takes {error.allowed.removeprefix('object: ')}"
        ) from None
    own = [each for each in sets if each in chosen]
    places = [each for each in ephemerides if any(each is other for other in chosen)]
    return Known(orbits=tuple(known_orbits(own, places)), body=body)


def _station(body: Body) -> Known:
    """The station by the newest element set that comes along, and the drag of a NASA header."""
    scenario = load(scenarios()[STATION_SCENARIO])
    omm = scenario.state.omm
    assert omm is not None and omm.elements is not None
    elements = from_keywords(checked_elements(omm.elements))
    vehicle = scenario.vehicles["station"]
    attitude = vehicle.attitudes["nominal"]
    assert attitude.area is not None
    own = Body(
        mass_kg=float(vehicle.dry_mass),
        area_m2=float(attitude.area),
        cd=float(attitude.cd_free_molecular),
        casualty_area_m2=STATION_CASUALTY_AREA,
    )
    given = {name: value for name, value in vars(body).items() if value is not None}
    age = parse_issued(None).seconds_since(elements.epoch) / DAY
    return Known(
        orbits=(from_element_set(elements),),
        body=replace(own, **given),
        say=(
            f"{STATION}: the element set that comes along is of {elements.epoch.utc_iso()}, "
            f"{age:,.0f} days old; give a file for a newer one"
        ),
    )


def parse_issued(text: str | None) -> Epoch:
    """An instant as UTC text, or a date, of which the end counts; now by default.

    Raises
    ------
    InputError
        If it is neither.
    """
    if text is None:
        return Epoch.from_utc(utc_now())
    whole = f"{text}T23:59:59Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
    try:
        return Epoch.from_utc(whole)
    except ValueError as error:
        raise InputError(f"--issued {text}: {error}; or a date such as 2026-04-26") from None


def check_air(air: str) -> None:
    """Raise InputError unless a model of the air follows the space weather, as drag does."""
    if air not in WEATHER_DRIVEN:
        raise InputError(f"--air {air[:40]}; allowed: {', '.join(WEATHER_DRIVEN)}")


def parse_horizon(text: str) -> float:
    """A time such as ``36h``, ``30d`` or ``1y`` in s, up to 25 years.

    Raises
    ------
    InputError
        If it is none.
    """
    shape = re.fullmatch(r"(\d+(?:\.\d+)?) ?([hdy])", text.strip())
    seconds = float(shape[1]) * UNITS[shape[2]] if shape else 0.0
    if not 3600.0 <= seconds <= 25.0 * UNITS["y"]:
        raise InputError(f"--horizon {text}; allowed: 1h to 25y, such as 36h, 30d, 1y")
    return seconds
