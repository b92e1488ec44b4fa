"""Input files of other propagators: gravity field and constant solar activity.

Formats: ICGEM gfc, SHADR, the CSSI space-weather text and the CelesTrak space-weather table. They
cover days before and after the epoch, all with the same indices.
"""

from datetime import date, timedelta
from pathlib import Path

from peers.interface import SolarActivity
from sim.data import open_data
from sim.formats.orekit_driver import icgem_text

BEFORE, AFTER = 120, 120
"""Days before and after the epoch; peers need 81-day means and 57 hours of Ap."""

AP_OF_KP = (0, 2, 3, 4, 5, 6, 7, 9, 12, 15, 18, 22, 27, 32, 39)
AP_OF_KP += (48, 56, 67, 80, 94, 111, 132, 154, 179, 207, 236, 300, 400)
"""Ap of Kp = 0, 1/3, 2/3, ... 9 (definition of the index, GFZ Potsdam)."""

CSV_HEADER = (
    "DATE,BSRN,ND,KP1,KP2,KP3,KP4,KP5,KP6,KP7,KP8,KP_SUM,AP1,AP2,AP3,AP4,AP5,AP6,AP7,AP8,AP_AVG,"
    "CP,C9,ISN,F10.7_OBS,F10.7_ADJ,F10.7_DATA_TYPE,F10.7_OBS_CENTER81,F10.7_OBS_LAST81,"
    "F10.7_ADJ_CENTER81,F10.7_ADJ_LAST81"
)


def write_gfc(path: Path, degree: int) -> None:
    """Write the shipped EGM2008 as an ICGEM file, to the last bit."""
    path.write_text(icgem_text("egm2008", degree))


def write_shadr(path: Path, degree: int) -> None:
    """Write the shipped EGM2008 as a SHADR file (km, km3/s2), to the last bit."""
    data = open_data("egm2008")
    mu, radius = float(data["mu"]) / 1e9, float(data["a"]) / 1e3
    lines = [f"{radius:.16E}, {mu:.16E}, 0.0E+00, {degree:5d}, {degree:5d}, 1, 0.0, 0.0"]
    for n in range(2, degree + 1):
        for m in range(n + 1):
            c, s = float(data["c"][n, m]), float(data["s"][n, m])
            lines.append(f"{n:5d}, {m:5d}, {c:23.16E}, {s:23.16E}, 0.0E+00, 0.0E+00")
    path.write_text("\n".join(lines) + "\n")


def write_cssi(path: Path, epoch: str, activity: SolarActivity) -> None:
    """Write constant indices as a CSSI file: observed days, predicted days, predicted months."""
    day = date.fromisoformat(epoch[:10])
    days = [day + timedelta(k) for k in range(-BEFORE, AFTER)]
    months = [date(days[-1].year + 1 + k // 12, 1 + k % 12, 1) for k in range(12)]
    parts = (("OBSERVED", days[:-45]), ("DAILY_PREDICTED", days[-45:]), ("MONTHLY_FIT", months))
    lines = ["DATATYPE CssiSpaceWeather", "VERSION 1.2"]
    for name, dates in parts:
        lines += [f"NUM_{name}_POINTS {len(dates)}", f"BEGIN {name}"]
        lines += [_cssi_line(day, activity) for day in dates]
        lines += [f"END {name}", ""]
    path.write_text("\n".join(lines) + "\n")


def write_csv(path: Path, epoch: str, activity: SolarActivity) -> None:
    """Write constant indices as the table SW-All.csv of CelesTrak."""
    day = date.fromisoformat(epoch[:10])
    kp, ap = _disturbance(activity)
    flux, mean = f"{activity.f107:.1f}", f"{activity.f107a:.1f}"
    values = [*[str(kp)] * 8, str(8 * kp), *[str(ap)] * 9, "0.8", "4", "100", flux, flux, "OBS"]
    tail = ",".join(values + [mean] * 4)
    lines = [f"{day + timedelta(k)},2600,1,{tail}" for k in range(-BEFORE, AFTER)]
    path.write_text("\n".join([CSV_HEADER, *lines]) + "\n")


def _cssi_line(day: date, activity: SolarActivity) -> str:
    kp, ap = _disturbance(activity)
    flux, mean = activity.f107, activity.f107a
    means = f"{mean:5.1f} {mean:5.1f}"
    return (
        f"{day.year:4d} {day.month:02d} {day.day:02d} 2600  1"
        + f" {kp:2d}" * 8
        + f" {8 * kp:3d}"
        + f" {ap:3d}" * 9
        + f" 0.8 4 100 {flux:5.1f} 0 {means} {flux:5.1f} {means}"
    )


def _disturbance(activity: SolarActivity) -> tuple[int, int]:
    """Ten times Kp, as the files need it, and Ap."""
    ap = round(activity.ap)
    if ap != activity.ap or round(activity.f107, 1) != activity.f107:
        raise ValueError(f"the files need integer Ap and tenths of F10.7, not {activity}")
    thirds = min(range(len(AP_OF_KP)), key=lambda k: abs(AP_OF_KP[k] - ap))
    return round(thirds * 10 / 3), ap
