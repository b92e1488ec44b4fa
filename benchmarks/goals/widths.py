"""The same source compiled for other processors and widths."""

from collections.abc import Iterator

import lane_width

from goals.options import Options
from goals.table import Figure


def measure_widths(options: Options) -> Iterator[Figure]:
    """A day of 64 trajectories by each variant, in turn."""
    sizes = {"count": 8, "rounds": 1} if options.quick else {}
    found = lane_width.measure(report=options.report, **sizes)
    for variant in ("avx2", "4", "2"):
        for problem in lane_width.PROBLEMS:
            each, own = (1e3 * found["seconds"][v][problem] for v in (variant, "shipped"))
            note = f"{each:.3g} ms and {own:.3g} ms a trajectory"
            yield Figure(f"widths.{problem}.{variant}", each / own, note)
    worst = {name: max(by.values()) for name, by in found["differ_m"].items()}
    note = ", ".join(f"{name}: {worst[name]:.0e} m" for name in ("avx2", "4", "2"))
    yield Figure("widths.differ", max(worst.values()), f"after a day; {note}")
