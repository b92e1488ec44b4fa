"""What is varied in a sweep: a key of the scenario, and the values it takes.

A range counts in decimals, so that 0.1 steps of 0.1 km make "0.3 km" and not 0.30000000000000004.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.scenario.schema.quantity import NUMBER

MOST_VALUES = 10_000
"""Of one key."""

_PART = re.compile(
    rf"\s*(?P<number>{NUMBER})\s*(?P<unit>[A-Za-zµ%][A-Za-zµ%0-9 ./*^()-]{{0,23}})?\s*"
)
_WORDS = {"true": True, "false": False, "null": None}

RANGE = 'a range such as "40 km:60 km:5 km", or values such as "40 km,50 km,60 km"'


class SweepError(InputError):
    """What is asked of a sweep can't be done; the text names the key or option."""


@dataclass(frozen=True)
class Variation:
    """A key and what stands there.

    Attributes
    ----------
    key
        Dotted, phases and burns by their names.
    values
        As a file may hold them; of a range the two ends alone, where a Latin hypercube is drawn.
    unit
        Of all values, as it was given; empty where they are numbers or words.
    numbers
        The values in that unit; None where one is a word.
    step
        Of a range; None for values that were listed, 0 for a range without one.
    """

    key: str
    values: tuple[Any, ...]
    unit: str = ""
    numbers: tuple[float, ...] | None = None
    step: float | None = None

    @property
    def is_range(self) -> bool:
        """Whether anything between two ends may be drawn."""
        return self.step is not None

    @property
    def name(self) -> str:
        """The key with its unit at the end, as columns are called."""
        return self.key if not self.unit else f"{self.key}_{unit_ending(self.unit)}"

    def at(self, shares: np.ndarray) -> list[Any]:
        """Values at shares (n,) of the way from the first to the last, in (0, 1); one of those
        listed where no range is.
        """
        if not self.is_range or self.numbers is None:
            return [self.values[int(share * len(self.values))] for share in shares]
        low, high = self.numbers[0], self.numbers[-1]
        whole = all(isinstance(value, int) for value in self.values)
        if whole:  # every whole number is as likely
            drawn = np.floor(low + shares * (high - low + 1.0))
            return [int(number) for number in drawn]
        return [written(float(f"{low + share * (high - low):.12g}"), self.unit) for share in shares]


def written(number: float | Decimal, unit: str) -> Any:
    """A number as a file has it: text with its unit, or a plain number."""
    if not unit:
        return (
            int(number) if isinstance(number, Decimal) and number == int(number) else float(number)
        )
    return f"{number:f} {unit}" if isinstance(number, Decimal) else f"{number!r} {unit}"


def unit_ending(unit: str) -> str:
    """How a name ends for a unit: `m/s` is `m_s`, `kN` is `kn`, `%` is `percent`."""
    if unit == "d":
        return "days"
    words = unit.replace("%", "percent").replace("µ", "u").lower()
    return re.sub(r"[^a-z0-9]+", "_", words).strip("_")


def parse_variation(text: str) -> Variation:
    """The variation a person writes as ``KEY=FROM:TO:STEP`` or ``KEY=a,b,c``.

    Raises
    ------
    SweepError
        If it is neither, or the range can't be.
    """
    key, equals, given = text.partition("=")
    if not equals or not key.strip() or not given.strip():
        raise SweepError(f"--vary {text}: allowed: KEY= and {RANGE}")
    return vary(key.strip(), given)


def parse_change(text: str) -> tuple[str, Any]:
    """The key and value a person writes as ``KEY=VALUE``.

    Raises
    ------
    SweepError
        If there is no key.
    """
    key, equals, given = text.partition("=")
    if not equals or not key.strip():
        raise SweepError(f"--set {text}: allowed: KEY=VALUE")
    return key.strip(), _value(given)


def vary(key: str, given: Any) -> Variation:
    """The variation of a key.

    Parameters
    ----------
    key
        Dotted.
    given
        Text of a range or of values, as on the command line; a sequence of values, such as numbers
        or texts with units; an array or an astropy quantity (n,).

    Raises
    ------
    SweepError
        If these are no values, not of one unit, too many, or the same twice.
    """
    if isinstance(given, str):
        parts = [part for part in given.split(":")]
        looks = [_PART.fullmatch(part) for part in parts]
        ranged = len(parts) in (2, 3) and all(looks)
        return _ranged(key, given) if ranged else _listed(key, given, _parts(given))
    if hasattr(given, "unit") and hasattr(given, "value"):
        unit = given.unit.to_string()
        given = [written(float(number), unit) for number in np.atleast_1d(given.value)]
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        given = [given]
    return _listed(key, given, list(given))


def vary_all(given: "Mapping[str, Any] | Sequence[str]") -> tuple[Variation, ...]:
    """The variations of several keys, by key or as texts ``KEY=...``.

    Raises
    ------
    SweepError
        See `vary`; also if there is none, or a key comes twice.
    """
    pairs = given.items() if isinstance(given, Mapping) else ()
    found = [vary(key, each) for key, each in pairs] or [parse_variation(str(t)) for t in given]
    keys = [each.key for each in found]
    if not found:
        raise SweepError("--vary: nothing is varied; allowed: KEY=FROM:TO:STEP or KEY=a,b,c")
    for key in keys:
        if keys.count(key) > 1:
            raise SweepError(f"--vary {key}: varied twice; allowed: once, with all its values")
    return tuple(found)


def _ranged(key: str, given: str) -> Variation:
    """FROM:TO or FROM:TO:STEP; the unit may stand at each part or at the last alone."""
    looks = [_PART.fullmatch(part) for part in given.split(":")]
    numbers = [Decimal(look["number"]) for look in looks if look]
    units = {(look["unit"] or "").strip() for look in looks if look}
    last = looks[-1]
    unit = (last["unit"] or "").strip() if last else ""
    if len(units - {""}) > 1 or (units - {""} and not unit):
        raise SweepError(f"--vary {key}={given}: units differ; allowed: {RANGE}")
    first, end = numbers[0], numbers[1]
    step = numbers[2] if len(numbers) == 3 else None
    if first == end or (step is not None and (step == 0 or (end - first) / step < 0)):
        raise SweepError(
            f"--vary {key}={given}: a range that leads nowhere; allowed: FROM:TO:STEP with a step "
            f"that leads from the first to the second"
        )
    if step is None:
        drawn = [first, end]
    else:
        count = int((end - first) / step) + 1
        if count > MOST_VALUES:
            raise SweepError(
                f"--vary {key}={given}: {count:,} values; allowed: {MOST_VALUES:,} at most"
            )
        drawn = [first + k * step for k in range(count)]
    values = tuple(written(number, unit) for number in drawn)
    return Variation(key, values, unit, tuple(float(n) for n in drawn), float(step or 0))


def _listed(key: str, given: Any, parts: Sequence[Any]) -> Variation:
    values = tuple(_value(part) for part in parts)
    if not values or any(value == "" for value in values):
        raise SweepError(f"--vary {key}={given}: no value; allowed: {RANGE}")
    if len(values) > MOST_VALUES:
        raise SweepError(f"--vary {key}: {len(values):,} values; allowed: {MOST_VALUES:,} at most")
    if len({repr(value) for value in values}) < len(values):
        raise SweepError(f"--vary {key}={given}: the same value twice; allowed: each once")
    looks = [_PART.fullmatch(str(value)) for value in values]
    good = [look for look in looks if look is not None]
    numeric = len(good) == len(values) and not any(isinstance(value, bool) for value in values)
    units = {(look["unit"] or "").strip() for look in good}
    if not numeric or len(units) != 1:
        return Variation(key, values)
    numbers = tuple(float(look["number"]) for look in good)
    return Variation(key, values, units.pop(), numbers)


def _parts(given: str) -> list[str]:
    """Values between commas; a unit at the last number alone is that of all."""
    parts = [part.strip() for part in given.split(",")]
    looks = [_PART.fullmatch(part) for part in parts]
    units = [look["unit"] for look in looks if look]
    if len(units) == len(parts) and units[-1] and not any(units[:-1]):
        return [*(f"{part} {units[-1].strip()}" for part in parts[:-1]), parts[-1]]
    return parts


def _value(part: Any) -> Any:
    """A value of a list: text is read as a file would be."""
    if hasattr(part, "unit") and hasattr(part, "value"):
        return written(float(part.value), part.unit.to_string())
    if hasattr(part, "item"):
        return part.item()
    if not isinstance(part, str):
        return part
    word = part.strip()
    if word in _WORDS:
        return _WORDS[word]
    look = _PART.fullmatch(word)
    return written(Decimal(look["number"]), "") if look and not look["unit"] else word
