"""Controllability: the torque of the atmosphere and of engines, axis by axis, against what
gyroscopes and thrusters can hold, by altitude and attitude.

Every number that is assumed about attitude control stands here, once. The torque of the atmosphere
is the drag times a distance between centre of pressure and centre of mass for each axis; solar
arrays that turn are left out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.dynamics.thrust import VELOCITY
from sim.flight.mission import Mission
from sim.frames.constants import MEAN_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.integrate.observe import observations
from sim.planning.margins.attitude_torque import AXES, aerodynamic_torque, cyclic_momentum
from sim.vehicle.hardware import Attitude
from sim.vehicle.parameters import (
    AREA,
    CD_CONTINUUM,
    CD_FREE_MOLECULAR,
    COLUMNS,
    DENSITY_FACTOR,
    LENGTH,
    REFLECTIVITY,
    Parameters,
)

POINTS = 24
"""Points along an orbit at which the atmosphere is evaluated."""
ROUNDS = 4
"""Corrections of the radius until the geodetic height is met: each leaves 1/300 of the miss."""


@dataclass(frozen=True)
class Estimate:
    """A quantity with its range."""

    low: float
    value: float
    high: float

    def times(self, factor: float) -> "Estimate":
        """The same range about another value."""
        return Estimate(factor * self.low, factor * self.value, factor * self.high)


@dataclass(frozen=True)
class AxisControl:
    """One axis: torque of thrusters N m, and the distance m that the drag acts at about it."""

    name: str
    authority: Estimate
    arm: Estimate


ROLL = AxisControl("roll", Estimate(500.0, 1100.0, 2200.0), Estimate(0.3, 0.65, 1.0))
PITCH = AxisControl("pitch", Estimate(4e3, 8e3, 15e3), Estimate(1.0, 2.75, 4.0))
YAW = AxisControl("yaw", Estimate(4e3, 8e3, 15e3), Estimate(0.3, 0.65, 1.0))
"""assumption, torques: 130 N at 30 m for each thruster of Zvezda that turns the stack in pitch or
yaw, of which two fire, and two pairs at 2.1 m in roll; from half of it to what ships add.
assumption, distances: centre of pressure 2.5 to 3 m from the centre of mass in z, 0.3 to 1 m in y,
by the places of modules and arrays; in roll as in yaw, as the published torques of 2006 have it (a
quarter of that in pitch: Chun Lee, thesis, Rice University, 2003).
"""


@dataclass(frozen=True, kw_only=True)
class ControlAssumptions:
    """How the attitude is held.

    Attributes
    ----------
    axes
        Roll, pitch and yaw.
    thrust_offset
        m between the thrust line and the centre of mass, after canting or gimballing. assumption:
        0.15, 0 to 0.4; a thrust along the axis of the modules passes it at 1.5 m (1.0 to 2.2).
    cant
        rad, the most by which that takes the thrust out of the roll axis. assumption: 2.8 deg, the
        1.5 m over the 31 m between engines and centre of mass.
    gyroscopes, momentum
        How many gyroscopes hold the attitude, 3 or all 4, and N m s each: 4,760 (Boeing and Frost:
        4,742 to 4,880).
    gyroscopes_down_to
        m of mean altitude; below it thrusters alone. 220 km, NASA request for information of 2022
        (SpaceNews, 20 Aug 2022).
    orbit, turn
        kg per revolution on thrusters, and for turning the stack round for a pair of lowering
        burns, of a flight whose scenario states neither. assumption: 30 and 25 kg.
    per_orbit, per_turn
        Range of the propellant of attitude control over its value. assumption: 14 to 60 kg about
        30 kg per orbit; 20 to 200 kg about 25 kg per turn (9.7 kg flown with an optimised
        manoeuvre, 50 to 150 kg with a usual one: Bhatt et al., NTRS 20150001912).
    """

    axes: tuple[AxisControl, AxisControl, AxisControl] = (ROLL, PITCH, YAW)
    thrust_offset: Estimate = Estimate(0.0, 0.15, 0.4)
    cant: float = math.radians(2.8)
    gyroscopes: tuple[int, int] = (3, 4)
    momentum: float = 4760.0
    gyroscopes_down_to: float = 220e3
    orbit: float = 30.0
    turn: float = 25.0
    per_orbit: Estimate = Estimate(14.0 / 30.0, 1.0, 2.0)
    per_turn: Estimate = Estimate(0.8, 1.0, 8.0)

    def axis(self, name: str) -> AxisControl:
        """One of the axes."""
        return self.axes[AXES.index(name)]


def tabulate_torque(
    mission: Mission,
    altitudes: np.ndarray,
    control: ControlAssumptions,
    attitudes: Sequence[Attitude],
    *,
    seconds: float = 0.0,
    inclination: float,
    activity: float = 0.0,
) -> dict[str, np.ndarray]:
    """Aerodynamic torque on circular orbits, by attitude and altitude.

    Parameters
    ----------
    mission
        Its world has the atmosphere; its dispersed columns other than `activity` are not applied.
    altitudes
        Geodetic heights m, shape (k,).
    control
        Distances and authorities.
    attitudes
        The attitudes of the table.
    seconds
        s since the mission's epoch.
    inclination
        rad.
    activity
        Solar and geomagnetic activity as a normal deviate of the forecast.

    Returns
    -------
    dict of str to numpy.ndarray
        Columns of length attitudes x altitudes: the means over an orbit of drag (N), torque in
        pitch (N m) for the low, nominal and high distance of the centres, and the momentum (N m s)
        that gyroscopes take up and give back every orbit at the nominal one.
    """
    altitudes = np.asarray(altitudes, dtype=np.float64)
    k = len(altitudes)
    t, y = _orbits(mission, altitudes, seconds, inclination)
    pieces = []
    for attitude in attitudes:
        parameter_table = np.tile(_case(attitude, activity), (len(t), 1))
        seen = observations(mission.world_of(0, VELOCITY), t, y, parameter_table)
        pieces.append(seen.deceleration.reshape(k, POINTS).mean(axis=1))  # of a mass of 1 kg
    drag = np.concatenate(pieces)
    height = np.tile(altitudes, len(attitudes))
    rate = np.sqrt(MU / (MEAN_RADIUS + height) ** 3)
    arm = control.axis("pitch").arm
    torque = aerodynamic_torque(drag, arm.value)
    return {
        "attitude": np.repeat([attitude.name for attitude in attitudes], k),
        "altitude_km": height / 1e3,
        "drag_n": drag,
        "torque_low_n_m": aerodynamic_torque(drag, arm.low),
        "torque_n_m": torque,
        "torque_high_n_m": aerodynamic_torque(drag, arm.high),
        "momentum_n_m_s": cyclic_momentum(torque, rate),
    }


def _case(attitude: Attitude, activity: float) -> np.ndarray:
    parameters = np.zeros(COLUMNS)
    parameters[DENSITY_FACTOR] = 1.0
    # of an area that follows the Sun angle the largest: control has to hold at any beta
    parameters[AREA] = max((area for _, area in attitude.by_beta), default=attitude.area)
    parameters[CD_FREE_MOLECULAR] = attitude.cd_free_molecular
    parameters[CD_CONTINUUM] = attitude.cd_continuum
    parameters[LENGTH] = attitude.length
    parameters[REFLECTIVITY] = attitude.reflectivity
    parameters[Parameters._fields.index("activity")] = activity
    return parameters


def _orbits(
    mission: Mission, altitudes: np.ndarray, seconds: float, inclination: float
) -> tuple[np.ndarray, np.ndarray]:
    """Times and states (k POINTS, 7) at given geodetic heights, of mass 1 kg, at circular speed."""
    angles = np.linspace(0.0, 2.0 * np.pi, POINTS, endpoint=False)
    one = np.array(
        [cartesian_from_kepler(MEAN_RADIUS, 0.0, inclination, 0.0, 0.0, u) for u in angles]
    )
    place = one[:, :3] / np.linalg.norm(one[:, :3], axis=1, keepdims=True)
    ahead = one[:, 3:] / np.linalg.norm(one[:, 3:], axis=1, keepdims=True)
    place, ahead = np.tile(place, (len(altitudes), 1)), np.tile(ahead, (len(altitudes), 1))
    wanted = np.repeat(altitudes, POINTS)
    t = np.full(len(wanted), seconds)
    radius = MEAN_RADIUS + wanted
    world = mission.world_of(0, VELOCITY)
    parameters = np.tile(
        _case(
            Attitude(name="", area=1.0, cd_free_molecular=2.0, cd_continuum=1.0, length=1.0), 0.0
        ),
        (len(t), 1),
    )
    for _ in range(ROUNDS):
        y = np.column_stack([radius[:, None] * place, ahead, np.ones(len(t))])
        radius += wanted - observations(world, t, y, parameters).height
    speed = np.sqrt(MU / radius)
    y = np.column_stack([radius[:, None] * place, speed[:, None] * ahead, np.ones(len(t))])
    return t, y


def find_altitude(
    table: Mapping[str, np.ndarray], attitude: str, level: float, column: str
) -> float:
    """Height in m where a column of `torque_table` falls to a level.

    Between its rows the logarithm is taken as straight. NaN if the level is not met inside the
    table.
    """
    rows = np.flatnonzero(table["attitude"] == attitude)
    rows = rows[np.argsort(table["altitude_km"][rows])]
    falling = -np.log(table[column][rows])
    return 1e3 * float(
        np.interp(-np.log(level), falling, table["altitude_km"][rows], left=np.nan, right=np.nan)
    )


def find_control_limits(
    table: Mapping[str, np.ndarray], control: ControlAssumptions
) -> dict[str, np.ndarray]:
    """Where the atmosphere overcomes the thrusters: a row for each attitude and axis of a torque
    table.

    Returns
    -------
    dict of str to numpy.ndarray
        `attitude`, `axis`, `authority` (thrusters), `torque_n_m` that they have, and altitudes in
        km at which the torque of the atmosphere reaches it: nominal, for the strongest thrusters
        and the shortest distance of the centres (`lost_at_low_km`), and the other way round. NaN
        outside the table.
    """
    columns: dict[str, list[object]] = {"attitude": [], "axis": [], "authority": []}
    columns |= {"torque_n_m": [], "lost_at_km": [], "lost_at_low_km": [], "lost_at_high_km": []}
    for attitude in dict.fromkeys(table["attitude"]):
        for axis in control.axes:
            strength, arm = axis.authority, axis.arm
            columns["attitude"].append(str(attitude))
            columns["axis"].append(axis.name)
            columns["authority"].append("thrusters")
            columns["torque_n_m"].append(strength.value)
            drags = {
                "lost_at_km": strength.value / arm.value,
                "lost_at_low_km": strength.high / arm.low,
                "lost_at_high_km": strength.low / arm.high,
            }
            for name, drag in drags.items():
                height = find_altitude(table, str(attitude), drag, "drag_n")
                columns[name].append(height / 1e3)
    return {name: np.array(values) for name, values in columns.items()}


def find_saturation(
    table: Mapping[str, np.ndarray], control: ControlAssumptions
) -> dict[str, np.ndarray]:
    """Where gyroscopes are full: a row for each attitude and number of gyroscopes.

    Returns
    -------
    dict of str to numpy.ndarray
        `attitude`, `gyroscopes`, `momentum_n_m_s` they store, `full_at_km`, the altitude at which
        every orbit fills them (NaN outside the table), and `holds`, whether that is at or below
        the altitude down to which they are meant to hold the attitude.
    """
    columns: dict[str, list[object]] = {"attitude": [], "gyroscopes": [], "momentum_n_m_s": []}
    columns |= {"full_at_km": [], "holds": []}
    for attitude in dict.fromkeys(table["attitude"]):
        for count in control.gyroscopes:
            store = count * control.momentum
            height = find_altitude(table, str(attitude), store, "momentum_n_m_s")
            columns["attitude"].append(str(attitude))
            columns["gyroscopes"].append(count)
            columns["momentum_n_m_s"].append(store)
            columns["full_at_km"].append(height / 1e3)
            columns["holds"].append(bool(height <= control.gyroscopes_down_to))
    return {name: np.array(values) for name, values in columns.items()}
