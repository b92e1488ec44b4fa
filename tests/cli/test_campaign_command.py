"""The command `campaign`: what it writes, what it refuses before anything flies, and how it goes on
after an interrupt."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.campaign.analysis.stopping import LEAST
from sim.errors import InputError
from sim.formats.parquet import read_table
from sim.workflow.campaign.stopping_criterion import EVENTS, parse_stopping_rule

HERE = Path(__file__).parent.parent / "campaign"
SHORT, STEEP = HERE / "short.yaml", HERE / "steep.yaml"
FIGURES = {
    f"campaign_{name}.{ending}"
    for name in ("footprint", "distributions", "what_matters", "differences")
    for ending in ("png", "svg")
}


@pytest.fixture
def changed(tmp_path):
    """A file that is the short fall with some keys of its own."""

    def write(text: str, name: str = "changed") -> Path:
        file = tmp_path / f"{name}.yaml"
        (tmp_path / "base.yaml").write_text(SHORT.read_text())
        file.write_text(f"include: base.yaml\nname: {name}\n{text}")
        return file

    return write


def test_writes_answers_areas_tables_and_figures(command, tmp_path):
    words = ("--samples", 56, "--chunk", 28, "--from", "start", "--out", "out")
    said = command("campaign", SHORT, STEEP, *words)
    assert said.code == 0, said.err
    for word in (
        "Short: 56 samples",
        "Footprint length",
        "Steep less Short",
        "Shares of the variance",
    ):
        assert word in said.out
    out = tmp_path / "out"
    there = {path.name for path in out.iterdir()}
    assert there == FIGURES | {
        "answers.json", "campaign.json", "draws.parquet", "footprint.geojson", "manifest.json",
        "samples-short.parquet", "samples-steep.parquet", "shards", "short.yaml", "steep.yaml",
        "report.html",
    }  # fmt: skip
    found = json.loads((out / "answers.json").read_text())
    assert [each["label"] for each in found["campaign"]["plans"]] == ["Short", "Steep"]
    areas = json.loads((out / "footprint.geojson").read_text())["features"]
    contours = [f["properties"] for f in areas if f["properties"]["kind"] == "contour"]
    assert {(f["scenario"], f["share"]) for f in contours} == {
        (name, 1.0)
        for name in ("short", "steep")  # 56 flights carry none of the usual shares
    }
    assert json.loads((out / "manifest.json").read_text())["status_counts"] == {"impact": 112}
    # drawn again from the files alone
    before = {name: (out / name).read_bytes() for name in FIGURES}
    for name in FIGURES:
        (out / name).unlink()
    said = command("plot", "out")
    assert said.code == 0, said.err
    assert all((out / name).read_bytes() == before[name] for name in FIGURES)
    # one sample alone has the bits of its row
    alone = command("campaign", SHORT, STEEP, *words[:-2], "--only", 41)
    assert alone.code == 0, alone.err
    row = json.loads(alone.out)["samples-steep"]
    table = read_table(out / "samples-steep.parquet")
    for key, (value,) in row.items():
        assert value == table[key][41].item(), key


def test_refuses_a_store_that_is_there_and_one_of_another_campaign(command, tmp_path, changed):
    words = ("--samples", 4, "--from", "start", "--no-plots", "--quiet", "--out", "out")
    assert command("campaign", SHORT, *words).code == 0
    said = command("campaign", SHORT, *words)
    assert said.code == 2 and "--resume" in said.err
    # whole already: resuming flies nothing and answers the same
    before = (tmp_path / "out" / "answers.json").read_bytes()
    assert command("campaign", SHORT, *words, "--resume").code == 0
    assert (tmp_path / "out" / "answers.json").read_bytes() == before
    for more, what in (
        (("--seed", 2), "seed"),
        (("--method", "lhs"), "method"),
        (("--chunk", 2), "chunk"),
        (("--from", "burns"), "scenarios (short from burns, short from start)"),
    ):
        said = command("campaign", SHORT, *words, "--resume", *more)
        assert said.code == 2 and what in said.err and "another campaign" in said.err
    other = changed("campaign: {corridor: {width: '50 km'}}", "short")
    said = command("campaign", other, *words, "--resume")
    assert (
        said.code == 2
        and "another campaign" in said.err
        and "scenarios (short from start)" in said.err
    )


BAD = {
    "sigma": ("campaign: {dispersions: {mass_offset: {normal: {sigma: '-1 kg'}}}}", "sigma"),
    "column": (
        "campaign: {dispersions: {colour: {normal: {sigma: 1}, assumption: xyz}}}",
        "colour",
    ),
    "suffix": (
        "campaign: {dispersions: {pitch.burn_9: {normal: {sigma: '1 deg'}, assumption: xyz}}}",
        "burn_9",
    ),
    "correlation": (
        "campaign: {dispersions: {"
        "mass_offset: {correlated: {thrust_factor: 0.9}},"
        "heating_factor: {correlated: {thrust_factor: 0.9, mass_offset: -0.9}}}}",
        "not a correlation matrix",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_refuses_impossible_dispersions_before_anything_flies(command, tmp_path, changed, name):
    text, words = BAD[name]
    file = changed(text)
    said = command("campaign", file, "--samples", 4, "--from", "start", "--out", "out")
    assert said.code == 2, said.err
    assert words in said.err and "Traceback" not in said.err
    assert not list((tmp_path / "out").rglob("*.parquet"))


@pytest.mark.parametrize(
    "words, told",
    [
        (("--method", "dice"), "random, lhs, sobol"),
        (("--from", "noon"), "burns, start"),
        (("--resume", "--force"), "--resume and --force: a campaign is resumed or taken away"),
        (("--threads", 2, "--workers", 2), "--threads 2: threads of this process fly nothing"),
        (("--until", "speed=3"), "no such measure: speed"),
        (("--until", "toe_km"), "MEASURE=WIDTH"),
        (("--until", "keep_out@0.5=1"), "no quantiles"),
        (("--until", "keep_out=-1"), "--until keep_out=-1: width: is out of range"),
        (("--until", "keep_out=0"), "width"),
        (("--only", 4), "samples are 0 to 3"),
        (("--samples", 0), "samples"),
    ],
)
def test_refuses_options(command, words, told, tmp_path):
    said = command("campaign", SHORT, "--samples", 4, *words)
    assert said.code == 2 and told in said.err
    assert not list(tmp_path.iterdir())


def test_refuses_scenarios_that_make_no_campaign(command, changed, tmp_path):
    said = command("campaign", SHORT, SHORT)
    assert said.code == 2 and "different names" in said.err
    plain = changed("campaign: null", "plain")
    said = command("campaign", plain)
    assert said.code == 2 and "nothing is dispersed" in said.err
    other = changed(
        "campaign: {dispersions: {mass_offset: {normal: {sigma: '1 kg'}, assumption: made up}}}",
        "other",
    )
    said = command("campaign", SHORT, other)
    assert said.code == 2 and "mass_offset is dispersed differently" in said.err
    said = command("compare", SHORT, plain, "--samples", 3)
    assert said.code == 2 and not (tmp_path / "runs").exists()


def test_replaces_a_campaign_as_a_whole_and_nothing_else(command, tmp_path):
    words = ("--samples", 4, "--from", "start", "--no-plots", "--quiet", "--out", "out")
    assert command("campaign", SHORT, *words).code == 0
    before = (tmp_path / "out" / "answers.json").read_bytes()
    (tmp_path / "out" / "note.txt").write_text("of the old one")
    assert command("campaign", SHORT, *words, "--seed", 2, "--force").code == 0
    assert (tmp_path / "out" / "answers.json").read_bytes() != before
    assert not (tmp_path / "out" / "note.txt").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    said = command("campaign", SHORT, *words[:-1], "mine", "--force")
    assert said.code == 2 and "holds no campaign" in said.err
    assert os.listdir(tmp_path / "mine") == ["thesis.txt"]


def test_always_saying_resume_begins_heals_and_ends(command, tmp_path):
    """Begun where nothing is; a damaged shard is said and flown again; the answers are the same."""
    words = ("--samples", 6, "--chunk", 2, "--from", "start", "--no-plots", "--resume")
    assert command("campaign", SHORT, *words, "--out", "out").code == 0
    out = tmp_path / "out"
    kept = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    shard = out / "shards" / "samples-short-000001.parquet"
    shard.write_bytes(shard.read_bytes()[:500])
    said = command("campaign", SHORT, *words, "--out", "out")
    assert said.code == 0 and "unforeseen" not in said.err
    told = " ".join(said.err.split())
    assert "samples-short-000001.parquet is damaged" in told and "chunk 1 is flown again" in told
    assert "2 samples in" in told
    shard.with_name(shard.name + ".damaged").unlink()
    again = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert again.keys() == kept.keys()
    assert {name for name in kept if again[name] != kept[name]} <= {"manifest.json"}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError("Unable to allocate 2.0 GiB"), "no more memory: Unable to allocate 2.0 GiB"),
        (RuntimeError("can't start new thread"), "lets no more threads begin"),
        (OSError(28, "No space left on device"), "error: No space left on device"),
    ],
    ids=["memory", "thread", "disk"],
)
def test_a_fault_of_the_machine_stops_it_and_says_how_it_goes_on(
    command, tmp_path, monkeypatch, error, told
):
    from sim.campaign.run import campaign

    fly_samples = campaign.fly_samples

    def breaks(experiment, numbers, draws):
        if 3 in numbers:
            raise error
        return fly_samples(experiment, numbers, draws)

    words = ("--samples", 6, "--chunk", 2, "--from", "start", "--no-plots", "--out", "out")
    monkeypatch.setattr(campaign, "fly_samples", breaks)
    said = command("campaign", SHORT, *words, "--threads", 1)
    assert said.code == 1 and told in said.err, said.err
    assert "1 of 3 chunks are in out" in said.err and "--resume" in said.err
    assert ("make room" in said.err) == (error.args[0] == 28) and "unforeseen" not in said.err
    assert command("campaign", SHORT, *words, "--resume").code == 0
    assert "failed" not in str(read_table(tmp_path / "out" / "samples-short.parquet")["status"])


def test_a_full_disk_is_named_with_the_file(command, tmp_path, monkeypatch):
    fsync, forced = os.fsync, []

    def full(descriptor):
        forced.append(descriptor)
        if len(forced) > 2:  # the record of the campaign, and its folder
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    words = ("--samples", 4, "--from", "start", "--no-plots", "--out", "out")
    said = command("campaign", SHORT, *words)
    assert said.code == 1 and said.err.count("draws.parquet: ") == 1
    assert "make room, then resume with the same command and --resume" in said.err
    assert not list((tmp_path / "out").rglob("*.partial"))


def test_without_dask_nothing_is_made(command, tmp_path, monkeypatch):
    for option in (("--workers", 2), ("--scheduler", "tcp://127.0.0.1:9")):
        monkeypatch.setitem(sys.modules, "distributed", None)  # importing it fails
        said = command("campaign", SHORT, "--samples", 4, *option, "--out", "out")
        assert said.code == 2 and "pip install distributed" in said.err
        assert not (tmp_path / "out").exists()


def test_a_store_in_use_is_left_alone(command, tmp_path):
    from sim.campaign.run.lock import hold_store

    words = ("--samples", 4, "--from", "start", "--no-plots", "--quiet", "--out", "out")
    with hold_store(tmp_path / "out"):
        said = command("campaign", SHORT, *words)
        assert said.code == 2 and f"in use by process {os.getpid()} on" in said.err
    assert command("campaign", SHORT, *words).code == 0


def test_results_do_not_go_to_an_object_store(command, tmp_path):
    said = command("campaign", SHORT, "--samples", 4, "--out", "s3://bucket/answers")
    assert said.code == 2 and "--shards s3://bucket/prefix" in said.err
    said = command("campaign", SHORT, "--samples", 4, "--shards", "gs://bucket/x", "--out", "out")
    assert said.code == 2 and "gs:// is no place for shards; allowed: a folder" in said.err
    assert not list(tmp_path.iterdir())


def test_no_scheduler(command, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.campaign.run.executor.ANSWER_WITHIN", "1s")
    said = command("campaign", SHORT, "--samples", 4, "--scheduler", "tcp://127.0.0.1:9")
    assert said.code == 2 and "no Dask scheduler answers at tcp://127.0.0.1:9" in said.err
    assert not (tmp_path / "runs").exists()


def test_stops_when_sharp_enough(command, tmp_path):
    words = ("--samples", 2 * LEAST, "--chunk", 200, "--from", "start", "--no-plots", "--json")
    said = command("campaign", SHORT, *words, "--until", "margin_kg=100", "--out", "out")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    # 500 are asked for at least: the third chunk is the first to reach that
    assert found["samples"] == 600 and found["campaign"]["chunks"] == 3
    table = read_table(tmp_path / "out" / "samples-short.parquet")
    assert table["sample"].tolist() == list(range(600))
    assert np.isfinite(found["plans"]["short"]["measures"]["margin_kg"]["mean"])


def test_a_law_of_guidance_is_one_there_is(command, tmp_path):
    said = command("campaign", SHORT, "--guidance", "stars", "--out", "out")
    assert said.code == 2 and not (tmp_path / "out").exists()
    assert "--guidance stars: allowed: replan, orbit, clock" in said.err
    said = command("campaign", SHORT, "--guidance", "replan", "--samples", 2, "--out", "out")
    assert said.code == 2 and not (tmp_path / "out").exists()  # it has no plan to plan again
    assert "replan" in said.err


def test_rules():
    rule = parse_stopping_rule("outside_corridor=0.01")
    assert (rule.measure, rule.kind, rule.width) == ("outside_corridor", "probability", 0.01)
    rule = parse_stopping_rule("toe_km@0.95=5e1")
    assert (rule.kind, rule.share, rule.width) == ("quantile", 0.95, 50.0)
    assert parse_stopping_rule("entry_angle_deg=0.002").kind == "mean"
    assert all(parse_stopping_rule(f"{name}=0.1").kind == "probability" for name in EVENTS)
    with pytest.raises(InputError):
        parse_stopping_rule("toe_km=1e")


def test_compare_with_samples(command, tmp_path):
    said = command("compare", SHORT, STEEP, "--samples", 6, "--no-plots", "--out", "both")
    assert said.code == 0, said.err
    assert "Steep less Short" in said.out and "Entry: flight-path angle" in said.out
    found = json.loads((tmp_path / "both" / "campaign" / "answers.json").read_text())
    assert found["samples"] == 6 and (tmp_path / "both" / "comparison.json").is_file()


def test_an_interrupt_leaves_a_campaign_that_goes_on(tmp_path):
    words = [
        sys.executable, "-m", "sim", "campaign", str(SHORT), "--samples", "4000", "--chunk", "20",
        "--from", "start", "--no-plots", "--out", str(tmp_path / "out"),
    ]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as flying:
        shards = tmp_path / "out" / "shards"
        while not (shards.is_dir() and any(shards.glob("samples-short-*.parquet"))):
            assert flying.poll() is None
            time.sleep(0.01)
        os.kill(flying.pid, signal.SIGINT)
        _, told = flying.communicate()
    assert flying.returncode == 130
    assert "of 200 chunks are in" in told and "--resume" in told and "nothing was" not in told
    count = len(list(shards.glob("samples-short-*.parquet")))
    assert count == len(list(shards.glob("fragments-short-*.parquet"))) and 0 < count < 200


def test_figures_of_a_campaign_that_is_not_whole(command, tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "campaign.json").write_text("{}")
    said = command("plot", "part")
    assert said.code == 2 and "is not whole" in said.err and "--resume" in said.err


def test_the_page_of_a_comparison_tells_what_its_campaign_came_to(command, tmp_path):
    """With figures: the page of the comparison is written again once the campaign is there."""
    said = command("compare", SHORT, STEEP, "--samples", 6, "--out", "both", "-q")
    assert said.code == 0, said.err
    page = (tmp_path / "both" / "report.html").read_text(encoding="utf-8")
    assert 'id="campaign"' in page and "6 flights of each plan" in page
    assert (tmp_path / "both" / "campaign" / "report.html").is_file()
