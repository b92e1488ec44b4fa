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
from sim.data.outlier import DROPOUT, FLARE, tenths, without_outliers

ZERO = np.datetime64("1858-11-17")
"""Day zero of modified Julian days."""


def embedded_text() -> bytes:
    """The table as it stands in the compiled extension of brahe, for its hash and its date."""
    import brahe

    binary = next(Path(str(brahe.__file__)).parent.glob("_brahe*.so")).read_bytes()
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
    updated = re.search(rb"UPDATED (.+?)\r", text)
    if updated is None:
        raise ValueError("the table does not say when it was updated")
    edition = updated[1].decode()
    first, last = (str(ZERO + np.timedelta64(day, "D")) for day in mjd[[0, -1]].tolist())
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
        days_replaced=[str(ZERO + np.timedelta64(day, "D")) for day in mjd[replaced].tolist()],
    )


if __name__ == "__main__":
    main()
