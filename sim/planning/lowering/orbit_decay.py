"""How fast drag lowers a circular orbit: a table of the orbit-mean decay by date, altitude and
solar activity, and the fall that follows from it.

The mean is taken over argument of latitude and local time of the node, on the J2-mean circular
orbit (Kozai, Astron. J. 64, 1959) through the atmosphere of the full propagator, turning with the
Earth. Leaves out the eccentricity of the orbit (below 1 % where it is 0.001) and the 60-day rhythm
with which the node drifts through local time, unless its place is given.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.dynamics.rhs import EARTH_RATE
from sim.environment.space_weather.forecast import deviate
from sim.environment.world import World
from sim.frames.constants import EQUATORIAL_RADIUS, MU, OBLATENESS
from sim.frames.epoch import DAY
from sim.integrate.observe import observations
from sim.vehicle.parameters import COLUMNS, Parameters

"""m2."""
ALTITUDES = np.concatenate([np.arange(150e3, 240e3, 10e3), np.arange(240e3, 541e3, 15e3)])
"""m, of the mean orbit above the equatorial radius; between them the logarithm of the rate is
linear, which is good to 0.1 %."""
ACTIVITIES = (-2.4, -1.2, 0.0, 1.2, 2.4)
"""Normal deviates of the forecast; 1 and 99 % lie at 2.33."""
STEP = 10.0 * DAY
PLACES, NODES = 12, 6
"""Samples along the orbit, and of its node."""
LONGEST_STEP = 4.0 * DAY
MOST_FALL = 1.5e3
"""m in one step of the integration, by the rate at its beginning."""


@dataclass(frozen=True)
class DecayTable:
    """Orbit-mean decay of circular orbits of one inclination.

    Attributes
    ----------
    times
        Shape (n,), s since the epoch, evenly spaced.
    altitudes
        Shape (m,), m, mean semi-major axis less the equatorial radius.
    activities
        Shape (k,), normal deviates of the forecast (0 is its median).
    log_rate
        Shape (k, n, m): logarithm of -da/dt m/(Cd A), the fall in m/s times kg/m2.
    """

    times: np.ndarray
    altitudes: np.ndarray
    activities: np.ndarray
    log_rate: np.ndarray

    def rate(
        self,
        t: np.ndarray | float,
        altitude: np.ndarray | float,
        activity: np.ndarray | float,
        ballistic: np.ndarray | float,
    ) -> np.ndarray:
        """Change of the mean altitude in m/s, below zero.

        Parameters
        ----------
        t
            s since the epoch; the ends of the table are held.
        altitude
            m; the ends of the table are held.
        activity
            Normal deviate of the forecast, 0 its median.
        ballistic
            m/(Cd A), kg/m2. All four are broadcast.
        """
        every = np.broadcast_arrays(t, altitude, activity, ballistic)
        when, height, z, coefficient = (np.ravel(a) for a in every)
        return self.under(z).rate(when, height, coefficient).reshape(every[0].shape)

    def under(self, activity: np.ndarray | float) -> "TrajectoryDecay":
        """The table under given activities, one for each trajectory, shape (r,).

        Raises
        ------
        ValueError
            If there is none, or one is not finite.
        """
        z = np.atleast_1d(np.asarray(activity, dtype=np.float64))
        if not (z.ndim == 1 and len(z) and np.all(np.isfinite(z))):
            raise ValueError(f"activity is {activity}; it must be one finite deviate or more")
        i, w = _place(z, self.activities)
        w = w[:, None, None]
        table = (1.0 - w) * self.log_rate[i] + w * self.log_rate[i + 1]
        return TrajectoryDecay(self.times, self.altitudes, np.ascontiguousarray(table))


@dataclass(frozen=True)
class TrajectoryDecay:
    """A `DecayTable` under the activity of each trajectory: log_rate of shape (r, n, m)."""

    times: np.ndarray
    altitudes: np.ndarray
    log_rate: np.ndarray

    def rate(
        self, t: np.ndarray | float, altitude: np.ndarray, ballistic: np.ndarray | float
    ) -> np.ndarray:
        """Change of the mean altitude in m/s of each trajectory, below zero; shapes (r,) or
        scalars.
        """
        h = np.clip(altitude, self.altitudes[0], self.altitudes[-1])
        j, v = _place(h, self.altitudes)
        step = self.times[1] - self.times[0]
        s = np.clip((np.asarray(t) - self.times[0]) / step, 0.0, len(self.times) - 1.0)
        i = np.minimum(s.astype(np.int64), len(self.times) - 2)
        w = s - i
        row = np.arange(len(self.log_rate)) if len(self.log_rate) > 1 else 0
        table = self.log_rate
        low = (1.0 - w) * table[row, i, j] + w * table[row, i + 1, j]
        high = (1.0 - w) * table[row, i, j + 1] + w * table[row, i + 1, j + 1]
        return -np.exp(low + v * (high - low)) / ballistic

    def fall(
        self,
        t: np.ndarray | float,
        altitude: np.ndarray,
        ballistic: np.ndarray | float,
        end: np.ndarray | float,
    ) -> np.ndarray:
        """Altitude in m of each trajectory at its `end`, by RK4 with a step of its own, shape (r,).

        A trajectory that reaches the lowest altitude of the table stays there: it has come down.
        """
        h = np.array(altitude, dtype=np.float64)
        now = np.broadcast_to(np.asarray(t, dtype=np.float64), h.shape).copy()
        bottom = self.altitudes[0]
        while True:
            left = np.where(h > bottom, end - now, 0.0)
            if not np.any(left > 0.0):
                return h
            k1 = self.rate(now, h, ballistic)
            dt = np.clip(left, 0.0, np.minimum(LONGEST_STEP, MOST_FALL / -k1))
            k2 = self.rate(now + 0.5 * dt, h + 0.5 * dt * k1, ballistic)
            k3 = self.rate(now + 0.5 * dt, h + 0.5 * dt * k2, ballistic)
            k4 = self.rate(now + dt, h + dt * k3, ballistic)
            h = np.maximum(h + dt / 6.0 * (k1 + 2.0 * (k2 + k3) + k4), bottom)
            now = np.where(dt < left, now + dt, end)

    def time_at(
        self,
        t: np.ndarray | float,
        altitude: np.ndarray,
        ballistic: np.ndarray | float,
        level: float,
    ) -> np.ndarray:
        """When each trajectory, engines off, falls to a level in m: s since the epoch, shape (r,).

        By RK4 in altitude, with steps of a few days at most. Trajectories at or below the level
        get t. After the last date of the table its last rates are held, and the time is a rough
        estimate.
        """
        h = np.array(altitude, dtype=np.float64)
        now = np.broadcast_to(np.asarray(t, dtype=np.float64), h.shape).copy()
        while np.any(h > level):
            rate = self.rate(now, h, ballistic)
            longest = np.where(now < self.times[-1], LONGEST_STEP, np.inf)
            dh = np.minimum(np.maximum(level - h, np.maximum(rate * longest, -MOST_FALL)), 0.0)
            k1 = 1.0 / rate
            k2 = 1.0 / self.rate(now + 0.5 * dh * k1, h + 0.5 * dh, ballistic)
            k3 = 1.0 / self.rate(now + 0.5 * dh * k2, h + 0.5 * dh, ballistic)
            k4 = 1.0 / self.rate(now + dh * k3, h + dh, ballistic)
            now = now + dh / 6.0 * (k1 + 2.0 * (k2 + k3) + k4)
            h = np.where(dh > level - h, h + dh, np.minimum(h, level))
        return now


def tabulate_decay(
    world: World,
    inclination: float,
    start: float,
    end: float,
    *,
    raan: float | None = None,
    columns: Mapping[str, float] | None = None,
) -> DecayTable:
    """Tabulate the decay of circular orbits through the atmosphere of a world.

    Parameters
    ----------
    world
        Its atmosphere, space weather and wind; they must cover the dates.
    inclination
        rad.
    start, end
        s since the epoch.
    raan
        Node in rad (GCRF) at `start`, which then moves as J2 lets it at each altitude; by default
        the mean over all local times, right for flights of many months.
    columns
        Columns of `sim.vehicle.parameters.Parameters` that a dispersed atmosphere needs:
        density_factor, bias_low, ...

    Raises
    ------
    ValueError
        If the dates are no interval or the inclination is not in 0 to pi.
    """
    if not (math.isfinite(start) and math.isfinite(end) and start < end):
        raise ValueError(f"a decay table from {start} s to {end} s has no length")
    if not 0.0 <= inclination <= math.pi:
        raise ValueError(f"inclination is {inclination} rad; it must lie in 0..pi")
    times = np.linspace(start, end, max(2, math.ceil((end - start) / STEP) + 1))
    deviates = np.array(ACTIVITIES)
    nodes = 1 if raan is not None else NODES
    places = PLACES if raan is None else 3 * PLACES
    shape = (len(times), len(ALTITUDES), nodes, places)
    when, height, node, place = (g.ravel() for g in np.indices(shape))
    spread = ((node * places + place) * 0.6180339887498949) % 1.0 - 0.5  # evenly over the step
    t = np.clip(times[when] + spread * (times[1] - times[0]), start, end)
    axis = EQUATORIAL_RADIUS + ALTITUDES[height]
    if raan is None:
        angle = 2.0 * math.pi * (node + 0.5 * (place % 2)) / nodes
    else:
        angle = raan + node_rate(axis, inclination) * (t - start)
    y, work = _states(axis, inclination, angle, 2.0 * math.pi * (place + 0.5) / places)
    parameter_table = _cases(len(t), columns or {})
    table = np.empty((len(deviates), len(times), len(ALTITUDES)))
    for k, z in enumerate(deviates):
        parameter_table[:, Parameters._fields.index("activity")] = z - world.weather.deviate
        seen = observations(world, t, y, parameter_table)
        power = seen.density * seen.speed_air * work  # W per kg and m2/kg, twice
        fall = (axis * axis / MU * power).reshape(*shape[:2], -1).mean(axis=2)
        table[k] = np.log(np.maximum(fall, 1e-30))
    table.setflags(write=False)
    return DecayTable(times, ALTITUDES, deviates, table)


def node_rate(axis: np.ndarray | float, inclination: float) -> np.ndarray | float:
    """Drift of the node of a circular orbit in rad/s, to first order in J2 (Kozai 1959, eq. 11)."""
    return -1.5 * OBLATENESS * np.sqrt(MU / axis) / axis**3 * math.cos(inclination)


def activity_of(percentile: float) -> float:
    """Normal deviate of a percentile of the forecast, 1 to 99."""
    if not 1.0 <= percentile <= 99.0:
        raise ValueError(f"percentile is {percentile}; it must lie in 1..99")
    return deviate(percentile)


def _cases(n: int, columns: Mapping[str, float]) -> np.ndarray:
    """Parameter vectors of a body of one square metre and a drag coefficient of one, shape (n,
    columns).
    """
    parameter_table = np.zeros((n, COLUMNS))
    unit = dict.fromkeys(("area", "cd_free_molecular", "cd_continuum", "length"), 1.0)
    for name, value in (unit | {"density_factor": 1.0} | dict(columns)).items():
        parameter_table[:, Parameters._fields.index(name)] = value
    return parameter_table


def _place(x: np.ndarray, knots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Interval and place in it; beyond the knots the outer interval goes on."""
    i = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, len(knots) - 2)
    return i, (x - knots[i]) / (knots[i + 1] - knots[i])


def _states(
    axis: np.ndarray, inclination: float, raan: np.ndarray, u: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """States (n, 7) on J2-mean circular orbits, and velocity times air velocity, m2/s2.

    Radius of a circular mean orbit in the convention of `sim.frames.elements`: its constant part
    follows from the mean energy, its wave of 2 u from the radial equation of motion.
    """
    s, c = math.sin(inclination), math.cos(inclination)
    lift = 1.5 * (1.5 * s * s - 1.0) + 0.25 * s * s * np.cos(2.0 * u)
    r = axis + OBLATENESS / axis * lift
    speed = np.sqrt(MU / axis)
    cu, su, co, so = np.cos(u), np.sin(u), np.cos(raan), np.sin(raan)
    place = np.stack([cu * co - su * so * c, cu * so + su * co * c, su * s])
    ahead = np.stack([-su * co - cu * so * c, -su * so + cu * co * c, cu * s])
    y = np.concatenate([r * place, speed * ahead, np.ones((1, len(r)))]).T
    return np.ascontiguousarray(y), speed * (speed - EARTH_RATE * r * c)
