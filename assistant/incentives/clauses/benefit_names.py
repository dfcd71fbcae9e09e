"""What a grant is called, what it is for, and who receives it."""

import re
from dataclasses import dataclass

from assistant.incentives.clauses.grant_drafts import Draft
from assistant.incentives.clauses.provisions import Provision
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.records import Beneficiary, BenefitKind, Topic
from assistant.incentives.words import VOCABULARY, named
from assistant.text.phrases import phrases

_KINDS = {
    "补贴": BenefitKind.SUBSIDY,
    "奖励": BenefitKind.REWARD,
    "补助": BenefitKind.AID,
    "资助": BenefitKind.FUNDING,
    "贴息": BenefitKind.INTEREST,
    "抵扣": BenefitKind.VOUCHER,
    "津贴": BenefitKind.ALLOWANCE,
    "补偿": BenefitKind.COMPENSATION,
    "减免": BenefitKind.WAIVER,
    "免收": BenefitKind.WAIVER,
}
_NAME = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{0,8}}?{WORDS.any_of('names')})(?!{WORDS.any_of('no_name')})")
_NOT_IN_NAME = re.compile(rf".*{WORDS.any_of('before_a_name')}")
_OPERATORS = re.compile(rf"[\s；;]*{WORDS.any_of('operators')}")
"""Subjects with which the clauses on operators begin."""
_BEGINNING = re.compile(rf"^{WORDS.any_of('begins_a_condition')}+")
_FROM_A_FIGURE_ON = re.compile(r"(?:首次)?(?:达到|突破)\d.*$")
_BUYS = re.compile(rf"{WORDS.any_of('buys')}[^，]{{0,10}}{WORDS.any_of('bought')}")

_BENEFICIARIES = tuple((Beneficiary[name], pattern) for name, pattern in named(VOCABULARY.beneficiaries))
_ENTERPRISE = re.compile(rf"[\s　；;]*(?!.{{0,4}}创办)[\u4e00-\u9fff]{{0,6}}{WORDS.any_of('enterprise')}")


@dataclass(frozen=True, slots=True)
class DraftContext:
    """Where a grant stands."""

    provision: Provision
    heading: str
    title: str


def kind_of(draft: Draft) -> BenefitKind:
    """The last word of granting that is no rate's or standard's name."""
    words = [(draft.segment.text.rfind(word), word) for word in _KINDS if word in draft.segment.text]
    words = [(at, word) for at, word in words if not draft.segment.text[at + len(word) :].startswith(("比例", "标准"))]
    return _KINDS[max(words)[1]] if words else BenefitKind.SUPPORT


def name_of(context: DraftContext, draft: Draft, topic: Topic) -> str:
    """The clause's heading or the benefit's own name, else what it is granted for."""
    if context.heading and phrases((*VOCABULARY.aid, "支持")).search(context.heading) and topic is not Topic.RENT:
        return context.heading
    matches = [match["name"] for match in _NAME.finditer(draft.segment.text)]
    name = _NOT_IN_NAME.sub("", matches[-1]) if matches else str(kind_of(draft))
    if topic is Topic.RENT and "租" not in name:
        return f"租金{kind_of(draft)}"
    if len(name) > 2:
        return name
    words = next((span.text for span in reversed(draft.conditions) if len(span.text.strip()) > 3), context.heading)
    words = re.sub(r"^[\s　；;]+", "", words)
    words = _BEGINNING.sub("", words.strip("，；的 "))
    words = _FROM_A_FIGURE_ON.sub("", words)
    words = re.sub(r"[（(][^）)]*[)）]|的$", "", words)[:24].rstrip("的、，")
    return f"{words}{name}" if words else name


def topic_of(context: DraftContext, draft: Draft, beneficiary: Beneficiary) -> Topic:
    """The matter for which several policies pay, if it is one."""
    own = f"{''.join(span.text for span in draft.conditions)}{draft.segment.text}"
    if beneficiary is Beneficiary.PERSON:
        return Topic.NONE
    if "租金" in (draft.base or draft.segment.text) or (draft.per == "㎡·月" and "租" in own):
        return Topic.RENT
    if "装修" in draft.segment.text or "装修" in draft.base:
        return Topic.DECORATION
    if _BUYS.search(own):
        return Topic.PURCHASE
    if any(word in f"{draft.segment.text}{context.heading}" for word in ("落户", "开办")):
        return Topic.SETTLEMENT
    return Topic.NONE


def beneficiary_of(context: DraftContext, draft: Draft) -> Beneficiary:
    """Who receives it, by whom the clause names; enterprises where it names nobody in particular."""
    own = f"{draft.segment.text}，{''.join(span.text for span in draft.conditions)}"
    texts = (draft.segment.text, own, *(span.text for span in draft.conditions))
    counted = phrases(("给予[所在]企业",)).search(draft.segment.text) or any(
        _ENTERPRISE.match(span.text) for span in draft.conditions
    )
    for beneficiary, pattern in _BENEFICIARIES:
        if beneficiary is Beneficiary.PERSON and counted:
            continue  # paid to the enterprise for each person
        operates = beneficiary is Beneficiary.OPERATOR and any(_OPERATORS.match(text) for text in texts)
        if operates or any(pattern.search(text) for text in texts):
            return beneficiary
    if "人才" in context.title:
        return Beneficiary.PERSON
    return Beneficiary.ENTERPRISE
