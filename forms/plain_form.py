"""The base of every form that anybody sends: text fields, and nothing else."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm


class PlainForm(FlaskForm):
    """Reads the posted fields only: a file or JSON in the place of a text is not read at all."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            found = super().wrap_formdata(form, formdata)
            return found if found is None or found is formdata else request.form
