"""A sheet and what its columns hold → statements, themes, participants and their answers.

Every cell that cannot be read as its column says is a problem with its place and its remedy; a
table with a problem is not read in at all. Rows without any text or answer are left out and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from analysis.exchange.answers import NoAnswer, answer
from analysis.exchange.column_proposal import ASPECTS, read_target
from analysis.exchange.csv_statements import themes_in
from analysis.exchange.sheets import Row, Sheet, Value, is_error, letters, text_of
from collector.imported import ImportedForm, ImportedPerson, ImportedStatement, ImportedTheme
from collector.reading_report import Problem, Target
from collector.records import STATEMENT_LIMIT, Aspect, Instrument, QuestionKind
from collector.wording import Wording

LONGEST_NAME = 120
"""Characters of a theme, topic, meeting, role or partnership."""
MOST_NAMES = 200
"""Different ones in one column: with more, it holds something else."""

_NAMED = (Target.MEETING, Target.REGION, Target.TOPIC, Target.ROLE, Target.PARTNERSHIP)
_HIDDEN = {"verborgen", "samengevoegd"}


@dataclass
class ReadTable:
    """What a table told; `names` are those in a column, per target, and how often."""

    statements: list[ImportedStatement] = field(default_factory=list)
    people: list[ImportedPerson] = field(default_factory=list)
    themes: list[ImportedTheme] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    preview: list[tuple[int, tuple[tuple[str, str], ...]]] = field(default_factory=list)


PREVIEWED = 3


def read_table(
    sheet: Sheet, columns: Mapping[str, str], instruments: Mapping[str, Instrument]
) -> ReadTable:
    """Never fails: what cannot be read is in `problems`.

    :param columns: heading → target; one that is not there is ignored
    :param instruments: slug → instrument, of the questions that columns may answer
    """
    reader = _Reader(sheet, columns, instruments)
    for row in sheet.rows:
        reader.take(row)
    reader.finish()
    return reader.found


class _Reader:
    def __init__(
        self, sheet: Sheet, columns: Mapping[str, str], instruments: Mapping[str, Instrument]
    ) -> None:
        self.sheet = sheet
        self.instruments = instruments
        self.found = ReadTable(problems=list(sheet.problems))
        self.targets = [columns.get(heading, Target.IGNORE) for heading in sheet.heading]
        self.asked = [read_target(target) for target in self.targets]
        self._themes: dict[str, int] = {}
        self._people: dict[str, tuple[ImportedPerson, dict[str, _Form]]] = {}
        if not any(target == Target.TEXT for target in self.targets) and not any(self.asked):
            self._say(
                Wording("Er is geen kolom met uitspraken of antwoorden."),
                Wording(
                    "Kies bij een kolom “de uitspraak”, of de vraag waarop het een antwoord is."
                ),
            )

    def take(self, row: Row) -> None:
        """One row: a statement, or what one participant said and answered."""
        cells = (*row.cells, *[None] * (len(self.targets) - len(row.cells)))
        state = self._of_ours("toestand", cells)
        if state in _HIDDEN:
            self.found.hidden.append(row.number)
            return
        self._check(row.number, cells)
        names = {
            target: self._name(row.number, cells, target)
            for target in _NAMED
            if target in self.targets
        }
        aspect = self._aspect(row.number, cells)
        proposed = self._of_ours("plaatsing", cells) == "voorstel"
        themes = () if proposed else self._placed(row.number, cells)
        forms = self._answers(row.number, cells)
        for place, text in self._texts(row.number, cells):
            asked = self.asked[place]
            slug, key = (asked[0], asked[1]) if asked else ("", "")
            statement = ImportedStatement(
                text,
                row.number,
                aspect,
                question=key,
                themes=themes,
                meeting=names.get(Target.MEETING, ""),
                region=names.get(Target.REGION, ""),
                topic=names.get(Target.TOPIC, ""),
                approved=state != "wacht op oordeel",
            )
            forms.setdefault(slug, _Form()).statements.append(statement)
        if not any(form.answers or form.statements for form in forms.values()):
            self.found.blank.append(row.number)
            return
        if len(self.found.preview) < PREVIEWED:
            self._preview(row.number, cells)
        person = next((text_of(cells[place]) for place in self._places(Target.PERSON)), "").strip()
        who = person, names.get(Target.ROLE), names.get(Target.PARTNERSHIP)
        if set(forms) == {""} and not any(who):
            self.found.statements.extend(forms[""].statements)
        else:
            self._add_person(row.number, person, names, forms)

    def _of_ours(self, name: str, cells: tuple[Value, ...]) -> str:
        """What an export of this service says of a statement beside its words."""
        heading = self.sheet.heading
        return text_of(cells[heading.index(name)]) if self.sheet.ours and name in heading else ""

    def finish(self) -> None:
        for person, forms in self._people.values():
            made = tuple(
                ImportedForm(slug, form.answers, tuple(form.statements))
                for slug, form in forms.items()
                if form.answers or form.statements
            )
            self.found.people.append(replace(person, forms=made))
        for target, named in self.found.names.items():
            if len(named) > MOST_NAMES:
                self._say(
                    Wording(
                        "Deze kolom noemt %(n)s verschillende namen; meer dan %(most)s kan niet.",
                        n=len(named),
                        most=MOST_NAMES,
                    ),
                    Wording("Kijk of de kolom iets anders bevat, en kies wat erin staat."),
                    place=self.targets.index(target),
                )

    def _say(self, what: Wording, remedy: Wording, row: int = 0, place: int | None = None) -> None:
        column = "" if place is None else f"{letters(place)} ({self.sheet.heading[place][:60]})"
        self.found.problems.append(Problem(what, remedy, row, column, self.sheet.name))

    def _check(self, row: int, cells: tuple[Value, ...]) -> None:
        for place, cell in enumerate(cells):
            if self.targets[place] == Target.IGNORE or not isinstance(cell, str):
                continue
            if is_error(cell):
                self._say(
                    Wording("Hier staat een foutmelding van het rekenblad: %(text)s.", text=cell),
                    Wording("Verbeter de formule, of zet er zelf neer wat er moet staan."),
                    row,
                    place,
                )
            elif any(sign < " " and sign not in "\t\n\r" for sign in cell):
                self._say(
                    Wording("Hier staan tekens die geen tekst zijn."),
                    Wording("Typ de tekst in deze cel opnieuw."),
                    row,
                    place,
                )

    def _places(self, target: str) -> list[int]:
        return [place for place, one in enumerate(self.targets) if one == target]

    def _name(self, row: int, cells: tuple[Value, ...], target: Target) -> str:
        place = self.targets.index(target)
        return self._keep_name(" ".join(text_of(cells[place]).split()), target, row, place)

    def _keep_name(self, name: str, target: Target, row: int, place: int) -> str:
        if len(name) > LONGEST_NAME:
            self._say(
                Wording("Deze naam heeft %(n)s tekens.", n=len(name)),
                Wording("Maak hem korter: er passen %(most)s tekens.", most=LONGEST_NAME),
                row,
                place,
            )
        elif name:
            named = self.found.names.setdefault(target, {})
            first = next((one for one in named if one.casefold() == name.casefold()), name)
            named[first] = named.get(first, 0) + 1
            return first
        return name

    def _aspect(self, row: int, cells: tuple[Value, ...]) -> Aspect | None:
        for place in self._places(Target.ASPECT):
            text = " ".join(text_of(cells[place]).split())
            if text.casefold() in ASPECTS:
                return ASPECTS[text.casefold()]
            if text:
                self._say(
                    Wording("“%(value)s” is geen inhoud en geen proces.", value=text[:60]),
                    Wording("Zet er “inhoud” of “proces” neer, of laat de cel leeg."),
                    row,
                    place,
                )
        return None

    def _placed(self, row: int, cells: tuple[Value, ...]) -> tuple[int, ...]:
        positions: dict[int, None] = {}
        for place in self._places(Target.THEME):
            for name in themes_in(text_of(cells[place])):
                kept = self._keep_name(name, Target.THEME, row, place)
                if kept.casefold() not in self._themes:
                    self._themes[kept.casefold()] = len(self.found.themes)
                    self.found.themes.append(ImportedTheme(kept))
                positions[self._themes[kept.casefold()]] = None
        return tuple(positions)

    def _texts(self, row: int, cells: tuple[Value, ...]) -> list[tuple[int, str]]:
        found = []
        for place, cell in enumerate(cells):
            if self.targets[place] != Target.TEXT and not self._asks_statements(place):
                continue
            text = text_of(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
            if len(text) > STATEMENT_LIMIT:
                self._say(
                    Wording("Deze uitspraak heeft %(n)s tekens.", n=len(text)),
                    Wording(
                        "Verdeel hem over rijen: een uitspraak heeft er hooguit %(most)s.",
                        most=STATEMENT_LIMIT,
                    ),
                    row,
                    place,
                )
            elif text:
                found.append((place, text))
        return found

    def _asks_statements(self, place: int) -> bool:
        asked = self.asked[place]
        if not asked or asked[0] not in self.instruments:
            return False
        return self.instruments[asked[0]].question(asked[1]).kind is QuestionKind.STATEMENTS

    def _answers(self, row: int, cells: tuple[Value, ...]) -> dict[str, _Form]:
        parts: dict[tuple[str, str], dict[str, int]] = {}
        for place, asked in enumerate(self.asked):
            if asked and not self._asks_statements(place):
                parts.setdefault((asked[0], asked[1]), {})[asked[2]] = place
        forms: dict[str, _Form] = {}
        for (slug, key), places in parts.items():
            question = self.instruments[slug].question(key)
            try:
                value = answer(question, {part: cells[place] for part, place in places.items()})
            except NoAnswer as problem:
                self._say(problem.what, problem.remedy, row, next(iter(places.values())))
                continue
            if value is not None:
                forms.setdefault(slug, _Form()).answers[key] = value
        return forms

    def _add_person(
        self,
        row: int,
        number: str,
        names: Mapping[Target, str],
        forms: Mapping[str, _Form],
    ) -> None:
        person = ImportedPerson(
            meeting=names.get(Target.MEETING, ""),
            region=names.get(Target.REGION, ""),
            role=names.get(Target.ROLE, ""),
            partnership=names.get(Target.PARTNERSHIP, ""),
        )
        place = person.meeting or person.region
        key = f"{number}\x1f{place.casefold()}" if number else f"row {row}"
        own = self._people.setdefault(key, (person, {}))[1]
        for slug, form in forms.items():
            there = own.setdefault(slug, _Form())
            there.answers.update(form.answers)
            there.statements.extend(form.statements)

    def _preview(self, row: int, cells: tuple[Value, ...]) -> None:
        shown = [
            (target, text_of(cells[place]).strip()[:300])
            for place, target in enumerate(self.targets)
            if target != Target.IGNORE and text_of(cells[place]).strip()
        ]
        self.found.preview.append((row, tuple(shown)))


@dataclass
class _Form:
    answers: dict[str, object] = field(default_factory=dict)
    statements: list[ImportedStatement] = field(default_factory=list)
