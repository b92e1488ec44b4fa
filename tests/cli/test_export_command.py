"""``iss-deorbit export``: files for GMAT and Orekit, and what is refused."""

import ast
from pathlib import Path

HINDCASTS = Path(__file__).parents[2] / "scenarios" / "hindcasts"


def test_a_script_for_gmat(command, tmp_path):
    said = command("export", HINDCASTS / "atv1_2008.yaml", "--to", "gmat", "--out", tmp_path)
    assert said.code == 0 and said.out.strip().endswith("atv1_2008.script")
    text = (tmp_path / "atv1_2008.script").read_text(encoding="utf-8")
    assert "Sat.Epoch = '29 Sep 2008 10:00:27.000';" in text
    assert text.count("Create FiniteBurn") == 2


def test_a_program_for_orekit(command, tmp_path):
    said = command("export", HINDCASTS / "atv1_2008.yaml", "--to", "orekit", "--quiet")
    assert (said.code, said.out) == (0, "")
    ast.parse((tmp_path / "atv1_2008_orekit.py").read_text(encoding="utf-8"))
    assert (tmp_path / "atv1_2008.gfc").read_text(encoding="utf-8").startswith("product_type")


def test_what_is_refused(command):
    file = HINDCASTS / "atv1_2008.yaml"
    assert "--to stk: allowed: gmat, orekit" in command("export", file, "--to", "stk").err
    assert "no such folder" in command("export", file, "--to", "gmat", "--out", "nowhere").err
    planned = HINDCASTS.parent / "usdv.yaml"
    said = command("export", planned, "--to", "gmat")
    assert said.code == 2 and "iss-deorbit plan" in said.err
