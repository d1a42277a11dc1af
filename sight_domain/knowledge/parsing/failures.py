"""The ways in which a file cannot be read, each saying what to do."""

from __future__ import annotations

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text

READABLE = "PDF, DOCX, PPTX, XLSX, CSV, HTML, TXT, MD, PNG, JPEG, TIFF, WEBP"
_SAVE_AS = Text(
    en="Save it as PDF, DOCX or another of these and add that file.",
    pl="Zapisz go jako PDF, DOCX lub w innym z tych formatów i dodaj ten plik.",
)


def _unreadable(message: Text, hint: Text) -> SightError:
    return SightError(ErrorCode.UNREADABLE_DOCUMENT, message, hint, field="filename")


def empty_file(filename: str) -> SightError:
    return _unreadable(
        Text(en=f"'{filename}' is empty (0 bytes).", pl=f"Plik „{filename}” jest pusty (0 bajtów)."),
        Text(en="Check the file and add it again.", pl="Sprawdź plik i dodaj go ponownie."),
    )


def no_text(filename: str) -> SightError:
    return _unreadable(
        Text(en=f"'{filename}' holds no text.", pl=f"Plik „{filename}” nie zawiera tekstu."),
        Text(en="Add a document that has text in it.", pl="Dodaj dokument, który zawiera tekst."),
    )


def no_pages(filename: str) -> SightError:
    return _unreadable(
        Text(en=f"'{filename}' is a PDF with no pages.", pl=f"„{filename}” to plik PDF bez stron."),
        Text(en="Export the PDF again and add it.", pl="Wyeksportuj PDF jeszcze raz i dodaj go."),
    )


def scanned(filename: str, pages: int) -> SightError:
    return _unreadable(
        Text(
            en=f"None of the {pages} page(s) of '{filename}' has text, and none could be recognised: it seems to be a scan.",
            pl=f"Żadna strona pliku „{filename}” (liczba stron: {pages}) nie zawiera tekstu ani nie udało się go rozpoznać: to zapewne skan.",
        ),
        Text(
            en="Install Tesseract with its Polish data, or run the file through an OCR program first.",
            pl="Zainstaluj program Tesseract z polskimi danymi albo najpierw przetwórz plik programem OCR.",
        ),
    )


def picture_without_text(filename: str, *, can_read: bool) -> SightError:
    """`can_read`: whether there is what reads pictures."""
    of_text = Text(
        en="Only the text of an image goes into the knowledge base. To show the image to a group, give it to run_focus_group"
        " as a stimulus.",
        pl="Do bazy wiedzy trafia tylko tekst z obrazu. Aby pokazać obraz grupie, podaj go w run_focus_group jako bodziec.",
    )
    tesseract = Text(
        en="Text is read from images where Tesseract with its Polish data is installed and SIGHT_OCR_PAGES is not 0."
        f" {of_text.en}",
        pl="Tekst z obrazów jest odczytywany, gdy zainstalowano program Tesseract z polskimi danymi, a SIGHT_OCR_PAGES nie"
        f" wynosi 0. {of_text.pl}",
    )
    return _unreadable(
        Text(
            en=f"No text could be recognised in the image '{filename}'.",
            pl=f"W obrazie „{filename}” nie udało się rozpoznać tekstu.",
        ),
        of_text if can_read else tesseract,
    )


def picture_too_large(filename: str, limit: int) -> SightError:
    return _unreadable(
        Text(
            en=f"The image '{filename}' has more than {limit} million pixels.",
            pl=f"Obraz „{filename}” ma ponad {limit} mln pikseli.",
        ),
        Text(en="Make the image smaller and add it again.", pl="Zmniejsz obraz i dodaj go ponownie."),
    )


def broken(filename: str, kind: str) -> SightError:
    return _unreadable(
        Text(en=f"'{filename}' is a damaged {kind} file.", pl=f"„{filename}” to uszkodzony plik {kind}."),
        Text(
            en="Open it in the program it comes from, save it again and add the new file.",
            pl="Otwórz go w programie, w którym powstał, zapisz ponownie i dodaj nowy plik.",
        ),
    )


def encrypted(filename: str) -> SightError:
    return _unreadable(
        Text(
            en=f"'{filename}' is protected with a password.", pl=f"Plik „{filename}” jest chroniony hasłem."
        ),
        Text(en="Remove the password and add the file again.", pl="Usuń hasło i dodaj plik ponownie."),
    )


def not_what_it_says(filename: str, claimed: str, found: str) -> SightError:
    return _unreadable(
        Text(
            en=f"'{filename}' is named as {claimed} but its content is {found}.",
            pl=f"Nazwa pliku „{filename}” wskazuje na {claimed}, ale jego zawartość to {found}.",
        ),
        Text(
            en="Give the file the right ending, or add the file you meant.",
            pl="Nadaj plikowi właściwe rozszerzenie albo dodaj ten plik, o który chodziło.",
        ),
    )


def not_readable_kind(filename: str, found: str) -> SightError:
    return SightError(
        ErrorCode.UNSUPPORTED,
        Text(
            en=f"'{filename}' is {found}; these can be read: {READABLE}.",
            pl=f"„{filename}” to {found}; można czytać: {READABLE}.",
        ),
        _SAVE_AS,
        field="filename",
    )


def unknown_content(filename: str) -> SightError:
    return _unreadable(
        Text(
            en=f"The content of '{filename}' is neither text nor a known document format.",
            pl=f"Zawartość pliku „{filename}” nie jest tekstem ani znanym formatem dokumentu.",
        ),
        _SAVE_AS,
    )


def swells(filename: str, limit_mb: int) -> SightError:
    return _unreadable(
        Text(
            en=f"'{filename}' would unpack to more than {limit_mb} MB.",
            pl=f"Plik „{filename}” po rozpakowaniu zająłby ponad {limit_mb} MB.",
        ),
        Text(
            en="Save the document without its embedded media, or as PDF.",
            pl="Zapisz dokument bez osadzonych multimediów albo jako PDF.",
        ),
    )


def too_long(filename: str, characters: int, limit: int) -> SightError:
    return _unreadable(
        Text(
            en=f"'{filename}' holds {characters:,} characters of text; at most {limit:,} are read.",
            pl=f"Liczba znaków tekstu w pliku „{filename}” to {characters}; dopuszczalna: {limit}.",
        ),
        Text(en="Split the document into parts.", pl="Podziel dokument na części."),
    )


def too_large(filename: str, size_bytes: int, limit_mb: int) -> SightError:
    megabytes = f"{size_bytes / 1_000_000:.1f}"
    return SightError(
        ErrorCode.INVALID_ARGUMENT,
        Text(
            en=f"'{filename}' has {megabytes} MB; at most {limit_mb} MB are taken.",
            pl=f"Plik „{filename}” ma {megabytes.replace('.', ',')} MB; przyjmowane są pliki do {limit_mb} MB.",
        ),
        Text(
            en="Split the document, or raise SIGHT_MAX_UPLOAD_MB.",
            pl="Podziel dokument albo zwiększ SIGHT_MAX_UPLOAD_MB.",
        ),
        field="filename",
    )
