"""Level of the station's drag: the area of its flight attitude against the decay between reboosts.

    python benchmarks/drag_area.py [attitude file, such as scenarios/vehicles/station_measured.yaml]

Flies the coasts of 2016, 2024 and 2025 in the nominal attitude of the file, through NRLMSISE-00
under the observed space weather, and prints for each its mean beta, the mean Cd A of the attitude
as the file has it, the factor that the observed decay asks for on top, and the product; then mean
and range. Needs the reference files (docs/validation.md). docs/air.md quotes it; `area_factor` in
the file comes from it.
"""

import sys
from pathlib import Path

import numpy as np

from sim.scenario.build.phases import attitude_of
from sim.scenario.reading.include import load_tree
from sim.scenario.schema.vehicle import VehicleModel
from sim.validation.cases.drag_area import fit_levels

FILE = Path(__file__).parents[1] / "scenarios/vehicles/station_measured.yaml"


def main() -> None:
    """Print the table."""
    file = sys.argv[1] if len(sys.argv) > 1 else str(FILE)
    model = VehicleModel.model_validate(load_tree(file).plain())
    attitude = attitude_of("station.nominal", model.attitudes["nominal"])
    fits = fit_levels(attitude)
    print(f"{file}: area_factor {float(model.attitudes['nominal'].area_factor or 1.0):.3f}")
    print("coast from   mean beta, deg   Cd A of the file, m2   factor fitted   Cd A fitted, m2")
    for fit in fits:
        print(
            f"{fit.utc} {np.degrees(fit.beta):16.1f} {fit.drag_area:22.0f} {fit.factor:15.3f} "
            f"{fit.factor * fit.drag_area:17.0f}"
        )
    factors = np.array([fit.factor for fit in fits])
    areas = factors * [fit.drag_area for fit in fits]
    print(
        f"factor: mean {factors.mean():.3f}, {factors.min():.3f} to {factors.max():.3f}, "
        f"scatter {factors.std(ddof=1):.3f}"
    )
    print(
        f"Cd A: file {np.mean([fit.drag_area for fit in fits]):.0f} m2, fitted "
        f"{areas.mean():.0f} m2, {areas.min():.0f} to {areas.max():.0f} m2"
    )


if __name__ == "__main__":
    main()
