"""What the page asks, and who answers it."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from sim.explore import payload
from sim.explore.address import mismatch, read_query
from sim.explore.desk import Desk, Ticket
from sim.explore.server import Answer, Refused
from sim.explore.session import OpenPlan, Reply
from sim.formats.json_text import json_text
from sim.integrate.threads import processors
from sim.workflow.explore.aim import AimNotMetError
from sim.workflow.explore.controls import Controls, ControlsError
from sim.workflow.explore.save import footprint_text, scenario_text

MOST_VALUES = 40


class App:
    """Answers what a page asks, once the plans are open."""

    def __init__(self, cloud_threads: int | None = None) -> None:
        self.stage = "Starting."
        self.failed = ""
        self.plans: list[OpenPlan] = []
        self.cloud_threads = cloud_threads or processors()
        self.desk = Desk()
        self._ready = threading.Event()

    def ready(self, plans: Sequence[OpenPlan]) -> None:
        """Plans that are open from now on."""
        self.plans = list(plans)
        self._ready.set()

    def ask(self, what: str, content: dict[str, Any]) -> Answer:
        """Answer a request of a page; raises `Refused`."""
        asked: Mapping[str, Callable[[dict[str, Any]], Answer]] = {
            "open": self._open, "link": self._link, "answer": self._answer, "full": self._full,
            "replan": self._replan, "cloud": self._cloud, "save": self._save,
            "geojson": self._geojson, "figures": self._figures,
        }  # fmt: skip
        if what not in asked:
            raise Refused({"error": "nothing answers that"}, HTTPStatus.NOT_FOUND)
        if what != "open" and not self._ready.is_set():
            raise Refused({"error": "the plans are not flown yet"}, HTTPStatus.CONFLICT)
        return asked[what](content)

    def _open(self, content: dict[str, Any]) -> Answer:
        """The plans, or how far their flights are."""
        if self.failed:
            return {"failed": self.failed}
        if not self._ready.is_set():
            return {"stage": self.stage}
        return {"plans": [payload.opened(each) for each in self.plans], "land": payload.land()}

    def _link(self, content: dict[str, Any]) -> Answer:
        """What the address of the page asks for: values, what is wrong with them, a notice."""
        try:
            link = read_query(str(content.get("query", "")))
        except ValueError as error:
            notice = f"The address was not read: {error}."
            return {"plan": None, "given": {}, "notice": notice, "problems": {}}
        names = [plan.name for plan in self.plans]
        which = names.index(link.plan) if link.plan in names else 0
        found: dict[str, str] = {}
        given = dict(link.given)
        try:
            self.plans[which].read(given)
        except ControlsError as error:
            found = error.problems
            known = self.plans[which].plan.controls().keys() | {"cutoff"}
            given = {name: value for name, value in given.items() if name in known}
        notice = mismatch(link, {plan.name: plan.digest for plan in self.plans})
        unknown = [words for name, words in found.items() if name not in given]
        if unknown:
            notice = f"{notice} The address holds what is no control: {unknown[0]}.".strip()
        return {"plan": which, "given": given, "notice": notice, "problems": found}

    def _read(self, content: dict[str, Any]) -> tuple[OpenPlan, Controls, Ticket]:
        """Plan, state and ticket of a request."""
        number, page, which = content.get("number"), content.get("page"), content.get("plan")
        if not isinstance(number, int) or not isinstance(page, str) or len(page) > 100:
            raise Refused({"error": "no page, or no number"}, HTTPStatus.BAD_REQUEST)
        ticket = self.desk.take(page, number)
        if not isinstance(which, int) or not 0 <= which < len(self.plans):
            raise Refused({"error": "no such plan"}, HTTPStatus.BAD_REQUEST)
        given = content.get("state")
        if not isinstance(given, dict) or len(given) > MOST_VALUES:
            raise Refused({"error": "no state"}, HTTPStatus.BAD_REQUEST)
        try:
            return self.plans[which], self.plans[which].read(given), ticket
        except ControlsError as error:
            raise Refused(payload.problems(error.problems)) from None

    def _reply(
        self, content: dict[str, Any], work: Callable[[OpenPlan, Controls], Reply]
    ) -> tuple[OpenPlan, Controls, Reply]:
        """An answer, unless the page has asked for another one before its turn."""
        plan, state, ticket = self._read(content)
        if ticket.stale:
            raise Refused({"stale": True, "error": "asked again since"}, HTTPStatus.CONFLICT)
        try:
            return plan, state, work(plan, state)
        except AimNotMetError as error:
            raise Refused({"error": str(error)}) from None

    def _answer(self, content: dict[str, Any]) -> Answer:
        with self.desk.answering:  # what rests is flown beside it, and never makes a drag wait
            return payload.answered(*self._reply(content, lambda p, s: p.reply(s, quick=True)))

    def _full(self, content: dict[str, Any]) -> Answer:
        return payload.answered(*self._reply(content, lambda p, s: p.reply(s, quick=False)))

    def _replan(self, content: dict[str, Any]) -> Answer:
        return payload.answered(*self._reply(content, OpenPlan.replan))

    def _cloud(self, content: dict[str, Any]) -> Answer:
        plan, _, reply = self._reply(content, lambda p, s: p.reply(s, quick=False))
        ticket = self.desk.take(content["page"], content["number"])

        def steps() -> Iterator[dict[str, Any]]:
            for step in plan.cloud(reply, self.cloud_threads):
                if ticket.stale:
                    return
                yield payload.clouded(step)

        return steps()

    def _save(self, content: dict[str, Any]) -> Answer:
        plan, state, reply = self._reply(content, lambda p, s: p.reply(s, quick=False))
        name = f"{plan.name}_explored"
        text = scenario_text(reply.plan, reply.answer.state, name, state.changed())
        return {"name": f"{name}.yaml", "text": text}

    def _geojson(self, content: dict[str, Any]) -> Answer:
        plan, _, reply = self._reply(content, lambda p, s: p.reply(s, quick=False))
        return {"name": f"{plan.name}-footprint.geojson", "text": footprint_text(reply.answer)}

    def _figures(self, content: dict[str, Any]) -> Answer:
        plan, state, reply = self._reply(content, lambda p, s: p.reply(s, quick=False))
        told = {"plan": plan.name, "scenario_sha256": plan.digest, "state": state.changed()}
        return {
            "name": f"{plan.name}-figures.json",
            "text": json_text(told | {"figures": reply.answer.figures}),
        }
