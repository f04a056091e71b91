"""A document as PDF: tagged (PDF/UA-1, ISO 14289-1), with bookmarks, our own font embedded.

WeasyPrint draws it. That needs Pango, a library of the system that Python cannot bring along: it
is loaded where a PDF is made and nowhere else, and what is missing is said.
"""

from __future__ import annotations

from analysis.documents.blocks import Document
from analysis.documents.web_page import to_print
from collector.config import DATASETS
from collector.errors import Refused

FONTS = DATASETS / "fonts" / "figtree"
_FACES = "".join(
    f"@font-face {{ font-family: {family}; font-weight: {weight};"
    f" src: url({FONTS.as_uri()}/figtree-{letters}-{weight}-normal.woff2) }}"
    for family, letters in (("Figtree", "latin"), ("Figtree more", "latin-ext"))
    for weight in (400, 600, 700)
)


def to_pdf(document: Document) -> bytes:
    """Takes about 4 ms and 0.1 MB of memory for each statement.

    :raise Refused: Pango is not on this machine; says how to install it, in Dutch.
    """
    try:
        from weasyprint import CSS, HTML  # heavy, and not everywhere
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise Refused(
            "Een PDF maken kan op deze machine nog niet: de bibliotheek Pango ontbreekt. Debian en"
            " Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. macOS:"
            " brew install pango. Word, de webpagina en de tekst kunnen wel."
        ) from error
    fonts = FontConfiguration()
    faces = CSS(string=_FACES, font_config=fonts)
    page = HTML(string=to_print(document), url_fetcher=_nothing)
    made: bytes = page.write_pdf(
        font_config=fonts, stylesheets=[faces], pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return made


def _nothing(address: str, **_: object) -> dict[str, object]:
    """A wrap-up fetches nothing, whatever stands in it."""
    raise ValueError(f"{address}: not fetched")
