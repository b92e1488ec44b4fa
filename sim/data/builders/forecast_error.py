"""How far the Sun strayed from NASA's forecasts, by lead time: all bulletins against observations.

Made from the shipped `msafe` and `space_weather` alone. Both sides are 13-month smoothed, as the
bulletins are. Overlapping bulletins see the same Sun: the archive spans two and a half cycles.
"""

from statistics import NormalDist

import numpy as np

from sim.data import open_data, provenance
from sim.data.builders.sidecar import sha256, write_data

LEADS = np.arange(121)
"""Months from the issue of a bulletin: 0 to 10 years."""
LEAST_SIGMA = 0.1
"""Smallest standard deviation taken from a bulletin, one step of its print (sfu, or Ap)."""
COLUMNS = {"f107": 2, "ap": 5}
QUANTILES = (0.05, 0.5, 0.95)
WEIGHT = np.array([0.5, *[1.0] * 11, 0.5]) / 12.0
"""Of the 13 months of a smoothed month."""


def smoothed_months(day: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """13-month smoothed means of daily values, for the months that have all they need.

    Parameters
    ----------
    day
        Shape (n,), modified Julian days without gaps.
    values
        Shape (n,).

    Returns
    -------
    month, mean
        Both of shape (m,); months are 12 year + month - 1.
    """
    date = np.datetime64("1858-11-17") + np.asarray(day).astype("timedelta64[D]")
    month = date.astype("datetime64[M]").astype(int) + 12 * 1970
    start = month[0] if date[0] == date[0].astype("datetime64[M]") else month[0] + 1
    stop = (date[-1] + np.timedelta64(1, "D")).astype("datetime64[M]").astype(int) + 12 * 1970
    whole = np.arange(start, stop)
    mean = np.array([values[month == m].mean() for m in whole])
    return whole[6:-6], np.convolve(mean, WEIGHT, "valid")


def errors(
    table: np.ndarray, month: np.ndarray, seen: np.ndarray, column: int
) -> dict[str, np.ndarray]:
    """Statistics by lead of what was seen against the bulletins.

    Parameters
    ----------
    table
        Shape (rows, 8), the archive of bulletins.
    month, seen
        Shape (m,), consecutive months and the smoothed index observed in them.
    column
        Of the 95 % curve; median and 5 % follow.

    Returns
    -------
    dict of str to numpy.ndarray
        By lead: `count`; `mean`, `sd` and `quantiles` of the deviation from the median in the
        bulletin's own standard deviations; `inside`, the share within the 90 % band, and `below`;
        `ratio_mean` and `ratio_quantiles` of observed over median.
    """
    rows = table[(table[:, 1] >= month[0]) & (table[:, 1] <= month[-1])]
    lead = rows[:, 1].astype(int) - rows[:, 0]
    high, median, low = np.maximum(rows[:, column : column + 3].T / 10.0, 0.0)
    truth = seen[rows[:, 1] - month[0]]
    z95 = NormalDist().inv_cdf(0.95)
    sigma = np.where(truth > median, high - median, median - low) / z95
    deviation = (truth - median) / np.maximum(sigma, LEAST_SIGMA)
    inside = (truth >= low) & (truth <= high)
    kept = [np.flatnonzero(lead == n) for n in LEADS]

    def each(function) -> np.ndarray:
        return np.array([function(k) for k in kept])

    return {
        "count": each(len),
        "mean": each(lambda k: deviation[k].mean()),
        "sd": each(lambda k: deviation[k].std()),
        "quantiles": each(lambda k: np.quantile(deviation[k], QUANTILES)),
        "inside": each(lambda k: inside[k].mean()),
        "below": each(lambda k: (truth[k] < low[k]).mean()),
        "ratio_mean": each(lambda k: (truth[k] / median[k]).mean()),
        "ratio_quantiles": each(lambda k: np.quantile(truth[k] / median[k], QUANTILES)),
    }


def main() -> None:
    """Write `forecast_error`."""
    daily, bulletins = open_data("space_weather"), open_data("msafe")["table"]
    series = {"f107": daily["f107_clean_tenths"] / 10.0, "ap": daily["ap"].astype(np.float64)}
    arrays: dict[str, np.ndarray] = {"lead_months": LEADS}
    for name, column in COLUMNS.items():
        month, seen = smoothed_months(daily["mjd"], series[name])
        for key, values in errors(bulletins, month, seen, column).items():
            arrays[f"{name}_{key}"] = values
    inputs = [provenance(name) for name in ("msafe", "space_weather")]
    write_data(
        "forecast_error",
        arrays,
        source="computed from the shipped `msafe` and `space_weather`",
        edition=f"{inputs[0]['edition']}, against {inputs[1]['edition']}",
        url=inputs[0]["url"],
        licence="computed by this project; same licence as its code",
        attribution="NASA Marshall Space Flight Center (bulletins); CelesTrak (observations)",
        package="none",
        input_sha256=sha256("".join(facts["sha256"] for facts in inputs).encode()),
        coverage=f"bulletins of {_text(bulletins[0, 0])} to {_text(bulletins[-1, 0])}, observed "
        f"13-month means to {_text(month[-1])}, leads of 0 to 120 months",
        builder="sim.data.builders.forecast_error",
        columns="lead_months; for f107 and ap: count of bulletins, mean, sd and 5, 50, 95 % "
        "quantiles of (observed - median) in the bulletin's own standard deviations, share inside "
        "its 90 % band and below it, mean and quantiles of observed over median",
    )


def _text(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02d}"


if __name__ == "__main__":
    main()
