"""``gesprekstafel papers``: the privacy papers of this instance, as Markdown and as Word."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.papers import fill, left_to_fill_in, notice_paper, papers, values
from collector.commands import as_json, echo_json, open_database
from collector.config import Config
from collector.errors import InvalidFile
from collector.notice import missing

NOTICE = "privacyverklaring"


@click.command("papers")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True,
    help="Folder to write them to.",
)  # fmt: skip
@as_json
@click.pass_obj
def papers_command(config: Config, output: Path, as_json: bool) -> None:
    """The DPIA, the record of processing, the privacy notice, the security policy and the checklist
    for a processor agreement, in Dutch, with the settings of this instance.

    Word takes its look from wrap-up.docx in the instance, when that is there. Says what is left for
    the organisation to fill in.
    """
    from analysis.papers_word import to_docx

    with open_database(config) as connection:
        filled_in = values(config, connection)
    made = {name: fill(text, filled_in) for name, text in papers().items()}
    made[NOTICE] = notice_paper(config)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (output / f"{name}.md").write_text(text, encoding="utf-8")
            (output / f"{name}.docx").write_bytes(to_docx(text, name, config.house_style))
    except OSError as error:
        raise InvalidFile(f"{output}: cannot be written ({error.strerror}).") from error
    left = {name: number for name, text in made.items() if (number := left_to_fill_in(text))}
    if as_json:
        echo_json(
            {
                "folder": str(output),
                "papers": sorted(made),
                "left": left,
                "settings": missing(config),
            }
        )
        return
    click.echo(f"{output}: {len(made)} papers written, each as Markdown and as Word")
    for name, number in left.items():
        click.echo(f"{name}: left to fill in, marked IN TE VULLEN: {number}")
    for setting in missing(config):
        click.echo(f"not set: {setting}")
