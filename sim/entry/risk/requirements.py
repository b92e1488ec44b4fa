"""The clauses of NASA-STD-8719.14C, requirement 4.7-1, and whether a re-entry meets them.

a: the casualty expectation of an uncontrolled entry is below 1 in 10,000. b: of a controlled one,
no fragment over 15 J comes down nearer than 370 km to foreign land, or 50 km to land of the United
States and permanent ice. c: of a controlled one, the probability that it fails times the casualty
expectation of an uncontrolled entry is below 1 in 10,000.
"""

from typing import NamedTuple

from sim.entry.risk.casualty import RISK_LIMIT, Span, as_span

A, B, C = "4.7-1a", "4.7-1b", "4.7-1c"
TEXTS = {
    A: "casualty risk of an uncontrolled entry",
    B: "fragments over 15 J keep their distance from land",
    C: "probability that the re-entry fails times the risk of an uncontrolled entry",
}
"""What a clause asks about."""


class Requirement(NamedTuple):
    """A clause, what it asks for, the value found, its limit, and whether it is met.

    `met` is None where the span of the value holds the limit: what is known can't decide.
    `applies` tells whether the clause is about this kind of entry: a about uncontrolled ones, b and
    c about controlled ones. The value of b in a sample of flights is the share of them that keep
    the distances; in a single flight it has none, its distances stand beside it.
    """

    clause: str
    text: str
    value: Span | None
    limit: float | None
    met: bool | None
    applies: bool = True


def requirements(
    uncontrolled: float | Span,
    failure_probability: float | Span,
    keeps_out: bool | Span,
    limit: float = RISK_LIMIT,
    controlled: bool = True,
) -> tuple[Requirement, Requirement, Requirement]:
    """Decide the clauses a, b and c.

    Parameters
    ----------
    uncontrolled
        Expected casualties of an uncontrolled entry.
    failure_probability
        Of the controlled re-entry; or, where both were drawn together, see `product_requirement`.
    keeps_out
        Whether every class of land keeps its distance (`sim.entry.risk.keep_out`); of a sample the
        share of flights in which it does, with its interval. The clause allows no flight that does
        not.
    limit
        Expected casualties allowed.
    controlled
        Whether the entry is aimed.
    """
    a = as_span(uncontrolled, "uncontrolled entry", "expected casualties")
    p = as_span(failure_probability, "re-entry burns", "probability", 1.0)
    share = keeps_out if isinstance(keeps_out, tuple) else None
    kept = share.likely >= 1.0 if share is not None else bool(keeps_out)
    product = Span(*(x * y for x, y in zip(a, p, strict=True)))
    return (
        Requirement(A, TEXTS[A], a, limit, meets(a, limit), not controlled),
        Requirement(B, TEXTS[B], share, None if share is None else 1.0, kept, controlled),
        Requirement(C, TEXTS[C], product, limit, meets(product, limit), controlled),
    )


def product_requirement(
    product: Span, limit: float = RISK_LIMIT, controlled: bool = True
) -> Requirement:
    """Clause c where the product was drawn flight by flight: its mean decides, its range stands
    beside it.
    """
    return Requirement(C, TEXTS[C], product, limit, product.likely < limit, controlled)


def meets(span: Span, limit: float) -> bool | None:
    """Whether a value stays below its limit; None where its span holds the limit."""
    if span.high < limit:
        return True
    return False if span.low >= limit else None
