"""The steps of docs/tutorial.md: one descent, an increasingly complete force model, and its errors.

`python docs/tutorial.py` prints the page's tables and draws its figure.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import sim
from sim.report.colours import MUTED, PALETTE
from sim.report.figures.style import figure_style, margins, new_figure

HERE = Path(__file__).parent
FIGURE = HERE / "figures" / "tutorial.png"
MU, RADIUS = "3.986004415e14 m3/s2", "6378136.3 m"
J2 = {"degree": 2, "order": 0, "c": -4.841651437908e-4}
"""EGM2008, normalised, tide-free; the field's own constants."""

START: dict[str, Any] = {
    "frame": "gcrf",
    "position": ["6634884.89473991 m", "-45892.52842002912 m", "-20129.794324430106 m"],
    "velocity": ["51.7338563871698 m/s", "4810.9561072816405 m/s", "6083.581403527807 m/s"],
}
"""First state of tutorial.yaml: mean elements go by the oblateness of the field that is flown, and
every step is to start alike."""

SKETCH: dict[str, Any] = {
    "state": {"cartesian": START},
    "environment.gravity": {"field": "stated", "degree": 0, "mu": MU, "radius": RADIUS},
    "environment.third_bodies": [],
    "environment.solar_radiation_pressure": False,
    "environment.atmosphere": {"model": "none", "density_factor": None},
}
STEADY_SUN = {"f107": "140 sfu", "f107a": "140 sfu", "ap": 15}
"""Moderate activity of ECSS-E-ST-10-04C, space environment."""

PLAIN_AIR = {
    "density": "6.07e-11 kg/m3", "scale_height": "34.9 km", "reference_altitude": "250 km",
}  # fmt: skip
"""Through the US Standard Atmosphere 1976 at 250 and 200 km (6.07e-11 and 2.54e-10 kg/m3)."""

ADDED: Mapping[str, Mapping[str, Any]] = {
    "two bodies": {},
    "+ oblateness (J2)": {
        "environment.gravity": {
            "field": "stated", "degree": 2, "mu": MU, "radius": RADIUS, "harmonics": [J2],
        }
    },
    "+ gravity field to 36x36": {"environment.gravity": {"field": "egm2008", "degree": 36}},
    "+ exponential atmosphere": {"environment.atmosphere": {"model": "exponential", **PLAIN_AIR}},
    "+ US Standard Atmosphere 1976": {"environment.atmosphere": {"model": "us1976"}},
    "+ NRLMSISE-00, constant solar activity": {
        "environment.atmosphere": {"model": "nrlmsise00"},
        "environment.space_weather": {"constant": STEADY_SUN, "bulletin": None},
    },
    "+ NASA's forecast of solar activity": {
        "environment.space_weather": {"percentile": 50, "bulletin": "2026-03"}
    },
    "+ Sun and Moon": {"environment.third_bodies": ["sun", "moon"]},
    "+ radiation pressure: all": {"environment.solar_radiation_pressure": True},
}  # fmt: skip
"""What each step adds to the one before."""

LEFT: Mapping[str, Mapping[str, Any]] = {
    "solar activity at its 95th percentile": {"environment.space_weather.percentile": 95},
    "solar activity at its 5th percentile": {"environment.space_weather.percentile": 5},
    "density 10 % higher": {"environment.atmosphere.density_factor": 1.1},
    "tolerance 1e-8 instead of 1e-10": {"environment.integrator.relative_tolerance": 1e-8},
    "gravity field to 70x70": {"environment.gravity.degree": 70},
}
"""What may still be wrong with the last step, each on its own."""


LINES: Mapping[str, tuple[str, str]] = {
    "+ gravity field to 36x36": ("no air", MUTED),
    "+ exponential atmosphere": ("exponential", PALETTE[4]),
    "+ US Standard Atmosphere 1976": ("US 1976", PALETTE[3]),
    "+ NRLMSISE-00, constant solar activity": ("constant solar activity", PALETTE[2]),
    "+ radiation pressure: all": ("full model", PALETTE[0]),
}
"""Steps drawn as lines: label and colour."""


class Step(NamedTuple):
    """One flight: place after a day (m, GCRF), hours and mean altitudes kept, hour of entry."""

    place: np.ndarray
    hours: np.ndarray
    altitude: np.ndarray
    entry: float
    """h from the start; not a number if it does not come down."""


class Row(NamedTuple):
    """Of a step: distance after a day (km) and entry later than in the full model (h)."""

    name: str
    away: float
    later: float


def flown() -> dict[str, Step]:
    """Fly every step, and what may still be wrong with the last."""
    found, changes = {}, dict(SKETCH)
    for name, added in ADDED.items():
        changes |= added
        found[name] = _fly(changes)
    return found | {name: _fly(changes | added) for name, added in LEFT.items()}


def _fly(changes: Mapping[str, Any]) -> Step:
    flight = sim.load(HERE / "tutorial.yaml", changes).fly()
    hours = flight.time_s / 3600.0
    day = int(np.argmin(np.abs(hours - 24.0)))
    assert abs(hours[day] - 24.0) < 1e-9
    down = flight.altitude_m[-1] < 121e3
    altitude = flight.trajectory["mean_altitude"].to_value("km")
    return Step(flight.position_m[day], hours, altitude, hours[-1] if down else np.nan)


def rows(steps: Mapping[str, Step]) -> list[Row]:
    """What each step differs by from the full model."""
    full = steps[list(ADDED)[-1]]
    return [
        Row(name, float(np.linalg.norm(s.place - full.place)) / 1e3, s.entry - full.entry)
        for name, s in steps.items()
    ]


def draw(steps: Mapping[str, Step]) -> None:
    """Decay of some steps with the band of the forecast, and the errors of all as bars."""
    with figure_style():
        figure = new_figure(10.0, 4.6)
        decay, error = figure.subplots(1, 2)
        for name, (label, colour) in LINES.items():
            decay.plot(steps[name].hours / 24.0, steps[name].altitude, color=colour, label=label)
        for name, label in zip(list(LEFT)[:2], ("Sun 95, 5 %", None), strict=True):
            days = steps[name].hours / 24.0
            decay.plot(days, steps[name].altitude, color=PALETTE[0], ls=":", lw=1.0, label=label)
        decay.legend(loc="lower left")
        decay.set(xlim=(0.0, 58.0), ylim=(110.0, 275.0), title="The way down")
        decay.set(xlabel="days", ylabel="mean altitude, km")
        listed = [row for row in rows(steps) if row.away > 1e-3]
        place = np.arange(len(listed))[::-1]
        tints = [PALETTE[0] if row.name in ADDED else PALETTE[1] for row in listed]
        error.barh(place, [row.away for row in listed], color=tints, height=0.62)
        error.set_yticks(place, [row.name for row in listed])
        error.set(xscale="log", xlim=(1e-3, 1e4), title="Error (orange: what remains)")
        error.set(xlabel="km from the full model after a day")
        error.grid(False, axis="y")
        margins(figure, left=0.6, right=0.2, top=0.4, bottom=0.55, across=0.62)
        figure.savefig(FIGURE, dpi=110, metadata={"Software": None})


def main() -> None:
    """Print the tables, draw the figure."""
    steps = flown()
    print(f"full model: entry after {steps[list(ADDED)[-1]].entry / 24.0:.2f} days")
    for row in rows(steps):
        later = "never" if np.isnan(row.later) else f"{row.later:+.2f} h"
        print(f"| {row.name} | {row.away:.3f} km | {later} |")
    draw(steps)


if __name__ == "__main__":
    main()
