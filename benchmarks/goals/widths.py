"""The same source compiled for other processors and widths."""

from collections.abc import Iterator
from typing import Any

import lane_width

from goals.options import Options
from goals.table import Figure


def measure_widths(options: Options) -> Iterator[Figure]:
    """A day of 64 trajectories by each variant, in turn."""
    sizes: dict[str, Any] = {}
    if options.quick:
        sizes = {"count": 8, "rounds": 1, "variants": ("shipped", "4")}
    found = lane_width.measure(report=options.report, **sizes)
    others = [variant for variant in found["seconds"] if variant != "shipped"]
    for variant in others:
        for problem in lane_width.PROBLEMS:
            each, own = (1e3 * found["seconds"][v][problem] for v in (variant, "shipped"))
            note = f"{each:.3g} ms and {own:.3g} ms a trajectory"
            yield Figure(f"widths.{problem}.{variant}", each / own, note)
    worst = {name: max(found["differ_m"][name].values()) for name in others}
    note = ", ".join(f"{name}: {far:.0e} m" for name, far in worst.items())
    yield Figure("widths.differ", max(worst.values()), f"after a day; {note}")
