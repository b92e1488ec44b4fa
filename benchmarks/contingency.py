"""What if the station had to come down on a day: the answers of `docs/contingency.md`.

    python benchmarks/contingency.py --write docs/contingency.md
    python benchmarks/contingency.py --as-flown --write docs/contingency.md

asks `iss-deorbit contingency` about several days and numbers of ships, into `runs/contingency`, and
puts sentences, tables and figures into the page, between `<!-- NAME -->` and `<!-- /NAME -->`. Some
minutes on two cores; with `--as-flown` answers that are there are not asked for again.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "scenarios" / "contingency.yaml"
FIGURES = ROOT / "docs" / "figures"
TODAY = "2026-12-01"
FEW, ENOUGH = 2, 3
"""Ships: as many as two launches of a year, and as many as are found to be needed."""
OTHERS = (("2028-07-01", 2), ("2030-01-01", 2))
"""Days and ships of the last table."""
RUNS = ROOT / "runs" / "contingency"


def answers(given: list[tuple[str, int]], as_flown: bool) -> dict[tuple[str, int], object]:
    """Results by day and number of ships."""
    from sim.report.results.contingency import ContingencyResult
    from sim.workflow.contingency.study import Question
    from sim.workflow.contingency.write import contingency_to_folder
    from sim.workflow.output import Output

    found = {}
    for date, ships in given:
        folder = RUNS / f"{date}-{ships}"
        if not (as_flown and (folder / "contingency.json").is_file()):
            command = f"iss-deorbit contingency --date {date} --ships {ships}"
            output = Output(folder=folder, force=True, plots=False, command=command)
            contingency_to_folder(SCENARIO, {}, Question(date=date, ships=ships), output)
        found[date, ships] = ContingencyResult.read(folder)
        print(f"{date}, {ships} ships", file=sys.stderr, flush=True)
    return found


def parts(found: dict) -> dict[str, str]:
    """Markdown by the name of its place in the page, of the answers that are there."""
    from sim.report.contingency import words

    def table(of: words.Rows) -> str:
        return "\n".join(words.markdown_table(of))

    texts = {}
    if (TODAY, FEW) in found:
        few = found[TODAY, FEW]
        texts |= {
            "few": "\n\n".join(words.sentences(few.answer)),
            "alone": table(words.alone_table(few.answer)),
            "burns": table(words.ways_table(few.answer)),
            "exposure": table(words.exposure_table(few.exposure)),
            "assumptions": table(words.assumption_table(few.answer)),
        }
    if (TODAY, ENOUGH) in found:
        enough = found[TODAY, ENOUGH].answer
        _, *more = words.sentences(enough)  # what happens alone has been said
        texts |= {
            "enough": "\n\n".join(more),
            "ships": table(words.earliest_table(enough)),
            "ways": table(words.ways_table(enough)),
        }
    rows = [
        (date, str(ships), words.headline(result.answer))
        for (date, ships), result in sorted(found.items())
    ]
    return texts | {"days": table(words.Rows(("day", "ships", "answer"), rows, ""))}


def write_page(page: Path, texts: dict[str, str]) -> None:
    """Put texts between the marks of a page."""
    content = page.read_text(encoding="utf-8")
    for name, text in texts.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, opened, rest = content.partition(begin)
        _, closed, after = rest.partition(end)
        if not (opened and closed):
            raise SystemExit(f"{page}: no {begin} and {end}")
        content = f"{before}{begin}\n\n{text}\n\n{end}{after}"
    page.write_text(content, encoding="utf-8")


def draw(result: object, folder: Path) -> None:
    """The figures of the page."""
    from sim.report.contingency.figures import draw_contingency

    for path in draw_contingency(result, folder, ["png"]):  # type: ignore[arg-type]
        path.rename(path.with_name(f"contingency_{path.name}"))


def main() -> int:
    """Ask, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the answers into a page")
    parser.add_argument("--as-flown", action="store_true", help="take answers that are there")
    given = parser.parse_args()
    found, texts = {}, {}
    for each in ((TODAY, ENOUGH), (TODAY, FEW), *OTHERS):
        found |= answers([each], given.as_flown)
        texts = parts(found)
        if given.write is not None:  # what is known so far, should the rest be stopped
            write_page(given.write, texts)
    if given.write is not None:
        draw(found[TODAY, ENOUGH], FIGURES)
    for name, text in texts.items():
        print(f"\n{name}\n\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
