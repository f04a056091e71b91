"""A word that people kept twice is no longer flagged in that programme; nothing else is learnt."""

from analysis.deidentify import Deidentifier
from analysis.let_stand import let_stand


def test_twice_is_enough_and_once_is_not() -> None:
    assert let_stand([["Qvistgaard"], ["Qvistgaard", "De Vlinder"]]) == {"qvistgaard"}


def test_one_statement_counts_once() -> None:
    assert let_stand([["Qvistgaard", "qvistgaard"]]) == frozenset()


def test_written_in_another_way_is_the_same_word() -> None:
    assert let_stand([["Qvist\u200bgaard"], ["QVISTGAARD"]]) == {"qvistgaard"}


def test_numbers_addresses_and_accounts_are_never_learnt() -> None:
    for kept in (
        "06-12345678",
        "jan@example.org",
        "@juf_sanne",
        "school.nl",
        "12AB",
        "192.168.1.20",
    ):
        assert let_stand([[kept], [kept], [kept]]) == frozenset()


def test_a_flag_goes_and_what_is_certain_stays_found() -> None:
    deidentifier = Deidentifier()
    stands = let_stand([["Qvistgaard"], ["Qvistgaard"], ["Marieke"], ["Marieke"]])
    flagged = "Het gesprek met Qvistgaard liep uit."
    assert deidentifier.public_text(flagged) == "Het gesprek met [naam] liep uit."
    assert deidentifier.public_text(flagged, stands) == flagged
    certain = "Het gesprek met Marieke liep uit."
    assert deidentifier.public_text(certain, stands) == "Het gesprek met [naam] liep uit."


def test_only_the_whole_finding_stands() -> None:
    text = "Het gesprek met Annelotte Qvistgaard liep uit."
    found = Deidentifier().public_text(text, let_stand([["Qvistgaard"], ["Qvistgaard"]]))
    assert found == "Het gesprek met [naam] liep uit."
