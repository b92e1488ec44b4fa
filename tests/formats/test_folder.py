"""Result folders: whole or absent, and never mixed."""

import os

import pytest

from sim.formats.folder import FolderError, check_target, new_folder


def fill(folder, word="new"):
    (folder / "manifest.json").write_text("{}")
    (folder / "a.txt").write_text(word)


def names(folder):
    return sorted(os.listdir(folder))


def test_folder_appears_whole_with_its_parents(tmp_path):
    target = tmp_path / "runs" / "deep" / "usdv"
    with new_folder(target) as folder:
        fill(folder)
        assert not target.exists()
        assert folder.parent == target.parent
    assert names(target) == ["a.txt", "manifest.json"]
    assert names(target.parent) == ["usdv"]
    assert target.stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask():
    now = os.umask(0)
    os.umask(now)
    return now


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_left_when_writing_fails(tmp_path, error):
    with pytest.raises(error), new_folder(tmp_path / "runs" / "usdv") as folder:
        fill(folder)
        raise error
    assert names(tmp_path) == []


def test_parents_that_were_there_stay(tmp_path):
    (tmp_path / "runs").mkdir()
    with pytest.raises(RuntimeError), new_folder(tmp_path / "runs" / "usdv"):
        raise RuntimeError
    assert names(tmp_path) == ["runs"] and names(tmp_path / "runs") == []


def test_results_are_not_mixed(tmp_path):
    with new_folder(tmp_path / "usdv") as folder:
        fill(folder, "old")
    with pytest.raises(FolderError, match="--force"), new_folder(tmp_path / "usdv"):
        pass
    assert (tmp_path / "usdv" / "a.txt").read_text() == "old"


def test_force_replaces_the_whole(tmp_path):
    with new_folder(tmp_path / "usdv") as folder:
        fill(folder, "old")
        (folder / "only_in_old.txt").write_text("")
    with new_folder(tmp_path / "usdv", force=True) as folder:
        fill(folder)
    assert names(tmp_path / "usdv") == ["a.txt", "manifest.json"]
    assert names(tmp_path) == ["usdv"]


def test_failure_under_force_keeps_the_old_results(tmp_path):
    with new_folder(tmp_path / "usdv") as folder:
        fill(folder, "old")
    with pytest.raises(RuntimeError), new_folder(tmp_path / "usdv", force=True) as folder:
        fill(folder)
        raise RuntimeError
    assert (tmp_path / "usdv" / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["usdv"]


def test_force_spares_what_is_no_results_folder(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    with pytest.raises(FolderError, match=r"manifest\.json"):
        check_target(tmp_path / "home", force=True)


def test_empty_folder_may_be_used(tmp_path):
    (tmp_path / "out").mkdir()
    with new_folder(tmp_path / "out") as folder:
        fill(folder)
    assert names(tmp_path / "out") == ["a.txt", "manifest.json"]


def test_file_or_link_in_the_way(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for target in (tmp_path / "file", tmp_path / "link", tmp_path / "file" / "inside"):
        with pytest.raises(FolderError, match="not a folder"):
            check_target(target, force=True)


def test_a_name_that_is_too_long_is_refused_before_anything_is_computed(tmp_path):
    check_target(tmp_path / ("x" * 200), False)
    for target in (tmp_path / ("x" * 201), tmp_path / ("é" * 101) / "results"):
        with pytest.raises(FolderError, match="longer than 200 bytes"):
            check_target(target, False)


def test_target_that_appears_meanwhile_is_not_overwritten(tmp_path):
    with pytest.raises(FolderError), new_folder(tmp_path / "usdv") as folder:
        fill(folder)
        (tmp_path / "usdv").mkdir()
        (tmp_path / "usdv" / "other.txt").write_text("")
    assert names(tmp_path / "usdv") == ["other.txt"] and names(tmp_path) == ["usdv"]
