"""Compile policy: the digest that names the cache, the cache, and life without a compiler."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import sim
from sim.dynamics.rhs import acceleration
from sim.environment.world import Switch
from sim.lanes import on_lanes
from sim.lanes.compile import COMPILED_FLOORS, KEPT_CACHES, cache_folder, source_digest

ROOT = Path(sim.__file__).parent


def loaded(tree: Path) -> ModuleType:
    """Import the compile policy of a copy of the tree, apart from the one in use."""
    spec = importlib.util.spec_from_file_location("copy_of_compile", tree / "lanes/compile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the kernel sources."""
    copy = tmp_path / "sim"
    for floor in COMPILED_FLOORS:
        shutil.copytree(ROOT / floor, copy / floor, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def digest(tree: Path) -> str:
    return loaded(tree).source_digest()


def test_a_copy_has_the_same_digest(tree, digest) -> None:
    assert loaded(ROOT).source_digest() == digest
    assert len(digest) == 16 and int(digest, 16) >= 0


@pytest.mark.parametrize("floor", COMPILED_FLOORS)
def test_one_byte_of_any_kernel_source_changes_the_digest(tree, digest, floor) -> None:
    source = sorted((tree / floor).rglob("*.py"))[-1]
    content = bytearray(source.read_bytes())
    content[-1] ^= 1
    source.write_bytes(content)
    assert loaded(tree).source_digest() != digest


def test_a_new_or_renamed_file_changes_the_digest(tree, digest) -> None:
    (tree / "dynamics/lift.py").write_text("")
    added = loaded(tree).source_digest()
    (tree / "dynamics/lift.py").rename(tree / "dynamics/lift_force.py")
    assert len({digest, added, loaded(tree).source_digest()}) == 3


def test_other_floors_do_not_change_the_digest(tree, digest) -> None:
    (tree / "flight").mkdir()
    (tree / "flight/course.py").write_text("x = 1\n")
    assert loaded(tree).source_digest() == digest


def test_every_package_with_kernels_is_in_the_digest() -> None:
    using = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.rglob("*.py")
        if "\n@kernel" in path.read_text()
    }
    assert using <= set(COMPILED_FLOORS)


def test_cache_folder_is_named_by_the_digest(tree, digest, tmp_path, monkeypatch) -> None:
    assert cache_folder().name == f"kernels-{source_digest()}"
    monkeypatch.setenv("ISS_DEORBIT_CACHE", str(tmp_path / "mine"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "users"))
    name = f"kernels-{digest}"
    assert loaded(tree).cache_folder() == tmp_path / "mine" / name
    monkeypatch.delenv("ISS_DEORBIT_CACHE")
    assert loaded(tree).cache_folder() == tmp_path / "users/iss-deorbit" / name


def test_old_caches_are_removed_but_for_the_newest(tree, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ISS_DEORBIT_CACHE", str(tmp_path / "c"))
    policy = loaded(tree)
    names = [f"kernels-{k:016d}" for k in range(KEPT_CACHES + 3)]
    for k, name in enumerate(names):
        folder = tmp_path / "c" / name
        folder.mkdir(parents=True)
        os.utime(folder, (k, k))
    policy.cache_folder().mkdir()
    os.utime(policy.cache_folder(), (0, 0))  # the oldest, but the one in use
    (tmp_path / "c/other").mkdir()
    policy.prune_caches()
    left = {path.name for path in (tmp_path / "c").iterdir()}
    assert left == {*names[-KEPT_CACHES:], policy.cache_folder().name, "other"}


WARM = """
import sim.lanes as lanes
print(lanes.is_warm())
lanes.floor(2.5), lanes.exp(1.0)
print(lanes.is_warm())
"""


def python(script: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT.parent)} | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_machine_code_lands_in_the_cache_folder_and_is_found_again(tmp_path) -> None:
    assert python(WARM, ISS_DEORBIT_CACHE=str(tmp_path)).split() == ["False", "True"]
    assert list(tmp_path.glob("kernels-*/**/*.nbc"))
    assert python(WARM, ISS_DEORBIT_CACHE=str(tmp_path)).split() == ["True", "True"]


@pytest.fixture
def homeless(tree, tmp_path, monkeypatch):
    """The policy of a user whose home can't be made, with a folder of temporary files."""
    monkeypatch.delenv("ISS_DEORBIT_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/dev/null/nobody")
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    return loaded(tree), tmp_path / "t" / f"iss-deorbit-{os.getuid()}"


def test_without_a_home_compiled_code_is_kept_among_temporary_files(homeless, digest) -> None:
    policy, place = homeless
    assert policy.cache_folder() == place / f"kernels-{digest}"
    assert place.stat().st_mode & 0o777 == 0o700
    notice = policy.cache_notice()
    assert str(place) in notice and "/dev/null/nobody/.cache" in notice
    assert "set ISS_DEORBIT_CACHE to a folder that can be written" in notice
    assert "\n" not in notice


def test_a_temporary_folder_that_others_may_write_is_not_used(homeless) -> None:
    """What lies in a cache is run: someone else may have made the folder first."""
    policy, place = homeless
    place.mkdir()
    place.chmod(0o777)
    assert policy.cache_folder() is None and not policy.is_warm()
    assert "made anew by every run" in policy.cache_notice()
    policy.prune_caches()


def test_a_link_among_temporary_files_is_not_followed(homeless, tmp_path) -> None:
    policy, place = homeless
    (tmp_path / "other").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "other")
    assert policy.cache_folder() is None


def test_a_folder_that_is_named_and_can_be_written_is_used_without_a_word(
    tree, tmp_path, monkeypatch
):
    monkeypatch.setenv("ISS_DEORBIT_CACHE", str(tmp_path / "a" / "b"))
    policy = loaded(tree)
    assert policy.cache_folder().parent == tmp_path / "a" / "b" and policy.cache_notice() == ""


def test_kernels_run_without_any_place_for_their_code(tmp_path) -> None:
    place = tmp_path / f"iss-deorbit-{os.getuid()}"
    place.mkdir()
    place.chmod(0o755)
    nowhere = {"ISS_DEORBIT_CACHE": "/dev/null/x", "TMPDIR": str(tmp_path)}
    assert python(WARM + "print(lanes.floor(2.5))", **nowhere).split() == ["False", "False", "2.0"]
    assert list(place.iterdir()) == []


def test_a_user_who_is_in_no_list_and_has_no_home(homeless, digest, monkeypatch) -> None:
    def unknown(user: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {user}")

    policy, place = homeless
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)  # a test can't be another user
    assert policy.cache_folder() == place / f"kernels-{digest}"
    assert "there is no home folder" in policy.cache_notice()


INTERPRETED = """
import sys
import numpy as np
from sim.dynamics.rhs import acceleration
from sim.environment.world import Switch, world
from sim.frames.epoch import Epoch
from sim.vehicle.parameters import Parameters
given = np.load(sys.argv[1])
w = world(Epoch.from_utc("2025-06-01T00:00:00Z"), 4 * 86400.0)
w = w._replace(switch=Switch(1, 1, 1, 0))
out = {}
for n in (1, 3, 11):
    rows = [given[k][:n] for k in ("t", "y")]
    case = Parameters(*given["case"][:, :n])
    out[str(n)] = np.array(acceleration(rows[0], *rows[1].T, w, case))
    assert out[str(n)].shape == (3, n)
alone = Parameters(*given["case"][:, 0])
out["float"] = np.array(acceleration(float(given["t"][0]), *map(float, given["y"][0]), w, alone))
np.savez(sys.argv[2], **out)
"""


def test_equation_of_motion_without_compiler(small_world, make_case, low_orbit, tmp_path) -> None:
    """With the compiler off the same source takes arrays of length 1, 3, 11 and a float."""
    n = 11
    t = np.linspace(0.0, 2.9e5, n)
    y = low_orbit(np.linspace(90e3, 420e3, n), 430e3, true_anomaly=np.arange(n), raan=np.arange(n))
    case = make_case(n, thrust=12e3, steer_z=0.1)
    np.savez(tmp_path / "in.npz", t=t, y=y, case=np.array(case))
    script = f"import sys\nsys.argv[1:] = {[str(tmp_path / f) for f in ('in.npz', 'out.npz')]!r}\n"
    python(script + INTERPRETED, NUMBA_DISABLE_JIT="1")
    world = small_world._replace(switch=Switch(1, 1, 1, 0))
    compiled = np.array(on_lanes(acceleration, t, *y.T.copy(), world, case))
    out = np.load(tmp_path / "out.npz")
    for length in (1, 3, 11):
        error = np.linalg.norm(out[str(length)] - compiled[:, :length], axis=0)
        assert (error < 1e-12 * np.linalg.norm(compiled[:, :length], axis=0)).all()
    np.testing.assert_allclose(out["float"], compiled[:, 0], rtol=1e-12, atol=1e-11)
