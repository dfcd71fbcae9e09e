"""A grant as read becomes a benefit rule, with its tiers, conditions and adjustments."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.incentives.clauses.alternatives import Alternatives, find_alternatives
from assistant.incentives.clauses.benefit_names import DraftContext, beneficiary_of, kind_of, name_of, topic_of
from assistant.incentives.clauses.conditions import conditions_in, key_of, read_conditions
from assistant.incentives.clauses.formulas import formula_of, formula_of_line, formulas_by_label, with_term
from assistant.incentives.clauses.grant_drafts import Change, Draft
from assistant.incentives.clauses.provisions import Provision
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.records import (
    Adjustment,
    Beneficiary,
    BenefitRule,
    Condition,
    FigureCondition,
    Formula,
    Operator,
    Quote,
    TextCondition,
    Tier,
    Trait,
    TraitCondition,
)
from assistant.incentives.traits import traits_in

_LEAST_BESIDE = 4
_AWARDS = re.compile(rf"{WORDS.any_of('weak_beside_a_list')}|\s")
_NO_CONDITION = re.compile(rf"[；;]?{WORDS.any_of('no_condition')}")
_KINDS = WORDS.pattern("headquarters_kinds")


def rule_of(context: DraftContext, draft: Draft, before: Draft | None) -> BenefitRule:
    """The rule, its id and document still to be set. ``before`` is the grant before it in the clause."""
    provision = context.provision
    source = provision.quote(draft.sentence.span.start, draft.sentence.span.end)
    spans = [span for span in draft.conditions if not _NO_CONDITION.fullmatch(span.text.strip())]
    beneficiary = beneficiary_of(context, draft)
    topic = topic_of(context, draft, beneficiary)
    conditions = read_conditions(provision, spans)
    formula = formula_of(draft, topic, beneficiary, conditions)
    tiers, listed = _tiers(context, draft, before, formula)
    if listed is not None:
        conditions = read_conditions(provision, [span for span in spans if span not in (listed.span, listed.also)])
        conditions += _beside(provision, listed)
    conditions = tuple(item for item in _measured(conditions, before) if not _told_by_tiers(item, tiers))
    if beneficiary is not Beneficiary.ENTERPRISE:
        conditions = tuple(item for item in conditions if not _is_newcomer(item))
    adjustments = tuple(_adjustment(provision, change) for change in draft.adjustments)
    return BenefitRule(
        id="",
        document_id="",
        name=name_of(context, draft, topic),
        kind=kind_of(draft),
        topic=topic,
        beneficiary=beneficiary,
        source=source,
        tiers=tiers,
        conditions=conditions,
        adjustments=adjustments,
        notes=tuple(provision.quote(span.start, span.end) for span in draft.notes),
    )


def _tiers(
    context: DraftContext, draft: Draft, before: Draft | None, formula: Formula
) -> tuple[tuple[Tier, ...], Alternatives | None]:
    """The lines of a benefit and the list in the grant's own words that they follow."""
    quote = context.provision.quote(draft.segment.start, draft.segment.end)
    if draft.labels:
        lines = [
            Tier(label, _named(label, quote), with_term(draft, label, own), quote)
            for label, own in formulas_by_label(draft, formula)
        ]
        return tuple(lines), None
    count = max(len(draft.rates) if not draft.years else 1, len(draft.amounts), len(draft.caps))
    if draft.subject_caps:
        return _by_subject(context, draft, formula, quote), None
    if count <= 1:
        return (Tier("", (), formula, quote),), None
    found = find_alternatives(draft.conditions, count)
    own_list = found
    if found is None and before is not None:
        found = find_alternatives(before.conditions, count)
    lines = []
    for number in range(count):
        line = formula_of_line(draft, formula, number)
        label, conditions = f"第{number + 1}档", tuple[Condition, ...]()
        if found is not None:
            label, conditions = _line(context.provision, found, number)
        lines.append(Tier(label, conditions, line, quote))
    return tuple(lines), own_list


def _beside(provision: Provision, listed: Alternatives) -> tuple[Condition, ...]:
    """What the segment of a list asks for besides the list."""
    quote = provision.quote(listed.span.start, listed.span.end)
    found: list[Condition] = [
        TraitCondition(trait, values, quote) for trait, values, _, _ in traits_in(listed.span.text)
    ]
    if len(_AWARDS.sub("", listed.rest)) >= _LEAST_BESIDE:
        found.append(TextCondition(quote))
    return tuple(found)


def _measured(conditions: Sequence[Condition], before: Draft | None) -> tuple[Condition, ...]:
    """A figure without a name (不足2亿元的) is of what the grant before it compares."""
    named = ""
    for span in before.conditions if before else ():
        for condition in conditions_in(span.text, lambda start, end: Quote("", "", "", start, end)):
            named = condition.measure if isinstance(condition, FigureCondition) else named
    return tuple(
        replace(item, measure=named) if isinstance(item, FigureCondition) and not item.measure and named else item
        for item in conditions
    )


def _line(provision: Provision, found: Alternatives, number: int) -> tuple[str, tuple[Condition, ...]]:
    label = found.labels[number]
    quote = provision.quote(found.span.start, found.span.end)
    if found.figures:
        figure = found.figures[number]
        return label, (FigureCondition(found.measure, Operator.AT_LEAST, figure.value, figure.unit, quote),)
    return label, (TraitCondition(Trait.QUALIFICATION, tuple(label.split("/")), quote),)


def _by_subject(context: DraftContext, draft: Draft, formula: Formula, quote: Quote) -> tuple[Tier, ...]:
    """``综合型总部企业…最高不超过1000万元；职能型总部企业最高不超过500万元``: one line for each that has a ceiling of its own."""
    own = " ".join(span.text for span in draft.conditions)
    named = re.search(r"[\u4e00-\u9fff]{2,4}型总部企业|[\u4e00-\u9fff]{2,8}(?:企业|机构)$", own)
    first = named.group() if named else "其他"
    lines = [Tier(_kind_label(first), _named(first, quote), formula, quote)]
    for subject, cap, span in draft.subject_caps:
        place = context.provision.quote(span.start, span.end)
        lines.append(Tier(_kind_label(subject), _named(subject, place), replace(formula, total_cap=cap), place))
    return tuple(lines)


def _kind_label(words: str) -> str:
    found = _KINDS.search(words)
    return found.group() if found else words


def _named(label: str, quote: Quote) -> tuple[Condition, ...]:
    """What a label asks for."""
    found = [(trait, values) for trait, values, _, _ in traits_in(label)]
    if found:
        return tuple(TraitCondition(trait, values, quote) for trait, values in found)
    return (TraitCondition(Trait.QUALIFICATION, (label,), quote),)


def _told_by_tiers(condition: Condition, tiers: Sequence[Tier]) -> bool:
    keys = {key_of(item) for tier in tiers for item in tier.conditions}
    if key_of(condition) in keys:
        return True
    return isinstance(condition, TraitCondition) and len(tiers) > 1 and condition.trait is Trait.HEADQUARTERS


def _is_newcomer(condition: Condition) -> bool:
    """An operator brings newcomers in, and is none."""
    return isinstance(condition, TraitCondition) and condition.trait is Trait.NEWCOMER


def _adjustment(provision: Provision, change: Change) -> Adjustment:
    conditions = read_conditions(provision, change.conditions)
    if not conditions:
        conditions = (TextCondition(provision.quote(change.segment.start, change.segment.end)),)
    return Adjustment(
        conditions=conditions,
        quote=provision.quote(change.segment.start, change.segment.end),
        rate=change.rate,
        factor=change.factor,
        total_cap=change.caps[0] if change.caps else None,
        yearly_cap=change.yearly_cap,
    )
