"""Programme templates as data: everything a new programme starts with, loaded from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from collector.records import (
    ActivityTemplate,
    FollowUp,
    Instrument,
    MeetingTemplate,
    ProgrammeKind,
    ProgrammeTemplate,
    Region,
    Resource,
    Role,
    Speaker,
    Topic,
)
from collector.yaml_file import SLUG, Fields, Item, closest, read_yaml

_KEYS = (
    "kind",
    "title",
    "description",
    "period",
    "aim",
    "contact",
    "organisers",
    "roles",
    "regions",
    "topics",
    "meetings",
    "follow_ups",
    "resources",
)
SPEAKER_KINDS = ("presentation", "case")


def load_templates(
    folder: Path, instruments: Mapping[str, Instrument]
) -> dict[str, ProgrammeTemplate]:
    """Every template of a folder by slug, checked against the instruments they name.

    :raise InvalidFile: one of them is not right, or names an instrument that is not there.
    """
    templates = (load_template(path, instruments) for path in sorted(folder.glob("*.yaml")))
    return {template.slug: template for template in templates}


def load_template(
    path: Path, instruments: Mapping[str, Instrument] | None = None
) -> ProgrammeTemplate:
    """The template in a file; the name of the file is its slug.

    :param instruments: when given, the instruments that the template names must be among them.
    :raise InvalidFile: names file, line, key and remedy.
    """
    root = read_yaml(path)
    if not SLUG.fullmatch(path.stem):
        root.fail(
            f"the name of the file is the slug, and '{path.stem}' cannot be one; "
            "use small letters, digits and hyphens."
        )
    fields = root.mapping(_KEYS)
    template = ProgrammeTemplate(
        slug=path.stem,
        kind=fields["kind"].one_of(ProgrammeKind),
        title=fields["title"].text(),
        description=fields.text("description"),
        period=fields.text("period"),
        aim=fields.text("aim"),
        contact=fields.text("contact"),
        organisers=tuple(item.text() for item in fields.items("organisers")),
        roles=tuple(_role(item) for item in fields.items("roles")),
        regions=tuple(_region(item) for item in fields.items("regions")),
        topics=tuple(_topic(item) for item in fields.items("topics")),
        meetings=tuple(_meeting(item) for item in fields["meetings"].items()),
        follow_ups=tuple(follow_up(item) for item in fields.items("follow_ups")),
        resources=tuple(resource(item) for item in fields.items("resources")),
    )
    _check_distinct(fields, "roles", [role.name for role in template.roles])
    _check_distinct(fields, "regions", [region.name for region in template.regions])
    _check_distinct(fields, "topics", [topic.slug for topic in template.topics])
    _check_distinct(fields, "follow_ups", [one.slug for one in template.follow_ups])
    if instruments is not None:
        _check_activities(fields, template, instruments)
    return template


def _role(item: Item) -> Role:
    fields = item.mapping(("name", "group"))
    return Role(fields["name"].text(), fields.text("group"))


def _region(item: Item) -> Region:
    fields = item.mapping(("name", "part"))
    return Region(fields["name"].text(), fields.text("part"))


def _topic(item: Item) -> Topic:
    fields = item.mapping(("slug", "title", "questions"))
    questions = tuple(one.text() for one in fields.items("questions"))
    return Topic(slug(fields["slug"]), fields["title"].text(), questions)


def _meeting(item: Item) -> MeetingTemplate:
    fields = item.mapping(("title", "intro", "self_study", "speakers", "resources", "activities"))
    return MeetingTemplate(
        title=fields["title"].text(),
        intro=fields.text("intro"),
        self_study=fields.text("self_study"),
        speakers=tuple(speaker(one) for one in fields.items("speakers")),
        resources=tuple(resource(one) for one in fields.items("resources")),
        activities=tuple(_activity(one) for one in fields.items("activities")),
    )


def _activity(item: Item) -> ActivityTemplate:
    fields = item.mapping(("instrument", "title"))
    return ActivityTemplate(fields["instrument"].text(), fields.text("title"))


def slug(item: Item) -> str:
    """:raise InvalidFile: it cannot be a slug."""
    text = item.text()
    if not SLUG.fullmatch(text):
        item.fail(f"'{text}' cannot be a slug; use small letters, digits and hyphens.")
    return text


def speaker(item: Item) -> Speaker:
    """:raise InvalidFile: it is not right."""
    fields = item.mapping(("name", "role", "organisation", "subject", "kind"))
    kind = fields["kind"].known(SPEAKER_KINDS, "kind") if "kind" in fields else SPEAKER_KINDS[0]
    return Speaker(
        name=fields["name"].text(),
        role=fields.text("role"),
        organisation=fields.text("organisation"),
        subject=fields.text("subject"),
        kind=kind,
    )


def resource(item: Item) -> Resource:
    """:raise InvalidFile: it is not right, or the link is not a web address."""
    fields = item.mapping(("title", "publisher", "kind", "link"))
    link = fields.text("link")
    if link and not link.startswith(("https://", "http://")):
        fields["link"].fail(f"'{link}' is not a web address; begin with 'https://'.")
    return Resource(fields["title"].text(), fields.text("publisher"), fields.text("kind"), link)


def follow_up(item: Item) -> FollowUp:
    """:raise InvalidFile: it is not right."""
    fields = item.mapping(("slug", "title", "text"))
    return FollowUp(slug(fields["slug"]), fields["title"].text(), fields.text("text"))


def _check_distinct(fields: Fields, key: str, names: list[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            item = list(fields[key].items())[number]
            item.fail(f"'{name}' is there twice; remove or rename one.")


def _check_activities(
    fields: Fields, template: ProgrammeTemplate, instruments: Mapping[str, Instrument]
) -> None:
    topics = [topic.slug for topic in template.topics]
    follow_ups = [one.slug for one in template.follow_ups]
    for meeting in fields["meetings"].items():
        for activity in (
            meeting.pairs()["activities"].items() if "activities" in meeting.value else ()
        ):
            named = activity.pairs()["instrument"]
            instrument = instruments[named.known(instruments, "instrument")]
            for question in instrument.questions:
                if question.topic and question.topic not in topics:
                    named.fail(
                        f"question '{question.key}' is about the topic '{question.topic}', "
                        f"which this template does not have{closest(question.topic, topics)}"
                    )
                if question.follow_up and question.follow_up not in follow_ups:
                    named.fail(
                        f"question '{question.key}' signs up for '{question.follow_up}', "
                        "which this template does not have"
                        f"{closest(question.follow_up, follow_ups)}"
                    )
