"""``list_documents``: which documents there are, by kind, issuer, dates and validity."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, Field

from assistant import access
from assistant.errors import InvalidInput
from assistant.policies.citations import status_note
from assistant.policies.policy_list import form_of
from assistant.records import Clearance, DocumentInfo, DocumentKind, Principal, Status
from assistant.request_values import LARGEST, Day
from assistant.tools.tool import DatedArguments, Stores, Tool

_ORDER = (Status.IN_FORCE, Status.UNDATED, Status.UPCOMING, Status.AMENDED, Status.EXPIRED, Status.REPEALED)
_POLICY_ONLY = "有效期只对政策有意义"


class ListDocuments(DatedArguments):
    """Which documents."""

    kind: DocumentKind | None = Field(
        None,
        description="policy 政策、report 报告、listing 载体台账、opportunity 机会清单、guide 指南、other 其他；不写为全部 / default all",
    )
    words: str = Field(
        "",
        max_length=200,
        description="标题、文号、发文机关里的字，空格隔开的都要有 / words of title, number or issuer, all of them",
    )
    issuer: str = Field(
        "", max_length=300, description="发文机关，可以只写一部分 / issuing body, a part of its name will do"
    )
    form: str = Field("", max_length=20, description="文种，如 办法、通知、细则 / form of text")
    status: Status | None = Field(None, description="当天的效力 / validity on the day")
    issued_from: Day = Field(None, description="成文不早于 / issued on or after")
    issued_to: Day = Field(None, description="成文不晚于 / issued on or before")
    begins_from: Day = Field(None, description="施行不早于 / in force from this day or later")
    begins_to: Day = Field(None, description="施行不晚于 / in force from this day or earlier")
    expires_from: Day = Field(
        None, description="到期（有效期届满）不早于；今年到期写今年 1 月 1 日 / expires on or after"
    )
    expires_to: Day = Field(None, description="到期不晚于；今年到期写今年 12 月 31 日 / expires on or before")
    limit: int = Field(50, ge=1, le=500, description="最多几份 / at most so many")
    offset: int = Field(0, ge=0, le=LARGEST, description="跳过前几份 / skip so many")

    @property
    def by_expiry(self) -> bool:
        return self.expires_from is not None or self.expires_to is not None


class DocumentEntry(BaseModel):
    """一份文件。valid_to 已计入其他文件的延期；note 用一句话说明效力；replaced_by 是取代它的文件。"""

    source_id: str
    title: str
    document_number: str
    issuer: str
    kind: DocumentKind
    form: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    repealed_on: date | None
    status: Status
    note: str
    replaced_by: str
    clearance: Clearance

    @classmethod
    def of(cls, info: DocumentInfo, day: date, known: Mapping[str, DocumentInfo]) -> "DocumentEntry":
        """``known`` are the documents that the caller may see, by id."""
        successor = known.get(info.repealed_by or "")
        return cls(
            source_id=info.id,
            title=info.title,
            document_number=info.document_number,
            issuer=info.issuer,
            kind=info.kind,
            form=form_of(info.title) if info.kind is DocumentKind.POLICY else "",
            issued_on=info.issued_on,
            valid_from=access.first_day_of(info),
            valid_to=info.valid_to,
            repealed_on=info.repealed_on,
            status=access.document_status_on(info, day),
            note=status_note(info, day),
            replaced_by=f"《{successor.title}》" if successor is not None else "",
            clearance=info.clearance,
        )


class DocumentsListed(BaseModel):
    """total 是符合的总数，documents 是其中一页；问到期时按到期先后，否则现行有效的在前、新的在前。

    without_term 只在问到期时有：其他条件都符合、但没有写明有效期的政策有几份，它们没有列入。
    """

    as_of: date
    total: int
    documents: tuple[DocumentEntry, ...]
    without_term: int
    issuers: dict[str, int]
    statuses: dict[Status, int]


def list_documents(stores: Stores, asked: ListDocuments, principal: Principal) -> DocumentsListed:
    """Raises InvalidInput where ends of terms are asked of what is no policy."""
    if asked.by_expiry and asked.kind not in (None, DocumentKind.POLICY):
        raise InvalidInput(f"{_POLICY_ONLY}：kind 请写 policy 或不写")
    held = {info.id: info for info in stores.catalogue.all(principal)}
    chosen = [info for info in held.values() if _is_wanted(info, asked)]
    fitting = [info for info in chosen if not asked.by_expiry or _expires(info, asked)]
    fitting.sort(key=_by_expiry if asked.by_expiry else lambda info: _in_order(info, asked.day))
    entries = [DocumentEntry.of(info, asked.day, held) for info in fitting]
    return DocumentsListed(
        as_of=asked.day,
        total=len(entries),
        documents=tuple(entries[asked.offset : asked.offset + asked.limit]),
        without_term=_without_term(chosen, asked.day) if asked.by_expiry else 0,
        issuers=_counted([entry.issuer for entry in entries if entry.issuer]),
        statuses={status: count for status in _ORDER if (count := sum(e.status is status for e in entries))},
    )


def _is_wanted(info: DocumentInfo, asked: ListDocuments) -> bool:
    words = f"{info.title} {info.document_number} {info.issuer}".casefold()
    return (
        (asked.kind is None or info.kind is asked.kind)
        and all(word in words for word in asked.words.casefold().split())
        and asked.issuer.strip() in info.issuer
        and (not asked.form or form_of(info.title) == asked.form)
        and (asked.status is None or access.document_status_on(info, asked.day) is asked.status)
        and _between(info.issued_on, asked.issued_from, asked.issued_to)
        and _between(access.first_day_of(info), asked.begins_from, asked.begins_to)
    )


def _between(day: date | None, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two that are told; an unknown day lies between none."""
    if first is None and last is None:
        return True
    return day is not None and (first is None or day >= first) and (last is None or day <= last)


def _expires(info: DocumentInfo, asked: ListDocuments) -> bool:
    """Whether the term of a policy ends within the days asked for. One that was repealed before has no term to end."""
    if info.kind is not DocumentKind.POLICY or not _between(info.valid_to, asked.expires_from, asked.expires_to):
        return False
    return info.repealed_on is None or info.valid_to is None or info.repealed_on > info.valid_to


def _without_term(infos: Sequence[DocumentInfo], day: date) -> int:
    """Policies that are quoted as current and of which no end is known."""
    return sum(
        info.kind is DocumentKind.POLICY and info.valid_to is None and access.document_in_force(info, day)
        for info in infos
    )


def _by_expiry(info: DocumentInfo) -> tuple[int, int, str]:
    return (info.valid_to or date.max).toordinal(), 0, info.id


def _in_order(info: DocumentInfo, day: date) -> tuple[int, int, str]:
    began = access.first_day_of(info) or info.issued_on or date.min
    return _ORDER.index(access.document_status_on(info, day)), -began.toordinal(), info.id


def _counted(values: Sequence[str]) -> dict[str, int]:
    return {value: values.count(value) for value in sorted(set(values))}


LIST_DOCUMENTS = Tool(
    name="list_documents",
    title="列出文件",
    description="按类别、发文机关、文种、成文或施行日期、到期日期和效力列出文件，给出总数。例：哪些政策今年到期、某局今年发了什么、哪些已经废止。",
    english="List documents by kind, issuer, form, dates and validity, with the total: which policies expire this year, what an office has issued, what was repealed.",
    arguments=ListDocuments,
    result=DocumentsListed,
    work=list_documents,
)
