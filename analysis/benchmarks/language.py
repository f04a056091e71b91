"""How well a Dutch pipeline reads, on a treebank: word classes, morphology, dependencies, sentence
ends, and what it takes of time and memory. Ours beside any other that spaCy can load.

``gesprekstafel bench language`` calls this; each pipeline is measured in a process of its own, so
that neither the time to load nor the memory of one is counted with the other.
"""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from analysis.benchmarks.memory import peak_mb
from analysis.language import load_pipeline

if TYPE_CHECKING:
    from spacy.tokens import Doc

SENTENCES_IN_A_TEXT = 10  # read as running text, so that sentence ends must be found too

# Our names for what spaCy scores, and its own. It scores relations without punctuation.
SCORES = {
    "token_f": "token_f",
    "pos": "pos_acc",
    "morph": "morph_acc",
    "uas": "dep_uas",
    "las": "dep_las",
    "sentence_f": "sents_f",
}


def read_treebank(file: Path) -> list["Doc"]:
    """The annotated texts of a CoNLL-U file.

    :raises ValueError: when it is not one.
    """
    from spacy.training.converters import conllu_to_docs

    text = file.read_text(encoding="utf-8")
    try:
        return list(conllu_to_docs(text, n_sents=SENTENCES_IN_A_TEXT, no_print=True))
    except (ValueError, IndexError) as problem:
        raise ValueError(f"{file}: not in CoNLL-U format, or empty ({problem})") from problem


def measure(model: str | None, file: Path) -> dict[str, Any]:
    """Read the sentences of a CoNLL-U file from raw text, ten to a text, and score what was read.

    :param model: as for :func:`analysis.language.load_pipeline`; ``None`` for ours.
    :returns: ``model``, ``sentences``, ``words``; the shares of :data:`SCORES`, 0 to 1;
        ``words_a_second`` on this machine; ``load_s``, seconds from nothing loaded (spaCy included)
        when this is the first call of a process; ``peak_mb``, of this process until now.
    :raises ValueError: when there is no such pipeline, or the file is no treebank.
    """
    begin = perf_counter()
    language = load_pipeline(model)
    loaded = perf_counter() - begin
    from spacy.tokens import DocBin  # of what was loaded just now
    from spacy.training import Example

    gold = list(DocBin(docs=read_treebank(file)).get_docs(language.nlp.vocab))
    scores = language.nlp.evaluate(
        [Example(language.nlp.make_doc(doc.text), doc) for doc in gold], batch_size=16
    )
    return {
        "model": language.name,
        "sentences": sum(len(list(doc.sents)) for doc in gold),
        "words": sum(map(len, gold)),
        **{ours: round(scores[theirs], 4) for ours, theirs in SCORES.items()},
        "words_a_second": round(scores["speed"]),
        "load_s": round(loaded, 2),
        "peak_mb": peak_mb(),
    }


def measure_apart(model: str | None, file: Path) -> dict[str, Any]:
    """:func:`measure` in a new process.

    :raises ValueError: with the message of the new process when it failed.
    """
    command = [sys.executable, "-m", "analysis.benchmarks.language", str(file), model or ""]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        message = done.stderr.strip().rpartition("\n")[2] or f"it ended with {done.returncode}"
        raise ValueError(message.removeprefix("ValueError: "))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def side_by_side(models: list[str | None], file: Path) -> list[dict[str, Any]]:
    """One row a pipeline, measured on the same file.

    :raises ValueError: see :func:`measure`.
    """
    return [measure_apart(model, file) for model in models]


def as_table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown, a column a pipeline."""
    lines = [[name, *(str(row[name]) for row in rows)] for name in rows[0]]
    lines.insert(1, ["---"] * (len(rows) + 1))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[2] or None, Path(sys.argv[1]))))
