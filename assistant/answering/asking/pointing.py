"""Questions that point at what nobody named: 这个政策什么时候到期, as the first thing said. They are asked back, with what may be meant to choose from."""

import re
from collections.abc import Mapping, Sequence

from assistant.answering.asking.followups import asks_about_document, asks_elliptically, asks_procedure, row_name
from assistant.answering.asking.language import folded
from assistant.answering.evidence import QuestionWords
from assistant.answers import Choice, Turn
from assistant.records import Chunk, ChunkKind, DocumentKind

MOST_CHOICES, _FEWEST_CHOICES = 4, 2
_LONGEST, _LONGEST_ENGLISH = 30, 90
_TELLS = 0.3
"""Weight from which a word says by itself what is asked about."""
_DOCUMENT = re.compile(
    r"(?:这|那|该|此|本|上述|前述)(?:一?[个项份条部])?(?:政策|办法|措施|文件|通知|条例|规定|细则|意见|补贴|奖励|补助)(?:的|里面?|中)?"
    r"|^(?:请问)?(?:它|其)(?!他)的?|\b(?:this|that|the said|the above) (?:policy|measures?|document|notice|subsidy|grant|incentive|scheme)\b|\bit\b",
    re.IGNORECASE,
)
_BUILDING = re.compile(
    r"(?:这|那|该|此)(?:一?[个栋幢座处家])?(?:楼宇?|大厦|园区|厂房|写字楼)(?:的|里面?|中)?"
    r"|\b(?:this|that|the said|the above) (?:building|tower|park|factory)\b",
    re.IGNORECASE,
)
_ASKS_ENGLISH = re.compile(
    r"\b(?:expir\w*|in force|effective|valid(?:ity)?|issued|interpret\w*|repeal\w*|appl(?:y|ies|ication\w*)|deadline|contact|eligib\w+|how much|conditions?)\b",
    re.IGNORECASE,
)
_ASKED_BACK = ("没有说明是哪一份文件。您要问的是：", "没有说明是哪一处。您要问的是：")
_ASKED_BACK_ENGLISH = "It is not clear which one you mean. Do you want to ask:"
_OFFERED = re.compile(r"^(\d)\. (.+)$", re.MULTILINE)
_CHOSEN = re.compile(
    r"^(?:我(?:选|要问的是|问的是)|选|就是?|是)?(?:第\s*)?(?P<number>[1-9一二三四])\s*(?:[个份项条]|号)?[吧。.！!]?$"
    r"|^(?:the )?(?P<word>first|second|third|fourth)(?: one)?[.!]?$",
    re.IGNORECASE,
)
_NUMBERS = {
    name: number
    for names in ("一二三四", ("first", "second", "third", "fourth"))
    for number, name in enumerate(names, 1)
}


def says_what_it_is_about(question: str, words: QuestionWords, history: Sequence[Turn]) -> bool:
    """Whether a question, or the conversation, names its matter: not what only asks when, how and by whom of anything."""
    if history or "《" in question or len(question) > (_LONGEST_ENGLISH if words.english else _LONGEST):
        return True
    return not _only_asks(question) or any(word.weight >= _TELLS and _says(word.text, question) for word in words.words)


def points_at_nothing(question: str, words: QuestionWords, history: Sequence[Turn]) -> re.Match[str] | None:
    """Where a question points at something that neither it nor the conversation names; None where it says what it is about."""
    if history or "《" in question or len(question) > (_LONGEST_ENGLISH if words.english else _LONGEST):
        return None
    match = _DOCUMENT.search(question) or _BUILDING.search(question)
    if match is None:
        return None
    rest = f"{question[: match.start()]}，{question[match.end() :]}"
    if not _only_asks(rest) and not _BUILDING.search(question):
        return None
    return None if any(word.weight >= _TELLS and _says(word.text, rest) for word in words.words) else match


def _only_asks(text: str) -> bool:
    """Whether it holds what any document may be asked for."""
    return bool(
        asks_about_document(text) or asks_procedure(text) or asks_elliptically(text) or _ASKS_ENGLISH.search(text)
    )


def _says(word: str, rest: str) -> bool:
    """Whether a word of the rest is of the matter, not of what is asked of it."""
    return word in folded(rest) and not _only_asks(word)


def choices_for(question: str, pointed: re.Match[str], found: Sequence[Chunk]) -> tuple[Choice, ...]:
    """The question about each of the things found that may be meant, the likeliest first."""
    named = _things(asks_of_building(pointed), found)
    before, after = question[: pointed.start()], question[pointed.end() :]
    join = "的" if pointed.group().endswith("的") else ""
    return tuple(
        Choice(f"{before}{name}{join}{after}", chunk.document.id, chunk.id)
        for name, chunk in list(named.items())[:MOST_CHOICES]
    )


def choices_of(question: str, building: bool, found: Sequence[Chunk], english: bool) -> tuple[Choice, ...]:
    """A question that names nothing, asked of each of the documents, or the buildings, found; none where there are not two to choose from."""
    named = _things(building, found)
    if len(named) < _FEWEST_CHOICES:
        return ()
    return tuple(
        Choice(f"{question} ({name})" if english else f"{name}{question}", chunk.document.id, chunk.id)
        for name, chunk in list(named.items())[:MOST_CHOICES]
    )


def _things(building: bool, found: Sequence[Chunk]) -> dict[str, Chunk]:
    """The buildings, or the documents, found, by name."""
    named: dict[str, Chunk] = {}
    for chunk in found:
        if name := _row_name(chunk) if building else _title(chunk):
            named.setdefault(name, chunk)
    return named


def asks_of_building(pointed: re.Match[str]) -> bool:
    """Whether what is pointed at is a building and no document."""
    return _BUILDING.fullmatch(pointed.group()) is not None


def asked_back(building: bool, choices: Sequence[Choice], english: bool) -> str:
    """What is said instead of an answer, with the choices by number."""
    opening = _ASKED_BACK_ENGLISH if english else _ASKED_BACK[building]
    return "\n".join((opening, *(f"{number}. {choice.question}" for number, choice in enumerate(choices, 1))))


def chosen_of(text: str, history: Sequence[Turn]) -> str:
    """The question that was chosen from those that the last answer asked back with; the text itself where none was."""
    match = _CHOSEN.match(text.strip())
    if match is None or not history or not history[-1].answer.startswith((*_ASKED_BACK, _ASKED_BACK_ENGLISH)):
        return text
    said = match["number"] or match["word"].lower()
    number = _NUMBERS.get(said) or int(said)
    offered: Mapping[int, str] = {int(one): question for one, question in _OFFERED.findall(history[-1].answer)}
    return offered.get(number, text)


def _title(chunk: Chunk) -> str:
    return f"《{chunk.document.title}》" if chunk.document.kind in (DocumentKind.POLICY, DocumentKind.REPORT) else ""


def _row_name(chunk: Chunk) -> str:
    listed = chunk.passage.kind is ChunkKind.ROW and chunk.document.kind is DocumentKind.LISTING
    return row_name(chunk) if listed else ""
