"""Which dates and links of held policies a person should look at, the most needed first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from assistant.access import document_in_force, first_day_of
from assistant.policies.validity import is_trial
from assistant.records import Confidence, DocumentInfo, DocumentKind, Fact
from assistant.text.lists import members

TWIN_SUBJECT = "twin"
DATE_SUBJECTS = ("issued_on", "valid_from", "valid_to", "edition_from")
_ORIGINS = ("admin", "option", "manifest", "index", "text", "file")


class Need(IntEnum):
    """Why something is to be looked at, the most urgent first."""

    CONFLICT = 0
    MISSING = 1
    AMBIGUOUS = 2
    UNSURE = 3
    EXPIRING = 4
    NOT_HELD = 5
    PART_ONLY = 6
    TWIN = 7
    """Another held document has this title and number, or these words."""


NEED_NAMES = {
    Need.CONFLICT: "说法不一",
    Need.MISSING: "缺少日期",
    Need.AMBIGUOUS: "所指文件不唯一",
    Need.UNSURE: "把握不大",
    Need.EXPIRING: "即将到期",
    Need.NOT_HELD: "所指文件未入库",
    Need.PART_ONLY: "部分条款停止执行",
    Need.TWIN: "与另一份重复",
}


@dataclass(frozen=True, slots=True)
class LinkedName:
    """Another document that a text repeals or extends: as named, the sentence, the titles of the held ones it may mean, and what of it (all, or
    the clauses named)."""

    named: str
    sentence: str
    held: tuple[str, ...]
    clauses: str = ""
    extends: bool = False
    unnamed: bool = False
    """Whether the text only describes it (此前出台的楼宇扶持政策)."""

    @property
    def subject(self) -> str:
        """What a confirmation of it is kept under."""
        return f"{'extends' if self.extends else 'repeals'}:{self.named}"[:250]


@dataclass(frozen=True, slots=True)
class HeldValidity:
    """What is known of the validity of one held policy. ``confirmed`` gives the value that was confirmed for each subject; ``twins`` are the
    files of other held documents under its title and number, or of its words."""

    info: DocumentInfo
    facts: tuple[Fact, ...]
    links: tuple[LinkedName, ...]
    confirmed: dict[str, str]
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing to look at. ``value`` is what counts now ("" for none), ``facts`` all that was said of it, the one that counts first;
    ``remark`` says in Chinese what the matter is."""

    need: Need
    info: DocumentInfo
    subject: str
    value: str
    remark: str
    evidence: str = ""
    confidence: Confidence = Confidence.HIGH
    facts: tuple[Fact, ...] = ()


def confirmation_queue(held: Iterable[HeldValidity], today: date, expiring_days: int) -> tuple[QueueItem, ...]:
    """Everything that is not confirmed as it is, sorted by need, then by the day it concerns."""
    items: list[QueueItem] = []
    for document in held:
        if document.info.kind is DocumentKind.POLICY:
            found = [*_dates(document, today, expiring_days), *_links(document), *_twins(document)]
            items += [item for item in found if document.confirmed.get(item.subject) != item.value]
    return tuple(sorted(items, key=lambda item: (item.need, item.value or "0", item.info.title, item.subject)))


def value_of(info: DocumentInfo, subject: str) -> str:
    """What counts now for a date of a document, "" for none."""
    day = {
        "issued_on": info.issued_on,
        "valid_from": info.valid_from,
        "valid_to": info.valid_to,
        "edition_from": info.edition_from,
    }[subject]
    return day.isoformat() if day is not None else ""


def _dates(held: HeldValidity, today: date, expiring_days: int) -> Iterable[QueueItem]:
    info = held.info
    for subject in DATE_SUBJECTS:
        facts = tuple(sorted((fact for fact in held.facts if fact.field == subject), key=_authority))
        value = value_of(info, subject)
        best = facts[0] if facts else None
        said = {fact.value for fact in facts if fact.value and fact.origin != "file"}
        if best is not None and best.origin != "admin" and len(said) > 1:
            yield _item(Need.CONFLICT, held, subject, value, facts, _differing(facts))
        elif best is not None and best.origin == "admin":
            if subject == "valid_to" and _expiring(info, today, expiring_days):
                yield _item(Need.EXPIRING, held, subject, value, facts, _days_left(info, today))
        elif subject == "valid_from" and not value:
            yield _item(Need.MISSING, held, subject, "", facts, "没有读出施行日期，按待确认处理")
        elif subject == "valid_to" and not value and is_trial(info.title):
            yield _item(Need.MISSING, held, subject, "", facts, "试行、暂行文件没有写有效期")
        elif best is not None and subject != "issued_on" and best.confidence is not Confidence.HIGH:
            yield _item(Need.UNSURE, held, subject, value, facts, best.working or "不是结尾条款写明的日期")
        elif subject == "valid_to" and _expiring(info, today, expiring_days):
            yield _item(Need.EXPIRING, held, subject, value, facts, _days_left(info, today))


def _links(held: HeldValidity) -> Iterable[QueueItem]:
    for link in held.links:
        verb = "延长有效期的" if link.extends else "废止的"
        if len(link.held) > 1:
            remark = f"{verb}{link.named}可能指{len(link.held)}份文件：{'、'.join(link.held)}"
            yield _link(Need.AMBIGUOUS, held, link, remark)
        elif not link.held:
            unnamed = (
                "，没有写明是哪份文件；请找到后更正其失效日期"
                if link.unnamed
                else "没有入库；如已入库，请核对标题和文号"
            )
            yield _link(Need.NOT_HELD, held, link, f"{verb}{link.named}{unnamed}")
        elif link.clauses and not all(part.endswith("条") for part in members(link.clauses)):
            yield _link(Need.PART_ONLY, held, link, f"{link.named}的{link.clauses}停止执行，款、项不能自动标记，请核对")


def _twins(held: HeldValidity) -> Iterable[QueueItem]:
    if held.twins:
        named = "、".join(held.twins)
        remark = (
            f"标题和文号或正文与{named}相同或几乎相同；施行或入库较晚的为准，请核对后删去多余的一份，或更正标题、文号"
        )
        yield QueueItem(Need.TWIN, held.info, TWIN_SUBJECT, named, remark)


def _link(need: Need, held: HeldValidity, link: LinkedName, remark: str) -> QueueItem:
    return QueueItem(need, held.info, link.subject, "、".join(link.held), remark, link.sentence)


def _item(need: Need, held: HeldValidity, subject: str, value: str, facts: Sequence[Fact], remark: str) -> QueueItem:
    best = facts[0] if facts else None
    evidence = best.evidence if best is not None else ""
    confidence = best.confidence if best is not None else Confidence.LOW
    return QueueItem(need, held.info, subject, value, remark, evidence, confidence, tuple(facts))


def _differing(facts: Sequence[Fact]) -> str:
    return "几处说法不一：" + "；".join(f"{ORIGIN_NAMES[fact.origin]}为{fact.value}" for fact in facts if fact.value)


def _expiring(info: DocumentInfo, today: date, days: int) -> bool:
    begun = first_day_of(info)
    running = document_in_force(info, today) and begun is not None
    return running and info.valid_to is not None and info.valid_to <= today + timedelta(days=days)


def _days_left(info: DocumentInfo, today: date) -> str:
    left = (info.valid_to - today).days if info.valid_to is not None else 0
    return f"还有{left}天到期，请确认是否延期" if left else "今天到期，请确认是否延期"


def _authority(fact: Fact) -> int:
    return _ORIGINS.index(fact.origin)


ORIGIN_NAMES = {
    "admin": "人工更正",
    "option": "上传时指定",
    "manifest": "清单",
    "index": "网页索引信息",
    "text": "正文",
    "file": "文件属性",
}
