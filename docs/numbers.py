"""Write the figures of the results into README and the pages about the plans.

    python docs/numbers.py            fly what has changed, then write every figure
    python docs/numbers.py NAME...    the same, but fly these runs only
    python docs/numbers.py --check    write nothing; exit 1 if a page says something else
    python docs/numbers.py --as-flown use the results as they are, however old
    python docs/numbers.py --jobs 2   fly two at a time

A figure stands in a page between two comments, the first of which says where it comes from:

    <!--= compare usdv/summary.json burns[burn_1].delta_v_m_s .2f -->7.60<!--/-->

that is the run (of `numbers.yaml`), a file of its folder, the way to a value in it, and the
format: one of Python's, or one of `FORMATS`, such as `date`, `percent` (of a share), `tonnes` (of
kg) or `words` (as it stands). `[burn_1]` picks from a list the entry of that `name`, `[2]` the
third, `[share=0.95]` the one with that value, `[stage=final_burn,axis=pitch]` the one with both;
from a mapping `[a.b]` is the key `a.b`. A table (Parquet) is a list of its rows, and
`[utc:2029-07-01]` the first row from that date on; `[mean@weight]` is the mean of the entries' key
`mean`, weighted by their key `weight`.

Sums, differences, products and ratios are reckoned from left to right; a value of the same file is
named by its path alone, and a number stands for itself:

    <!--= compare usdv/summary.json a.kg + b.kg / plan_usdv plan.json c.kg .2f -->1.20<!--/-->

Two dates have a difference in days, two places (with latitude and longitude) one in km.
"""

import argparse
import hashlib
import json
import math
import operator
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = ROOT / "runs" / "numbers"
PAGES = (ROOT / "README.md", *sorted(HERE.glob("*.md")))
SPAN = re.compile(r"<!--= (?P<address>[^>]*?) -->(?P<shown>.*?)<!--/-->", re.DOTALL)
MEAN_RADIUS = 6371.0
"""km, IUGG."""
STEP = re.compile(r"(?P<key>[^.\[\]]+)|\[(?P<pick>[^\]]+)\]")

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def two_digits(value: float) -> str:
    """A number rounded to two significant digits, with commas: 1234 is 1,200."""
    return f"{float(f'{value:.1e}'):,.0f}"


FORMATS: dict[str, Callable[[Any], str]] = {
    "date": lambda value: str(value)[:10],
    "minute": lambda value: str(value)[:16].replace("T", " "),
    "day": lambda value: f"{_instant(value):%d %B %Y}".lstrip("0"),
    "month": lambda value: f"{_instant(value):%B %Y}",
    "percent": lambda value: f"{100.0 * value:.0f} %",
    "percent1": lambda value: f"{100.0 * value:.1f} %",
    "percent2": lambda value: f"{100.0 * value:.2f} %",
    "tonnes": lambda value: f"{value / 1e3:.1f} t",
    "whole_tonnes": lambda value: f"{value / 1e3:.0f} t",
    "two_digits": two_digits,
    "one_in": lambda value: f"1 in {two_digits(1.0 / value)}",
    "latitude": lambda value: f"{abs(value):.1f}° {'N' if value >= 0.0 else 'S'}",
    "longitude": lambda value: f"{abs(value):.1f}° {'E' if value >= 0.0 else 'W'}",
    "yes": lambda value: "yes" if value else "no",
    "verdict": lambda value: "passes" if value else "fails",
    "magnitude": lambda value: f"{abs(value):,.0f}",
    "count": lambda value: f"{len(value):,}",
    "spoken": lambda value: str(value).replace("_", " "),
    "words": str,
}


def _instant(value: Any) -> datetime:
    return datetime.fromisoformat(str(value).replace("Z", "+00:00"))


class NumbersError(Exception):
    """A figure of a page that no result gives."""


def runs() -> dict[str, str]:
    """The command of each run, by its name."""
    return dict(YAML(typ="safe").load((HERE / "numbers.yaml").read_text()))


def value_at(content: Any, path: str) -> Any:
    """The value that a path such as ``burns[burn_1].delta_v_m_s`` leads to.

    Raises
    ------
    NumbersError
        If a step leads nowhere.
    """
    for step in STEP.finditer(path):
        key, pick = step["key"], step["pick"]
        try:
            content = content[key] if pick is None else _pick(content, pick)
        except (KeyError, IndexError, TypeError, StopIteration):
            raise NumbersError(f"nothing at {step[0]!r} of {path}") from None
    return content


def _pick(entries: Any, pick: str) -> Any:
    """The entry of a list by its place, name or some values; of a mapping by its key."""
    if isinstance(entries, dict):
        return entries[pick]
    if pick.lstrip("-").isdigit():
        return entries[int(pick)]
    if "@" in pick:
        key, weight = pick.split("@")
        total = sum(entry[weight] for entry in entries)
        return sum(entry[key] * entry[weight] for entry in entries) / total
    if ":" in pick:
        key, value = pick.split(":")
        return next(entry for entry in entries if str(entry.get(key)) >= value)
    named = pick if "=" in pick else f"name={pick}"
    wanted = [part.split("=", 1) for part in named.split(",")]
    return next(e for e in entries if all(str(e.get(key)) == value for key, value in wanted))


def show(value: Any, form: str) -> str:
    """A value as a page shows it."""
    if value is None:
        raise NumbersError("the result has no value there")
    return FORMATS[form](value) if form in FORMATS else format(value, form)


@cache
def _content(file: Path) -> Any:
    """What a file holds; of a table the rows."""
    if file.suffix == ".parquet":
        import pyarrow.parquet as pq  # here: `main` has made way for the module `numbers`

        return pq.read_table(file).to_pylist()
    return json.loads(file.read_text())


def figure(address: str, results: Path = RESULTS) -> str:
    """The figure at an address: values (run, file and path) with operators between, and a format.

    Raises
    ------
    NumbersError
        If the address is no address, or its value is not there.
    """
    *words, form = address.split()
    at = [i for i, word in enumerate(words) if word in OPERATORS]
    ends = zip([-1, *at], [*at, len(words)], strict=True)
    first, *others = [words[begin + 1 : end] for begin, end in ends]
    value = _value(first, first, results)
    for place, operand in zip(at, others, strict=True):
        value = _reckoned(words[place], value, _value(operand, first, results))
    return show(value, form)


def _value(words: list[str], first: list[str], results: Path) -> Any:
    """The value that a run, a file and a path name, or a path in the first file, or a number."""
    if len(first) != 3 or len(words) not in (1, 3):
        raise NumbersError("an address is a run, a file, a path and a format")
    run, file, path = words if len(words) == 3 else [*first[:2], *words]
    if re.fullmatch(r"[\d.]+(e-?\d+)?", path):
        return float(path)
    source = results / run / file
    if not source.is_file():
        raise NumbersError(f"no {file} of the run {run}")
    return value_at(_content(source), path)


def _reckoned(sign: str, left: Any, right: Any) -> Any:
    """Two values with an operator between; dates have a difference in days, places in km."""
    if left is None or right is None:
        raise NumbersError("the result has no value there")
    if isinstance(left, str):
        return (_instant(left) - _instant(right)).total_seconds() / 86_400.0
    if isinstance(left, dict):
        return _apart(left, right)
    return OPERATORS[sign](left, right)


def _apart(one: dict[str, float], other: dict[str, float]) -> float:
    """Great circle between two places, km."""
    (la, oa), (lb, ob) = (
        (math.radians(place["latitude_deg"]), math.radians(place["longitude_deg"]))
        for place in (one, other)
    )
    half = math.sin((la - lb) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((oa - ob) / 2) ** 2
    return 2.0 * MEAN_RADIUS * math.asin(math.sqrt(half))


def written(text: str, results: Path = RESULTS) -> tuple[str, list[str]]:
    """A page with its figures as the results have them, and a sentence for each that has none."""
    problems = []

    def replaced(span: re.Match[str]) -> str:
        try:
            shown = figure(span["address"], results)
        except (NumbersError, ValueError) as error:
            problems.append(f"{span['address']}: {error}")
            shown = span["shown"]
        return f"<!--= {span['address']} -->{shown}<!--/-->"

    return SPAN.sub(replaced, text), problems


def addresses() -> Iterator[tuple[Path, str]]:
    """Every address of every page."""
    for page in PAGES:
        for span in SPAN.finditer(page.read_text()):
            yield page, span["address"]


def runs_of(address: str) -> set[str]:
    """The runs that an address names."""
    words = ["+", *address.split()[:-1]]
    operands = [words[i + 1 :] for i, word in enumerate(words) if word in OPERATORS]
    return {o[0] for o in operands if len(o) > 1 and o[1] not in OPERATORS}


@cache
def code_digest() -> str:
    """A digest of the code and of the data that make the results."""
    total, package = hashlib.sha256(), ROOT / "sim"
    for file in sorted([*package.rglob("*.py"), *(package / "data").glob("*.json")]):
        total.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return total.hexdigest()


def digest(command: str) -> str:
    """A digest of the code and of the scenarios, with all they include, of a command."""
    from sim.scenario.load import load, scenario_hash  # here: as in `_content`

    files = [word for word in shlex.split(command) if word.endswith(".yaml")]
    return " ".join([code_digest(), *(scenario_hash(load(ROOT / file)) for file in files)])


def way_to_fly(command: str, wanted: str, begun: Path) -> str:
    """Option that a run is flown with: a campaign that was begun with these goes on where it
    stopped, everything else begins anew.
    """
    same = begun.is_file() and begun.read_text() == wanted
    return "--resume" if same and command.startswith("campaign ") else "--force"


def fly(name: str, command: str) -> None:
    """Fly a run unless its result is that of this code, its scenarios and this command."""
    folder, stamp = RESULTS / name, RESULTS / f"{name}.made_from"
    begun = RESULTS / f"{name}.begun_from"
    wanted = f"{digest(command)} {command}"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print(f"{name}: iss-deorbit {command}", flush=True)
    way = way_to_fly(command, wanted, begun)
    begun.write_text(wanted)
    arguments = [*shlex.split(command), "--out", str(folder), way]
    done = subprocess.run([sys.executable, "-m", "sim", *arguments], cwd=ROOT, check=False)
    # 3: a plan that is not feasible is a result too
    if done.returncode not in (0, 3):
        raise SystemExit(f"{name}: exit {done.returncode}")
    stamp.write_text(wanted)


def fly_all(names: Iterable[str], jobs: int) -> None:
    """Fly runs, at most so many at a time; one that fails ends it when those begun are done."""
    commands = runs()
    with ThreadPoolExecutor(jobs) as pool:
        flights = [pool.submit(fly, name, commands[name]) for name in names]
        try:
            for flight in flights:
                flight.result()
        except SystemExit:
            pool.shutdown(cancel_futures=True)
            raise


def main() -> int:
    """Write the pages, or say which are stale."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="runs that may be flown, by default all")
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 if stale")
    parser.add_argument("--as-flown", action="store_true", help="fly nothing")
    parser.add_argument("--jobs", type=int, default=1, help="runs that are flown at a time")
    given = parser.parse_args()
    # the folder of this script stands in the path, and its name is that of a module of Python
    sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() != HERE]
    RESULTS.mkdir(parents=True, exist_ok=True)
    asked = {run for _, address in addresses() for run in runs_of(address)}
    if not (given.check or given.as_flown):
        fly_all((name for name in runs() if name in asked & set(given.names or asked)), given.jobs)
    stale, missing = [], []
    for page in PAGES:
        before = page.read_text()
        after, problems = written(before)
        missing += [f"{page.relative_to(ROOT)}: {problem}" for problem in problems]
        if after != before:
            stale.append(str(page.relative_to(ROOT)))
            if not given.check:
                page.write_text(after)
    print("\n".join(missing))
    print(f"{'stale' if given.check else 'written'}: {', '.join(stale) or 'none'}")
    return int(bool(missing) or (given.check and bool(stale)))


if __name__ == "__main__":
    sys.exit(main())
