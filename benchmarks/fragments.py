"""A thousand invented fragments of a controlled entry: how long they take, and how right their heat
is.

`python benchmarks/fragments.py` prints both, the time beside its goal.

From 120 km at 7.84 km/s, flight-path angle -0.83 degrees: 0.1 kg to 10 t, 5 to 1,000 kg/m2, all
materials, half of them solid. They represent a catalogue in size and variety only.
"""

import math
import time
from collections.abc import Iterator

import numpy as np

from sim.dynamics.fragment_aerodynamics import MELTING_BODY
from sim.entry.breakup.material import MATERIALS
from sim.entry.effort import FULL
from sim.entry.fragment_propagation import GONE, fall, fall_to, falling_world
from sim.entry.fragments import Bodies
from sim.environment.world import World, world
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import Epoch
from sim.integrate.batch import Arc
from sim.integrate.lane import FIRST_EVENT

COUNT = 1000
GOAL = 0.25
"""s of one core for all of them."""
EPOCH, DAY, DEGREE = "2025-06-01T00:00:00Z", 86400.0, 12
ROUNDS = 5
ALTITUDE, SPEED, ANGLE, HEADING = 120e3, 7840.0, -0.0145, 0.9
LATITUDE, LONGITUDE = -0.5, 3.0


def _state() -> np.ndarray:
    latitude, longitude = LATITUDE, LONGITUDE
    up = np.array([math.cos(latitude) * math.cos(longitude),
                   math.cos(latitude) * math.sin(longitude), math.sin(latitude)])  # fmt: skip
    east = np.array([-math.sin(longitude), math.cos(longitude), 0.0])
    forward = np.cross(up, east) * math.cos(HEADING) + east * math.sin(HEADING)
    direction = math.sin(ANGLE) * up + math.cos(ANGLE) * forward
    return np.concatenate([up * (EQUATORIAL_RADIUS + ALTITUDE), direction * SPEED])


def make_fragments(n: int = COUNT) -> Bodies:
    """Make fragments, the same in each call."""
    rng = np.random.default_rng(1)
    materials = tuple(MATERIALS.values())
    kind = rng.integers(len(materials), size=n)
    mass = np.exp(rng.uniform(math.log(0.1), math.log(1e4), n))
    area = mass / np.exp(rng.uniform(math.log(5.0), math.log(1e3), n))
    names = (
        "specific_heat", "heat_of_fusion", "melting_temperature", "emissivity",
        "specific_heat_growth", "emissivity_growth", "oxidation_heat", "char_excess",
    )  # fmt: skip
    zero = np.zeros(n)
    return Bodies(
        t0=zero,
        state=np.tile(_state(), (n, 1)),
        mass=mass,
        area=area,
        cd_free_molecular=np.full(n, 2.07),
        cd_continuum=rng.uniform(0.5, 1.5, n),
        cd_subsonic=rng.uniform(0.3, 1.2, n),
        length=np.sqrt(area),
        radius=0.5 * np.sqrt(area),
        heated_area=4.0 * area,
        shape_factor=rng.uniform(0.2, 0.3, n),
        shrinks=(rng.random(n) < 0.5).astype(float),
        lift_up=zero,
        lift_side=zero,
        temperature=np.full(n, 300.0),
        **{
            name: np.array([getattr(materials[k], name) for k in kind], dtype=float)
            for name in names
        },
    )


def seconds(sky: World) -> Iterator[float]:
    """Processor time of one thread in which they fall to the ground or melt, round by round."""
    fragments = make_fragments()
    for _ in range(ROUNDS):
        begun = time.process_time()
        fall(sky, fragments)
        yield time.process_time() - begun


COLD = 40e3
"""m, below which little heat is left."""
TOLERANCES = ((0.3, 1e-6), (0.3, 1e-7), (0.03, 1e-6), (0.003, 1e-6))
"""Position (m) and mass (share) allowed to err in a step; first those in use."""
TIGHT = (1e-3, 1e-10)


def heat_error(sky: World) -> Iterator[tuple[float, float, np.ndarray]]:
    """For each pair of tolerances processor time in s, mean number of steps, and by how much the
    heat taken up down to `COLD` is wrong, over that heat, of what comes so far.

    The state counts the heat still missing; the measure are positions three hundred times as exact.
    """
    fragments = make_fragments()
    falling = falling_world(sky, fragments, MELTING_BODY)
    start = np.column_stack([fragments.state, fragments.thermal_mass])

    def fly(place: float, share: float) -> Arc:
        end = fragments.t0 + 3600.0
        return fall_to(
            falling, fragments.t0.copy(), start, end, fragments.parameter_table(),
            height=np.full(len(fragments), COLD), mass=GONE * fragments.mass,
            effort=FULL._replace(place=place, heat=share),
        )  # fmt: skip

    exact = fly(*TIGHT)
    heat = fragments.thermal_mass - exact.y[:, 6]
    for pair in TOLERANCES:
        begun = time.process_time()
        arc = fly(*pair)
        spent = time.process_time() - begun
        there = (arc.status == FIRST_EVENT) & (exact.status == FIRST_EVENT)
        error = np.abs(arc.y[:, 6] - exact.y[:, 6])[there] / np.abs(heat)[there]
        yield spent, float(arc.work[:, :3].sum(axis=1).mean()), error


def main() -> None:
    """Print both."""
    sky = world(Epoch.from_utc(EPOCH), DAY, degree=DEGREE)
    fall(sky, make_fragments(8))  # compiled
    spent = list(seconds(sky))
    print(
        f"{COUNT} fragments from 120 km to the ground or their end by heat, degree {DEGREE}: "
        f"{min(spent):.3f} s of one core at best, {np.median(spent):.3f} s in the median of "
        f"{ROUNDS}; goal {GOAL} s"
    )
    print(f"error of the heat taken up down to {COLD / 1e3:.0f} km, over that heat:")
    for (place, share), (cost, steps, error) in zip(TOLERANCES, heat_error(sky), strict=True):
        middle, most = np.quantile(error, [0.5, 0.95])
        print(
            f"  {place:g} m and {share:g} a step: median {middle:.1e}, 95 % {most:.1e}, "
            f"largest {error.max():.1e} of {len(error)}; {steps:.0f} steps, {cost:.3f} s"
        )


if __name__ == "__main__":
    main()
