"""Starting the decision room of a campaign."""

import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from sim.explore.room import Room
from sim.explore.server import open_server

TITLE = "Decision room"


def show_campaign(
    folder: Path,
    *,
    port: int | None = None,
    open_browser: bool = True,
    say: Callable[[str], None] = print,
    wait: Callable[[], object] | None = None,
) -> None:
    """Serve the decisions of a campaign until interrupted.

    Parameters
    ----------
    folder
        Store of a campaign that was flown to its end.
    port, open_browser, say, wait
        As `sim.explore.start.explore`.

    Raises
    ------
    NoDecisionsError
        If none were taken in it.
    ResultsError, FormatError
        As `sim.report.results.campaign.CampaignResult.read`.
    """
    room = Room(folder)
    server, notice = open_server(port, room.ask, TITLE, "/room")
    server.start()
    try:
        if notice:
            say(notice)
        say(f"Decision room at {server.address}")
        say("The address holds a token: it is yours alone. Ctrl-C ends it.")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        (wait or threading.Event().wait)()
    finally:
        server.shutdown()
        server.server_close()
