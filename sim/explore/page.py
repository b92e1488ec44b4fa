"""Pages: markup without data; what they show they ask for."""

from functools import cache
from html import escape
from importlib.resources import files

EXPLORE, ROOM, FORBIDDEN = "explore.html", "room.html", "forbidden.html"


@cache
def asset(name: str) -> str:
    """Text of a file of this package."""
    return (files("sim.explore") / name).read_text(encoding="utf-8")


def page_html(name: str, title: str, token: str) -> str:
    """A page with its heading, and the token that it sends along."""
    html = asset(name).replace("{{title}}", escape(title))
    return html.replace("{{token}}", escape(token))
