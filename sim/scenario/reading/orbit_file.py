"""Files of orbits that a state names, read in, so that a scenario is complete without them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sim.formats.message import MessageError
from sim.formats.orbit.covariance import dispersions_from, local_covariance, nearest_covariance
from sim.formats.orbit.element_set import ElementSet
from sim.formats.orbit.ephemeris import Ephemeris, OutsideEphemerisError
from sim.formats.orbit.objects import of_object
from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.omm import read_omm
from sim.formats.orbit.read import LARGEST, tle_sets
from sim.formats.orbit.stk import read_stk
from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from
from sim.scenario.error import LocatedIssue, ScenarioError, listed, shown
from sim.scenario.reading.data_file import text_named
from sim.scenario.reading.text import Node, noded

READERS: dict[str, Callable[[str, str], Sequence[Any]]] = {
    "tle": tle_sets,
    "omm": read_omm,
    "oem": read_oem,
    "stk": read_stk,
}
"""By the key of `state`; element sets of the first two, ephemerides of the others."""
KEYS = {"file", "object", "epoch", "covariance", "source", "assumption"}


def with_orbits_read(tree: Node) -> Node:
    """The tree with the file of a state replaced by what is used of it: a TLE by its lines, an OMM
    by its elements, an ephemeris by `state.cartesian`.
    """
    state = tree.value.get("state") if isinstance(tree.value, dict) else None
    if state is None or not isinstance(state.value, dict) or len(state.value) != 1:
        return tree
    (kind,) = state.value
    entry = state.value[kind]
    if kind not in READERS or not isinstance(entry.value, dict) or "file" not in entry.value:
        return tree
    if not set(entry.value) <= KEYS or ("covariance" in entry.value and kind != "oem"):
        return tree
    new_kind, content, dispersions = _content(kind, entry.value)
    new = noded({new_kind: content}, entry)
    assert isinstance(tree.value, dict)
    whole = {**tree.value, "state": Node(new.value, state.file, state.line)}
    if dispersions:
        whole["campaign"] = _with_dispersions(whole.get("campaign"), noded(dispersions, entry))
    return Node(whole, tree.file, tree.line)


def _with_dispersions(campaign: Node | None, ours: Node) -> Node:
    """A campaign with dispersions beside its own, which go before them."""
    if campaign is None:
        return Node({"dispersions": ours}, ours.file, ours.line)
    if not isinstance(campaign.value, dict) or not isinstance(ours.value, dict):
        return campaign  # validation tells what is wrong with it
    given = campaign.value.get("dispersions")
    if given is not None and not isinstance(given.value, dict):
        return campaign
    theirs = given.value if given is not None and isinstance(given.value, dict) else {}
    place = campaign if given is None else given
    both = Node({**ours.value, **theirs}, place.file, place.line)
    return Node({**campaign.value, "dispersions": both}, campaign.file, campaign.line)


def _content(
    kind: str, entry: dict[str, Node]
) -> tuple[str, dict[str, object], dict[str, dict[str, object]]]:
    """Key of `state`, what stands below it instead of the file, and dispersions of it."""
    key = f"state.{kind}"
    text, place = _text(entry, f"{key}.file")
    try:
        found = READERS[kind](text, place.file)
        object_asked = entry.get("object")
        wanted = None if object_asked is None else str(object_asked.value)
        found = of_object(found, wanted)
    except MessageError as error:
        if error.key == "object" and error.line is None:
            node = entry.get("object", entry["file"])
            issue = LocatedIssue(
                node.file, node.line, f"{key}.object", error.problem, allowed=error.allowed
            )
            raise ScenarioError([issue]) from None
        issue = LocatedIssue(
            place.file, error.line, place.key, error.problem, allowed=error.allowed
        )
        raise ScenarioError([issue]) from None
    if isinstance(found[0], ElementSet):
        return kind, _elements(found, entry, key), {}
    (ephemeris,) = found
    return "cartesian", _state(ephemeris, entry, key), _dispersions(ephemeris, entry, place)


def _dispersions(
    ephemeris: Ephemeris, entry: dict[str, Node], place: LocatedIssue
) -> dict[str, dict[str, object]]:
    """Dispersions of the first state by the covariance of the file, if that is asked for."""
    if "covariance" not in entry or entry["covariance"].value is not True:
        return {}
    epoch = _epoch(ephemeris, entry)
    try:
        covariance = nearest_covariance(ephemeris, epoch)
        matrix = local_covariance(covariance, ephemeris.state_at(epoch).tolist())
    except MessageError as error:
        node = entry["covariance"]
        problem = f"{error.problem}" + ("" if error.line is None else f" (line {error.line})")
        issue = LocatedIssue(
            node.file, node.line, "state.oem.covariance", problem, place.given, error.allowed
        )
        raise ScenarioError([issue]) from None
    note = _provenance(ephemeris.file, covariance.line, ephemeris.object_names)
    return dispersions_from(matrix, f"covariance of {note}")


def _epoch(ephemeris: Ephemeris, entry: dict[str, Node]) -> Epoch:
    """The instant asked for, which `_state` has found in the file."""
    return Epoch.from_utc(str(entry["epoch"].value)) if "epoch" in entry else ephemeris.epoch


def _elements(sets: Sequence[ElementSet], entry: dict[str, Node], key: str) -> dict[str, object]:
    """The set of the epoch asked for, or the one with the latest epoch."""
    zero = sets[0].epoch
    chosen = max(sets, key=lambda each: each.epoch.seconds_since(zero))
    if "epoch" in entry:
        wanted = str(entry["epoch"].value)
        chosen = next((each for each in sets if _same(each.utc, wanted)), None)
        if chosen is None:
            raise _no_such_epoch(entry, key, listed([each.utc for each in sets], wanted))
    note = _note(entry, _provenance(chosen.file, chosen.line, chosen.object_names))
    if chosen.lines is not None:
        return {"lines": list(chosen.lines), **note}
    return {"elements": dict(chosen.keywords), **note}


def _state(ephemeris: Ephemeris, entry: dict[str, Node], key: str) -> dict[str, object]:
    """Content of `cartesian`: the first state, or the one at an instant."""
    epoch = ephemeris.epoch
    if "epoch" in entry:
        try:
            epoch = Epoch.from_utc(str(entry["epoch"].value))
            ephemeris.segment_at(epoch)
        except (ValueError, OutsideEphemerisError):
            span = [each.utc_iso(digits=6) for each in (ephemeris.epoch, ephemeris.end)]
            allowed = f"an instant of {Path(ephemeris.file).name}: {' to '.join(span)}"
            raise _no_such_epoch(entry, key, allowed) from None
    segment = ephemeris.segment_at(epoch)
    row = segment.nearest(epoch)
    frame, values = segment.frame, segment.at(epoch).tolist()
    if frame == "tod":
        frame, values = "gcrf", list(gcrf_from(frame, tuple(values), epoch))
    line = int(segment.lines[row])
    return {
        "frame": frame,
        "epoch": _trimmed(epoch.utc_iso(digits=9)) + "Z",
        "position": [f"{x!r} m" for x in values[:3]],
        "velocity": [f"{v!r} m/s" for v in values[3:]],
        **_note(entry, _provenance(ephemeris.file, line, ephemeris.object_names)),
    }


def _provenance(file: str, line: int | None, names: tuple[str, ...]) -> str:
    called = f", {' '.join(names[:2])}" if names else ""
    return f"{Path(file).name}, line {line}{called}"


def _no_such_epoch(entry: dict[str, Node], key: str, allowed: str) -> ScenarioError:
    node = entry["epoch"]
    given = shown(str(node.value))
    return ScenarioError([LocatedIssue(node.file, node.line, f"{key}.epoch", "", given, allowed)])


def _note(entry: dict[str, Node], default: str) -> dict[str, object]:
    """Source or assumption of the entry; default where in which file the orbit stands."""
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
    text, path = text_named(node, key, LARGEST)
    return text, LocatedIssue(path, None, key, given=str(node.value))
