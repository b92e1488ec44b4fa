"""How far two models of the air lie apart below 120 km: NRLMSIS 2.1 over NRLMSISE-00.

    python benchmarks/air_models.py

Both by pymsis, over the latitudes of the station's orbit, all longitudes, seasons and hours, and
quiet to active Suns: what a flight meets where it enters. Prints, by altitude, mean and root mean
square of the logarithm of the ratio, and the mean as a share. docs/air.md quotes it; the dispersion
of `density_bias_low` in scenarios/campaign/iss.yaml comes from it.
"""

import numpy as np
import pymsis

ALTITUDES = np.array([90.0, 95.0, 100.0, 105.0, 110.0, 115.0, 120.0, 130.0])  # km
LATITUDES = np.linspace(-51.0, 51.0, 18)  # deg
LONGITUDES = np.arange(0.0, 360.0, 45.0)  # deg: hours of the day as well
DAYS = np.arange("2025-01-01", "2026-01-01", 30, dtype="datetime64[D]")
HOURS = (0, 6, 12, 18)
SUNS = (70.0, 110.0, 150.0, 200.0)  # sfu, F10.7 and its mean
AP = 10.0


def log_ratio() -> np.ndarray:
    """Logarithm of the ratio of densities, shape (places and times, altitudes)."""
    rows = []
    for day in DAYS:
        for hour in HOURS:
            date = day.astype("datetime64[s]") + np.timedelta64(hour, "h")
            for sun in SUNS:
                density = [
                    _density(date, sun, version)[..., pymsis.Variable.MASS_DENSITY]
                    for version in (0, 2.1)
                ]
                rows.append(np.log(density[1] / density[0]).reshape(-1, len(ALTITUDES)))
    return np.concatenate(rows)


def _density(date: np.datetime64, sun: float, version: float) -> np.ndarray:
    """Output of a model on the grid of latitudes, longitudes and altitudes at one date."""
    lon, lat, alt = np.meshgrid(LONGITUDES, LATITUDES, ALTITUDES, indexing="ij")
    n = lon.size
    found = pymsis.calculate(
        np.full(n, date), lon.ravel(), lat.ravel(), alt.ravel(), np.full(n, sun), np.full(n, sun),
        np.full((n, 7), AP), version=version,
    )  # fmt: skip
    return found.reshape(*lon.shape, -1)


def figures(ratios: np.ndarray) -> list[tuple[float, float, float, float]]:
    """Altitude km, mean of the logarithm, its root mean square and its scatter about the mean."""
    return [
        (float(h), float(x.mean()), float(np.sqrt((x * x).mean())), float(x.std()))
        for h, x in zip(ALTITUDES, ratios.T, strict=True)
    ]


def main() -> None:
    """Print the table."""
    print("altitude, km   mean ratio   rms of ln   scatter of ln")
    for h, mean, rms, scatter in figures(log_ratio()):
        print(f"{h:12.0f} {np.expm1(mean):+11.1%} {rms:11.3f} {scatter:13.3f}")


if __name__ == "__main__":
    main()
