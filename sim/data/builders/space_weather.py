"""Observed space weather from the CelesTrak table: daily F10.7, its 81-day mean, 3-hourly ap, Ap.

Source: CelesTrak space-weather file (Kp and ap: GFZ Potsdam, F10.7: NRC Canada) as embedded in
brahe 1.8.0. Needs `pip install brahe==1.8.0`. Keeps observed days only. Adds a column of F10.7
without days raised by solar flares.
"""

import re
from importlib.metadata import version
from pathlib import Path

import numpy as np

from sim.data.builders.sidecar import sha256, write_data

# A day stands out when it exceeds the higher of its neighbours by more than this factor. 1.12 is
# chosen between the smallest of the known flare days (2011-09-24, 1.128) and the Sun's rotation.
FLARE = 1.12
# A day below its lower neighbour by more than this factor is a faulty reading (1997-03-01 and
# 1998-03-02: 53.5 and 56.8 sfu, under the level of the quiet Sun, about 64).
DROPOUT = 1.25


def without_outliers(f107: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Daily F10.7 with flare days and faulty readings replaced by the mean of their neighbours.

    A day is replaced when it exceeds the higher of the nearest remaining days before and after it
    by more than 12 %, or stays below the lower of them by more than a factor of 1.25; this is
    repeated on what remains until nothing stands out, so that two flare days in a row are both
    found. Replacements are linear in time between the remaining days: the mean of the two
    neighbours for a single day.

    Parameters
    ----------
    f107
        Shape (n,), daily values in sfu (1e-22 W m-2 Hz-1), one per day without gaps.

    Returns
    -------
    clean
        Shape (n,), sfu. The first and last day are always kept.
    replaced
        Shape (n,), True where a value was replaced.
    """
    day = np.arange(len(f107))
    kept = np.ones(len(f107), dtype=bool)
    while True:
        i = day[kept]
        before, value, after = f107[i[:-2]], f107[i[1:-1]], f107[i[2:]]
        high = value > FLARE * np.maximum(before, after)
        low = value * DROPOUT < np.minimum(before, after)
        found = i[1:-1][high | low]
        if len(found) == 0:
            return np.interp(day, i, f107[i]), ~kept
        kept[found] = False


def embedded_text() -> bytes:
    """The table as it stands in the compiled extension of brahe, for its hash and its date."""
    import brahe

    binary = next(Path(brahe.__file__).parent.glob("_brahe*.so")).read_bytes()
    begin = binary.index(b"DATATYPE CssiSpaceWeather")
    last = b"END MONTHLY_PREDICTED\r\n"
    return binary[begin : binary.index(last, begin) + len(last)]


def main() -> None:
    """Write `space_weather`."""
    import brahe

    table = brahe.FileSpaceWeatherProvider.from_default_file()
    mjd = np.arange(int(table.mjd_min()), int(table.mjd_last_observed()) + 1)
    f107 = np.array([table.get_f107_observed(float(day)) for day in mjd])
    clean, replaced = without_outliers(f107)
    text = embedded_text()
    edition = re.search(rb"UPDATED (.+?)\r", text)[1].decode()
    first, last = (str(np.datetime64("1858-11-17") + int(day)) for day in mjd[[0, -1]])
    write_data(
        "space_weather",
        {
            "mjd": mjd.astype("i4"),
            "ap3": np.array([table.get_ap_all(float(day)) for day in mjd]).astype("u2"),
            "ap": np.array([table.get_ap_daily(float(day)) for day in mjd]).astype("u2"),
            "f107_tenths": tenths(f107),
            "f107_clean_tenths": tenths(clean),
            "f107a_tenths": tenths(np.array([table.get_f107_obs_avg81(float(day)) for day in mjd])),
        },
        source="CelesTrak space-weather data, T. S. Kelso; Kp and ap from GFZ Potsdam, "
        "F10.7 from NRC Canada",
        edition=f"sw19571001.txt, updated {edition}",
        url="https://celestrak.org/SpaceData/",
        licence="no licensing requirements; the provider asks that its address be given",
        attribution="CelesTrak, https://celestrak.org/SpaceData/",
        package=f"brahe {version('brahe')} (embedded sw19571001.txt)",
        input_sha256=sha256(text),
        coverage=f"{first} to {last}, observed, daily",
        builder="sim.data.builders.space_weather",
        columns="mjd: UTC day; ap3: eight 3-hourly ap; ap: daily Ap; f107_tenths: observed F10.7 "
        "in 0.1 sfu, as published; f107_clean_tenths: the same with outliers replaced; "
        "f107a_tenths: 81-day centred mean as published",
        outlier_rule=f"above {FLARE} times the higher, or below 1/{DROPOUT} of the lower "
        "neighbour; repeated",
        days_replaced=[str(np.datetime64("1858-11-17") + int(day)) for day in mjd[replaced]],
    )


def tenths(values: np.ndarray) -> np.ndarray:
    """Values as whole tenths, the precision of the published table."""
    return np.round(10.0 * values).astype("u2")


if __name__ == "__main__":
    main()
