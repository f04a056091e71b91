"""Erasing everything of oneself, for good, with the receipt and without asking anybody."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from wtforms import StringField, ValidationError

import forms.current
from collector.access import in_groups, normalise_code
from collector.expiring import erase_receipt
from collector.queries import meetings
from forms import joined
from forms.plain_form import PlainForm
from forms.receipts import View, me_of, page

bp = Blueprint("own_erasure", __name__, url_prefix="/r")


class EraseForm(PlainForm):
    """Asks for the last group of the receipt: this cannot be undone."""

    last = StringField()

    def __init__(self, receipt: str) -> None:
        self.wanted = in_groups(normalise_code(receipt)).rpartition("-")[2]
        super().__init__()

    def validate_last(self, field: StringField) -> None:
        if normalise_code(field.data or "") != self.wanted:
            raise ValidationError(
                _("Er is niets gewist. De laatste vier tekens van uw bewijs zijn anders.")
            )


@bp.route("/<receipt>/erase", methods=["GET", "POST"])
def show(receipt: str) -> View:
    """Asks first; then it is gone from the database, and within a day from the bytes of the files.

    :raise NotFound: nobody has this receipt.
    """
    me = me_of(receipt)
    form = EraseForm(receipt)
    days = forms.current.config().backup_days
    if not form.validate_on_submit():
        asked = page("erase.html", receipt, me, form=form, backup_days=days)
        return asked, 422 if form.errors else 200
    database = forms.current.database()
    place = meetings.meeting(database, me["meeting_id"])
    present = joined.participant(place["id"])
    here = present is not None and present["id"] == me["id"]
    owner = joined.owner(place["id"]) if here else ""
    erase_receipt(forms.current.config(), database, receipt, sweep_now=False)
    if here:
        activities = meetings.activities(database, place["id"])
        joined.forget(place["id"], [row["id"] for row in activities])
    return render_template("receipt/erased.html", meeting=place, left=owner, backup_days=days)
