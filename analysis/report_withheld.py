"""What a report leaves out, and why: told at its end."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.report_material import Material
from analysis.report_parts import ActivityPart, Development


def withheld(
    material: Material,
    activities: Iterable[ActivityPart],
    development: Iterable[Development],
    roles: bool,
    group_size: int,
) -> tuple[str, ...]:
    """Sentences in Dutch; none where nothing was left out.

    :param roles: there are roles of which no number is told
    """
    asked = [question for part in activities for question in part.aside if question.answer]
    few = [each.label for each in asked if each.answer and each.answer.few]
    open_answers = [each.label for each in asked if each.answer and each.answer.unseen]
    moved = [each.name for each in development if each.withheld]
    found = (
        _statements(material.left_out, "zijn niet goedgekeurd", "is niet goedgekeurd"),
        _statements(
            material.merged,
            "zijn samengevoegd met een uitspraak die hetzelfde zegt; het aantal staat daarachter",
            "is samengevoegd met een uitspraak die hetzelfde zegt; het aantal staat daarachter",
        ),
        _statements(
            material.withheld,
            "mogen niet openbaar worden of zijn nog niet nagekeken op persoonsgegevens",
            "mag niet openbaar worden of is nog niet nagekeken op persoonsgegevens",
        ),
        _about(few, f"Te weinig antwoorden om te tonen (minder dan {group_size}):"),
        _about(open_answers, "Open antwoorden die niemand heeft nagekeken:"),
        _about(moved, "Te weinig partnerschappen om hun ontwikkeling te tonen:"),
        f"Van rollen met weinig deelnemers (minder dan {group_size}) staat er geen aantal."
        if roles
        else "",
    )
    return tuple(each for each in found if each)


def _statements(count: int, many: str, one: str) -> str:
    if not count:
        return ""
    return f"1 uitspraak {one}." if count == 1 else f"{count} uitspraken {many}."


def _about(labels: list[str], why: str) -> str:
    told = " • ".join(dict.fromkeys(labels))
    return f"{why} {told}" if told else ""
