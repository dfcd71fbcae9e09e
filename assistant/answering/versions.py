"""What is said of the versions of a cited document, and what stands in its successor: so that an older rule is never taken for today's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant import access
from assistant.answering.asking.day_asked import AskedDay
from assistant.answering.evidence import weigh
from assistant.answering.extractive import Quoting, quote_passages
from assistant.answering.reading import read
from assistant.policies.citations import chinese_date, status_note
from assistant.policies.clauses import ClauseFinder, Versions
from assistant.records import DocumentInfo, DocumentKind, Hit, Principal
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever

_MOST_DOCUMENTS = 2
_MOST_VERSIONS = 3
_SEARCHED = 4
_LOOKED_AT = 3
_MOST_CLAUSES = 2


@dataclass(frozen=True, slots=True)
class VersionTeller:
    """Looks around cited documents. ``now`` is the day on which is asked, ``as_of`` in the quoting the day asked about."""

    finder: ClauseFinder
    retriever: Retriever
    reader: Reader

    def notices(
        self,
        document_ids: Sequence[str],
        principal: Principal,
        asked: AskedDay | None,
        as_of: date,
        now: date,
        english: bool,
    ) -> list[str]:
        """The day used; of each cited policy that it is dead, which version was used and why, and what changed in the period."""
        said = [_day_line(asked, as_of, english)] if asked is not None else []
        for versions in self._cited(document_ids, principal):
            if not access.document_in_force(versions.document, now):
                said.append(_banner(versions, as_of, now, english))
            elif versions.others:
                said.append(_version_line(versions, as_of, now, english))
            if asked is not None and not asked.before_new:
                said.append(_change_line(versions, asked, english))
        return [line for line in said if line]

    def successors(
        self, document_ids: Sequence[str], principal: Principal, query: str, now: date, quoting: Quoting
    ) -> Iterator[str]:
        """For cited policies that no longer hold, what their successor says of the same matter, quoted as today's rule."""
        current = quoting.on(now)
        for versions in self._cited(document_ids, principal):
            later = versions.later
            if (
                later is None
                or access.document_in_force(versions.document, now)
                or not access.document_in_force(later, now)
            ):
                continue
            if later.id in document_ids:
                continue
            found = self.retriever.search(query, principal, now, _SEARCHED, document_ids=frozenset({later.id}))
            evidence = [weigh(hit, quoting.words) for hit in found.hits]
            said = read(self.reader, self.retriever.sentences, query, evidence, (), 0.0).answering
            if said:
                yield "For comparison, what is in force now:" if quoting.english else "现行规定如下，供对照："
                yield from quote_passages(said[:_MOST_CLAUSES], current)

    def day_before_the_new(
        self, hits: Sequence[Hit], lapsed: Sequence[Hit], principal: Principal, now: date
    ) -> date | None:
        """The last day of the version before the current one, of the document that the question is nearest to; None where none is held."""
        for hit in (*hits[:_LOOKED_AT], *lapsed[:_LOOKED_AT]):
            document = hit.chunk.document
            if document.kind is not DocumentKind.POLICY:
                continue
            versions = self.finder.versions_of(document.id, principal)
            older = (document, *(versions.earlier if versions is not None else ()))
            ends = [access.period_of(one)[1] for one in older if one.repealed_on is not None and one.repealed_on <= now]
            if ends:
                return max(ends)
        return None

    def _cited(self, document_ids: Sequence[str], principal: Principal) -> list[Versions]:
        found = [self.finder.versions_of(document_id, principal) for document_id in dict.fromkeys(document_ids)]
        policies = [item for item in found if item is not None and item.document.kind is DocumentKind.POLICY]
        return policies[:_MOST_DOCUMENTS]


def no_older_version(now: date, english: bool) -> str:
    """Said when the time before the current rules is asked about and no older rules are held."""
    if english:
        return f"No older version of these rules is held; answered by those in force on {now}."
    return f"资料库中没有已被取代的旧规定，按{chinese_date(now)}的规定回答。"


def _day_line(asked: AskedDay, as_of: date, english: bool) -> str:
    if english:
        period = f" (the last day of the period asked about, from {asked.first})" if asked.whole_period else ""
        return f"Answered by the rules of {as_of}{period}."
    period = "（所问期间的最后一天）" if asked.whole_period else ""
    if asked.before_new:
        period = "（新文件取代旧文件的前一天）"
    return f"按{chinese_date(as_of)}{period}的规定回答。"


def _banner(versions: Versions, as_of: date, now: date, english: bool) -> str:
    document, later = versions.document, versions.later
    note = status_note(document, now, english)
    if english:
        replaced = f" and was replaced by {_name(later)}" if later is not None else ""
        when = f" It is quoted as it stood on {as_of}." if as_of != now else ""
        return f"Note: {_name(document)} does not apply on {now} ({note}){replaced}.{when} It gives no entitlement now."
    replaced = f"，由{_name(later)}取代" if later is not None else ""
    when = f"引用的是它在{chinese_date(as_of)}的规定，" if as_of != now else ""
    return f"注意：{_name(document)}{note}{replaced}；{when}不能作为现在申请的依据。"


def _version_line(versions: Versions, as_of: date, now: date, english: bool) -> str:
    others = versions.others[:_MOST_VERSIONS]
    if english:
        listed = "; ".join(f"{_name(one)} ({_state(one, now, english)})" for one in others)
        return f"{len(versions.others) + 1} versions are held. Used, as in force on {as_of}: {_name(versions.document)}. Also held: {listed}."
    listed = "、".join(f"{_name(one)}（{_state(one, now, english)}）" for one in others)
    return f"同一事项资料库中有{len(versions.others) + 1}个版本：按{chinese_date(as_of)}的效力，引用的是{_name(versions.document)}；另有{listed}。"


def _change_line(versions: Versions, asked: AskedDay, english: bool) -> str:
    """What changed within the period asked about: a year may have had two rules."""
    begun = access.first_day_of(versions.document)
    if begun is None or not asked.first < begun <= asked.last:
        return ""
    earlier = next((one for one in versions.earlier if access.document_in_force(one, begun - timedelta(days=1))), None)
    if english:
        before = (
            f"; before that day {_name(earlier)} applied" if earlier is not None else "; it did not apply before that"
        )
        return f"The rules changed within that time: {_name(versions.document)} is in force since {begun}{before}."
    before = f"此前适用的是{_name(earlier)}" if earlier is not None else "此前尚未施行"
    return f"这段时间内规定有变化：{_name(versions.document)}自{chinese_date(begun)}起施行，{before}；要问变化以前的规定，请写明月份。"


def _state(document: DocumentInfo, now: date, english: bool) -> str:
    return status_note(document, now, english) or str(access.document_status_on(document, now))


def _name(document: DocumentInfo) -> str:
    return f"《{document.title}》" + (f"（{document.document_number}）" if document.document_number else "")
