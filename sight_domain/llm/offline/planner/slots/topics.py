"""What something is about, what it is to be called, what to look for."""

from __future__ import annotations

import re

from sight_domain.language import Language
from sight_domain.llm.offline.planner.text import fold, sentence_case

_QUOTED = re.compile(r"[\"„“”«]([^\"„“”«»\n]{1,200})[\"”“»]|(?<!\w)'([^'\n]{2,120})'(?!\w)")
_CALLED = re.compile(
    r"\b(?:called|named|titled|entitled|call it|name it|be called|nazwij\s+(?:go|je|ja)|nazwij|o nazwie|pod nazwa|pod tytulem|zatytulowan\w+|nazwan\w+|o tytule|nazwe(?:\s+\w+)?\s+na|nazwe:?|name:|tytul:?|name(?:\s+of\s+\w+(?:\s+\w+)?)?\s+to|"
    r"call (?:the|this) (?:study|project)|(?:ma\s+)?(?:sie\s+)?nazywa(?:l[aoe]?|c)?(?:\s+sie)?(?:\s+(?:teraz|od teraz|odtad))?|(?:projekt|badanie|study|project|it)\s+to|przemianuj\s+\S+(?:\s+\S+)?\s+na)\s+"
)
_ABOUT = re.compile(
    r"\b(?P<noun>badani\w*|projekt\w*|studi\w*|study|project|research|studies)\s+(?:\w+\s+){0,2}?"
    r"(?P<prep>na temat|dotycz\w+|nt\.|o|w sprawie|poswiecon\w+|about|on|into|of|regarding|concerning|around|exploring|into)\s+"
)
_VERB = re.compile(
    r"\b(?:understand|zrozumiec|find out|dowiedz(?:iec)? sie|zbadac|zbadaj\w*|zbadajmy|badac|przebadac|research|researching|explore|exploring|investigate|look into|study|test)\s*,?\s+(?=\w)"
)
_GENITIVE = re.compile(
    r"\b(?:badanie|projekt|badania)\s+(?!o\b|na\b|dla\b|w\b|z\b|ze\b|i\b|wsrod\b|pt\b)(?=[a-z]{4,})"
)
_COLON = re.compile(r"\b(?:projekt\w*|badani\w*|study|project|research|brief\w*)\b[^:.?!\n]{0,24}:\s*(?=\w)")
_MARKET = re.compile(r"\b(?=(?:rynek|rynku|market)\b)")
_LAUNCH = re.compile(
    r"\b(?:launching|introducing|selling|wprowadzamy|wprowadzam|sprzedajemy)\s+(?:a\s+|an\s+|the\s+|na rynek\s+)?(?!study|project|research|badani|projekt)(?=\w)"
)
_PLANS = re.compile(
    r"\b(?:thinking of|thinking about|planning|considering|toying with|working on|przymierza\w+ sie do|mysl\w+ o|mysl\w+ nad|pracuj\w+ nad)\s+"
    r"(?:(?:a|an|the|to launch|launching|to introduce)\s+)*(?!study|project|research|badani|projekt)(?=\w)"
)
_ANYWHERE = re.compile(r"\b(?:na temat|dotyczac\w+|about|regarding|concerning)\s+")
_INDIRECT = re.compile(
    r"(?:jak|dlaczego|czy|co|ile|kiedy|gdzie|po co|kto|how|why|what|whether|when|where|who|which)\b"
)
_LIMIT = re.compile(
    r"\s*(?:[,;:.!?\n(]|\s-\s|\b(?:called|named|titled|nazwij|o nazwie|pod nazwa|zatytulowan\w+|with|using|wsrod|among|amongst|sample|proba|na probie|na grupie|please|prosze|targeting|aimed|and would|and i|and we|oraz|skierowan\w+)\b)"
)
_TRAILING = re.compile(
    r"[\s,;:–-]*(?:\b(?:for|among|amongst|with|in|from|of|aged?|between|and|at|who|are|the|living|by|people|respondents|adults|persons|a|dla|wsrod|z|ze|w|we|na|u|i|oraz|od|do|osob\w*|wieku|ludzi|mieszkancow|mieszkajacych|"
    r"mieszkancy|respondentow|grupa|proba|young|polish|polskich|polska|over|under|or|kobiet|mezczyzn|by)\b[\s,;:–-]*)+$"
)
_QUERY = re.compile(
    r"\b(?:about|on|for|regarding|concerning|na temat|pod katem|dotycz\w+|w sprawie|o tym\s*,?|o|of|mention|mentions|mentioned|hasla|frazy?)\s+"
)
_FRAMED = re.compile(
    r"\b(?:look up|search for|find|znajdz|wyszukaj|odszukaj|poszukaj)\s+(?!anything|something|in\b|w\b|cos\b|o\b|na\b|information|informacj)(?P<what>\w.{1,80}?)\s+"
    r"(?:in|w)\s+(?:\w+\s+){0,2}?(?:documents|reports|files|sources|dokument\w*|raport\w*|plik\w*|zrodl\w*|bazie|baze|knowledge|transcripts?|transkryp\w*)"
)
_FROM_NOW = re.compile(r"\s+(?:from now on|now|instead|od teraz|odtąd|teraz)$", re.IGNORECASE)
_MAX_NAME = 80


# The Polish preposition of a plan and the title whose case is the same.
_BEFORE = {"do": "Badanie dotyczące", "o": "Badanie o", "nad": "Prace nad"}


def quoted(text: str) -> str | None:
    """The first text in quotation marks of any style."""
    match = _QUOTED.search(text)
    return next((part.strip() for part in match.groups() if part), None) if match else None


def called(text: str) -> str | None:
    """The name said after "called", "nazwij", "name to" …, quoted or up to the end of the phrase."""
    match = _CALLED.search(fold(text))
    if match is None:
        return None
    rest = text[match.end() :]
    in_quotes = _QUOTED.match(rest)
    if in_quotes:
        return quoted(rest)
    name = re.split(
        r"[,;.!?\n]|\s+(?:and|i|oraz|with|for|dla|please|prosze|proszę|then)\s+(?=[a-ząćęłńóśźż0-9])", rest
    )[0].strip()
    return _FROM_NOW.sub("", name) or None


def topic(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, str] | None:
    """What a study is about: the phrase, and the phrase with the words that govern its case (``"badanie o kawie"``
    cannot become just ``"kawie"``). ``spans`` are places that speak of the audience, where the topic ends.
    """
    folded = fold(text)
    for pattern in (_ABOUT, _VERB, _COLON, _GENITIVE, _ANYWHERE, _MARKET, _LAUNCH, _PLANS):
        for match in pattern.finditer(folded):
            start = match.end()
            phrase = _phrase(text, folded, start, spans)
            if phrase:
                return phrase, _governed(pattern, match, phrase)
    return None


def _phrase(text: str, folded: str, start: int, spans: tuple[tuple[int, int], ...]) -> str:
    whole = _INDIRECT.match(folded, start)
    inside = re.search(r"[,;:.!?\n]\s*|$", folded[start:]) if whole else _LIMIT.search(folded, start)
    end = (start + inside.start() if whole else inside.start()) if inside else len(text)
    if not whole:
        ends = [left for left, _ in spans if start <= left < end]
        end = min([end, *ends])
        cut = _TRAILING.search(folded[start:end])
        if cut:
            end = start + cut.start()
    phrase = text[start:end].strip(' \t\n.,;:-–—"„”“«»')
    return phrase if len(phrase) > 2 else ""


def _governed(pattern: re.Pattern[str], match: re.Match[str], phrase: str) -> str:
    if pattern is _GENITIVE:
        return f"{sentence_case(match.group().strip())} {phrase}".replace("Badania", "Badanie")
    prep = match.groupdict().get("prep") or match.group().strip()
    case = re.match(r"(przymierza\w+ sie do|mysl\w+ o|mysl\w+ nad|pracuj\w+ nad)", match.group())
    if case:
        return f"{_BEFORE[case.group().rsplit(' ', 1)[1]]} {phrase}"
    polish = {"o": "o", "na temat": "na temat", "nt.": "na temat", "w sprawie": "w sprawie"}
    if prep in polish:
        return f"Badanie {polish[prep]} {phrase}"
    if prep.startswith(("dotycz", "poswiecon")):
        return f"Badanie {'dotyczące' if prep.startswith('dotycz') else 'poświęcone'} {phrase}"
    return phrase


def subject(phrase: str, governed: str, language: Language) -> str:
    """The topic so that it can stand alone: in Polish with the words that govern its case."""
    if language == "en" or _INDIRECT.match(fold(phrase)):
        return sentence_case(phrase)
    return sentence_case(governed)


def study_name(phrase: str, governed: str, language: Language) -> str:
    """A project's name from its topic, at most 80 characters, cut between words."""
    name = subject(phrase, governed, language)
    if len(name) <= _MAX_NAME:
        return name
    return name[:_MAX_NAME].rsplit(" ", 1)[0].rstrip(" ,;:")


def query(text: str) -> str | None:
    """What to look for: the quoted words, or what stands after "about", "o", "na temat", "for" …"""
    in_quotes = quoted(text)
    if in_quotes:
        return in_quotes
    folded = fold(text)
    framed = _FRAMED.search(folded)
    if framed:
        what = text[framed.start("what") : framed.end("what")].strip(" ,")
        about = re.search(r"(?:^|\s)(?:about|on|regarding|o|na temat)\s+", fold(what))
        return what[about.end() :] if about else what
    for match in _QUERY.finditer(folded):
        rest = text[match.end() :]
        phrase = re.split(r"[?!\n]|\.\s|\.$", rest)[0]
        phrase = re.sub(
            r"\s+(?:in|w|we|z|from)\s+(?:the |my |our |naszych |moich |tych |bazie |these )*(?:documents|reports|files|knowledge base|dokument\w*|raport\w*|plik\w*|baz\w* wiedzy|wiedzy|knowledge|transcripts?|transkryp\w*|groups?|grup\w*)\b.*$",
            "",
            phrase,
            flags=re.IGNORECASE,
        ).strip(" ,.;:")
        if phrase and not re.fullmatch(
            r"(?:the |my |our )?(?:documents|knowledge base|reports|files)", fold(phrase)
        ):
            return phrase
    return None
