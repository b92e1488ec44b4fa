from pathlib import Path

import pytest

BASE = """\
name: trial
title: A trial
start: "2028-07-01T00:00:00Z"
state:
  kepler:
    altitude: 400 km
    inclination: 51.6 deg
    raan: 10 deg
    argument_of_latitude: 0 deg
vehicles:
  ship:
    dry_mass: {value: 400 t, assumption: trial}
    tanks:
      main:
        capacity: {value: 10 t, assumption: trial}
        load: {value: 5 t, assumption: trial}
      spare:
        capacity: {value: 10 t, assumption: trial}
        load: {value: 0 t, assumption: trial}
    engines:
      big:
        count: {value: 4, assumption: trial}
        thrust: {value: 400 N, assumption: trial}
        isp: {value: 300 s, assumption: trial}
        feeds: [{tank: main}]
      dry:
        count: {value: 1, assumption: trial}
        thrust: {value: 400 N, assumption: trial}
        isp: {value: 300 s, assumption: trial}
        feeds: [{tank: spare}]
    attitudes:
      nominal:
        area: {value: 1500 m2, assumption: trial}
        cd_free_molecular: {value: 2.2, assumption: trial}
        cd_continuum: {value: 1.0, assumption: trial}
        length: {value: 4 m, assumption: trial}
  tug:
    dry_mass: {value: 10 t, assumption: trial}
    tanks:
      fuel:
        capacity: {value: 5 t, assumption: trial}
        load: {value: 5 t, assumption: trial}
    engines:
      push:
        count: {value: 2, assumption: trial}
        thrust: {value: 3 kN, assumption: trial}
        isp: {value: 302 s, assumption: trial}
        feeds:
          - tank: fuel
          - tank: ship.main
            thrust_factor: {value: 0.5, assumption: trial}
stack: [ship]
phases:
  - name: drift
    attitude: nominal
    until: {date: "2028-08-01T00:00:00Z"}
  - name: push
    dock: [tug]
    burn:
      engines:
        - {group: tug.push, failed: 1}
      direction: retrograde
      ignition: {centred_on: apogee}
      cutoff: {perigee: 50 km}
  - name: fall
    until: {ground: true}
"""

ROOT = Path(__file__).parents[2]


@pytest.fixture
def base() -> str:
    """A small scenario that is right in every way."""
    return BASE


@pytest.fixture
def scenarios() -> Path:
    """Folder of the scenario files."""
    return ROOT / "scenarios"
