"""This project's propagator: 64 trajectories in SIMD lanes, one alone, and on several threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

import sim
from peers.interface import Peer, PreparedPeer, Problem, Setting
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
"""s: a step of at most this over the degree resolves the gravity field (docs/performance.md)."""

MULTISTEP = 10
"""Order of the fixed-step multistep method, in settings that use it."""

LOOSE = 600.0
TOLERANCES = (1e-7, 3e-8, 1e-8, 3e-9, 1e-9, 3e-10, 1e-10, 1e-11, 1e-12)
CHUNK = 256
"""Trajectories in a task of one thread."""


def world_of(problem: Problem) -> World:
    """Environment with the forces of the problem."""
    forces = {"degree": problem.degree, "third_body": problem.third_body}
    epoch = Epoch.from_utc(problem.epoch)
    if problem.exponential is not None:
        layer = problem.exponential
        atmosphere = Exponential(layer.density, layer.height, layer.scale_height)
        environment = world(
            epoch, problem.duration, **forces, air="exponential", exponential=atmosphere
        )
    else:
        from sim.environment.space_weather.indices import weather

        table = weather(epoch, problem.duration, constant=activity(problem))
        environment = world(epoch, problem.duration, **forces, weather_table=table)
    return environment._replace(switch=environment.switch._replace(steering=VELOCITY))


def activity(problem: Problem) -> tuple[float, float, float]:
    """F10.7, its mean and Ap of a problem with NRLMSISE-00."""
    inputs = problem.activity
    return (inputs.f107, inputs.f107a, inputs.ap)


def parameters_of_problem(problem: Problem) -> Parameters:
    """Parameters with one drag coefficient for all flow and retrograde steering; engines off."""
    zeros = [0.0] * (len(Parameters._fields) - 9)
    return Parameters(problem.area, problem.cd, problem.cd, 4.4, 1.0, 0.0, 0.0, 0.0, -1.0, *zeros)


def parameter_vectors(problem: Problem, n: int) -> np.ndarray:
    """Parameter vectors (n, columns) with the engines off."""
    return tabulate(Parameters(*(np.full(n, value) for value in parameters_of_problem(problem))))


def start_engines(problem: Problem, parameters: np.ndarray) -> np.ndarray:
    """The same parameter vectors with the engines on."""
    burning = parameters.copy()
    burning[:, THRUST] = problem.burn.thrust
    burning[:, MASS_FLOW] = problem.burn.thrust / (problem.burn.isp * STANDARD_GRAVITY)
    return burning


def fly(
    environment: World,
    problem: Problem,
    states: np.ndarray,
    setting: Setting,
    parameters: np.ndarray | None = None,
) -> np.ndarray:
    """Final states (n, 6) of trajectories, on the calling thread."""
    return fly_arcs(environment, problem, states, setting, parameters)[-1].y[:, :6]


def fly_arcs(
    environment: World,
    problem: Problem,
    states: np.ndarray,
    setting: Setting,
    parameters: np.ndarray | None = None,
) -> list[Arc]:
    """Arcs of the flight in order: coast, burn, coast to the end."""
    n = len(states)
    parameters = parameter_vectors(problem, n) if parameters is None else parameters[:n]
    options = {
        "relative_tolerance": setting.tolerance,
        "longest_step": setting.longest_step,
        "use_multistep": setting.order == MULTISTEP,
    }
    t, y, step, arcs = np.zeros(n), states, None, []
    if problem.burn is not None:
        start = problem.burn.start
        cut_off, burning = start + problem.burn.duration, start_engines(problem, parameters)
        for end, vectors in ((start, parameters), (cut_off, burning)):
            arc = run(environment, t, y, np.full(n, end), vectors, step=step, **options)
            t, y, step = arc.t, arc.y, arc.step
            arcs.append(arc)
    events = None
    if problem.end_altitude is not None:
        altitudes = np.full((n, 1), problem.end_altitude)
        events = Events(np.array([HEIGHT]), np.array([FALLING]), altitudes)
    end = np.full(n, problem.duration)
    arc = run(environment, t, y, end, parameters, events=events, step=step, **options)
    if not (arc.status == (FIRST_EVENT if events is not None else 0)).all():
        raise RuntimeError(f"{problem.name}: a flight did not reach its end")
    return [*arcs, arc]


def make_settings(problem: Problem, multistep: bool) -> tuple[Setting, ...]:
    """Tolerances alone, and for DOP853 also with steps that resolve a high gravity field."""
    order = MULTISTEP if multistep else None
    settings = [Setting(f"{tol:.0e}", tol, LOOSE, order) for tol in TOLERANCES]
    if problem.degree > 12 and (not multistep or problem.burn is not None):
        for share in (1.3, 1.0, 0.7):
            cap = round(share * WAVE / problem.degree)
            tolerances = (1e-7, 1e-9, 1e-10)
            settings += [Setting(f"{tol:.0e}, {cap} s", tol, cap, order) for tol in tolerances]
    return (*settings, tightest_setting(problem.degree))


def tightest_setting(degree: int) -> Setting:
    """DOP853 at a tolerance near double rounding, with steps well below the shortest wavelength."""
    cap = round(min(LOOSE, 0.5 * WAVE / degree))
    return Setting(f"{TIGHT:.0e}, {cap} s", TIGHT, cap)


def _prepare(
    alone: bool, multistep: bool, problem: Problem, count: int, threads: int
) -> PreparedPeer:
    environment = world_of(problem)
    states = problem.states[:count]
    settings = make_settings(problem, multistep)
    if alone:
        chunks = np.array_split(states, count)
    elif threads > 1:
        chunks = np.array_split(states, max(1, count // CHUNK))
    else:
        chunks = [states]
    parameters = parameter_vectors(problem, count)
    fly(environment, problem, states[:1], settings[0])

    def fly_all(setting: Setting) -> np.ndarray:
        fly_chunk: Callable = partial(
            fly, environment, problem, setting=setting, parameters=parameters
        )
        if threads == 1:
            return np.concatenate([fly_chunk(chunk) for chunk in chunks])
        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(fly_chunk, chunks)))

    layout = "one trajectory at a time" if alone else f"{count} trajectories in eight SIMD lanes"
    hybrid = "fixed-step multistep on long smooth arcs, DOP853 elsewhere"
    return PreparedPeer(settings, fly_all, f"{hybrid if multistep else 'DOP853'}, {layout}")


def _version() -> str:
    return f"iss-deorbit {sim.__version__}"


PEERS = (
    Peer("lanes", _version, partial(_prepare, False, True), batch=64),
    Peer("lanes, Runge-Kutta", _version, partial(_prepare, False, False), batch=64),
    Peer("lanes, alone", _version, partial(_prepare, True, True)),
)
