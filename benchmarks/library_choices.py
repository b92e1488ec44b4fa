"""Own code beside the library that could do the same work: time, difference, and what it adds.

Inputs have the sizes of a real run: 25,000 fragments, 400 placemarks, 2,000 states, 1,024 samples
of 30 parameters. A row whose package is not installed says so; `pip install -e '.[peers,test]'`
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
from library_footprint import declared_packages, footprint_of, requirements_of
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


class Row(NamedTuple):
    """One comparison: processor seconds of either side, and how the results differ."""

    task: str
    library: str
    own: float
    other: float
    difference: str


class Missing(NamedTuple):
    """A comparison that was not made, with the package it needs."""

    task: str
    library: str


def best_time(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Least processor time in s of some repeats, and the last result."""
    least, result = math.inf, None
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    return least, result


def geodesics() -> Iterable[Row | Missing]:
    """Distances of fragments in the South Pacific to their nearest foreign coast."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-150.0, -90.0, FRAGMENTS), rng.uniform(-55.0, -30.0, FRAGMENTS)
    coast = nearest_land("foreign land", x, y)
    ends = x, y, coast.longitude_deg, coast.latitude_deg
    own, distance = best_time(lambda: geodesic_distance(*ends))

    def row(name: str, seconds: float, other: np.ndarray) -> Row:
        difference = np.abs(distance - other).max()
        same = 100.0 * np.mean(distance == other)
        words = f"at most {1e3 * difference:.3f} mm; same bits in {same:.2f} %"
        return Row("geodesics", name, own, seconds, words)

    try:
        geod = importlib.import_module("pyproj").Geod(ellps="WGS84")
        seconds, result = best_time(lambda: geod.inv(*ends)[2])
        yield row("pyproj", seconds, result)
    except ImportError:
        yield Missing("geodesics", "pyproj")
    try:
        geodesic = importlib.import_module("geographiclib.geodesic").Geodesic
        points = np.column_stack([y, x, coast.latitude_deg, coast.longitude_deg]).tolist()
        wgs84, mask = geodesic.WGS84, geodesic.DISTANCE
        seconds, result = best_time(
            lambda: np.array([wgs84.Inverse(*point, outmask=mask)["s12"] for point in points]), 1
        )
        yield row("geographiclib", seconds, result)
    except ImportError:
        yield Missing("geodesics", "geographiclib")


def formats() -> Iterable[Row | Missing]:
    """Cuts at the antimeridian, KML, CZML and OEM."""
    for task, library, measure in (
        ("antimeridian", "antimeridian", antimeridian_cuts),
        ("KML", "simplekml", kml_placemarks),
        ("CZML", "czml3", czml_packets),
        ("OEM", "oem", oem_messages),
    ):
        try:
            yield Row(task, library, *measure(best_time))
        except ImportError:
            yield Missing(task, library)


def ishigami(x: np.ndarray) -> np.ndarray:
    """Function of Ishigami and Homma (1990), a = 7, b = 0.1, of the first three columns."""
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sobol(samples: int) -> Iterable[Row | Missing]:
    """Sobol indices of Ishigami's function with idle parameters, from samples as they are."""
    truth = np.zeros((2, PARAMETERS))
    truth[:, :3] = [[0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]]
    x = np.random.default_rng(3).uniform(-math.pi, math.pi, (samples, PARAMETERS))
    y = ishigami(x)
    columns = {f"x{k}": x[:, k] for k in range(PARAMETERS)}
    own, indices = best_time(lambda: sobol_indices(columns, y), 1)
    estimate = [[i.estimate for i in kind.values()] for kind in (indices.first, indices.total)]
    error = np.abs(np.array(estimate) - truth).max(axis=1)
    words = f"own errors {error[0]:.3f} first, {error[1]:.3f} total; its "
    try:
        chaos = importlib.import_module("openturns")
        seconds, found = best_time(lambda: openturns_indices(chaos, x, y), 1)
        error = np.abs(found - truth).max(axis=1)
        yield Row("Sobol", "openturns", own, seconds, f"{words}{error[0]:.3f}, {error[1]:.3f}")
    except ImportError:
        yield Missing("Sobol", "openturns")
    try:
        delta = importlib.import_module("SALib.analyze.delta")
        names = list(columns)
        problem = {"num_vars": PARAMETERS, "names": names, "bounds": [[-math.pi, math.pi]] * 30}
        seconds, found = best_time(lambda: delta.analyze(problem, x, y, num_resamples=20), 1)
        error = np.abs(np.array(found["S1"]) - truth[0]).max()
        yield Row("Sobol", "SALib", own, seconds, f"{words}{error:.3f}, no total index")
    except ImportError:
        yield Missing("Sobol", "SALib")
    try:
        chaos = importlib.import_module("chaospy")
        seconds, terms = best_time(lambda: chaospy_indices(chaos, x[:, :6], y), 1)
        words = f"6 parameters, degree 3, all {terms} terms; no choice of terms, no weights"
        yield Row("Sobol", "chaospy", own, seconds, words)
    except ImportError:
        yield Missing("Sobol", "chaospy")


def products() -> Iterable[Row]:
    """Ishigami's third parameter, which acts only through a product, among 30: what is found."""
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
                seconds, indices = best_time(lambda c=columns, y=y: sobol_indices(c, y), 1)
                totals.append(indices.total[names[2]].estimate)
                shares.append(indices.foreseen)
            words = ", ".join(f"{total:.2f}" for total in totals)
            stated = ", ".join(f"{share:.2f}" for share in shares)
            words = f"total index {words}, exact 0.24; stated share foreseen {stated}"
            yield Row(f"product, {samples} {method}", "exact", seconds, 0.0, words)


def openturns_indices(ot: Any, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """First-order and total indices (2, k) of a sparse chaos: LARS, corrected leave-one-out."""
    k = x.shape[1]
    ot.Log.Show(ot.Log.NONE)
    margins = [ot.Uniform(-math.pi, math.pi)] * k
    order = ot.HyperbolicAnisotropicEnumerateFunction(k, 0.4)
    families = [ot.StandardDistributionPolynomialFactory(margin) for margin in margins]
    basis = ot.OrthogonalProductPolynomialFactory(families, order)
    choice = ot.LeastSquaresMetaModelSelectionFactory(ot.LARS(), ot.CorrectedLeaveOneOut())
    fit = ot.FunctionalChaosAlgorithm(
        x,
        y[:, None],
        ot.JointDistribution(margins),
        ot.FixedStrategy(basis, order.getBasisSizeFromTotalDegree(8)),
        ot.LeastSquaresStrategy(choice),
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
    """Number of terms of a full expansion of degree 3, after its indices were computed."""
    joint = chaospy.Iid(chaospy.Uniform(-math.pi, math.pi), x.shape[1])
    terms = chaospy.generate_expansion(3, joint)
    chaospy.Sens_t(chaospy.fit_regression(terms, x.T, y), joint)
    return len(terms)


def intervals(samples: int) -> Iterable[Row]:
    """Bootstrap and binomial intervals and weighted quantiles, against scipy and numpy."""
    x = np.random.default_rng(0).standard_normal(samples)
    for name, statistic, scipy_statistic in (
        ("mean", None, np.mean),
        ("95 % quantile", quantile(0.95), _quantile95),
    ):
        options = {} if statistic is None else {"statistic": statistic}
        own, bounds = best_time(lambda o=options: bootstrap(x, **o, seed=4))
        seconds, other = best_time(lambda s=scipy_statistic: _scipy_bootstrap(x, s))
        shift = max(abs(bounds.low - other.low), abs(bounds.high - other.high))
        yield Row(f"bootstrap, {name}", "scipy", own, seconds, f"bounds at most {shift:.0e} apart")
    counts = [(0, 10), (1, 10), (3, 10_000), (7, 256), (500, 1024), (1024, 1024)]
    own, ours = best_time(lambda: [wilson(*pair)[1:3] for pair in counts])
    seconds, theirs = best_time(
        lambda: [stats.binomtest(*pair).proportion_ci(0.95, "wilson") for pair in counts]
    )
    shift = np.abs(np.array(ours) - np.array(theirs)).max()
    words = f"bounds at most {shift:.0e} apart; whole numbers only"
    yield Row("binomial", "scipy", own, seconds, words)
    shares = [k / 20.0 for k in range(1, 20)]
    rng, differ = np.random.default_rng(2), 0
    for _ in range(500):
        values, weight = rng.standard_normal(100), rng.choice([0.1, 0.3], 100)
        other = np.quantile(values, shares, weights=weight, method="inverted_cdf")
        differ += not np.array_equal(weighted_quantile(values, shares, weight), other)
    weight = np.ones(samples)
    own, _ = best_time(lambda: weighted_quantile(x, shares, weight))
    seconds, _ = best_time(lambda: np.quantile(x, shares, weights=weight, method="inverted_cdf"))
    words = f"another value in {differ / 5:.0f} % of cases with weights 0.1 and 0.3"
    yield Row("weighted quantile", "numpy", own, seconds, words)


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


def distributions(samples: int) -> Iterable[Row]:
    """Inverse CDFs on numbers of a campaign, against the frozen distributions of scipy."""
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
    for law, given, frozen in cases:
        distribution = make_distribution(law, given)
        own, ours = best_time(lambda each=distribution: each.quantile(u))
        seconds, theirs = best_time(lambda frozen=frozen: frozen().ppf(u))
        same = 100.0 * np.mean(ours == theirs)
        last = frozen().ppf(1.0 - 2.0**-53)
        words = f"same bits in {same:.0f} %" + ("; infinite at the end" if last > 1e9 else "")
        yield Row(f"distribution, {law}", "scipy", own, seconds, words)


def sequences(samples: int) -> Iterable[Row]:
    """Scrambled Sobol points: what stays when a parameter is added to a campaign."""
    rounded = 2 ** round(math.log2(samples))

    def engine(dimensions: int) -> np.ndarray:
        return stats.qmc.Sobol(dimensions, rng=np.random.default_rng(1)).random(rounded)

    def own_columns() -> list[np.ndarray]:
        return [
            uniforms(1, f"name_{k}", rounded, "sobol", first=0, count=rounded)
            for k in range(PARAMETERS)
        ]

    own, _ = best_time(own_columns, 1)
    seconds, points = best_time(lambda: engine(PARAMETERS))
    stay = 100.0 * np.mean(engine(PARAMETERS + 1)[:, :PARAMETERS] == points)
    words = f"{stay:.0f} % of scipy's numbers stay when a parameter is added"
    yield Row("sequences", "scipy", own, seconds, words)


def epochs() -> Iterable[Row]:
    """UTC texts of 50,000 instants, and epochs read from text, against astropy."""
    astropy_offline()
    from astropy.time import Time

    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    t = np.sort(np.random.default_rng(0).uniform(0.0, 8e7, 50_000))
    own, ours = best_time(lambda: utc_isot(epoch, t, 6))

    def astropy_texts() -> list[str]:
        times = epoch.astropy(t)
        times.precision = 6
        return times.utc.isot.tolist()

    seconds, theirs = best_time(astropy_texts)
    differ = sum(a != b for a, b in zip(ours, theirs, strict=True))
    yield Row("epochs, writing", "astropy", own, seconds, f"{differ} of 50000 texts differ")
    rng = np.random.default_rng(1)
    days = np.datetime64("1973-01-01T00:00:00") + rng.integers(0, 60 * 365 * 86400, 2000)
    texts = np.datetime_as_string(days).tolist()
    own, ours = best_time(lambda: [Epoch.from_utc(text + "Z") for text in texts], 1)
    seconds, theirs = best_time(
        lambda: [Epoch.from_astropy(Time(text, scale="utc")) for text in texts], 1
    )
    differ = sum(a != b for a, b in zip(ours, theirs, strict=True))
    words = f"{differ} of 2000 whole seconds are read as something else"
    yield Row("epochs, reading", "astropy", own, seconds, words)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=256, help="of a campaign")
    parser.add_argument("--only", nargs="*", help="names of comparisons")
    options = parser.parse_args()
    n = options.samples
    measures: dict[str, Callable[[], Iterable[Row | Missing]]] = {
        "geodesics": geodesics,
        "formats": formats,
        "intervals": lambda: intervals(n),
        "distributions": lambda: distributions(n),
        "sequences": lambda: sequences(n),
        "epochs": epochs,
        "products": products,
        "sobol": lambda: sobol(n),
    }
    warnings.simplefilter("ignore")
    console = Console()
    table = Table("task", "library", "own, ms", "library, ms", "difference")
    libraries: list[str] = []
    for name, measure in measures.items():
        if options.only and name not in options.only:
            continue
        for row in measure():
            if isinstance(row, Missing):
                table.add_row(row.task, row.library, "", "", "not installed")
                continue
            times = (f"{1e3 * seconds:.3g}" for seconds in (row.own, row.other))
            table.add_row(row.task, row.library, *times, row.difference)
            libraries.append(row.library)
    console.print(table)
    present = declared_packages()
    table = Table("package", "version", "licence", "adds", "MB", "import, s")
    for name in dict.fromkeys(libraries):
        if requirements_of(name) - present:
            found = footprint_of(name, present)
            size = f"{found.megabytes:.1f}", f"{found.seconds:.2f}"
            table.add_row(name, found.version, found.licence, ", ".join(found.packages), *size)
    console.print(table)


if __name__ == "__main__":
    main()
