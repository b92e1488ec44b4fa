"""Gravity fields EGM2008 (degree 120) and EGM96 (degree 120), fully normalised, tide-free.

Sources: Pavlis et al. 2012 (EGM2008) as embedded in brahe 1.8.0; Lemoine et al. 1998 (EGM96) as in
satkit-data 0.9.0. Needs `pip install brahe==1.8.0 satkit-data==0.9.0`. Leaves out the formal errors
and degrees above 120.
"""

from importlib.metadata import version
from importlib.resources import files

import numpy as np

from sim.data.builders.sidecar import sha256, write_data

DEGREE = 120
MU = 3.986004415e14  # m3/s2, both fields
RADIUS = 6378136.3  # m, both fields
PUBLIC = "work of the US Government, public domain in the United States"


def egm2008(degree: int = DEGREE) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients C and S of EGM2008, each of shape (degree + 1, degree + 1)."""
    import brahe

    field = brahe.GravityModel.from_model_type(brahe.GravityModelType.EGM2008_120)
    if field.gm != MU or field.radius != RADIUS:
        raise ValueError(f"unexpected constants of EGM2008: {field.gm}, {field.radius}")
    c, s = np.zeros((2, degree + 1, degree + 1))
    c[0, 0] = 1.0
    for n in range(2, degree + 1):
        for m in range(n + 1):
            c[n, m], s[n, m] = field.get(n, m)
    return c, s


def egm96(text: str, degree: int = DEGREE) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients C and S from the text of an ICGEM `.gfc` file."""
    c, s = np.zeros((2, degree + 1, degree + 1))
    for line in text.splitlines():
        part = line.split()
        if part and part[0] == "gfc" and int(part[1]) <= degree:
            n, m = int(part[1]), int(part[2])
            c[n, m], s[n, m] = (float(number.replace("D", "e")) for number in part[3:5])
    return c, s


def main() -> None:
    """Write both fields."""
    extent = f"degree and order {DEGREE}"
    constants = {"mu": np.float64(MU), "a": np.float64(RADIUS)}
    shared = {
        "coverage": extent,
        "builder": "sim.data.builders.gravity",
        "licence": PUBLIC,
        "tide_system": "tide-free",
        "columns": "c, s: fully normalised coefficients [n, m]; mu: m3/s2; a: reference radius, m",
    }
    c, s = egm2008()
    write_data(
        "egm2008",
        {"c": c, "s": s} | {name: np.asarray(value) for name, value in constants.items()},
        source="EGM2008, National Geospatial-Intelligence Agency; Pavlis, Holmes, Kenyon, "
        "Factor 2012, doi:10.1029/2011JB008916",
        edition="2008, tide-free",
        url="https://earth-info.nga.mil/index.php?dir=wgs84&action=wgs84",
        attribution="National Geospatial-Intelligence Agency (NGA)",
        package=f"brahe {version('brahe')} (EGM2008_120)",
        input_sha256=sha256(c.tobytes() + s.tobytes()),
        **shared,
    )
    content = (files("satkit_data") / "data" / "EGM96.gfc").read_bytes()
    c, s = egm96(content.decode(errors="replace"))
    write_data(
        "egm96",
        {"c": c, "s": s} | {name: np.asarray(value) for name, value in constants.items()},
        source="EGM96, NASA GSFC and NIMA; Lemoine et al. 1998, NASA/TP-1998-206861",
        edition="1998, tide-free",
        url="https://cddis.nasa.gov/926/egm96/egm96.html",
        attribution="NASA Goddard Space Flight Center and National Imagery and Mapping Agency",
        package=f"satkit-data {version('satkit-data')} (EGM96.gfc)",
        input_sha256=sha256(content),
        **shared,
    )


if __name__ == "__main__":
    main()
