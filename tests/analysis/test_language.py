from pathlib import Path

import pytest

from analysis.language import Language, Reading, Term, lemma, load_pipeline


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Leraren", "leraar"),
        ("begeleid", "begeleiden"),
        ("schoolopleiders", "schoolopleider"),  # in no dictionary: follows "opleider"
        ("leerroutes", "leerroute"),
        ("zij-instromers", "zij-instromer"),
        ("les", "les"),  # the look-up makes the verb of it
        ("lessen", "les"),
        ("wifi", "wifi"),
        ("xqzt", "xqzt"),
        ("mentoren/", "mentor"),
        ("-", ""),
    ],
)
def test_lemma_is_the_dictionary_form(word: str, expected: str) -> None:
    assert lemma(word) == expected


def test_lemmas_leave_out_stop_words_numbers_and_addresses(language: Language) -> None:
    text = "De 12 mentoren zijn er nog niet, mail naar info@example.org of www.example.org."
    assert language.lemmas([text]) == [("mentor", "mailen")]


def test_short_words_count_in_capitals(language: Language) -> None:
    assert language.lemmas(["AI in de les", "ab in de les"]) == [("ai", "les"), ("les",)]


def test_reading_has_the_same_lemmas_and_verbatim_phrases(language: Language) -> None:
    text = "Studenten volgen flexibele leerroutes."
    (reading,) = language.read([text])
    assert reading.lemmas == ("student", "volgen", "flexibel", "leerroute")
    assert Term("flexibel leerroute", "flexibele leerroutes", "phrase") in reading.terms
    assert all(term.surface in text for term in reading.terms)


def test_phrases_begin_without_article(language: Language) -> None:
    (reading,) = language.read(["De vaste mentor helpt een nieuwe collega."])
    phrases = [term.surface for term in reading.terms if term.kind == "phrase"]
    assert phrases == ["vaste mentor", "nieuwe collega"]


def test_phrases_are_words_only(language: Language) -> None:
    (reading,) = language.read(["Wij zoeken nieuwe mentoren/ coaches (ervaren leraren)."])
    assert not [term for term in reading.terms if "/" in term.surface or "(" in term.surface]


def test_sentences_and_morphology_are_read(language: Language) -> None:
    doc = language.nlp("De school betaalt de cursus. Wij zoeken nieuwe mentoren.")
    assert [len(sentence) for sentence in doc.sents] == [6, 5]
    pays, mentors = doc[2], doc[9]
    assert (pays.pos_, pays.morph.get("Tense"), pays.morph.get("Number")) == (
        "VERB",
        ["Pres"],
        ["Sing"],
    )
    assert (mentors.pos_, mentors.dep_, mentors.morph.get("Number")) == ("NOUN", "obj", ["Plur"])


def test_common_words_have_a_vector_whatever_their_capitals(language: Language) -> None:
    vectors, strings = language.nlp.vocab.vectors, language.nlp.vocab.strings
    rows = vectors.find(keys=[strings[word] for word in ("begeleiding", "Begeleiding")])
    assert rows[0] == rows[1] >= 0


def test_nothing_to_read(language: Language) -> None:
    assert language.read([]) == []
    assert language.read([""]) == [Reading((), ())]
    assert language.read(["...", "en of maar"]) == [Reading((), ()), Reading((), ())]


def test_pipeline_has_a_name_and_version(language: Language) -> None:
    assert language.name == "nl_gesprekstafel-2.1.0"


def test_unknown_model_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"no spaCy model 'nl_core_absent' is installed"):
        load_pipeline("nl_core_absent")


def test_model_without_parser_is_refused(tmp_path: Path) -> None:
    import spacy

    spacy.blank("nl").to_disk(tmp_path)
    with pytest.raises(ValueError, match=r"not a Dutch pipeline with a parser"):
        load_pipeline(str(tmp_path))
