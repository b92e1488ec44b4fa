"""Maps in a real browser: land where it is, on every turn of every map, in names and in colour."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

LAND = {"Australia": (134.0, -25.0), "Brazil": (-52.0, -10.0), "Japan": (138.3, 36.3)}
"""Longitude and latitude of places far inside."""
SEA = {"Pacific": (-140.0, 5.0), "Atlantic": (-35.0, 25.0), "Indian Ocean": (80.0, -20.0)}
HALF = {"Japan": 2}
"""Pixels of half a box around a place; 8 where land is wide."""
ALIKE = 10
"""Steps of a colour channel within which a pixel has that colour."""
TURN = """((name, lon, lat) => {
  const svg = document.querySelector(`figure.map[data-chart="${name}"] svg`);
  const to = svg.querySelector(".world").getScreenCTM(), box = svg.getBoundingClientRect();
  const found = [];
  for (const turn of [-720, -360, 0, 360, 720]) {
    const x = to.a * (lon + turn) * 100 + to.e, y = to.d * lat * 100 + to.f;
    if (x > box.left + 12 && x < box.right - 12 && y > box.top + 12 && y < box.bottom - 12)
      found.push([x + scrollX, y + scrollY]);
  }
  return found;
})"""
COLOUR = """((name) => {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
})"""


def colour(browser, name: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", browser.ask(f"{COLOUR}('{name}')"))[:3]]


def press(browser, chart: str, label: str) -> None:
    browser.ask(
        f"""{{ const box = document.querySelector('figure.map[data-chart="{chart}"]');
        [...box.querySelectorAll(".tools button")].find((b) => b.textContent === "{label}").click();
        }} 0"""
    )


def share_of(browser, wanted: list[int], x: float, y: float, half: int) -> float:
    """Share of the pixels of a square of the page that have a colour."""
    clip = {"x": round(x) - half, "y": round(y) - half, "width": 2 * half + 1,
            "height": 2 * half + 1, "scale": 1}  # fmt: skip
    data = browser.send("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"), dtype=int)
    return float((np.abs(picture - wanted).max(axis=2) <= ALIKE).mean())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_land_is_where_it_is_on_every_map(browser, any_page, scheme):
    browser.open(any_page, scheme)
    charts = browser.ask("[...document.querySelectorAll('figure.map')].map((f) => f.dataset.chart)")
    assert charts
    for chart in charts:
        press(browser, chart, "world")
        for places, wanted, least in ((LAND, "--land", 0.3), (SEA, "--sea", 0.5)):
            for name, (lon, lat) in places.items():
                copies = browser.ask(f"{TURN}('{chart}', {lon}, {lat})")
                assert copies, (chart, name)
                for x, y in copies:
                    half = HALF.get(name, 8)
                    share = share_of(browser, colour(browser, wanted), x, y, half)
                    assert share >= least, (chart, name, share)


def names_on(browser, chart: str) -> list[str]:
    words = f"""[...document.querySelectorAll('figure.map[data-chart="{chart}"] .over text')]"""
    return browser.ask(f"{words}.map((t) => t.textContent)")


def test_land_and_lines_have_names(browser, compared_page):
    browser.open(compared_page)
    press(browser, "map", "world")
    assert {"Australia", "Brazil", "China"} <= set(names_on(browser, "map"))
    press(browser, "map", "ocean")
    words = names_on(browser, "map")
    assert any(word.startswith("370 km from") for word in words)
    assert len(browser.ask("[...document.querySelectorAll('.island-name, .land-name')]")) > 2


@pytest.mark.parametrize("view", ["ocean", "world"])
def test_names_do_not_cover_each_other(browser, compared_page, view):
    browser.open(compared_page)
    press(browser, "map", view)
    boxes = browser.ask(
        """[...document.querySelectorAll('figure.map[data-chart="map"] .over .name, .land-name,'
        + ' .island-name, .line-name')].map((t) => t.getBoundingClientRect())
        .map((r) => [r.left, r.top, r.right, r.bottom])"""
    )
    for k, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:k]:
            wide = min(right, other[2]) - max(left, other[0])
            tall = min(bottom, other[3]) - max(top, other[1])
            assert wide < 8.0 or tall < 5.0, (k, boxes[k], other)
