"""What holds for a whole document: whom it is for, what its terms mean, what excludes what, who decides, how to apply."""

import re
from collections.abc import Mapping, Sequence

from assistant.incentives.clauses.conditions import read_conditions
from assistant.incentives.clauses.provisions import Provision
from assistant.incentives.clauses.sentences import Sentence, Span
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.records import (
    Condition,
    FigureCondition,
    PolicyFrame,
    Quote,
    StackingKind,
    StackingRule,
    TextCondition,
    Topic,
    Trait,
    TraitCondition,
)
from assistant.incentives.traits import FOREIGN, HEADQUARTERS, industries_in
from assistant.incentives.words import VOCABULARY, named
from assistant.text.labels import clause_labels
from assistant.text.phrases import phrases

_SCOPE = phrases(VOCABULARY.scope)
_DEFINITION = re.compile(r"所称(?:的)?(?P<term>[^，（(]{2,12})(?:[（(][^)）]*[)）])?，?是指")
_CREDIT = phrases(VOCABULARY.credit)
_STACKING = phrases(VOCABULARY.stacking)
_DECIDES = phrases(VOCABULARY.decides)
_APPLIES = phrases(VOCABULARY.applies)
_TOPICS = tuple((Topic[name], pattern) for name, pattern in named(VOCABULARY.topics))
_POLICY_WORDS = re.compile(
    rf"(?P<names>(?:[\u4e00-\u9fff]{{2,8}}、)*[\u4e00-\u9fff]{{2,8}}?)(?:等)?{WORDS.any_of('policies')}"
)
_NOT_A_POLICY = re.compile(rf"^.*{WORDS.any_of('before_a_policy')}|{WORDS.any_of('no_policy')}$")
_MOST_PROCEDURE = 4


def frame_of(
    document_id: str,
    title: str,
    provisions: Sequence[Provision],
    sentences: Mapping[int, tuple[Sentence, ...]],
) -> PolicyFrame:
    """The frame of a document, its common limits still to be added."""
    stacking: list[StackingRule] = []
    deciders: list[Quote] = []
    procedure: list[Quote] = []
    general: list[Condition] = []
    for number, provision in enumerate(provisions):
        for sentence in sentences[id(provision)]:
            quote = provision.quote(sentence.span.start, sentence.span.end)
            text = quote.text
            if _STACKING.search(text):
                stacking.append(_stacking(text, quote, provision.label))
            if _DECIDES.search(text):
                deciders.append(quote)
            elif _APPLIES.search(text) and len(procedure) < _MOST_PROCEDURE:
                procedure.append(quote)
            if number < 6 and _CREDIT.search(text):
                general.append(TextCondition(quote))
    return PolicyFrame(
        document_id=document_id,
        scope=_scope(title, provisions),
        general=tuple(general),
        stacking=tuple(stacking),
        deciders=tuple(deciders),
        procedure=tuple(procedure),
    )


def definitions_of(provisions: Sequence[Provision]) -> dict[str, tuple[Condition, ...]]:
    """Terms (新引进企业) with the conditions that their definitions set."""
    found: dict[str, tuple[Condition, ...]] = {}
    for provision in provisions:
        for match in _DEFINITION.finditer(provision.text):
            stop = provision.text.find("。", match.end())
            end = stop if stop >= 0 else len(provision.text)
            span = Span(match.end(), end, provision.text[match.end() : end])
            conditions = tuple(
                condition
                for condition in read_conditions(provision, [span])
                if not isinstance(condition, TextCondition)
            )
            if conditions:
                found[match["term"]] = conditions
    return found


def _scope(title: str, provisions: Sequence[Provision]) -> tuple[Condition, ...]:
    """Whom the document is for: its clause on that says so; the title alone where it has none."""
    for provision in provisions[:6]:
        match = _SCOPE.search(provision.text)
        if match is None:
            continue
        stop = provision.text.find("。", match.end())
        quote = provision.quote(provision.body_start, stop + 1 if stop >= 0 else len(provision.text))
        found = _scope_traits(f"{quote.text}", title, quote)
        figures = [
            condition
            for condition in read_conditions(
                provision, [Span(match.start(), stop, provision.text[match.start() : stop])]
            )
            if isinstance(condition, FigureCondition) and "面积" not in condition.measure
        ]
        if found:
            return (*found, *figures)
    first = provisions[0].quote(provisions[0].body_start, len(provisions[0].text)) if provisions else None
    return _scope_traits("", title, first) if first else ()


def _scope_traits(text: str, title: str, quote: Quote) -> tuple[Condition, ...]:
    industries = industries_in(title) or (industries_in(text) if "从事" in text or "机构" in text else ())
    if "外商投资" in title or ("适用于" in text and "外商投资企业" in text):
        return (TraitCondition(Trait.OWNERSHIP, (FOREIGN,), quote),)
    if "总部" in title or "总部企业" in text:
        return (TraitCondition(Trait.HEADQUARTERS, (HEADQUARTERS,), quote),)
    if industries:
        return (TraitCondition(Trait.INDUSTRY, industries, quote),)
    return ()


def _stacking(text: str, quote: Quote, own: str) -> StackingRule:
    kind = StackingKind.EXCLUDES
    if "就高" in text or "最高" in text:
        kind = StackingKind.HIGHEST
    elif phrases(VOCABULARY.chooses).search(text):
        kind = StackingKind.CHOOSE_ONE
    topics = tuple(topic for topic, pattern in _TOPICS if pattern.search(text))
    others = [
        _NOT_A_POLICY.sub("", name) for match in _POLICY_WORDS.finditer(text) for name in match["names"].split("、")
    ]
    named = tuple(dict.fromkeys(name for name in others if len(name) >= 2))
    articles = tuple(label for label in clause_labels(text) if label != own)
    if "前款" in text and not articles:
        articles = (own,)
    return StackingRule(kind, quote, articles, named, topics)
