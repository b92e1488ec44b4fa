"""Controllability: the aerodynamic torque against what gyroscopes and thrusters can hold, by
altitude and attitude.

The torque is the drag times a distance between centre of pressure and centre of mass, which no
public source gives. Leaves out gravity gradient, solar arrays that turn, and the torque of engines
whose thrust misses the centre of mass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.dynamics.thrust import VELOCITY
from sim.flight.mission import Mission
from sim.frames.constants import MEAN_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.integrate.observe import observations
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
class ControlAuthority:
    """What controls the attitude: torque N m, and momentum N m s it can store (None: no
    limit).
    """

    name: str
    torque: float
    momentum: float | None = None


GYROSCOPES = ControlAuthority("gyroscopes", 4 * 258.0, 19e3)
"""Four control moment gyroscopes of 258 N m and 4,760 N m s (handbook values, unverified)."""
THRUSTERS = ControlAuthority("thrusters", 5e3)
"""assumption: two thrusters of 130 N on each side at 20 m, as a couple."""


@dataclass(frozen=True, kw_only=True)
class ControlAssumptions:
    """How the attitude is held.

    Attributes
    ----------
    offset, offsets
        m between centre of pressure and centre of mass. assumption: 5, range 1 to 10.
    authorities
        Authorities, from the weakest to the strongest.
    gyroscopes_down_to
        m of mean altitude; below it thrusters alone. 220 km, NASA request for information of 2022
        (SpaceNews, 20 Aug 2022).
    lever
        m between the thrusters and the axis they turn the stack about. assumption: 20.
    isp
        s. assumption: 287, between 285 and 290.
    duty
        Share of the torque that is not balanced by flying at the angle where it vanishes.
        assumption: 0.5.
    dead_band
        Propellant spent over that which the torque asks for: limit cycles and pulses against each
        other. assumption: 1.5.
    """

    offset: float = 5.0
    offsets: tuple[float, float] = (1.0, 10.0)
    authorities: tuple[ControlAuthority, ...] = (GYROSCOPES, THRUSTERS)
    gyroscopes_down_to: float = 220e3
    lever: float = 20.0
    isp: float = 287.0
    duty: float = 0.5
    dead_band: float = 1.5


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
        Columns of length attitudes x altitudes: the means over an orbit of drag (N), torque (N m)
        for the low, nominal and high distance of the centres, and the momentum (N m s) that one
        orbit adds at 1 m if nothing balances it.
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
    period = 2.0 * np.pi * np.sqrt((MEAN_RADIUS + height) ** 3 / MU)
    return {
        "attitude": np.repeat([attitude.name for attitude in attitudes], k),
        "altitude_km": height / 1e3,
        "drag_n": drag,
        "torque_low_n_m": control.offsets[0] * drag,
        "torque_n_m": control.offset * drag,
        "torque_high_n_m": control.offsets[1] * drag,
        "momentum_per_orbit_1_m_n_m_s": drag * period,
    }


def _case(attitude: Attitude, activity: float) -> np.ndarray:
    parameters = np.zeros(COLUMNS)
    parameters[DENSITY_FACTOR] = 1.0
    parameters[AREA] = attitude.area
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
    """Where control is lost: a row for each attitude and authority of a torque table.

    Returns
    -------
    dict of str to numpy.ndarray
        Altitudes in km at which the torque reaches the authority for the nominal, low and high
        distance of the centres; and the one at which one orbit at 1 m, unbalanced, fills the
        store of momentum. NaN outside the table.
    """
    columns: dict[str, list[object]] = {"attitude": [], "authority": [], "torque_n_m": []}
    kinds = {"": "torque_n_m", "_low": "torque_low_n_m", "_high": "torque_high_n_m"}
    columns |= {f"lost_at{kind}_km": [] for kind in kinds} | {"full_in_one_orbit_1_m_km": []}
    for attitude in dict.fromkeys(table["attitude"]):
        for authority in control.authorities:
            columns["attitude"].append(str(attitude))
            columns["authority"].append(authority.name)
            columns["torque_n_m"].append(authority.torque)
            for kind, name in kinds.items():
                height = find_altitude(table, attitude, authority.torque, name)
                columns[f"lost_at{kind}_km"].append(height / 1e3)
            full = np.nan
            if authority.momentum is not None:
                name = "momentum_per_orbit_1_m_n_m_s"
                full = find_altitude(table, attitude, authority.momentum, name) / 1e3
            columns["full_in_one_orbit_1_m_km"].append(full)
    return {name: np.array(values) for name, values in columns.items()}
