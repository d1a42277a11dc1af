"""Chunks hold the whole text, exactly, in whole sentences, within their size and their section."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.knowledge.chunking import LARGEST_TOKENS, Chunk, ChunkSizes, chunk, estimated_tokens
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind, ParsedDocument, TextBuilder

_words = st.text(alphabet="abcąćęłńóśźż AB.!? \n,–12", max_size=300)
_blocks = st.lists(
    st.tuples(st.sampled_from(list(BlockKind)), _words, st.integers(1, 4), st.integers(1, 40)), max_size=12
)


def _document(blocks: list[tuple[BlockKind, str, int, int]], pages: int = 1) -> ParsedDocument:
    builder = TextBuilder()
    for kind, text, level, times in blocks:
        builder.add(kind, " ".join([text] * times), level if kind is BlockKind.HEADING else 0)
    length = max(1, builder.length)
    starts = tuple(length * page // pages for page in range(pages))
    return builder.build(DocumentKind.PDF, starts)


def _prose(sentences: int, word: str = "zdanie") -> str:
    return " ".join(
        f"To jest {word} numer {number} w tym akapicie o czytaniu." for number in range(sentences)
    )


_sizes = st.builds(ChunkSizes, st.integers(200, 480), st.integers(0, 100))


@given(_blocks, st.integers(1, 5), _sizes)
@settings(max_examples=150)
def test_every_chunk_is_exactly_the_stored_text_of_its_span(
    blocks: list, pages: int, sizes: ChunkSizes
) -> None:
    document = _document(blocks, pages)
    chunks = chunk(document, sizes)
    assert [one.seq for one in chunks] == list(range(len(chunks)))
    for one in chunks:
        assert one.text == document.text[one.char_start : one.char_end] == one.text.strip() != ""
        assert one.page_start is not None and one.page_end is not None
        assert 1 <= one.page_start <= one.page_end <= pages
        assert estimated_tokens(one.text) <= sizes.largest * 1.1


@given(_blocks)
@settings(max_examples=150)
def test_chunks_are_in_order_and_nothing_is_lost_between_them(blocks: list) -> None:
    document = _document(blocks)
    reached = 0
    for one in chunk(document):
        assert document.text[reached : one.char_start].strip() == ""
        assert one.char_start >= reached
        reached = one.char_end
    assert document.text[reached:].strip() == ""


@given(_blocks, _sizes)
@settings(max_examples=150)
def test_with_an_overlap_nothing_is_lost_and_only_whole_sentences_are_repeated(
    blocks: list, sizes: ChunkSizes
) -> None:
    document = _document(blocks)
    reached = begun = 0
    for one in chunk(document, sizes):
        assert document.text[reached : one.char_start].strip() == ""
        assert one.char_start >= begun
        repeated = document.text[one.char_start : reached]
        assert estimated_tokens(repeated) <= sizes.overlap
        reached, begun = one.char_end, one.char_start
    assert document.text[reached:].strip() == ""


def test_an_overlap_repeats_the_last_sentences_of_the_chunk_before() -> None:
    document = _document([(BlockKind.PARAGRAPH, _prose(80), 0, 1)])
    chunks = chunk(document, ChunkSizes(overlap=40))
    for before, after in pairwise(chunks):
        repeated = document.text[after.char_start : before.char_end]
        assert repeated.startswith("To jest") and repeated.endswith(".")
        assert 20 < estimated_tokens(repeated) <= 40


def test_long_sections_are_cut_into_chunks_of_about_equal_size_at_sentence_ends() -> None:
    chunks = chunk(_document([(BlockKind.PARAGRAPH, _prose(80), 0, 1)]))
    sizes = [estimated_tokens(one.text) for one in chunks]
    assert len(chunks) > 2
    assert max(sizes) <= LARGEST_TOKENS
    assert min(sizes) > 0.8 * max(sizes)
    assert all(one.text.startswith("To jest") and one.text.endswith(".") for one in chunks)


def test_a_chunk_knows_the_path_of_its_headings() -> None:
    document = _document(
        [
            (BlockKind.HEADING, "Raport", 1, 1),
            (BlockKind.HEADING, "Metoda", 2, 1),
            (BlockKind.PARAGRAPH, _prose(12), 0, 1),
            (BlockKind.HEADING, "Wyniki", 2, 1),
            (BlockKind.PARAGRAPH, _prose(12), 0, 1),
        ]
    )
    chunks = chunk(document)
    assert [one.section for one in chunks] == [("Raport", "Metoda"), ("Raport", "Wyniki")]
    assert chunks[0].text.startswith("Raport\n\nMetoda\n\nTo jest")
    assert chunks[1].context("Badanie 2025") == "Badanie 2025 › Raport › Wyniki"
    assert chunks[1].context("RAPORT") == "RAPORT › Wyniki"


def test_small_sections_share_a_chunk_under_their_common_heading_but_not_over_a_page() -> None:
    blocks = [(BlockKind.HEADING, "Raport", 1, 1)]
    for name in ("Cel", "Metoda"):
        blocks += [(BlockKind.HEADING, name, 2, 1), (BlockKind.PARAGRAPH, f"{name} w jednym zdaniu.", 0, 1)]
    together = chunk(_document(blocks))
    assert [one.section for one in together] == [("Raport",)]
    assert estimated_tokens(together[0].text) < ChunkSizes().smallest

    document = _document(blocks)
    apart = ParsedDocument(
        document.kind, document.text, document.blocks, (0, document.text.index("Metoda")), document.note
    )
    assert [(one.section[-1], one.page_start) for one in chunk(apart)] == [("Cel", 1), ("Metoda", 2)]


def test_words_of_a_hundred_thousand_characters_are_cut() -> None:
    chunks = chunk(_document([(BlockKind.PARAGRAPH, "x" * 100_000, 0, 1)]))
    assert "".join(one.text for one in chunks) == "x" * 100_000
    assert max(len(one.text) for one in chunks) <= LARGEST_TOKENS * 8 + 400


def test_a_table_row_is_never_split() -> None:
    rows = [f"Województwo {number} {number},5 {number},7" for number in range(300)]
    chunks: list[Chunk] = chunk(_document([(BlockKind.TABLE, "\n".join(rows), 0, 1)]))
    assert len(chunks) > 1
    assert [row for one in chunks for row in one.text.split("\n")] == rows
