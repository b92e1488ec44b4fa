"""Closed forms of attitude control: torque of atmosphere, gravity and thrust, the momentum that
gyroscopes must store, and propellant of thrusters.

Axes are those of LVLH: roll x forward, pitch y, yaw z to nadir. Plain formulas of floats or arrays,
each with its source; what a plan assumes about them stands in
`sim.planning.margins.control_authority`.
"""

import math
from typing import TypeVar

import numpy as np

from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY

AXES = ("roll", "pitch", "yaw")

Real = TypeVar("Real", float, np.ndarray)


def orbital_rate(altitude: float) -> float:
    """Mean motion in rad/s on a circle of an altitude in m: n = sqrt(mu / a^3)."""
    return math.sqrt(MU / (EQUATORIAL_RADIUS + altitude) ** 3)


def aerodynamic_torque(drag: Real, arm: float) -> Real:
    """Torque in N m of a drag in N that passes the centre of mass at a distance in m.

    T = D d (Wertz, Spacecraft Attitude Determination and Control, 1978, eq. 17-57, for a flow along
    one axis).
    """
    return drag * arm


def thrust_torque(thrust: float, offset: float) -> float:
    """Torque in N m of a thrust in N whose line passes the centre of mass at a distance in m.

    T = F d, at right angles to the thrust: in pitch or yaw where that is along the flight.
    """
    return thrust * offset


def thrust_roll_torque(thrust: float, offset: float, cant: float) -> float:
    """The most of a thrust torque that can be about the roll axis, N m.

    A torque is at right angles to its force, so a thrust canted by an angle in rad from the roll
    axis has at most F d sin(cant) about it.
    """
    return thrust_torque(thrust, offset) * math.sin(cant)


def largest_offset(authority: float, aerodynamic: float, thrust: float) -> float:
    """Distance in m of the thrust line from the centre of mass that an authority (N m) still holds
    against the torque of the atmosphere (N m); infinite without thrust, 0 if none is left.
    """
    left = max(authority - aerodynamic, 0.0)
    return left / thrust if thrust > 0.0 else math.inf


def gravity_gradient_limit(rate: float, least: float, most: float) -> float:
    """Largest gravity-gradient torque in N m about an axis, over all angles.

    T = 3/2 n^2 (I_max - I_min) (Wertz 1978, eq. 17-33: 3/2 n^2 (Iz - Ix) sin 2 theta), with the
    orbital rate in rad/s and the moments in kg m2 about the other two axes.
    """
    return 1.5 * rate * rate * (most - least)


def trim_angle(aerodynamic: float, gradient: float) -> float:
    """Angle in rad by which the torque of the atmosphere turns the stack from where gravity alone
    would hold it; NaN where it is larger than gravity can balance.

    T_air = T_gradient sin 2 theta, from the same equation.
    """
    share = aerodynamic / gradient
    return 0.5 * math.asin(share) if share <= 1.0 else math.nan


def cyclic_momentum(torque: Real, rate: Real) -> Real:
    """Momentum in N m s that gyroscopes take up and give back every orbit.

    H = T / (2 n): half of the mean torque over the orbital rate, the amplitude of a torque that
    swings by half of its mean once an orbit, as the published torques of the station do (pitch
    4 + 2 sin nt, Chun Lee, thesis, Rice University, 2003). The mean itself is trimmed away.
    """
    return 0.5 * torque / rate


def orbit_propellant(torque: float, altitude: float, lever: float, isp: float) -> float:
    """Propellant in kg that thrusters spend in one orbit against a steady torque in N m.

    m = T P / (L Isp g0): the impulse T P / L of thrusters at a lever in m over their exhaust speed.
    """
    period = 2.0 * math.pi / orbital_rate(altitude)
    return torque * period / (lever * isp * STANDARD_GRAVITY)


def dead_band_propellant(
    mass: float, reference: float, reference_mass: float, exponent: float
) -> float:
    """Propellant in kg per orbit for holding a dead band, scaled from a station that flew.

    Impulses grow with the moment of inertia between its root and itself (`exponent` 0.5 to 1), and
    inertia with mass^1.5 where the span grows as the root of the mass. assumption: three times the
    inertia at 2.3 times the mass (0.91e8 to 1.64e8 kg m2 for 400 t, NASA JEOD, against 2.4e7 to
    5.3e7 for the 183 to 214 t of 2005 to 2007, Bhatt, thesis, Rice University, 2007).
    """
    return reference * (mass / reference_mass) ** (1.5 * exponent)
