"""Names made of titles and labels."""

import pytest

from collector.slugs import key_of, slugify


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Eén team, één taak", "een_team_een_taak"),
        ("Collega's", "collegas"),
        ("Na 2 jaar", "na_2_jaar"),
        ("…", ""),
        (
            "Een heel lange keuze die niemand helemaal zou willen lezen op een telefoon",
            "een_heel_lange_keuze_die_niemand_helemaal_zou",
        ),
        ("x" * 60, "x" * 48),
    ],
)
def test_key_of_a_label(label: str, key: str) -> None:
    assert key_of(label) == key


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Leernetwerk Inductie 2026", "leernetwerk-inductie-2026"),
        ("Eén regio: Zuid–Oost!", "een-regio-zuidoost"),
        ("…", "traject"),
        ("x" * 59 + " y", "x" * 59),
    ],
)
def test_slug_of_a_title(title: str, slug: str) -> None:
    assert slugify(title) == slug
