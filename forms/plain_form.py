"""The base of every form that anybody sends: text fields, and nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import request
from flask_wtf import FlaskForm
from wtforms.csrf.core import CSRFTokenField
from wtforms.i18n import messages_path

import forms.current


@lru_cache(maxsize=8)
def _library_messages(locale: str) -> NullTranslations:
    """What the form library itself may say, read from its file once."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class _TokenField(CSRFTokenField):
    """A token is signed for the page that it stands on; a form that was handed in shows none."""

    def process(self, *given: Any, **keywords: Any) -> None:
        super(CSRFTokenField, self).process(*given, **keywords)

    def _value(self) -> str:
        return str(self.csrf_impl.generate_csrf_token(self))


class _Tokens(FlaskForm.Meta.csrf_class):
    field_class = _TokenField


class PlainForm(FlaskForm):
    """Reads the posted fields only: a file or JSON in the place of a text is not read at all."""

    class Meta(FlaskForm.Meta):
        csrf_class = _Tokens

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            found = super().wrap_formdata(form, formdata)
            return found if found is None or found is formdata else request.form

        def get_translations(self, form: Any) -> NullTranslations:
            return _library_messages(forms.current.locale())
