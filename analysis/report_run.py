"""Every file of a wrap-up, one after the other: what is handed out first, is made first.

Word of the whole is there within seconds; PDF takes longest. Each file can be fetched as soon as
it is made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from analysis.documents.files import laid_out, to_file
from analysis.documents.press import Press
from analysis.documents.web_page import to_html
from analysis.report import build, build_region
from analysis.report_development import tell_development
from analysis.report_parts import Report
from analysis.report_region import regions_with_people
from collector import wrap_ups
from collector.config import Config
from collector.errors import Refused
from collector.queries.terms import today
from collector.wording import Wording
from collector.wrap_ups import Format

Progress = Callable[[Wording], None]

_NAMES = {
    Format.DOCX: "Word",
    Format.HTML: "HTML",
    Format.MD: "Markdown",
    Format.PPTX: "PowerPoint",
    Format.PDF: "PDF",
}


@dataclass(frozen=True)
class _Wanted:
    report: Report
    region: int | None
    short: bool
    form: Format


def make_wrap_up(
    connection: sqlite3.Connection,
    programme: int,
    config: Config,
    progress: Progress,
    meanwhile: Callable[[], None] = lambda: None,
) -> Wording:
    """Build the wrap-up and store its page and its files; what there is now, in Dutch.

    What cannot be made (of a small region, or PDF without its library) is remarked upon; the rest
    is made.

    :param meanwhile: is called between files, and again and again while a PDF is being made
    :raise Conflict: a word in it had to go meanwhile; another one is being asked for.
    """
    size = config.group_size
    tell_development(connection, programme, size)
    whole = build(connection, programme, group_size=size)
    stored = wrap_ups.store_report(connection, programme, to_html(laid_out(whole, short=False)))
    remarks: list[Wording] = []
    regions = dict(_regions(connection, programme, whole, size, remarks))
    wanted = list(_wanted(whole, regions))
    impossible: set[Format] = set()
    with closing(Press()) as press:
        for place, each in enumerate(wanted, start=1):
            if each.form in impossible:
                continue
            progress(_told(each, place, len(wanted)))
            meanwhile()
            try:
                file = _file(each, press, config, meanwhile)
            except Refused as refusal:
                impossible.add(each.form)
                remarks.append(refusal.wording)
                continue
            wrap_ups.store_file(
                connection, stored, each.form, file, region=each.region, short=each.short
            )
    wrap_ups.remark(connection, stored, remarks)
    return Wording("De wrap-up is klaar.")


def _file(each: _Wanted, press: Press, config: Config, meanwhile: Callable[[], None]) -> bytes:
    document = laid_out(each.report, short=each.short, made_on=today())
    if each.form is Format.PDF:
        return press.to_pdf(document, meanwhile)
    return to_file(document, each.form, template=config.house_style, made_on=today())


def _regions(
    connection: sqlite3.Connection,
    programme: int,
    whole: Report,
    group_size: int,
    remarks: list[Wording],
) -> Iterator[tuple[int, Report]]:
    """The wrap-ups of regions that may have one; of the others is remarked why not."""
    for identifier, name in regions_with_people(connection, programme):
        try:
            made = build_region(connection, programme, name, whole, group_size=group_size)
        except Refused as refusal:
            remarks.append(refusal.wording)
        else:
            yield identifier, made


def _wanted(whole: Report, regions: dict[int, Report]) -> Iterator[_Wanted]:
    """The whole first, and of each of the two what is quick first."""
    slow = [Format.PPTX, Format.PDF]
    quick = [form for form in Format if form not in slow]
    groups: list[list[tuple[int | None, Report]]] = [[(None, whole)], [*regions.items()]]
    for scopes in groups:
        for forms in (quick, *([form] for form in slow)):
            for region, report in scopes:
                for form in forms:
                    for short in (False, True):
                        yield _Wanted(report, region, short, form)


def _told(each: _Wanted, place: int, count: int) -> Wording:
    values = {"form": _NAMES[each.form], "region": each.report.region, "n": place, "all": count}
    if each.report.region:
        return Wording("%(form)s voor %(region)s (%(n)s van %(all)s)", **values)
    return Wording("%(form)s (%(n)s van %(all)s)", **values)
