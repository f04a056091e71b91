"""A wrap-up of round tables → programme, meetings per region, themes and statements."""

from __future__ import annotations

from analysis.exchange import questions, reading
from analysis.exchange.wrap_up import ReadTheme, RoundTableWrapUp
from analysis.near_duplicates import normalise
from collector.imported import Import, ImportedStatement, ImportedTheme
from collector.records import (
    Instrument,
    MeetingTemplate,
    ProgrammeKind,
    ProgrammeTemplate,
    Question,
    QuestionKind,
    Region,
    Role,
    Topic,
)
from collector.slugs import slugify


def from_wrap_up(document: RoundTableWrapUp, file: str, content: str) -> Import:
    """Every statement of the document, in its theme; a meeting per region, without statements.

    The document does not say in which region something was said, and nothing is made up: only
    the topics are asked anew in each region, should somebody hold these meetings again.

    :param content: names the bytes of the file.
    """
    topics = _topics(document)
    instruments = {each.slug: each for each in map(_instrument, topics)}
    activities = tuple(map(questions.activity, instruments.values()))
    template = ProgrammeTemplate(
        slug="",
        kind=ProgrammeKind.ROUND_TABLE,
        title=document.title,
        period=document.period or "",
        aim=document.aim or "",
        contact="\n".join(document.contact),
        organisers=document.organisers,
        roles=tuple(Role(name) for name in dict.fromkeys(document.roles)),
        regions=tuple(Region(name) for name in document.regions),
        topics=topics,
        meetings=tuple(
            MeetingTemplate(f"Gesprekstafel {region}", activities=activities)
            for region in document.regions
        ),
        resources=tuple(
            questions.resource(each.title, each.author, each.link) for each in document.resources
        ),
    )
    return Import(
        file=file,
        hash=content,
        template=template,
        instruments=instruments,
        regions=document.regions,
        participants_about=document.participants_about or None,
        themes=tuple(_theme(document, number) for number in range(len(document.themes))),
        statements=tuple(
            ImportedStatement(each.text, each.line, each.aspect, themes=(each.theme,))
            for each in document.statements
        ),
        summary={**reading.summary(document), "introduction": list(document.introduction)},
    )


def _topics(document: RoundTableWrapUp) -> tuple[Topic, ...]:
    slugs = questions.unique([slugify(topic.title) for topic in document.topics])
    return tuple(
        Topic(slug, topic.title, (topic.text,) if topic.text else ())
        for slug, topic in zip(slugs, document.topics, strict=True)
    )


def _instrument(topic: Topic) -> Instrument:
    question = Question(
        key="statements",
        kind=QuestionKind.STATEMENTS,
        label=topic.questions[0] if topic.questions else topic.title,
        topic=topic.slug,
        ask_aspect=True,
    )
    return questions.asking(topic.slug, topic.title, [question])


def _theme(document: RoundTableWrapUp, number: int) -> ImportedTheme:
    """With the statement that its central one also is, where the words are the same."""
    theme: ReadTheme = document.themes[number]
    central = theme.central_statement or ""
    same = (
        position
        for position, statement in enumerate(document.statements)
        if statement.theme == number and central and normalise(statement.text) == normalise(central)
    )
    position = next(same, None)
    return ImportedTheme(theme.name, central if position is None else "", position)
