"""What a campaign is asked for, checked before anything flies."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from sim.campaign.run.campaign import CHUNK
from sim.campaign.sampling.uniform import METHODS
from sim.errors import InputError
from sim.workflow.campaign.stopping_criterion import parse_stopping_rule

BEGINNINGS = ("burns", "start")
LAWS = ("replan", "orbit", "clock")


class OptionError(InputError):
    """An option of a campaign can't be used.

    Parameters
    ----------
    option
        Its name in `CampaignOptions`, or ``resume``, ``only``.
    problem
        What was given and what is allowed.
    """

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(f"{option}{problem}")
        self.option = option
        self.problem = problem


class CampaignKeywords(TypedDict, total=False):
    """Options of `CampaignOptions` that are handed on by name, besides `samples`."""

    seed: int
    method: Literal["sobol", "lhs", "random"]
    begin: Literal["burns", "start"]
    chunk: int
    until: str | None
    guidance: Literal["replan", "orbit", "clock"] | None
    threads: int | None
    workers: int | None
    scheduler: str | None


@dataclass(frozen=True, kw_only=True)
class CampaignOptions:
    """How a campaign is drawn and flown.

    Attributes
    ----------
    samples
        Dispersed flights of each plan.
    seed
        Root of all random numbers, 0 or more.
    method
        ``sobol``, ``lhs`` or ``random``.
    begin
        ``burns``: each sample starts where the deorbit burns begin; ``start``: where the scenario
        does.
    chunk
        Samples in a chunk, the unit that is flown and written as a whole.
    until
        Stop once a measure is known that precisely, such as ``outside_corridor=0.01``; None flies
        all samples.
    guidance
        ``replan``, ``orbit`` or ``clock`` instead of what scenarios say; None leaves it to them.
    threads
        Threads of this process; None takes one for each core. Not with Dask.
    workers
        Dask worker processes started for it; None flies in threads.
    scheduler
        Address of a Dask scheduler that is there, ``tcp://host:8786``.

    Raises
    ------
    OptionError
        If a value is not allowed.
    """

    samples: int = 1024
    seed: int = 1
    method: str = "sobol"
    begin: str = "burns"
    chunk: int = CHUNK
    until: str | None = None
    guidance: str | None = None
    threads: int | None = None
    workers: int | None = None
    scheduler: str | None = None

    def __post_init__(self) -> None:
        for option, value, allowed in (
            ("begin", self.begin, BEGINNINGS),
            ("method", self.method, METHODS),
            ("guidance", self.guidance or LAWS[0], LAWS),
        ):
            if value not in allowed:
                raise OptionError(option, f" {value}: allowed: {', '.join(allowed)}")
        for option, number, least in (
            ("samples", self.samples, 1),
            ("seed", self.seed, 0),
            ("chunk", self.chunk, 1),
            ("threads", self.threads, 1),
            ("workers", self.workers, 1),
        ):
            if number is not None and number < least:
                raise OptionError(option, f" {number}: allowed: {least} or more")
        if self.on_dask and self.threads is not None:
            problem = f" {self.threads}: threads of this process fly nothing beside workers of Dask"
            raise OptionError("threads", problem)
        if self.until is not None:
            try:
                parse_stopping_rule(self.until)
            except InputError as error:
                raise OptionError("until", f" {error}") from None

    @property
    def on_dask(self) -> bool:
        """Whether chunks are flown on a Dask cluster."""
        return self.scheduler is not None or self.workers is not None
