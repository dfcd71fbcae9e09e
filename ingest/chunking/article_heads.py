"""Which lines begin an article, however they are numbered, and which only refer to one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.text.grammar import ungrouped
from assistant.text.labels import ARTICLE, ARTICLE_LABEL, ORDINAL, PART_LABEL, ArticleNumber, parse_article_label
from assistant.text.lists import AND
from assistant.text.phrases import any_of
from ingest.chunking.pieces import Piece
from ingest.words import VOCABULARY

# An article that the layout ran into the end of the one before it, as scans do.
RUN_IN = re.compile(rf"(?<=[。；])\s*(?={ARTICLE}[\s　【〔])")
_SPACE_AFTER = re.compile(r"^(?:[\s　]|[【〔\[(（]|$)")
# What follows the label where a clause is only referred to: "第十条规定的企业", "第三条、第四条所称", "第十条第二款".
_WORDS = {name: any_of(words) for name, words in VOCABULARY.references.items()}
_A_PART = ungrouped(PART_LABEL.pattern)
_REFERENCE_AFTER = re.compile(rf"^(?:{_A_PART}|{_WORDS['behind']}|[（(]?{ORDINAL}[)）]?{_WORDS['items']})")
_LIST_AFTER = re.compile(rf"^[\s　]*(?:[、，,;；。]|(?:{AND}|{_WORDS['joins']}|－|—|-)\s*(?:{ARTICLE}|{_A_PART}))")
_JUMP_COST, _RESTART_COST, _WEAK_WORTH, _LATE_START_COST = 0.95, 0.5, 0.55, 0.5


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may begin an article; ``worth`` is lower without a space after the label, and before a reference."""

    index: int
    number: ArticleNumber
    worth: float


def article_heads(lines: Sequence[Piece]) -> dict[int, ArticleNumber]:
    """Which lines begin an article: the chain of candidates that numbers on best.

    A reference at a line's start breaks the numbering (``第十条`` between the fifth and the sixth article), so the chain goes round
    it. Numbering may begin anew: a notice and the measures that it issues are one file.
    """
    candidates = [candidate for index, line in enumerate(lines) if (candidate := _candidate(index, line.text))]
    best: list[float] = []
    previous: list[int | None] = []
    for at, candidate in enumerate(candidates):
        late = _LATE_START_COST if candidate.number.article != 1 else 0.0
        score, link = candidate.worth - late, None
        for before in range(at):
            gain = best[before] + candidate.worth - _step_cost(candidates[before].number, candidate.number)
            if gain > score:
                score, link = gain, before
        best.append(score)
        previous.append(link)
    chain: dict[int, ArticleNumber] = {}
    at_end = max(range(len(best)), key=best.__getitem__, default=None)
    while at_end is not None:
        chain[candidates[at_end].index] = candidates[at_end].number
        at_end = previous[at_end]
    return chain


def _candidate(index: int, text: str) -> _Candidate | None:
    match = ARTICLE_LABEL.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    spaced = _SPACE_AFTER.match(rest) is not None
    if _LIST_AFTER.match(rest) or (not spaced and _REFERENCE_AFTER.match(rest)):
        return None
    try:
        number = parse_article_label(match.group())
    except ValueError:
        return None
    # An article may begin with a reference to another one (第十八条　第四条规定的…); then its number has to fit.
    plain = spaced and not _REFERENCE_AFTER.match(rest.lstrip())
    return _Candidate(index, number, 1.0 if plain else _WEAK_WORTH)


def _step_cost(earlier: ArticleNumber, later: ArticleNumber) -> float:
    if (later.article, later.inserted) == (earlier.article + 1, 0):
        return 0.0
    if later.article == earlier.article and later.inserted == earlier.inserted + 1:
        return 0.0
    if later > earlier:
        return _JUMP_COST
    if later.article == 1:
        return _RESTART_COST
    return float("inf")
