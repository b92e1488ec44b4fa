"""Hook of mkdocs: on the site, two pages show the file in the root folder that they link to."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHOWN = {"contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
"""Page of the site, and the file in the root folder that it shows."""


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return the text of the root file in place of the page that links to it.

    Links are rewritten, since they start from the root folder there and from `docs` here.
    """
    name = SHOWN.get(page.file.src_uri)
    if name is None:
        return markdown
    text = (ROOT / name).read_text(encoding="utf-8")
    text = re.sub(r"\]\(docs/", "](", text)
    for shown, source in SHOWN.items():
        text = re.sub(rf"\]\({re.escape(source)}(?=[)#])", f"]({shown}", text)
    return text
