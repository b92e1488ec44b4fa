"""The command `sweep`: from its options to its table, and what it says of a wrong one."""

import json
from pathlib import Path

SHORT = Path(__file__).parent.parent / "report" / "descent.yaml"
CUTOFF = "phases.final_burn.burn.cutoff.perigee"


def test_a_sweep_is_flown_shown_continued_and_drawn_again(command, tmp_path):
    folder = tmp_path / "swept"
    words = ("sweep", SHORT, "--vary", f"{CUTOFF}=40:60:20 km", "--set", "title=Another title")
    words = (*words, "--metric", "deceleration_g", "--metric", "delta_v_m_s", "--out", folder)
    said = command(*words, "--no-plots")
    assert said.code == 0 and "2 of 2 points of a grid flown" in said.out
    assert "largest deceleration" in said.out and f"Results in {folder}" in said.err
    refused = command(*words)
    assert refused.code == 2 and "--resume" in refused.err
    told = command(*words, "--resume", "--no-plots", "--json", "--quiet")
    answer = json.loads(told.out)
    assert told.code == 0 and answer["counts"] == {"flown": 2}
    assert answer["title"] == "Another title" and answer["varied"][0]["unit"] == "km"
    drawn = command("plot", folder, "--format", "png")
    assert drawn.code == 0 and {"curves.png", "pareto.png"} <= {p.name for p in folder.iterdir()}


def test_what_is_wrong_is_told_by_name(command, tmp_path):
    for vary, told in (
        (f"{CUTOFF}=40:60:20", "a range without a unit that fits"),
        (CUTOFF.replace("final", "finl") + "=40,60 km", "did you mean"),
        ("x", "allowed: KEY="),
    ):
        said = command("sweep", SHORT, "--vary", vary, "--out", tmp_path / "none")
        assert said.code == 2 and f"--vary {vary.partition('=')[0]}" in said.err
        assert told in said.err and not (tmp_path / "none").exists()
    wrong = command("sweep", SHORT, "--vary", f"{CUTOFF}=40,60 km", "--metric", "decelleration_g")
    assert wrong.code == 2 and "did you mean 'deceleration_g'" in wrong.err
