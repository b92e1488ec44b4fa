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

from sim.formats.yaml_text import YamlError, read_values
from sim.report.page.about import ABOUT
from sim.report.page.markup import Section, island, tag, text
from sim.report.results.reading import ResultsError, read_text

SCRIPTS = ("chart.js", "map.js", "failure.js", "save.js", "terms.js", "start.js")


def read_yaml(file: Path) -> Any:
    """Values of a YAML file; nothing if there is none.

    Raises
    ------
    ResultsError
        If the file is damaged.
    """
    if not file.is_file():
        return {}
    try:
        return _values(read_text(file))
    except (YamlError, RecursionError) as error:
        raise ResultsError(file, str(error)) from error


_values = lru_cache(maxsize=8)(read_values)


def document(
    heading: str,
    stamp: str,
    parts: Sequence[Section],
    charts: Mapping[str, Any],
    conditions: Sequence[str] = (),
    about: str = ABOUT,
) -> str:
    """A whole page from its parts and the data of its charts.

    `conditions` are sentences on what the answer depends on; they stand under the heading
    and what is said `about` the page.
    """
    script = _asset(*SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    depends = "".join(tag("p", text(sentence), class_="depends") for sentence in conditions)
    links = "".join(
        tag("li", tag("a", text(p.link or p.heading), href=f"#{p.name}")) for p in parts
    )
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
<header><h1>{text(heading)}</h1><p class="muted">{text(about)}</p>{depends}</header>
<nav aria-label="parts of the page"><ul>{links}</ul></nav>
<main id="main">
<noscript><p>Figures on this page need scripts; the same folder holds them as pictures.</p></noscript>
{body}
</main>
<footer>{text(stamp)}. Land: Made with Natural Earth; borders are no statement on sovereignty.</footer>
<script type="application/json" id="data">{island(charts)}</script>
<script>{script}</script>
</body>
</html>
"""  # noqa: E501


@cache
def _asset(*names: str) -> str:
    place = files("sim.report.page")
    return "".join((place / name).read_text(encoding="utf-8") for name in names)
