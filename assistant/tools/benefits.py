"""``work_out_benefits`` for one enterprise, and ``list_benefits``: all that is granted on a theme, to whom, with the amounts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from assistant.access import CURRENT, clause_status_on
from assistant.contract.worksheets import Worksheet
from assistant.incentives.languages import CHINESE
from assistant.incentives.records import Beneficiary, BenefitKind, PolicyFrame, Tier
from assistant.incentives.store import RuleBook, StoredRule
from assistant.incentives.wording import adjustment_line, formula_line
from assistant.incentives.worksheets.json_form import worksheet_of
from assistant.incentives.worksheets.worksheet_request import WorksheetRequest
from assistant.records import DocumentKind, Principal
from assistant.request_values import LARGEST
from assistant.retrieval.everyday import official_words
from assistant.retrieval.segmentation import segmenter
from assistant.tools.sources import Source, document_called
from assistant.tools.tool import DatedArguments, Stores, Tool

_CLAUSES_NEAR = 12


class ListBenefits(DatedArguments):
    """Which benefits."""

    theme: str = Field(
        "", max_length=200, description="主题，如 租金、人才、研发、上市、装修；不写为全部 / theme; empty: all"
    )
    kind: BenefitKind | None = Field(None, description="支持方式 / how it is granted")
    beneficiary: Beneficiary | None = Field(None, description="给谁 / to whom")
    document: str = Field("", max_length=300, description="只看一份文件：标题、文号或编号 / of this document only")
    lapsed: bool = Field(False, description="也列出当天无效的 / those not in force too")
    limit: int = Field(50, ge=1, le=200, description="最多几项 / at most so many")
    offset: int = Field(0, ge=0, le=LARGEST, description="跳过前几项 / skip so many")


class BenefitTier(BaseModel):
    """一档。formula 是比例、金额、上限和期限，未经工作人员确认的为空，以 source.quote 的原文为准。"""

    label: str
    conditions: tuple[str, ...]
    formula: str
    rates: tuple[Decimal, ...]
    amount_yuan: Decimal | None
    yearly_cap_yuan: Decimal | None
    total_cap_yuan: Decimal | None
    months: int | None
    source: Source


class GrantedBenefit(BaseModel):
    """一项补贴、奖励等。whom 是享受对象和条件，adjustments 是可以提高的情形，notes 是限制；source.quote 是给予它的原文。"""

    id: str
    name: str
    kind: BenefitKind
    topic: str
    beneficiary: Beneficiary
    whom: tuple[str, ...]
    tiers: tuple[BenefitTier, ...]
    adjustments: tuple[str, ...]
    notes: tuple[Source, ...]
    confirmed: bool
    note: str
    source: Source


class BenefitsListed(BaseModel):
    """total 是全部项数，benefits 是其中一页，按文件和条序。

    found_by：words 条文里有主题的字；meaning 没有一条写着这些字，列出的是意思最近的条文里的；all 没有写主题。
    """

    as_of: date
    total: int
    found_by: Literal["words", "meaning", "all"]
    benefits: tuple[GrantedBenefit, ...]


def work_out_benefits(stores: Stores, asked: WorksheetRequest, principal: Principal) -> Worksheet:
    """Raises InvalidInput where nothing of an enterprise is told."""
    return worksheet_of(stores.worksheets.make(asked.read(), principal, asked.day(), asked.words()))


def list_benefits(stores: Stores, asked: ListBenefits, principal: Principal) -> BenefitsListed:
    """Raises NotFound for an unknown document, InvalidInput where its name may mean several."""
    book = stores.benefit_rules.book(principal)
    only = document_called(stores.clause_finder, asked.document, principal, asked.day).id if asked.document else None
    rules = [
        stored
        for stored in book.rules
        if stored.state != "rejected"
        and stored.rule.source.chunk_id in book.chunks
        and (asked.kind is None or stored.rule.kind is asked.kind)
        and (asked.beneficiary is None or stored.rule.beneficiary is asked.beneficiary)
        and (only is None or stored.document.id == only)
        and (asked.lapsed or clause_status_on(stored.document, stored.rule.source.clause, asked.day) in CURRENT)
    ]
    chosen, found_by = _on_theme(rules, book, stores, asked, principal)
    return BenefitsListed(
        as_of=asked.day,
        total=len(chosen),
        found_by=found_by,
        benefits=tuple(
            _granted(stored, book, asked.day) for stored in chosen[asked.offset : asked.offset + asked.limit]
        ),
    )


def _on_theme(
    rules: Sequence[StoredRule], book: RuleBook, stores: Stores, asked: ListBenefits, principal: Principal
) -> tuple[list[StoredRule], Literal["words", "meaning", "all"]]:
    """The rules whose words hold every word of the theme, in itself or as officials put it; where there are none, those of the nearest clauses."""
    words = list(dict.fromkeys(segmenter().pieces(asked.theme.strip()))) or asked.theme.split()
    words = [word for word in words if any(sign.isalnum() for sign in word)]
    if not words:
        return list(rules), "all"
    said = [stored for stored in rules if _holds(stored, book, words)]
    if said:
        return said, "words"
    near = stores.retriever.search(
        asked.theme, principal, asked.day, _CLAUSES_NEAR, document_kinds=frozenset({DocumentKind.POLICY})
    )
    clauses = {(hit.chunk.document.id, hit.chunk.passage.clause) for hit in near.hits}
    meant = [stored for stored in rules if (stored.document.id, stored.rule.source.clause) in clauses]
    return meant, "meaning"


def _holds(stored: StoredRule, book: RuleBook, words: Sequence[str]) -> bool:
    rule = stored.rule
    quotes = [rule.source, *(tier.quote for tier in rule.tiers)]
    above = (stored.document.title, book.chunks[rule.source.chunk_id].passage.heading)
    texts = [rule.name, rule.kind, rule.topic, *above, *(quote.text for quote in quotes), *_whom(stored, book)]
    text = " ".join(texts).casefold()
    return all(any(form.casefold() in text for form in (word, *official_words(word))) for word in words)


def _whom(stored: StoredRule, book: RuleBook) -> tuple[str, ...]:
    frame = book.frames.get(stored.document.id, PolicyFrame(stored.document.id))
    conditions = (*frame.scope, *stored.rule.conditions)
    return tuple(dict.fromkeys(CHINESE.condition(condition) for condition in conditions))


def _granted(stored: StoredRule, book: RuleBook, day: date) -> GrantedBenefit:
    rule = stored.rule
    return GrantedBenefit(
        id=rule.id,
        name=rule.name,
        kind=rule.kind,
        topic=rule.topic,
        beneficiary=rule.beneficiary,
        whom=_whom(stored, book),
        tiers=tuple(_tier(tier, stored, book, day) for tier in rule.tiers),
        adjustments=tuple(adjustment_line(item) for item in rule.adjustments) if stored.confirmed else (),
        notes=tuple(
            Source.of_quote(quote, book.chunks[quote.chunk_id], day)
            for quote in rule.notes
            if quote.chunk_id in book.chunks
        ),
        confirmed=stored.confirmed,
        note="" if stored.confirmed else CHINESE.say("unconfirmed"),
        source=Source.of_quote(rule.source, book.chunks[rule.source.chunk_id], day),
    )


def _tier(tier: Tier, stored: StoredRule, book: RuleBook, day: date) -> BenefitTier:
    """A tier; what was read of its figures only where staff have confirmed it."""
    formula = tier.formula if stored.confirmed else None
    quote = tier.quote if tier.quote.chunk_id in book.chunks else stored.rule.source
    return BenefitTier(
        label=tier.label,
        conditions=tuple(CHINESE.condition(condition) for condition in tier.conditions),
        formula=formula_line(formula) if formula else "",
        rates=formula.rates if formula else (),
        amount_yuan=formula.amount if formula else None,
        yearly_cap_yuan=formula.yearly_cap if formula else None,
        total_cap_yuan=formula.total_cap if formula else None,
        months=formula.months if formula else None,
        source=Source.of_quote(quote, book.chunks[quote.chunk_id], day),
    )


WORK_OUT_BENEFITS = Tool(
    name="work_out_benefits",
    title="测算能享受的政策",
    description="按一家企业的情况逐项核对条件、按条文公式测算金额，列出还缺什么、哪些不能同时享受。金额单位元，面积 ㎡；只有工作人员确认过的条目给出金额。",
    english="Work out for one enterprise which benefits it meets, with the arithmetic, what is missing and what excludes each other. Yuan and m²; amounts only for entries that staff have confirmed.",
    arguments=WorksheetRequest,
    result=Worksheet,
    work=work_out_benefits,
)
LIST_BENEFITS = Tool(
    name="list_benefits",
    title="列出补贴奖励",
    description="列出一个主题下的全部补贴、奖励、贴息等：给谁、什么条件、多少钱、出自哪一条，给出总项数。问“都有哪些补贴”时用它；问某家企业能拿多少用 work_out_benefits。",
    english="List everything granted on a theme: to whom, under which conditions, how much, from which article, with the total. For what one enterprise gets use work_out_benefits.",
    arguments=ListBenefits,
    result=BenefitsListed,
    work=list_benefits,
)
