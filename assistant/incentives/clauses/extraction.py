"""From a document's chunks to its benefit rules, by code alone: no language model."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.incentives.clauses.benefit_names import DraftContext
from assistant.incentives.clauses.conditions import read_conditions, without_doubles
from assistant.incentives.clauses.drafts import rule_of
from assistant.incentives.clauses.formulas import with_term
from assistant.incentives.clauses.frames import definitions_of, frame_of
from assistant.incentives.clauses.grant_drafts import ClauseGrants, Limits
from assistant.incentives.clauses.grants import read_grants
from assistant.incentives.clauses.provisions import Provision, provisions_of
from assistant.incentives.clauses.sentences import Sentence, heading_of, sentences_of
from assistant.incentives.clauses.tier_tables import is_tier_table, table_rule
from assistant.incentives.records import (
    Beneficiary,
    BenefitRule,
    Condition,
    ExtractedPolicy,
    Formula,
    Quote,
    SharedCap,
)
from assistant.incentives.words import VOCABULARY
from assistant.records import Chunk
from assistant.text.labels import clause_labels
from assistant.text.phrases import phrases

EXTRACTION_VERSION = "5"
"""Raised when the same text is read differently: stored rules are then read anew."""

_BINDS = phrases(VOCABULARY.binds)
_LISTS_CONDITIONS = phrases(VOCABULARY.lists_conditions)


def extract_policy(document_id: str, title: str, chunks: Sequence[Chunk]) -> ExtractedPolicy:
    """The benefit rules of a document and what holds for all of them. Chunks are in order and of one document."""
    provisions = provisions_of(chunks)
    sentences = {id(provision): tuple(sentences_of(provision)) for provision in provisions}
    grants = {id(provision): read_grants(sentences[id(provision)]) for provision in provisions}
    definitions = definitions_of(provisions)
    conditions = {
        provision.label: _listed_conditions(provision, sentences[id(provision)])
        for provision in provisions
        if not grants[id(provision)].drafts and _LISTS_CONDITIONS.search(provision.text)
    }
    rules: list[BenefitRule] = []
    shared: list[SharedCap] = []
    for provision in provisions:
        found = grants[id(provision)]
        own = list(_rules(document_id, title, provision, found, definitions, conditions, rules))
        for limit in found.limits:
            cap = _shared_cap(provision, limit)
            own_limit = cap is None or not (clause_labels(limit.sentence.span.text) or _whole(limit))
            if len(own) == 1 and own_limit:
                own = [_capped(own[0], limit)]
            elif cap is not None:
                shared.append(cap)
        rules += own
    frame = frame_of(document_id, title, provisions, sentences)
    return ExtractedPolicy(replace(frame, shared_caps=tuple(shared)), tuple(rules))


def _rules(
    document_id: str,
    title: str,
    provision: Provision,
    found: ClauseGrants,
    definitions: dict[str, tuple[Condition, ...]],
    conditions: dict[str, tuple[Condition, ...]],
    earlier: Sequence[BenefitRule],
) -> Iterator[BenefitRule]:
    """The rules of one clause, numbered in it; where a label comes twice, as in a text with an appendix, the numbers run on."""
    first = sum(rule.source.clause == provision.label for rule in earlier)
    notes = tuple(
        provision.quote(sentence.span.start, sentence.span.end)
        for sentence in found.others
        if _BINDS.search(sentence.span.text)
    )
    made: list[BenefitRule] = []
    context = DraftContext(provision, heading_of(provision), title)
    if is_tier_table(provision):
        made.append(table_rule(provision, context, earlier))
    for number, draft in enumerate(found.drafts):
        before = found.drafts[number - 1] if number else None
        made.append(rule_of(context, draft, before))
    for number, rule in enumerate(made):
        added: list[Condition] = []
        for label, listed in conditions.items():
            if label in rule.source.text:
                added += listed
        for term, defined in definitions.items():
            if rule.beneficiary is Beneficiary.ENTERPRISE and any(
                re.search(rf"(?<!本区){term}", text)
                for text in (rule.source.text, *(condition.quote.text for condition in added))
            ):
                added += defined
        yield replace(
            rule,
            id=_rule_id(document_id, provision.label, first + number),
            document_id=document_id,
            conditions=without_doubles((*added, *rule.conditions)),
            notes=(*rule.notes, *notes),
        )


def _listed_conditions(provision: Provision, sentences: Sequence[Sentence]) -> tuple[Condition, ...]:
    spans = [
        span
        for sentence in sentences
        for span in sentence.segments
        if not phrases(VOCABULARY.conditions_follow).search(span.text) or len(span.text) > 24
    ]
    return read_conditions(provision, spans)


def _capped(rule: BenefitRule, limit: Limits) -> BenefitRule:
    """The rule with the ceilings of a sentence of its clause."""
    draft = limit.draft

    def narrowed(formula: Formula) -> Formula:
        return replace(
            formula,
            unit_cap=formula.unit_cap or draft.unit_cap,
            unit_cap_per=formula.unit_cap_per or draft.unit_cap_per,
            area_cap=formula.area_cap or draft.area_cap,
            yearly_cap=formula.yearly_cap or draft.yearly_cap,
            total_cap=formula.total_cap or (draft.caps[0] if draft.caps else None),
            months=formula.months or draft.months,
        )

    tiers = tuple(replace(tier, formula=with_term(draft, tier.label, narrowed(tier.formula))) for tier in rule.tiers)
    return replace(rule, tiers=tiers)


def _shared_cap(provision: Provision, limit: Limits) -> SharedCap | None:
    draft, text = limit.draft, limit.sentence.span.text
    amount: Decimal | None = draft.yearly_cap or (draft.caps[0] if draft.caps else None)
    if amount is None or not phrases(VOCABULARY.shares_a_limit).search(text):
        return None
    yearly = draft.yearly_cap is not None or "年度" in text
    articles = clause_labels(text) or (() if _whole(limit) else (provision.label,))
    quote: Quote = provision.quote(limit.sentence.span.start, limit.sentence.span.end)
    return SharedCap(amount, yearly, articles, quote)


def _whole(limit: Limits) -> bool:
    """Whether a limit speaks of the whole document."""
    return phrases(VOCABULARY.of_the_whole).search(limit.sentence.span.text) is not None


def _rule_id(document_id: str, label: str, number: int) -> str:
    return hashlib.sha256(f"{document_id}\x1f{label}\x1f{number}".encode()).hexdigest()[:16]
