"""A whole page from its parts: markup, styles, scripts and data in one file that loads nothing; and
the files of a folder that every page reads.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.formats.json_text import read_json
from sim.report.page.markup import Section, island, tag, text

SCRIPTS = ("chart.js", "map.js", "failure.js", "start.js")


def read_yaml(file: Path) -> Any:
    """Values of a YAML file; nothing if there is none.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    if not file.is_file():
        return {}
    try:
        return _parse_yaml(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise ValueError(f"{file.name}: {error}") from error


@lru_cache(maxsize=8)
def _parse_yaml(words: str) -> Any:
    return YAML(typ="safe", pure=True).load(words)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; nothing if there is none."""
    file = folder / "manifest.json"
    return read_json(file) if file.is_file() else {}


def document(heading: str, stamp: str, parts: Sequence[Section], charts: Mapping[str, Any]) -> str:
    """A whole page from its parts and the data of its charts."""
    script = _asset(*SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    links = "".join(tag("li", tag("a", text(p.heading), href=f"#{p.name}")) for p in parts)
    body = "\n".join(
        tag("section", tag("h2", text(p.heading), id=f"{p.name}-h") + p.body, id=p.name,
            aria_labelledby=f"{p.name}-h")
        for p in parts
    )  # fmt: skip
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text(heading)}</title>
<style>
{_asset("page.css")}</style>
</head>
<body>
<a class="skip" href="#main">To the answer</a>
<header><h1>{text(heading)}</h1><p class="muted">{text(stamp)}</p></header>
<nav aria-label="parts of the page"><ul>{links}</ul></nav>
<main id="main">
<noscript><p>Figures on this page need scripts; the same folder holds them as pictures.</p></noscript>
{body}
</main>
<footer>{text(stamp)}. Coastlines: Made with Natural Earth.</footer>
<script type="application/json" id="data">{island(charts)}</script>
<script>{script}</script>
</body>
</html>
"""  # noqa: E501


@cache
def _asset(*names: str) -> str:
    place = files("sim.report.page")
    return "".join((place / name).read_text(encoding="utf-8") for name in names)
