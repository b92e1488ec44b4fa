"""What if the station had to come down on a day: the answers of `docs/contingency.md`.

    python benchmarks/contingency.py --write docs/contingency.md
    python benchmarks/contingency.py --as-flown --write docs/contingency.md

asks `iss-deorbit contingency` about several days and numbers of ships, into `runs/contingency`, and
puts sentences, tables and figures into the page, between `<!-- NAME -->` and `<!-- /NAME -->`. Half
an hour on two cores, some minutes a question; with `--as-flown` answers that are there are not
asked for again, and `--ask N` stops after so many new ones.
"""

import argparse
import pickle
import sys
from pathlib import Path

from marks import write_page

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "scenarios" / "contingency.yaml"
FIGURES = ROOT / "docs" / "figures"
TODAY = "2026-12-01"
FEW, ENOUGH = 2, 3
"""Ships: as many as two launches of a year, and as many as are found to be needed."""
MOST = 4
"""As many as are of use: a fifth docks after the burns of four have begun."""
OTHERS = (("2028-07-01", 2), ("2028-07-01", 3), ("2030-01-01", 2))
"""Days and ships of the last table."""
QUESTIONS = ((TODAY, ENOUGH), (TODAY, FEW), (TODAY, MOST), (TODAY, 1), *OTHERS)
LOWER = 10e3
"""m below the lowest altitude from which burns begin, to tell what waiting longer would do."""
RUNS = ROOT / "runs" / "contingency"


def answer_to(date: str, ships: int) -> None:
    """Ask one question, into its folder. What becomes of the station alone is kept for the next
    question about the day.
    """
    from sim.workflow.contingency.study import Question, leave_alone
    from sim.workflow.contingency.write import contingency_to_folder
    from sim.workflow.output import Output

    kept = RUNS / f"{date}.pickle"
    if kept.is_file():
        left = pickle.loads(kept.read_bytes())
    else:
        left = leave_alone(SCENARIO, {}, date)
        RUNS.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(left))
    command = f"iss-deorbit contingency --date {date} --ships {ships}"
    output = Output(folder=RUNS / f"{date}-{ships}", force=True, plots=False, command=command)
    contingency_to_folder(SCENARIO, {}, Question(date=date, ships=ships), output, left=left)


def lower_words(date: str) -> str:
    """Whether waiting below the lowest altitude of the set would spare propellant."""
    import numpy as np

    from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
    from sim.operations.contingency.exposure import time_down
    from sim.report.text.formatting import amount
    from sim.scenario.build.backup_search import build_search

    day = pickle.loads((RUNS / f"{date}.pickle").read_bytes()).day
    station = build_search(day.scenario, day.mission)[0]
    mains = next(each for each in station.station.engines if each.name == station.mains)
    attitude = min(day.model.waiting, key=day.ballistic)
    top = float(day.model.heights[0])
    motion = float(np.sqrt(MU / (EQUATORIAL_RADIUS + top) ** 3))
    control = float(np.max(day.mission.attitude_control.per_orbit))
    start, ballistic = np.zeros(1), np.array([day.ballistic(attitude)])

    def down(level: float) -> float:
        return float(
            time_down(day.decay, start, np.array([day.altitude]), ballistic, 50.0, level)[0]
        )

    revolutions = (down(top - LOWER) - down(top)) * motion / (2.0 * np.pi)
    spared = 0.25 * motion * LOWER  # the perigee falls by 4 dv / n
    kg = day.mass * spared / (float(mains.isp) * STANDARD_GRAVITY)
    return (
        "Waiting longer, for the air to do more, does not pay below "
        f"{amount(top / 1e3, 'km')}: there gyroscopes no longer hold the station. For "
        f"{amount(LOWER / 1e3, 'km')} more the air takes {revolutions:.0f} revolutions, in which "
        f"thrusters take {amount(revolutions * control, 'kg')}; the burns then need "
        f"{amount(spared, 'm/s')} or {amount(kg, 'kg')} less."
    )


def answers(as_flown: bool, most: int) -> dict[tuple[str, int], object]:
    """Results by day and number of ships, with at most so many asked for."""
    from sim.report.results.contingency import ContingencyResult

    found = {}
    for date, ships in QUESTIONS:
        folder = RUNS / f"{date}-{ships}"
        if not (as_flown and (folder / "contingency.json").is_file()):
            if most == 0:
                continue
            most -= 1
            answer_to(date, ships)
        found[date, ships] = ContingencyResult.read(folder)
        print(f"{date}, {ships} ships", file=sys.stderr, flush=True)
    return found


def parts(found: dict) -> dict[str, str]:
    """Markdown by the name of its place in the page, of the answers that are there."""
    from sim.report.contingency import words

    def table(of: words.Rows) -> str:
        return "\n".join(words.markdown_table(of))

    texts = {}
    today = [found[TODAY, n].answer for n in range(1, MOST + 1) if (TODAY, n) in found]
    if today:
        texts["flown"] = table(words.flown_table(today))
        texts["lower"] = lower_words(TODAY)
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
            "ways": table(words.ways_table(enough)),
        }
    if today:
        most = max(today, key=lambda each: each["asked"]["ships"])
        texts["ships"] = table(words.earliest_table(most))
    rows = [
        (date, str(ships), words.headline(result.answer))
        for (date, ships), result in sorted(found.items())
        if date != TODAY
    ]
    if rows:
        texts["days"] = "## Other days\n\n" + table(
            words.Rows(("day", "ships", "answer"), rows, "")
        )
    return texts


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
    parser.add_argument("--ask", type=int, default=-1, help="ask so many questions; default all")
    given = parser.parse_args()
    found = answers(given.as_flown, given.ask)
    texts = parts(found)
    if given.write is not None:
        write_page(given.write, texts)
        if (TODAY, ENOUGH) in found:
            draw(found[TODAY, ENOUGH], FIGURES)
    for name, text in texts.items():
        print(f"\n{name}\n\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
