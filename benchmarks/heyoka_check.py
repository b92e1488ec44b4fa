"""The same flights by this simulator and by heyoka's Taylor integrator on one set of forces.

    python benchmarks/heyoka_check.py [--dates N] [--seed N] [--out FILE]

Random orbits of 200 to 450 km on random dates, a day each under a 20x20 field and exponential air,
half of them through a burn of up to 20 minutes with its loss of mass. Two integrators of different
kinds and two codes of the field, both at their tightest; heyoka gets this project's Earth
orientation and ellipsoid as polynomials (`peers.heyoka_forces`). What it does not check: the tables
behind them, for which `orekit_check.py` is there.
"""

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

import heyoka
import numpy as np
from machine import machine
from peers import lanes
from peers.heyoka_forces import LENGTH, equations, turning
from peers.interface import ExponentialAir, FiniteBurn, Problem

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler

BATCH = 8
DEGREE = 20
DAY = 86400.0
ISP = 300.0
TIGHT = 1e-16
FIT = 3
"""Powers of time in the fit of the Earth's orientation."""


def draw(random: np.random.Generator) -> list[Problem]:
    """Eight flights from one date; every other one with a burn."""
    day = np.datetime64("2012-01-01") + int(random.integers(0, 4700))
    epoch = f"{day}T{int(random.integers(0, 24)):02d}:00:00Z"
    found = []
    for k in range(BATCH):
        height, e = random.uniform(200e3, 450e3), random.uniform(0.0, 0.002)
        angles = random.uniform(0.0, 2.0 * math.pi, 3)
        inclination = math.acos(random.uniform(-0.7, 1.0))
        state = cartesian_from_kepler(EQUATORIAL_RADIUS + height, e, inclination, *angles)
        mass = random.uniform(100e3, 450e3)
        start, length = random.uniform(0.0, 40e3), random.uniform(60.0, 1200.0)
        burn = FiniteBurn(random.uniform(500.0, 3000.0), ISP, start, length) if k % 2 else None
        density = 10.0 ** random.uniform(-12.0, -11.2)
        found.append(
            Problem(
                f"{epoch} {k}", "", epoch, np.append(state, mass)[None], DAY, DEGREE,
                random.uniform(2.0, 2.4), random.uniform(300.0, 1500.0),
                exponential=ExponentialAir(density, 400e3, 58.2e3), burn=burn,
            )
        )  # fmt: skip
    return found


def shared_air(flights: list[Problem]) -> list[Problem]:
    """The flights under the air of the first: heyoka's program holds one."""
    return [replace(flight, exponential=flights[0].exponential) for flight in flights]


def by_heyoka(flights: list[Problem]) -> np.ndarray:
    """Final states (8, 7) of a batch, GCRF, SI."""
    frame = turning(flights[0], FIT).frame
    given = np.concatenate([f.states for f in flights])
    start = np.hstack([given[:, :3] @ frame.T, given[:, 3:6] @ frame.T]) / LENGTH
    off = np.zeros((3, BATCH))
    off[0] = [f.cd * f.area for f in flights]
    on, begin, end = off.copy(), np.full(BATCH, 10e3), np.full(BATCH, 11e3)
    for k, burn in ((k, f.burn) for k, f in enumerate(flights) if f.burn is not None):
        on[1:, k] = burn.thrust, burn.thrust / (burn.isp * lanes.STANDARD_GRAVITY)
        begin[k], end[k] = burn.start, burn.start + burn.duration
    made = heyoka.taylor_adaptive_batch(
        equations(heyoka, flights[0], FIT, thrust=True),
        np.ascontiguousarray(np.vstack([start.T, given[:, 6]])),
        pars=off.copy(),
        tol=TIGHT,
        compact_mode=True,
        high_accuracy=True,
    )
    for until, pars in ((begin, off), (end, on), (np.full(BATCH, DAY), off)):
        made.pars[:] = pars
        made.propagate_until(list(until))
    ends = made.state.T
    return np.hstack([LENGTH * ends[:, :3] @ frame, LENGTH * ends[:, 3:6] @ frame, ends[:, 6:]])


def by_lanes(flight: Problem) -> np.ndarray:
    """Final state (7,) of a flight by this simulator."""
    world = lanes.world_of(flight)
    return lanes.arcs(world, flight, flight.states, lanes.tightest(DEGREE))[-1].y[0]


def check(dates: int, seed: int) -> list[dict[str, object]]:
    """One record for each flight: its date, orbit and how far apart the two ends are."""
    random, records = np.random.default_rng(seed), []
    for _ in range(dates):
        flights = shared_air(draw(random))
        theirs = by_heyoka(flights)
        for flight, end in zip(flights, theirs, strict=True):
            ours = by_lanes(flight)
            apart = np.abs(ours - end)
            radius = float(np.linalg.norm(flight.states[0, :3]))
            records.append({
                "epoch": flight.epoch,
                "height_m": radius - EQUATORIAL_RADIUS,
                "burn_s": flight.burn.duration if flight.burn else 0.0,
                "position_m": float(np.linalg.norm((ours - end)[:3])),
                "speed_m_s": float(np.linalg.norm((ours - end)[3:6])),
                "mass_kg": float(apart[6]),
            })  # fmt: skip
    return records


def main() -> None:
    """Fly, print the distribution, keep the records."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dates", type=int, default=7, help="dates of eight flights each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("runs/bench/heyoka_check.jsonl"))
    given = parser.parse_args()
    records = check(given.dates, given.seed)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    facts = machine()
    given.out.write_text("".join(json.dumps(record | facts) + "\n" for record in records))
    for words, chosen in (
        ("without a burn", [r for r in records if not r["burn_s"]]),
        ("with a burn", [r for r in records if r["burn_s"]]),
    ):
        apart = np.array([r["position_m"] for r in chosen])
        print(
            f"{words:15} {len(apart):3} flights: median {np.median(apart):.2e} m, "
            f"90 % below {np.quantile(apart, 0.9):.2e} m, largest {apart.max():.2e} m"
        )
    print(f"largest difference of mass {max(r['mass_kg'] for r in records):.1e} kg")


if __name__ == "__main__":
    main()
