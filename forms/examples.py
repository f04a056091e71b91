"""Loads the example programmes from YAML and checks them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from collector.errors import Refused
from collector.records import (
    Contact,
    Instrument,
    ProgrammeTemplate,
    Sector,
    Side,
)
from collector.yaml_file import Fields, Item, read_yaml
from forms.example import (
    Example,
    ExampleMeeting,
    ExampleParticipant,
    ExamplePartnership,
    ExampleTheme,
    Moderation,
    StatementPlace,
)
from forms.example_answers import read_form
from forms.example_play import moderate, play
from forms.example_sketches import read_sketches, read_steps
from forms.example_votes import read_votes, vote
from forms.instruments import fill_in, load_instruments
from forms.programme_templates import load_templates, resource, slug, speaker

__all__ = ["load_example", "load_examples", "moderate", "play", "vote"]

_KEYS = (
    "template",
    "slug",
    "title",
    "period",
    "aim",
    "contact",
    "organisers",
    "participants_about",
    "partnerships",
    "meetings",
    "fill_in",
    "participants",
    "participants_files",
    "themes",
    "moderation",
    "sign_ups",
    "votes",
    "sketches",
    "steps",
)


def load_examples(folder: Path) -> tuple[Example, ...]:
    """Every example of a folder, in the order of the files' names.

    :raise InvalidFile: one of them is not right.
    """
    return tuple(load_example(path) for path in sorted(folder.glob("*.yaml")))


def load_example(
    path: Path,
    templates: Mapping[str, ProgrammeTemplate] | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> Example:
    """The example in a file and in the files that it names.

    :param templates: else those in the folder `templates` beside the folder of the file
    :param instruments: else those in the folder `instruments` beside it
    :raise InvalidFile: names file, line, key and remedy.
    """
    datasets = path.parent.parent
    instruments = instruments or load_instruments(datasets / "instruments")
    templates = templates or load_templates(datasets / "templates", instruments)
    fields = read_yaml(path).mapping(_KEYS)
    template = _template(fields, templates)
    example = Example(
        slug=slug(fields["slug"]),
        title=fields["title"].text(),
        template=template,
        instruments=_filled_in(fields, instruments),
        participants_about=fields.whole("participants_about", 0, 1, 100_000) or None,
        partnerships=tuple(_partnership(one, template) for one in fields.items("partnerships")),
        meetings=tuple(_meeting(one, template) for one in fields["meetings"].items()),
        themes=tuple(_theme(one) for one in fields.items("themes")),
        sign_ups=tuple(_sign_up(one, template) for one in fields.items("sign_ups")),
    )
    example = replace(example, participants=_participants(path, fields, example))
    example = replace(
        example,
        moderation=_moderation(fields, example),
        sketches=read_sketches(fields, example),
        steps=read_steps(fields, [one.name for one in example.partnerships]),
    )
    if "votes" in fields:
        votes = read_votes(fields["votes"], list(example.instruments), example)
        example = replace(example, votes=votes)
    return example


def _template(fields: Fields, templates: Mapping[str, ProgrammeTemplate]) -> ProgrammeTemplate:
    template = templates[fields["template"].known(templates, "template")]
    return replace(
        template,
        title=fields["title"].text(),
        period=fields.text("period") or template.period,
        aim=fields.text("aim") or template.aim,
        contact=fields.text("contact") or template.contact,
        organisers=tuple(one.text() for one in fields.items("organisers")) or template.organisers,
    )


def _filled_in(fields: Fields, instruments: Mapping[str, Instrument]) -> dict[str, Instrument]:
    filled = dict(instruments)
    if "fill_in" not in fields:
        return filled
    for name, questions in fields["fill_in"].mapping(filled).fields.items():
        keys = [question.key for question in filled[name].left_open]
        for key, labels in questions.mapping(keys).fields.items():
            try:
                filled[name] = fill_in(filled[name], key, [one.text() for one in labels.items()])
            except Refused as error:
                labels.fail(str(error))
    return filled


def _region(fields: Fields, template: ProgrammeTemplate) -> str | None:
    regions = [region.name for region in template.regions]
    return fields["region"].known(regions, "region") if "region" in fields else None


def _partnership(item: Item, template: ProgrammeTemplate) -> ExamplePartnership:
    fields = item.mapping(("name", "sectors", "region"))
    sectors = tuple(one.one_of(Sector) for one in fields.items("sectors"))
    return ExamplePartnership(fields["name"].text(), sectors, _region(fields, template))


def _meeting(item: Item, template: ProgrammeTemplate) -> ExampleMeeting:
    fields = item.mapping(("title", "region", "date", "template_meeting", "speakers", "resources"))
    pattern = template.meetings[fields.whole("template_meeting", 1, 1, len(template.meetings)) - 1]
    return ExampleMeeting(
        template=replace(
            pattern,
            speakers=pattern.speakers + tuple(speaker(one) for one in fields.items("speakers")),
            resources=pattern.resources + tuple(resource(one) for one in fields.items("resources")),
        ),
        title=fields["title"].text(),
        region=_region(fields, template),
        date=fields["date"].of_type(datetime.date) if "date" in fields else None,
    )


def _theme(item: Item) -> ExampleTheme:
    fields = item.mapping(("name", "central_statement"))
    return ExampleTheme(fields["name"].text(), fields.text("central_statement"))


def _sign_up(item: Item, template: ProgrammeTemplate) -> Contact:
    fields = item.mapping(("follow_up", "name", "email", "organisation", "phone"))
    known = [one.slug for one in template.follow_ups]
    email = fields["email"].text()
    if not email.endswith("@example.org"):
        fields["email"].fail(f"'{email}' may be of a real person; end it with '@example.org'.")
    return Contact(
        name=fields["name"].text(),
        email=email,
        organisation=fields.text("organisation"),
        phone=fields.text("phone"),
        follow_up=fields["follow_up"].known(known, "follow-up"),
    )


def _participants(path: Path, fields: Fields, example: Example) -> tuple[ExampleParticipant, ...]:
    items = list(fields.items("participants"))
    for name in fields.items("participants_files"):
        part = read_yaml(path.parent / name.text()).mapping(("participants",))
        items.extend(part["participants"].items())
    participants: dict[str, ExampleParticipant] = {}
    for item in items:
        participant = _participant(item, example)
        if participant.id in participants:
            item.fail(f"there are two participants '{participant.id}'; give one another id.")
        participants[participant.id] = participant
    return tuple(participants.values())


def _participant(item: Item, example: Example) -> ExampleParticipant:
    fields = item.mapping(("id", "meeting", "role", "side", "partnership", "region", "answers"))
    roles = [role.name for role in example.template.roles]
    partnerships = [one.name for one in example.partnerships]
    fields["meeting"]  # says that it is missing
    meeting = fields.whole("meeting", 1, 1, len(example.meetings)) - 1
    asked = [one.instrument for one in example.meetings[meeting].template.activities]
    answers = fields["answers"].mapping(asked).fields if "answers" in fields else {}
    themes = [theme.name for theme in example.themes]
    return ExampleParticipant(
        id=slug(fields["id"]),
        meeting=meeting,
        role=fields["role"].known(roles, "role") if "role" in fields else None,
        side=fields["side"].one_of(Side) if "side" in fields else None,
        partnership=fields["partnership"].known(partnerships, "partnership")
        if "partnership" in fields
        else None,
        region=_region(fields, example.template),
        forms=tuple(
            read_form(answer, example.instruments[name], themes) for name, answer in answers.items()
        ),
    )


def _moderation(fields: Fields, example: Example) -> Moderation:
    if "moderation" not in fields:
        return Moderation()
    parts = fields["moderation"].mapping(("hidden", "merged", "waiting"))
    merged_keys = ("participant", "text_start", "into_participant", "into_start")
    hidden = [one.mapping(("participant", "text_start", "reason")) for one in parts.items("hidden")]
    merged = [one.mapping(merged_keys) for one in parts.items("merged")]
    waiting = [one.mapping(("participant", "text_start")) for one in parts.items("waiting")]
    return Moderation(
        hidden=tuple((_place(one, example), one["reason"].text()) for one in hidden),
        merged=tuple((_place(one, example), _place(one, example, into=True)) for one in merged),
        waiting=tuple(_place(one, example) for one in waiting),
    )


def _place(fields: Fields, example: Example, *, into: bool = False) -> StatementPlace:
    who, start = ("into_participant", "into_start") if into else ("participant", "text_start")
    known = [participant.id for participant in example.participants]
    name = fields[who].known(known, "participant")
    beginning = fields[start].text()
    texts = [
        statement.draft.text
        for participant, statement in example.statements
        if participant.id == name and statement.draft.text.startswith(beginning)
    ]
    if len(texts) != 1:
        fields[start].fail(f"{len(texts)} statements of '{name}' begin like this; it must be one.")
    return StatementPlace(name, texts[0])
