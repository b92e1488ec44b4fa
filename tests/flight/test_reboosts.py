"""Reboosts of the space station and of Mir as flown: seconds of the engines of the shipped vehicles
against the change of speed or orbit that was reported.

Speeds are rounded to 0.1 or 0.01 m/s, heights to 0.1 km or to a mile. Masses are those of the
docked stack where they are public, else within 5 %.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.flight.phase import Burn, Firing, Steering
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.scenario.build.phases import vehicles_of
from sim.scenario.load import loads
from sim.vehicle.hardware import Vehicle

AHEAD = Steering("velocity", (1.0, 0.0, 0.0))


@pytest.fixture(scope="module")
def vehicles(request) -> dict[str, Vehicle]:
    """The shipped vehicles by name."""
    here = str(request.config.rootpath / "scenarios" / "trial.yaml")
    ships = {
        "ms": "include: vehicles/progress_ms.yaml",
        "m1_5": "include: vehicles/progress_m1_5.yaml, port: zvezda_aft",
        "usdv": "include: vehicles/usdv.yaml",
    }
    text = "include: shipped:progress\nvehicles:\n"
    text += "".join(f"  {name}: {{{words}}}\n" for name, words in ships.items())
    return {vehicle.name: vehicle for vehicle in vehicles_of(loads(text, here))}


def flown(trial, coast, vehicles, group, count, seconds, tonnes, *, height=415e3, back=False):
    """The record of a burn by engines of a group on a stack of a mass, from a circular orbit."""
    ship = vehicles[group.partition(".")[0]]
    station = vehicles["station"]
    others = (station, ship) if ship is not station else (station,)
    rest = sum(v.mass for v in others) - station.dry_mass
    stack = (replace(station, dry_mass=1e3 * tonnes - rest), *others[1:])
    burn = Burn((Firing(group, count),), "duration", seconds, Steering() if back else AHEAD)
    phase = coast("burn", burn=burn, relative_tolerance=1e-10)
    orbit = {"perigee": height, "apogee": height}
    names = tuple(v.name for v in stack)
    return fly(trial.mission(phase, vehicles=stack, docked=names, **orbit)).burns[0]


@pytest.mark.parametrize(
    ("group", "count", "seconds", "tonnes", "speed"),
    [
        # Zvezda: RIA, 24 Aug 2023; TsUP through Novosti kosmonavtiki, 17 Jan 2018
        ("station.mains", 2, 21.5, 450.0, 0.30),
        ("station.mains", 2, 15.6, 415.0, 0.24),
        # Progress MS-28: www1.ru, 6 Sep 2024
        ("ms.dpo", 8, 781.98, 461.0, 1.42),
        # Progress M1-5 on Mir: TsUP through spaceref, 22 Mar 2001
        ("m1_5.dpo", 8, 1244.0, 135.0, 9.3),
    ],
)
def test_speed_from_seconds(trial, coast, vehicles, group, count, seconds, tonnes, speed):
    record = flown(trial, coast, vehicles, group, count, seconds, tonnes)
    assert record.duration == pytest.approx(seconds)
    assert record.delta_v == pytest.approx(speed, rel=0.08)


def test_zvezda_lowers_the_orbit_by_1_2_km_in_47_5_s(trial, coast, vehicles):
    """24 Sep 2021, Roscosmos; the mass is 415 to 450 t."""
    record = flown(trial, coast, vehicles, "station.mains", 2, 47.5, 432.0, back=True)
    before = record.perigee_before + record.apogee_before
    after = record.perigee_after + record.apogee_after
    assert 0.5e-3 * (after - before) == pytest.approx(-1.2, rel=0.08)


def test_two_dracos_raise_the_perigee_by_a_mile(trial, coast, vehicles):
    """3 Sep 2025, NASA: a mile, rounded; at apogee, so that all of it shows at perigee."""
    record = flown(trial, coast, vehicles, "usdv.translation", 2, 303.0, 455.0)
    raised = record.perigee_after + record.apogee_after - record.perigee_before
    assert 1e-3 * (raised - record.apogee_before) == pytest.approx(1.6, abs=0.8)


RECORD = [
    # day, newtons from seconds, metres a second and tonnes
    ("4 Dec 2006", 1289.0, 4.9, 213.0),
    ("30 Jun 2024", 536.0, None, 461.0),
    ("6 Sep 2024", 781.98, 1.42, 461.0),
    ("Sep 2025", 647.3, 1.0, 455.0),
]


def test_eight_thrusters_of_progress_ms_have_the_mean_of_the_record(vehicles):
    """0.80 kN, 0.66 to 0.95: speeds where told, else 1.36 km of mean altitude."""
    motion = math.sqrt(MU / (EQUATORIAL_RADIUS + 415e3) ** 3)
    forces = [
        1e3 * tonnes * (0.5 * motion * 1360.0 if speed is None else speed) / seconds
        for _, seconds, speed, tonnes in RECORD
    ]
    (dpo,) = (group for group in vehicles["ms"].engines if group.name == "ms.dpo")
    assert dpo.count * dpo.thrust == pytest.approx(800.0, abs=1.0)
    assert dpo.count * dpo.thrust == pytest.approx(float(np.mean(forces)), rel=0.08)
    assert 655.0 < min(forces) and max(forces) < 955.0


@pytest.mark.parametrize(
    ("thrust", "seconds", "tonnes", "speed"),
    [
        # ATV-1, two engines of 490 N: ESA, 19 Jun 2008; ATV-3 as planned: ESA, 15 Aug 2012
        (980.0, 1200.0, 300.0, 4.05),
        (980.0, 1876.0, 430.0, 4.4),
    ],
)
def test_speed_of_other_vehicles(thrust, seconds, tonnes, speed):
    assert thrust * seconds / (1e3 * tonnes) == pytest.approx(speed, rel=0.08)


def test_cygnus_raises_the_orbit_as_450_n_do():
    """NG-19, 11 Aug 2023, Aviation Week: perigee 2.8, apogee 0.3 miles in 1368 s; 460 t."""
    motion = math.sqrt(MU / (EQUATORIAL_RADIUS + 415e3) ** 3)
    speed = 0.25 * motion * 1609.344 * (2.8 + 0.3)
    assert 450.0 * 1368.0 / 460e3 == pytest.approx(speed, rel=0.08)
