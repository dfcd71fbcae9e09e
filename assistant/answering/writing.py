"""Answers that a language model writes, each sentence through the grounding check before anyone sees it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.access import chunk_status_on
from assistant.answering.citing import CitationList
from assistant.answering.evidence import Evidence
from assistant.answering.framing import chunk_standing
from assistant.answering.grounding import MARK, Source, check_sentence, supporting_quote
from assistant.answering.instructions import OMITTED, without_instructions
from assistant.answering.neighbours import Neighbours
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError
from assistant.privacy.masking import NUMBERS, Masker
from assistant.prompting import render_prompt
from assistant.records import Turn

_BOUNDARY = re.compile(r"(?:[。！？!?]|(?<=[A-Za-z0-9)\]%])\.(?=\s))[”’」』）)]*|(?<![：:\n])\n+")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,2}\.$")
_TRAILING_MARKS = re.compile(r"(?:\s*[\[【]\s*\d{1,3}\s*[\]】])+[。.]?")
_UNFINISHED_MARK = re.compile(r"\s*(?:[\[【]\s*\d{0,3}\s*)?")
_NO_ANSWER = re.compile(
    r"资料中没有(?:相关)?答案|资料(?:中)?(?:没有|未)(?:提及|说明|提供)|do(?:es)? not (?:contain|provide) (?:the |an )?answer",
    re.IGNORECASE,
)

_TURNS = 3
_ANSWER_EXCERPT = 300
_LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """A passage as the prompt shows it."""

    number: int
    label: str
    status: str
    text: str


@dataclass(slots=True)
class Outcome:
    """How writing went: sentences shown and withheld, whether the model found no answer, and why it failed ("" if it did not)."""

    shown: int = 0
    withheld: int = 0
    no_answer: bool = False
    failure: str = ""


class ModelWriter:
    """Lets the model write from numbered passages and passes on what they bear out."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def stand_alone(self, question: str, history: Sequence[Turn]) -> str | None:
        """A follow-up as a question of its own; None when the model gives nothing usable, and the rules must do."""
        masker = Masker(NUMBERS)
        turns = [
            {"question": masker.mask(turn.standalone_question), "answer": masker.mask(turn.answer[:_ANSWER_EXCERPT])}
            for turn in history[-_TURNS:]
        ]
        prompt = render_prompt("standalone_question", question=masker.mask(question), turns=turns)
        try:
            written = masker.unmask(self._model.complete("", prompt)).strip()
        except ChatModelError:
            return None
        usable = written and "\n" not in written and len(written) <= _LONGEST_QUESTION
        return written if usable else None

    def write(
        self,
        question: str,
        evidence: Sequence[Evidence],
        citations: CitationList,
        neighbours: Neighbours,
        as_of: date,
        english: bool,
        outcome: Outcome,
    ) -> Iterator[str]:
        """Grounded sentences as they come. What became of the others, and of the model, is in ``outcome``: this raises nothing."""
        sources = {
            number: Source(number, item.hit.chunk, without_instructions(item.hit.text, OMITTED), _label(item, as_of))
            for number, item in enumerate(evidence, start=1)
        }
        masker = Masker(NUMBERS)
        prompt = render_prompt(
            "answer",
            question=masker.mask(question),
            passages=[_shown(source, masker, as_of) for source in sources.values()],
            english=english,
            day=as_of.isoformat(),
        )
        try:
            for written in split_sentences(self._model.stream("", prompt)):
                sentence = masker.unmask(written)
                if _NO_ANSWER.search(sentence):
                    outcome.no_answer = True
                    continue
                verdict = check_sentence(sentence, sources)
                if not verdict.grounded:
                    outcome.withheld += 1
                    continue
                outcome.shown += 1
                numbers = {number: _cite(sentence, sources[number], neighbours, citations) for number in verdict.cited}
                yield _renumbered(sentence, numbers) + _told_condition(verdict.omitted, english)
        except ChatModelError as error:
            outcome.failure = str(error)


def _told_condition(condition: str, english: bool) -> str:
    """The condition that a sentence leaves out, in the words of its passage; "" for none."""
    if not condition:
        return ""
    return f" (condition: {condition})" if english else f"（条件：{condition}）"


def split_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Whole sentences with the marks that follow them, as soon as the next one has begun.

    A line that ends with a colon belongs to what it announces.
    """
    waiting = ""
    for piece in pieces:
        waiting += piece
        while (end := _end_of_first(waiting)) is not None:
            if waiting[:end].strip():
                yield waiting[:end].strip()
            waiting = waiting[end:]
    while (end := _end_of_first(f"{waiting}\n\n.")) is not None and end <= len(waiting):
        if waiting[:end].strip():
            yield waiting[:end].strip()
        waiting = waiting[end:]
    if waiting.strip():
        yield waiting.strip()


def _end_of_first(text: str) -> int | None:
    """Where the first sentence and its marks end, None while more of it may come."""
    start = 0
    while boundary := _BOUNDARY.search(text, start):
        end = boundary.end()
        if _LIST_NUMBER.search(text, 0, end):
            start = end
            continue
        marks = _TRAILING_MARKS.match(text, end)
        if marks is not None:
            end = marks.end()
        if _UNFINISHED_MARK.fullmatch(text, end):
            return None
        if text[:end].strip():
            return end
        start = end
    return None


def _label(item: Evidence, as_of: date) -> str:
    chunk = item.hit.chunk
    names = [chunk.citation, chunk.passage.heading, chunk_standing(chunk, as_of, english=False)]
    return " ".join(name for name in names if name)


def _shown(source: Source, masker: Masker, as_of: date) -> PromptPassage:
    # A passage must not be able to close its own block.
    text = masker.mask(source.text).replace("<", "＜").replace(">", "＞")
    label = source.label.replace('"', "”").replace("<", "＜").replace(">", "＞")
    return PromptPassage(source.number, label, chunk_status_on(source.chunk, as_of), text)


def _cite(sentence: str, source: Source, neighbours: Neighbours, citations: CitationList) -> int:
    """The answer's number for the passage, with the words in it that bear the sentence out."""
    quote = supporting_quote(sentence, source.text)
    holder = neighbours.holding(source.chunk, quote) or source.chunk
    if quote not in holder.passage.text:
        quote = supporting_quote(sentence, holder.passage.text)
    return citations.cite(holder, quote)


def _renumbered(sentence: str, numbers: dict[int, int]) -> str:
    return MARK.sub(lambda match: f"[{numbers[int(match[1])]}]", sentence)
