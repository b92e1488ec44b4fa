"""Keys of scenarios that were called otherwise before: still read, with a hint of the present name.

Names are changed in each file before files are laid over each other, so an override by either name
meets the key it means.
"""

import warnings
from collections.abc import Mapping

from sim.errors import InputHint
from sim.scenario.reading.text import Node
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.strict import entries_by_key

RENAMED: Mapping[tuple[str, str], str] = {}
"""Present name by the mapping a key stands in and its earlier name, such as ``("plan", "passes"):
"legs"``. Entries of a list, or by name, count as standing under the key that holds them all.
"""


SEVERAL = frozenset(key for key, _ in entries_by_key(Scenario))
"""Keys that hold entries by name, or a list that an override takes by name."""


def with_present_names(node: Node, mapping: str = "") -> Node:
    """A tree with the present names of its keys; warns of each earlier one.

    Parameters
    ----------
    node
        A file, or a part of one.
    mapping
        Key the node stands under; empty at the top.
    """
    if not RENAMED:
        return node
    if isinstance(node.value, list):
        items = [with_present_names(item, mapping) for item in node.value]
        return Node(items, node.file, node.line)
    if not isinstance(node.value, dict):
        return node
    entries: dict[str, Node] = {}
    for name, child in node.value.items():
        present = RENAMED.get((mapping, name), name)
        if present != name:
            hint = f"{child.file}:{child.line}: the key `{name}` is now called `{present}`"
            warnings.warn(hint, InputHint, stacklevel=2)
            if present in node.value:
                continue  # given by both names: the present one counts
        if present in SEVERAL and isinstance(child.value, dict):
            content = {
                entry: with_present_names(each, present) for entry, each in child.value.items()
            }
            entries[present] = Node(dict(content), child.file, child.line)
        else:
            entries[present] = with_present_names(child, present)
    return Node(entries, node.file, node.line)
