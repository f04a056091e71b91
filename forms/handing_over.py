"""A link that is shown once, to hand over: to copy, to mail, to scan, to print."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import render_template
from flask_babel import gettext as _

from forms.qr_code import qr_code


def link_page(address: str, email: str, **values: object) -> str:
    """In the answer itself, so that it is kept nowhere: not in a cookie either.

    :param address: the link
    :param email: for whom it is
    :param values: `title`, `lasts` (how long it works, in words), `back` (address and words),
        `reset` (whether it is the way to a new password), and for a page of a programme
        `programme` and `waiting`
    """
    lasts = values["lasts"]
    if values.get("reset"):
        subject = _("Uw nieuwe wachtwoord")
        text = _("Met deze link kiest u een nieuw wachtwoord voor Gesprekstafel.")
    else:
        subject = _("Uitnodiging")
        text = _("Met deze link doet u mee in Gesprekstafel.")
    once = _("Hij werkt één keer, en niet langer dan %(lasts)s.", lasts=lasts)
    unasked = _("Verwachtte u dit niet? Gebruik de link dan niet, en laat het mij weten.")
    text = "\n\n".join((_("Beste collega,"), f"{text} {once}", address, unasked, ""))
    fields = urlencode({"subject": f"Gesprekstafel: {subject}", "body": text}, quote_via=quote)
    return render_template(
        "facilitator/link.html",
        address=address,
        email=email,
        mail=f"mailto:{quote(email, safe='@')}?{fields}",
        picture=qr_code(address),
        **values,
    )
