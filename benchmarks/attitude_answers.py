"""The torque equilibrium and the momentum of the gyroscopes by altitude, in airs from thin to
thick; `iss-deorbit attitude` answers what else the attitude decides.

    python benchmarks/attitude_answers.py [FILE.json]

About a minute on one core, without compiling anything.
"""

import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.environment.space_weather.indices import weather
from sim.environment.world import World, world
from sim.flight.motion.body import Motion
from sim.flight.motion.control import GYROSCOPE_MOMENTUM
from sim.flight.motion.equilibrium import find_equilibrium
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.validation.propagator_inputs import parameter_vectors
from sim.vehicle.panels.station import station

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
MASS = 450e3


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


def main() -> None:
    """Print the answers, and write them where asked to."""
    answers: dict[str, object] = {}
    for name, (air, share) in airs().items():
        rows = equilibria(air, share)
        full = {
            f"{count}_gyroscopes_full_at_km": {
                which: altitude_of(rows, count * GYROSCOPE_MOMENTUM, which)
                for which in ("least", "mean", "most")
            }
            for count in (3, 4)
        }
        answers[name] = {"share": share, "equilibrium": rows} | full
    text = json.dumps(answers, indent=1)
    print(text)
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
