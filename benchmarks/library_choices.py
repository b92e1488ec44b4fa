"""Own code compared with libraries for the same task: time, difference, and installed size.

Inputs have typical sizes: 25,000 fragments, 400 placemarks, 2,000 states, 1,024 samples of 30
parameters. Packages that are not installed are reported; `pip install -e '.[peers,test]'`
installs them all. Decision page 8 holds the results.

    python benchmarks/library_choices.py [--samples 1024] [--only geodesics ...]
"""

import argparse
import importlib
import math
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from library_footprint import declared_packages, installed_size, requirements_of
from library_formats import antimeridian_cuts, czml_packets, kml_placemarks, oem_messages
from rich.console import Console
from rich.table import Table
from scipy import stats

from sim.campaign.analysis.bootstrap import bootstrap, quantile
from sim.campaign.analysis.sensitivity import sobol_indices
from sim.campaign.analysis.statistics import weighted_quantile, wilson
from sim.campaign.sampling.distribution_names import make_distribution
from sim.campaign.sampling.parameter import PARAMETERS as KNOWN
from sim.campaign.sampling.uniform import uniforms
from sim.entry.geodesic import geodesic_distance
from sim.entry.risk.keep_out import nearest_land
from sim.frames.epoch import Epoch, astropy_offline, utc_isot

FRAGMENTS = 25_000
PARAMETERS = 30


class Timing(NamedTuple):
    """One comparison: processor times of both sides in s, and the difference of their results."""

    task: str
    library: str
    own_seconds: float
    library_seconds: float
    difference: str


class Missing(NamedTuple):
    """A comparison not made because its package is not installed."""

    task: str
    library: str


def shortest_time(call: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Shortest processor time in s of several repeats, and the last result."""
    shortest, result = math.inf, None
    for _ in range(repeats):
        start = time.process_time()
        result = call()
        shortest = min(shortest, time.process_time() - start)
    return shortest, result


def compare_geodesics() -> Iterable[Timing | Missing]:
    """Distances of fragments in the South Pacific to the nearest foreign coast."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-150.0, -90.0, FRAGMENTS), rng.uniform(-55.0, -30.0, FRAGMENTS)
    coast = nearest_land("foreign land", x, y)
    ends = x, y, coast.longitude_deg, coast.latitude_deg
    own, distance = shortest_time(lambda: geodesic_distance(*ends))

    def make_timing(name: str, seconds: float, result: np.ndarray) -> Timing:
        largest = np.abs(distance - result).max()
        identical = 100.0 * np.mean(distance == result)
        difference = f"at most {1e3 * largest:.3f} mm; identical bits in {identical:.2f} %"
        return Timing("geodesics", name, own, seconds, difference)

    try:
        geod = importlib.import_module("pyproj").Geod(ellps="WGS84")
        seconds, result = shortest_time(lambda: geod.inv(*ends)[2])
        yield make_timing("pyproj", seconds, result)
    except ImportError:
        yield Missing("geodesics", "pyproj")
    try:
        geodesic = importlib.import_module("geographiclib.geodesic").Geodesic
        points = np.column_stack([y, x, coast.latitude_deg, coast.longitude_deg]).tolist()
        wgs84, mask = geodesic.WGS84, geodesic.DISTANCE
        seconds, result = shortest_time(
            lambda: np.array([wgs84.Inverse(*point, outmask=mask)["s12"] for point in points]), 1
        )
        yield make_timing("geographiclib", seconds, result)
    except ImportError:
        yield Missing("geodesics", "geographiclib")


def compare_formats() -> Iterable[Timing | Missing]:
    """Cuts at the antimeridian, KML, CZML and OEM."""
    for task, library, measure in (
        ("antimeridian", "antimeridian", antimeridian_cuts),
        ("KML", "simplekml", kml_placemarks),
        ("CZML", "czml3", czml_packets),
        ("OEM", "oem", oem_messages),
    ):
        try:
            yield Timing(task, library, *measure(shortest_time))
        except ImportError:
            yield Missing(task, library)


def ishigami(x: np.ndarray) -> np.ndarray:
    """Function of Ishigami and Homma (1990), a = 7, b = 0.1, of the first three columns."""
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def compare_sobol_indices(samples: int) -> Iterable[Timing | Missing]:
    """Sobol indices of Ishigami's function with inactive parameters, from random samples."""
    exact = np.zeros((2, PARAMETERS))
    exact[:, :3] = [[0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]]
    x = np.random.default_rng(3).uniform(-math.pi, math.pi, (samples, PARAMETERS))
    y = ishigami(x)
    columns = {f"x{k}": x[:, k] for k in range(PARAMETERS)}
    own, indices = shortest_time(lambda: sobol_indices(columns, y), 1)
    estimate = [[i.estimate for i in kind.values()] for kind in (indices.first, indices.total)]
    error = np.abs(np.array(estimate) - exact).max(axis=1)
    own_errors = f"own errors {error[0]:.3f} first, {error[1]:.3f} total; library "
    try:
        chaos = importlib.import_module("openturns")
        seconds, computed = shortest_time(lambda: openturns_indices(chaos, x, y), 1)
        error = np.abs(computed - exact).max(axis=1)
        yield Timing(
            "Sobol", "openturns", own, seconds, f"{own_errors}{error[0]:.3f}, {error[1]:.3f}"
        )
    except ImportError:
        yield Missing("Sobol", "openturns")
    try:
        delta = importlib.import_module("SALib.analyze.delta")
        names = list(columns)
        problem = {"num_vars": PARAMETERS, "names": names, "bounds": [[-math.pi, math.pi]] * 30}
        seconds, computed = shortest_time(lambda: delta.analyze(problem, x, y, num_resamples=20), 1)
        error = np.abs(np.array(computed["S1"]) - exact[0]).max()
        yield Timing("Sobol", "SALib", own, seconds, f"{own_errors}{error:.3f}, no total index")
    except ImportError:
        yield Missing("Sobol", "SALib")
    try:
        chaos = importlib.import_module("chaospy")
        seconds, terms = shortest_time(lambda: chaospy_indices(chaos, x[:, :6], y), 1)
        note = f"6 parameters, degree 3, all {terms} terms; no selection of terms, no weights"
        yield Timing("Sobol", "chaospy", own, seconds, note)
    except ImportError:
        yield Missing("Sobol", "chaospy")


def measure_interactions() -> Iterable[Timing]:
    """Estimated index of Ishigami's third parameter, an interaction only, among 30."""
    names = list(KNOWN)[:PARAMETERS]
    for samples in (256, 512):
        for method in ("random", "lhs", "sobol"):
            totals, shares, seconds = [], [], 0.0
            for seed in (1, 2, 3):
                table = [
                    uniforms(seed, name, samples, method, first=0, count=samples) for name in names
                ]
                x = math.pi * (2.0 * np.column_stack(table) - 1.0)
                columns = dict(zip(names, x.T, strict=True))
                y = ishigami(x)
                seconds, indices = shortest_time(lambda c=columns, y=y: sobol_indices(c, y), 1)
                totals.append(indices.total[names[2]].estimate)
                shares.append(indices.foreseen)
            estimates = ", ".join(f"{total:.2f}" for total in totals)
            explained = ", ".join(f"{share:.2f}" for share in shares)
            note = (
                f"total index {estimates}, exact 0.24; explained share of the variance {explained}"
            )
            yield Timing(f"product, {samples} {method}", "exact", seconds, 0.0, note)


def openturns_indices(ot: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """First-order and total indices (2, k) of a sparse expansion: LARS, corrected leave-one-out."""
    k = x.shape[1]
    ot.Log.Show(ot.Log.NONE)
    marginals = [ot.Uniform(-math.pi, math.pi)] * k
    order = ot.HyperbolicAnisotropicEnumerateFunction(k, 0.4)
    families = [ot.StandardDistributionPolynomialFactory(marginal) for marginal in marginals]
    basis = ot.OrthogonalProductPolynomialFactory(families, order)
    selection = ot.LeastSquaresMetaModelSelectionFactory(ot.LARS(), ot.CorrectedLeaveOneOut())
    fit = ot.FunctionalChaosAlgorithm(
        x,
        y[:, None],
        ot.JointDistribution(marginals),
        ot.FixedStrategy(basis, order.getBasisSizeFromTotalDegree(8)),
        ot.LeastSquaresStrategy(selection),
    )
    fit.run()
    result = ot.FunctionalChaosSobolIndices(fit.getResult())
    return np.array(
        [
            [result.getSobolIndex(i) for i in range(k)],
            [result.getSobolTotalIndex(i) for i in range(k)],
        ]
    )


def chaospy_indices(chaospy: Any, x: np.ndarray, y: np.ndarray) -> int:
    """Compute the indices of a full expansion of degree 3; returns its number of terms."""
    joint = chaospy.Iid(chaospy.Uniform(-math.pi, math.pi), x.shape[1])
    terms = chaospy.generate_expansion(3, joint)
    chaospy.Sens_t(chaospy.fit_regression(terms, x.T, y), joint)
    return len(terms)


def compare_intervals(samples: int) -> Iterable[Timing]:
    """Bootstrap and binomial intervals and weighted quantiles, compared with scipy and numpy."""
    x = np.random.default_rng(0).standard_normal(samples)
    for name, statistic, scipy_statistic in (
        ("mean", None, np.mean),
        ("95 % quantile", quantile(0.95), _quantile95),
    ):
        options = {} if statistic is None else {"statistic": statistic}
        own, bounds = shortest_time(lambda o=options: bootstrap(x, **o, seed=4))
        seconds, other = shortest_time(lambda s=scipy_statistic: _scipy_bootstrap(x, s))
        shift = max(abs(bounds.low - other.low), abs(bounds.high - other.high))
        yield Timing(
            f"bootstrap, {name}", "scipy", own, seconds, f"bounds differ by at most {shift:.0e}"
        )
    counts = [(0, 10), (1, 10), (3, 10_000), (7, 256), (500, 1024), (1024, 1024)]
    own, own_bounds = shortest_time(lambda: [wilson(*pair)[1:3] for pair in counts])
    seconds, scipy_bounds = shortest_time(
        lambda: [stats.binomtest(*pair).proportion_ci(0.95, "wilson") for pair in counts]
    )
    shift = np.abs(np.array(own_bounds) - np.array(scipy_bounds)).max()
    note = f"bounds differ by at most {shift:.0e}; integer counts only"
    yield Timing("binomial", "scipy", own, seconds, note)
    shares = [k / 20.0 for k in range(1, 20)]
    rng, differ = np.random.default_rng(2), 0
    for _ in range(500):
        values, weight = rng.standard_normal(100), rng.choice([0.1, 0.3], 100)
        other = np.quantile(values, shares, weights=weight, method="inverted_cdf")
        differ += not np.array_equal(weighted_quantile(values, shares, weight), other)
    weight = np.ones(samples)
    own, _ = shortest_time(lambda: weighted_quantile(x, shares, weight))
    seconds, _ = shortest_time(
        lambda: np.quantile(x, shares, weights=weight, method="inverted_cdf")
    )
    note = f"different values in {differ / 5:.0f} % of tests with weights 0.1 and 0.3"
    yield Timing("weighted quantile", "numpy", own, seconds, note)


def _quantile95(values: np.ndarray, axis: int = -1) -> np.ndarray:
    return np.quantile(values, 0.95, axis=axis, method="inverted_cdf")


def _scipy_bootstrap(x: np.ndarray, statistic: Callable[..., np.ndarray]) -> Any:
    result = stats.bootstrap(
        (x,),
        statistic,
        n_resamples=2000,
        method="percentile",
        vectorized=True,
        batch=2_000_000 // len(x),
        rng=np.random.default_rng(4),
    )
    return result.confidence_interval


def compare_distributions(samples: int) -> Iterable[Timing]:
    """Inverse CDFs for the numbers of a campaign, compared with frozen distributions of scipy."""
    u = uniforms(1, "drag_factor", samples, "random", first=0, count=samples)
    cases = (
        ("normal", {"mean": 0.3, "sigma": 0.7}, lambda: stats.norm(0.3, 0.7)),
        ("lognormal", {"median": 1.3, "sigma": 0.4}, lambda: stats.lognorm(0.4, scale=1.3)),
        (
            "truncated_normal",
            {"mean": 0.3, "sigma": 0.7, "low": -0.4, "high": 1.9},
            lambda: stats.truncnorm(-0.7 / 0.7, 1.6 / 0.7, 0.3, 0.7),
        ),
        (
            "triangular",
            {"low": -1.2, "mode": 0.4, "high": 3.7},
            lambda: stats.triang(1.6 / 4.9, -1.2, 4.9),
        ),
        ("beta", {"alpha": 2.0, "beta": 3.5}, lambda: stats.beta(2.0, 3.5)),
        ("half_normal", {"sigma": 0.7}, lambda: stats.halfnorm(0.0, 0.7)),
    )
    for name, parameters, frozen in cases:
        distribution = make_distribution(name, parameters)
        own, own_values = shortest_time(lambda law=distribution: law.quantile(u))
        seconds, scipy_values = shortest_time(lambda frozen=frozen: frozen().ppf(u))
        identical = 100.0 * np.mean(own_values == scipy_values)
        last = frozen().ppf(1.0 - 2.0**-53)
        note = f"identical bits in {identical:.0f} %"
        note += "; infinite at the upper end" if last > 1e9 else ""
        yield Timing(f"distribution, {name}", "scipy", own, seconds, note)


def compare_sequences(samples: int) -> Iterable[Timing]:
    """Scrambled Sobol points: share unchanged when a parameter is added to a campaign."""
    rounded = 2 ** round(math.log2(samples))

    def engine(dimensions: int) -> np.ndarray:
        return stats.qmc.Sobol(dimensions, rng=np.random.default_rng(1)).random(rounded)

    def own_columns() -> list[np.ndarray]:
        return [
            uniforms(1, f"name_{k}", rounded, "sobol", first=0, count=rounded)
            for k in range(PARAMETERS)
        ]

    own, _ = shortest_time(own_columns, 1)
    seconds, points = shortest_time(lambda: engine(PARAMETERS))
    unchanged = 100.0 * np.mean(engine(PARAMETERS + 1)[:, :PARAMETERS] == points)
    note = f"{unchanged:.0f} % of scipy's numbers are unchanged when a parameter is added"
    yield Timing("sequences", "scipy", own, seconds, note)


def compare_epochs() -> Iterable[Timing]:
    """UTC texts of 50,000 epochs, and epochs parsed from text, compared with astropy."""
    astropy_offline()
    from astropy.time import Time

    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    t = np.sort(np.random.default_rng(0).uniform(0.0, 8e7, 50_000))
    own, own_texts = shortest_time(lambda: utc_isot(epoch, t, 6))

    def astropy_texts() -> list[str]:
        times = epoch.astropy(t)
        times.precision = 6
        return times.utc.isot.tolist()

    seconds, other_texts = shortest_time(astropy_texts)
    differ = sum(a != b for a, b in zip(own_texts, other_texts, strict=True))
    yield Timing("epochs, writing", "astropy", own, seconds, f"{differ} of 50000 texts differ")
    rng = np.random.default_rng(1)
    days = np.datetime64("1973-01-01T00:00:00") + rng.integers(0, 60 * 365 * 86400, 2000)
    texts = np.datetime_as_string(days).tolist()
    own, own_epochs = shortest_time(lambda: [Epoch.from_utc(text + "Z") for text in texts], 1)
    seconds, other_epochs = shortest_time(
        lambda: [Epoch.from_astropy(Time(text, scale="utc")) for text in texts], 1
    )
    differ = sum(a != b for a, b in zip(own_epochs, other_epochs, strict=True))
    note = f"{differ} of 2000 whole seconds are parsed differently"
    yield Timing("epochs, reading", "astropy", own, seconds, note)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=256, help="samples of a campaign")
    parser.add_argument("--only", nargs="*", help="names of comparisons")
    options = parser.parse_args()
    n = options.samples
    measures: dict[str, Callable[[], Iterable[Timing | Missing]]] = {
        "geodesics": compare_geodesics,
        "formats": compare_formats,
        "intervals": lambda: compare_intervals(n),
        "distributions": lambda: compare_distributions(n),
        "sequences": lambda: compare_sequences(n),
        "epochs": compare_epochs,
        "products": measure_interactions,
        "sobol": lambda: compare_sobol_indices(n),
    }
    warnings.simplefilter("ignore")
    console = Console()
    table = Table("task", "library", "own, ms", "library, ms", "difference")
    libraries: list[str] = []
    for name, measure in measures.items():
        if options.only and name not in options.only:
            continue
        for result in measure():
            if isinstance(result, Missing):
                table.add_row(result.task, result.library, "", "", "not installed")
                continue
            seconds = (result.own_seconds, result.library_seconds)
            times = (f"{1e3 * each:.3g}" for each in seconds)
            table.add_row(result.task, result.library, *times, result.difference)
            libraries.append(result.library)
    console.print(table)
    present = declared_packages()
    table = Table("package", "version", "licence", "adds", "MB", "import, s")
    for name in dict.fromkeys(libraries):
        if requirements_of(name) - present:
            size = installed_size(name, present)
            numbers = f"{size.megabytes:.1f}", f"{size.seconds:.2f}"
            table.add_row(name, size.version, size.licence, ", ".join(size.packages), *numbers)
    console.print(table)


if __name__ == "__main__":
    main()
