"""Requests checked before anything is done, with what to say when they cannot be served."""

from __future__ import annotations

from pathlib import Path, PurePath

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.knowledge.breadth import CONSIDERED
from sight_domain.knowledge.parsing.failures import too_large
from sight_domain.knowledge.schemas import SearchMode
from sight_domain.language import Text

LARGEST_TOP_K = 50
LARGEST_PAGE = 200
LONGEST_QUERY = 2_000
_MODES = ", ".join(SearchMode)


def read_file(path: Path, limit_mb: int) -> bytes:
    """The content of a local file; its size is checked before it is read."""
    try:
        if not path.is_file():
            raise _no_such_file(path)
        require_size(path.stat().st_size, path.name, limit_mb)
        return path.read_bytes()
    except OSError as error:
        raise _no_such_file(path) from error


def require_size(size_bytes: int, filename: str, limit_mb: int) -> None:
    if size_bytes > limit_mb * 1_000_000:
        raise too_large(filename, size_bytes, limit_mb)


def require_one_source(path: Path | None, content: bytes | None, filename: str | None) -> None:
    """A file is given either by its path or by its content with a name."""
    if (path is None) == (content is None):
        raise invalid_argument(
            "path",
            Text(
                en="Give either a path or the content of a file.",
                pl="Podaj albo ścieżkę, albo zawartość pliku.",
            ),
            Text(en="Exactly one of the two is needed.", pl="Potrzebne jest dokładnie jedno z dwojga."),
        )
    if content is not None and not (filename and PurePath(filename).name):
        raise invalid_argument(
            "filename",
            Text(en="The content has no file name.", pl="Zawartość nie ma nazwy pliku."),
            Text(
                en="Give filename, for example 'report.pdf'.", pl="Podaj filename, na przykład „raport.pdf”."
            ),
        )


def search_mode(mode: str) -> SearchMode:
    try:
        return SearchMode(mode)
    except ValueError:
        raise invalid_argument(
            "mode",
            Text(en=f"'{mode}' is not a search mode.", pl=f"„{mode}” nie jest trybem wyszukiwania."),
            Text(en=f"Use one of: {_MODES}.", pl=f"Użyj jednego z trybów: {_MODES}."),
        ) from None


def search_query(query: str, field: str = "query") -> str:
    stripped = query.strip()
    if not any(character.isalnum() for character in stripped):
        raise invalid_argument(
            field,
            Text(en="The query has no words.", pl="Zapytanie nie zawiera słów."),
            Text(en="Ask a question or give a few words.", pl="Zadaj pytanie albo podaj kilka słów."),
        )
    if len(stripped) > LONGEST_QUERY:
        raise invalid_argument(
            field,
            Text(
                en=f"The query has {len(stripped)} characters; at most {LONGEST_QUERY} are read.",
                pl=f"Liczba znaków zapytania to {len(stripped)}; dopuszczalna: {LONGEST_QUERY}.",
            ),
            Text(en="Ask a shorter question.", pl="Zadaj krótsze pytanie."),
        )
    return stripped


def require_within(field: str, value: int, largest: int) -> None:
    if not 1 <= value <= largest:
        raise invalid_argument(
            field,
            Text(en=f"{field} is {value}.", pl=f"Wartość {field} to {value}."),
            Text(en=f"Give a number from 1 to {largest}.", pl=f"Podaj liczbę od 1 do {largest}."),
        )


def candidates(top_k: int | None) -> int:
    """How many passages are read so that `top_k` are left when near-duplicates are taken together."""
    return 2 * top_k + 10 if top_k else CONSIDERED


def no_such_project(public_id: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no project {public_id}.", pl=f"Nie ma projektu {public_id}."),
        Text(en="list_projects shows the projects.", pl="Projekty pokazuje list_projects."),
        field="project_id",
    )


def no_such_document(public_id: str, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no document {public_id}.", pl=f"Nie ma dokumentu {public_id}."),
        Text(en="list_documents shows the documents.", pl="Dokumenty pokazuje list_documents."),
        field=field,
    )


def added_again() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="The same file was added again after this document was deleted.",
            pl="Ten sam plik dodano ponownie po usunięciu tego dokumentu.",
        ),
        Text(
            en="Use the newer document, or delete it before restoring this one.",
            pl="Korzystaj z nowszego dokumentu albo usuń go przed przywróceniem tego.",
        ),
        field="id",
    )


def embedder_off() -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en="Search by meaning is not available: no embedder is configured or it cannot be loaded.",
            pl="Wyszukiwanie według znaczenia jest niedostępne: model wektorów nie jest skonfigurowany lub nie daje się wczytać.",
        ),
        Text(
            en="Use mode 'hybrid' or 'keyword', or set SIGHT_EMBEDDER; `sight doctor` shows what is available.",
            pl="Użyj trybu „hybrid” lub „keyword” albo ustaw SIGHT_EMBEDDER; `sight doctor` pokaże, co jest dostępne.",
        ),
        field="mode",
    )


def vectors_not_ready() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="The vectors of these documents are not ready yet.",
            pl="Wektory tych dokumentów nie są jeszcze gotowe.",
        ),
        Text(
            en="Use mode 'hybrid' or 'keyword' now, or ask again later: vectors are made in the background.",
            pl="Użyj teraz trybu „hybrid” lub „keyword” albo spróbuj później: wektory powstają w tle.",
        ),
        field="mode",
        retry_safe=True,
    )


def _no_such_file(path: Path) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no readable file {path}.", pl=f"Nie ma pliku {path}, który da się odczytać."),
        Text(en="Check the path; folders cannot be added.", pl="Sprawdź ścieżkę; nie można dodać folderu."),
        field="path",
    )


def mode_not_served(asked: SearchMode, note: Text | None) -> SightError:
    """A measurement of one mode that the knowledge base would have answered with another."""
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"The knowledge base cannot be searched by {asked.value}." + (f" {note.en}" if note else ""),
            pl=f"Nie można przeszukać bazy wiedzy w trybie {asked.value}." + (f" {note.pl}" if note else ""),
        ),
        Text(
            en="Configure an embedder (SIGHT_EMBEDDER), or measure the keyword leg only.",
            pl="Skonfiguruj model wektorów (SIGHT_EMBEDDER) albo zmierz tylko wyszukiwanie po słowach.",
        ),
    )


def no_such_page(page: int, pages: int | None) -> SightError:
    """A page that a document does not have, or that has no text."""
    of = (
        Text(en=f"It has {pages}.", pl=f"Liczba stron: {pages}.")
        if pages
        else Text(en="It has no pages.", pl="Nie ma on stron.")
    )
    return invalid_argument(
        "page",
        Text(
            en=f"Page {page} of the document has no text. {of.en}",
            pl=f"Strona {page} dokumentu nie ma tekstu. {of.pl}",
        ),
        Text(en="Name another page, or leave it out.", pl="Podaj inną stronę albo pomiń to pole."),
    )
