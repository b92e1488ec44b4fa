"""How large pages are and how soon a browser shows something of them:
`python benchmarks/page_paint.py report.html ...`.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from chromium import Browser

MOST_BYTES, MOST_MS = 1_500_000, 500.0
"""Goals: size of a page, and time until the first words of it are painted."""
TIMES = 5
PAINT = "performance.getEntriesByName('first-contentful-paint').map((e) => e.startTime)"


def measure_paint(browser: Browser, page: Path) -> list[float]:
    """Milliseconds from the start of loading to the first words, several times over."""
    found = []
    for _ in range(TIMES):
        browser.open(page.resolve())
        found += browser.ask(PAINT)
    return found


def main(pages: list[Path]) -> int:
    """Print a line for each page; returns how many miss a goal."""
    missed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(Path(profile))
        for page in pages:
            size, paint = page.stat().st_size, measure_paint(browser, page)
            middle = statistics.median(paint)
            missed += size > MOST_BYTES or middle > MOST_MS
            print(
                f"{page}: {size / 1e6:.2f} MB (goal {MOST_BYTES / 1e6:g}), first words after "
                f"{middle:.0f} ms, {min(paint):.0f} to {max(paint):.0f} (goal {MOST_MS:.0f})"
            )
        browser.close()
    return missed


if __name__ == "__main__":
    sys.exit(main([Path(each) for each in sys.argv[1:]]))
