"""The list of policies with their validity on a day, filtered and counted."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import defer

from assistant import access
from assistant.contract.policies import PolicySubjects
from assistant.database import Database
from assistant.documents.reading import document_info
from assistant.documents.tables import DocumentRow
from assistant.policies.titles import kind_of, plain_title
from assistant.records import DocumentInfo, DocumentKind, Principal, Status

_ORDER = (Status.IN_FORCE, Status.UNDATED, Status.UPCOMING, Status.AMENDED, Status.EXPIRED, Status.REPEALED)
OTHER_FORM = "其他"
ANY_INDUSTRY = "不限行业"
_NO_SUBJECTS = PolicySubjects()


@dataclass(frozen=True, slots=True)
class PolicyFilter:
    """What to list; "" and None leave a filter open. ``form`` is the kind of text (办法, 通知 …), ``text`` words of title, 文号 or issuer, ``theme`` what
    is paid for, ``industry`` one that is named, or ``ANY_INDUSTRY``."""

    form: str = ""
    issuer: str = ""
    status: Status | None = None
    text: str = ""
    theme: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class ListedPolicy:
    """A policy as the list shows it; ``successor`` is what replaced it, as far as the caller may see it."""

    info: DocumentInfo
    form: str
    status: Status
    successor: DocumentInfo | None = None
    subjects: PolicySubjects = _NO_SUBJECTS

    @property
    def industries(self) -> tuple[str, ...]:
        """Those that it names; of what names none, that it is for any."""
        return self.subjects.industries or (ANY_INDUSTRY,)


@dataclass(frozen=True, slots=True)
class PolicyList:
    """One page of the list and how many match in all. Each facet counts what its filter could choose, the other filters applied."""

    policies: tuple[ListedPolicy, ...]
    total: int
    forms: Mapping[str, int]
    issuers: Mapping[str, int]
    statuses: Mapping[Status, int]
    themes: Mapping[str, int]
    industries: Mapping[str, int]


def list_policies(
    database: Database,
    principal: Principal,
    day: date,
    wanted: PolicyFilter,
    limit: int = 50,
    offset: int = 0,
    subjects: Mapping[str, PolicySubjects] | None = None,
) -> PolicyList:
    """The policies that the caller may see: what is in force first, the newest first. ``subjects`` tells by document what they are about."""
    policies = _visible(database, principal, day, subjects or {})
    found = sorted((policy for policy in policies if _matches(policy, wanted)), key=_place_in_list)

    def counted(without: PolicyFilter, keys: Callable[[ListedPolicy], Sequence[str]]) -> dict[str, int]:
        counts = Counter(key for policy in policies if _matches(policy, without) for key in keys(policy))
        return dict(counts.most_common())

    by_status = counted(replace(wanted, status=None), lambda policy: (policy.status,))
    return PolicyList(
        policies=tuple(found[offset : offset + limit]),
        total=len(found),
        forms=counted(replace(wanted, form=""), lambda policy: (policy.form,)),
        issuers=counted(replace(wanted, issuer=""), lambda policy: (policy.info.issuer,)),
        statuses={status: by_status[status] for status in _ORDER if status in by_status},
        themes=counted(replace(wanted, theme=""), lambda policy: policy.subjects.themes),
        industries=counted(replace(wanted, industry=""), lambda policy: policy.industries),
    )


def listed(database: Database, principal: Principal, day: date, info: DocumentInfo) -> ListedPolicy:
    """One document as the list shows it."""
    with database.session() as session:
        row = session.get(DocumentRow, info.repealed_by) if info.repealed_by else None
        successor = document_info(row) if row is not None else None
    visible = successor is not None and access.may_see_document(principal, successor)
    return ListedPolicy(info, form_of(info.title), access.document_status_on(info, day), successor if visible else None)


def form_of(title: str) -> str:
    """The kind of text that a title names: 条例, 办法, 通知; 其他 when it names none."""
    return kind_of(title) or OTHER_FORM


def comparable(database: Database, principal: Principal, info: DocumentInfo) -> tuple[DocumentInfo, ...]:
    """What a document is worth comparing with: its other editions, what replaced it and what it replaced, the newest first."""
    title = plain_title(info.title)
    related = [
        other
        for other in _infos(database, principal)
        if other.id != info.id
        and (plain_title(other.title) == title or other.repealed_by == info.id or info.repealed_by == other.id)
    ]
    return tuple(sorted(related, key=_newest_first))


def _visible(
    database: Database, principal: Principal, day: date, subjects: Mapping[str, PolicySubjects]
) -> list[ListedPolicy]:
    infos = _infos(database, principal)
    by_id = {info.id: info for info in infos}
    return [
        ListedPolicy(
            info,
            form_of(info.title),
            access.document_status_on(info, day),
            by_id.get(info.repealed_by or ""),
            subjects.get(info.id, _NO_SUBJECTS),
        )
        for info in infos
    ]


def _infos(database: Database, principal: Principal) -> list[DocumentInfo]:
    query = select(DocumentRow).where(DocumentRow.kind == DocumentKind.POLICY).options(defer(DocumentRow.text))
    with database.session() as session:
        infos = [document_info(row) for row in session.scalars(query)]
    return [info for info in infos if access.may_see_document(principal, info)]


def _matches(policy: ListedPolicy, wanted: PolicyFilter) -> bool:
    info = policy.info
    words = f"{info.title} {info.document_number} {info.issuer}".casefold()
    return (
        (not wanted.form or policy.form == wanted.form)
        and (not wanted.issuer or info.issuer == wanted.issuer)
        and (wanted.status is None or policy.status is wanted.status)
        and (not wanted.theme or wanted.theme in policy.subjects.themes)
        and (not wanted.industry or wanted.industry in policy.industries)
        and all(word in words for word in wanted.text.casefold().split())
    )


def _place_in_list(policy: ListedPolicy) -> tuple[int, tuple[int, str]]:
    return _ORDER.index(policy.status), _newest_first(policy.info)


def _newest_first(info: DocumentInfo) -> tuple[int, str]:
    began = access.first_day_of(info) or info.issued_on or date.min
    return -began.toordinal(), info.title
