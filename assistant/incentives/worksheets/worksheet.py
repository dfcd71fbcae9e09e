"""The worksheet: what an investor can get on a day, benefit by benefit, with totals that never add what excludes each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.access import clause_status_on
from assistant.incentives.clauses.conditions import key_of
from assistant.incentives.languages import CHINESE, Language
from assistant.incentives.records import (
    Condition,
    PolicyFrame,
    Quote,
    TextCondition,
    Tier,
    Trait,
    TraitCondition,
)
from assistant.incentives.situations.situation import Situation
from assistant.incentives.store import BenefitRules, RuleBook, StoredRule
from assistant.incentives.worksheets.checking import Checked, Outcome, check, overall
from assistant.incentives.worksheets.computing import Amount, adjusted, work_out
from assistant.incentives.worksheets.conflicts import Conflict, Total, find_conflicts, total_of
from assistant.incentives.worksheets.relevance import Relevance, relevance_of
from assistant.records import Chunk, DocumentInfo, Principal, Status


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit for this situation. ``tier`` is the line of it that applies best. ``near`` is true where more was told of it than whom its
    document is for. ``amount`` is None where the rule is not confirmed or cannot apply. ``hints`` tell what would change it, ``notes`` what binds
    whoever gets it, ``pledges`` what every applicant of the document has to declare."""

    stored: StoredRule
    outcome: Outcome
    tier: Tier
    checked: tuple[Checked, ...]
    amount: Amount | None
    near: bool = True
    hints: tuple[str, ...] = ()
    notes: tuple[Quote, ...] = ()
    pledges: tuple[Quote, ...] = ()

    @property
    def document(self) -> DocumentInfo:
        return self.stored.document

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be shown or told still."""
        asked = [item.missing for item in self.checked if item.missing]
        return tuple(dict.fromkeys((*asked, *(self.amount.missing if self.amount else ()))))


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A benefit that would match, of a document that is not in force: mentioned, never with an amount."""

    stored: StoredRule
    status: Status


@dataclass(frozen=True, slots=True)
class DocumentQuote:
    """Words of a document as a whole: who decides, how to apply."""

    document: DocumentInfo
    quote: Quote


@dataclass(frozen=True, slots=True)
class Worksheet:
    """``lines`` are the benefits that have to do with the situation: first those whose conditions hold, then those that lack something, then
    those that fail. ``others`` counts the benefits that have nothing to do with it. ``questions`` are what to ask back, the most telling first. ``words`` is the language it is told in."""

    day: date
    situation: Situation
    lines: tuple[Line, ...]
    lapsed: tuple[Lapsed, ...]
    conflicts: tuple[Conflict, ...]
    certain: Total
    possible: Total
    questions: tuple[str, ...]
    deciders: tuple[DocumentQuote, ...]
    procedure: tuple[DocumentQuote, ...]
    others: int
    chunks: dict[str, Chunk]
    documents: dict[str, DocumentInfo]
    words: Language = CHINESE

    def of(self, outcome: Outcome) -> tuple[Line, ...]:
        """The lines that came to this."""
        return tuple(line for line in self.lines if line.outcome is outcome)


class Worksheets:
    """Makes worksheets from the stored rules."""

    def __init__(self, rules: BenefitRules) -> None:
        self._rules = rules

    def make(self, situation: Situation, principal: Principal, day: date, words: Language = CHINESE) -> Worksheet:
        """The worksheet of a situation on a day, from what the caller may see."""
        return make_worksheet(self._rules.book(principal), situation, day, words)


_ORDER = {Outcome.MET: 0, Outcome.MISSING: 1, Outcome.NOT_MET: 2}
_MOST_QUESTIONS = 10


def make_worksheet(book: RuleBook, situation: Situation, day: date, words: Language = CHINESE) -> Worksheet:
    """The worksheet of a situation on a day."""
    lines: list[Line] = []
    lapsed: list[Lapsed] = []
    others = 0
    for stored in book.rules:
        if stored.state == "rejected":
            continue
        frame = book.frames.get(stored.document.id, PolicyFrame(stored.document.id))
        line = _line(stored, frame, situation, day, words)
        relevance = relevance_of(line.checked, stored, situation)
        if stored.rule.beneficiary is not situation.beneficiary or relevance is Relevance.NONE:
            others += 1
            continue
        line = replace(line, near=relevance is Relevance.NEAR)
        status = clause_status_on(stored.document, stored.rule.source.clause, day)
        if status is Status.IN_FORCE:
            lines.append(line)
        elif line.outcome is not Outcome.NOT_MET:
            lapsed.append(Lapsed(stored, status))
    lines.sort(key=_rank)
    frames = {line.document.id: book.frames[line.document.id] for line in lines if line.document.id in book.frames}
    met = [line for line in lines if line.outcome is Outcome.MET]
    open_lines = [line for line in lines if line.outcome is not Outcome.NOT_MET and line.near]
    conflicts = find_conflicts(_summands(open_lines), frames, words)
    documents = {line.document.id: line.document for line in lines}
    used = [key for key in dict.fromkeys(line.document.id for line in open_lines) if key in frames]
    return Worksheet(
        day=day,
        situation=situation,
        lines=tuple(lines),
        lapsed=tuple(lapsed),
        conflicts=conflicts,
        certain=total_of(_summands(met), conflicts, frames),
        possible=total_of(_summands(open_lines), conflicts, frames),
        questions=_questions(open_lines),
        deciders=tuple(DocumentQuote(documents[key], quote) for key in used for quote in frames[key].deciders),
        procedure=tuple(DocumentQuote(documents[key], quote) for key in used for quote in frames[key].procedure),
        others=others,
        chunks=book.chunks,
        documents=documents,
        words=words,
    )


def _line(stored: StoredRule, frame: PolicyFrame, situation: Situation, day: date, words: Language) -> Line:
    rule = stored.rule
    common = [check(item, situation, day, words) for item in _conditions(frame, rule.conditions)]
    pledges = tuple(item.quote for item in frame.general)
    lines: list[tuple[tuple[int, Decimal, Decimal], Line]] = []
    for tier in rule.tiers:
        own = tuple(check(item, situation, day, words) for item in tier.conditions)
        checked = (*common, *own)
        outcome = overall(checked)
        applied, hints = [], []
        for change in rule.adjustments:
            told = overall([check(item, situation, day) for item in change.conditions])
            if told is Outcome.MET:
                applied.append(change)
            elif told is Outcome.MISSING:
                hints.append(words.say("besides", change=words.adjustment(change)))
        amount = (
            work_out(adjusted(tier.formula, applied), situation, day, words) if outcome is not Outcome.NOT_MET else None
        )
        line = Line(stored, outcome, tier, checked, amount, hints=tuple(hints), notes=rule.notes, pledges=pledges)
        lines.append((_tier_rank(line, overall(own)), line))
    best = min(lines, key=lambda item: item[0])[1]
    return best if stored.confirmed else replace(best, amount=None)


def _conditions(frame: PolicyFrame, own: Sequence[Condition]) -> list[Condition]:
    """The document's and the rule's own, each once. A rule that names an industry is for that one, whomever its document is for."""
    industry = any(isinstance(item, TraitCondition) and item.trait is Trait.INDUSTRY for item in own)
    scope = [
        item
        for item in frame.scope
        if not (industry and isinstance(item, TraitCondition) and item.trait is Trait.INDUSTRY)
    ]
    found: dict[object, Condition] = {}
    for condition in (*scope, *own):
        found.setdefault(key_of(condition), condition)
    return list(found.values())


def _tier_rank(line: Line, own: Outcome) -> tuple[int, Decimal, Decimal]:
    """Better tiers first: those whose own conditions hold, of these the one that gives most; of open ones the one that lacks least, and
    of equal ones the one that promises least."""
    amount = line.amount
    total = (amount.total if amount.total is not None else amount.ceiling) if amount else None
    total = total if total is not None else Decimal(0)
    if own is Outcome.MET:
        return 0, -total, Decimal(0)
    lacking = {item.missing or item.asked for item in line.checked if item.outcome is not Outcome.MET}
    return 1 + _ORDER[own], Decimal(len(lacking)), total


def _rank(line: Line) -> tuple[int, bool, bool, Decimal]:
    total = line.amount.total if line.amount and line.amount.total is not None else Decimal(0)
    return _ORDER[line.outcome], not line.near, not line.stored.confirmed, -total


def _summands(lines: Sequence[Line]) -> tuple[tuple[StoredRule, Amount], ...]:
    return tuple(
        (line.stored, line.amount) for line in lines if line.amount is not None and line.amount.total is not None
    )


def _questions(lines: Sequence[Line]) -> tuple[str, ...]:
    """What is missing, most often missing first; what only one obscure benefit asks comes last and may be left out."""
    counts: dict[str, int] = {}
    for line in lines:
        typed = [
            item.missing for item in line.checked if item.missing and not isinstance(item.condition, TextCondition)
        ]
        for asked in (*typed, *(line.amount.missing if line.amount else ())):
            counts[asked] = counts.get(asked, 0) + 1
    return tuple(sorted(counts, key=lambda asked: -counts[asked])[:_MOST_QUESTIONS])
