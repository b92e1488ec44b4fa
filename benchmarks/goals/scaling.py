"""Campaigns on the workers there are, and on a thousand by the model of `scale`."""

from collections.abc import Iterator

import scale

from goals.options import Options
from goals.table import Figure


def measure_scale(options: Options) -> Iterator[Figure]:
    """Strong and weak scaling, and what a million pairs take."""
    found = scale.measure(options.quick, options.report)
    options.tables.update(scale.tables(found))
    note = f"{found.one:.1f} s and {found.two:.1f} s for {found.samples} pairs of both plans"
    yield Figure("scale.strong", found.strong, note)
    note = f"{found.half:.1f} s for half of them on one worker"
    yield Figure("scale.weak", found.weak, note)
    best = max(scale.CHUNKS, key=lambda chunk: found.efficiency(1000, chunk))
    note = f"by the model, chunks of {best}; no more than {found.full(best):,.0f} workers"
    yield Figure("scale.thousand", found.efficiency(1000, best), note)
    yield Figure("scale.hours", found.hours, f"{found.pair:.2f} s of a core for a pair")
