"""Names for packs: Ukraine's official romanisation, and feminine surnames."""

import pytest

from scripts.pack_names import feminine_ukrainian, romanised


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Алушта", "Alushta"), ("Згурський", "Zghurskyi"), ("Єнакієве", "Yenakiieve"), ("Їжакевич", "Yizhakevych"),
        ("Йосипівка", "Yosypivka"), ("Стрий", "Stryi"), ("Щербухи", "Shcherbukhy"), ("Юрій", "Yurii"),
        ("Яготин", "Yahotyn"), ("Костянтин", "Kostiantyn"), ("Знамʼянка", "Znamianka"), ("Ґалаґан", "Galagan"),
        ("Розгон", "Rozghon"), ("Короп’є", "Koropie"), ("Гоголь-Яновський", "Hohol-Yanovskyi"),
    ],
)  # fmt: skip
def test_names_are_romanised_as_the_resolution_shows(ukrainian, latin):
    assert romanised(ukrainian) == latin


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [("Зеленський", "Зеленська"), ("Чорний", "Чорна"), ("Іванов", "Іванова"), ("Шевченко", "Шевченко"), ("Мельник", "Мельник")],
)  # fmt: skip
def test_ukrainian_surnames_take_their_feminine_form(masculine, feminine):
    assert feminine_ukrainian(masculine) == feminine
