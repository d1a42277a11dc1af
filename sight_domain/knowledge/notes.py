"""What a search or a document tells about itself beyond its hits."""

from __future__ import annotations

from sight_domain.errors import SightError
from sight_domain.language import Text


def documents_none() -> Text:
    return Text(
        en="There are no documents here yet; add one with add_document.",
        pl="Nie ma tu jeszcze dokumentów; dodaj dokument narzędziem add_document.",
    )


def none_likely() -> Text:
    return Text(
        en="None of these passages is likely to answer the question; they are only the nearest ones.",
        pl="Żaden z tych fragmentów raczej nie odpowiada na pytanie; pokazano najbliższe.",
    )


def keyword_only(reason: SightError) -> Text:
    """Hybrid search did without its vector leg."""
    return Text(
        en=f"Searched by keyword only. {reason.message.en}",
        pl=f"Wyszukano tylko według słów kluczowych. {reason.message.pl}",
    )


def without_vectors(reason: SightError) -> Text:
    """Hybrid search did without its vector leg, and had the graph besides the words."""
    return Text(
        en=f"Searched by keyword and through the graph only. {reason.message.en}",
        pl=f"Wyszukano tylko według słów kluczowych i przez graf. {reason.message.pl}",
    )


def partly_ready(ready: int, chunks: int) -> Text:
    return Text(
        en=f"Search by meaning covers {ready} of {chunks} passages so far; the others were searched by keyword only.",
        pl=f"Wyszukiwanie według znaczenia obejmuje na razie {ready} z {chunks} fragmentów; "
        "pozostałe przeszukano tylko według słów kluczowych.",
    )


def embedding_failed(reason: SightError) -> Text:
    return Text(
        en=f"Its vectors could not be made yet; it is tried again by itself. {reason.message.en}",
        pl=f"Nie udało się jeszcze utworzyć wektorów; próba zostanie ponowiona samoczynnie. {reason.message.pl}",
    )
