"""Copies the figures of the plans from the results that `python docs/numbers.py` has flown:
`python docs/figures/redraw.py`.
"""

import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "runs" / "numbers"

SOURCES = {
    **{
        f"plans_{name}": f"compare/{name}"
        for name in (
            "decay",
            "entry",
            "final_days",
            "footprint",
            "ground_track",
            "propellant",
            "stages",
        )
    },
    **{
        f"plan_{name}": f"plan_usdv/{name}"
        for name in ("calendar", "failure_map", "lowering", "perigee_and_thrust")
    },
    **{
        f"campaign_{name}": f"campaign/campaign_{name}"
        for name in (
            "decisions",
            "differences",
            "distributions",
            "footprint",
            "outcomes",
            "what_matters",
        )
    },
    **{
        f"{run}_{name}": f"{run}/{name}"
        for run, names in (
            ("cmg_loss", ("motion", "filmstrip")),
            ("offset_burn", ("motion", "margin", "filmstrip")),
            ("tumbling_entry", ("motion", "filmstrip")),
        )
        for name in names
    },
    "drift_alone": "drift/decay",
}
"""Figures of this folder, and the result that each comes from."""


def main() -> None:
    """Copy each figure whose result is there, and name the others."""
    for name, source in SOURCES.items():
        found = RESULTS / f"{source}.png"
        if found.is_file():
            shutil.copyfile(found, HERE / f"{name}.png")
        else:
            print(f"{name}.png stays: no {found.relative_to(RESULTS)} in runs/numbers")


if __name__ == "__main__":
    main()
