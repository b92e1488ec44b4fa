"""Takes the first screens of the pages of runs, plans and campaigns in Chromium, into
docs/figures/pages: `python docs/figures/pages.py [--results FOLDER] [--into FOLDER]`.

Results are those that `python docs/numbers.py` has flown. Each picture is looked at before it is
kept.
"""

import argparse
import base64
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "benchmarks"))

from chromium import Browser  # noqa: E402

from sim.report.page.write import make_page  # noqa: E402

DESK, PHONE = ("light", (1280, 1100)), ("dark", (390, 844))
"""Colour scheme, and size in pixels."""
PAGES = {
    "compare": ("compare", {"desk": DESK, "phone": PHONE}),
    "plan": ("plan_usdv", {"desk": DESK}),
    "campaign": ("campaign", {"desk": DESK}),
}
"""Kind of a page, its results, and the screens that it is shown on."""


def take(browser: Browser, file: Path) -> None:
    """Keep what is seen, in all its colours: fewer of them mix those of the plans."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(base64.b64decode(browser.send("Page.captureScreenshot")["data"]))
    print(file, flush=True)


def main() -> None:
    """Take every picture whose results are there, and name the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=HERE.parents[1] / "runs" / "numbers")
    parser.add_argument("--into", type=Path, default=HERE / "pages")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(Path(folder) / "profile")
        for kind, (name, screens) in PAGES.items():
            if not (asked.results / name).is_dir():
                print(f"{kind} stays: no {asked.results / name}")
                continue
            page = Path(folder) / f"{kind}.html"
            page.write_text(make_page(asked.results / name), encoding="utf-8")
            for ending, (scheme, size) in screens.items():
                browser.open(page, scheme, size)
                take(browser, asked.into / f"{kind}_{ending}.png")
        browser.close()


if __name__ == "__main__":
    main()
