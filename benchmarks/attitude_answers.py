"""What the attitude decides: the torque equilibrium and the momentum of the gyroscopes by altitude,
down to where thrusters hold the stack, and what a tumbling station's drag is.

    python benchmarks/attitude_answers.py [FILE.json]

About a minute on one core, without compiling anything.
"""

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.dynamics.panels.force import TABLE_SPEED_RATIO, TABLE_TEMPERATURE, stream_force
from sim.dynamics.panels.tables import make_surfaces
from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.flight.motion.body import Motion
from sim.flight.motion.control import GYROSCOPE_MOMENTUM
from sim.flight.motion.equilibrium import find_equilibrium, held_torque
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.lanes import interpreted
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.station import DEORBIT_VEHICLE, station
from sim.vehicle.rigid_body import Body, tabulate_bodies

EPOCH = "2030-10-01T00:00:00Z"
PLACES = 48
"""Of a revolution."""
NODES = (0.0, 1.5, 3.0, 4.5)
"""rad, of the ascending node: the Sun stands elsewhere to the orbit at each."""
INCLINATION = math.radians(51.64)
ALTITUDES = (415.0, 350.0, 300.0, *np.arange(250.0, 175.0, -5.0))
"""km, from above."""
ALONE = Motion(
    inertia=((1.38e8, 4.5e6, 7.3e6), (4.5e6, 0.68e8, 2.2e6), (7.3e6, 2.2e6, 1.89e8)),
    centre=(-2.1, -0.8, 3.5),
    shape=station(),
    tracking=True,
    wing_share=0.75,
)
WITH_USDV = Motion(
    inertia=((1.38e8, 4.1e6, 6.6e6), (4.1e6, 0.97e8, 2.1e6), (6.6e6, 2.1e6, 2.18e8)),
    centre=(-0.9, -0.75, 3.6),
    shape=station(DEORBIT_VEHICLE),
)
BACKUP = Motion(
    inertia=((1.42e8, 4.7e6, 9.4e6), (4.7e6, 0.78e8, 2.1e6), (9.4e6, 2.1e6, 1.94e8)),
    centre=(-2.7, -0.8, 3.7),
    shape=station(),
)
MASS = 450e3
SAMPLES = 4000
AUTHORITY = {"roll": (0.5e3, 1.1e3, 2.2e3), "pitch": (4e3, 8e3, 15e3), "yaw": (4e3, 8e3, 15e3)}
"""N m: least, likeliest, largest (assumption)."""
DENSITY_SIGMA, CENTRE_RANGE = 0.2, 0.5
"""Of ln density near 120 km, and m either way of the centre of mass (assumption)."""


def airs() -> dict[str, tuple[World, float]]:
    """Worlds, with a standard atmosphere, at a flux of 150 sfu (Ap 12, assumption: 5 to 25), with
    solar activity from low to high, and the share of the arrays' area that counts in them.
    """
    epoch = Epoch.from_utc(EPOCH)
    active = weather(epoch, 2e4, constant=(150.0, 150.0, 12.0))
    found = {
        "us1976": (world(epoch, 2e4, degree=2, air="us1976"), 1.0),
        "flux_150": (world(epoch, 2e4, degree=2, weather_table=active), 1.0),
    }
    for percentile in (5.0, 50.0, 95.0):
        table = weather(epoch, 2e4, percentile=percentile)
        here = world(epoch, 2e4, degree=2, weather_table=table)
        found[f"solar_{percentile:g}"] = here, ALONE.wing_share
    return found


def revolution(altitude: float, node: float, places: int = PLACES) -> tuple[np.ndarray, np.ndarray]:
    """Times (n,) in s and states (n, 7) along a circular orbit at an altitude in km."""
    a = EQUATORIAL_RADIUS + 1e3 * altitude
    share = np.arange(places) / places
    rows = [cartesian_from_kepler(a, 1e-6, INCLINATION, node, 0.0, math.tau * s) for s in share]
    y = np.hstack([np.array(rows), np.full((places, 1), MASS)])
    return share * math.tau * math.sqrt(a**3 / MU), y


def equilibria(air: World, share: float) -> list[dict]:
    """Pitch in deg and stored momentum in N m s, over the nodes, by altitude down to the lowest
    that has an equilibrium at all of them.
    """
    start = replace(ALONE, angles=(0.0, -0.1, 0.0), wing_share=share)
    rows = []
    for altitude in ALTITUDES:
        found = []
        for node in NODES:
            t, y = revolution(altitude, node)
            found.append(find_equilibrium(air, t, y, parameter_vectors(PLACES, 0.0, 2.2), start))
        there = [each for each in found if each is not None]
        if len(there) < len(NODES):
            break
        rows.append(
            {
                "altitude_km": float(altitude),
                "pitch_deg": extent([math.degrees(each.angles[1]) for each in there]),
                "momentum_n_m_s": extent([each.swing for each in there]),
            }
        )
    return rows


def extent(values: list[float]) -> dict[str, float]:
    """Least, mean and most of some values."""
    return {"least": min(values), "mean": float(np.mean(values)), "most": max(values)}


def altitude_of(rows: list[dict], momentum: float, which: str) -> float:
    """Altitude in km at which gyroscopes of a momentum in N m s are full; of the lowest equilibrium
    where they never are.
    """
    logs = np.log([row["momentum_n_m_s"][which] for row in rows])
    return float(np.interp(math.log(momentum), logs, [row["altitude_km"] for row in rows]))


def lowest_held(motion: Motion, air: World, seed: int = 1) -> dict[str, dict[str, float]]:
    """Quantiles in km of the altitude below which the air turns the stack about an axis more than
    thrusters do, held along the flight with its arrays edge-on.
    """
    heights = np.arange(95.0, 161.0, 0.5)
    t, y = np.zeros(len(heights)), np.vstack([revolution(h, 0.0, 1)[1] for h in heights])
    table = parameter_vectors(len(heights), 0.0, 2.2)
    still = replace(motion, shape=None)
    gravity = held_torque(air, t, y, table, still)
    mean = held_torque(air, t, y, table, motion) - gravity
    slopes = []
    for axis in range(3):
        x, y_, z = np.array(motion.centre) + np.eye(3)[axis]
        moved = replace(motion, centre=(float(x), float(y_), float(z)))
        slopes.append(held_torque(air, t, y, table, moved) - gravity - mean)
    random = np.random.default_rng(seed)
    density = np.exp(DENSITY_SIGMA * random.standard_normal(SAMPLES))
    shift = random.uniform(-CENTRE_RANGE, CENTRE_RANGE, (SAMPLES, 3))
    torque = mean + np.einsum("na,ahk->nhk", shift, np.array(slopes))
    torque = np.abs(density[:, None, None] * torque + gravity)
    answer = {}
    every = np.zeros(SAMPLES)
    for axis, (name, (low, mode, high)) in enumerate(AUTHORITY.items()):
        authority = random.triangular(low, mode, high, SAMPLES)
        over = torque[:, :, axis] > authority[:, None]
        lowest = np.where(over, heights, heights[0]).max(axis=1)
        every = np.maximum(every, lowest)
        answer[name] = quantiles(lowest)
    return answer | {"any": quantiles(every)}


def quantiles(values: np.ndarray) -> dict[str, float]:
    """5, 50 and 95 % of some values."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return {"low": float(low), "median": float(median), "high": float(high)}


def tumbling_drag(seed: int = 2) -> dict[str, dict[str, float]]:
    """Cd A in m2 of the station over all directions and joint angles, free-molecular and in
    continuum.
    """
    random = np.random.default_rng(seed)
    toward = random.standard_normal((3, SAMPLES))
    toward /= np.linalg.norm(toward, axis=0)
    joint = random.uniform(0.0, math.tau, SAMPLES)
    one = np.ones(SAMPLES)
    body = Body(*tabulate_bodies(SAMPLES, np.eye(3)).T)
    surfaces = make_surfaces(station())
    angles = np.sin(joint), np.cos(joint), 0.0 * one, one
    gas = TABLE_SPEED_RATIO * one, TABLE_TEMPERATURE * one
    answer = {}
    for name, free in (("free_molecular", one), ("continuum", 0.0 * one)):
        force = interpreted(stream_force)(*toward, *angles, *gas, free, surfaces, body)
        drag = -np.einsum("an,an->n", np.stack(force[:3]), toward)
        answer[name] = quantiles(drag) | {"mean": float(drag.mean()), "sd": float(drag.std())}
    return answer


def main() -> None:
    """Print the answers, and write them where asked to."""
    answers: dict[str, object] = {"tumbling_cd_a_m2": tumbling_drag()}
    worlds = airs()
    for name, (air, share) in worlds.items():
        rows = equilibria(air, share)
        full = {
            f"{count}_gyroscopes_full_at_km": {
                which: altitude_of(rows, count * GYROSCOPE_MOMENTUM, which)
                for which in ("least", "mean", "most")
            }
            for count in (3, 4)
        }
        answers[name] = {"share": share, "equilibrium": rows} | full
    for name, motion in (("usdv", WITH_USDV), ("progress", BACKUP)):
        answers[f"lowest_held_km_{name}"] = lowest_held(motion, worlds["solar_50"][0])
    text = json.dumps(answers, indent=1)
    print(text)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
