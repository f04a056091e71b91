"""What somebody does with a link to a new password that was handed over."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

import forms.current
from collector.errors import Busy, NotFound, Refused
from collector.links import Link
from collector.password_rules import MINIMUM
from collector.resets import find_reset, use_reset
from forms.invitation import Answer, PasswordForm, dead_link

bp = Blueprint("reset", __name__, url_prefix="/facilitate/reset")


@bp.route("/<reset_key>", methods=["GET", "POST"])
def show(reset_key: str) -> Answer:
    """A new password; everybody who was logged in with the account has to do so again, also here:
    there may be a second step."""
    database, form = forms.current.database(), PasswordForm()
    try:
        found = find_reset(database, reset_key)
        if not form.validate_on_submit():
            return _page(found, form)
        use_reset(database, reset_key, form.password.data)
    except NotFound:
        return dead_link()
    except (Refused, Busy) as refusal:
        form.password.errors = [forms.current.in_words(refusal.wording)]
        return _page(found, form)
    session.clear()
    flash(
        _("Uw nieuwe wachtwoord is bewaard. U bent overal uitgelogd: log hier weer in."), "success"
    )
    return redirect(url_for("facilitator.login"), 303)


def _page(found: Link, form: PasswordForm) -> tuple[str, int]:
    text = render_template("facilitator/reset.html", found=found, form=form, minimum=MINIMUM)
    return text, 422 if form.errors else 200
