"""Words about a sweep, for terminal, figures and notebooks."""

from sim.report.results.sweep import GOOD, SweepResult
from sim.report.text.formatting import MISSING, number
from sim.report.text.names import human_name

SHORT = 3
"""Last parts of a key that name it on an axis."""


def key_words(key: str) -> str:
    """A key as an axis has it: `plan.burns.final_burn.perigee` is `final burn, perigee`."""
    parts = [
        part for part in key.split(".") if part not in ("plan", "burns", "vehicles", "engines")
    ]
    return ", ".join(human_name(part) for part in parts[-SHORT:])


def axis_words(words: str, unit: str) -> str:
    """Words with a unit behind them."""
    return f"{words} ({unit})" if unit else words


def cell(value: float | None) -> str:
    """A number of a table, to five digits."""
    if value is None or value != value:
        return MISSING
    return f"{value:,.5g}" if abs(value) < 1e5 else f"{value:,.0f}"


def point_words(result: SweepResult, point: int | None) -> str:
    """What is varied, at a point: `perigee 50 km, thrust 400 N`."""
    if point is None:
        return MISSING
    words = []
    for each in result.answer["varied"]:
        value = result.columns[each["column"]][point]
        text = str(value) if isinstance(value, str) else cell(float(value))
        short = key_words(each["key"]).rpartition(", ")[2]
        words.append(f"{short} {text} {each['unit']}".strip())
    return ", ".join(words)


def reached_words(result: SweepResult) -> str:
    """How many points count, in a sentence."""
    answer = result.answer
    good = sum(count for status, count in answer["counts"].items() if status in GOOD)
    others = [
        f"{count:,} {status}" for status, count in answer["counts"].items() if status not in GOOD
    ]
    done = "planned within limits" if "feasible" in answer["counts"] else "flown"
    if "flown" not in answer["counts"] and not good:
        done = "within limits"
    tail = f"; {', '.join(others)}" if others else ""
    kind = "a grid" if answer["kind"] == "grid" else "a Latin hypercube"
    return (
        f"{answer['label']}: {good:,} of {number(answer['points'])} points of {kind} {done}{tail}."
    )
