"""Pages that explain how something works, for everybody who wants to know."""

from __future__ import annotations

from flask import Blueprint, render_template

bp = Blueprint("about", __name__, url_prefix="/about")


@bp.get("/themes")
def themes() -> str:
    """How themes are proposed, and how sure that is. Its figures: datasets/models/README.md."""
    return render_template("about/themes.html")
