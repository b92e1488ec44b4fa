"""A scenario that is ready to be flown, planned or drawn many times."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from sim.scenario.load import load as load_scenario
from sim.scenario.load import resolved_yaml
from sim.scenario.reading.shipped import scenario_file
from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    from threading import Event

    from boinor.twobody import Orbit

    from sim.api.answer import CampaignAnswer, PlanAnswer
    from sim.api.flight import Flight
    from sim.api.sweep import Sweep
    from sim.explore.notebook import Exploration
    from sim.workflow.campaign.options import CampaignKeywords
    from sim.workflow.progress import OnProgress
    from sim.workflow.sweep.options import SweepKeywords


def load(path: str | os.PathLike[str], changes: Mapping[str, Any] | None = None) -> "Descent":
    """Read and check a scenario file.

    Parameters
    ----------
    path
        YAML file, or the name of a shipped scenario such as ``"usdv"``; docs/scenario.md explains
        its keys.
    changes
        Values by dotted key to lay over the file, by the rules of `include:`. A value is what a
        file may hold (``"55 km"``), an astropy quantity, or None, which takes the key away.
        Phases and burns go by their names. A value that a file would have to give with its source
        is kept as the assumption "set from Python".

    Returns
    -------
    Descent
        The scenario, checked, and what can be done with it.

    Raises
    ------
    ScenarioError
        With every problem found: file, line, key, what was given, what is allowed. For a change
        the file is called ``changes``, and the line counts them.

    Examples
    --------
    >>> import sim
    >>> descent = sim.load("descent.yaml", {"phases.final_burn.burn.cutoff.perigee": "20 km"})
    >>> descent.scenario.phases[2].burn.cutoff.perigee
    20000.0
    >>> sim.load("descent.yaml", {"environment.atmosphere.modl": "us1976"})
    Traceback (most recent call last):
        ...
    sim.scenario.error.ScenarioError: changes:1: environment.atmosphere.modl: unknown key; ...
    """
    file, laid = Path(scenario_file(path)), dict(changes or {})
    return Descent(load_scenario(file, laid), file, laid)


@dataclass(frozen=True)
class Descent:
    """A checked scenario.

    Attributes
    ----------
    scenario
        Every value of it, typed, defaults filled in. Numbers are floats in SI units and radians
        that remember the text they were read from (`given`), `source` and `assumption`.
    file
        Where it was read from.
    changes
        What was laid over the file, by dotted key.
    """

    scenario: Scenario = field(repr=False)
    file: Path
    changes: Mapping[str, Any] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """What a notebook shows: title, place, changes and phases."""
        from sim.api.notebook import scenario_html

        return scenario_html(self.scenario, str(self.file), self.changes)

    @property
    def name(self) -> str:
        """Short name of the scenario."""
        return self.scenario.name

    @property
    def yaml(self) -> str:
        """The whole scenario as text, defaults and all; reads back as an equal scenario."""
        return resolved_yaml(self.scenario)

    def explore(self, other: "Descent | None" = None, *, port: int = 0) -> "Exploration":
        """Serve the page on which this descent's last burn is dragged; a notebook shows it.

        Parameters
        ----------
        other
            A plan to stand beside it.
        port
            Of 127.0.0.1; 0 takes any that is free.

        Returns
        -------
        Exploration
            With `address` and `close`. The notebook's browser must run on this machine.

        Raises
        ------
        NothingToExploreError
            If no burn brings the stack down, or nothing tells what breaks up.
        ScenarioError, NoPlanError
            See `run`.

        Examples
        --------
        >>> import sim
        >>> sim.load("descent.yaml").explore()
        Traceback (most recent call last):
        sim.workflow.explore.held.NothingToExploreError: descent has no `entry`: nothing tells ...
        """
        from sim.api.progress_bar import progress_of
        from sim.explore.notebook import open_exploration

        both = [self] if other is None else [self, other]
        return open_exploration(
            [each.scenario for each in both], [each.file for each in both], port, progress_of(None)
        )

    def with_(
        self, changes: Mapping[str, Any] | None = None, *, state: "Orbit | None" = None
    ) -> "Descent":
        """The same file with more changes laid over it; later ones win.

        Parameters
        ----------
        changes
            See `load`.
        state
            A boinor `Orbit` about the Earth: its osculating state and its epoch become the first
            state and the start of the scenario.

        Raises
        ------
        ScenarioError
            See `load`.

        Examples
        --------
        >>> import sim
        >>> descent = sim.load("descent.yaml")
        >>> [
        ...     descent.with_({"environment.gravity.degree": n}).scenario.environment.gravity.degree
        ...     for n in (2, 4, 8)
        ... ]
        [2, 4, 8]
        """
        more = dict(changes or {})
        if state is not None:
            from sim.api.orbit import state_changes

            more = state_changes(state) | more
        return load(self.file, {**self.changes, **more})

    def fly(
        self,
        *,
        sensitivity_cases: bool = False,
        on_progress: "OnProgress | None" = None,
    ) -> "Flight":
        """Fly the scenario to its end; one with a `plan` is planned on the way.

        Parameters
        ----------
        sensitivity_cases
            Whether to fly the descent under low and high solar activity as well, and every second
            at which the final burn of a plan may fail. `iss-deorbit run` does so for its page.
        on_progress
            Called in this thread with a `sim.workflow.progress.Progress` every 50 ms;
            `sim.show_progress` writes it as one line. None: a notebook shows a bar.

        Returns
        -------
        Flight
            Tables with units, plain arrays, figures.

        Raises
        ------
        ScenarioError
            If a burn has nothing to burn or a phase does not end, which only flying can tell.
        NoPlanError
            If the scenario asks for a plan and none is feasible.

        Notes
        -----
        A numerical failure does not raise: `Flight.status` then begins with ``failed``.

        Examples
        --------
        >>> import sim
        >>> flight = sim.load("descent.yaml").fly()
        >>> print(flight.summary["entry_interface"]["altitude"].round(3))
        120.0 km
        """
        from sim.api.flight import Flight
        from sim.api.progress_bar import progress_of
        from sim.workflow.run import run_scenarios

        (result,) = run_scenarios(
            [self.scenario],
            [self.file],
            command=self._command("fly"),
            sensitivity_cases=sensitivity_cases,
            on_progress=progress_of(on_progress),
        )
        return Flight(result)

    def plan(
        self, *, failures: bool = True, on_progress: "OnProgress | None" = None
    ) -> "PlanAnswer":
        """Find the burns the scenario asks for, and ask what can go wrong with them.

        Parameters
        ----------
        failures
            Whether to map the failures of the final burn, second by second.
        on_progress
            See `fly`.

        Returns
        -------
        PlanAnswer
            Feasible or not, with reasons.

        Raises
        ------
        ValueError
            If the scenario has no `plan`.
        ScenarioError
            See `fly`.

        Examples
        --------
        >>> import sim
        >>> answer = sim.load("short_plan.yaml").plan(failures=False)
        >>> answer.feasible, answer.burns[-1]["name"]
        (True, 'final_burn')
        """
        from sim.api.answer import PlanAnswer
        from sim.api.progress_bar import progress_of
        from sim.workflow.build_results import plan_result
        from sim.workflow.plan import plan_scenario

        study = plan_scenario(
            self.scenario,
            self.file,
            with_failures=failures,
            on_progress=progress_of(on_progress),
        )
        result = plan_result(study, self.scenario, self._command("plan"))
        return PlanAnswer(study.scenario, result)

    def campaign(
        self,
        folder: str | os.PathLike[str],
        samples: int = 1024,
        *,
        shards: str | None = None,
        resume: bool = False,
        plots: bool = False,
        on_progress: "OnProgress | None" = None,
        stop: "Event | None" = None,
        **options: "Unpack[CampaignKeywords]",
    ) -> "CampaignAnswer":
        """Fly many dispersed flights, kept in a resumable store; in any thread or task of Dask.

        Parameters
        ----------
        folder, samples, shards
            Of the answers; number of dispersed samples; where workers write, if not to the folder:
            one that all see, or ``s3://bucket/prefix``.
        resume, plots, on_progress, stop
            Whether an existing store is continued, and the page written; see `fly`. Once the event
            is set, from any thread, no more chunks are begun.
        options
            See docs/campaigns.md: `seed`, `method`, `begin`, `guidance`, `until`, `chunk`,
            `threads`, `workers`, `scheduler`.

        Raises
        ------
        ValueError
            If nothing is dispersed, the folder holds something else, or an option can't be.
        CampaignStoppedError, KeyboardInterrupt
            If `stop` was set; after Ctrl-C. The store then holds what was flown.

        Examples
        --------
        >>> import sim
        >>> air = {"density_bias_low": {"normal": {"sigma": 0.1}, "assumption": "made up"}}
        >>> descent = sim.load("descent.yaml", {"campaign.dispersions": air})
        >>> many = descent.campaign("runs/few", samples=4, method="lhs", begin="start")
        >>> many.samples["status"].tolist()
        ['impact', 'impact', 'impact', 'impact']
        """
        from sim.api.answer import CampaignAnswer
        from sim.api.progress_bar import progress_of
        from sim.workflow.campaign.fly import run_campaign
        from sim.workflow.campaign.options import CampaignOptions
        from sim.workflow.output import Output

        by = self._command("campaign")
        output = Output(folder=Path(folder), shards=shards, plots=plots, command=by)
        result = run_campaign(
            [self.scenario],
            [self.file],
            CampaignOptions(samples=samples, **options),
            output,
            resume=resume,
            on_progress=progress_of(on_progress),
            stop=stop,
        )
        return CampaignAnswer(result, self.name)

    def sweep(
        self,
        vary: Mapping[str, Any],
        folder: "str | os.PathLike[str]",
        *,
        resume: bool = False,
        force: bool = False,
        plots: bool = False,
        on_progress: "OnProgress | None" = None,
        stop: "Event | None" = None,
        **options: "Unpack[SweepKeywords]",
    ) -> "Sweep":
        """Plan or fly the scenario with some of its keys varied, kept in a resumable store.

        Parameters
        ----------
        vary
            By dotted key: ``"40:60:5 km"``, ``"40,60 km"``, a list of values, or a quantity (n,).
        folder, resume, force, plots
            Of store and tables; whether a store that is there is continued, or taken away; whether
            to draw the figures.
        on_progress, stop
            See `campaign`.
        options
            `lhs` (points of a Latin hypercube between the ends), `seed`, `metrics` (names, or paths
            in ``plan.json`` or ``summary.json``), `pareto` (two of them), `chunk`, `threads`,
            `workers`, `scheduler`.

        Raises
        ------
        InputError, CampaignStoppedError, KeyboardInterrupt
            If something asked for can't be, with what is allowed; see `campaign`.

        Examples
        --------
        >>> import sim
        >>> perigee = {"phases.final_burn.burn.cutoff.perigee": "40:80:20 km"}
        >>> found = sim.load("descent.yaml").sweep(perigee, "runs/swept", force=True)
        >>> found.points["flight_path_angle"].round(2)
        <Quantity [-0.64, -0.57, -0.47] deg>
        """
        from sim.api.progress_bar import progress_of
        from sim.api.sweep import Sweep
        from sim.workflow.output import Output
        from sim.workflow.sweep.fly import run_sweep
        from sim.workflow.sweep.options import sweep_options

        output = Output(
            folder=Path(folder), force=force, plots=plots, command=self._command("sweep")
        )
        result = run_sweep(
            self.file,
            sweep_options(vary, **options),
            output,
            changes=dict(self.changes),
            resume=resume,
            on_progress=progress_of(on_progress),
            stop=stop,
        )
        return Sweep(result)

    def _command(self, verb: str) -> str:
        """What made a result, for its manifest."""
        changes = f", {dict(self.changes)!r}" if self.changes else ""
        return f"sim.load({str(self.file)!r}{changes}).{verb}()"
