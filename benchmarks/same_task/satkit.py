"""satkit: its own field and atmosphere; indices come from a table, and so have to be written."""

import os
import tempfile
from importlib.resources import files
from pathlib import Path

import astropy_iers_data
from peers.input_files import write_csv
from peers.interface import SolarActivity


def prepare(states, epoch, mass, area, cd, activity):
    folder = Path(tempfile.mkdtemp())
    for source in [*(files("satkit_data") / "data").iterdir(), Path(astropy_iers_data.IERS_A_FILE)]:
        if source.is_file() and source.name != "SW-All.csv":
            (folder / source.name).symlink_to(source)
    write_csv(folder / "SW-All.csv", epoch, SolarActivity(*activity))
    os.environ |= {"SATKIT_OFFLINE": "1", "SATKIT_DATA": str(folder)}
    import numpy as np
    import satkit

    settings = satkit.propsettings(
        gravity_model=satkit.gravmodel.egm2008,
        gravity_degree=20,
        gravity_order=20,
        tide_model=satkit.tidemodel.none,
        use_relativistic_correction=False,
        enable_interp=False,
        integrator=satkit.integrator.gauss_jackson8,
        gj_step_seconds=30.0,
    )
    craft = satkit.satproperties(cdaoverm=cd * area / mass)
    start = satkit.time(*(int(part) for part in epoch[:10].split("-")))

    def fly_one(state):
        return satkit.propagate(
            state, start, duration_secs=86400.0, propsettings=settings, satproperties=craft
        ).state[:6]

    return lambda: np.array([fly_one(state) for state in states])
