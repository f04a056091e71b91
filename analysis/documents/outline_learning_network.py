"""A learning network in blocks: per meeting what was done and said, development, evaluation."""

from __future__ import annotations

from analysis.documents import outline_round_table as table
from analysis.documents.blocks import Block, Bullet, Bullets, Part, Prose, Said, Tone
from analysis.documents.figures import by_question, development
from analysis.documents.questions import activities
from analysis.report_parts import Evaluation, MeetingPart, Report, ResourcePart, SpeakerPart


def parts(report: Report) -> tuple[Part, ...]:
    return (
        *overview(report),
        *(_meetings(report)),
        *developments(report),
        *_evaluation(report.evaluation),
        *_left_over(report),
    )


def overview(report: Report) -> tuple[Part, ...]:
    figure = by_question(report)
    return (Part("Uitspraken per vraag", (figure,)),) if figure else ()


def _meetings(report: Report) -> tuple[Part, ...]:
    if not report.meetings:
        return (Part("Bijeenkomsten", (Prose("Er zijn nog geen bijeenkomsten.", Tone.SOFT),)),)
    return tuple(_meeting(each) for each in report.meetings)


def byline(meeting: MeetingPart) -> tuple[Block, ...]:
    told = " · ".join(each for each in (meeting.date, meeting.attendance) if each)
    return (Prose(told, Tone.BYLINE),) if told else ()


def _meeting(meeting: MeetingPart) -> Part:
    below: list[Part] = []
    if meeting.speakers:
        speakers = Bullets(tuple(_speaker(each) for each in meeting.speakers))
        below.append(Part("Presentaties en praktijkvoorbeelden", (speakers,)))
    below += activities(meeting.activities)
    if meeting.resources:
        below.append(Part("Bronnen bij deze bijeenkomst", (resources(meeting.resources),)))
    if meeting.self_study:
        below.append(Part("Zelf aan de slag", prose(meeting.self_study)))
    return Part(
        meeting.title, byline(meeting) + prose(meeting.intro), tuple(below), kind="report-meeting"
    )


def _speaker(speaker: SpeakerPart) -> Bullet:
    kind = "Praktijkvoorbeeld" if speaker.is_case else "Presentatie"
    return Bullet(
        "",
        lead=speaker.name,
        remark=f", {speaker.role}" if speaker.role else "",
        note=f"{kind}: {speaker.subject}" if speaker.subject else "",
    )


def prose(paragraphs: tuple[str, ...]) -> tuple[Block, ...]:
    """Paragraphs as they were typed; lines that begin with a bullet are a list."""
    return tuple(
        Bullets(tuple(Bullet(line.removeprefix("• ")) for line in paragraph.split("\n")))
        if paragraph.startswith("• ")
        else Prose(paragraph)
        for paragraph in paragraphs
    )


def resources(found: tuple[ResourcePart, ...]) -> Bullets:
    return Bullets(
        tuple(
            Bullet(
                each.title,
                link=each.link,
                remark=f" – {each.publisher}" if each.publisher else "",
                note=each.description,
            )
            for each in found
        )
    )


def developments(report: Report) -> tuple[Part, ...]:
    if not report.development:
        return ()
    note = (
        "Geteld zijn partnerschappen die de vraag twee keer beantwoordden: wat zij samen"
        " vaststelden, en anders het midden van hun antwoorden. Wie er één keer bij was, telt hier"
        " niet mee. Aantallen die een partnerschap zouden verraden, staan er niet."
    )
    blocks: list[Block] = [Prose(note)]
    few = [each.name for each in report.development if each.withheld]
    if few:
        told = f"Te weinig partnerschappen om aantallen te tonen bij: {' • '.join(few)}."
        blocks.append(Prose(told, Tone.SOFT))
    shown = tuple(
        Part(each.name, (development(each),)) for each in report.development if not each.withheld
    )
    return (Part("Ontwikkeling van de partnerschappen", tuple(blocks), shown),)


def _evaluation(told: Evaluation) -> tuple[Part, ...]:
    if not (told.text or told.yields or told.activities):
        return ()
    blocks: list[Block] = [Prose(each) for each in told.text]
    if not blocks and told.yields:
        blocks.append(Prose("Deelnemers noemden deze opbrengsten."))
    below: list[Part] = []
    if len(told.yields) == 1 and not told.yields[0].theme:
        blocks.append(Said(told.yields[0].statements))
    else:
        below += [
            Part(group.theme or "Andere opbrengsten", (Said(group.statements),))
            for group in told.yields
        ]
    below += activities(told.activities)
    return (Part("Evaluatie en opbrengsten", tuple(blocks), tuple(below)),)


def _left_over(report: Report) -> tuple[Part, ...]:
    if not len(report.undecided):
        return ()
    return (Part("Overige uitspraken", parts=table.by_aspect(report.undecided)),)
