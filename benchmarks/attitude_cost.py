"""What a rigid body costs: one revolution of the tumbling station with its surfaces, eight at once,
beside the same revolution with three degrees of freedom; and a rigid body with gravity gradient
alone, in a batch, beside one trajectory of Basilisk, with the states that both end in.

    python benchmarks/attitude_cost.py [PYTHON-WITH-bsk]

Processor time of one thread, the best of five; the first calls, which compile, are not counted.
Basilisk (`pip install bsk`, https://avslab.github.io/basilisk) runs in an interpreter of its own,
with a point mass and gravity-gradient torque.
"""

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from sim.dynamics.panels.tables import make_surfaces
from sim.environment.gravity import from_coefficients
from sim.environment.world import world
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import Epoch
from sim.integrate.attitude_propagate import run_attitude
from sim.integrate.batch import run
from sim.lanes import WIDTH
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.station import station
from sim.vehicle.rigid_body import tabulate_bodies

INERTIA = np.array([[1.38e8, 4.5e6, 7.3e6], [4.5e6, 0.68e8, 2.2e6], [7.3e6, 2.2e6, 1.89e8]])
CENTRE = {"centre_x": -2.1, "centre_y": -0.8, "centre_z": 3.5}
RADIUS = EQUATORIAL_RADIUS + 300e3
REVOLUTION = 2.0 * math.pi * math.sqrt(RADIUS**3 / MU)
RATE = math.radians(0.5)
TOLERANCE = 1e-8
BATCH = 64

PEER = """
import json, sys, time
from Basilisk.simulation import spacecraft, svIntegrators, GravityGradientEffector
from Basilisk.utilities import SimulationBaseClass, macros, simIncludeGravBody
r, v, sigma, inertia, rates, end, mu, ways = json.loads(sys.argv[1])
for name, step, tolerance in ways:
    best = 1e9
    for _ in range(3):
        sim = SimulationBaseClass.SimBaseClass()
        task = sim.CreateNewProcess("p")
        task.addTask(sim.CreateNewTask("t", macros.sec2nano(step)))
        craft = spacecraft.Spacecraft()
        craft.hub.mHub = 419e3
        craft.hub.IHubPntBc_B = inertia
        craft.hub.r_CN_NInit, craft.hub.v_CN_NInit = [[x] for x in r], [[x] for x in v]
        craft.hub.sigma_BNInit = [[x] for x in sigma]
        craft.hub.omega_BN_BInit = [[x] for x in rates]
        bodies = simIncludeGravBody.gravBodyFactory()
        earth = bodies.createEarth(); earth.isCentralBody = True; earth.mu = mu
        bodies.addBodiesTo(craft)
        gradient = GravityGradientEffector.GravityGradientEffector()
        gradient.addPlanetName(earth.planetName)
        craft.addDynamicEffector(gradient)
        if name != "RK4":
            integrator = getattr(svIntegrators, "svIntegrator" + name)(craft)
            integrator.setRelativeTolerance(tolerance)
            integrator.setAbsoluteTolerance(tolerance)
            craft.setIntegrator(integrator)
        sim.AddModelToTask("t", craft); sim.AddModelToTask("t", gradient)
        sim.InitializeSimulation(); sim.ConfigureStopTime(macros.sec2nano(end))
        began = time.process_time(); sim.ExecuteSimulation()
        best = min(best, time.process_time() - began)
    state = craft.scStateOutMsg.read()
    out = [best, list(state.omega_BN_B), list(state.r_CN_N), list(state.sigma_BN)]
    print(json.dumps([name, step, tolerance, *out]))
"""
WAYS = (
    ("RK4", 0.5, 0.0),
    ("RK4", 2.0, 0.0),
    ("RK4", 5.0, 0.0),
    ("RK4", 10.0, 0.0),
    ("RKF45", 60.0, 1e-10),
    ("RKF78", 60.0, 1e-10),
    ("RKF78", 120.0, 1e-10),
)
"""Integrators of Basilisk: name, step s, tolerance of those that choose their own steps within."""
AGREED = 1e-9
"""rad/s, to which the rates at the end have to agree."""


def best(fly: Callable[[], object]) -> float:
    """Processor time in s of the fastest of five calls after one that compiles."""
    fly()
    times = []
    for _ in range(5):
        began = time.process_time()
        fly()
        times.append(time.process_time() - began)
    return min(times)


def states(n: int) -> np.ndarray:
    """States (n, 14): one circular orbit, any attitude, 0.5 deg/s about any axis."""
    random = np.random.default_rng(7)
    axis = random.standard_normal((n, 3))
    axis /= np.linalg.norm(axis, axis=1)[:, None]
    speed = math.sqrt(MU / RADIUS)
    orbit = [RADIUS, 0.0, 0.0, 0.0, 0.6 * speed, 0.8 * speed, 419e3]
    return np.hstack([np.tile(orbit, (n, 1)), random.standard_normal((n, 4)), RATE * axis])


def main() -> None:
    """Print the times and their ratios."""
    air = world(Epoch(59000, 0.0), 2e5)
    y, t, end = states(WIDTH), np.zeros(WIDTH), np.full(WIDTH, REVOLUTION)
    surfaces = make_surfaces(station())
    sphere, bare = parameter_vectors(WIDTH, 2000.0, 2.2), parameter_vectors(WIDTH, 0.0)
    body = tabulate_bodies(WIDTH, INERTIA, gradient=1.0, **CENTRE)
    three = best(lambda: run(air, t, y[:, :7], end, sphere, relative_tolerance=TOLERANCE))
    six = best(
        lambda: run_attitude(
            air, t, y, end, bare, body, surfaces=surfaces, relative_tolerance=TOLERANCE
        )
    )
    print(f"one revolution, {WIDTH} stations, tolerance {TOLERANCE:g}")
    print(f"  three degrees of freedom {1e3 * three:.2f} ms")
    print(f"  rigid body with surfaces {1e3 * six:.2f} ms, {six / three:.1f} times")
    beside_basilisk(sys.argv[1] if len(sys.argv) > 1 else None)


def beside_basilisk(python: str | None) -> None:
    """A rigid body under gravity alone, a revolution in whole seconds, beside Basilisk: the fastest
    way of each whose rates agree to `AGREED` with ours at a tolerance of 1e-12.
    """
    one = np.ones((1, 1))
    field = from_coefficients(one, 0.0 * one, 0, mu=MU, radius=EQUATORIAL_RADIUS)
    empty = world(Epoch(59000, 0.0), 2e5, degree=0, third_body=False, air="none")
    empty = empty._replace(gravity=field)
    last = 120.0 * round(REVOLUTION / 120.0)
    y, t, end = states(BATCH), np.zeros(BATCH), np.full(BATCH, last)
    table, free = parameter_vectors(BATCH), tabulate_bodies(BATCH, INERTIA, gradient=1.0)

    def fly(tolerance: float, order: slice = slice(None)) -> np.ndarray:
        return run_attitude(
            empty, t, y, end, table, free, relative_tolerance=tolerance, longest_step=600.0
        ).y[order]

    true = fly(1e-12)
    each = None
    for tolerance in (1e-7, 1e-8, 1e-9, 1e-10):
        seconds = best(lambda tolerance=tolerance: fly(tolerance)) / BATCH
        error = float(np.abs(fly(tolerance) - true)[:, 11:].max())
        told = f"{1e6 * seconds:.0f} us each, {error:.1e} rad/s"
        print(f"ours, {BATCH} at once, tolerance {tolerance:g}: {told}")
        if error < AGREED and (each is None or seconds < each):
            each = seconds
    if python is None or each is None:
        return
    q = y[0, 7:11] / np.linalg.norm(y[0, 7:11])
    sigma = (q[1:] / (1.0 + q[0])).tolist()
    given = [y[0, :3].tolist(), y[0, 3:6].tolist(), sigma, INERTIA.tolist(), y[0, 11:].tolist()]
    asked = json.dumps([*given, last, MU, WAYS])
    done = subprocess.run([python, "-c", PEER, asked], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"Basilisk: {done.stderr.strip().splitlines()[-1]}")
        return
    for line in done.stdout.splitlines():
        if not line.startswith("["):
            continue
        name, step, tolerance, seconds, rates, place, _ = json.loads(line)
        error = float(np.abs(np.array(rates) - true[0, 11:]).max())
        apart = float(np.linalg.norm(np.array(place) - true[0, :3]))
        words = f"{name} of {step:g} s" + (f", {tolerance:g}" if tolerance else "")
        told = f"{1e6 * seconds:.0f} us, {error:.1e} rad/s and {apart:.1e} m from ours"
        print(f"Basilisk, {words}: {told}, {seconds / each:.0f} times")


if __name__ == "__main__":
    main()
