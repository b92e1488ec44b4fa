"""Flying a finite burn: engines as the tanks allow, cut-off where told, handed over to what is
left when a group ends.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.dynamics.event import (
    ARGUMENT_OF_LATITUDE,
    DOWNRANGE,
    FALLING,
    PERIGEE,
    RADIAL_SPEED,
    RISING,
    event_value,
)
from sim.dynamics.observation import Observation
from sim.dynamics.thrust import INERTIAL, LVLH, VELOCITY
from sim.flight.apsis import apsis_stop
from sim.flight.motion.stack import burning_seconds, turned_at
from sim.flight.phase import Accelerometer, Burn, Ignition, Number, Steering
from sim.flight.propagation_state import LOST, PropagationState, Stop, advance, dock_by_date
from sim.flight.record import BurnRecord, Ending
from sim.flight.stack import EMPTY, EngineOutput, burn_propellant, engine_output, output_left
from sim.flight.status import FLYING, IMPACT, OUT_OF_TIME
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.lanes import interpreted
from sim.vehicle.hardware import of_rows
from sim.vehicle.parameters import MASS_FLOW, STEER_X, STEER_Z, THRUST

FRAMES = {"lvlh": LVLH, "velocity": VELOCITY, "inertial": INERTIAL, "held": INERTIAL}
CLOSE = 1e-9
"""s or kg: a cut-off nearer than this is reached."""
REACHED = 1.0
"""m: an orbit this near to a cut-off at ignition needs no burn."""
BY_ORBIT = {"perigee": PERIGEE, "downrange": DOWNRANGE}
"""The function of the state that a cut-off waits for."""
CORRECTIONS = 6
"""Newton steps for the bias of an accelerometer, each of which squares a share of some per cent."""


@dataclass
class _Tally:
    """What a burn has done so far, per row of the burn."""

    since: np.ndarray
    delta_v: np.ndarray
    impulse: np.ndarray
    load: np.ndarray
    mass: np.ndarray
    ending: list[Ending]


def steering_number(steering: Steering) -> int:
    """What kernels know a steering frame by."""
    return steering.law or FRAMES[steering.frame]


def thrust_direction_of(steering: Steering) -> np.ndarray:
    """Unit thrust direction in its frame after pitch (about the orbit normal, toward nadir) and
    yaw; shape (3,), or (n, 3) where rows differ.
    """
    x, y, z = steering.direction
    size = math.sqrt(x * x + y * y + z * z)
    x, y, z = x / size, y / size, z / size
    # pitch moves the direction toward nadir whichever way along the orbit it points
    c, s = np.cos(steering.pitch), np.sin(steering.pitch)
    forward = 1.0 if x >= 0.0 else -1.0
    x, z = c * x - forward * s * z, c * z + forward * s * x
    c, s = np.cos(steering.yaw), np.sin(steering.yaw)
    parts = np.broadcast_arrays(c * x - s * y, s * x + c * y, z)
    return np.stack(parts, axis=-1)


def _directions(state: PropagationState, index: np.ndarray, steering: Steering) -> np.ndarray:
    """Direction columns of the case, shape (k, 3); a held attitude is worked out at ignition."""
    direction = np.broadcast_to(thrust_direction_of(steering), (len(state.t), 3))[index]
    if steering.frame != "held":
        return direction
    r, v = state.y[index, :3], state.y[index, 3:6]
    nadir = -r / np.linalg.norm(r, axis=1, keepdims=True)
    normal = np.cross(r, v)
    across = -normal / np.linalg.norm(normal, axis=1, keepdims=True)
    forward = np.cross(across, nadir)
    return direction[:, :1] * forward + direction[:, 1:2] * across + direction[:, 2:] * nadir


def _time_left(
    burn: Burn, index: np.ndarray, now: EngineOutput, tally: _Tally, mass: np.ndarray
) -> np.ndarray:
    """Seconds to a cut-off that constant mass flow lets us tell beforehand; shape (k,)."""
    value = of_rows(burn.value, index)
    with np.errstate(divide="ignore", invalid="ignore"):
        if burn.cutoff == "duration":
            remaining = value - tally.since
        elif burn.cutoff == "delta_v":
            remaining = _time_sensed(burn.accelerometer, index, value, now, tally, mass)
        elif burn.cutoff == "propellant":
            remaining = (value - (tally.mass - mass)) / now.flow
        else:
            remaining = np.full(len(mass), np.inf)
    return np.where(np.isnan(remaining), np.inf, remaining)


def _time_sensed(
    sensor: Accelerometer,
    index: np.ndarray,
    value: Number,
    now: EngineOutput,
    tally: _Tally,
    mass: np.ndarray,
) -> np.ndarray:
    """Seconds until the accelerometer has counted a velocity change in m/s; shape (k,)."""
    gain, bias = 1.0 + of_rows(sensor.scale, index), of_rows(sensor.bias, index)
    exhaust, life = now.thrust / now.flow, mass / now.flow
    missing = value - (gain * tally.delta_v + bias * tally.since)
    duration = life * -np.expm1(-missing / (gain * exhaust))
    if not np.any(bias):
        return duration
    for _ in range(CORRECTIONS):
        counted = bias * duration - gain * exhaust * np.log1p(-duration / life)
        rate = bias + gain * exhaust / (life - duration)
        duration = np.clip(duration + (missing - counted) / rate, 0.0, 0.999 * life)
    return duration


def fly_burn(
    state: PropagationState, index: np.ndarray, burn: Burn, *, lowering: bool = False
) -> None:
    """Burn with some rows; logs one record per row.

    Parameters
    ----------
    state
        Changed in place.
    index
        Rows that burn, shape (k,).
    burn
        Engines, steering and cut-off. Ignition is now, or when a rigid body has turned to it.
    lowering
        Whether the burn follows an altitude profile.
    """
    if burn.ignition is not None:
        _coast_to_ignition(state, index, burn)
        index = index[state.status[index] == FLYING]
    advance(state, index, turned_at(state, index))
    index = index[state.status[index] == FLYING]
    if not len(index):  # all of them came down while they waited
        return
    before = state.observe(index)
    ignition = state.t[index].copy()
    burning = np.zeros_like(state.stack.fired)
    tally = _Tally(
        np.zeros(len(index)),
        np.zeros(len(index)),
        np.zeros(len(index)),
        state.stack.load[index].copy(),
        state.y[index, 6].copy(),
        ["exhausted"] * len(index),
    )
    direction = _directions(state, index, burn.steering)
    stops = _orbit_stop(burn, of_rows(burn.value, index))
    active = np.ones(len(index), dtype=bool)
    for k in np.flatnonzero(_past(state, index, stops)):
        active[k], tally.ending[k] = False, "not_needed"
    while active.any():
        _burn_stretch(state, index, burn, burning, tally, direction, stops, active)
    after = state.observe(index)
    _record(state, index, lowering, ignition, tally, before, after)


def _orbit_stop(burn: Burn, value: Number) -> list[Stop]:
    """The orbit that ends the burn, if one does."""
    if burn.cutoff not in BY_ORBIT:
        return []
    forward = burn.steering.frame in ("velocity", "lvlh") and burn.steering.direction[0] > 0.0
    return [Stop(BY_ORBIT[burn.cutoff], RISING if forward else FALLING, value)]


def _past(state: PropagationState, index: np.ndarray, stops: Sequence[Stop]) -> np.ndarray:
    """Rows whose orbit is past a cut-off before the burn, shape (k,) of bool."""
    past = np.zeros(len(index), dtype=bool)
    for stop in stops:
        threshold = np.broadcast_to(stop.threshold, len(index)).astype(float)
        now = (state.t[index], *state.y[index].T, state.world(), threshold)
        past |= interpreted(event_value)(stop.kind, *now)[0] * -stop.direction <= REACHED
    return past


def _burn_stretch(
    state: PropagationState,
    index: np.ndarray,
    burn: Burn,
    burning: np.ndarray,
    tally: _Tally,
    direction: np.ndarray,
    stops: Sequence[Stop],
    active: np.ndarray,
) -> None:
    """Burn until the cut-off or until an engine group or tank ends; `active` loses the rows that
    are done.
    """
    gained = np.zeros(len(state.t))
    gained[index] = tally.delta_v
    now, lost = output_left(state.stack, burn.firings, burning, gained, state.y[:, 6])
    here = EngineOutput(*(getattr(now, name)[index] for name in EngineOutput.__dataclass_fields__))
    mass = state.y[index, 6]
    remaining = _time_left(burn, index, here, tally, mass)
    silent, over = active & (here.thrust <= 0.0), active & (remaining <= CLOSE)
    for k in np.flatnonzero(silent & lost[index]):
        tally.ending[k] = "interrupted"
    for k in np.flatnonzero(over):
        tally.ending[k] = "cut_off" if tally.since[k] > 0.0 else "not_needed"
    active &= ~(silent | over)
    sub = np.flatnonzero(active)
    if not len(sub):
        return
    horizon = state.mission.horizon - state.t[index]
    seconds = np.minimum(np.minimum(remaining, here.lasts), np.maximum(horizon, 0.0))
    seconds = np.minimum(seconds, state.next_docking(index) - state.t[index])
    parameter_table = state.parameter_table(index)
    parameter_table[:, THRUST] = here.thrust
    parameter_table[:, MASS_FLOW] = here.flow
    parameter_table[:, STEER_X : STEER_Z + 1] = direction
    rows = index[sub]
    start = state.t[rows].copy()
    outcome = advance(
        state,
        rows,
        start + seconds[sub],
        [stop.of(sub) for stop in stops],
        parameter_table=parameter_table[sub],
        steering=steering_number(burn.steering),
    )
    lasted, burned = burning_seconds(state, rows, start)
    started = (burning == 0.0) & (lasted > 0.0)[:, None]
    state.stack = burn_propellant(state.stack, now, burned, started)
    burning += now.active * burned[:, None]
    _add_up(tally, here, mass, lasted[index], burned[index])
    flown = state.y[index, 6].copy()
    dock_by_date(state, rows[state.status[rows] == FLYING])
    tally.mass += state.y[index, 6] - flown
    whole = (burned == lasted)[index] | (burn.cutoff == "duration")
    for k, result in zip(sub, outcome, strict=True):
        cut_off = result >= 0 or (result != LOST and seconds[k] >= remaining[k] and whole[k])
        late = bool(seconds[k] >= horizon[k])
        ending = "cut_off" if cut_off else _ending(state, index[k], result, late)
        if ending is not None:
            active[k], tally.ending[k] = False, ending


def _add_up(
    tally: _Tally, here: EngineOutput, mass: np.ndarray, seconds: np.ndarray, burned: np.ndarray
) -> None:
    """Count a stretch from some masses, kg, shape (k,), of whose seconds engines `burned` some."""
    tally.since += seconds
    tally.impulse += here.thrust * burned
    with np.errstate(divide="ignore", invalid="ignore"):
        gained = here.thrust / here.flow * np.log(mass / (mass - here.flow * burned))
    tally.delta_v += np.where(burned > 0.0, gained, 0.0)


def _ending(state: PropagationState, row: int, result: int, out_of_time: bool) -> Ending | None:
    """How a burn ended that was not cut off; None while it goes on with other engines or tanks."""
    if result == LOST:
        return "failed" if state.status[row] != IMPACT else "impact"
    if out_of_time:
        state.status[row] = OUT_OF_TIME
        return "out_of_time"
    return None


def _record(
    state: PropagationState,
    index: np.ndarray,
    lowering: bool,
    ignition: np.ndarray,
    tally: _Tally,
    before: Observation,
    after: Observation,
) -> None:
    used = tally.load - state.stack.load[index]
    for k, row in enumerate(index):
        by_tank = {
            name: float(mass)
            for name, mass in zip(state.stack.tanks, used[k], strict=True)
            if abs(mass) > EMPTY
        }
        state.burns.append(
            BurnRecord(
                row=int(row),
                name=state.phase.name,
                ignition=float(ignition[k]),
                duration=float(tally.since[k]),
                delta_v=float(tally.delta_v[k]),
                thrust=float(tally.impulse[k] / tally.since[k]) if tally.since[k] > 0.0 else 0.0,
                propellant=float(used[k].sum()),
                tanks=by_tank,
                perigee_before=float(before.mean_perigee[k]),
                apogee_before=float(before.mean_apogee[k]),
                perigee_after=float(after.mean_perigee[k]),
                apogee_after=float(after.mean_apogee[k]),
                ending=tally.ending[k],
                lowering=lowering,
            )
        )


def ignition_stop(state: PropagationState, index: np.ndarray, ignition: Ignition) -> Stop:
    """The passage a burn of some rows is centred on."""
    if ignition.at == "highest":
        return Stop(RADIAL_SPEED, FALLING)
    if ignition.at in ("apogee", "perigee"):
        return apsis_stop(state, index, FALLING if ignition.at == "apogee" else RISING)
    return Stop(ARGUMENT_OF_LATITUDE, RISING, ignition.argument_of_latitude)


def _expected_duration(state: PropagationState, index: np.ndarray, burn: Burn) -> np.ndarray:
    """Burn time from the rocket equation, for the orbit as it is now; shape (k,). Only for
    centring.
    """
    value = of_rows(burn.value, index)
    if burn.cutoff == "duration":
        return np.broadcast_to(value, len(index))
    now = engine_output(state.stack, burn.firings, np.zeros_like(state.stack.fired))
    thrust, flow = now.thrust[index], now.flow[index]
    mass = state.y[index, 6]
    with np.errstate(divide="ignore", invalid="ignore"):
        if burn.cutoff == "propellant":
            seconds = value / flow
        elif burn.cutoff == "depletion":
            seconds = now.lasts[index]
        else:
            delta_v = np.broadcast_to(value, len(index))
            if burn.cutoff == "perigee":
                observed = state.observe(index)
                far = observed.mean_apogee + EQUATORIAL_RADIUS
                near = np.array([observed.mean_perigee, np.broadcast_to(value, len(index))])
                axis = 0.5 * (far + near + EQUATORIAL_RADIUS)
                speed = np.sqrt(MU * (2.0 / far - 1.0 / axis))
                delta_v = np.abs(speed[0] - speed[1])
            seconds = mass / flow * -np.expm1(-delta_v * flow / thrust)
            if burn.cutoff == "perigee":
                # Gauss, near-circular: a long arc lowers (1 + sin x / x) / 2 as much, x half of it
                motion = np.sqrt(MU / axis[0] ** 3)
                for _ in range(4):
                    share = 0.5 * (1.0 + np.sinc(0.5 * motion * seconds / np.pi))
                    seconds = mass / flow * -np.expm1(-delta_v / share * flow / thrust)
    return np.where(np.isfinite(seconds), seconds, 0.0)


def _coast_to_ignition(state: PropagationState, index: np.ndarray, burn: Burn) -> None:
    """Coast so that the middle of the burn falls on the next passage that leaves time for its
    first half.
    """
    ignition = burn.ignition
    assert ignition is not None  # a burn without one begins at once
    stop = ignition_stop(state, index, ignition)
    lead = 0.5 * _expected_duration(state, index, burn) if ignition.centred else 0.0
    lead = np.broadcast_to(lead - of_rows(ignition.delay, index), len(index))
    start = state.t[index].copy()
    ahead = _look_ahead(state)
    passage = np.full(len(index), np.nan)
    waiting = np.arange(len(index))
    while len(waiting):
        rows = index[waiting]
        end = np.full(len(rows), state.mission.horizon)
        found = advance(ahead, rows, end, [stop.of(rows)]) == 0
        late = ahead.t[rows] - lead[waiting] < start[waiting]
        ready = found & ~late
        passage[waiting[ready]] = ahead.t[rows[ready]]
        waiting = waiting[found & late]
    state.work += ahead.work
    met = np.isfinite(passage)
    advance(state, index[met], passage[met] - lead[met])
    # without another passage the stack comes down, or the tables end, while it waits
    advance(state, index[~met], np.full((~met).sum(), state.mission.horizon))


def _look_ahead(state: PropagationState) -> PropagationState:
    """A copy of the state that flies ahead, to look for a passage, and leaves no log."""
    return PropagationState(
        mission=state.mission,
        t=state.t.copy(),
        y=state.y.copy(),
        step=state.step.copy(),
        status=state.status.copy(),
        stack=state.stack,
        attitude=state.attitude.copy(),
        phase=state.phase,
        live=state.live,
        work=np.zeros_like(state.work),
        spent=state.spent.copy(),
        dockings=state.dockings,
        dockings_done=state.dockings_done.copy(),
        delivered=np.zeros_like(state.delivered),
    )
