"""Answers that a language model writes, sentence by sentence through the grounding check."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.access import status_on
from assistant.answering0.citing import CitationList
from assistant.answering0.evidence import Evidence
from assistant.answering0.extractive import Statement
from assistant.answering0.grounding import check_sentence
from assistant.answering0.masking import Masker
from assistant.answering0.sentences import sentences_of
from assistant.chat_model import ChatModel
from assistant.prompting import render_prompt

_SENTENCE = re.compile(r".*?(?:[。！？!?；\n]|(?<=[a-z\])])\.(?=\s))(?:\s*\[\d{1,3}\])*[。.]?", re.DOTALL)
_MARK = re.compile(r"\[(\d{1,3})\]")
_NO_ANSWER = re.compile(r"资料中没有答案|资料不足|no answer in the (?:passages|documents)", re.IGNORECASE)


@dataclass(slots=True)
class Withheld:
    """Counts the sentences that were not shown."""

    count: int = 0
    no_answer: bool = False


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """A passage as the prompt shows it."""

    number: int
    label: str
    status: str
    text: str


class ModelWriter:
    """Lets the model write from the passages, and shows what they bear out."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def write(
        self,
        question: str,
        usable: Sequence[Evidence],
        citations: CitationList,
        as_of: date,
        english: bool,
        withheld: Withheld,
    ) -> Iterator[Statement]:
        """Grounded sentences as they come; the others are counted in ``withheld``. Raises ChatModelError."""
        masker = Masker()
        passages = [
            PromptPassage(
                number,
                item.hit.chunk.citation,
                status_on(item.hit.chunk.document, as_of),
                masker.mask(item.hit.text),
            )
            for number, item in enumerate(usable, start=1)
        ]
        prompt = render_prompt(
            "answer", question=masker.mask(question), passages=passages, english=english, day=as_of.isoformat()
        )
        sources = {number: f"{item.hit.chunk.citation}\n{item.hit.text}" for number, item in enumerate(usable, start=1)}
        for raw in _sentences(self._model.stream("", prompt)):
            sentence = masker.unmask(raw.strip())
            if _NO_ANSWER.search(sentence):
                withheld.no_answer = True
                continue
            verdict = check_sentence(sentence, sources)
            if not verdict.grounded:
                withheld.count += 1
                continue
            yield _statement(sentence, usable, citations)


def _statement(sentence: str, usable: Sequence[Evidence], citations: CitationList) -> Statement:
    """The sentence with the answer's own citation numbers, each with the passage's sentence that bears it out best."""
    used = []
    text = sentence
    for number in dict.fromkeys(int(mark) for mark in _MARK.findall(sentence)):
        chunk = usable[number - 1].hit.chunk
        citation = citations.cite(chunk, _supporting(sentence, chunk.passage.text))
        used.append(citation)
        text = text.replace(f"[{number}]", f"[\x00{citation.number}]")
    return Statement(text.replace("\x00", ""), tuple(used))


def _supporting(sentence: str, passage: str) -> str:
    pairs = {sentence[at : at + 2] for at in range(len(sentence) - 1)}
    return max(
        sentences_of(passage) or [passage],
        key=lambda candidate: (
            sum(candidate[at : at + 2] in pairs for at in range(len(candidate) - 1)) / (len(candidate) + 20)
        ),
    )


def _sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences, with the marks that follow them, as soon as the next one has begun."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        while True:
            match = _SENTENCE.match(waiting)
            # Marks may follow the full stop: a sentence is whole when something else has begun.
            if match is None or not match.group().strip() or match.end() >= len(waiting.rstrip()):
                break
            following = waiting[match.end() :].lstrip()
            if following.startswith("["):
                break
            yield match.group()
            waiting = waiting[match.end() :]
    yield from (sentence for sentence in _split_rest(waiting) if sentence.strip())


def _split_rest(text: str) -> Iterator[str]:
    at = 0
    while match := _SENTENCE.match(text, at):
        yield match.group()
        at = match.end()
    yield text[at:]
