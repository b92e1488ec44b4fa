"""Text of scripts in a page, each between `<!-- NAME -->` and `<!-- /NAME -->`."""

from collections.abc import Mapping, Sequence
from pathlib import Path


def write_page(page: Path, texts: Mapping[str, str]) -> None:
    """Put texts between the marks of a page.

    Raises
    ------
    SystemExit
        If a pair of marks is not there; nothing is written then.
    """
    content = page.read_text(encoding="utf-8")
    for name, text in texts.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, opened, rest = content.partition(begin)
        _, closed, after = rest.partition(end)
        if not (opened and closed):
            raise SystemExit(f"{page}: no {begin} and {end}")
        content = f"{before}{begin}\n\n{text}\n\n{end}{after}"
    page.write_text(content, encoding="utf-8")


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows, the first of them headings, as a table in Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])
