"""The measuring of a pipeline, on two sentences whose reading leaves no room for doubt."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.bench_command import bench
from analysis.benchmarks.language import as_table, measure, measure_apart
from analysis.language import SHIPPED
from collector.config import Config

TREEBANK = """\
# text = De mentor helpt de student.
1	De	de	DET	_	Definite=Def	2	det	_	_
2	mentor	mentor	NOUN	_	Gender=Com|Number=Sing	3	nsubj	_	_
3	helpt	helpen	VERB	_	Number=Sing|Tense=Pres|VerbForm=Fin	0	root	_	_
4	de	de	DET	_	Definite=Def	5	det	_	_
5	student	student	NOUN	_	Gender=Com|Number=Sing	3	obj	_	SpaceAfter=No
6	.	.	PUNCT	_	_	3	punct	_	_

# text = De school betaalt de cursus.
1	De	de	DET	_	Definite=Def	2	det	_	_
2	school	school	NOUN	_	Gender=Com|Number=Sing	3	nsubj	_	_
3	betaalt	betalen	VERB	_	Number=Sing|Tense=Pres|VerbForm=Fin	0	root	_	_
4	de	de	DET	_	Definite=Def	5	det	_	_
5	cursus	cursus	NOUN	_	Gender=Com|Number=Sing	3	obj	_	SpaceAfter=No
6	.	.	PUNCT	_	_	3	punct	_	_

"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    file = tmp_path / "two.conllu"
    file.write_text(TREEBANK, encoding="utf-8")
    return file


def test_plain_sentences_are_read_without_a_fault(treebank: Path) -> None:
    found = measure(None, treebank)
    scores = {name: found[name] for name in ("token_f", "pos", "uas", "las", "sentence_f")}
    assert scores == dict.fromkeys(scores, 1.0)
    assert (found["sentences"], found["words"]) == (2, 12)


def test_a_wrong_treebank_is_told_apart(treebank: Path) -> None:
    wrong = TREEBANK.replace("NOUN", "VERB").replace("\tobj\t", "\tiobj\t")
    treebank.write_text(wrong, encoding="utf-8")
    found = measure(None, treebank)
    assert found["pos"] == round(8 / 12, 4)
    assert (found["uas"], found["las"]) == (1.0, 0.8)  # of ten: the two full stops do not count


def test_a_file_without_sentences_is_refused(treebank: Path) -> None:
    treebank.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"not in CoNLL-U format, or empty"):
        measure(None, treebank)


def test_a_pipeline_apart_says_what_is_wrong(treebank: Path) -> None:
    with pytest.raises(ValueError, match=r"no spaCy model 'nl_core_absent' is installed"):
        measure_apart("nl_core_absent", treebank)


def test_table_has_a_column_a_pipeline() -> None:
    rows = [{"model": "a", "pos": 0.9}, {"model": "b", "pos": 0.8}]
    assert as_table(rows) == "| model | a | b |\n| --- | --- | --- |\n| pos | 0.9 | 0.8 |"


def test_the_command_prints_ours_beside_another(treebank: Path) -> None:
    config = Config.from_environment(spacy_model=str(SHIPPED))
    result = CliRunner().invoke(bench, ["language", str(treebank), "--json"], obj=config)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["treebank"] == "two.conllu"
    ours, other = found["pipelines"]
    assert ours["model"] == other["model"]
    assert (ours["pos"], ours["las"]) == (other["pos"], other["las"])
