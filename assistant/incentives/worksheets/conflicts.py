"""Which benefits exclude each other, and what may be added up.

Benefits of one matter (rent, rooms bought, fitting-out, settling) are never added: the highest counts. So do those that a clause
names as excluding each other. Limits on a year's sum are applied to what is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.incentives.clauses.words import WORDS
from assistant.incentives.languages import CHINESE, Language
from assistant.incentives.records import PolicyFrame, Quote, SharedCap, StackingKind, StackingRule, Topic
from assistant.incentives.store import StoredRule
from assistant.incentives.worksheets.computing import Amount
from assistant.text.figures import YUAN

_GENERAL = WORDS.pattern("any_policy")
Summand = tuple[StoredRule, Amount]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules (by id) of which only one is paid, and the sentences that say so."""

    rule_ids: tuple[str, ...]
    kind: StackingKind
    reason: str
    quotes: tuple[tuple[str, Quote], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """``counted`` are the ids of the rules in it. ``first_year`` and ``whole`` are yuan; ``dollars`` what could not be exchanged."""

    first_year: Decimal
    whole: Decimal
    counted: tuple[str, ...]
    dollars: Decimal = Decimal(0)
    steps: tuple[str, ...] = ()


def find_conflicts(
    summands: Sequence[Summand], frames: Mapping[str, PolicyFrame], words: Language = CHINESE
) -> tuple[Conflict, ...]:
    """The groups of rules that exclude each other."""
    conflicts: list[Conflict] = []
    for topic in Topic:
        rules = [stored for stored, _ in summands if topic is not Topic.NONE and stored.rule.topic is topic]
        if len(rules) > 1:
            quotes = _quotes_on(topic, rules, frames)
            reason = words.say("same_matter", topic=words.name(topic))
            conflicts.append(Conflict(tuple(item.rule.id for item in rules), StackingKind.HIGHEST, reason, quotes))
    for document_id, frame in frames.items():
        own = [stored for stored, _ in summands if stored.document.id == document_id]
        for stacking in frame.stacking:
            named = [stored for stored in own if stored.rule.source.clause in stacking.articles]
            within = stacking.kind is StackingKind.CHOOSE_ONE or not stacking.others
            if len(named) > 1 and within and len(stacking.articles) > 1:
                ids = tuple(item.rule.id for item in named)
                if not any(set(ids) <= set(known.rule_ids) for known in conflicts):
                    reason = words.say("choose_one", title=named[0].document.title, clause=stacking.quote.clause)
                    conflicts.append(Conflict(ids, stacking.kind, reason, ((document_id, stacking.quote),)))
        for ids, quote in _alternatives_within(own):
            reason = words.say("one_clause")
            conflicts.append(Conflict(ids, StackingKind.HIGHEST, reason, ((document_id, quote),)))
    return tuple(conflicts)


def total_of(summands: Sequence[Summand], conflicts: Sequence[Conflict], frames: Mapping[str, PolicyFrame]) -> Total:
    """What the summands come to together: of each conflict only the highest, under the common limits."""
    dropped: set[str] = set()
    value = {stored.rule.id: amount.total or Decimal(0) for stored, amount in summands}
    steps: list[str] = []
    for conflict in conflicts:
        among = [rule_id for rule_id in conflict.rule_ids if rule_id in value and rule_id not in dropped]
        if len(among) > 1:
            best = max(among, key=value.__getitem__)
            dropped |= set(among) - {best}
    counted = [(stored, amount) for stored, amount in summands if stored.rule.id not in dropped]
    yuan = [(stored, amount) for stored, amount in counted if amount.currency == YUAN]
    first = sum((amount.years[0] for _, amount in yuan if amount.years), Decimal(0))
    whole = sum((amount.total or Decimal(0) for _, amount in yuan), Decimal(0))
    for document_id, frame in frames.items():
        for cap in frame.shared_caps:
            over_first, over_whole, step = _over(cap, [item for item in yuan if item[0].document.id == document_id])
            first, whole = first - over_first, whole - over_whole
            steps += [step] if step else []
    dollars = sum((amount.total or Decimal(0) for _, amount in counted if amount.currency != YUAN), Decimal(0))
    return Total(first, whole, tuple(stored.rule.id for stored, _ in counted), dollars, tuple(steps))


def _over(cap: SharedCap, summands: Sequence[Summand]) -> tuple[Decimal, Decimal, str]:
    """How much a common limit takes away in the first year and in all, and the step that says so."""
    own = [amount for stored, amount in summands if not cap.articles or stored.rule.source.clause in cap.articles]
    if not own:
        return Decimal(0), Decimal(0), ""
    years = max(len(amount.years) for amount in own)
    sums = [
        sum((amount.years[year] for amount in own if year < len(amount.years)), Decimal(0)) for year in range(years)
    ]
    if cap.yearly:
        over = [max(value - cap.amount, Decimal(0)) for value in sums]
    else:
        over = [max(sum(sums, Decimal(0)) - cap.amount, Decimal(0))]
    if not any(over):
        return Decimal(0), Decimal(0), ""
    first = over[0] if cap.yearly else min(over[0], max(sums[0] - cap.amount, Decimal(0)))
    return first, sum(over, Decimal(0)), f"{cap.quote.clause}：{cap.quote.text}"


def _quotes_on(
    topic: Topic, rules: Sequence[StoredRule], frames: Mapping[str, PolicyFrame]
) -> tuple[tuple[str, Quote], ...]:
    """The sentences of the documents concerned on double payment, those that name the matter first."""
    found: list[tuple[bool, str, Quote]] = []
    for document_id in dict.fromkeys(item.document.id for item in rules):
        stacking: Sequence[StackingRule] = frames[document_id].stacking if document_id in frames else ()
        clauses = {item.rule.source.clause for item in rules if item.document.id == document_id}
        for rule in stacking:
            general = not rule.topics and not rule.articles and _GENERAL.search(rule.quote.text) is not None
            if (topic in rule.topics and (not rule.articles or set(rule.articles) & clauses)) or general:
                found.append((topic not in rule.topics, document_id, rule.quote))
    return tuple((document_id, quote) for _, document_id, quote in sorted(found, key=lambda item: item[0]))


def _alternatives_within(own: Sequence[StoredRule]) -> list[tuple[tuple[str, ...], Quote]]:
    """Rules of one clause whose amounts make up a ladder (首次 … 给予5万元；… 30万元；… 晋级的补足差额)."""
    groups: dict[str, list[StoredRule]] = {}
    for stored in own:
        if any("补足差额" in note.text for note in stored.rule.notes):
            groups.setdefault(stored.rule.source.clause, []).append(stored)
    return [
        (tuple(item.rule.id for item in rules), rules[0].rule.notes[0]) for rules in groups.values() if len(rules) > 1
    ]
