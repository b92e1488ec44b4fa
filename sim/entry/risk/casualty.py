"""Casualty expectation: casualty area, expected casualties, failure branches, the limit of 1e-4.

Sources: NASA-STD-8719.14C (2021), requirement 4.7-1; Opiela and Matney, "Improvements to NASA's
estimation of ground casualties from reentering space objects" (2003). No credit for shelter unless
given (`sim.entry.risk.sheltering`). Leaves out toxic or explosive contents, and secondary effects
of impact.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.entry.risk.population import Population, density_per_km2, end_density_per_km2

__all__ = [
    "CASUALTY_ENERGY",
    "RISK_LIMIT",
    "Branch",
    "Span",
    "TotalRisk",
    "allowed_casualty_area",
    "as_span",
    "casualty_area",
    "energy_on_person",
    "expected_casualties",
    "one_in",
    "opiela_matney_area",
    "total_risk",
    "uncontrolled_casualties",
]

CASUALTY_ENERGY = 15.0
"""J, kinetic energy from which a fragment counts: NASA-STD-8719.14C, 4.7, after RCC 321-20."""
RISK_LIMIT = 1e-4
"""Expected casualties allowed per re-entry: NASA-STD-8719.14C, 4.7-1a and c."""
PERSON_SIDE = 0.6
"""m, square root of the area of a person seen from above, 0.36 m2: NASA-STD-8719.14C, 4.7."""
STRUCK_AREA, STRUCK_WIDTH = 0.278, 0.3
"""m2 and m: person of radius 0.2975 m in the Opiela-Matney area, ORSAT 6.2.1."""


def casualty_area(
    area: ArrayLike,
    kinetic_energy: ArrayLike = np.inf,
    casualty_energy: float = CASUALTY_ENERGY,
) -> np.ndarray:
    """Casualty area (0.6 + sqrt(A))^2 of fragments, zero below the casualty energy.

    Parameters
    ----------
    area
        Mean area A of each fragment seen from above, m2, (n,), not negative.
    kinetic_energy
        At the ground, J, (n,); by default everything counts.
    casualty_energy
        Energy a fragment must exceed to count, J.

    Returns
    -------
    numpy.ndarray
        m2, (n,). NASA-STD-8719.14C, 4.7.

    Raises
    ------
    ValueError
        If an area is negative or not finite, or an energy is not a number.
    """
    area, counts = _counted(area, kinetic_energy, casualty_energy)
    return np.where(counts, (PERSON_SIDE + np.sqrt(area)) ** 2, 0.0)


def energy_on_person(area: ArrayLike, kinetic_energy: ArrayLike) -> np.ndarray:
    """Kinetic energy of the part of a fragment that lies over one person, J, shape (n,).

    Of a fragment larger than a person seen from above (0.36 m2) only so much: its mass by area
    times 0.36 m2, at its speed. Never more than that of the whole, which the standard counts.

    Parameters
    ----------
    area
        Mean area of each fragment seen from above, m2, (n,). Of a sheet that falls flat that is
        half its face, so that it counts twofold: assumption, to the side of caution.
    kinetic_energy
        At the ground, J, (n,).

    Raises
    ------
    ValueError
        As `casualty_area`.
    """
    area, _ = _counted(area, kinetic_energy, CASUALTY_ENERGY)
    return np.asarray(kinetic_energy) * (PERSON_SIDE**2 / np.maximum(area, PERSON_SIDE**2))


def opiela_matney_area(
    area: ArrayLike,
    perimeter: ArrayLike,
    kinetic_energy: ArrayLike = np.inf,
    casualty_energy: float = CASUALTY_ENERGY,
) -> np.ndarray:
    """Casualty area 0.278 + A + 0.3 P in m2 of fragments of perimeter P (m), as in ORSAT 6.2.1.

    Arguments and errors as of `casualty_area`.
    """
    area, counts = _counted(area, kinetic_energy, casualty_energy)
    perimeter = np.asarray(perimeter, dtype=np.float64)
    if not np.all(np.isfinite(perimeter) & (perimeter >= 0.0)):
        raise ValueError("the perimeter of a fragment is negative or not finite")
    return np.where(counts, STRUCK_AREA + area + STRUCK_WIDTH * perimeter, 0.0)


def expected_casualties(
    population: Population,
    longitude_deg: ArrayLike,
    latitude_deg: ArrayLike,
    casualty_area: ArrayLike,
    events: int = 1,
    sheltered: float = 0.0,
) -> float:
    """Mean casualties per event of fragments that fall at known points.

    Parameters
    ----------
    population
        Raster, projected to the year.
    longitude_deg, latitude_deg
        Impact points of all fragments of all events, degrees, (n,).
    casualty_area
        Of each fragment, m2, (n,).
    events
        Number of sampled re-entries the fragments come from.
    sheltered
        assumption: share of people a fragment can't harm; 0 in NASA-STD-8719.14C.

    Raises
    ------
    ValueError
        If a point is not on Earth, `events` is below 1 or `sheltered` is outside 0 to 1.
    """
    if events < 1:
        raise ValueError(f"{events} events; at least one is needed")
    people = 1e-6 * density_per_km2(population, longitude_deg, latitude_deg)
    return float(np.sum(people * np.asarray(casualty_area)) / events * _exposed(sheltered))


def uncontrolled_casualties(
    population: Population, inclination_deg: float, casualty_area: float, sheltered: float = 0.0
) -> float:
    """Expected casualties of an uncontrolled entry: casualty area (sum, m2) times the mean
    density where natural decays end.

    Arguments and errors as of `end_density_per_km2` and `expected_casualties`.
    """
    density = 1e-6 * end_density_per_km2(population, inclination_deg)
    return density * float(casualty_area) * _exposed(sheltered)


def allowed_casualty_area(mean_density_per_km2: float, limit: float = RISK_LIMIT) -> float:
    """Casualty area in m2 that just meets a limit of expected casualties at a mean density."""
    return 1e6 * limit / mean_density_per_km2


class Span(NamedTuple):
    """Low, likely and high value of something that is not well known."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class Branch:
    """One way the re-entry may fail, exclusive of all others.

    Attributes
    ----------
    name
        What happens.
    probability
        Of this branch, a number or a span.
    expected_casualties
        If it happens, a number or a span.
    source
        Where both come from, or `assumption: ...`.
    """

    name: str
    probability: float | Span
    expected_casualties: float | Span
    source: str


@dataclass(frozen=True)
class TotalRisk:
    """Expected casualties of all branches together.

    Attributes
    ----------
    total
        Span of the sum; its ends take every branch at its worst or best.
    contributions
        Span of each branch by name, the nominal re-entry first; the likely ones sum to the total.
    share
        Of each branch in the likely total, by name.
    driver
        Name of the branch with the largest likely contribution.
    least_known
        Name of the branch that moves the total most between its low and its high end.
    """

    total: Span
    contributions: dict[str, Span]
    share: dict[str, float]
    driver: str
    least_known: str


def total_risk(
    nominal: float | Span, branches: list[Branch], nominal_name: str = "nominal"
) -> TotalRisk:
    """Product rule (1 - sum P_k) E_nominal + sum P_k E_k over exclusive failure branches.

    Parameters
    ----------
    nominal
        Expected casualties of the re-entry as planned.
    branches
        The failures; at their high ends the probabilities must not sum to more than one.
    nominal_name
        Name of the nominal re-entry in the result.

    Raises
    ------
    ValueError
        If names repeat, a span is out of order, a probability is outside 0 to 1 or together they
        exceed one, or an expectation is negative; the branch is named.
    """
    names = [nominal_name, *(branch.name for branch in branches)]
    if len(set(names)) < len(names):
        raise ValueError(f"branches need different names; given: {', '.join(names)}")
    e0 = np.array(as_span(nominal, nominal_name, "expected casualties", np.inf))
    p = np.array([as_span(b.probability, b.name, "probability", 1.0) for b in branches])
    e = np.array(
        [as_span(b.expected_casualties, b.name, "expected casualties", np.inf) for b in branches]
    )
    p, e = p.reshape(-1, 3), e.reshape(-1, 3)
    if p[:, 2].sum() > 1.0:
        raise ValueError(
            f"probabilities of the branches {', '.join(names[1:])} sum to {p[:, 2].sum():g}"
            " at their high ends"
        )
    # A branch milder than the nominal re-entry lowers the total the likelier it is.
    low, high = (np.where(e[:, k] >= e0[k], p[:, k], p[:, 2 - k]) for k in (0, 2))
    chance = np.stack([low, p[:, 1], high], axis=1)
    parts = np.concatenate([[(1.0 - chance.sum(axis=0)) * e0], chance * e])
    total = parts.sum(axis=0)
    likely = parts[:, 1] / total[1] if total[1] > 0.0 else np.zeros(len(parts))
    swing = np.concatenate(
        [[(1.0 - p[:, 1].sum()) * (e0[2] - e0[0])], p[:, 2] * e[:, 2] - p[:, 0] * e[:, 0]]
    )
    return TotalRisk(
        total=Span(*map(float, total)),
        contributions={
            name: Span(float(part.min()), float(part[1]), float(part.max()))
            for name, part in zip(names, parts, strict=True)
        },
        share={name: float(value) for name, value in zip(names, likely, strict=True)},
        driver=names[int(np.argmax(parts[:, 1]))],
        least_known=names[int(np.argmax(swing))],
    )


def one_in(expectation: float) -> str:
    """Wording of a small expectation to two figures: 6.7e-5 is `1 in 15,000`."""
    if not 0.0 <= expectation < np.inf:
        raise ValueError(f"an expectation is never {expectation}")
    if expectation == 0.0:
        return "none"
    if expectation >= 0.95:
        return f"{expectation:.2g} casualties"
    n = 1.0 / expectation
    if n > 1e12:
        return "less than 1 in 1,000,000,000,000"
    return f"1 in {float(f'{n:.2g}'):,.0f}" if n >= 9.5 else f"1 in {n:.2g}"


def _counted(
    area: ArrayLike, kinetic_energy: ArrayLike, casualty_energy: float
) -> tuple[np.ndarray, np.ndarray]:
    area = np.asarray(area, dtype=np.float64)
    energy = np.asarray(kinetic_energy, dtype=np.float64)
    if not np.all(np.isfinite(area) & (area >= 0.0)):
        raise ValueError("the area of a fragment is negative or not finite")
    if np.isnan(energy).any():
        raise ValueError("the kinetic energy of a fragment is not a number")
    return area, energy > casualty_energy


def _exposed(sheltered: float) -> float:
    if not 0.0 <= sheltered <= 1.0:
        raise ValueError(f"the sheltered share is {sheltered:g}, not 0 to 1")
    return 1.0 - sheltered


def as_span(value: float | Span, name: str, what: str, highest: float = np.inf) -> Span:
    """A number or a span as a span.

    Raises
    ------
    ValueError
        If it is out of order, negative or above the highest; `name` and `what` say of what.
    """
    span = Span(*map(float, value)) if isinstance(value, tuple) else Span(*3 * (float(value),))
    if not 0.0 <= span.low <= span.likely <= span.high <= highest or np.isinf(span.high):
        raise ValueError(
            f"{name}: {what} {tuple(span)} is not low, likely, high from 0"
            + (f" to {highest:g}" if np.isfinite(highest) else " up")
        )
    return span
