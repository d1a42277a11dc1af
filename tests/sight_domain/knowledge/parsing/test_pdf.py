"""PDFs become paragraphs, headings and tables with their pages; those that cannot be read say why."""

from __future__ import annotations

import random

import pytest
import typst

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing.pdf import parse_pdf
from sight_domain.knowledge.parsing.structure import BlockKind, ParsedDocument


def _pdf(source: str) -> bytes:
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def _bare_pdf(pages: str, trailer: str = "") -> bytes:
    """A minimal file, objects 1 (catalogue) and 2 (`pages`), with a correct cross-reference table."""
    body = b"%PDF-1.4\n"
    offsets = []
    for number, written in enumerate(("<</Type/Catalog/Pages 2 0 R>>", pages), start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n".encode()
    table = "xref\n0 3\n0000000000 65535 f \n" + "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"{table}trailer\n<</Size 3/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF"
    return body + end.encode()


@pytest.fixture(scope="module")
def report(polish_pdf: bytes) -> ParsedDocument:
    return parse_pdf(polish_pdf, "raport.pdf")


def _texts(document: ParsedDocument, kind: BlockKind) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind is kind]


def test_headings_are_told_by_their_size_and_ranked(report: ParsedDocument) -> None:
    assert _texts(report, BlockKind.HEADING) == [
        "Czytelnictwo w Polsce",
        "Biblioteki publiczne",
        "Ceny książek",
    ]
    assert [block.level for block in report.blocks if block.kind is BlockKind.HEADING] == [1, 2, 2]


def test_small_digits_above_the_line_join_no_word_and_no_number() -> None:
    footnote = (
        "Badano dorosłych 18–65 lat.#footnote[Próba losowa.] Na 1 km#super[2] było 10#super[3] osób w 2024 r."
    )
    scaled = " Zysk#super(typographic: false)[2] wzrósł, a CO#sub[2] spadło do 15."
    text = parse_pdf(_pdf(footnote + scaled), "raport.pdf").text
    assert "18–65 lat.¹ Na 1 km² było 10³ osób w 2024 r. Zysk² wzrósł, a CO2 spadło do 15." in text
    assert "¹Próba losowa." in text


def test_a_table_of_contents_is_left_out_and_what_it_leads_to_stays() -> None:
    source = """
    #set page(width: 12cm, height: 12cm)
    #set heading(numbering: "1.1.")
    #outline(title: "Spis treści")
    #pagebreak()
    = Kto zamawia
    Zamawia co siódma osoba... 14
    == Dlaczego
    Z braku czasu.
    """
    document = parse_pdf(_pdf(source), "raport.pdf")
    assert document.text.splitlines()[0] == "1. Kto zamawia"
    assert "Spis treści" not in document.text and ". . ." not in document.text
    assert "osoba… 14" in document.text
    assert document.page_at(document.text.index("Zamawia")) == 2


def test_a_page_of_nothing_but_contents_is_read_all_the_same() -> None:
    document = parse_pdf(_pdf("Wstęp #box(width: 1fr, repeat[.]) 3"), "spis.pdf")
    assert document.text.startswith("Wstęp")


def test_running_headers_footers_and_page_numbers_are_gone(report: ParsedDocument) -> None:
    assert "Raport o czytelnictwie" not in report.text
    assert "strona" not in report.text


def test_words_broken_at_line_ends_are_mended(report: ParsedDocument) -> None:
    assert "\ufffe" not in report.text and "- " not in report.text
    for word in ("reprezentatywnej", "konstytucjonalizujące", "charakterystycznych", "niejednokrotnie"):
        assert word in report.text


def test_every_diacritic_survives(report: ParsedDocument) -> None:
    assert "Zażółć gęślą jaźń" in report.text


def test_lines_are_joined_to_paragraphs(report: ParsedDocument) -> None:
    paragraphs = _texts(report, BlockKind.PARAGRAPH)
    assert len(paragraphs) == 3
    assert all("\n" not in paragraph for paragraph in paragraphs)
    assert all(paragraph.endswith((".", "przetrwać.")) for paragraph in paragraphs)


def test_rows_of_figures_are_a_table_under_their_head(report: ParsedDocument) -> None:
    assert _texts(report, BlockKind.TABLE) == ["Grupa 2023 2024\nKobiety 48,5 51,2\nMężczyźni 32,1 33,8"]


def test_every_block_knows_its_page(report: ParsedDocument) -> None:
    pages = {
        report.text[block.start : block.end][:12]: report.page_at(block.start) for block in report.blocks
    }
    assert pages["Czytelnictwo"] == 1
    assert pages["Czytelniczki"] == 2
    assert pages["Grupa 2023 2"] == 2
    assert pages["Wysokie ceny"] == 3


def test_a_paragraph_over_a_page_break_is_one_and_its_second_half_on_the_next_page() -> None:
    answers = "".join(
        f"respondent {number} odpowiadał na pytania kwestionariusza przygotowanego przez doświadczonych socjologów, "
        for number in (
            "pierwszy",
            "drugi",
            "trzeci",
            "czwarty",
            "piąty",
            "szósty",
            "siódmy",
            "ósmy",
            "dziewiąty",
        )
    )
    source = '#set page(width: 12cm, height: 7cm)\n#set text(lang: "pl", hyphenate: true)\n#set par(justify: true)\n'
    document = parse_pdf(_pdf(f"{source}Oto {answers}a potem koniec."), "a.pdf")
    assert document.text == f"Oto {answers}a potem koniec."
    assert len(document.blocks) == 1
    assert len(document.page_starts) > 1
    for start in document.page_starts[1:]:
        assert document.page_at(start - 1) == document.page_at(start) - 1  # pyright: ignore[reportOptionalOperand]
        assert not document.text[start].isspace()


def test_blank_pages_are_named_in_the_note_and_keep_the_numbering() -> None:
    document = parse_pdf(_pdf("First words.\n#pagebreak()\n#rect()\n#pagebreak()\nLast words."), "a.pdf")
    assert document.note is not None and document.note.en.endswith(": page 2.")
    assert document.page_at(document.text.index("Last")) == 3


def test_a_heading_that_only_repeats_on_two_pages_of_many_stays() -> None:
    pages = "\n#pagebreak()\n".join(f"Summary\n\nBody of part {word}." for word in ("one", "two"))
    document = parse_pdf(_pdf(f"{pages}\n#pagebreak()\nOther\n\nEnd."), "a.pdf")
    assert document.text.count("Summary") == 2


def test_figures_at_the_foot_that_do_not_count_pages_stay() -> None:
    pages = "\n#pagebreak()\n".join(f"Words on page {word}.\n#v(1fr)\n{figure}" for word, figure in
                                    (("one", 71), ("two", 12), ("three", 44)))  # fmt: skip
    document = parse_pdf(_pdf(pages), "a.pdf")
    assert all(figure in document.text for figure in ("71", "12", "44"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 nothing more", "damaged"),
        (_pdf("Words.")[:400], "damaged"),
        (_pdf("#rect()"), "OCR"),
        (_bare_pdf("<</Type/Pages/Kids[]/Count 0>>"), "no pages"),
        (
            _bare_pdf(
                "<</Type/Pages/Kids[]/Count 0>>",
                f"/ID[<{'00' * 16}><{'00' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>",
            ),
            "password",
        ),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, said: str) -> None:
    with pytest.raises(SightError) as raised:
        parse_pdf(content, "plik.pdf")
    assert (raised.value.code, raised.value.field) == (ErrorCode.UNREADABLE_DOCUMENT, "filename")
    assert said in raised.value.message.en + raised.value.hint.en
    assert "plik.pdf" in raised.value.message.pl


def test_documents_read_in_many_threads_come_out_alike(polish_pdf: bytes, report: ParsedDocument) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        assert all(
            one == report for one in threads.map(lambda _: parse_pdf(polish_pdf, "raport.pdf"), range(8))
        )


def test_numbered_chapters_that_begin_pages_stay_and_numbered_footers_go() -> None:
    footer = "#set page(height: 9cm, footer: context [Raport #counter(page).display() z 4])\n"
    chapters = "\n#pagebreak()\n".join(f"= Rozdział {number}\nTreść o {topic}." for number, topic in
                                       ((2, "cenach"), (3, "czasie"), (5, "zdrowiu"), (9, "domu")))  # fmt: skip
    document = parse_pdf(_pdf(footer + chapters), "a.pdf")
    assert _texts(document, BlockKind.HEADING) == ["Rozdział 2", "Rozdział 3", "Rozdział 5", "Rozdział 9"]
    assert "Raport" not in document.text


def test_rows_that_end_pages_stay_whatever_their_figures() -> None:
    """Of many figures some equal the number of their page by chance, and some come three times."""
    chance = random.Random(4)
    shares = [chance.randrange(40) for _ in range(40)]
    pages = "\n#pagebreak()\n".join(
        f"Słowa o {share}.\n#v(1fr)\nMężczyźni {share},5 {100 - share},5" for share in shares
    )
    document = parse_pdf(_pdf(f"#set page(height: 9cm)\n{pages}"), "a.pdf")
    for share in shares:
        if shares.count(share) < 3:
            assert f"Mężczyźni {share},5 {100 - share},5" in document.text


def test_a_footer_whose_count_starts_anew_after_the_preface_goes() -> None:
    footer = "#set page(height: 9cm, footer: context [Raport #counter(page).display()])\n"
    pages = [f"Treść o {topic}." for topic in ("cenach", "czasie", "zdrowiu", "domu", "pracy", "mieście")]
    source = footer + "\n#pagebreak()\n".join(pages[:2]) + "\n#pagebreak()\n#counter(page).update(1)\n"
    document = parse_pdf(_pdf(source + "\n#pagebreak()\n".join(pages[2:])), "a.pdf")
    assert "Raport 3" not in document.text and "Raport 4" not in document.text
