"""Explore in a notebook: the same page, in a frame of its own."""

from html import escape
from pathlib import Path

from sim.explore.app import App
from sim.explore.server import ExploreServer
from sim.explore.start import begin, fly
from sim.scenario.schema.scenario import Scenario
from sim.workflow.progress import OnProgress, ignore_progress

HEIGHT = 900
"""px of the frame."""


class Exploration:
    """A page that is served until `close`, or until the interpreter ends; shown in a notebook."""

    def __init__(self, app: App, server: ExploreServer) -> None:
        self.app, self.server = app, server

    @property
    def address(self) -> str:
        """What a browser of this machine opens, with the token."""
        return self.server.address

    def close(self) -> None:
        """Answer no more."""
        self.server.shutdown()
        self.server.server_close()

    def _repr_html_(self) -> str:
        """The page in a frame, for a notebook whose browser runs on this machine."""
        return (
            f'<iframe src="{escape(self.address)}" title="Explore" width="100%" '
            f'height="{HEIGHT}" style="border:0" allow="clipboard-write"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Exploration at port {self.server.port}"


def open_exploration(
    scenarios: list[Scenario],
    files: list[Path],
    port: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Exploration:
    """Fly scenarios, hold them, and serve their page in a thread; port 0 is any that is free.

    Raises
    ------
    NothingToExploreError, ScenarioError, NoPlanError
        As `sim.explore.session.open_plans`.
    """
    app, server, _ = begin(port)
    try:
        app.ready(fly(app, scenarios, files, on_progress))
    except BaseException:
        server.shutdown()
        server.server_close()
        raise
    return Exploration(app, server)
