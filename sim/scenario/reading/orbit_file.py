"""OEM and OMM files a state names, read in, so that a scenario is complete without them."""

from pathlib import Path

from sim.formats.message import MessageError
from sim.formats.oem import read_oem
from sim.formats.omm import read_omm
from sim.scenario.error import LocatedIssue, ScenarioError, listed, shown
from sim.scenario.reading.include import beside
from sim.scenario.reading.text import LARGEST_DATA_FILE, Node, noded, read_text


def with_messages_read(tree: Node) -> Node:
    """The tree with `state.oem` as `state.cartesian`, and `state.omm.file` as its elements."""
    state = tree.value.get("state") if isinstance(tree.value, dict) else None
    if state is None or not isinstance(state.value, dict) or len(state.value) != 1:
        return tree
    (kind,) = state.value
    entry = state.value[kind]
    if kind not in ("oem", "omm") or not isinstance(entry.value, dict) or "file" not in entry.value:
        return tree
    if not set(entry.value) <= {"file", "epoch", "source", "assumption"}:
        return tree
    new_kind, content = _oem(entry.value) if kind == "oem" else _omm(entry.value)
    new = noded({new_kind: content}, entry)
    assert isinstance(tree.value, dict)
    return Node(
        {**tree.value, "state": Node(new.value, state.file, state.line)}, tree.file, tree.line
    )


def _oem(entry: dict[str, Node]) -> tuple[str, dict[str, object]]:
    """Content of `cartesian` from one state of an OEM file."""
    text, place = _text(entry, "state.oem.file")
    try:
        states = read_oem(text)
    except MessageError as error:
        raise _refused(error, place) from None
    state = states[0]
    if "epoch" in entry:
        wanted = str(entry["epoch"].value)
        matching = [each for each in states if _same(each.epoch, wanted)]
        if not matching:
            node = entry["epoch"]
            allowed = (
                f"the epoch of a state of {place.given}: {states[0].epoch} to {states[-1].epoch}"
            )
            raise ScenarioError(
                [LocatedIssue(node.file, node.line, "state.oem.epoch", "", shown(wanted), allowed)]
            )
        state = matching[0]
    return "cartesian", {
        "frame": state.frame,
        "epoch": state.epoch,
        "position": [f"{x!r} m" for x in state.position],
        "velocity": [f"{v!r} m/s" for v in state.velocity],
        **_note(entry, f"{Path(place.file).name}, line {state.line}"),
    }


def _omm(entry: dict[str, Node]) -> tuple[str, dict[str, object]]:
    """Content of `omm` with the elements in place of the file."""
    text, place = _text(entry, "state.omm.file")
    try:
        sets = read_omm(text)
    except MessageError as error:
        raise _refused(error, place) from None
    chosen = sets[-1]
    if "epoch" in entry:
        wanted = str(entry["epoch"].value)
        matching = [each for each in sets if _same(str(each["EPOCH"]), wanted)]
        if not matching:
            node = entry["epoch"]
            allowed = listed([str(each["EPOCH"]) for each in sets[:12]], wanted)
            raise ScenarioError(
                [LocatedIssue(node.file, node.line, "state.omm.epoch", "", shown(wanted), allowed)]
            )
        chosen = matching[0]
    return "omm", {"elements": dict(chosen), **_note(entry, Path(place.file).name)}


def _note(entry: dict[str, Node], default: str) -> dict[str, object]:
    """Source or assumption of the entry; default the name of the file."""
    given: dict[str, object] = {
        key: entry[key].value for key in ("source", "assumption") if key in entry
    }
    return given or {"source": default}


def _same(first: str, second: str) -> bool:
    """Whether two UTC texts name the same instant."""
    return _trimmed(first) == _trimmed(second)


def _trimmed(text: str) -> str:
    head, dot, fraction = text.removesuffix("Z").partition(".")
    fraction = fraction.rstrip("0")
    return head + dot + fraction if fraction else head


def _text(entry: dict[str, Node], key: str) -> tuple[str, LocatedIssue]:
    """Text of the file an entry names, and the place to blame for what is in it."""
    node = entry["file"]
    asked_at = LocatedIssue(node.file, node.line, key, given=shown(node.plain()))
    if not isinstance(node.value, str) or not node.value or "\0" in node.value:
        allowed = "a path relative to this file"
        raise ScenarioError([LocatedIssue(node.file, node.line, key, "", asked_at.given, allowed)])
    path = beside(node.file, node.value)
    text = read_text(Path(path), path, asked_at, LARGEST_DATA_FILE)
    return text, LocatedIssue(path, None, key, given=node.value)


def _refused(error: MessageError, place: LocatedIssue) -> ScenarioError:
    issue = LocatedIssue(place.file, error.line, place.key, error.problem, allowed=error.allowed)
    return ScenarioError([issue])
