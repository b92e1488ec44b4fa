"""An atmosphere of one's own in a scenario, a campaign and a sweep, flown by threads and by workers
of Dask that never saw the function: the same bytes.
"""

from pathlib import Path

import numpy as np
import pytest

import sim

distributed = pytest.importorskip("distributed")

SHORT = Path(__file__).parent.parent / "report" / "descent.yaml"
CONSTANTS = ("density", "scale_height", "reference_altitude")
OWN = {
    "environment.atmosphere": {"model": "own", "function": "thin", **dict.fromkeys(CONSTANTS)},
}
DISPERSED = {
    "campaign.dispersions": {
        "density_bias_low": {"normal": {"sigma": 0.1}, "assumption": "made up"}
    }
}
PERIGEES = {"phases.final_burn.burn.cutoff.perigee": "40,60 km"}
SAMPLES = {"samples": 4, "chunk": 2, "begin": "start", "seed": 3}


def shards(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("shards/*.parquet")}


@pytest.mark.slow
def test_threads_and_processes_of_dask_write_the_same_bytes(registered, tmp_path):
    descent = sim.load(SHORT, OWN | DISPERSED)
    assert descent.fly().status == "impact"
    here = descent.campaign(tmp_path / "threads", threads=2, **SAMPLES)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as cluster:
        address = cluster.scheduler_address
        descent.campaign(tmp_path / "dask", scheduler=address, **SAMPLES)
        swept = descent.sweep(PERIGEES, tmp_path / "swept", scheduler=address, chunk=1)
    flown = shards(tmp_path / "threads")
    assert len(flown) >= 2 and shards(tmp_path / "dask") == flown
    alone = descent.sweep(PERIGEES, tmp_path / "alone", threads=1, chunk=1)
    assert swept.columns["status"].tolist() == ["flown", "flown"]
    assert shards(tmp_path / "swept") == shards(tmp_path / "alone")
    np.testing.assert_array_equal(swept.columns["delta_v_m_s"], alone.columns["delta_v_m_s"])
    # the function says what the shipped air says
    shipped = sim.load(SHORT, DISPERSED).campaign(tmp_path / "shipped", threads=2, **SAMPLES)
    for name in ("impact_latitude_deg", "impact_longitude_deg"):
        np.testing.assert_allclose(here.columns[name], shipped.columns[name], atol=1e-3)
