"""One sentence while it is being read: what was understood so far, and the rest."""

import re
from datetime import date
from functools import lru_cache

from assistant.buildings.columns import AnyField, Field
from assistant.buildings.conditions import Condition, Offers
from assistant.buildings.headers.header_words import sense_of_header
from assistant.buildings.needs import words as known
from assistant.buildings.needs.learned import Learned
from assistant.buildings.needs.lexicon import INDIFFERENT, NEGATION, NEGATION_AFTER, NO_NEED, SOFT
from assistant.buildings.needs.scanning import TAKEN, Scanner
from assistant.buildings.needs.words import FieldWords
from assistant.buildings.search.vocabulary import Vocabulary
from assistant.records import DocumentKind

_AND = "和|与|跟|及|以及|还有|、|或者?|and|or"
_JOINS = frozenset("的和与或跟")
_JOINED = rf"(?:的?(?:{_AND})\s*(?:{TAKEN}+|[\u4e00-\u9fff]{{1,4}}?))*"
"""More pieces of which the same is said."""


@lru_cache(maxsize=64)
def called(opportunities: bool, heads: tuple[tuple[Field, tuple[str, ...]], ...]) -> FieldWords:
    """The fields that a question can name, each with the pattern of its words: those that everybody uses, and what the ledgers call it."""
    usual = known.OPPORTUNITY_FIELD_WORDS if opportunities else known.FIELD_WORDS
    every = (*usual, *(known.OPPORTUNITY_ORDER_WORDS if opportunities else known.ORDER_WORDS))
    own = {
        field: "|".join(map(re.escape, named))
        for field, of_one in heads
        if (named := [head for head in sorted(of_one, key=len, reverse=True) if _tells(head, every)])
    }
    return tuple((field, f"{own[field]}|{words}" if field in own else words) for field, words in usual)


def _tells(head: str, usual: FieldWords) -> bool:
    """Whether a head is a word of its own for what is measured: no word of a field already, nor one that tells a state (可租)."""
    sense = sense_of_header(head)
    return (
        len(head) > 1
        and (sense.measure is not None or not sense.states)
        and not any(re.fullmatch(words, head) for _, words in usual)
    )


NOTHING_LEARNED: Learned = {}


class Reading:
    """Collects conditions (must), wishes (should), fields asked for, words not understood and budgets without a period (``unclear``); ``scanner`` holds the rest."""

    def __init__(self, question: str, vocabulary: Vocabulary, as_of: date, learned: Learned = NOTHING_LEARNED) -> None:
        """``learned`` are words of this question that are known to speak of columns."""
        self.scanner = Scanner(question)
        self.vocabulary = vocabulary
        self.kind = vocabulary.kind
        self.as_of = as_of
        self.opportunities = self.kind is DocumentKind.OPPORTUNITY
        self.conditions: list[Condition] = []
        self.wishes: list[Condition] = []
        self.asked: list[AnyField] = []
        self.not_understood: list[str] = []
        self.unclear: list[str] = []
        self.names_said = 0
        self._learned = learned
        self.learned = {field: "|".join(map(re.escape, said)) for field, said in learned.items()}
        self.field_words = self._with_learned(called(self.opportunities, tuple(vocabulary.heads.items())))
        self._negated: dict[int, str] = {}
        self.assumed: list[str] = []

    def of(self, part: str) -> "Reading":
        """A reading of a part of the sentence, with the same words."""
        return Reading(part, self.vocabulary, self.as_of, self._learned)

    def _with_learned(self, usual: FieldWords) -> FieldWords:
        """The fields with what this question calls them besides; one that no question names else comes last."""
        named = {field for field, _ in usual}
        more = (
            (field, words) for field, words in self.learned.items() if isinstance(field, Field) and field not in named
        )
        return (
            *((field, f"{self.learned[field]}|{words}" if field in self.learned else words) for field, words in usual),
            *more,
        )

    def add(self, condition: Condition, clause: str) -> None:
        """A wish where its clause says so (``最好 …``), else a condition."""
        (self.wishes if re.search(SOFT, clause) else self.conditions).append(condition)

    def add_found(self, condition: Condition, found: re.Match[str], opposite: Condition | None = None) -> None:
        """Adds what a taken match means, see ``add_piece``."""
        self.add_piece(condition, found.start(), found.end(), opposite)

    def add_piece(self, condition: Condition, start: int, end: int, opposite: Condition | None = None) -> None:
        """Adds what a taken piece means, or its ``opposite`` where it is negated (``不要…``, ``…绝对不要``).

        A negated piece for which there is no opposite is reported; one that is as good as any other (``毛坯也行``) says nothing.
        """
        if self.take_after(end, INDIFFERENT):
            return
        negation = self.negation_around(start, end)
        clause = self.scanner.clause_around(start, end)
        if not negation:
            self.add(condition, clause)
        elif opposite is not None and not (
            isinstance(opposite, Offers) and re.match(NO_NEED, negation + self.scanner.sentence[start:end])
        ):
            self.add(opposite, clause)
        else:
            self.not_understood.append(negation + self.scanner.sentence[start:end])

    def negation_around(self, start: int, end: int) -> str:
        """The words before or after a piece that negate it, taken out; "" when it is not negated."""
        negation = self._shared_negation(start, end)
        before = (
            None
            if negation
            else re.search(
                rf"(?:{NEGATION}|不|(?<!有)没有?|尚?未)\s*(?:在|有|要|是|给我|完全|全部?|the|any|an?)?\s*$",
                self.scanner.rest[:start],
            )
        )
        if before:
            self.scanner.blank(before.start(), before.end())
            negation = before[0]
        behind = re.match(rf"(?:的|房|的话)?{_JOINED}(?P<negation>{NEGATION_AFTER})", self.scanner.rest[end:])
        behind = behind or re.match(
            rf"(?P<noun>[^\W\d_a-z]{{2,3}})(?P<negation>{NEGATION_AFTER})", self.scanner.rest[end:]
        )
        if not negation and behind and not _JOINS.intersection(behind.groupdict().get("noun") or ""):
            whole = "noun" in behind.re.groupindex  # 露天堆场不要
            self.scanner.blank(end + (0 if whole else behind.start("negation")), end + behind.end())
            negation = behind["negation"]
        if negation:
            self._negated |= {start: negation, end: negation}
        return negation

    def _shared_negation(self, start: int, end: int) -> str:
        """The negation of the piece before or behind that this one is joined to: ``不要冷库和危化库``."""
        before = re.search(rf"(?:{_AND})\s*$", self.scanner.rest[:start])
        behind = re.match(rf"的?(?:{_AND})\s*", self.scanner.rest[end:])
        places = [found for found in (before and before.start(), behind and end + behind.end()) if found is not None]
        return next((self._negated[place] for place in places if place in self._negated), "")

    def take_after(self, end: int, words: str) -> str:
        """What matches ``words`` right behind a piece, taken out; "" when nothing does."""
        after = re.match(rf"(?:的|房|的话)?(?:{words})", self.scanner.rest[end:])
        if not after:
            return ""
        self.scanner.blank(end, end + after.end())
        return after[0]
