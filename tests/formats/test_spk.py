"""SPICE kernels: the toolkit itself reads back the states, at the dates they are given for."""

import numpy as np
import pytest

from sim.formats.orbit import spk
from sim.formats.orbit.oem_text import OemSegment
from sim.formats.orbit.spk import EARTH, STATION, ephemeris_time, spk_bytes
from sim.frames.constants import MU

spiceypy = pytest.importorskip("spiceypy")

LEAP_SECONDS = """\
KPL/LSK
\\begindata
DELTET/DELTA_T_A = 32.184
DELTET/K = 1.657D-3
DELTET/EB = 1.671D-2
DELTET/M = ( 6.239996D0 1.99096871D-7 )
DELTET/DELTA_AT = ( 36, @2015-JUL-1
                    37, @2017-JAN-1 )
\\begintext
"""


def circle(minutes: float, count: int, start: str = "2026-12-01T00:0") -> OemSegment:
    """States on a circular orbit, some seconds apart."""
    step = 60.0 * minutes / (count - 1)
    t = step * np.arange(count)
    radius = 6.79e6
    rate = np.sqrt(MU / radius**3)
    zero = np.zeros(count)
    place = radius * np.column_stack([np.cos(rate * t), np.sin(rate * t), zero])
    speed = radius * rate * np.column_stack([-np.sin(rate * t), np.cos(rate * t), zero])
    first = np.datetime64(f"{start}0:00", "us")
    utc = (first + (1e6 * t).astype("timedelta64[us]")).astype(str)
    return OemSegment(utc, place, speed)


@pytest.fixture
def toolkit(tmp_path):
    """The toolkit with the leap seconds, and nothing of other tests."""
    file = tmp_path / "leap.tls"
    file.write_text(LEAP_SECONDS)
    spiceypy.kclear()
    spiceypy.furnsh(str(file))
    yield spiceypy
    spiceypy.kclear()


def test_the_toolkit_reads_states_and_those_between_them(toolkit, tmp_path):
    segments = [circle(8.0, 5), circle(2.0, 2, "2026-12-01T00:1")]
    (tmp_path / "orbit.bsp").write_bytes(spk_bytes("station", segments, ["made by a test " * 9]))
    toolkit.furnsh(str(tmp_path / "orbit.bsp"))
    middle = "2026-12-01T00:03:00"
    state, _ = toolkit.spkgeo(STATION, toolkit.str2et(middle), "J2000", EARTH)
    rate = np.sqrt(MU / 6.79e6**3)
    angle = 180.0 * rate
    wanted = 6790.0 * np.array([np.cos(angle), np.sin(angle), 0.0])
    assert np.linalg.norm(np.array(state[:3]) - wanted) < 1e-3  # km; degree 7 over two minutes
    last, _ = toolkit.spkgeo(STATION, toolkit.str2et("2026-12-01T00:12:00"), "J2000", EARTH)
    assert np.linalg.norm(1e3 * np.array(last[:3]) - segments[1].position[-1]) < 1.0


def test_dates_are_those_of_the_toolkit(toolkit):
    texts = [
        "2016-12-31T23:59:59.000000",
        "2017-01-01T00:00:00.000000",
        "2031-06-15T12:34:56.789000",
    ]
    wanted = [toolkit.str2et(each) for each in texts]
    assert ephemeris_time(np.array(texts)) == pytest.approx(wanted, abs=1e-6)
    assert wanted[1] - wanted[0] == pytest.approx(2.0, abs=1e-6)


def test_without_the_toolkit_it_says_what_to_install(monkeypatch):
    import builtins

    real = builtins.__import__

    def missing(name, *rest):
        if name == "spiceypy":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(spk.InputError, match=r"iss-deorbit\[spice\]"):
        spk_bytes("station", [circle(8.0, 5)])
