"""From the rules and failures a scenario states to those of a campaign, in SI units."""

from collections.abc import Iterable, Sequence

from sim.campaign.sampling.continuous import Triangular, Uniform
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.distribution import Distribution
from sim.campaign.sampling.parameter import FAILURE_NUMBERS
from sim.campaign.sampling.stepped import Constant
from sim.operations.decisions.rules import Hold, Rules
from sim.operations.failures import FailingBurn, FailureModel, Strings
from sim.planning.failures.interruptions import Rate, first_firings
from sim.planning.problem import PlannedBurn
from sim.scenario.build.entry import burn_rates
from sim.scenario.schema.entry import RateModel
from sim.scenario.schema.guidance import RulesModel, StringsModel
from sim.scenario.schema.scenario import Scenario
from sim.vehicle.hardware import Vehicle


def rules_of(given: RulesModel) -> Rules:
    """Go/no-go rules; those that are left out are None."""
    hold = given.hold
    return Rules(
        aborts=_number(given.aborts),
        state_age=_number(given.state_age),
        attitude=_number(given.attitude),
        computers=None if given.computers is None else int(given.computers),
        thrusters=None if given.thrusters is None else int(given.thrusters),
        storm=_number(given.storm),
        clear_of_land=_number(given.clear_of_land),
        backups=None if given.backups is None else int(given.backups),
        hold=Hold(float(hold.revolutions), float(hold.final_burn), hold.most),
        otherwise=given.otherwise,
        **({} if given.reboost is None else {"reboost": float(given.reboost)}),
    )


def _number(given: float | None) -> float | None:
    return None if given is None else float(given)


def failure_model(scenario: Scenario) -> FailureModel:
    """What may fail in the burns of a scenario; nothing where it does not say."""
    guidance = scenario.guidance
    given = None if guidance is None else guidance.failures
    if given is None:
        return FailureModel()
    interrupted = given.interruptions and scenario.entry is not None
    return FailureModel(
        burns=burn_rates(scenario.entry) if interrupted and scenario.entry else None,
        engine=None if given.engine is None else _rate(given.engine),
        computers=_strings(given.computers),
        thrusters=_strings(given.thrusters),
    )


def _rate(given: RateModel) -> Rate:
    return Rate(float(given.low), float(given.value), float(given.high))


def _strings(given: StringsModel | None) -> Strings | None:
    return None if given is None else Strings(int(given.strings), _rate(given.down))


def failing_burns(
    scenario: Scenario, burns: Sequence[PlannedBurn], vehicles: Sequence[Vehicle]
) -> tuple[FailingBurn, ...]:
    """The burns of a plan as far as failures go."""
    entry = scenario.entry
    rates = None if entry is None else entry.burn_rates
    unflown = () if rates is None else rates.unflown
    firings = [burn.firings for burn in burns]
    sizes = {group.name: group.count for vehicle in vehicles for group in vehicle.engines}
    new = first_firings(firings, vehicles, unflown)
    return tuple(
        FailingBurn(
            burn.name,
            int(sum(sizes[f.group] if f.count is None else float(f.count) for f in burn.firings)),
            is_new,
        )
        for burn, is_new in zip(burns, new, strict=True)
    )


def failure_dispersions(
    model: FailureModel, burns: Iterable[str], given: Iterable[str] = ()
) -> tuple[Dispersion, ...]:
    """What a campaign draws besides the dispersions it is given, so that burns fail.

    Parameters
    ----------
    model
        What may fail.
    burns
        Names of the burns.
    given
        Names of the dispersions the scenario states itself, such as one with a proposal: they
        stand.
    """
    if not model.rates:
        return ()
    laws: dict[str, Distribution] = {name: _law(rate) for name, rate in model.rates.items()}
    wanted = {
        "interruption": model.burns is not None,
        "recovery": model.burns is not None,
        "engine_failure": model.engine is not None,
        "computer_failure": model.computers is not None,
        "thruster_failure": model.thrusters is not None,
    }
    numbers = [name for name in FAILURE_NUMBERS if wanted[name]]
    laws |= {f"{name}.{burn}": Uniform(low=0.0, high=1.0) for burn in burns for name in numbers}
    stated = set(given)
    return tuple(
        Dispersion(name=name, distribution=law, assumption="guidance: failures")
        for name, law in laws.items()
        if name not in stated and name.partition(".")[0] not in stated
    )


def _law(rate: Rate) -> Distribution:
    """Triangular between the ends of the range of a chance; one value where that has no width."""
    if rate.low == rate.high:
        return Constant(value=rate.value)
    return Triangular(low=rate.low, mode=rate.value, high=rate.high)
