"""This project's propagator: 64 trajectories in lanes, one alone, and over all threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

import sim
from peers.interface import Flyer, Peer, Problem, Setting
from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.thrust import VELOCITY
from sim.environment.atmosphere.selection import Exponential
from sim.environment.world import World, world
from sim.frames.epoch import Epoch
from sim.integrate.batch import Arc, run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.vehicle.parameters import MASS_FLOW, THRUST, Parameters, tabulate

STANDARD_GRAVITY = 9.80665
TIGHT = 1e-13
WAVE = 5000.0
"""s: a step of at most this over the degree sees every wave of the field (docs/performance.md)."""

MULTISTEP = 10
"""Order of the fixed steps, in settings that take them."""

LOOSE = 600.0
TOLERANCES = (1e-7, 3e-8, 1e-8, 3e-9, 1e-9, 3e-10, 1e-10, 1e-11, 1e-12)
PIECE = 256
"""Rows in a thread's piece of work."""


def world_of(problem: Problem) -> World:
    """Our world with the problem's forces."""
    forces = {"degree": problem.degree, "third_body": problem.third_body}
    epoch = Epoch.from_utc(problem.epoch)
    if problem.exponential is not None:
        air = problem.exponential
        simple = Exponential(air.density, air.height, air.scale_height)
        made = world(epoch, problem.duration, **forces, air="exponential", exponential=simple)
    else:
        from sim.environment.space_weather.indices import weather

        table = weather(epoch, problem.duration, constant=activity(problem))
        made = world(epoch, problem.duration, **forces, weather_table=table)
    return made._replace(switch=made.switch._replace(steering=VELOCITY))


def activity(problem: Problem) -> tuple[float, float, float]:
    """F10.7, its mean and Ap of a problem with NRLMSISE-00."""
    given = problem.activity
    return (given.f107, given.f107a, given.ap)


def case_of_problem(problem: Problem) -> Parameters:
    """One drag coefficient in all flow, thrust along minus the velocity; engines off."""
    zeros = [0.0] * (len(Parameters._fields) - 9)
    return Parameters(problem.area, problem.cd, problem.cd, 4.4, 1.0, 0.0, 0.0, 0.0, -1.0, *zeros)


def cases(problem: Problem, n: int) -> np.ndarray:
    """Rows (n, columns) with the engines off."""
    return tabulate(Parameters(*(np.full(n, value) for value in case_of_problem(problem))))


def burning(problem: Problem, given: np.ndarray) -> np.ndarray:
    """The same rows with the engines on."""
    lit = given.copy()
    lit[:, THRUST] = problem.burn.thrust
    lit[:, MASS_FLOW] = problem.burn.thrust / (problem.burn.isp * STANDARD_GRAVITY)
    return lit


def fly(
    made: World,
    problem: Problem,
    states: np.ndarray,
    setting: Setting,
    given: np.ndarray | None = None,
) -> np.ndarray:
    """Final states (n, 6) of rows, on the calling thread."""
    return arcs(made, problem, states, setting, given)[-1].y[:, :6]


def arcs(
    made: World,
    problem: Problem,
    states: np.ndarray,
    setting: Setting,
    given: np.ndarray | None = None,
) -> list[Arc]:
    """The flight's arcs one after another: coast, burn, coast to the end."""
    n = len(states)
    given = cases(problem, n) if given is None else given[:n]
    options = {
        "relative_tolerance": setting.tolerance,
        "longest_step": setting.longest_step,
        "use_multistep": setting.order == MULTISTEP,
    }
    t, y, step, flown = np.zeros(n), states, None, []
    if problem.burn is not None:
        start = problem.burn.start
        ends = ((start, given), (start + problem.burn.duration, burning(problem, given)))
        for end, case in ends:
            arc = run(made, t, y, np.full(n, end), case, step=step, **options)
            t, y, step = arc.t, arc.y, arc.step
            flown.append(arc)
    events = None
    if problem.end_altitude is not None:
        heights = np.full((n, 1), problem.end_altitude)
        events = Events(np.array([HEIGHT]), np.array([FALLING]), heights)
    end = np.full(n, problem.duration)
    arc = run(made, t, y, end, given, events=events, step=step, **options)
    if not (arc.status == (FIRST_EVENT if events is not None else 0)).all():
        raise RuntimeError(f"{problem.name}: a flight did not reach its end")
    return [*flown, arc]


def settings(problem: Problem, equal: bool) -> tuple[Setting, ...]:
    """The ladder: tolerances alone, and for DOP853 with steps that see every wave
    of a high field.
    """
    order = MULTISTEP if equal else None
    found = [Setting(f"{tol:.0e}", tol, LOOSE, order) for tol in TOLERANCES]
    if problem.degree > 12 and (not equal or problem.burn is not None):
        for share in (1.3, 1.0, 0.7):
            cap = round(share * WAVE / problem.degree)
            tolerances = (1e-7, 1e-9, 1e-10)
            found += [Setting(f"{tol:.0e}, {cap} s", tol, cap, order) for tol in tolerances]
    return (*found, tightest(problem.degree))


def tightest(degree: int) -> Setting:
    """DOP853 at a tolerance near the rounding of doubles, steps well below the
    shortest wave.
    """
    cap = round(min(LOOSE, 0.5 * WAVE / degree))
    return Setting(f"{TIGHT:.0e}, {cap} s", TIGHT, cap)


def _flyer(alone: bool, equal: bool, problem: Problem, count: int, threads: int) -> Flyer:
    made = world_of(problem)
    states = problem.states[:count]
    ladder = settings(problem, equal)
    if alone:
        pieces = np.array_split(states, count)
    elif threads > 1:
        pieces = np.array_split(states, max(1, count // PIECE))
    else:
        pieces = [states]
    given = cases(problem, count)
    fly(made, problem, states[:1], ladder[0])

    def together(setting: Setting) -> np.ndarray:
        one: Callable = partial(fly, made, problem, setting=setting, given=given)
        if threads == 1:
            return np.concatenate([one(piece) for piece in pieces])
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(one, pieces)))

    words = "one trajectory at a time" if alone else f"{count} trajectories in lanes of eight"
    method = "fixed steps where long and smooth, DOP853 elsewhere" if equal else "DOP853"
    return Flyer(ladder, together, f"{method}, {words}")


def _version() -> str:
    return f"iss-deorbit {sim.__version__}"


PEERS = (
    Peer("lanes", _version, partial(_flyer, False, True), together=64),
    Peer("lanes, Runge-Kutta", _version, partial(_flyer, False, False), together=64),
    Peer("lanes, alone", _version, partial(_flyer, True, True)),
)
