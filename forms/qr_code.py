"""An address as a QR code, drawn in the page itself: dark on white, also in a dark room."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(address: str) -> Markup:
    drawing = segno.make(address, error="m", micro=False)
    return Markup(drawing.svg_inline(border=2, dark="#06252c", light="#ffffff", omitsize=True))
