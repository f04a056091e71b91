"""From a text and the spans in it to the public text, and the names of texts."""

import hashlib

from collector.redaction import redact, text_hash


def test_redacting_replaces_what_was_found_except_what_was_kept() -> None:
    text = "Bel Karin in Ede. 🙂 Karin weet het."
    spans = [
        {"start": 4, "end": 9, "replacement": "[naam]"},
        {"start": 13, "end": 16, "replacement": "[plaats]"},
    ]
    assert redact(text, spans) == "Bel [naam] in [plaats]. 🙂 Karin weet het."
    assert redact(text, spans, [[13, 16]]) == "Bel [naam] in Ede. 🙂 Karin weet het."
    assert redact(text, [], []) == text


def test_what_overlaps_goes_whole() -> None:
    spans = [
        {"start": 4, "end": 9, "replacement": "[naam]"},
        {"start": 6, "end": 17, "replacement": "[school]"},
    ]
    assert redact("Bel Karin de Brug nu", spans) == "Bel [naam] nu"


def test_a_hash_is_of_the_exact_text() -> None:
    assert text_hash("Één") == hashlib.sha256("Één".encode()).hexdigest()
    assert text_hash("een ") != text_hash("een")
