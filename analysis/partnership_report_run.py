"""Makes the report of one partnership in every format that this machine can."""

from __future__ import annotations

import sqlite3

from analysis.documents.files import to_file
from analysis.partnership_report import build_for_partnership
from collector import live
from collector.config import Config
from collector.errors import Refused
from collector.partnership_reports import store_partnership_report
from collector.queries.partnerships import partnership
from collector.queries.terms import today
from collector.wording import Wording
from collector.wrap_ups import PAPERS, Format


def make_partnership_report(
    connection: sqlite3.Connection, identifier: int, config: Config
) -> Wording:
    """Make and store it; what there is now, in Dutch.

    Without the library for PDF the other formats are made. House style: as for a wrap-up.

    :raise NotFound: no such partnership.
    :raise Conflict: something was taken back while it was made.
    """
    row, after = partnership(connection, identifier), live.latest(connection)
    document = build_for_partnership(connection, identifier, made_on=today())
    files: dict[Format, bytes] = {}
    for form in PAPERS:
        try:
            files[form] = to_file(document, form, template=config.house_style, made_on=today())
        except Refused:
            if form is not Format.PDF:
                raise
    store_partnership_report(connection, row, files, after=after)
    return Wording("Het verslag is klaar.")
