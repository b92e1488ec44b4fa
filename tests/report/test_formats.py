"""Only the formats that are asked for are drawn."""

import pytest

from sim.errors import InputError
from sim.formats.figure_formats import FORMATS, parse_formats
from sim.workflow.run import write_run


def test_a_list_of_formats_is_read_once_each():
    assert parse_formats(None) == FORMATS
    assert parse_formats("PDF, svg,pdf") == ["pdf", "svg"]
    with pytest.raises(InputError, match="'bmp'; allowed: png, svg, pdf"):
        parse_formats("png,bmp")


def test_a_folder_holds_the_formats_asked_for(staying, tmp_path):
    write_run(tmp_path, staying, True, ("svg",))
    drawn = {file.suffix for file in tmp_path.iterdir()} & {".png", ".svg", ".pdf"}
    assert drawn == {".svg"} and (tmp_path / "report.html").is_file()
