"""Files that are whole or absent."""

import os

import pytest

from sim.data.whole_file import write_whole, write_whole_text


def test_takes_the_place_of_what_was_there(tmp_path):
    write_whole_text(tmp_path / "a.txt", "one\r\n")
    write_whole_text(tmp_path / "a.txt", "zwei ü\n")
    assert (tmp_path / "a.txt").read_bytes() == "zwei ü\n".encode()
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("x")])
def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path, error):
    (tmp_path / "a.txt").write_text("one")

    def breaks(partial):
        partial.write_text("half of t")
        raise error

    with pytest.raises(type(error)) as caught:
        write_whole(tmp_path / "a.txt", breaks)
    assert (tmp_path / "a.txt").read_text() == "one" and os.listdir(tmp_path) == ["a.txt"]
    if isinstance(error, OSError):  # pyarrow names no file
        assert caught.value.filename == str(tmp_path / "a.txt")


def test_a_link_is_replaced_and_what_it_points_to_is_not_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "link").symlink_to("mine.txt")
    write_whole_text(tmp_path / "link", "two")
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / "link").read_text() == "two" and not (tmp_path / "link").is_symlink()
