"""A Jupyter notebook that fetches the rows of a page, looks at them and names the source."""

from __future__ import annotations

import json
from typing import Any

from analysis.data_pages.language import Words


def notebook(title: str, source: str, citation: str, csv: str, words: Words) -> str:
    """The notebook as JSON (nbformat 4.5).

    :param source: address of the page
    :param csv: address of all its rows
    """
    cells = [
        _text(
            f"# {title}\n",
            "\n",
            f"<{source}>\n",
            "\n",
            words.say("Zo verwijst u ernaar:") + f" {citation}",
        ),
        _text(
            words.say(
                "De rijen ophalen. Nodig: pandas en matplotlib (`%pip install pandas matplotlib`)."
            )
        ),
        _code("import pandas as pd\n", "\n", f"rows = pd.read_csv({json.dumps(csv)})\n", "rows"),
        _text(words.say("Tellen: van elke kolom met weinig waarden hoe vaak ze voorkomen.")),
        _code(
            "for name in rows.columns:\n",
            "    if rows[name].nunique() <= 20:\n",
            '        display(rows[name].value_counts(dropna=False).to_frame("n"))',
        ),
        _text(words.say("Een staafdiagram: kies een kolom.")),
        _code(
            "column = rows.columns[1] if len(rows.columns) > 1 else rows.columns[0]\n",
            "rows[column].value_counts().sort_values().plot.barh()",
        ),
    ]
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "cells": [{**cell, "id": f"cell-{place}"} for place, cell in enumerate(cells)],
        },
        ensure_ascii=False,
        indent=1,
    )


def _text(*lines: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": list(lines)}


def _code(*lines: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": list(lines),
        "execution_count": None,
        "outputs": [],
    }
