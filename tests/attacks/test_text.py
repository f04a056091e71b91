"""A name, an address or a school that is written so that a pattern would not see it.

Written with invisible characters, other forms of the same letters, letters of another script, or
without capitals: it is found, the spans are those of the text as it was written, and nothing of it
is left in the public text.
"""

import unicodedata

import pytest

from analysis.deidentify import Deidentifier


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier()


@pytest.mark.parametrize(
    "name",
    [
        "Marieke\u200b",  # zero width space
        "M\u200da\u2060r\ufeffieke",  # joiners and a byte order mark inside
        "Ma\u00adrieke",  # soft hyphen
        "\u202eMarieke\u202c",  # written from right to left
        "M\u034farieke",  # combining grapheme joiner
        "Mari\u3164eke",  # a letter that is drawn as nothing
        "M\x07arieke",  # a control character
        "Ｍａｒｉｅｋｅ",  # full width
        "𝐌𝐚𝐫𝐢𝐞𝐤𝐞",  # mathematical bold
        "Ⓜⓐⓡⓘⓔⓚⓔ",  # in circles
        "Mаriеkе",  # Cyrillic а and е
        "Маriеkе",  # Cyrillic М as well
        "Mαrιeκe",  # Greek alpha, iota, kappa
        "Ma\u0336r\u0336ieke",  # struck through
        "Mariéke",
        "Marie\u0301ke",  # the accent apart
        "MARIEKE",
        "marieke",
        "mаrieke",  # Cyrillic а, without a capital
    ],
)
def test_a_name_in_disguise_is_found(deidentifier: Deidentifier, name: str) -> None:
    text = f"Volgens {name} is er te weinig tijd."
    spans = deidentifier.find(text)
    assert len(spans) == 1
    hidden = deidentifier.public_text(text)
    assert visible(hidden) == "Volgens [naam] is er te weinig tijd."


def visible(text: str) -> str:
    """The text without characters that are drawn as nothing."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


@pytest.mark.parametrize(
    "address",
    [
        "marieke@school.nl",
        "mаrieke@schооl.nl",  # Cyrillic а and о
        "marieke＠school．nl",  # full width
        "marieke\u200b@\u200bschool.nl",
        "marieke [at] school [punt] nl",
        "marieke (apenstaartje) school.nl",
        "marieke apenstaartje school punt nl",
        "marieke @ school . nl",
        "MARIEKE AT SCHOOL DOT NL",
    ],
)
def test_an_address_in_disguise_is_found(deidentifier: Deidentifier, address: str) -> None:
    text = f"Mail naar {address} voor vrijdag."
    assert deidentifier.public_text(text) == "Mail naar [e-mailadres] voor vrijdag."


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Bel ０６ １２３４５６７８ even.", "Bel [telefoonnummer] even."),
        ("Bel 06\u201112\u201134\u201156\u201178 even.", "Bel [telefoonnummer] even."),
        ("Bel 06 12\u00a034\u200956\u200b78 even.", "Bel [telefoonnummer] even."),
        ("Mijn bsn: 111\u200b222\u200b333.", "Mijn bsn: [bsn]."),
        ("Rekening NL９１ ABNA 0417 1643 00.", "Rekening [rekeningnummer]."),
        ("Stuur naar ６５２５ GA.", "Stuur naar [postcode]."),
    ],
)
def test_a_number_in_disguise_is_found(deidentifier: Deidentifier, text: str, public: str) -> None:
    assert deidentifier.public_text(text) == public


@pytest.mark.parametrize(
    "name",
    [
        "M.a.r.i.e.k.e",
        "M a r i e k e",
        "m-a-r-i-e-k-e",
        "F_a_t_i_m_a",
        "M4r13ke",
        "F4tima",
        "J0ris",
    ],
)
def test_a_name_spelled_out_or_with_digits_is_found(deidentifier: Deidentifier, name: str) -> None:
    text = f"Volgens {name} is er te weinig tijd."
    assert deidentifier.public_text(text) == "Volgens [naam] is er te weinig tijd."


@pytest.mark.parametrize(
    "text", ["Klas V4 en H5 en B1K3.", "o.a. i.v.m. t.a.v.", "Optie a b c d.", "Een 4-jarig kind."]
)
def test_codes_and_abbreviations_stay(deidentifier: Deidentifier, text: str) -> None:
    assert deidentifier.find(text) == ()


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("vraag het saskia de wit maar", "vraag het [naam] maar"),
        ("gisteren sprak ik karim bakker nog", "gisteren sprak ik [naam] nog"),
        ("mevrouw van den berg kwam nooit", "mevrouw [naam] kwam nooit"),
        ("juf roos en meester bas werken samen", "juf [naam] en meester [naam] werken samen"),
        ("ik heet storm en ik ben starter", "ik heet [naam] en ik ben starter"),
        ("j. bakker keurde het af", "[naam] keurde het af"),
        ("mijn stage op de klimop was fijn", "mijn stage op [school] was fijn"),
        ("bij obs de zonnebloem is het rustig", "bij [school] is het rustig"),
        ("wij van basisschool het mozaïek doen mee", "wij van [school] doen mee"),
    ],
)
def test_names_without_capitals_are_flags(
    deidentifier: Deidentifier, text: str, public: str
) -> None:
    assert deidentifier.public_text(text) == public


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("De enige zmlk-school op Ameland zoekt een leraar.", "Ameland"),
        ("Wij zijn de enige opleidingsschool in Zeeland.", "Zeeland"),
        ("Als enige mannelijke leraar van Urk val ik op.", "Urk"),
        ("de enige nieuwkomersschool van heel Twente", "Twente"),
        ("Zij is de enige schoolopleider in de regio Achterhoek.", "Achterhoek"),
    ],
)
def test_the_only_one_of_a_place_is_flagged(
    deidentifier: Deidentifier, text: str, place: str
) -> None:
    [span] = deidentifier.find(text)
    assert (text[span.start : span.end], span.kind, span.certain) == (place, "place", False)


@pytest.mark.parametrize(
    "text",
    [
        "De enige oplossing in Nederland is samenwerken.",
        "De enige manier om in Twente te groeien is samen opleiden.",
        "Dit is de enige school waar het goed gaat.",
        "De enige leraar in het team heeft het zwaar.",
        "Marktwerking in Zeeland helpt niet, de enige weg is overleg.",
        "vraag ingrediënten voor goed onderwijs",
        "de meester in ons team en de juf van groep drie",
        "op de basisschool de begeleiding regelen",
        "in het sbo de lat hoger leggen",
    ],
)
def test_what_only_looks_like_it_stays(deidentifier: Deidentifier, text: str) -> None:
    assert deidentifier.find(text) == ()
