"""A prediction in lines: every answer says what it rests on."""

import re

import numpy as np
import pytest

from sim.errors import InputError
from sim.frames.epoch import DAY, Epoch
from sim.prediction.prediction import Prediction
from sim.report.page.prediction.page import prediction_page
from sim.report.results.prediction import prediction_figures, read_prediction
from sim.report.text.prediction.lines import prediction_lines

EPOCH = Epoch.from_utc("2026-04-26T01:46:53Z")


def _prediction(**changes) -> Prediction:
    days = np.linspace(4.0, 6.0, 21)
    values = {
        "name": "OBJECT", "number": 51840, "epoch": EPOCH, "issued": EPOCH.plus(DAY), "sets": 5,
        "coefficient": 0.022, "coefficient_sigma": 0.07, "arcs": (), "notes": ("told",),
        "horizon_s": 365.0 * DAY,
        "quantiles_s": tuple(d * DAY for d in (4.1, 4.5, 5.0, 5.5, 5.9)),
        "share_down": 1.0, "end_s": days * DAY, "latitude_deg": np.linspace(-50.0, 50.0, 21),
        "longitude_deg": np.linspace(-170.0, 170.0, 21), "altitude_km": 237.0,
        "inclination_deg": 51.6, "weather": "observed", "members": 21, "seed": 1, "failed": 0,
        "air": "nrlmsise00",
    }  # fmt: skip
    return Prediction(**(values | changes))


def test_an_answer_says_when_from_what_and_that_it_is_no_warning():
    figures = prediction_figures(_prediction(mass_kg=500.0), "2026-11-30T00:00:00Z")
    text = "\n".join(prediction_lines(figures))
    assert "OBJECT (51840): comes down 2026-05-01 01:46 UTC, 5.0 days" in text
    assert "90 % window: 2026-04-30 04:10 UTC to 2026-05-01 23:22 UTC" in text
    assert "risk of a casualty, 2.75 m²" in text
    assert "note: told" in text and "no official warning" in text and "have fared" in text


def test_what_stays_up_is_told_with_the_horizon():
    up = _prediction(
        quantiles_s=(np.inf,) * 5, share_down=0.0, end_s=np.zeros(0), latitude_deg=np.zeros(0),
        longitude_deg=np.zeros(0),
    )  # fmt: skip
    text = "\n".join(prediction_lines(prediction_figures(up, "2026-11-30T00:00:00Z")))
    assert "does not come down before 2027-04-26 01:46 UTC, the horizon" in text
    assert "under the window" not in text


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"issued_utc": "now"}', '{"issued_utc": 3, "median_utc": null}']
)
def test_a_damaged_earlier_prediction_is_told(tmp_path, text):
    file = tmp_path / "prediction.json"
    file.write_text(text)
    with pytest.raises(InputError, match="can't be read"):
        read_prediction(tmp_path)


def test_its_page_tells_when_and_where_first_and_how_sure_after():
    found = _prediction()
    page = prediction_page(found, prediction_figures(found, "2026-11-30T00:00:00Z"))
    parts = re.findall(r'<section id="([^"]+)"', page)
    assert parts[0] == "answer" and parts.index("window") < parts.index("basis")
    assert "comes down 2026-05-01" in page.split("</section>")[0]
