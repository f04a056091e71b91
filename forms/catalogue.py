"""The instruments and templates that come with the service, read once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app

from collector.config import DATASETS
from collector.records import Instrument, MeetingTemplate, ProgrammeTemplate
from forms.instruments import load_instruments, load_templates


@dataclass(frozen=True)
class Catalogue:
    instruments: Mapping[str, Instrument]
    templates: Mapping[str, ProgrammeTemplate]

    def patterns(self, template: str) -> tuple[MeetingTemplate, ...]:
        """The meetings that a programme of this template can have one more of; maybe none."""
        found = self.templates.get(template)
        return found.meetings if found else ()


def catalogue() -> Catalogue:
    """Of the running application; read at the first use.

    :raise InvalidFile: one of the files is not right.
    """
    if "catalogue" not in current_app.extensions:
        instruments = load_instruments(DATASETS / "instruments")
        templates = load_templates(DATASETS / "templates", instruments)
        current_app.extensions["catalogue"] = Catalogue(instruments, templates)
    return cast(Catalogue, current_app.extensions["catalogue"])
