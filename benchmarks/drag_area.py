"""Level of the station's drag: the area of its flight attitude against the decay between reboosts.

    python benchmarks/drag_area.py [attitude file, such as scenarios/vehicles/station.yaml]

Flies the coasts of 2016, 2024 and 2025 in the nominal attitude of the file, through NRLMSISE-00
under the observed space weather, and prints for each its mean beta, the mean Cd A of the attitude
as the file has it, the `area_factor` that the observed decay asks for, and Cd A with it; then mean,
range and scatter. Needs the reference files (docs/validation.md). docs/air.md quotes it, and the
`area_factor` of the file comes from it.
"""

import sys
from pathlib import Path

import numpy as np

from sim.scenario.build.phases import attitude_of
from sim.scenario.reading.include import load_tree
from sim.scenario.schema.vehicle import VehicleModel
from sim.validation.cases.drag_area import fit_levels

FILE = Path(__file__).parents[1] / "scenarios/vehicles/station.yaml"


def main() -> None:
    """Print the table."""
    file = sys.argv[1] if len(sys.argv) > 1 else str(FILE)
    model = VehicleModel.model_validate(load_tree(file).plain())
    attitude = attitude_of("station.nominal", model.attitudes["nominal"])
    fits = fit_levels(attitude)
    level = float(model.attitudes["nominal"].area_factor or 1.0)
    print(f"{file}: area_factor {level:.3f}")
    print(
        "coast from   mean beta, deg   Cd A of the file, m2   area_factor fitted   Cd A fitted, m2"
    )
    for fit in fits:
        print(
            f"{fit.utc} {np.degrees(fit.beta):16.1f} {fit.drag_area:22.0f} "
            f"{level * fit.factor:20.3f} {fit.factor * fit.drag_area:17.0f}"
        )
    levels = np.array([level * fit.factor for fit in fits])
    areas = np.array([fit.factor * fit.drag_area for fit in fits])
    for name, x in (("area_factor", levels), ("Cd A, m2", areas)):
        print(f"{name}: mean {x.mean():.4g}, {x.min():.4g} to {x.max():.4g}, {x.std(ddof=1):.3g}")


if __name__ == "__main__":
    main()
