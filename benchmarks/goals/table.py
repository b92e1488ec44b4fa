"""The goals, and a figure beside its goal."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One line.

    Attributes
    ----------
    part
        What is measured together, one of `PARTS`.
    words
        What the figure is.
    goal
        None if it is only told.
    unit
        "s", "times", or another.
    at_least
        Whether more is better.
    """

    part: str
    words: str
    goal: float | None = None
    unit: str = "times"
    at_least: bool = True


PARTS = {
    "job": "Whole commands",
    "first": "A first run",
    "batch": "Many trajectories",
    "alone": "One trajectory",
    "fragments": "Fragments",
    "cores": "Two cores",
    "widths": "Other widths",
    "matrices": "State transition matrices",
    "scale": "Campaigns on more workers",
}
"""What is measured together, in this order."""


def _at_most(part: str, words: str, goal: float | None, unit: str) -> Goal:
    return Goal(part=part, words=words, goal=goal, unit=unit, at_least=False)


def _at_least(part: str, words: str, goal: float | None, unit: str = "times") -> Goal:
    return Goal(part=part, words=words, goal=goal, unit=unit)


EARLIER = "of the earlier version's time"
GOALS = {
    "job.help": _at_most("job", "`--help`", 0.1, "s"),
    "job.words": _at_most("job", "first words of `run usdv`", 0.5, "s"),
    "job.read": _at_most("job", "reading both plans", 0.15, "s"),
    "job.run": _at_most("job", f"`run usdv`, {EARLIER}", 1 / 3, "times"),
    "job.compare": _at_most("job", f"`compare usdv progress`, {EARLIER}", 1 / 4, "times"),
    "first.run": _at_most("first", f"`run mir_2001`, nothing compiled, {EARLIER}", 0.5, "times"),
    "first.compare": _at_most(
        "first", f"`compare usdv progress`, nothing compiled, {EARLIER}", 0.5, "times"
    ),
    "batch.a8.heyoka.1m": _at_least("batch", "a8 at 1 m, heyoka's batch over ours", 12.0),
    "batch.a8.heyoka.1cm": _at_least("batch", "a8 at 1 cm, heyoka's batch over ours", 12.0),
    "batch.b20.satkit": _at_least("batch", "b20 at 1 m, satkit over ours", 100.0),
    "batch.b20.orekit": _at_least("batch", "b20 at 1 m, Orekit over ours", 600.0),
    "batch.b70.satkit": _at_least("batch", "b70 at 1 m, satkit over ours", 80.0),
    "batch.b70.orekit": _at_least("batch", "b70 at 1 m, Orekit over ours", 300.0),
    "batch.b20.every2": _at_least("batch", "b20, present method over one not shipped that "
                                  "evaluates air, Sun and Moon in every 2nd step", None),
    "batch.b20.every3": _at_least("batch", "the same, in every 3rd step", None),
    "alone.b20.satkit": _at_least("alone", "b20 at 1 m alone, satkit over ours", 20.0),
    "alone.b20.orekit": _at_least("alone", "b20 at 1 m alone, Orekit over ours", 100.0),
    "alone.descent": _at_most("alone", "2.5 years of descent, flown once", 0.6, "s"),
    "fragments.earlier": _at_most(
        "fragments", f"campaign of the earlier version's own plan, 30 pieces, {EARLIER}", 0.5,
        "times",
    ),
    "fragments.clock": _at_least(
        "fragments", "the present plan by the clock, 30 pieces", None, "samples/s"
    ),
    "fragments.thousand": _at_most("fragments", "1,000 fragments from 120 km", 0.25, "s"),
    "cores.a8": _at_least("cores", "a8, one thread over two", 1.9),
    "cores.a20": _at_least("cores", "a20, one thread over two", 1.9),
    "cores.b20": _at_least("cores", "b20, one thread over two", 1.9),
    "cores.b70": _at_least("cores", "b70, one thread over two", 1.9),
    "cores.c": _at_least("cores", "c (burn and entry), one thread over two", 1.9),
    "cores.fragments": _at_least("cores", "fragments to the ground, one thread over two", 1.9),
    "widths.a8.avx2": _at_least("widths", "a8, AVX2 over AVX-512, as shipped", None),
    "widths.b20.avx2": _at_least("widths", "b20, AVX2 over AVX-512, as shipped", None),
    "widths.a8.4": _at_least("widths", "a8, four lanes of AVX2 over eight of AVX-512", None),
    "widths.b20.4": _at_least("widths", "b20, four lanes of AVX2 over eight of AVX-512", None),
    "widths.a8.2": _at_least("widths", "a8, two lanes (as NEON) over eight of AVX-512", None),
    "widths.b20.2": _at_least("widths", "b20, two lanes (as NEON) over eight of AVX-512", None),
    "widths.differ": _at_most("widths", "largest difference of a final position", 1e-3, "m"),
    "matrices.ours": _at_most("matrices", "with matrices over the trajectory alone", 3.0, "times"),
    "matrices.satkit.own": _at_most("matrices", "the same of satkit", None, "times"),
    "matrices.heyoka": _at_least("matrices", "with matrices, heyoka over ours", None),
    "matrices.satkit": _at_least("matrices", "with matrices, satkit over ours", None),
    "scale.strong": _at_least("scale", "the same samples, one Dask worker over two", 1.9),
    "scale.weak": _at_least("scale", "samples/s, two Dask workers over one, of twice as many", 1.9),
    "scale.thousand": _at_least("scale", "share of 1,000 workers that flies", 0.9, ""),
    "scale.hours": _at_most("scale", "a million pairs of guided samples", None, "core hours"),
}  # fmt: skip
"""Each line by its key."""


@dataclass(frozen=True)
class Figure:
    """What was measured for a line; `value` is None if it could not be, and `note` says why, or
    what the figure is made of.
    """

    key: str
    value: float | None
    note: str = ""

    @property
    def goal(self) -> Goal:
        """The line."""
        return GOALS[self.key]

    @property
    def verdict(self) -> str:
        """Met, missed, told (no goal), or not measured."""
        if self.value is None:
            return "not measured"
        if self.goal.goal is None:
            return "told"
        met = self.value >= self.goal.goal if self.goal.at_least else self.value <= self.goal.goal
        return "met" if met else "missed"

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """Words, goal, figure, verdict and note."""
        goal, unit = self.goal, self.goal.unit
        wanted = "-"
        if goal.goal is not None:
            wanted = f"{'at least' if goal.at_least else 'at most'} {goal.goal:.3g} {unit}"
        figure = "-" if self.value is None else f"{self.value:,.3g} {unit}"
        return goal.words, wanted.strip(), figure.strip(), self.verdict, self.note
