"""What reads like a demand and is none: a signature, the title of a section, what is waived, what an operator notes. Learned from ``no_demands.yaml`` where
it is a matter of words, read from the lines where it is one of form."""

from pathlib import Path

import yaml

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.demand_acts import load_acts
from assistant.replying.asking.lists import is_followed_by_another_list, without_number
from assistant.replying.asking.parts import has_marks, line_of
from assistant.replying.asking.sentence_kinds import SentenceKind, sentence_examples
from assistant.replying.nearness import Nearness
from assistant.replying.words import WORDS
from assistant.retrieval.embedding import Embedder

_EXAMPLES = Path(__file__).with_name("no_demands.yaml")
_ASKED = "asked"
_ASKING_SENTENCES = (SentenceKind.DEMAND, SentenceKind.QUESTION)
_CLEARLY, _ABOVE_ASKED = 0.3, 0.1
"""Least score of what is waived or left, and how far it must lie above what is asked. Of 1,317 requests of labelled letters two
are taken for given up, one of which is."""
_LONGEST_SIGNATURE, _LAST_LINES, _LONGEST_TITLE, _LONGEST_FIELD = 16, 3, 12, 8
_ASKING_FIELD, _OTHER_FIELD = WORDS.pattern("asking_fields"), WORDS.pattern("other_fields")


class NoDemands:
    """Tells them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        read = yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))
        asked = [example for act in load_acts().values() for example in act.examples]
        asked += [example for kind in _ASKING_SENTENCES for example in sentence_examples()[kind]]
        self._nearness = Nearness(embedder, {**read, _ASKED: asked})

    def waives(self, demand: str) -> bool:
        """Whether it says that something is not wanted, or need not be done."""
        (scores,) = self._nearness.scores([demand])
        given_up = max(score for kind, score in scores.items() if kind != _ASKED)
        return given_up >= _CLEARLY and given_up - scores[_ASKED] >= _ABOVE_ASKED


def is_form(text: str, span: Span) -> bool:
    """Whether a stretch is the letter's form and none of its words: the title of a section, or a signature."""
    return _is_title(text, span) or _is_signature(text, span)


def asking_fields(text: str) -> tuple[Span, ...]:
    """The fields of a form, 【市民要求】…, that hold what is asked; empty where it has none."""
    fields = _fields(text)
    return tuple(span for name, span in fields if _ASKING_FIELD.search(name) and not _OTHER_FIELD.search(name))


def is_of_another_field(text: str, span: Span) -> bool:
    """Whether a stretch stands in a line that begins with the name of a field of the form beside the letter itself: 备注：, 受理时间：."""
    line = line_of(text, span)
    named = min((at for mark in "：:" if (at := text.find(mark, line.start, line.end)) >= 0), default=-1)
    name = text[line.start : named].split("】")[-1]
    return 0 < len(name) <= _LONGEST_FIELD and _OTHER_FIELD.search(name) is not None


def bare(text: str, span: Span) -> Span:
    """A demand without the name of the field and the number of the item before it."""
    start = span.start
    if text.startswith("【", start):
        named = text.find("】", start, span.end)
        start = named + 1 if named >= 0 else start
    return Span(min(without_number(text, start), span.end), span.end)


def _fields(text: str) -> list[tuple[str, Span]]:
    found = []
    opens = text.find("【")
    while opens >= 0:
        closes, following = text.find("】", opens), text.find("【", opens + 1)
        if closes < 0:
            break
        found.append((text[opens + 1 : closes], Span(opens, following if following >= 0 else len(text))))
        opens = following
    return found


def _is_title(text: str, span: Span) -> bool:
    """Whether it is alone in a numbered line, short, and a list of another kind or text of its own stands below."""
    line = line_of(text, span)
    alone = (
        span.end - span.start <= _LONGEST_TITLE
        and text[span.start : line.end].strip() == text[span.start : span.end].strip()
    )
    return alone and is_followed_by_another_list(text, line)


def _is_signature(text: str, span: Span) -> bool:
    """Whether it is one of the last lines, short and without marks, behind a sentence that ended."""
    line = line_of(text, span)
    before = text[: line.start].rstrip()
    last = len([one for one in text[line.start :].splitlines() if one.strip()]) <= _LAST_LINES
    short = line.end - line.start <= _LONGEST_SIGNATURE and not has_marks(text, span)
    return bool(before) and before[-1] in "。！？!?.；" and last and short
