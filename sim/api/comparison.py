"""Flights side by side."""

from sim.api.flight import Flight
from sim.report.results.contents import ComparisonFigures
from sim.workflow.build_results import compare_results


def compare(*flights: Flight) -> ComparisonFigures:
    """Figures of flights side by side, and what differs from the first.

    Parameters
    ----------
    flights
        Two or more, of scenarios with different names.

    Returns
    -------
    dict
        What ``comparison.json`` holds: ``scenarios``, ``figures`` and ``difference_from_first`` by
        scenario.

    Raises
    ------
    ValueError
        For fewer than two flights, or two of one name.

    Examples
    --------
    >>> import sim
    >>> descent = sim.load("descent.yaml")
    >>> low = {"name": "low", "phases.final_burn.burn.cutoff.perigee": "10 km"}
    >>> found = sim.compare(descent.fly(), descent.with_(low).fly())
    >>> round(found["difference_from_first"]["low"]["final_perigee_km"])
    -20
    """
    names = [flight.result.name for flight in flights]
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"needs two or more flights of different names; given: {names}")
    return compare_results([flight.result for flight in flights]).figures
