"""The offline engine reads from documents what they state, in both languages, and nothing they do not."""

from __future__ import annotations

from typing import Any

import pytest

from sight_domain.ids import new_uuid
from sight_domain.knowledge.graph.drafts import GraphDraft
from sight_domain.knowledge.graph.names import key_of
from sight_domain.knowledge.graph.verification import Source, verified
from sight_domain.language import Language
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.writers import write

POLISH = (
    """Biblioteki publiczne

W 2024 r. co najmniej jedną książkę przeczytało 41,5% Polaków, a wśród kobiet w wieku 25-34 lat aż 58%. Odsetek
czytelników wzrósł z 38% w 2020 r. do 43% w 2024 r. Średnie wydatki na książki wyniosły 120 zł. Wysokie ceny
zniechęcają studentów do kupowania nowych podręczników. Czytelniczki najczęściej wypożyczają powieści kryminalne
z bibliotek gminnych. Badanie prowadziła Biblioteka Narodowa oraz GUS w Krakowie. Liczba bibliotek spadła do 7541.
""".replace("\nczyt", " czyt")
    .replace("\nzniech", " zniech")
    .replace("\nz bib", " z bib")
)
POLISH_ROWS = "Grupa 2023 2024\nKobiety 48,5 51,2\nMężczyźni 32,1 33,8\nMiasto: Warszawa | Cena: 30 zł | Sprzedaż: 1 200"
ENGLISH = (
    "In 2024 58% of women aged 25-34 cook at home on weekdays, while 41% of men order food. The share of households"
    " with a subscription rose from 12% in 2020 to 19% in 2024. Average spending on meal kits was $45. Young people"
    " prefer local shops. According to Statistics Poland, inflation fell in Warsaw."
)


def read(text: str, language: Language, context: str = "Report › Readership") -> dict[str, Any]:
    written = write(
        "knowledge.graph",
        {"passages": [{"number": 3, "context": context, "text": text}]},
        language=language,
        seed=1,
    )
    assert isinstance(written, dict)
    (passage,) = written["passages"]
    assert passage["passage"] == 3
    return passage


def figures(passage: dict[str, Any]) -> set[tuple[str, str, int | None, str | None]]:
    return {(one["indicator"], one["value"], one["year"], one["group"]) for one in passage["measurements"]}


def test_polish_sentences_give_indicators_values_years_and_groups() -> None:
    assert figures(read(POLISH, "pl")) == {
        ("co najmniej jedną książkę przeczytało", "41,5%", 2024, "Polacy"),
        ("co najmniej jedną książkę przeczytało", "58%", 2024, "kobiety 25-34"),
        ("Odsetek czytelników", "38%", 2020, "czytelnicy"),
        ("Odsetek czytelników", "43%", 2024, "czytelnicy"),
        ("Średnie wydatki na książki", "120 zł", None, None),
        ("Liczba bibliotek", "7541", None, None),
    }


def test_english_sentences_give_indicators_values_years_and_groups() -> None:
    assert figures(read(ENGLISH, "en")) == {
        ("cook at home on weekdays", "58%", 2024, "women 25-34"),
        ("order food", "41%", 2024, "men"),
        ("share of households with a subscription", "12%", 2020, "households"),
        ("share of households with a subscription", "19%", 2024, "households"),
        ("Average spending on meal kits", "45", None, None),
    }


def test_a_number_is_of_what_its_own_clause_tells() -> None:
    text = "Średni koszt zestawu wynosi 62 zł, a 54% byłych klientów uznało go za zbyt wysoki."
    assert figures(read(text, "pl")) == {
        ("Średni koszt zestawu", "62 zł", None, None),
        ("uznało go za zbyt wysoki", "54%", None, "klienci"),
    }


def test_this_share_is_what_the_sentence_before_measured() -> None:
    text = "Z diety korzystało 14% mieszkańców dużych miast. Wśród kobiet odsetek ten wyniósł 18%."
    assert figures(read(text, "pl")) == {
        ("Z diety korzystało", "14%", None, "mieszkańcy"),
        ("Z diety korzystało", "18%", None, "kobiety"),
    }
    assert figures(read("Wśród kobiet odsetek ten wyniósł 18%.", "pl")) == set()


def test_a_number_within_what_so_many_say_is_not_counted_again() -> None:
    text = "46% badanych deklaruje, że dopłaciłoby do 3 zł dziennie za pojemniki."
    assert figures(read(text, "pl")) == {("deklaruje, że dopłaciłoby do 3 zł", "46%", None, "badani")}


def test_a_bound_and_a_comparison_measure_nothing() -> None:
    assert figures(read("Badano miasta powyżej 100 tys. mieszkańców.", "pl")) == set()
    assert figures(read("Some dog owners subscribe, compared with 11% of cat owners.", "en")) == set()


def test_the_number_of_an_annex_or_table_is_no_figure() -> None:
    text = "Ceny w gminie numer 1519 opisano w aneksie 44. Ceny wyniosły 30 zł, co pokazuje tabela 5."
    assert figures(read(text, "pl")) == {("Ceny", "30 zł", None, None)}
    assert figures(read("Prices are shown in table 7 on page 12.", "en")) == set()


def test_a_group_named_after_the_number_in_another_clause_is_not_its() -> None:
    assert figures(read("Z hulajnóg w mieście korzysta 9% warszawiaków, najczęściej studenci.", "pl")) == {
        ("Z hulajnóg w mieście korzysta", "9%", None, None)
    }


def test_a_place_in_the_genitive_is_not_who_acts() -> None:
    relations = read("Mieszkańcy Świnoujścia najczęściej wybierają promy do Ystad.", "pl")["relations"]
    assert [(one["subject"], one["verb"], one["object"]) for one in relations] == [
        ("mieszkańcy", "wybierają", "promy")
    ]
    assert read("Sklepy Warszawy wybierają gotówkę.", "pl")["relations"] == []


def test_rows_of_figures_take_years_from_the_row_above_and_heads_from_their_own_cells() -> None:
    assert figures(read(POLISH_ROWS, "pl", "Raport › Czytelnictwo książek")) == {
        ("Czytelnictwo książek", "48,5", 2023, "kobiety"),
        ("Czytelnictwo książek", "51,2", 2024, "kobiety"),
        ("Czytelnictwo książek", "32,1", 2023, "mężczyźni"),
        ("Czytelnictwo książek", "33,8", 2024, "mężczyźni"),
        ("Cena", "30 zł", None, "Warszawa"),
        ("Sprzedaż", "1 200", None, "Warszawa"),
    }


def test_trends_and_relations_are_read() -> None:
    polish, english = read(POLISH, "pl"), read(ENGLISH, "en")
    assert {(one["indicator"], one["direction"]) for one in [*polish["trends"], *english["trends"]]} == {
        ("Odsetek czytelników", "rise"),
        ("Liczba bibliotek", "fall"),
        ("share of households with a subscription", "rise"),
        ("inflation", "fall"),
    }
    assert {
        (one["subject"], one["verb"], one["object"]) for one in [*polish["relations"], *english["relations"]]
    } == {
        ("Wysokie ceny", "zniechęcają", "studenci"),
        ("czytelniczki", "wypożyczają", "powieści kryminalne"),
        ("young people", "prefer", "local shops"),
    }


def test_names_are_told_by_kind() -> None:
    kinds = {one["name"]: one["kind"] for one in read(POLISH, "pl")["entities"]}
    assert kinds | {"Biblioteka Narodowa": "organisation", "GUS": "organisation", "Kraków": "place"} == kinds
    assert kinds["kobiety 25-34"] == "group"


@pytest.mark.parametrize(("text", "language"), [(POLISH, "pl"), (POLISH_ROWS, "pl"), (ENGLISH, "en")])
def test_everything_it_reads_stands_the_check_but_names_of_other_languages(
    text: str, language: Language
) -> None:
    draft = GraphDraft.model_validate({"passages": [read(text, language)]})
    result = verified(draft.passages[0], Source(new_uuid(), "Report › Readership", text, 0, None), language)
    assert len(result.facts) >= 4
    assert result.dropped <= 4, "tables whose heading is another, and Warszawa in an English text"


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_form_of_a_group_is_recognised_under_a_name_that_the_text_bears_out(language: Language) -> None:
    for name, forms in resource("documents")["groups"][language].items():
        for form in forms:
            assert key_of(name, language) == key_of(form, language), (name, form)


def test_a_text_without_statements_gives_none() -> None:
    passage = read("Rozdział pierwszy\n\nBardzo dziękujemy za pomoc i cierpliwość.", "pl")
    assert (passage["measurements"], passage["trends"], passage["relations"]) == ([], [], [])
