"""The prediction of an object: orbits in, a folder of results out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.data.whole_file import write_whole_text
from sim.environment.space_weather.date import date_of
from sim.environment.space_weather.observed import observed_days
from sim.errors import InputError
from sim.formats import czml, geojson
from sim.formats.csv_text import csv_text
from sim.formats.folder import check_target, new_folder
from sim.formats.json_text import write_json
from sim.frames.epoch import Epoch
from sim.lanes import is_warm
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.predict import Question, predict
from sim.prediction.prediction import Prediction
from sim.report.results.prediction import (
    FILE,
    Issue,
    member_columns,
    prediction_figures,
    read_prediction,
)
from sim.report.results.provenance import Provenance, write_manifest
from sim.workflow.output import Output, utc_now
from sim.workflow.prediction.inputs import Known, check_air
from sim.workflow.prediction.places import czml_packets, geojson_features
from sim.workflow.progress import COMPILING, DONE, OnProgress, Progress, ignore_progress
from sim.workflow.run import report_writing

FLYING = "flying the ensemble"


@dataclass(frozen=True)
class PredictionAnswer:
    """A prediction and the content of its file."""

    prediction: Prediction
    figures: dict[str, Any]


def question_of(
    known: Known, issued: Epoch, horizon_s: float, *, members: int | None, seed: int, air: str
) -> Question:
    """The question to an object, with a horizon in s after the issue.

    Raises
    ------
    InputError
        If the air is unknown, or what is known of the object does not fit together.
    """
    check_air(air)
    known_then = [each.epoch for each in known.orbits if each.epoch.seconds_since(issued) <= 0.0]
    age = min((issued.seconds_since(each) for each in known_then), default=0.0)
    return Question(
        issued=issued,
        horizon_s=age + horizon_s,
        prior=known.body.prior(),
        mass_kg=known.body.mass_kg,
        casualty_area_m2=known.body.casualty_area_m2,
        members=members,
        seed=seed,
        air=air,
    )


def answer(
    orbits: Sequence[KnownOrbit],
    question: Question,
    since: Path | None = None,
    on_progress: OnProgress = ignore_progress,
) -> PredictionAnswer:
    """Predict, and put it into numbers.

    Parameters
    ----------
    orbits
        Of one object.
    question
        What is asked; its horizon counts from the issue.
    since
        Results of an earlier prediction, whose windows are shown beside.
    on_progress
        Called while the ensemble flies.

    Raises
    ------
    InputError
        If there is nothing to predict from, or the earlier results are of another object.
    """
    history = [] if since is None else _history(since, orbits)
    label = orbits[0].label
    on_progress(Progress(stage=FLYING if is_warm() else COMPILING, scenario=label))

    def report(done: int, members: int) -> None:
        on_progress(Progress(stage=FLYING, scenario=label, share=done / members))

    try:
        found = predict(orbits, question, report)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{label}: {error}") from None
    on_progress(Progress(stage=DONE, scenario=label, share=1.0))
    return PredictionAnswer(found, prediction_figures(found, utc_now(), history))


def _history(since: Path, orbits: Sequence[KnownOrbit]) -> list[Issue]:
    """Windows of an earlier prediction, and of those before it."""
    earlier = read_prediction(since)
    own = {(each.name, each.number) for each in orbits}
    if (earlier.object_name, earlier.object_number) not in own:
        raise InputError(
            f"{since}: of {earlier.object_name or earlier.object_number}; allowed: an earlier "
            f"prediction of the same object"
        )
    last = Issue(
        issued_utc=earlier.issued_utc,
        median_utc=earlier.median_utc,
        window_90_utc=earlier.window_90_utc,
    )
    return [*earlier.history, last]


def predict_to_folder(
    known: Known,
    question: Question,
    output: Output,
    since: Path | None = None,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Path, PredictionAnswer]:
    """Predict and write the folder, with figures and a page where these are wanted.

    Raises
    ------
    FolderError
        If something is there that may not be replaced, before anything flies.
    InputError
        As `answer`.
    """
    name = re.sub(r"[^a-z0-9]+", "_", known.orbits[0].label.lower()).strip("_") or "object"
    target = output.target([name], "predict")
    check_target(target, output.force)
    found = answer(known.orbits, question, since, on_progress)
    with report_writing(output, on_progress), new_folder(target, output.force) as folder:
        write_json(folder / FILE, found.figures)
        prediction = found.prediction
        write_whole_text(folder / "members.csv", csv_text(member_columns(prediction)))
        features = geojson_features(prediction, found.figures)
        write_whole_text(folder / "tracks.geojson", geojson.geojson_text(features))
        packets = czml_packets(prediction, found.figures)
        write_whole_text(folder / "scene.czml", czml.czml_text(packets))
        if output.plots:
            _draw(folder, found)
        write_manifest(folder, _provenance(found, output))
    return target, found


def _draw(folder: Path, found: PredictionAnswer) -> None:
    from sim.report.figures.prediction import figure_makers
    from sim.report.figures.save import save_figures
    from sim.report.page.prediction.page import prediction_page
    from sim.report.page.write import PAGE

    save_figures(figure_makers(found.prediction, found.figures), [_Stamp(found)], folder)
    write_whole_text(folder / PAGE, prediction_page(found.prediction, found.figures))


class _Stamp:
    """What stands in the corner of a figure."""

    depends_on = ""

    def __init__(self, found: PredictionAnswer) -> None:
        self.label = found.prediction.name
        self.stamp = (
            f"issued {found.figures['issued_utc']}, made {found.figures['made_utc']}; "
            f"no official warning"
        )


def _provenance(found: PredictionAnswer, output: Output) -> Provenance:
    return Provenance(
        scenarios={},
        statuses=["down"] * len(found.prediction.end_s),
        weather={
            found.prediction.name or "object": {
                "observed_to": min(date_of(observed_days()[1]), found.figures["issued_utc"][:10]),
                "then": found.prediction.weather,
            }
        },
        command=output.command,
    )
