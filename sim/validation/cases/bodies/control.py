"""What turning and holding the stack takes as a rigid body, beside the closed forms that plans pay
by, and where wings leave by the moment at their roots, beside the pressure of plans.

Plans pay 25 kg (20 to 200) for turning round before a pair of burns and back, and 30 kg (14 to 60)
for a revolution held by thrusters: `scenarios/descent.yaml`, with sources.
"""

import math
from dataclasses import replace
from functools import cache

import numpy as np

from sim.entry.breakup.stages import STRENGTHS
from sim.entry.breakup.wing_roots import MOMENT, SPAN, SPEED, tumbling_pressure
from sim.environment.atmosphere.us1976 import standard_air, us1976
from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.flight.motion.body import Motion
from sim.flight.motion.control import Hold
from sim.flight.motion.fly import Flown, Stretch, at_rest, begin_motion, fly_motion
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.integrate.batch import no_events
from sim.lanes import interpreted
from sim.validation.comparison import Comparison, ReferenceCase, within
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.station import DEORBIT_VEHICLE, station

EPOCH = "2030-12-01T00:00:00Z"
MASS = 455e3
STACK = Motion(
    inertia=((1.38e8, 4.1e6, 6.6e6), (4.1e6, 0.97e8, 2.1e6), (6.6e6, 2.1e6, 2.18e8)),
    centre=(-0.9, -0.75, 3.6),
    shape=station(DEORBIT_VEHICLE),
    law=Hold(gyroscopes=0),
)
"""The station with the deorbit vehicle, arrays edge-on, held by thrusters alone (assumption:
inertia to 15 %, centre of mass to 0.5 m).
"""
ALTITUDES = (220.0, 175.0)
"""km, mean of the orbits before the first burn and before the final one."""
PER_ORBIT, PER_TURN = (14.0, 30.0, 60.0), (20.0, 25.0, 200.0)
"""kg: least, likeliest, largest, of plans."""


@cache
def air() -> World:
    """Field of degree 2 and the air of the forecast."""
    epoch = Epoch.from_utc(EPOCH)
    return world(epoch, 2e4, degree=2, weather_table=weather(epoch, 2e4, percentile=50.0))


def fly_held(motions: tuple[Motion, ...], altitude: float, seconds: float) -> Flown:
    """Fly the last of some motions on a circle, in km, from the attitude of the one before it."""
    a = EQUATORIAL_RADIUS + 1e3 * altitude
    orbit = cartesian_from_kepler(a, 1e-4, math.radians(51.64), 0.0, 0.0, 0.0)
    t, y = np.zeros(1), np.r_[orbit, MASS][None, :]
    turning = at_rest(1)
    for motion in motions:
        turning = begin_motion(turning, motion, t, y)
    stretch = Stretch(
        world=air(),
        motion=motions[-1],
        end=np.full(1, seconds),
        events=no_events(1),
        relative_tolerance=1e-8,
        longest_step=60.0,
        sampling=1e3,
        area_factor=np.ones(1),
    )
    return fly_motion(stretch, turning, t, y, parameter_vectors(1, 0.0), np.full(1, 1e3))


@cache
def turned(yaw: float, pitch: float) -> tuple[float, float]:
    """Propellant in kg for turning at 250 km by angles in rad, and back."""
    there = replace(STACK, angles=(yaw, pitch, 0.0))
    pairs = (STACK, there), (there, STACK)
    out, back = (float(fly_held(pair, 250.0, 2200.0).propellant[0]) for pair in pairs)
    return out, back


@cache
def held_orbit(altitude: float) -> float:
    """Propellant in kg for a revolution held by thrusters along the flight, altitude in km."""
    period = 2.0 * math.pi * math.sqrt((EQUATORIAL_RADIUS + 1e3 * altitude) ** 3 / MU)
    return float(fly_held((STACK,), altitude, period).propellant[0])


def height_of(pressure: float) -> float:
    """Height in km at which a stream at `SPEED` has a dynamic pressure in Pa (US76)."""
    height = np.arange(85e3, 150e3, 100.0)
    rho = interpreted(standard_air)(height, us1976())[0]
    q = 0.5 * rho * SPEED**2
    return float(np.interp(math.log(pressure), np.log(q[::-1]), 1e-3 * height[::-1]))


def _in_range(
    quantity: str, unit: str, reference: float, computed: float, ends: tuple[float, float], why: str
) -> Comparison:
    low, high = ends
    return Comparison(
        quantity=quantity,
        unit=unit,
        reference=reference,
        computed=computed,
        low=low - reference,
        high=high - reference,
        reason=why,
    )


def _compare_turns() -> list[Comparison]:
    least, likely, most = PER_TURN
    over, round_ = turned(0.0, math.pi), turned(math.pi, 0.0)
    plans = "what plans pay for a pair of burns, 20 to 200 kg"
    flown = "turns of 2012 by usual jets took 50 to 150 kg (NTRS 20150001912)"
    return [
        _in_range(
            "over in pitch and back, 0.1 deg/s", "kg", likely, sum(over), (least, most), plans
        ),
        _in_range("round in yaw", "kg", 100.0, round_[0], (50.0, 150.0), flown),
        _in_range("and back", "kg", 100.0, round_[1], (50.0, 150.0), flown),
    ]


def _compare_orbits() -> list[Comparison]:
    _, likely, most = PER_ORBIT
    why = (
        "at most what plans pay at most (14 to 60 kg): jets that fight one another are not modelled"
    )
    return [
        _in_range(
            f"a revolution at {altitude:g} km", "kg", likely, held_orbit(altitude), (0.0, most), why
        )
        for altitude in ALTITUDES
    ]


def _compare_roots() -> list[Comparison]:
    pressure = height_of(STRENGTHS["appendages"].load / SPAN**2)
    moment = height_of(tumbling_pressure(MOMENT))
    weak, strong = (height_of(tumbling_pressure(k * MOMENT)) for k in (0.3, 3.0))
    return [
        within(
            "by the pressure of plans",
            "km",
            105.0,
            pressure,
            5.0,
            "first elements of Mir, predicted: 110 to 100 km",
        ),
        _in_range(
            "by a moment of 10 kN m at the root of a wing",
            "km",
            pressure,
            moment,
            (strong, weak),
            "beside the pressure of plans; 3 to 30 kN m",
        ),
    ]


FAMILY = "Attitude held and turned"
CASES = tuple(
    ReferenceCase(name=name, title=title, source=source, family=FAMILY, needs=(), run=run)
    for name, title, source, run in (
        (
            "turning_propellant",
            "The stack turned by 180 degrees with thrusters",
            "closed form of sim/flight/attitude_control/propellant.py; flown turns",
            _compare_turns,
        ),
        (
            "holding_propellant",
            "A revolution held by thrusters",
            "closed form of sim/flight/attitude_control/propellant.py",
            _compare_orbits,
        ),
        (
            "wing_roots",
            "Altitude at which the wings of a tumbling station leave",
            "sim/entry/breakup/stages.py, sim/entry/breakup/wing_roots.py",
            _compare_roots,
        ),
    )
)
