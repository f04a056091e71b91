"""``gesprekstafel report``: the wrap-up as a file."""

from __future__ import annotations

from pathlib import Path

import click

from collector.commands import open_database
from collector.config import Config
from collector.errors import InvalidFile
from collector.queries import programmes
from collector.queries.terms import today
from collector.wrap_ups import Format


@click.command()
@click.argument("programme")
@click.option(
    "--format",
    "form",
    type=click.Choice([each.value for each in Format]),
    default=Format.HTML.value,
    help="Web page, Markdown, Word, PowerPoint or PDF.",
)
@click.option("--region", default="", help="Only of this region.")
@click.option("--short", is_flag=True, help="On two pages.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write."
)
@click.pass_obj
def report(
    config: Config, programme: str, form: str, region: str, short: bool, output: Path
) -> None:
    """The wrap-up of PROGRAMME, verbatim and traceable.

    Word takes its look from wrap-up.docx in the instance, PowerPoint from wrap-up.pptx, when that
    is there.
    """
    from analysis.documents.files import laid_out, to_file
    from analysis.report import build, build_region
    from analysis.report_development import tell_development

    size = config.group_size
    with open_database(config) as connection:
        identifier = programmes.programme(connection, programme)["id"]
        tell_development(connection, identifier, size)
        made = build(connection, identifier, group_size=size)
        if region:
            made = build_region(connection, identifier, region, made, group_size=size)
    document = laid_out(made, short=short, made_on=today())
    file = to_file(document, Format(form), template=config.house_style, made_on=today())
    try:
        output.write_bytes(file)
    except OSError as error:
        raise InvalidFile(f"{output}: cannot be written ({error.strerror}).") from error
    click.echo(f"{output}: written")
