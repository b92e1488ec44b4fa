"""Draws figures/import_graph.svg: the layers of the package, and which imports which. Layers and
their order come from the contract in pyproject.toml, imports from grimp, which reads the source.
"""

import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import grimp

HERE = Path(__file__).parent
FIGURE = HERE / "figures" / "import_graph.svg"
CONTRACT = "A package imports only from lower layers"
WIDTH, ROW, BOX, LEFT = 860, 66, (150, 38), 40
INK, LINE, FILL, FAINT = "#222222", "#0072b2", "#eaf3f9", "#b4c7d1"


class Package(NamedTuple):
    """A part of the package: row from the top, place in it, source files."""

    name: str
    row: int
    x: float
    files: int


def layers() -> list[list[str]]:
    """Packages that share a layer, from the top down."""
    settings = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["name"] == CONTRACT:
            return [[part.strip() for part in line.split("|")] for line in contract["layers"]]
    raise LookupError(f"no contract {CONTRACT!r} in pyproject.toml")


def imports() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Files of each part; and for each pair how many files of the first import the second."""
    graph = grimp.build_graph("sim", cache_dir=None)
    files: dict[str, int] = {}
    found: dict[tuple[str, str], int] = {}
    for module in sorted(graph.modules):
        part = _part(module)
        if part is None:
            continue
        files[part] = files.get(part, 0) + 1
        into = {_part(other) for other in graph.find_modules_directly_imported_by(module)}
        for other in into - {part, None}:
            found[part, str(other)] = found.get((part, str(other)), 0) + 1
    return files, found


def reduced(found: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """The imports that no chain of others implies."""
    below: dict[str, set[str]] = {}
    for one, other in found:
        below.setdefault(one, set()).add(other)

    def reached(one: str) -> set[str]:
        return {one}.union(*(reached(other) for other in below.get(one, ())))

    return {
        (one, other)
        for one, other in found
        if not any(other in reached(via) for via in below[one] - {other})
    }


def _part(module: str) -> str | None:
    """Second name of a module; None for `sim` itself and for `sim.__main__`."""
    names = module.split(".")
    return names[1] if len(names) > 1 and names[1] != "__main__" else None


def place_packages(rows: Sequence[Sequence[str]], files: dict[str, int]) -> dict[str, Package]:
    """Places of the boxes: rows alternate a little to the side, so that arrows pass between."""
    found = {}
    for i, row in enumerate(rows):
        shift = (-110, 0, 110, 0)[i % 4] if len(row) == 1 else 0
        for k, name in enumerate(row):
            x = WIDTH / 2 + shift + (k - (len(row) - 1) / 2) * 330
            found[name] = Package(name, i, x, files[name])
    return found


def drawn() -> str:
    """The picture, SVG; the same source gives the same text."""
    rows = layers()
    files, found = imports()
    places = place_packages(rows, files)
    height = ROW * len(rows) + 20
    needed = reduced(found)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="DejaVu Sans, Arial, sans-serif" font-size="13">',
        "<title>Layers of the package and the imports between them</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{LINE}"/></marker></defs>',
    ]
    for pair, count in sorted(found.items(), key=lambda item: (item[0] in needed, item[0])):
        parts.append(_arrow(places[pair[0]], places[pair[1]], count, pair in needed))
    for package in places.values():
        parts.append(_box(package))
    return "\n".join([*parts, "</svg>", ""])


def _arrow(one: Package, other: Package, count: int, needed: bool) -> str:
    """From the lower edge of a box to the upper edge of a lower one, past those between."""
    x0, y0 = one.x, one.row * ROW + 10 + BOX[1]
    x1, y1 = other.x, other.row * ROW + 10
    rows = other.row - one.row
    side = 1 if (one.x + other.x) / 2 >= WIDTH / 2 else -1
    bend = 0.0 if rows == 1 else side * (28 + 30 * (rows - 1))
    shift = side * min(60, 8 * (rows - 1))
    look = f'stroke="{LINE}" marker-end="url(#tip)"' if needed else f'stroke="{FAINT}"'
    return (
        f'<path d="M{x0 + shift:.0f} {y0}C{x0 + shift + bend:.0f} {y0 + 24 + 9 * rows} '
        f'{x1 + shift + bend:.0f} {y1 - 24 - 9 * rows} {x1 + shift:.0f} {y1}" fill="none" '
        f'stroke-width="{1.6 if needed else 0.6}" {look}><title>{one.name} imports {other.name}: '
        f"{count} file{'s' if count > 1 else ''}</title></path>"
    )


def _box(package: Package) -> str:
    x, y = package.x - BOX[0] / 2, package.row * ROW + 10
    return (
        f'<rect x="{x:.0f}" y="{y}" width="{BOX[0]}" height="{BOX[1]}" rx="5" fill="{FILL}" '
        f'stroke="{LINE}"/><text x="{package.x:.0f}" y="{y + 17}" text-anchor="middle" '
        f'fill="{INK}" '
        f'font-weight="bold">{package.name}</text><text x="{package.x:.0f}" y="{y + 32}" '
        f'text-anchor="middle" fill="{INK}" font-size="11">{package.files} '
        f"file{'s' if package.files > 1 else ''}</text>"
    )


def main() -> None:
    """Write the figure."""
    FIGURE.write_text(drawn(), encoding="utf-8")


if __name__ == "__main__":
    main()
