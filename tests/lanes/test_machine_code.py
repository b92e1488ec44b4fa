"""Files of compiled kernels: found again, read where none can be written, and never half read."""

import pytest

from sim.lanes import Lanes, exp, kernel, on_lanes
from sim.lanes.compile import POLICY
from sim.lanes.dispatcher import Entry, Part
from sim.lanes.machine_code import MachineCode


def grown(x):
    return x + 1.0


def entry(*folders):
    """A kernel of its own each time, with folders of its own."""
    made = Entry(grown, targetoptions=dict(POLICY))
    made.keep_in(folders)
    return made


@pytest.fixture
def kept(tmp_path):
    """A folder that holds the machine code of the kernel, and its file."""
    assert entry(tmp_path / "kept")(1.0) == 2.0
    (file,) = (tmp_path / "kept").iterdir()
    return tmp_path / "kept", file


def test_what_lies_in_a_second_folder_is_read_and_not_written_again(kept, tmp_path, monkeypatch):
    def compile_again(*_):
        raise AssertionError

    again = entry(tmp_path / "new", kept[0])
    monkeypatch.setattr(again._compiler, "compile", compile_again)
    assert again(2.0) == 3.0
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:40] + b"x" + b[41:], lambda _: b""]
)
def test_a_damaged_file_is_compiled_anew_and_mended(kept, damage):
    folder, file = kept
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert entry(folder)(3.0) == 4.0
    assert len(file.read_bytes()) == len(whole) and list(folder.iterdir()) == [file]


def test_a_folder_that_takes_no_file_costs_nothing_else(tmp_path):
    (tmp_path / "file").write_text("")
    assert entry(tmp_path / "file" / "folder")(1.0) == 2.0
    assert entry()(1.0) == 2.0


def test_an_inlined_kernel_has_no_machine_code_and_gives_the_same(tmp_path):
    @kernel
    def inlining(x):
        return 2.0 * exp(x)

    values = [0.0, 0.5, 1.0, -3.0]
    alone = on_lanes(exp, Lanes([*values, *values]).values)
    assert (on_lanes(inlining, Lanes([*values, *values]).values) == 2.0 * alone).all()
    assert isinstance(exp.part, Part)
    for result in exp.part.overloads.values():
        assert getattr(result.library, "_compiled_object", None) is None
        assert result.entry_point is result.library


def test_files_of_several_signatures_and_roles_have_names_of_their_own(tmp_path):
    made = entry(tmp_path)
    assert made(1.0) == 2.0 and made(1) == 2.0
    inside = MachineCode(grown, (tmp_path,), "part", lambda context, content: content)
    assert inside.load_overload(made.signatures[0], made.targetctx) is None
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_kernel_encloses_tells_files_apart(tmp_path):
    def adding(amount):
        def added(x):
            return x + amount

        made = Entry(added, targetoptions=dict(POLICY))
        made.keep_in((tmp_path,))
        return made

    assert adding(1.0)(2.0) == 3.0 and adding(5.0)(2.0) == 7.0 and adding(1.0)(2.0) == 3.0
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("text", ["x + K", "x + {amount!r}"])
def test_numbers_in_a_kernel_tell_files_apart(tmp_path, text):
    """As when a line is changed between two processes."""

    def adding(amount):
        scope = {"__name__": "changed", "K": amount}
        exec(f"def added(x):\n    return {text.format(amount=amount)}\n", scope)
        made = Entry(scope["added"], targetoptions=dict(POLICY))
        made.keep_in((tmp_path,))
        return made

    assert adding(1.5)(2.0) == 3.5 and adding(5.5)(2.0) == 7.5 and adding(1.5)(2.0) == 3.5
    assert len(list(tmp_path.iterdir())) == 2
