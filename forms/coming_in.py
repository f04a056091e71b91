"""Somebody comes in, or changes what he or she told before."""

from __future__ import annotations

import sqlite3

import forms.current
from collector import intake
from forms import joined
from forms.joining import WhoForm
from forms.partnership_choice import settle_partnership


def come_in(place: sqlite3.Row, form: WhoForm, *, self_study: bool = False) -> bool:
    """Whether this is the first of a partnership, who has to see its code and pass it on.

    :param form: filled in, and right
    :param self_study: somebody new does so outside the meeting
    """
    database, profile = forms.current.database(), form.profile
    before = joined.participant(place["id"])
    partnership = settle_partnership(place["programme_id"], profile.comes_for, profile.side)
    intake.join(
        database,
        place["id"],
        joined.receipt(place["id"]),
        role=profile.role,
        side=profile.side,
        partnership=partnership,
        region=profile.region,
        knows_code=profile.comes_for.knows_code,
        self_study=self_study,
    )
    me = joined.participant(place["id"])
    kept = before and before["knows_code"] and before["partnership_id"] == partnership
    return bool(me and me["knows_code"] and not kept and not profile.comes_for.knows_code)
