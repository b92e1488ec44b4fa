"""What a reader meets first and on every screen: danger in red, full rows of tiles, heads over
their columns, dates in one piece, words explained.
"""

import re
from itertools import pairwise

import pytest

SCREENS = [(1400, 900), (1200, 900), (390, 844)]
ROWS = """[...document.querySelectorAll(".tiles")].map((list) => {
  const box = list.getBoundingClientRect(), rows = {};
  for (const tile of list.children) {
    const { top, left, right } = tile.getBoundingClientRect();
    const row = rows[Math.round(top)] ||= [left, right];
    row[0] = Math.min(row[0], left); row[1] = Math.max(row[1], right);
  }
  return Object.values(rows).map(([a, b]) => [a - box.left, box.right - b]);
})"""
HEADS = """[...document.querySelectorAll("details")].forEach((d) => { d.open = true; });
[...document.querySelectorAll("table")].map((table) => {
  const words = (cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const boxes = [...range.getClientRects()].filter((r) => r.width > 0);
    return [Math.min(...boxes.map((r) => r.left)), Math.max(...boxes.map((r) => r.right))];
  };
  return [...table.querySelectorAll("thead th")].map((cell) => [...words(cell),
    getComputedStyle(cell).textAlign,
    getComputedStyle(table.querySelector("tbody tr").cells[cell.cellIndex]).textAlign]);
})"""


@pytest.mark.parametrize("size", SCREENS)
def test_rows_of_tiles_are_full(browser, page, size):
    browser.open(page, size=size)
    lists = browser.ask(ROWS)
    assert lists
    for rows in lists:
        assert all(abs(edge) < 2.0 for row in rows for edge in row), rows


@pytest.mark.parametrize("size", SCREENS)
def test_dates_stay_in_one_piece(browser, page, size):
    browser.open(page, size=size)
    broken = browser.ask(
        """[...document.querySelectorAll(".tiles dd")].filter((dd) => {
          const words = (dd.querySelector(".basis") || dd).firstChild;
          if (!/\\d{4}$/.test(words.textContent)) return false;
          const range = document.createRange();
          range.selectNodeContents(words);
          return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1;
        }).length"""
    )
    assert broken == 0


def test_heads_stand_over_their_columns(browser, page):
    browser.open(page)
    tables = browser.ask(HEADS)
    assert tables
    for heads in tables:
        for left, right, head, cell in heads:
            assert head == cell and left < right
        for one, other in pairwise(heads):
            assert other[0] - one[1] >= 5.0, heads


def test_the_danger_comes_first(browser, compared_page, run_page):
    browser.open(compared_page, size=(1400, 900))
    first = browser.ask("document.querySelector('#answer').innerText")
    assert "Ocean" in first and "limit of 1 in 10,000" in first and "fails" in first
    assert "Limit broken" in first
    red = browser.ask("getComputedStyle(document.querySelector('.broken-limits li')).color")
    r, g, b = (int(n) for n in re.findall(r"\d+", red))
    assert r > 2 * g and r > 2 * b
    assert "not by NASA" in browser.ask("document.querySelector('header').innerText")
    browser.open(run_page, size=(1400, 900))
    top = browser.ask("document.querySelector('figure.map svg').getBoundingClientRect().top")
    assert top < 800.0  # the map begins on the first screen


def test_words_that_are_used_are_explained(browser, page):
    browser.open(page)
    terms = browser.ask("[...document.querySelectorAll('.words dt')].map((t) => t.textContent)")
    assert "aim point" in terms or "entry angle, flight-path angle" in terms
    assert "`" not in browser.ask("document.body.innerText")


def test_wide_tables_say_that_they_go_on(browser, run_page):
    browser.open(run_page, size=(390, 844))
    boxes = browser.ask(
        """[...document.querySelectorAll(".scroll")].filter((b) => b.clientWidth)
        .map((b) => [b.scrollWidth > b.clientWidth + 2, b.classList.contains("more")])"""
    )
    assert any(wide for wide, _ in boxes)
    assert all(wide == told for wide, told in boxes)


def test_the_slider_tells_where_debris_falls(browser, run_page):
    browser.open(run_page)
    told = browser.ask(
        """(() => { const box = document.querySelector('[data-chart="failures"]');
        const slider = box.querySelector("input"), found = [];
        for (let k = 0; k <= +slider.max; k++) {
          slider.value = k; slider.dispatchEvent(new Event("input"));
          found.push(box.querySelector(".readout strong").textContent);
        } return found; })()"""
    )
    assert all(
        re.match(r"Debris falls on|All debris falls into the|Nothing falls", t) for t in told
    )
    assert len(set(told)) > 1
