"""The command ``campaign``: fly it, show its answers, and take Ctrl-C as a request to stop."""

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.cli.exit_handling import INTERRUPTED
from sim.cli.progress import ProgressDisplay
from sim.cli.terminal import console, say
from sim.errors import InputError
from sim.formats.json_text import json_text
from sim.report.results.campaign import CampaignResult
from sim.report.tables.campaign import campaign_table
from sim.report.tables.tail import tail_table
from sim.report.tables.value import value_table
from sim.scenario.schema.scenario import Scenario
from sim.workflow.campaign.fly import (
    CampaignInterrupt,
    CampaignStoppedError,
    fly_sample,
    run_campaign,
    run_campaign_beside,
)
from sim.workflow.campaign.options import CampaignOptions, OptionError
from sim.workflow.campaign.tail import TailOptions, run_tail
from sim.workflow.campaign.value import chosen_switches, run_value
from sim.workflow.output import Output
from sim.workflow.progress import OnProgress, Progress

FLAGS = {"begin": "--from"}
"""Options of the command line that are not called as in Python."""


class _Stopper:
    """An event that Ctrl-C or a request to stop sets, once chunks are flown; the second one
    interrupts.
    """

    def __init__(self) -> None:
        self.event = threading.Event()
        self._before: dict[signal.Signals, object] = {}

    def arm(self) -> None:
        """Take the signals over."""
        for name in () if self._before else (signal.SIGINT, signal.SIGTERM):
            self._before[name] = signal.signal(name, self._stop)

    def disarm(self) -> None:
        """Give them back."""
        for name, handler in self._before.items():
            signal.signal(name, handler)  # pyright: ignore[reportArgumentType]  # as it came

    def _stop(self, number: int, frame: object) -> None:
        if self.event.is_set():
            raise KeyboardInterrupt
        self.event.set()
        say("stopping after the chunks under way; once more to stop now", error=True)


def fly_campaign(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: Mapping[str, Any],
    output: Output,
    *,
    resume: bool = False,
    json: bool = False,
    quiet: bool = False,
) -> int:
    """Fly or resume a campaign and show its answers; returns the exit code.

    `options` are those of `CampaignOptions`.
    """
    with (
        exit_code_of_stop() as stopped,
        _named_as_flags(),
        stoppable(quiet) as (stop, show),
    ):
        result = run_campaign(
            scenarios,
            files,
            CampaignOptions(**options),
            output,
            resume=resume,
            on_progress=show,
            stop=stop,
        )
    if stopped:
        return INTERRUPTED
    _show(result, json, quiet)
    return 0


def fly_campaign_beside(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    samples: int,
    comparison: Output,
    *,
    quiet: bool = False,
) -> int:
    """Fly the campaign of scenarios that were compared, into the folder of the comparison; returns
    the exit code.
    """
    with (
        exit_code_of_stop() as stopped,
        _named_as_flags(),
        stoppable(quiet) as (stop, show),
    ):
        result = run_campaign_beside(
            scenarios,
            files,
            CampaignOptions(samples=samples),
            comparison,
            on_progress=show,
            stop=stop,
        )
    if stopped:
        return INTERRUPTED
    _show(result, False, quiet)
    return 0


def fly_one_sample(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    options: Mapping[str, Any],
    number: int,
    *,
    quiet: bool = False,
) -> int:
    """Fly one sample of a campaign by itself and print its columns; returns the exit code."""
    with _named_as_flags(), ProgressDisplay(quiet) as show:
        tables = fly_sample(scenarios, files, CampaignOptions(**options), number, show)
    columns = {
        name: {key: values.tolist() for key, values in table.items()}
        for name, table in tables.items()
    }
    say(json_text(columns), end="")
    return 0


def fly_tail(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    event: str,
    runs: int,
    options: Mapping[str, Any],
    output: Output,
    *,
    resume: bool = False,
    json: bool = False,
    quiet: bool = False,
) -> int:
    """Find how probable a rare event is and show it; returns the exit code.

    `options` are those of `CampaignOptions`.
    """
    with (
        exit_code_of_stop() as stopped,
        _named_as_flags(),
        stoppable(quiet) as (stop, show),
    ):
        result = run_tail(
            scenarios,
            files,
            TailOptions(event=event, runs=runs, campaign=CampaignOptions(**options)),
            output,
            resume=resume,
            on_progress=show,
            stop=stop,
        )
    if stopped:
        return INTERRUPTED
    if json:
        say(json_text(result.answers), end="")
    elif not quiet:
        console().print(tail_table(result.answers))
    if not quiet:
        say(f"Results in {result.folder}", error=True)
    return 0


def fly_value(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    switches: str | None,
    options: Mapping[str, Any],
    output: Output,
    *,
    resume: bool = False,
    json: bool = False,
    quiet: bool = False,
) -> int:
    """Fly what is switched, compare and show it; returns the exit code.

    `options` are those of `CampaignOptions`.
    """
    with (
        exit_code_of_stop() as stopped,
        _named_as_flags(),
        stoppable(quiet) as (stop, show),
    ):
        result = run_value(
            scenarios,
            files,
            CampaignOptions(**options),
            output,
            switches=chosen_switches(switches),
            resume=resume,
            on_progress=show,
            stop=stop,
        )
    if stopped:
        return INTERRUPTED
    if json:
        say(json_text(result.answers), end="")
    elif not quiet:
        console().print(value_table(result.answers))
    if not quiet:
        say(f"Results in {result.folder}", error=True)
    return 0


def _show(result: CampaignResult, json: bool, quiet: bool) -> None:
    if json:
        say(json_text(result.answers), end="")
    elif not quiet:
        console().print(campaign_table(result.answers))
    if not quiet:
        say(f"Results in {result.folder}", error=True)


@contextmanager
def _named_as_flags() -> Iterator[None]:
    """Call options in messages as the command line does."""
    try:
        yield
    except OptionError as error:
        raise InputError(f"--{FLAGS.get(error.option, error.option)}{error.problem}") from None


@contextmanager
def exit_code_of_stop() -> Iterator[list[int]]:
    """Say what a stopped campaign left; the list then holds the exit code."""
    codes: list[int] = []
    try:
        yield codes
    except (CampaignStoppedError, CampaignInterrupt) as error:
        say(f"interrupted: {error}; resume with the same command and --resume", error=True)
        codes.append(INTERRUPTED)


@contextmanager
def stoppable(quiet: bool) -> Iterator[tuple[threading.Event, OnProgress]]:
    """An event that a signal sets once samples are flown, and what shows progress."""
    stopper = _Stopper()
    with ProgressDisplay(quiet) as display:

        def show(progress: Progress) -> None:
            if progress.samples:
                stopper.arm()
            display(progress)

        try:
            yield stopper.event, show
        finally:
            stopper.disarm()
