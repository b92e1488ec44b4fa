"""From draws to a mission of n dispersed trajectories, made out of the nominal mission.

Burns of a plan are dated. In an atmosphere that is ten per cent denser, a stack that burned on
those dates would be hundreds of kilometres elsewhere on its orbit; a control centre burns where on
the orbit the plan wants it instead. So dispersed flights ignite at the argument of latitude at
which the nominal flight ignited, on the same revolution, and the effect of the atmosphere remains
as a shift of longitude and of the shape of the orbit.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from sim.campaign.run.tanks import disperse_loads, disperse_vehicles
from sim.campaign.sampling.parameter import (
    OF_A_BURN,
    OF_A_TANK,
    OF_ATTITUDE_CONTROL,
)
from sim.dynamics.rhs import EARTH_RATE
from sim.environment.atmosphere.model_error import density_noise
from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.fly import first_stack
from sim.flight.mission import Mission
from sim.flight.phase import Accelerometer, Condition, Firing, Ignition, Phase
from sim.flight.record import BurnRecord, Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.elements import argument_of_latitude
from sim.lanes import interpreted
from sim.vehicle.hardware import Vehicle
from sim.vehicle.parameters import Parameters

Draws = Mapping[str, np.ndarray]

COLUMNS = {
    "activity": "activity",
    "history_shift": "history_shift",
    "density_bias_low": "bias_low",
    "density_bias_middle": "bias_middle",
    "density_bias_high": "bias_high",
    "density_noise": "noise",
    "density_noise_start": "noise_start",
    "wind_east": "wind_east",
    "wind_north": "wind_north",
    "drag_factor": "drag_factor",
}
"""Column of the parameter vector of each parameter that is one."""

OFFSETS = ("position_up", "position_along", "position_across")
SPEEDS = ("velocity_up", "velocity_along", "velocity_across")
"""Errors of the first state, m and m/s: up, along the flight, and along the orbit normal (left)."""

CONTROL = dict(zip(OF_ATTITUDE_CONTROL, ("per_orbit", "per_turn"), strict=True))
"""Field of `AttitudeControl` of each parameter that is one."""

LEAST_COAST = 0.25
"""Revolutions a coast must last for its burn to be tied to the orbit: a flight that is late would
otherwise wait a whole revolution.
"""


def guide_burns(
    mission: Mission, nominal: Flight, to_perigee: Collection[str] = ()
) -> tuple[Phase, ...]:
    """Phases whose burns ignite where the nominal flight ignited, on the same revolution.

    A burn that has an ignition condition already, or follows another burn directly, stays as it is.

    Parameters
    ----------
    mission
        With dated burns: a coast, then a burn without an ignition condition.
    nominal
        Its flight.
    to_perigee
        Burns that are cut off at the perigee which the nominal flight leaves, whatever the law of
        their vehicles.
    """
    burns = {burn.name: burn for burn in nominal.burns_of(0) if not burn.lowering}
    phases = list(mission.phases)
    for k, phase in enumerate(phases):
        record = burns.get(phase.name)
        before = phases[k - 1] if k else None
        burn = phase.burn
        if burn is None or burn.ignition is not None or record is None:
            continue
        if phase.name in to_perigee:
            burn = replace(burn, cutoff="perigee", value=record.perigee_after)
            phases[k] = replace(phase, burn=burn)
        if before is None or before.burn is not None or before.altitude_profile is not None:
            continue
        coast_begin = next(s for s in nominal.segments if s.phase == before.name).samples[0, 0]
        period = period_before_burn(record)
        if record.ignition - coast_begin < LEAST_COAST * period:
            continue
        argument = ignition_argument_of_latitude(nominal, record)
        # half a revolution ahead: the next passage of the argument is that of the same revolution
        until = max(record.ignition - 0.5 * period, float(coast_begin))
        phases[k - 1] = replace(before, until=Condition("time", until))
        ignition = Ignition("argument_of_latitude", argument, centred=False)
        phases[k] = replace(phase, burn=replace(burn, ignition=ignition))
    return tuple(phases)


def period_before_burn(record: BurnRecord) -> float:
    """Period of the orbit before a burn, s."""
    axis = EQUATORIAL_RADIUS + 0.5 * (record.perigee_before + record.apogee_before)
    return float(2.0 * np.pi * np.sqrt(axis**3 / MU))


def ignition_argument_of_latitude(flight: Flight, record: BurnRecord) -> float:
    """Argument of latitude in rad at which a burn was ignited."""
    segments = [s for s in flight.segments if s.row == record.row and s.phase == record.name]
    first = min(segments, key=lambda s: abs(s.samples[0, 0] - record.ignition)).samples[0]
    t = np.array([first[0]])
    turn = interpreted(gcrf_to_itrf_matrix)(t, flight.mission.world.orientation)
    state = (np.array([x]) for x in first[1:7])
    sine, cosine, _ = interpreted(argument_of_latitude)(*state, *turn[6:9])
    return float(np.arctan2(sine, cosine)[0])


def apply_draws(mission: Mission, phases: tuple[Phase, ...], draws: Draws) -> Mission:
    """A mission of n trajectories, one for each sample of the draws.

    Parameters
    ----------
    mission
        Of one trajectory; its state, propellant accounting and parameters are the nominal ones.
    phases
        As `guide_burns` gives them, or those of the mission.
    draws
        Values of each parameter, shape (n,) each; units as in `sim.campaign.sampling.parameter`.

    Raises
    ------
    ValueError
        If a suffix names no burn and no engine group of the mission, an ignition is delayed that
        follows no coast, or attitude control is dispersed that the mission does not book.
    """
    n = len(next(iter(draws.values())))
    one = np.zeros(n, dtype=int)
    for name in draws:
        _check_suffix(name, phases, mission.vehicles)
    phases = _delay_dates(phases, draws)
    control = _disperse_control(mission.attitude_control, draws)
    y = _states(mission, draws, n)
    columns = {name: values[one] for name, values in mission.dispersed.items()}
    for name, column in COLUMNS.items():
        if name in draws:
            columns[column] = np.asarray(draws[name], dtype=float)
    if "density_noise" in draws or "density_noise_start" in draws:
        # a flight begins with its biases alone; what nobody foresees grows from there
        start = columns.get("noise_start", np.zeros(n))
        began = np.broadcast_to(mission.start, n).astype(float)
        columns["noise_origin"] = interpreted(density_noise)(began, start, mission.world.noise)
    if "history_shift" in draws:
        columns["history_weight"] = np.ones(n)
    if not set(columns) <= {*Parameters._fields, "drag_factor"}:
        raise ValueError(f"unknown columns: {sorted(set(columns) - set(Parameters._fields))}")
    stack = mission.stack or first_stack(mission)
    world = mission.world
    if "wind_east" in draws or "wind_north" in draws:
        world = world._replace(switch=world.switch._replace(wind=1))
    return replace(
        mission,
        world=world,
        phases=tuple(_disperse_phase(phase, draws) for phase in phases),
        position=y[:, :3],
        velocity=y[:, 3:],
        dispersed=columns,
        mass_offset=np.asarray(draws.get("mass_offset", np.zeros(n)), dtype=float),
        attitude_control=control,
        start=np.broadcast_to(mission.start, n).copy(),
        vehicles=disperse_vehicles(mission.vehicles, draws),
        stack=disperse_loads(stack.of(one), draws),
    )


def _disperse_control(control: AttitudeControl | None, draws: Draws) -> AttitudeControl | None:
    """Attitude control with a price for each sample."""
    given = {
        CONTROL[name]: np.asarray(draws[name], dtype=float) for name in draws if name in CONTROL
    }
    if control is None:
        if given:
            raise ValueError(
                f"{', '.join(sorted(set(CONTROL) & set(draws)))}: the mission books no attitude "
                "control; a scenario that does has a key `attitude_control`"
            )
        return None
    return replace(control, **given)


def find_suffixes(phases: tuple[Phase, ...], vehicles: tuple[Vehicle, ...] = ()) -> set[str]:
    """Burns and engine groups of some phases, and tanks of vehicles: what the suffix of a parameter
    may name.
    """
    names = {tank.name for vehicle in vehicles for tank in vehicle.tanks}
    for phase in phases:
        if phase.burn is not None:
            names.add(phase.name)
            names |= {firing.group for firing in phase.burn.firings}
        if phase.altitude_profile is not None:
            names |= {firing.group for firing in phase.altitude_profile.firings}
    return names


def _check_suffix(name: str, phases: tuple[Phase, ...], vehicles: tuple[Vehicle, ...]) -> None:
    """Refuse a suffix that names nothing; errors of a whole burn belong to no engine group."""
    stem, _, suffix = name.partition(".")
    known, kind = find_suffixes(phases), "burn or engine group"
    if stem in OF_A_BURN:
        known, kind = {phase.name for phase in phases if phase.burn is not None}, "burn"
    if stem in OF_A_TANK:
        known, kind = find_suffixes((), vehicles), "tank"
    if suffix and suffix not in known:
        allowed = ", ".join(sorted(known)) or "none: the mission has no burns"
        raise ValueError(f"{name}: {suffix!r} is no {kind}; there are: {allowed}")


def ignition_delay(draws: Draws, burn: str) -> np.ndarray | float:
    """How much later a burn ignites than commanded, s."""
    return _burn_value(draws, "ignition_delay", burn, 0.0)


def _delay_dates(phases: tuple[Phase, ...], draws: Draws) -> tuple[Phase, ...]:
    """Phases whose dated burns ignite later or earlier: the coast before them ends then.

    Raises
    ------
    ValueError
        If a delay is drawn for a burn that begins as soon as another ends.
    """
    delayed = list(phases)
    for k, phase in enumerate(phases):
        named = f"ignition_delay.{phase.name}"
        if phase.burn is None or phase.burn.ignition is not None:
            continue
        if named not in draws and "ignition_delay" not in draws:
            continue
        before = phases[k - 1] if k else None
        until = None if before is None or before.burn is not None else before.until
        if before is None or until is None or until.kind not in ("time", "duration"):
            raise ValueError(
                f"{named if named in draws else 'ignition_delay'}: {phase.name} follows no coast "
                f"of a stated length, so that it can't begin later or earlier"
            )
        later = until.value + ignition_delay(draws, phase.name)
        delayed[k - 1] = replace(before, until=replace(until, value=later))
    return tuple(delayed)


def _states(mission: Mission, draws: Draws, n: int) -> np.ndarray:
    """First states with their errors, shape (n, 6)."""
    r = np.repeat(mission.position[:1], n, axis=0)
    v = np.repeat(mission.velocity[:1], n, axis=0)
    up = r / np.linalg.norm(r, axis=1, keepdims=True)
    across = np.cross(r, v)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    along = np.cross(across, up)
    axes = (up, along, across)
    for name, axis in zip(OFFSETS, axes, strict=True):
        if name in draws:
            r = r + np.asarray(draws[name])[:, None] * axis
    for name, axis in zip(SPEEDS, axes, strict=True):
        if name in draws:
            v = v + np.asarray(draws[name])[:, None] * axis
    if "ut1" in draws:
        # an Earth that is ahead in time equals a stack that is behind in angle
        angle = -EARTH_RATE * np.asarray(draws["ut1"])
        r, v = _rotate(r, angle), _rotate(v, angle)
    return np.hstack([r, v])


def _rotate(vector: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Vectors (n, 3) rotated about the axis of the Earth by angles (n,) in rad."""
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = vector.T
    return np.column_stack([c * x - s * y, s * x + c * y, z])


def _disperse_phase(phase: Phase, draws: Draws) -> Phase:
    """A phase with a value for each sample."""
    if "attitude_loss" in draws and phase.until is not None and phase.name == "coast":
        if phase.until.kind == "altitude_down":
            phase = replace(phase, until=replace(phase.until, value=draws["attitude_loss"]))
    if phase.altitude_profile is not None:
        firings = tuple(
            _disperse_firing(firing, phase.name, draws) for firing in phase.altitude_profile.firings
        )
        return replace(phase, altitude_profile=replace(phase.altitude_profile, firings=firings))
    burn = phase.burn
    if burn is None:
        return phase
    firings = tuple(_disperse_firing(firing, phase.name, draws) for firing in burn.firings)
    steering = replace(
        burn.steering,
        pitch=burn.steering.pitch + _burn_value(draws, "pitch", phase.name, 0.0),
        yaw=burn.steering.yaw + _burn_value(draws, "yaw", phase.name, 0.0),
    )
    ignition = burn.ignition
    delay = _burn_value(draws, "ignition_delay", phase.name, 0.0)
    if ignition is not None:
        ignition = replace(ignition, delay=ignition.delay + delay)
    dispersed = replace(burn, firings=firings, steering=steering, ignition=ignition)
    if burn.cutoff == "perigee":
        late = _burn_value(draws, "cutoff_perigee", phase.name, 0.0)
        dispersed = replace(dispersed, value=burn.value + late)
    if burn.cutoff == "delta_v":
        scale, bias = (
            _burn_value(draws, f"accelerometer_{name}", phase.name, 0.0)
            for name in ("scale", "bias")
        )
        dispersed = replace(dispersed, accelerometer=Accelerometer(scale, bias))
    return replace(phase, burn=dispersed)


def _disperse_firing(firing: Firing, burn: str, draws: Draws) -> Firing:
    """A firing with thrust, specific impulse and number of engines for each sample."""
    thrust = _burn_value(draws, "thrust_factor", burn, 1.0) * _group_value(
        draws, "thrust_factor", firing.group, 1.0
    )
    isp = _burn_value(draws, "isp_factor", burn, 1.0) * _group_value(
        draws, "isp_factor", firing.group, 1.0
    )
    out = _burn_value(draws, "engines_out", burn, 0.0) + _group_value(
        draws, "engines_out", firing.group, 0.0
    )
    dispersed = replace(
        firing,
        thrust_factor=firing.thrust_factor * thrust,
        isp_factor=firing.isp_factor * isp,
    )
    if np.any(out):
        if firing.count is None:
            raise ValueError(f"engines_out needs the number of {firing.group} that fire")
        dispersed = replace(dispersed, count=np.maximum(firing.count - out, 0.0))
    return dispersed


def _burn_value(draws: Draws, name: str, burn: str, default: float) -> np.ndarray | float:
    """Value of a parameter for a burn: that of the burn itself, else that of all burns."""
    value = draws.get(f"{name}.{burn}", draws.get(name))
    return default if value is None else np.asarray(value, dtype=float)


def _group_value(draws: Draws, name: str, group: str, default: float) -> np.ndarray | float:
    """Value of a parameter for one engine group."""
    value = draws.get(f"{name}.{group}")
    return default if value is None else np.asarray(value, dtype=float)
