"""What is asked of a sweep, checked before anything is planned or flown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from sim.workflow.sweep.design import Point, design_points
from sim.workflow.sweep.variation import SweepError, Variation, vary_all


class SweepKeywords(TypedDict, total=False):
    """Options of `SweepOptions` that are handed on by name, besides `vary`."""

    lhs: int | None
    seed: int
    metrics: Sequence[str]
    pareto: Sequence[str]
    chunk: int | None
    threads: int | None
    workers: int | None
    scheduler: str | None


@dataclass(frozen=True, kw_only=True)
class SweepOptions:
    """How a sweep is laid out and worked through.

    Attributes
    ----------
    vary
        What is varied.
    lhs
        Points of a Latin hypercube; None: every combination of the values.
    seed
        Of the hypercube, 0 or more.
    metrics
        Names or paths of what is noted of each point (`sim.workflow.sweep.metrics`); empty for the
        usual ones.
    pareto
        Two metrics whose front is told, each with ``min:`` or ``max:`` before it if it is not to be
        better as it usually is; empty: of the first two.
    chunk
        Points that are worked through together and kept as a whole; None: chosen by what is flown.
    threads
        Threads of this process; None takes one for each core. Not with Dask.
    workers
        Dask worker processes started for it; None: threads.
    scheduler
        Address of a Dask scheduler that is there, ``tcp://host:8786``.

    Raises
    ------
    SweepError
        If a value is not allowed.
    """

    vary: tuple[Variation, ...]
    lhs: int | None = None
    seed: int = 1
    metrics: Sequence[str] = ()
    pareto: Sequence[str] = ()
    chunk: int | None = None
    threads: int | None = None
    workers: int | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        for option, number, least in (
            ("seed", self.seed, 0),
            ("chunk", self.chunk, 1),
            ("threads", self.threads, 1),
            ("workers", self.workers, 1),
        ):
            if number is not None and number < least:
                raise SweepError(f"--{option} {number}: allowed: {least} or more")
        if self.on_dask and self.threads is not None:
            raise SweepError(f"--threads {self.threads}: not beside workers of Dask")
        if self.pareto and len(self.pareto) != 2:
            raise SweepError(f"--pareto {','.join(self.pareto)}: allowed: two metrics with a comma")

    @property
    def on_dask(self) -> bool:
        """Whether points are worked through on a Dask cluster."""
        return self.scheduler is not None or self.workers is not None

    @property
    def points(self) -> tuple[Point, ...]:
        """Values of each point, in the order of `vary`."""
        return design_points(self.vary, self.lhs, self.seed)


def sweep_options(
    vary: Mapping[str, Any] | Sequence[str], **options: Unpack[SweepKeywords]
) -> SweepOptions:
    """Options with what is varied by key, or as texts ``KEY=...``.

    Raises
    ------
    SweepError
        If a value is not allowed.
    """
    return SweepOptions(vary=vary_all(vary), **options)
