"""The base of every form that anybody sends: text fields, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms.i18n import messages_path


@lru_cache(maxsize=8)
def _library_messages(locale: str) -> NullTranslations:
    """What the form library itself may say, read from its file once."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class PlainForm(FlaskForm):
    """Reads the posted fields only: a file or JSON in the place of a text is not read at all."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            found = super().wrap_formdata(form, formdata)
            return found if found is None or found is formdata else request.form

        def get_translations(self, form: Any) -> NullTranslations | None:
            locale = get_locale()
            return _library_messages(str(locale)) if locale else None
