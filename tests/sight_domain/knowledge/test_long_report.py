"""A Polish PDF of 200 pages is searchable, and every citation opens at the page that says it."""

from __future__ import annotations

import pypdfium2
import pytest
from fakes import long_report

from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.storage.deletion import DeletionReason


@pytest.mark.slow
async def test_citations_of_a_long_report_open_at_the_right_page(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    content = long_report.report()
    printed = pypdfium2.PdfDocument(content)
    assert len(printed) == long_report.PAGES
    document = await knowledge.add_document(actor, content=content, filename="zwyczaje.pdf")
    assert (document.pages, document.language) == (long_report.PAGES, "pl")
    stored = await knowledge.read_text(actor, document.id)
    for page in range(1, long_report.PAGES + 1, 7):
        said = long_report.mark(page)
        found = await knowledge.search(actor, f"co zbadał ośrodek {said}", mode="keyword", top_k=1)
        hit = found.hits[0]
        assert (hit.page, hit.page_end) == (page, page)
        assert hit.text == stored[hit.char_start : hit.char_end] and said in hit.text
        assert said in printed[page - 1].get_textpage().get_text_range()
        assert any(said in fact.text for fact in hit.key_facts)
        assert long_report.heading(page) in hit.context
    printed.close()
    # Otherwise the tests after this one, which share the database, would wait for its vectors.
    await knowledge.delete(actor, document.id, DeletionReason.TEST_DATA, None)
