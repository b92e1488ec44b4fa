"""The fit of an orbit and its drag, and a scenario that flies on from it."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from sim.data.whole_file import write_whole_text
from sim.errors import InputError
from sim.frames.epoch import DAY, Epoch
from sim.prediction.least_squares import OrbitFit, fit_orbit
from sim.prediction.predict import known_day
from sim.prediction.selection import select_sets
from sim.prediction.surroundings import sun_known_until
from sim.scenario.load import loads
from sim.workflow.prediction.inputs import USUAL_CD, Known, check_air

SPAN = 30.0 * DAY
"""s before the last set that are fitted: the Sun changes within a rotation or two."""
USUAL_MASS = 1000.0
"""kg written where none is given: only the ratio to the area acts."""
ON = "30 d"
"""How long the scenario flies on."""


def fit_known(known: Known, issued: Epoch, air: str = "nrlmsise00") -> OrbitFit:
    """Fit the orbits of the last `SPAN` that were there at an instant.

    Raises
    ------
    InputError
        If fewer than two are left, no flight comes near them, or the air is unknown.
    """
    check_air(air)
    chosen = select_sets(known.orbits, issued)
    recent = [
        each for each in chosen.sets if chosen.sets[-1].epoch.seconds_since(each.epoch) <= SPAN
    ]  # fmt: skip
    try:
        return fit_orbit(recent, sun_known_until(known_day(issued)), air)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(str(error)) from None


def fit_figures(fitted: OrbitFit) -> dict[str, Any]:
    """The fit in numbers."""
    radial, along, cross = fitted.rms_m.tolist()
    return {
        "first_epoch_utc": fitted.first_epoch.utc_iso(),
        "epoch_utc": fitted.epoch.utc_iso(digits=3),
        "position_m": fitted.state[:3],
        "velocity_m_s": fitted.state[3:6],
        "frame": "gcrf",
        "coefficient_m2_kg": fitted.coefficient,
        "coefficient_sigma": fitted.sigma,
        "orbits": fitted.orbits,
        "iterations": fitted.iterations,
        "rms_radial_m": radial,
        "rms_along_m": along,
        "rms_cross_m": cross,
        "residuals": {
            "days": fitted.times_s / DAY,
            "radial_m": fitted.residuals_m[:, 0],
            "along_m": fitted.residuals_m[:, 1],
            "cross_m": fitted.residuals_m[:, 2],
        },
    }


def fit_lines(fitted: OrbitFit) -> list[str]:
    """The fit in lines."""
    radial, along, cross = (fitted.rms_m / 1e3).tolist()
    day = fitted.times_s > -DAY
    last = np.sqrt((fitted.residuals_m[day] ** 2).mean(axis=0)) / 1e3
    return [
        f"{fitted.orbits} orbits from {fitted.first_epoch.utc_iso()} to {fitted.epoch.utc_iso()}, "
        f"{fitted.iterations} iterations",
        f"  drag: Cd A/m {fitted.coefficient:.5f} m2/kg within {100 * fitted.sigma:.1f} %",
        f"  left: {radial:.2f} km radial, {along:.2f} km along, {cross:.2f} km across (rms)",
        f"  in the last day: {last[0]:.2f}, {last[1]:.2f}, {last[2]:.2f} km",
    ]


def write_scenario(fitted: OrbitFit, known: Known, file: Path, air: str, force: bool) -> None:
    """Write the fit as a scenario that flies on from the last orbit.

    Raises
    ------
    InputError
        If the file is there and may not be overwritten, or its folder is not.
    """
    if file.exists() and not force:
        raise InputError(f"{file} exists already; overwrite it with --force")
    if not file.parent.is_dir():
        raise InputError(f"{file}: {file.parent} is no folder")
    text = scenario_text(fitted, known, _name(file), air)
    loads(text, str(file))  # what is written can be read
    write_whole_text(file, text)


def _name(file: Path) -> str:
    words = re.sub(r"[^a-z0-9_]+", "_", file.stem.lower()).strip("_")
    return words if re.match(r"[a-z]", words) else f"fit_{words}".rstrip("_")


def scenario_text(fitted: OrbitFit, known: Known, name: str, air: str) -> str:
    """Text of the scenario."""
    body = known.body
    mass = USUAL_MASS if body.mass_kg is None else body.mass_kg
    cd = USUAL_CD if body.cd is None else body.cd
    area = fitted.coefficient * mass / cd
    mass_said = (
        'assumption: "not given: only its ratio to the area acts"'
        if body.mass_kg is None
        else 'source: "as given"'
    )
    label = re.sub(r'["\\\\]|[^ -~]', "", known.orbits[-1].name) or "object"
    position = ", ".join(f'"{x:.6f} m"' for x in fitted.state[:3])
    velocity = ", ".join(f'"{x:.9f} m/s"' for x in fitted.state[3:6])
    span = f"{fitted.first_epoch.utc_iso()[:10]} to {fitted.epoch.utc_iso()[:10]}"
    told = f"fitted to {fitted.orbits} orbits, {span}"
    return f"""\
# {label}: orbit and drag {told}.
name: {name}
title: "{label}, fitted"
description: Free flight from the last of {fitted.orbits} orbits with the drag that fits them.
comparison: {{label: "{label[:24]}", colour: "#0072b2"}}
state:
  cartesian:
    frame: gcrf
    epoch: "{fitted.epoch.utc_iso(digits=6)}"
    position: [{position}]
    velocity: [{velocity}]
    source: "{told}"
environment:
  include: shipped:environment/forecast.yaml
  atmosphere: {{model: {air}}}
  gravity: {{degree: 20}}
  space_weather: {{extrapolate: hold}}
vehicles:
  body:
    description: "{label}"
    dry_mass: {{value: "{mass:.6g} kg", {mass_said}}}
    attitudes:
      nominal:
        area: {{value: "{area:.9g} m2", source: "{told}"}}
        cd_free_molecular: {{value: {cd:g}, assumption: "with the area it gives Cd A/m {fitted.coefficient:.6f} m2/kg"}}
        cd_continuum: {{value: {cd:g}, assumption: "the same"}}
        length: {{value: "1 m", assumption: "0.3 to 10 m; of the Knudsen number below 120 km"}}
stack: [body]
phases:
  - name: fall
    attitude: body.nominal
    until: {{duration: "{ON}"}}
    save_every: "10 min"
"""  # noqa: E501
