"""From the guidance of a scenario to the rule that flights are guided by, in SI units."""

from sim.operations.guidance.rule import USUAL, Accuracy, GuidanceRule, Law
from sim.scenario.schema.guidance import GuidanceModel, NavigationModel
from sim.scenario.schema.scenario import Scenario


def guidance_of(scenario: Scenario) -> GuidanceRule:
    """The rule of a scenario; without a law, burns are planned again where they were planned."""
    given = scenario.guidance or GuidanceModel()
    usual: Law = "orbit" if scenario.plan is None else "replan"
    stated = {
        name: float(number)
        for name in ("drag_spread", "drag_change", "thrust_deviation")
        if (number := getattr(given, name)) is not None
    }
    return GuidanceRule(
        law=given.law or usual,
        freeze=float(given.freeze),
        latest_data=float(given.latest_data),
        other_passes=given.passes == "any",
        largest_miss=float(given.largest_miss),
        look_ahead=float(given.look_ahead),
        source=given.navigation.source,
        accuracy=_accuracy(given.navigation),
        estimates_drag=given.drag == "estimated",
        knows_air=given.forecast == "perfect",
        **stated,
    )


def with_law(scenario: Scenario, law: str | None) -> Scenario:
    """The scenario guided by another law; the same for None.

    Raises
    ------
    ValueError
        If there is no such law.
    """
    if law is None:
        return scenario
    given = scenario.guidance or GuidanceModel()
    content = given.model_dump(mode="json", by_alias=True, exclude_none=True) | {"law": law}
    guidance = GuidanceModel.model_validate(content)
    return scenario.model_copy(update={"guidance": guidance}).made_from(scenario)


def _accuracy(given: NavigationModel) -> Accuracy:
    """What is left out is usual for the source."""
    stated = {
        name: float(number)
        for name in Accuracy._fields
        if (number := getattr(given, name)) is not None
    }
    return USUAL[given.source]._replace(**stated)
