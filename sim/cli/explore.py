"""The command ``explore``: a local page on which burns are dragged, or the decision room."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Quiet, shipped_names


def explore(
    scenarios: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SCENARIO",
            help="One scenario, or two side by side; or the folder of a campaign.",
            autocompletion=shipped_names,
        ),
    ] = None,
    campaign: Annotated[
        Path | None, typer.Option(help="Folder of a campaign: replay the decisions of a sample.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Default 8765; a busy one: the next free one."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address; open nothing.")
    ] = False,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads that fly dispersed flights; default: all processors."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Drag a burn and see the debris move, in a browser on this machine."""
    from sim.cli.terminal import say
    from sim.errors import InputError

    given = list(scenarios or [])
    if campaign is None and len(given) == 1 and (given[0] / "answers.json").is_file():
        campaign = given.pop()
    if (campaign is None) == (not given):
        raise InputError(
            "explore takes one or two scenarios, or the folder of a campaign; "
            f"given: {len(given)} scenarios and {'a' if campaign else 'no'} campaign"
        )
    try:
        if campaign is not None:
            _show(campaign, port, not no_browser)
        else:
            _fly(given, port, not no_browser, threads, quiet)
    except KeyboardInterrupt:
        say("Ended.", error=True)


def _show(folder: Path, port: int | None, open_browser: bool) -> None:
    from sim.cli.terminal import say
    from sim.errors import InputError
    from sim.explore.room import NoDecisionsError
    from sim.explore.show_campaign import show_campaign

    try:
        show_campaign(folder, port=port, open_browser=open_browser, say=say)
    except NoDecisionsError as error:
        raise InputError(str(error)) from None


def _fly(
    files: list[Path], port: int | None, open_browser: bool, threads: int | None, quiet: bool
) -> None:
    from sim.cli.read_inputs import read_inputs
    from sim.errors import InputError

    if len(files) > 2:
        raise InputError(f"explore takes one or two scenarios; given: {len(files)}")
    checked = read_inputs(files, quiet)
    if len({scenario.name for scenario in checked}) < len(checked):
        raise InputError(f"two scenarios need different names; both: {checked[0].name}")
    from sim.cli.progress import ProgressDisplay
    from sim.cli.terminal import say
    from sim.explore.start import explore as serve
    from sim.workflow.explore.held import NothingToExploreError

    try:
        with ProgressDisplay(quiet) as display:
            serve(
                checked, files, port=port, cloud_threads=threads, open_browser=open_browser,
                say=say, on_progress=display,
            )  # fmt: skip
    except NothingToExploreError as error:
        raise InputError(str(error)) from None
