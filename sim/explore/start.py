"""Starting explore: server first, then the flights, told in the terminal and on the page."""

import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.explore.app import App
from sim.explore.server import ExploreServer, open_server
from sim.explore.session import OpenPlan, open_plans
from sim.scenario.schema.scenario import Scenario
from sim.workflow.progress import COMPILING, DONE, OnProgress, Progress

TITLE = "Explore"


def begin(port: int | None, cloud_threads: int | None = None) -> tuple[App, ExploreServer, str]:
    """A server that answers; what it says until the plans are open is how far they are. The text
    says where the port is another one than wanted.
    """
    app = App(cloud_threads)
    server, notice = open_server(port, app.ask, TITLE)
    server.start()
    return app, server, notice


def explore(
    scenarios: Sequence[Scenario],
    files: Sequence[Path],
    *,
    port: int | None = None,
    cloud_threads: int | None = None,
    open_browser: bool = True,
    say: Callable[[str], None] = print,
    on_progress: OnProgress,
    wait: Callable[[], object] | None = None,
) -> None:
    """Serve the page of one or two scenarios until interrupted.

    Parameters
    ----------
    scenarios, files
        What is flown, and where it was read from.
    port
        Wanted; a busy one is said, and the next free one taken.
    cloud_threads
        Threads that fly dispersed samples; by default as many as processors.
    open_browser
        Whether to open the address.
    say, on_progress
        Take lines for people, and how far the flights are, in this thread.
    wait
        Returns when the server is to end; by default it waits for an interrupt.

    Raises
    ------
    NothingToExploreError, ScenarioError, NoPlanError
        As `sim.explore.session.open_plans`.
    """
    app, server, notice = begin(port, cloud_threads)
    try:
        if notice:
            say(notice)
        say(f"Explore at {server.address}")
        say("The address holds a token: it is yours alone. Ctrl-C ends it.")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        app.ready(fly(app, scenarios, files, on_progress))
        on_progress(Progress(stage=DONE))
        say("Ready.")
        (wait or threading.Event().wait)()
    finally:
        server.shutdown()
        server.server_close()


def fly(
    app: App, scenarios: Sequence[Scenario], files: Sequence[Path], on_progress: OnProgress
) -> list[OpenPlan]:
    """Open plans, and tell the page how far their flights are."""

    def told(progress: Progress) -> None:
        if progress.stage not in (DONE, ""):
            words = f"{progress.scenario}: " if progress.scenario else ""
            words += progress.stage + (
                ", about a minute, the first time on this machine"
                if progress.stage == COMPILING
                else ""
            )
            if progress.utc:
                words += f", {progress.utc[:16].replace('T', ' ')}"
            app.stage = words[:1].upper() + words[1:] + "."
        on_progress(progress)

    try:
        return open_plans(scenarios, files, told)
    except Exception as error:
        app.failed = str(error)
        raise
