"""Takes the first screens of the pages of runs, plans and campaigns in Chromium, into
docs/figures/pages: `python docs/figures/pages.py [--results FOLDER] [--into FOLDER]`.

Results are those that `python docs/numbers.py` has flown. Each picture is looked at before it is
kept.
"""

import argparse
import base64
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "benchmarks"))

from chromium import Browser  # noqa: E402

from sim.report.page.write import make_page  # noqa: E402

PAGES = {"compare": "compare", "plan": "plan_usdv", "campaign": "campaign"}
"""Kind of a page, and its results."""
SCREENS = {"desk_light": ("light", (1280, 1100)), "phone_dark": ("dark", (390, 844))}
"""Ending of a picture, colour scheme and size."""
COLOURS = 96
"""Of a picture: enough for flat colours and smooth letters."""


def take(browser: Browser, file: Path) -> None:
    """Keep what is seen, in few colours."""
    data = browser.send("Page.captureScreenshot")["data"]
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS).save(file, optimize=True)
    print(file, flush=True)


def main() -> None:
    """Take every picture whose results are there, and name the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=HERE.parents[1] / "runs" / "numbers")
    parser.add_argument("--into", type=Path, default=HERE / "pages")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(Path(folder) / "profile")
        for kind, name in PAGES.items():
            if not (asked.results / name).is_dir():
                print(f"{kind} stays: no {asked.results / name}")
                continue
            page = Path(folder) / f"{kind}.html"
            page.write_text(make_page(asked.results / name), encoding="utf-8")
            for ending, (scheme, size) in SCREENS.items():
                browser.open(page, scheme, size)
                take(browser, asked.into / f"{kind}_{ending}.png")
        browser.close()


if __name__ == "__main__":
    main()
