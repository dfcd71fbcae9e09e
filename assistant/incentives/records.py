"""The frozen records of this room: what a clause grants (``BenefitRule``), under which conditions, and the rules of its document.

Amounts are Decimal yuan, rates Decimal shares (``0.3`` for 30 %), areas m², periods months. Every element carries the words it was
read from (``Quote``), which stand verbatim in the named chunk.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, cast

from pydantic import TypeAdapter


class BenefitKind(StrEnum):
    """What is granted, in the clause's own word."""

    SUBSIDY = "补贴"
    REWARD = "奖励"
    AID = "补助"
    FUNDING = "资助"
    INTEREST = "贴息"
    VOUCHER = "抵扣"
    WAIVER = "减免"
    ALLOWANCE = "津贴"
    COMPENSATION = "补偿"
    SUPPORT = "支持"


class Beneficiary(StrEnum):
    """Who receives it."""

    ENTERPRISE = "企业"
    OPERATOR = "运营机构"
    AGENCY = "服务机构"
    ORGANISER = "举办单位"
    PERSON = "个人"


class Topic(StrEnum):
    """Matters for which several policies pay: only one of them is paid for the same matter."""

    RENT = "办公、生产用房租金"
    PURCHASE = "购置、建设用房"
    DECORATION = "装修改造"
    SETTLEMENT = "落户开办"
    NONE = ""


class Trait(StrEnum):
    """What an enterprise is or has, told by words rather than by a figure."""

    NEWCOMER = "到区情况"
    OWNERSHIP = "投资性质"
    INDUSTRY = "行业"
    HEADQUARTERS = "总部认定"
    QUALIFICATION = "资质称号"
    LOCATION = "所在园区"
    ACTIVITY = "用房和投入方式"


class Operator(StrEnum):
    """How a figure is compared."""

    AT_LEAST = "≥"
    MORE_THAN = ">"
    LESS_THAN = "<"
    AT_MOST = "≤"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a clause: ``text`` is ``chunk.text[start:end]`` of the chunk; ``clause`` is the address (第八条)."""

    text: str
    clause: str
    chunk_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureCondition:
    """``measure`` (营业收入 …) compared with a figure in ``unit``: 元, 美元, ㎡, 人, 个月, ``比例`` for shares, or the clause's own unit."""

    measure: str
    operator: Operator
    figure: Decimal
    unit: str
    quote: Quote
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class TraitCondition:
    """One of ``values`` must hold."""

    trait: Trait
    values: tuple[str, ...]
    quote: Quote
    kind: Literal["trait"] = "trait"


@dataclass(frozen=True, slots=True)
class TextCondition:
    """What could not be typed: a person has to judge it."""

    quote: Quote
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several ways suffices (…，或者…); all conditions of a way must hold."""

    options: tuple[tuple[FigureCondition | TraitCondition | TextCondition, ...], ...]
    quote: Quote
    kind: Literal["any"] = "any"


Condition = FigureCondition | TraitCondition | TextCondition | AnyOf


@dataclass(frozen=True, slots=True)
class Formula:
    """How an amount comes about: ``rates`` of ``base``, or ``amount`` (``per`` unit of ``base``).

    ``rates`` has one entry, or one for each year. ``base`` is the measure that is multiplied ("" for a fixed sum), ``per`` its unit
    (㎡, ㎡·月, 人·月, 家 …). ``currency`` is 元, or 美元 where the base is in dollars. ``unit_cap`` limits what is paid for one ``unit_cap_per``
    (㎡·月); ``area_cap`` the m² that count; ``yearly_cap`` and ``total_cap`` are yuan. ``months`` is the longest term, None where it is not
    said. ``yearly`` is true where the sum comes every year. ``up_to`` is true where the clause names only a ceiling (给予最高…).
    """

    base: str = ""
    rates: tuple[Decimal, ...] = ()
    amount: Decimal | None = None
    per: str = ""
    currency: str = "元"
    unit_cap: Decimal | None = None
    unit_cap_per: str = ""
    area_cap: Decimal | None = None
    yearly_cap: Decimal | None = None
    total_cap: Decimal | None = None
    months: int | None = None
    yearly: bool = False
    up_to: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """One line of a benefit: its own conditions and its formula. A benefit without tiers has one with no label."""

    label: str
    conditions: tuple[Condition, ...]
    formula: Formula
    quote: Quote


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What replaces parts of the formula where a further condition holds: a ``rate``, a ``factor`` on the whole, a ``total_cap``."""

    conditions: tuple[Condition, ...]
    quote: Quote
    rate: Decimal | None = None
    factor: Decimal | None = None
    total_cap: Decimal | None = None
    yearly_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BenefitRule:
    """One benefit of one clause. ``id`` stays the same while the benefit keeps its place in its clause.

    ``source`` is the sentence that grants it. ``notes`` are sentences that bind whoever receives it (分期拨付, 不得转租, 补足差额 …).
    """

    id: str
    document_id: str
    name: str
    kind: BenefitKind
    topic: Topic
    beneficiary: Beneficiary
    source: Quote
    tiers: tuple[Tier, ...]
    conditions: tuple[Condition, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    notes: tuple[Quote, ...] = ()


class StackingKind(StrEnum):
    """How benefits exclude each other."""

    HIGHEST = "就高不重复"
    CHOOSE_ONE = "择一享受"
    EXCLUDES = "不重复享受"


@dataclass(frozen=True, slots=True)
class StackingRule:
    """A sentence on what is not granted twice. ``articles`` are the own clauses it names, ``others`` words of the policies it names,
    ``topics`` the matters it names; all empty where it speaks of anything of the same kind."""

    kind: StackingKind
    quote: Quote
    articles: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedCap:
    """A limit on what one enterprise gets together under ``articles`` (empty: under the whole document), a year or in all."""

    amount: Decimal
    yearly: bool
    articles: tuple[str, ...]
    quote: Quote


@dataclass(frozen=True, slots=True)
class PolicyFrame:
    """What holds for every benefit of a document: ``scope`` and ``general`` conditions, what excludes what, common limits, who explains and
    decides, how to apply."""

    document_id: str
    scope: tuple[Condition, ...] = ()
    general: tuple[Condition, ...] = ()
    stacking: tuple[StackingRule, ...] = ()
    shared_caps: tuple[SharedCap, ...] = ()
    deciders: tuple[Quote, ...] = ()
    procedure: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedPolicy:
    """All that was read of one document."""

    frame: PolicyFrame
    rules: tuple[BenefitRule, ...]


_RULE = TypeAdapter(BenefitRule)
_FRAME = TypeAdapter(PolicyFrame)


def rule_to_json(rule: BenefitRule) -> dict[str, object]:
    """JSON values of a rule."""
    return cast(dict[str, object], _RULE.dump_python(rule, mode="json"))


def rule_from_json(value: dict[str, object]) -> BenefitRule:
    """The rule that JSON values describe."""
    return _RULE.validate_python(value)


def frame_to_json(frame: PolicyFrame) -> dict[str, object]:
    """JSON values of a frame."""
    return cast(dict[str, object], _FRAME.dump_python(frame, mode="json"))


def frame_from_json(value: dict[str, object]) -> PolicyFrame:
    """The frame that JSON values describe."""
    return _FRAME.validate_python(value)
