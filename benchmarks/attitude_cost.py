"""What a rigid body costs: one revolution of the tumbling station with its surfaces, eight at once,
beside the same revolution with three degrees of freedom; and a rigid body with gravity gradient
alone, in a batch, for a comparison with one trajectory of Basilisk.

    python benchmarks/attitude_cost.py [PYTHON-WITH-bsk]

Processor time of one thread, the best of five; the first calls, which compile, are not counted.
Basilisk (`pip install bsk`, https://avslab.github.io/basilisk) runs in an interpreter of its own:
RK4 of 0.5 s, a point mass and gravity-gradient torque.
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

BASILISK = """
import json, sys, time
import numpy as np
from Basilisk.simulation import spacecraft, gravityEffector, GravityGradientEffector
from Basilisk.utilities import SimulationBaseClass, macros, simIncludeGravBody
r, v, inertia, rates, end, step = json.loads(sys.argv[1])
sim = SimulationBaseClass.SimBaseClass()
task = sim.CreateNewProcess("p")
task.addTask(sim.CreateNewTask("t", macros.sec2nano(step)))
craft = spacecraft.Spacecraft()
craft.hub.mHub = 419e3
craft.hub.IHubPntBc_B = inertia
craft.hub.r_CN_NInit, craft.hub.v_CN_NInit = [[x] for x in r], [[x] for x in v]
craft.hub.omega_BN_BInit = [[x] for x in rates]
bodies = simIncludeGravBody.gravBodyFactory()
earth = bodies.createEarth(); earth.isCentralBody = True
bodies.addBodiesTo(craft)
gradient = GravityGradientEffector.GravityGradientEffector()
gradient.addPlanetName(earth.planetName)
craft.addDynamicEffector(gradient)
sim.AddModelToTask("t", craft); sim.AddModelToTask("t", gradient)
sim.InitializeSimulation(); sim.ConfigureStopTime(macros.sec2nano(end))
began = time.process_time(); sim.ExecuteSimulation()
print(json.dumps(time.process_time() - began))
"""


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
    one = np.ones((1, 1))
    field = from_coefficients(one, 0.0 * one, 0, mu=MU, radius=EQUATORIAL_RADIUS)
    empty = world(Epoch(59000, 0.0), 2e5, degree=0, third_body=False, air="none")
    empty = empty._replace(gravity=field)
    y, t, end = states(BATCH), np.zeros(BATCH), np.full(BATCH, REVOLUTION)
    table, free = parameter_vectors(BATCH), tabulate_bodies(BATCH, INERTIA, gradient=1.0)
    each = (
        best(lambda: run_attitude(empty, t, y, end, table, free, relative_tolerance=TOLERANCE))
        / BATCH
    )
    print(f"gravity gradient alone, {BATCH} at once: {1e6 * each:.0f} us each")
    if len(sys.argv) > 1:
        given = [y[0, :3].tolist(), y[0, 3:6].tolist(), INERTIA.tolist(), y[0, 11:].tolist()]
        asked = json.dumps([*given, REVOLUTION, 0.5])
        done = subprocess.run(
            [sys.argv[1], "-c", BASILISK, asked], capture_output=True, text=True, check=True
        )
        other = float(done.stdout.splitlines()[-1])
        print(f"Basilisk: {1e6 * other:.0f} us, {other / each:.0f} times")


if __name__ == "__main__":
    main()
