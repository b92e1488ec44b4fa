"""Writes the end of `usdv.yaml` as it is planned now into the gallery: first state, loads, dates,
and cut-offs of `scenarios/gallery/last_days.yaml`, and the dates of the files that include it.

    python benchmarks/last_days.py [FOLDER]

FOLDER is a result of `iss-deorbit plan scenarios/usdv.yaml`, by default `runs/numbers/plan_usdv`.
Takes a few seconds: the descent is flown, nothing is planned.
"""

import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sim.flight.fly import fly
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "scenarios" / "gallery"
STORM_BEFORE = timedelta(hours=12)
"""A storm begins so long before the final burn."""


def replaced(text: str, pattern: str, values: list[str]) -> str:
    """A text in which each match of a pattern has its group replaced, in order.

    Raises
    ------
    ValueError
        If there are not as many matches as values.
    """
    found = list(re.finditer(pattern, text, re.MULTILINE))
    if len(found) != len(values):
        raise ValueError(f"{len(found)} places for {pattern!r}, {len(values)} values")
    for match, value in reversed(list(zip(found, values, strict=True))):
        text = text[: match.start(1)] + value + text[match.end(1) :]
    return text


def last_days(text: str, plan: dict[str, Any]) -> str:
    """The scenario of the last days with the numbers of a plan."""
    before = fly(build_mission(load(ROOT / "scenarios" / "usdv.yaml")))
    start = before.mission.epoch.utc_iso(float(before.t[0]), 3)
    state = before.y[0]
    tanks = dict(zip(before.final.tanks, before.final.load[0].tolist(), strict=True))
    text = replaced(text, r'^start: "(.*)"$', [start])
    text = replaced(text, r"position: \[(.*)\]", [", ".join(f'"{x:.3f} m"' for x in state[:3])])
    text = replaced(text, r"velocity: \[(.*)\]", [", ".join(f'"{v:.6f} m/s"' for v in state[3:6])])
    for tank in ("station.zvezda", "station.zarya", "progress_8.ktdu"):
        name = tank.partition(".")[2]
        text = replaced(text, rf'{name}: {{load: {{value: "(.*?)"', [f"{tanks[tank]:.2f} kg"])
    burns = plan["burns"]
    text = replaced(text, r'ignition: {date: "(.*?)"', [burn["ignition_utc"] for burn in burns])
    speeds = [f"{burn['delta_v_m_s']:.4f} m/s" for burn in burns]
    return replaced(text, r'delta_v: (?:{value: )?"(.*?)"', speeds)


def main() -> None:
    """Write the three files whose dates are those of the plan."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "runs" / "numbers" / "plan_usdv"
    plan = json.loads((folder / "plan.json").read_text())
    late = next(
        each["final_burn_utc"]
        for each in plan["backups"]
        if each["skipped"] == "final_burn" and each["revolutions_late"] == 1
    )
    final = datetime.fromisoformat(plan["burns"][-1]["ignition_utc"].replace("Z", "+00:00"))
    storm = (final - STORM_BEFORE).strftime("%Y-%m-%dT%H:00:00Z")
    for name, text in {
        "last_days": last_days((GALLERY / "last_days.yaml").read_text(), plan),
        "slipped_burn": replaced(
            (GALLERY / "slipped_burn.yaml").read_text(),
            r'ignition: {date: "(.*?)"',
            [late.split(".")[0] + "Z"],
        ),
        "storm": replaced((GALLERY / "storm.yaml").read_text(), r'start: "(.*?)"', [storm]),
    }.items():
        (GALLERY / f"{name}.yaml").write_text(text)


if __name__ == "__main__":
    main()
