"""``gesprekstafel bench``: the project's own measurements, on data that not every machine has."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collector.commands import as_json, echo_json
from collector.config import REPOSITORY, Config
from collector.errors import InvalidFile, Refused

if TYPE_CHECKING:
    from analysis.benchmarks.labelled import Labelled

SHARED = REPOSITORY.parent / "shared"
TREEBANK = Path("ud") / "alpino-test.conllu"
BATTERY = REPOSITORY / "tests" / "analysis" / "deidentification_sentences.jsonl"
QUICK_DRAWS = 3
DRAWS = 20

folder = click.Path(path_type=Path, file_okay=False)


@click.group()
def bench() -> None:
    """The project's own benchmarks."""


@bench.command("themes")
@click.option("--data", type=folder, default=SHARED / "data", help="Folder with sib200 and ud.")
@click.option("--seeds", type=folder, default=SHARED / "seeds", help="Folder with the wrap-up.")
@click.option("--quick", is_flag=True, help=f"{QUICK_DRAWS} draws, not {DRAWS}.")
@click.option("--only", multiple=True, help="Only this part; may be given more than once.")
@as_json
def bench_themes(
    data: Path, seeds: Path, quick: bool, only: tuple[str, ...], as_json: bool
) -> None:
    """How good themes are, side by side with BERTopic and k-means on the same vectors."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: the figures are of one core
    parts = theme_parts(data, seeds, QUICK_DRAWS if quick else DRAWS)
    for name in only:
        if name not in parts:
            raise click.BadParameter(f"{name}: choose from {', '.join(parts)}")
    found = {name: measure() for name, measure in parts.items() if not only or name in only}
    if as_json:
        echo_json(found)
        return
    for name, figures in found.items():
        click.echo(f"\n{name}")
        for line in lines(figures, 1):
            click.echo(line)


@bench.command("language")
@click.argument("treebank", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--model", "models", multiple=True, help="Another spaCy pipeline, beside ours.")
@as_json
@click.pass_obj
def bench_language(config: Config, treebank: Path, models: tuple[str, ...], as_json: bool) -> None:
    """The Dutch pipeline on a TREEBANK in CoNLL-U: ours, and SPACY_MODEL when it is set."""
    from analysis.benchmarks.language import as_table, side_by_side

    others = [*models, *([config.spacy_model] if config.spacy_model else [])]
    try:
        rows = side_by_side([None, *dict.fromkeys(others)], treebank)
    except ValueError as problem:
        raise InvalidFile(str(problem)) from problem
    if as_json:
        echo_json({"treebank": treebank.name, "pipelines": rows})
    else:
        click.echo(as_table(rows))


@bench.command("deidentify")
@click.option("--battery", type=click.Path(path_type=Path), default=BATTERY, help="JSON lines.")
@click.option("--lines", type=click.IntRange(min=2), default=20_000, help="How many, for speed.")
@as_json
def bench_deidentify(battery: Path, lines: int, as_json: bool) -> None:
    """How much personal data is found, how much is wrongly, how fast, in how much memory."""
    from analysis.benchmarks.deidentification import quality, read_battery, speed
    from analysis.deidentify import Deidentifier

    rows = read_battery(battery)
    deidentifier = Deidentifier()
    halves = dict.fromkeys(row["half"] for row in rows)
    found = {
        **quality(rows, deidentifier),
        **speed([row["text"] for row in rows], lines),
        "halves": {
            half: quality([row for row in rows if row["half"] == half], deidentifier)
            for half in halves
        },
    }
    if as_json:
        echo_json(found)
        return
    for name, value in found.items():
        if name != "halves":
            click.echo(f"{name:<18} {value}")
    for half, figures in found["halves"].items():
        click.echo(
            f"{half:<18} recall {figures['recall']}, wrongly redacted {figures['wrongly_redacted']}"
        )


@bench.command("data")
@click.option("--statements", default=100_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--rounds", default=40, show_default=True, type=click.IntRange(2, 1000))
@as_json
def bench_data(statements: int, rounds: int, as_json: bool) -> None:
    """Pages of a release: table, search, two facets; ours over Datasette left as it comes."""
    from analysis.benchmarks import data

    found = data.measure(statements, rounds)
    if as_json:
        echo_json(found)
        return
    for line in lines(found, 0):
        click.echo(line)


@bench.command("publish")
@click.option("--statements", default=100_000, show_default=True, type=click.IntRange(20, 999_999))
@as_json
def bench_publish(statements: int, as_json: bool) -> None:
    """A release of so many statements, from the search for personal data to the checked file."""
    from analysis.benchmarks import publish

    try:
        found = publish.measure(statements, say)
    except RuntimeError as problem:
        raise Refused(str(problem)) from problem
    if as_json:
        echo_json(found)
        return
    for line in lines(found, 0):
        click.echo(line)


@bench.command("report")
@click.option("--statements", default=500, show_default=True, type=click.IntRange(20, 100_000))
@as_json
def bench_report(statements: int, as_json: bool) -> None:
    """A wrap-up of so many statements: seconds to Word and to all files, peak of memory."""
    from analysis.benchmarks import report

    try:
        found = report.measure(statements, say)
    except RuntimeError as problem:
        raise Refused(str(problem)) from problem
    if as_json:
        echo_json(found)
        return
    for line in lines(found, 0):
        click.echo(line)


@bench.command("export")
@click.option("--statements", default=10_000, show_default=True, type=click.IntRange(1, 1_000_000))
@as_json
def bench_export(statements: int, as_json: bool) -> None:
    """Each format of an export: seconds, peak of memory, size."""
    from analysis.benchmarks import export

    found = export.measure(statements)
    if as_json:
        echo_json(found)
        return
    for line in lines(found, 0):
        click.echo(line)


def say(message: str) -> None:
    """Progress, on stderr."""
    click.echo(message, err=True)


def theme_parts(
    data: Path, seeds: Path, draws: int
) -> dict[str, Callable[[], dict[str, Any] | None]]:
    """What is measured, by name.

    :raises InvalidFile: when there is nothing to measure on.
    """
    from analysis.benchmarks import codebook, live_themes, proposals, rivals, unaided, warm
    from analysis.benchmarks.labelled import Reader, read_round_tables, read_sib
    from analysis.embed import Encoder
    from analysis.language import load_pipeline

    read = {data: read_sib(data), seeds: read_round_tables(seeds)}
    for place, given in read.items():
        if given is None:
            say(f"{place}: nothing to measure on; skipped")
    sets = [given for given in read.values() if given is not None]
    if not sets:
        raise InvalidFile(f"{data}, {seeds}: no labelled statements there; give --data or --seeds.")
    if not rivals.has_bertopic():
        say(
            f"BERTopic is not installed, so its figures are null; install it with: {rivals.INSTALL}"
        )
    reader = Reader(Encoder(), load_pipeline())
    return {
        "unaided": lambda: unaided.measure(sets, reader, draws=draws, say=say),
        "warm": lambda: warm.measure(sets, reader, draws=draws, say=say),
        "codebook": lambda: codebook.measure(sets, reader, draws=draws, say=say),
        "missing_theme": lambda: {
            one.name: proposals.missing(one, reader, draws=QUICK_DRAWS) for one in sets
        },
        "aspect": lambda: {
            one.name: proposals.aspects(one, reader, draws=draws) for one in sets if one.aspects
        },
        "labels": lambda: {one.name: proposals.labels(one, reader) for one in sets},
        "near_duplicates": lambda: {one.name: proposals.pairs(one, reader) for one in sets},
        "language": lambda: measure_language(data / TREEBANK),
        "encoder": measure_encoder,
        "scale": lambda: measure_scale(read[data], quick=draws == QUICK_DRAWS),
        "live": live_themes.measure,
    }


def measure_language(treebank: Path) -> dict[str, Any] | None:
    """Our Dutch pipeline on Alpino test; ``None`` when that is not there."""
    from analysis.benchmarks.language import measure_apart

    if not treebank.is_file():
        say(f"{treebank}: not there; skipped")
        return None
    return measure_apart(None, treebank)


def measure_encoder() -> dict[str, Any] | None:
    """Our encoder beside the one it was made from; ``None`` when that is not installed."""
    from analysis.benchmarks import encoder

    try:
        return encoder.measure()
    except RuntimeError as problem:
        say(f"encoder: {problem}")
        return None


def measure_scale(given: Labelled | None, *, quick: bool) -> dict[str, Any] | None:
    """Seconds and memory with more and more statements."""
    from analysis.benchmarks import scale

    if given is None:
        return None
    subjects = [given.themes[topic].key for topic in given.topics]
    rows = scale.measure(given.texts, subjects, scale.SIZES[:2] if quick else scale.SIZES)
    return {f"{row['method']}, {row['statements']}": row for row in rows}


def lines(figures: Any, depth: int) -> list[str]:
    """Nested figures as indented lines."""
    found: list[str] = []
    for name, value in (figures or {}).items():
        if isinstance(value, dict) and any(isinstance(one, dict) for one in value.values()):
            found += [f"{'  ' * depth}{name}", *lines(value, depth + 1)]
        elif isinstance(value, dict):
            row = "  ".join(f"{key} {one}" for key, one in value.items())
            found.append(f"{'  ' * depth}{name:<32} {row}")
        else:
            found.append(f"{'  ' * depth}{name:<32} {value}")
    return found
