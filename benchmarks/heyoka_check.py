"""The same flights by this simulator and by heyoka's Taylor integrator with the same forces.

    python benchmarks/heyoka_check.py [--dates N] [--seed N] [--out FILE]

Random orbits of 200 to 450 km on random dates, a day each with a 20x20 gravity field and an
exponential atmosphere, half of them with a burn of up to 20 minutes and its loss of mass. Two
different integrators and two implementations of the gravity field, both at their tightest; heyoka
uses this project's Earth orientation and ellipsoid as polynomials (`peers.heyoka_forces`). It does
not check the tables behind them; `orekit_check.py` does.
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
from peers.heyoka_forces import LENGTH, equations, fit_rotation
from peers.interface import ExponentialAtmosphere, FiniteBurn, Problem

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler

BATCH = 8
DEGREE = 20
DAY = 86400.0
ISP = 300.0
TIGHT = 1e-16
FIT_DEGREE = 3
"""Degree in time of the fit of the Earth orientation."""


def draw_flights(rng: np.random.Generator) -> list[Problem]:
    """Draw eight flights from one date; every other one with a burn."""
    day = np.datetime64("2012-01-01") + int(rng.integers(0, 4700))
    epoch = f"{day}T{int(rng.integers(0, 24)):02d}:00:00Z"
    flights = []
    for k in range(BATCH):
        altitude, e = rng.uniform(200e3, 450e3), rng.uniform(0.0, 0.002)
        angles = rng.uniform(0.0, 2.0 * math.pi, 3)
        inclination = math.acos(rng.uniform(-0.7, 1.0))
        state = cartesian_from_kepler(EQUATORIAL_RADIUS + altitude, e, inclination, *angles)
        mass = rng.uniform(100e3, 450e3)
        start, duration = rng.uniform(0.0, 40e3), rng.uniform(60.0, 1200.0)
        burn = FiniteBurn(rng.uniform(500.0, 3000.0), ISP, start, duration) if k % 2 else None
        density = 10.0 ** rng.uniform(-12.0, -11.2)
        flights.append(
            Problem(
                f"{epoch} {k}", "", epoch, np.append(state, mass)[None], DAY, DEGREE,
                rng.uniform(2.0, 2.4), rng.uniform(300.0, 1500.0),
                exponential=ExponentialAtmosphere(density, 400e3, 58.2e3), burn=burn,
            )
        )  # fmt: skip
    return flights


def share_atmosphere(flights: list[Problem]) -> list[Problem]:
    """The flights with the atmosphere of the first: a heyoka program has one for all."""
    return [replace(flight, exponential=flights[0].exponential) for flight in flights]


def fly_by_heyoka(flights: list[Problem]) -> np.ndarray:
    """Final states (8, 7) of a batch, GCRF, SI."""
    frame = fit_rotation(flights[0], FIT_DEGREE).frame
    states = np.concatenate([f.states for f in flights])
    start = np.hstack([states[:, :3] @ frame.T, states[:, 3:6] @ frame.T]) / LENGTH
    coasting = np.zeros((3, BATCH))
    coasting[0] = [f.cd * f.area for f in flights]
    burning, ignition, cut_off = coasting.copy(), np.full(BATCH, 10e3), np.full(BATCH, 11e3)
    for k, burn in ((k, f.burn) for k, f in enumerate(flights) if f.burn is not None):
        burning[1:, k] = burn.thrust, burn.thrust / (burn.isp * lanes.STANDARD_GRAVITY)
        ignition[k], cut_off[k] = burn.start, burn.start + burn.duration
    integrator = heyoka.taylor_adaptive_batch(
        equations(heyoka, flights[0], FIT_DEGREE, thrust=True),
        np.ascontiguousarray(np.vstack([start.T, states[:, 6]])),
        pars=coasting.copy(),
        tol=TIGHT,
        compact_mode=True,
        high_accuracy=True,
    )
    last = np.full(BATCH, DAY)
    for end, pars in ((ignition, coasting), (cut_off, burning), (last, coasting)):
        integrator.pars[:] = pars
        integrator.propagate_until(list(end))
    ends = integrator.state.T
    return np.hstack([LENGTH * ends[:, :3] @ frame, LENGTH * ends[:, 3:6] @ frame, ends[:, 6:]])


def fly_by_lanes(flight: Problem) -> np.ndarray:
    """Final state (7,) of a flight by this simulator."""
    environment, setting = lanes.world_of(flight), lanes.tightest_setting(DEGREE)
    return lanes.fly_arcs(environment, flight, flight.states, setting)[-1].y[0]


def check(dates: int, seed: int) -> list[dict[str, object]]:
    """One record for each flight: date, altitude, burn and differences of the final states."""
    rng, records = np.random.default_rng(seed), []
    for _ in range(dates):
        flights = share_atmosphere(draw_flights(rng))
        heyoka_states = fly_by_heyoka(flights)
        for flight, reference in zip(flights, heyoka_states, strict=True):
            difference = fly_by_lanes(flight) - reference
            radius = float(np.linalg.norm(flight.states[0, :3]))
            records.append({
                "epoch": flight.epoch,
                "height_m": radius - EQUATORIAL_RADIUS,
                "burn_s": flight.burn.duration if flight.burn else 0.0,
                "position_m": float(np.linalg.norm(difference[:3])),
                "speed_m_s": float(np.linalg.norm(difference[3:6])),
                "mass_kg": float(np.abs(difference[6])),
            })  # fmt: skip
    return records


def main() -> None:
    """Fly, print the distribution, write the records."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dates", type=int, default=7, help="dates of eight flights each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("runs/bench/heyoka_check.jsonl"))
    options = parser.parse_args()
    records = check(options.dates, options.seed)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    machine_record = machine()
    lines = [json.dumps(record | machine_record) + "\n" for record in records]
    options.out.write_text("".join(lines))
    for label, selected in (
        ("without a burn", [r for r in records if not r["burn_s"]]),
        ("with a burn", [r for r in records if r["burn_s"]]),
    ):
        distances = np.array([r["position_m"] for r in selected])
        print(
            f"{label:15} {len(distances):3} flights: median {np.median(distances):.2e} m, "
            f"90 % below {np.quantile(distances, 0.9):.2e} m, largest {distances.max():.2e} m"
        )
    print(f"largest mass difference {max(r['mass_kg'] for r in records):.1e} kg")


if __name__ == "__main__":
    main()
