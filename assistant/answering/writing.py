"""Answers that a language model writes, each sentence through the grounding check before anyone sees it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, islice

from assistant.access import chunk_status_on
from assistant.answering.asking.language import folded
from assistant.answering.checking.citing import MARK, CitationList, marked, with_plain_marks
from assistant.answering.checking.grounding import Grounding, Source, Verdict, supporting_quote, supporting_sources
from assistant.answering.checking.instructions import OMITTED, without_instructions
from assistant.answering.checking.left_open import without_left_open
from assistant.answering.evidence import Evidence
from assistant.answering.framing import Outcome, chunk_standing
from assistant.answering.neighbours import Neighbours
from assistant.answering.streaming import split_sentences
from assistant.answers import Turn
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelCutOff, ChatModelError, ChatModelOverflowed
from assistant.privacy.masking import NUMBERS, Masker
from assistant.prompting import render_prompt
from assistant.text.labels import ARTICLE_LABEL

_SOURCE_ALONE = re.compile(
    r"资料|编号|来源|出处|参考|依据|引用|详?见|为|是|分别|和|以上|的|source|passage|reference|see", re.IGNORECASE
)
"""Words that name a source and say nothing else: ``资料编号为 [3]。``"""
_BARE_ANSWER = re.compile(
    r"\s*(?:是的?|不是|对|可以|不可以|能|不能|不行|会|不会|有|没有|需要|不需要|yes|no)[。，,.!！]?\s*", re.IGNORECASE
)
"""A yes or a no, which only the sentence behind it can bear out."""
_NEGATIVE = re.compile(r"不(?!超过|低于|少于|高于)|没|无|禁止|\bno\b|\bnot\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"\*\*|__|^\s*#{1,6}\s+|^\s*>\s+|`", re.MULTILINE)
_TABLE_RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*\|?\s*$", re.MULTILINE)
_FIGURES = re.compile(r"\d[\d,.]*")
_TURNS = 3
_ANSWER_EXCERPT = 300
_LONGEST_QUESTION = 200
_TO_UNDERSTAND_S = 5.0
"""How long the model may need to read a follow-up before it writes it anew: the rules stand ready."""
_MOST_SENTENCES = 40
_MOST_REPEATS = 3
_HOPELESS = 6
"""Sentences withheld before a first one stood, from which the model is taken to talk nonsense."""
_SHORTENED = 500
"""Characters of a passage that are shown where all of them are too much for the model."""


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """A passage as the prompt shows it."""

    number: int
    label: str
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a model is to answer: the question on its own, the passages, best first, the day whose rules are asked about, what was said
    before, in whose name it speaks, and whether the reader trusts that the passages answer: if not, only what is near their words is shown.
    ``spent_s`` of the model's time for the question are gone already."""

    question: str
    evidence: Sequence[Evidence]
    as_of: date
    english: bool
    history: Sequence[Turn] = ()
    bureau: str = ""
    trusted: bool = True
    spent_s: float = 0.0


class ModelWriter:
    """Lets the model write from numbered passages and passes on what they bear out."""

    def __init__(self, model: ChatModel, grounding: Grounding) -> None:
        self._model = model
        self._grounding = grounding

    @property
    def name(self) -> str:
        return self._model.name

    def stand_alone(self, question: str, history: Sequence[Turn]) -> str | None:
        """A follow-up as a question of its own; None when the model gives nothing usable, and the rules must do."""
        masker = Masker(NUMBERS)
        prompt = render_prompt(
            "standalone_question", question=masker.mask(question), turns=turns_shown(history, masker)
        )
        if not self._model.reads_in(len(prompt), _TO_UNDERSTAND_S):
            return None
        try:
            written = masker.unmask(self._model.complete("", prompt)).strip()
        except ChatModelError:
            return None
        usable = written and "\n" not in written and len(written) <= _LONGEST_QUESTION
        return written if usable else None

    def write(
        self, asked: Assignment, citations: CitationList, neighbours: Neighbours, outcome: Outcome
    ) -> Iterator[str]:
        """Grounded sentences as they come. What became of the others, of what the passages leave open, and of the model, is in ``outcome``: this
        raises nothing.

        Given are as many passages as the server reads in time; where they are too much for the model, half of them, then shorter ones.
        """
        sources = {
            number: Source(
                number, item.hit.chunk, without_instructions(item.hit.text, OMITTED), _label(item, asked.as_of)
            )
            for number, item in enumerate(asked.evidence, start=1)
        }
        sources = self._in_time(asked, sources)
        while sources:
            outcome.left_out = frozenset(
                item.hit.chunk.id for number, item in enumerate(asked.evidence, start=1) if number not in sources
            )
            try:
                yield from self._written(asked, sources, citations, neighbours, outcome)
            except ChatModelOverflowed as error:
                fewer = _fewer(sources)
                if fewer is not None and not outcome.shown:
                    sources = fewer
                    continue
                outcome.failure = str(error)
            except ChatModelCutOff as error:
                outcome.failure = "" if outcome.shown else str(error)
            except ChatModelError as error:
                outcome.failure = str(error)
            break

    def _in_time(self, asked: Assignment, sources: dict[int, Source]) -> dict[int, Source]:
        """The best passages whose prompt the server reads well within the time for the first word, as fast as it was last; at least one."""
        room = self._model.room
        if room is None:
            return sources
        around = sum(map(len, _prompts(asked, {}, Masker(NUMBERS))))
        lengths = accumulate((len(source.text) + len(source.label) for source in sources.values()), initial=around)
        return {
            number: source
            for (number, source), length in zip(sources.items(), islice(lengths, 1, None), strict=True)
            if length <= room or number == 1
        }

    def _written(
        self,
        asked: Assignment,
        sources: Mapping[int, Source],
        citations: CitationList,
        neighbours: Neighbours,
        outcome: Outcome,
    ) -> Iterator[str]:
        masker = Masker(NUMBERS)
        system, prompt = _prompts(asked, sources, masker)
        said: set[str] = set()
        patterns: set[str] = set()
        last: tuple[int, ...] = ()
        repeats, opening = 0, ""
        for written in split_sentences(self._model.stream(system, prompt, asked.spent_s)):
            sentence = with_plain_marks(_without_markdown(masker.unmask(written)), sources)
            sentence = without_left_open(sentence, asked.question, outcome)
            if (_NEGATIVE.search(opening) is None) is (_NEGATIVE.search(sentence) is None):
                sentence = opening + sentence
            opening = f"{MARK.sub('', sentence)}" if _BARE_ANSWER.fullmatch(MARK.sub("", sentence)) else ""
            if opening:
                continue
            key = folded(MARK.sub("", sentence))
            if not re.search(r"\w", _SOURCE_ALONE.sub("", key)):
                continue
            if key in said:
                repeats += 1
                if repeats >= _MOST_REPEATS:
                    return
                continue
            said.add(key)
            if (pattern := _FIGURES.sub("#", key)) != key and pattern in patterns:
                outcome.withheld += 1  # one sentence with ever other figures: at most one of them is true
                continue
            patterns.add(pattern)
            sentence, verdict = self._attributed(sentence, sources, asked, last)
            if verdict.grounded:
                outcome.shown += 1
                last = verdict.cited
                numbers = {number: _cite(sentence, sources[number], neighbours, citations) for number in verdict.cited}
                yield _renumbered(sentence, numbers) + _told_condition(verdict.omitted, asked.english)
            else:
                outcome.withheld += 1
            if outcome.shown >= _MOST_SENTENCES or (not outcome.shown and outcome.withheld >= _HOPELESS):
                return

    def _attributed(
        self, sentence: str, sources: Mapping[int, Source], asked: Assignment, last: tuple[int, ...]
    ) -> tuple[str, Verdict]:
        """The sentence with its marks and whether it stands. One without marks, or whose marks name passages that do not bear it out, belongs
        to the passages that support it best, or to those of the sentence before: it is checked against them as any other."""
        if MARK.search(sentence):
            verdict = self._grounding.check(sentence, sources, asked.question, strict=not asked.trusted)
            if verdict.grounded or not sources.keys() >= set(verdict.cited):
                return sentence, verdict
            sentence = MARK.sub("", sentence).strip()
        first: tuple[str, Verdict] | None = None
        for numbers in dict.fromkeys((*((number,) for number in supporting_sources(sentence, sources)), last)):
            if numbers:
                with_marks = marked(sentence, "".join(f"[{number}]" for number in numbers))
                verdict = self._grounding.check(with_marks, sources, asked.question, strict=not asked.trusted)
                first = first or (with_marks, verdict)
                if verdict.grounded:
                    return with_marks, verdict
        return first or (sentence, Verdict(False, (), "没有出处"))


def _prompts(asked: Assignment, sources: Mapping[int, Source], masker: Masker) -> tuple[str, str]:
    """What the model is told for good, and what it is asked now."""
    rules = render_prompt("answer_rules", bureau=asked.bureau, day=asked.as_of.isoformat(), english=asked.english)
    prompt = render_prompt(
        "answer",
        question=harmless(masker.mask(asked.question)),
        passages=[_shown(source, masker, asked.as_of) for source in sources.values()],
        turns=turns_shown(asked.history, masker),
        english=asked.english,
    )
    return rules, prompt


def turns_shown(history: Sequence[Turn], masker: Masker) -> list[dict[str, str]]:
    """The last turns of a conversation as prompts show them: ``question`` and ``answer``."""
    return [
        {
            "question": harmless(masker.mask(turn.standalone_question)),
            "answer": harmless(masker.mask(turn.answer[:_ANSWER_EXCERPT])),
        }
        for turn in history[-_TURNS:]
    ]


def _fewer(sources: Mapping[int, Source]) -> dict[int, Source] | None:
    """The better half of the passages; of a single one its beginning; None where nothing is left to leave out."""
    kept = list(sources.values())[: max(1, len(sources) // 2)]
    if len(kept) < len(sources):
        return {source.number: source for source in kept}
    only = kept[0]
    if len(only.text) <= _SHORTENED:
        return None
    return {only.number: Source(only.number, only.chunk, only.text[:_SHORTENED], only.label)}


def _without_markdown(sentence: str) -> str:
    return _MARKDOWN.sub("", _TABLE_RULE.sub("", sentence)).strip()


def _told_condition(condition: str, english: bool) -> str:
    """The condition that a sentence leaves out, in the words of its passage; "" for none."""
    condition = ARTICLE_LABEL.sub("", condition).strip()
    if not condition:
        return ""
    return f" (condition: {condition})" if english else f"（条件：{condition}）"


def _label(item: Evidence, as_of: date) -> str:
    chunk = item.hit.chunk
    names = [chunk.citation, chunk.passage.heading, chunk_standing(chunk, as_of, english=False)]
    return " ".join(name for name in names if name)


def _shown(source: Source, masker: Masker, as_of: date) -> PromptPassage:
    label = harmless(source.label).replace('"', "”")
    return PromptPassage(source.number, label, chunk_status_on(source.chunk, as_of), harmless(masker.mask(source.text)))


def harmless(text: str) -> str:
    """Text that cannot close the block of a passage or open one."""
    return text.replace("<", "＜").replace(">", "＞")


def _cite(sentence: str, source: Source, neighbours: Neighbours, citations: CitationList) -> int:
    """The answer's number for the passage, with the words in it that bear the sentence out."""
    quote = supporting_quote(sentence, source.text)
    holder = neighbours.holding(source.chunk, quote) or source.chunk
    if quote not in holder.passage.text:
        quote = supporting_quote(sentence, holder.passage.text)
    return citations.cite(holder, quote)


def _renumbered(sentence: str, numbers: dict[int, int]) -> str:
    return MARK.sub(lambda match: f"[{numbers[int(match[1])]}]", sentence)
