"""What a page tells, in the order in which it is read, whatever it is about: the answer, why it is
so, how sure it is, what follows if it fails, the descent, and what all of it rests on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.page.inputs import inputs_section
from sim.report.page.markup import Section
from sim.report.page.provenance import basis_section, left_out_section, manifest_section
from sim.report.page.words import words_section


@dataclass(frozen=True, kw_only=True)
class Story:
    """Sections of a page in the order of its parts; those without a body are left out.

    Attributes
    ----------
    answer
        What comes out, with a map and what passes and fails.
    why
        Figures behind it, and why plans differ.
    sure
        How sure it is.
    fails
        What follows if it fails.
    descent
        How the station comes down.
    """

    answer: Sequence[Section]
    why: Sequence[Section] = ()
    sure: Sequence[Section] = ()
    fails: Sequence[Section] = ()
    descent: Sequence[Section] = ()

    def sections(self) -> list[Section]:
        """All that have something to show, and the words they use."""
        parts = (self.answer, self.why, self.sure, self.fails, self.descent)
        shown = [section for part in parts for section in part if section.body]
        words = words_section(shown)
        return [*shown, words] if words.body else shown


def source_sections(
    scenarios: Mapping[str, Any],
    manifest: Mapping[str, Any],
    entered: bool,
    left_out: Sequence[str] = (),
) -> list[Section]:
    """The last sections of a page: what its results rest on.

    Parameters
    ----------
    scenarios
        By the label of each flight.
    manifest
        Of the folder.
    entered
        Whether any of them enters the atmosphere.
    left_out
        Sentences on what is left out beyond what is left out of every flight.
    """
    basis = inputs_section(scenarios) + basis_section(scenarios)
    sections = [
        Section("grounds", "Inputs and sources", basis),
        Section("left-out", "What is left out", left_out_section(manifest, entered, left_out)),
        Section("manifest", "How it was made", manifest_section(manifest)),
    ]
    return [section for section in sections if section.body]
